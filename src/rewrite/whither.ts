/** Where the old value of the calls goes in a function, for people: returned, handed to somebody, stored, tested. */
import { bare, calleeOf } from '../flow/walk.js';
import type { Expr } from '../source/ast.js';
import type { Item, SourceFile } from '../source/file.js';
import { carryOf } from './carry.js';
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
  const text = file.text.slice(item.start, item.end);
  const variants = file.functionsOf(item);
  if ('why' in variants) return [];
  const found = new Map<string, Escape & { readonly at: number }>();
  for (const { under } of variants) {
    const draft = draftOf(text, parserFor(file, configurationKey(under)));
    if (!draft) continue;
    for (const node of valuesOf(draft, migration)) {
      const place = escapeOf(draft, node);
      if (!place) continue;
      const { line } = file.position(item.start + place.at);
      found.set(`${place.at} ${place.what}`, { ...place, line });
    }
  }
  return [...found.values()]
    .sort((a, b) => a.at - b.at)
    .map(({ kind, what, line }) => ({ kind, what, line }));
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
