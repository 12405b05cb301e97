/** Where the old value of the calls goes in a function, for people: returned, handed to somebody, stored, tested. */
import { IDIOMS } from '../flow/idioms.js';
import { bare, calleeOf, walk } from '../flow/walk.js';
import { type Access, type Web, websOf } from '../flow/webs.js';
import type { Expr } from '../source/ast.js';
import type { Item, SourceFile } from '../source/file.js';
import { carryOf, leavesOf } from './carry.js';
import { type Draft, draftOf, isStatement } from './draft.js';
import { textOf } from './emit.js';
import { configurationKey, parserFor } from './function.js';
import type { Migration } from './migration.js';
import { sitesOf } from './sites.js';

/** One place that the value goes to. */
export interface Escape {
  readonly kind: 'returned' | 'handed' | 'stored';
  /** `pr_err()` for a call, the text of the place for a store; empty for a return. */
  readonly what: string;
  /** From 1, in the file. */
  readonly line: number;
}

/** All places in order of the text, each once; none where the function cannot be read. What only tests is none. */
export function escapesOf(file: SourceFile, item: Item, migration: Migration): readonly Escape[] {
  return inVariants(file, item, draft =>
    valuesOf(draft, migration).flatMap(node => escapeOf(draft, node) ?? []),
  ).map(({ kind, what, line }) => ({ kind, what, line }));
}

/** A value that the function returns besides those of the calls: an errno of its own, or what another call gave it. */
export interface OwnReturn {
  readonly text: string;
  /** Whether it is made of the value of the calls: `ERR_PTR(err)`. */
  readonly made: boolean;
  /** Whether it is counted up or down: no errno at all. */
  readonly counted: boolean;
  /** From 1, in the file. */
  readonly line: number;
}

/** What the function returns that is no value of the calls, in order of the text; success is not named. */
export function ownReturnsOf(file: SourceFile, item: Item, migration: Migration): readonly OwnReturn[] {
  const known = new Set(migration.classes.map(c => c.before));
  const found = inVariants(file, item, draft => {
    const calls = new Set<Expr>(sitesOf(draft, migration).map(s => s.call));
    const webs = websOf(draft.code);
    const values = new Set(valuesOf(draft, migration));
    const isMade = (expr: Expr): boolean => {
      let found = false;
      walk(expr, node => {
        found ||= values.has(node as Expr);
      });
      return found;
    };
    const own: { what: string; at: number; made: boolean; counted: boolean }[] = [];
    const visit = (expr: Expr, followed: ReadonlySet<Access>): void => {
      for (const leaf of leavesOf(draft, expr, calls, migration)) {
        if (leaf.kind === 'call' || (leaf.kind === 'constant' && known.has(leaf.old))) continue;
        const use = leaf.kind === 'copy' ? accessOf(webs, leaf.expr) : undefined;
        const isCounted = use?.sources.some(def => def.assign?.kind === 'update') ?? false;
        const given = use?.sources.flatMap(def => (def.value && !followed.has(def) ? [def] : []));
        if (given && given.length > 0 && !isCounted) {
          const next = new Set([...followed, ...given]);
          for (const def of given) visit(def.value!, next);
        } else if (leaf.expr) {
          const { start } = leaf.expr;
          own.push({
            what: nameOf(draft, leaf.expr),
            at: start,
            made: isMade(leaf.expr),
            counted: isCounted,
          });
        }
      }
    };
    walk(draft.fn, node => node.kind === 'return' && node.value && visit(node.value, new Set()));
    return own;
  });
  return found.map(({ what, line, made, counted }) => ({ text: what, line, made, counted }));
}

/** `gizmo_pin()` for a call, the text for anything shorter. */
function nameOf(draft: Draft, expr: Expr): string {
  const name = expr.kind === 'call' ? calleeOf(expr) : undefined;
  const isSame = name !== undefined && IDIOMS.get(name) === 'same';
  return name !== undefined && !isSame ? `${name}()` : textOf(draft, expr).replace(/\s+/g, ' ');
}

function accessOf(webs: readonly Web[], node: Expr): Access | undefined {
  return webs.flatMap(w => w.uses).find(u => u.node === node);
}

/** What is found in the readable configurations of a function, each place once, in order of the text. */
function inVariants<T extends { readonly what: string; readonly at: number }>(
  file: SourceFile,
  item: Item,
  find: (draft: Draft) => readonly T[],
): readonly (T & { readonly line: number })[] {
  const text = file.text.slice(item.start, item.end);
  const variants = file.functionsOf(item);
  if ('why' in variants) return [];
  const found = new Map<string, T & { readonly line: number }>();
  for (const { under } of variants) {
    const draft = draftOf(text, parserFor(file, configurationKey(under)));
    for (const one of draft ? find(draft) : []) {
      const { line } = file.position(item.start + one.at);
      found.set(`${one.at} ${one.what}`, { ...one, line });
    }
  }
  return [...found.values()].sort((a, b) => a.at - b.at);
}

/** The calls, and every reading of a variable that can hold their value. */
function valuesOf(draft: Draft, migration: Migration): readonly Expr[] {
  const calls = sitesOf(draft, migration).map(s => s.call);
  const carry = carryOf(draft, new Set<Expr>(calls), migration);
  const uses = carry.webs.flatMap(w => w.uses).filter(u => u.node && u.sources.some(s => carry.ours.has(s)));
  return [...calls, ...uses.map(u => u.node!)];
}

function escapeOf(draft: Draft, value: Expr): { kind: Escape['kind']; what: string; at: number } | undefined {
  let node = value;
  for (;;) {
    const parent = draft.parents.get(node);
    if (!parent) return undefined;
    if (isStatement(parent)) {
      return parent.kind === 'return' ? { kind: 'returned', what: '', at: parent.start } : undefined;
    }
    if (parent.kind === 'call') {
      const name = calleeOf(parent);
      if (parent.args.includes(node) && !/^(un)?likely$|^WARN|^BUG/.test(name ?? '')) {
        return { kind: 'handed', what: name ? `${name}()` : 'a call through a pointer', at: parent.start };
      }
    }
    if (parent.kind === 'assign' && parent.value === node) {
      const target = bare(parent.target);
      if (target.kind === 'identifier' && draft.code.names.of(target)?.scalar) return undefined;
      return { kind: 'stored', what: textOf(draft, parent.target), at: parent.start };
    }
    if (parent.kind === 'conditional' && parent.test === node) return undefined;
    if (parent.kind === 'binary' && /^(&&|\|\||[=!<>]=?)$/.test(parent.op)) return undefined;
    if (parent.kind === 'unary' && parent.op === '!') return undefined;
    node = parent;
  }
}
