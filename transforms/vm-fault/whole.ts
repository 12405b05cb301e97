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
  proveBut,
  proveThrough,
} from '../../src/kit.js';
import { keyOf, placesOf } from './circle.js';
import { isOfEffects } from './said.js';

/**
 * The proof of a change of some functions as it is seen from above them: from the function itself, then from its only
 * caller, up to the handler. `given` is the proof that the change has. What a caller does otherwise is said as well,
 * also where there are several: a helper that says yes or no for one value more has them do more.
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
    if (!proof) return found;
    if (!proof.differences.every(d => given.differences.includes(d)))
      return sayingToo(found, effectsBeyond(given, proof.differences));
    found = proof;
    const callers = callersOf(top, facts);
    if (callers.length > 1) return withCallers(found, callers, [...parts.values()], facts, migration);
  }
  return found;
}

/** More callers than these are not looked at. */
const MOST_CALLERS = 8;

/** A proof with what several callers do otherwise, each as far as it can be evaluated. */
function withCallers(
  given: Proof,
  callers: readonly FunctionRef[],
  below: readonly ChangedFunction[],
  facts: Facts,
  migration: Migration,
): Proof {
  const said = placesOf(callers.slice(0, MOST_CALLERS), facts).flatMap(
    ({ file, item }) => proveThrough(changedBy(file, item, []), below, migration)?.differences ?? [],
  );
  return sayingToo(given, effectsBeyond(given, said));
}

/** What a proof does not say of what is done otherwise. */
const effectsBeyond = ({ differences }: Proof, said: readonly string[]): readonly string[] =>
  [...new Set(said)].filter(one => isOfEffects(one) && !differences.includes(one)).sort();

const sayingToo = (given: Proof, more: readonly string[]): Proof =>
  more.reduce((proof, one) => proveBut(proof, one), given);

/** The functions that call another one, which no slot leads to; each once. */
function callersOf(fn: FunctionRef, facts: Facts): readonly FunctionRef[] {
  if (facts.slotsOf(fn).length > 0) return [];
  return [...new Map(facts.callersOf(fn).map(({ caller }) => [keyOf(caller), caller])).values()];
}

/** The function that alone calls another one, which nothing else leads to. */
function onlyCaller(fn: FunctionRef, facts: Facts): FunctionRef | undefined {
  const [caller, ...others] = callersOf(fn, facts);
  return others.length === 0 ? caller : undefined;
}
