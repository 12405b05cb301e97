/**
 * Where a function has nothing left to do but to turn the value into its result. From such a place on, the new value
 * is the result: the mapping gives way to `return v;`.
 */

import type { Variable } from '../flow/resolve.js';
import type { Stmt } from '../source/ast.js';
import type { Draft } from './draft.js';
import { codeOfOld, type Migration } from './migration.js';
import type { Observation, PathRecord } from './observe.js';

export interface Settled {
  /** Statements that give way to `return v;`, outermost first on every path. */
  readonly places: ReadonlySet<Stmt>;
  /** What constants that are not values of the call become: old -> new. */
  readonly constants: ReadonlyMap<number, number>;
}

const NOT_A_PLACE: ReadonlySet<string> = new Set([
  'label',
  'case',
  'default',
  'empty',
  'declaration',
  'block',
]);

/** Whether the function may return `code` where it returned `returned` for the old value `old`. */
export function mayReturn(migration: Migration, old: number, returned: number, code: number): boolean {
  if (returned === code) return true;
  const valueClass = migration.classes.find(c => c.before === old);
  if (!valueClass) return false;
  const success = migration.classes[0]!;
  if (valueClass !== success && valueClass.after === success.after) return true;
  return migration.returned.some(
    d => d.valueClass === valueClass.name && d.before === returned && d.after === code,
  );
}

/** Finds the places at which a variable's new value can be returned as it is. */
export function settle(observation: Observation, variable: Variable, migration: Migration): Settled {
  const constants = new Map<number, number>();
  const good = new Map<Stmt, boolean>();
  const visit = (path: PathRecord, index: number): boolean => {
    const v = path.visits[index]!;
    const old = v.env.get(variable.id);
    if (typeof old !== 'number' || path.returned === undefined) return false;
    if (v.effects !== path.effectStmts.length) return false;
    const code = codeOfOld(migration, old);
    if (code !== undefined) return mayReturn(migration, old, path.returned, code);
    // A value that the call cannot return: what the function makes of it is what it has to become.
    const known = constants.get(old);
    if (known !== undefined) return known === path.returned;
    constants.set(old, path.returned);
    return true;
  };
  for (const path of observation.paths) {
    let entered: Stmt | undefined;
    path.visits.forEach((v, i) => {
      if (!v.stmt || v.stmt === entered || NOT_A_PLACE.has(v.stmt.kind)) return;
      entered = v.stmt;
      good.set(v.stmt, (good.get(v.stmt) ?? true) && visit(path, i));
    });
  }
  const places = new Set<Stmt>();
  for (const path of observation.paths) {
    const first = path.visits.find(v => v.stmt && good.get(v.stmt) === true);
    if (first?.stmt && path.calls.length > 0) places.add(first.stmt);
  }
  for (const path of observation.paths) {
    const first = path.visits.find(v => v.stmt && good.get(v.stmt) === true);
    if (first?.stmt && path.calls.length === 0 && ![...places].some(p => path.visits.some(v => v.stmt === p)))
      continue;
    if (first?.stmt && path.calls.length === 0) places.add(first.stmt);
  }
  return { places, constants };
}

/** The effects between a call and the end, where all paths through the call agree on them. */
export interface Tail {
  readonly stmts: readonly Stmt[];
}

/**
 * What follows a call up to the return, where that is the same straight line on every path and the result is the new
 * value; undefined where it is not.
 */
export function tailOf(
  draft: Draft,
  observation: Observation,
  call: object,
  variable: Variable | undefined,
  migration: Migration,
): Tail | undefined {
  let stmts: readonly Stmt[] | undefined;
  for (const path of observation.paths) {
    const at = path.calls.findIndex(c => c.call === call);
    if (at < 0) continue;
    const { valueClass, effects } = path.calls[at]!;
    if (at !== path.calls.length - 1 || path.returned === undefined) return undefined;
    if (!mayReturn(migration, valueClass.before, path.returned, valueClass.after)) return undefined;
    const rest = path.effectStmts.slice(effects);
    if (stmts && (stmts.length !== rest.length || stmts.some((s, i) => s !== rest[i]))) return undefined;
    stmts = rest;
  }
  if (!stmts) return undefined;
  const distinct = [...new Set(stmts)];
  const plain = distinct.every(s => s.kind === 'expr' && draft.parents.get(s)?.kind === 'block');
  if (!plain) return undefined;
  // A copied statement must not speak of the variable: it would say something else after.
  const speaks =
    variable &&
    distinct.some(s => new RegExp(`\\b${variable.name}\\b`).test(draft.text.slice(s.start, s.end)));
  return speaks ? undefined : { stmts: distinct };
}
