/** What a small function of the tree returns for given numbers: so that what is said of a helper is read, not believed. */
import type { FunctionDef } from '../source/ast.js';
import { constantsOf } from './constants.js';
import type { Contract, Mapper } from './contract.js';
import { evaluate } from './evaluate.js';
import { universeOf } from './explore.js';
import { codeOf } from './prove.js';
import { INT } from './types.js';
import { pathsOf } from './world.js';

/**
 * The number a definition returns for arguments; undefined where that depends on anything else, where something
 * happens on the way, or where it cannot be evaluated.
 */
export function resultOf(fn: FunctionDef, contract: Contract, args: readonly number[]): number | undefined {
  const code = codeOf(fn);
  const universe = universeOf({ ...contract, mappers: [] }, constantsOf(code, contract), true);
  const { world, nextPath } = pathsOf(universe, new Map());
  const params = code.names.variables.filter(v => v.param);
  if (params.length !== args.length || !params.every(p => p.scalar)) return undefined;
  const env = new Map(params.map(p => [p.id, args[fn.params.indexOf(p.param!)]!]));
  const { end, effects } = evaluate(code, { step: 0, env, prefix: '', skipHead: false }, world);
  const decided = nextPath();
  if (end.kind !== 'return' || end.value === undefined || effects.length > 0 || decided) return undefined;
  return typeof end.value === 'number' ? end.value : undefined;
}

/**
 * The mapper that a definition is; undefined where it is none. It is tried with every number it names, and with one
 * below and one above each: functions that only compare cannot tell apart what lies between.
 */
export function mapperOf(fn: FunctionDef, contract: Contract): Mapper | undefined {
  // What asks for the truth of a number asks for 0.
  const named = [...new Set([...constantsOf(codeOf(fn), contract), 0])];
  const tried = [...named, INT.low, INT.high].flatMap(n => [n - 1, n, n + 1]);
  const inside = [...new Set(tried)].filter(n => n >= INT.low && n <= INT.high);
  const results = new Map(inside.map(n => [n, resultOf(fn, contract, [n])] as const));
  const otherwise = results.get(INT.high);
  const cases: { value: number; result: number }[] = [];
  for (const [value, result] of results) {
    if (result === undefined || otherwise === undefined) return undefined;
    if (result === otherwise) continue;
    if (!named.includes(value)) return undefined;
    cases.push({ value, result });
  }
  return otherwise === undefined ? undefined : { name: fn.name, cases, otherwise };
}

/** What a definition makes of each new value; undefined where it cannot be told of one. */
export function restoredBy(
  fn: FunctionDef,
  contract: Contract,
  flags: number,
): ReadonlyMap<number, number> | undefined {
  const values = new Map<number, number>();
  for (const { after } of contract.classes) {
    const old = resultOf(fn, contract, [after, flags]);
    if (old === undefined) return undefined;
    values.set(after, old);
  }
  return values;
}
