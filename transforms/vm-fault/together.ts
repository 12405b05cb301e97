/** Functions that an errno goes through from hand to hand are converted together, or not at all. */
import {
  type Conversion,
  convertTogether,
  type Facts,
  type FunctionRef,
  joinedBy,
  type Migration,
  namesCalledIn,
  ownReturnsOf,
  proveTogether,
} from '../../src/kit.js';
import type { Verdict } from './calls.js';
import { type Circle, circleOf, handsOn, helpersOf, keyOf, placesOf, type Stays } from './circle.js';
import { listed } from './outside.js';
import { conversionVerdict, firstCallIn, obstacleOf } from './said.js';
import { proofFromAbove } from './whole.js';

/**
 * A helper that hands the errno on, or a function that takes it from one: all that it goes through change together or
 * not at all. Undefined where the function is neither.
 */
export function convertInCircle(
  fn: FunctionRef,
  direct: Conversion,
  facts: Facts,
  migration: Migration,
): Verdict | undefined {
  const hands = direct.kind !== 'converted' && handsOn(direct, migration) && facts.slotsOf(fn).length === 0;
  const [first] = hands ? [fn] : helpersOf(fn, facts, migration);
  if (!first || facts.callersOf(first).length === 0) return undefined;
  const wide = inCircle(first, true, facts, migration);
  if (wide.kind === 'convert') return wide;
  if (!hands) return undefined;
  const narrow = inCircle(first, false, facts, migration);
  return narrow.kind === 'convert' ? narrow : wide;
}

/** What comes of changing a helper together with all that its errno goes through, for each helper once. */
function inCircle(first: FunctionRef, widely: boolean, facts: Facts, migration: Migration): Verdict {
  const circle = circleOf(first, facts, migration, widely);
  if ('why' in circle) return staying(first, circle);
  const known = settled.get(facts) ?? new Map<string, Verdict>();
  settled.set(facts, known);
  const { helpers, takers } = circle;
  const sorted = { helpers: inOrder(helpers), takers: inOrder(takers) };
  const key = [...sorted.helpers, ...sorted.takers].map(keyOf).join();
  if (!known.has(key)) known.set(key, convertCircle(sorted, facts, migration));
  return known.get(key)!;
}

/** Kept, so that all functions of a circle offer the very same change. */
const settled = new WeakMap<Facts, Map<string, Verdict>>();

const inOrder = (fns: readonly FunctionRef[]) =>
  [...fns].sort((a, b) => (a.path === b.path ? a.item.start - b.item.start : a.path < b.path ? -1 : 1));

const staying = (fn: FunctionRef, { caller, why }: Stays): Verdict => ({
  kind: 'refuse',
  code: 'caller-stays',
  holes: { function: fn.name, caller: caller.name, place: `${caller.path}:${caller.line}`, why },
});

function convertCircle(circle: Circle, facts: Facts, migration: Migration): Verdict {
  const helpers = placesOf(circle.helpers, facts);
  const takers = placesOf(circle.takers, facts);
  const together = convertTogether({ helpers, takers }, migration);
  if (together.kind === 'helper-stays') {
    const { file, item } = helpers[together.at]!;
    const { name } = circle.helpers[together.at]!;
    const returned = ownReturnsOf(file, item, joinedBy(helpers, migration));
    const made = returned.find(one => one.made);
    if (made !== undefined) {
      const why = `it goes into ${made.text} (${file.path}:${made.line})`;
      return { kind: 'refuse', code: 'obstacle', holes: { ...firstCallIn(file, item, migration), why } };
    }
    const own = returned.map(({ text, line }) => `${text} (${file.path}:${line})`);
    return {
      kind: 'refuse',
      code: 'errors-of-its-own',
      holes: { function: name, own: own.length > 0 ? listed(own) : obstacleOf(file, together.failed) },
    };
  }
  if (together.kind === 'taker-stays') {
    const caller = circle.takers[together.at]!;
    const called = namesCalledIn(takers[together.at]!.file, caller.item);
    const helper = circle.helpers.find(({ name }) => called.has(name)) ?? circle.helpers[0]!;
    const { file, item } = helpers[circle.helpers.indexOf(helper)]!;
    const count = ownReturnsOf(file, item, joinedBy(helpers, migration)).find(one => one.counted);
    const why =
      count === undefined
        ? obstacleOf(takers[together.at]!.file, together.failed)
        : `it takes a number from it too, which is counted: ${count.text} (${file.path}:${count.line})`;
    return staying(helper, { caller, why });
  }
  for (const helper of circle.helpers) {
    const twin = twinOf(helper, circle, facts);
    if (!twin) continue;
    const place = `${twin.path}:${twin.line}`;
    return { kind: 'refuse', code: 'defined-again', holes: { function: helper.name, place } };
  }
  const edits = together.all.flatMap(one => one.edits);
  const proofs = together.all.map(one => one.proof);
  const handed = proofs.slice(0, helpers.length);
  const changed = [...helpers, ...takers];
  const seen = circle.takers.map((taker, i) => {
    const given = proveTogether(proofs[helpers.length + i]!, handed);
    return proofFromAbove(taker, changed, edits, given, facts, migration);
  });
  // One table stands for all: of the taker of which there is most to say.
  const [first, ...others] = [...seen].sort((a, b) => b.differences.length - a.differences.length);
  return conversionVerdict({ edits, proof: proveTogether(first!, others) });
}

/** Another definition that is meant by the name of a helper: an `#else` twin, a stub in a header, a static namesake. */
function twinOf(fn: FunctionRef, { helpers, takers }: Circle, facts: Facts): FunctionRef | undefined {
  const naming = [...helpers, ...takers].filter(({ path, item }) => {
    const file = facts.file(path);
    return file !== undefined && namesCalledIn(file, item).has(fn.name);
  });
  const paths = new Set([fn, ...facts.callersOf(fn).map(c => c.caller), ...naming].map(({ path }) => path));
  const meant = [...paths].flatMap(path => facts.definitionsOf(fn.name, path));
  return meant.find(d => d.path !== fn.path || d.item.start !== fn.item.start);
}
