/** Which variables hold the value of the calls, and which values each reading of them can see. */
import { constantsOf } from '../flow/constants.js';
import { contractFor } from '../flow/explore.js';
import { typeOf } from '../flow/types.js';
import { bare, calleeOf } from '../flow/walk.js';
import { type Access, type Web, websOf } from '../flow/webs.js';
import type { Call, Expr, Identifier } from '../source/ast.js';
import type { Draft } from './draft.js';
import type { Migration } from './migration.js';
import { constantOf } from './test.js';
import { isTruth } from './uses.js';

/** What an expression's value can be, where it is one of several: `c ? call() : -EIO`. */
export type Leaf =
  | { readonly kind: 'call'; readonly expr: Call }
  | { readonly kind: 'constant'; readonly expr: Expr; readonly old: number }
  | { readonly kind: 'copy'; readonly expr: Identifier }
  /** A new value that stands for an error of a helper's own. */
  | { readonly kind: 'code'; readonly expr: Expr }
  | { readonly kind: 'foreign'; readonly expr: Expr | undefined };

export interface Carry {
  /** Webs with a definition by a call, or by a copy of one. */
  readonly webs: readonly Web[];
  /** Definitions by a call, or by a copy of one, whatever else they may be. */
  readonly ours: ReadonlySet<Access>;
  /** Definitions of these webs whose values are all known: of calls, constants, copies of such. */
  readonly known: ReadonlySet<Access>;
  leavesOf(def: Access): readonly Leaf[];
  /**
   * The old values that a reading can see, each with the new one where that is sure; undefined where one of them is
   * not known.
   */
  valuesAt(use: Access): readonly (readonly [number, number | undefined])[] | undefined;
}

/** The expressions that can be the value of an expression. */
export function leavesOf(
  draft: Draft,
  expr: Expr,
  calls: ReadonlySet<Expr>,
  migration: Migration,
): readonly Leaf[] {
  const e = bare(expr);
  const again = (x: Expr) => leavesOf(draft, x, calls, migration);
  if (e.kind === 'call' && calls.has(e)) return [{ kind: 'call', expr: e }];
  if (draft.own && isCode(e, migration)) return [{ kind: 'code', expr: e }];
  const old = constantOf(e, migration);
  if (old !== undefined) return [{ kind: 'constant', expr: e, old }];
  if (e.kind === 'identifier' && draft.code.names.of(e)?.scalar) return [{ kind: 'copy', expr: e }];
  if (e.kind === 'conditional' && e.then) return [...again(e.then), ...again(e.otherwise)];
  if (e.kind === 'comma') return again(e.items[e.items.length - 1]!);
  if (e.kind === 'assign' && e.op === '=') return again(e.value);
  // A code is the same number in any integer that holds its bits; a cast that is to be rewritten is an obstacle by itself.
  if (e.kind === 'cast' && migration.misread && isWide(e.type)) return again(e.operand);
  return [{ kind: 'foreign', expr: e }];
}

/** Whether a type is an integer that holds an int. */
const isWide = (type: string): boolean => /^(?:i32|u32|long|ulong|i64|u64)$/.test(typeOf(type, 0));

/** Whether an expression gives a new value by its looks: a name of one, or a call that maps to one. */
function isCode(e: Expr, migration: Migration): boolean {
  if (e.kind === 'identifier') return (migration.constants.get(e.name) ?? 0) !== 0;
  return migration.mappers.some(m => m.name === calleeOf(e));
}

/** Follows the values of the calls through the function's variables. */
export function carryOf(draft: Draft, calls: ReadonlySet<Expr>, migration: Migration): Carry {
  const webs = websOf(draft.code);
  const useOf = new Map(webs.flatMap(w => w.uses.map(u => [u.node as Expr, u] as const)));
  const leaves = new Map<Access, readonly Leaf[]>();
  for (const def of webs.flatMap(w => w.defs)) {
    const value = def.value ?? gathered(def);
    leaves.set(
      def,
      value && !isTruth(def.variable)
        ? leavesOf(draft, value, calls, migration)
        : [{ kind: 'foreign', expr: undefined }],
    );
  }
  const ours = new Set<Access>();
  for (let size = -1; size !== ours.size; ) {
    size = ours.size;
    for (const [def, some] of leaves) {
      const copied = (leaf: Leaf) =>
        leaf.kind === 'copy' && useOf.get(leaf.expr)?.sources.some(s => ours.has(s));
      if (some.some(leaf => leaf.kind === 'call' || copied(leaf))) ours.add(def);
    }
  }
  const carried = webs.filter(w => w.defs.some(d => ours.has(d)));
  const known = new Set(carried.flatMap(w => w.defs));
  const inKnown = (use: Access | undefined): boolean =>
    use !== undefined &&
    use.sources.length > 0 &&
    use.sources.every(s => known.has(s) || isConstant(leaves.get(s)));
  for (let size = -1; size !== known.size; ) {
    size = known.size;
    for (const def of known) {
      const good = leaves
        .get(def)!
        .every(
          l =>
            l.kind === 'call' ||
            l.kind === 'constant' ||
            l.kind === 'code' ||
            (l.kind === 'copy' && inKnown(useOf.get(l.expr))),
        );
      if (!good) known.delete(def);
    }
  }
  const own = draft.own && contractFor({ ...migration, own: draft.own }, constantsOf(draft.code, migration));
  const valuesAt = (use: Access) => {
    const found = new Map<string, readonly [number, number | undefined]>();
    const add = (old: number, code?: number) => found.set(`${old}/${code}`, [old, code]);
    const seen = new Set<Access>();
    const visit = (u: Access): boolean =>
      u.sources.length > 0 &&
      u.sources.every(def => {
        if (seen.has(def)) return true;
        seen.add(def);
        return leaves.get(def)!.every(leaf => {
          if (leaf.kind === 'call') for (const c of migration.classes) add(c.before, c.after);
          else if (leaf.kind === 'constant') add(leaf.old);
          else if (leaf.kind === 'code') {
            for (const c of own!.classes) if (c.own) add(c.before, c.after);
          } else return leaf.kind === 'copy' && visit(useOf.get(leaf.expr)!);
          return true;
        });
      });
    return visit(use) ? [...found.values()] : undefined;
  };
  return { webs: carried, ours, known, leavesOf: def => leaves.get(def)!, valuesAt };
}

/** What is gathered in a variable: what it held before is read there, and counts by itself. */
function gathered({ assign }: Access): Expr | undefined {
  return assign?.kind === 'assign' && assign.op === '|=' ? assign.value : undefined;
}

function isConstant(leaves: readonly Leaf[] | undefined): boolean {
  return leaves?.every(l => l.kind === 'constant') ?? false;
}
