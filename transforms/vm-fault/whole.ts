/**
 * What is said of a rewrite as a handler shows it: a helper's own values are nobody's business where one function
 * makes of them what it returns.
 */
import {
  type ChangedFunction,
  changedBy,
  type Edit,
  type Facts,
  type FunctionPlace,
  type FunctionRef,
  type Migration,
  type Proof,
  proveThrough,
} from '../../src/kit.js';
import { keyOf, placesOf } from './circle.js';

/**
 * The proof of a change of some functions as it is seen from above them: from the function itself, then from its only
 * caller, up to the handler. `given` is the proof that the change has; what is seen from above says no more than it.
 */
export function proofFromAbove(
  fn: FunctionRef,
  changed: readonly FunctionPlace[],
  edits: readonly Edit[],
  given: Proof,
  facts: Facts,
  migration: Migration,
): Proof {
  const parts = new Map<string, ChangedFunction>();
  const take = ({ file, item }: FunctionPlace) => {
    const part = changedBy(file, item, edits);
    parts.set(`${file.path}:${item.start}`, part);
    return part;
  };
  for (const place of changed) take(place);
  const met = new Set<string>();
  let found = given;
  for (let top: FunctionRef | undefined = fn; top; top = onlyCaller(top, facts)) {
    const [place] = placesOf([top], facts);
    const key = keyOf(top);
    if (!place || met.has(key)) return found;
    met.add(key);
    const whole = take(place);
    const below = [...parts].flatMap(([other, part]) => (other === key ? [] : [part]));
    const proof = below.length === 0 ? given : proveThrough(whole, below, migration);
    if (!proof?.differences.every(d => given.differences.includes(d))) return found;
    found = proof;
  }
  return found;
}

/** The function that alone calls another one, which nothing else leads to. */
function onlyCaller(fn: FunctionRef, facts: Facts): FunctionRef | undefined {
  if (facts.slotsOf(fn).length > 0) return undefined;
  const callers = new Map(facts.callersOf(fn).map(({ caller }) => [keyOf(caller), caller]));
  const [caller] = callers.values();
  return callers.size === 1 ? caller : undefined;
}
