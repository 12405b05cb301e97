/** Calls that map the value, of a function whose whole work that is: `gizmo_code(err)`. */
import type { Mapper } from '../flow/contract.js';
import { mapperOf } from '../flow/defined.js';
import { calleeOf } from '../flow/walk.js';
import type { Access } from '../flow/webs.js';
import type { Call, Expr } from '../source/ast.js';
import type { Draft } from './draft.js';
import type { Migration } from './migration.js';

/** The call that a value is the only argument of, and what it makes of it; undefined where it does anything else. */
export function mapAround(
  draft: Draft,
  node: Expr,
  migration: Migration,
): { readonly call: Call; readonly mapper: Mapper } | undefined {
  const call = draft.parents.get(node);
  if (call?.kind !== 'call' || call.args.length !== 1 || call.args[0] !== node) return undefined;
  const mapper = mapperNamed(draft, calleeOf(call) ?? '', migration);
  return mapper && { call, mapper };
}

function mapperNamed({ inline }: Draft, name: string, migration: Migration): Mapper | undefined {
  const known = migration.mappers.find(mapper => mapper.name === name);
  const code = known ? undefined : inline(name);
  return known ?? (code && mapperOf(code.program.fn, migration));
}

/** What a mapper makes of a number. */
export function mapped({ cases, otherwise }: Mapper, n: number): number {
  return cases.find(({ value }) => value === n)?.result ?? otherwise;
}

/** The mapper that all of some readings go into; undefined where one of them does not. */
export function onlyMapper(draft: Draft, uses: readonly Access[], migration: Migration): Mapper | undefined {
  const found = uses.map(({ node }) => node && mapAround(draft, node, migration)?.mapper);
  const [first] = found;
  return first && found.every(mapper => mapper?.name === first.name) ? first : undefined;
}
