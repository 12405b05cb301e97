/** Conditions in new words that come out the same on every path: they are said so, and fold away. */
import { walk } from '../flow/walk.js';
import { type Access, websOf } from '../flow/webs.js';
import type { Expr, If, Return } from '../source/ast.js';
import type { Draft } from './draft.js';
import { textOf } from './emit.js';
import { type Migration, spell } from './migration.js';
import type { Observation } from './observe.js';
import type { Change } from './pieces.js';
import { workIn } from './same.js';
import { constantOf } from './test.js';
import type { Baseline } from './tidy.js';

/** Names of the variables that are given one constant, and nothing else ever. */
export function loneConstants(draft: Draft, migration: Migration): ReadonlySet<string> {
  const defs = new Map<string, Access[]>();
  for (const { variable, defs: some, undefinedReaches } of websOf(draft.code)) {
    const isPlain = variable.scalar && !variable.param && !undefinedReaches;
    if (!isPlain && some.length === 0) continue;
    defs.set(variable.name, [...(defs.get(variable.name) ?? []), ...some]);
  }
  const isLone = ([only, ...others]: readonly Access[]) =>
    others.length === 0 && only?.value !== undefined && isNumber(only.value, migration);
  return new Set([...defs].flatMap(([name, some]) => (isLone(some) ? [name] : [])));
}

const isNumber = (value: Expr, migration: Migration) => constantOf(value, migration) !== undefined;

/** Those that were given more in the original: what is read of them is known now. */
function stale(draft: Draft, baseline: Baseline, migration: Migration): ReadonlySet<string> {
  return new Set([...loneConstants(draft, migration)].filter(name => !baseline.loneConstants.has(name)));
}

/** Whether there is a condition that the rewrite wrote, a `switch`, or a variable that holds one constant by now. */
export function mayBeDecided(draft: Draft, baseline: Baseline, migration: Migration): boolean {
  let found = stale(draft, baseline, migration).size > 0;
  walk(draft.fn, node => {
    if (node.kind === 'switch' || (node.kind === 'if' && isOurs(draft, node, baseline))) found = true;
  });
  return found;
}

/** `1` or `0` for the tests of the rewrite that always or never hold where they stand, and do nothing else. */
export function decidedTests(
  draft: Draft,
  seen: Observation,
  baseline: Baseline,
  migration: Migration,
): readonly Change[] {
  if (seen.incomplete) return [];
  const known = stale(draft, baseline, migration);
  const sides = new Map<number, Set<number>>();
  for (const { step, side } of seen.paths.flatMap(path => path.sides))
    sides.set(step, (sides.get(step) ?? new Set()).add(side));
  return draft.code.program.steps.flatMap((step, at) => {
    if (step.op !== 'branch' || step.stmt.kind !== 'if' || step.stmt.test !== step.test) return [];
    const [side, ...others] = sides.get(at) ?? [];
    if (side === undefined || others.length > 0) return [];
    const isDecided = isOurs(draft, step.stmt, baseline) || readsOne(step.test, known);
    if (!isDecided || workIn(step.test) !== 'none') return [];
    return [{ start: step.test.start, end: step.test.end, text: String(side) }];
  });
}

const isOurs = (draft: Draft, { test }: If, { text }: Baseline): boolean =>
  !text.includes(textOf(draft, test));

/** The code in place of what is made of a variable that holds one constant by now. */
export function decidedReturns(
  draft: Draft,
  seen: Observation,
  baseline: Baseline,
  migration: Migration,
): readonly Change[] {
  const known = stale(draft, baseline, migration);
  if (seen.incomplete || known.size === 0) return [];
  const codes = new Map<Return, Set<number | undefined>>();
  for (const { end, returned } of seen.paths) {
    if (end.kind !== 'return' || end.stmt?.kind !== 'return' || !end.stmt.value) continue;
    if (!readsOne(end.stmt.value, known)) continue;
    codes.set(end.stmt, (codes.get(end.stmt) ?? new Set()).add(returned));
  }
  const named = new Set(migration.constants.values());
  return [...codes].flatMap(([{ value }, some]) => {
    const [code] = some;
    if (some.size > 1 || code === undefined || !named.has(code)) return [];
    return [{ start: value!.start, end: value!.end, text: spell(migration, code) }];
  });
}

function readsOne(expr: Expr, names: ReadonlySet<string>): boolean {
  let found = false;
  walk(expr, node => {
    if (node.kind === 'identifier' && names.has(node.name)) found = true;
  });
  return found;
}
