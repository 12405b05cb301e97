/**
 * Where the value of our calls comes together with errors of others in a handler, what follows turns them all into
 * codes. That can be done for the others where they arise, so that what follows is there once, and sees codes alone.
 */
import type { OwnErrors } from '../flow/contract.js';
import { landing } from '../flow/program.js';
import { carryOf } from './carry.js';
import { type Draft, revise } from './draft.js';
import type { Migration } from './migration.js';
import { type Observation, observe } from './observe.js';
import type { Change } from './pieces.js';
import { type Codes, layMap, sayMap } from './say-map.js';
import { sitesOf } from './sites.js';
import { addNumbers, meetingsOf, onWay, valuesOnWay, type Way } from './ways.js';

/**
 * The function with what others give turned into codes on its ways to where ours comes as well. Undefined where
 * that is not one code for each number, or there is no place for it. What else is done with the value there stays to
 * be said in new words, and whether all of that is the same to be proven.
 */
export function mapOthers(draft: Draft, migration: Migration): Draft | undefined {
  const carry = carryOf(draft, new Set(sitesOf(draft, migration).map(s => s.call)), migration);
  const ways = meetingsOf(draft, carry);
  if (ways.length === 0) return undefined;
  const seen = observe(draft.code, migration, { joins: false });
  if (seen.incomplete) return undefined;
  const codes = codesBehind(draft, seen, ways);
  const own = codes && relationOf(codes);
  if (!own) return undefined;
  const changes: Change[] = [];
  for (const way of ways) {
    const values = valuesOnWay(draft, seen, way);
    const text = values && sayMap(way.variable, draft, codes, values, own, migration);
    // More than one condition is what a `switch` behind them all says better.
    if (text === undefined || text.split(' ? ').length > 2) return undefined;
    const change = onWay(draft, way, column => `${way.variable} = ${layMap(text, column)};`);
    if (!change) return undefined;
    changes.push(change);
  }
  const changed = revise(draft, changes);
  return changed && { ...changed, own };
}

/** The code that is returned for each number that comes to one of the places; undefined where that is not one. */
function codesBehind(draft: Draft, { paths }: Observation, ways: readonly Way[]): Codes | undefined {
  const { steps } = draft.code.program;
  const codes = new Map<number, number>();
  for (const path of paths) {
    for (const { step, env } of path.visits) {
      const way = ways.find(({ to }) => landing(steps, step) === to);
      const numbers = new Set<number>();
      if (!way || !addNumbers(numbers, path, env.get(way.id))) continue;
      const { returned } = path;
      if (returned === undefined || returned <= 0) return undefined;
      for (const n of numbers) {
        if ((codes.get(n) ?? returned) !== returned) return undefined;
        codes.set(n, returned);
      }
    }
  }
  return codes;
}

/** The same for any number: what most become, and the exceptions. */
function relationOf(codes: Codes): OwnErrors | undefined {
  const counts = new Map<number, number>();
  for (const [n, code] of codes) if (n !== 0) counts.set(code, (counts.get(code) ?? 0) + 1);
  const [most] = [...counts].sort((a, b) => b[1] - a[1]);
  if (!most) return undefined;
  const [otherwise] = most;
  const map = new Map([...codes].filter(([n, code]) => n !== 0 && code !== otherwise));
  return { negative: false, map, otherwise };
}
