/**
 * What a program does in later rounds of a loop for a value, and not for another one that it is taken for from now on:
 * where a rewrite no longer tells two values apart, the loop goes round with one of them for both.
 */
import type { ApartByLabel } from './compare.js';
import { generalise, openRounds, type Point, type State, stateKey } from './cut.js';
import type { Domains } from './domain.js';
import { effectsApart } from './effects.js';
import type { Code, Effect, Run } from './evaluate.js';
import { explore, type Limits, type Segment, symbolsAt, type Verdict } from './explore.js';
import { mergeOf } from './restored.js';
import { openSymbols } from './values.js';
import type { Universe } from './world.js';

/** Effects; nothing of those that could not be looked at. */
export interface LaterEffects extends ApartByLabel {
  readonly isKnown: boolean;
}

const LIMITS: Limits = { paths: 2_000, states: 300, steps: 100_000 };

/** Where one value has the old program go on, and where the other one that it is taken for has it. */
export interface Ways {
  readonly old: Run;
  readonly agreed: Run;
  domainsOf(keys: ReadonlySet<string>): Domains;
}

/** The same of a program, for the values of its calls. */
interface Asked extends Ways {
  readonly code: Code;
  readonly universe: Universe;
}

/** Where a walk comes to more such places than this, the others are not looked at: it may come to thousands. */
const MOST_PLACES = 60;

/**
 * What a program does later for the one value and not for the other; undefined where both have come to their end. What
 * cannot be followed at one place of a walk is not known of it, so that no more places are looked at.
 */
export function openLater(code: Code, universe: Universe): (ways: Ways) => LaterEffects | undefined {
  let places = 0;
  return ways => {
    if ([ways.old, ways.agreed].every(({ end }) => end.kind !== 'head')) return undefined;
    if (places++ >= MOST_PLACES) return { ...NONE, isKnown: false };
    const found = laterEffects({ ...ways, code, universe });
    if (!found.isKnown) places = MOST_PLACES;
    return found;
  };
}

/** At least one of the two goes on. */
function laterEffects(ways: Asked): LaterEffects {
  const { universe, old, agreed, domainsOf } = ways;
  if (old.end.kind === 'head' && agreed.end.kind === 'head') {
    const points = [old.end, agreed.end];
    return apartFrom(ways, points, domainsOf(symbolsAt(points)));
  }
  // What is taken for another value now is so in later rounds as well: none of them is for it.
  const options = universe.options.filter(one => mergeOf(universe.contract, one) === undefined);
  const [was, is] = [
    effectsOf(ways, old),
    effectsOf({ ...ways, universe: { ...universe, options } }, agreed),
  ];
  // That it goes on where it left the loop is what success does.
  const gained = agreed.end.kind === 'head' ? [] : missing(is, was);
  return { lost: missing(was, is), gained, changed: [], isKnown: was.isKnown && is.isKnown };
}

/** What is done from one point on, compared with what is done from the other. */
function apartFrom({ code, universe }: Asked, points: readonly Point[], domains: Domains): LaterEffects {
  const lost = new Set<string>();
  const gained = new Set<string>();
  const changed = new Set<string>();
  const own = { ...universe, symbols: openSymbols() };
  const from = { points, domains, seen: [] };
  const codes = [code, code];
  if (!isApart(generalise(codes, own.symbols, from, openRounds()))) return NONE;
  const isKnown = walkFrom(codes, own, from, ({ world, runs: [a, b] }) => {
    const apart = effectsApart(world, a!, b!);
    for (const label of apart?.lost ?? []) lost.add(label);
    for (const label of apart?.gained ?? []) gained.add(label);
    for (const { label } of apart?.changed ?? []) changed.add(label);
    if (apart || a!.end.kind !== 'head' || b!.end.kind !== 'head') return 'done';
    return { points: [a!.end, b!.end], seen: [] };
  });
  return { lost: [...lost], gained: [...gained], changed: [...changed], isKnown };
}

interface Done {
  readonly effects: ReadonlySet<Effect>;
  readonly isKnown: boolean;
}

/** What one does and the other never, by name. */
function missing(one: Done, other: Done): readonly string[] {
  const names = new Set([...other.effects].map(({ name }) => name));
  const labels = [...one.effects].filter(({ name }) => !names.has(name)).map(({ label }) => label);
  return [...new Set(labels)];
}

/** All that a run does up to its end, and may do behind a loop's head. */
function effectsOf({ code, universe, domainsOf }: Asked, run: Run): Done {
  const effects = new Set<Effect>(run.effects);
  if (run.end.kind !== 'head') return { effects, isKnown: true };
  const points = [run.end];
  const own = { ...universe, symbols: openSymbols() };
  const from = { points, domains: domainsOf(symbolsAt(points)), seen: [] };
  const isKnown = walkFrom([code], own, from, ({ runs: [next] }) => {
    for (const effect of next!.effects) effects.add(effect);
    return next!.end.kind === 'head' ? { points: [next!.end], seen: [] } : 'done';
  });
  return { effects, isKnown };
}

const NONE: LaterEffects = { lost: [], gained: [], changed: [], isKnown: true };

/** Walks from a cut on; says whether all could be followed. */
function walkFrom(
  codes: readonly Code[],
  universe: Universe,
  from: State,
  visit: (segment: Segment) => Verdict,
): boolean {
  let isKnown = true;
  const incomplete = explore({
    codes,
    observers: [],
    universe,
    limits: LIMITS,
    joins: [],
    cutsBehindCalls: false,
    from,
    visit: segment => {
      isKnown = segment.runs.every(({ end }) => end.kind !== 'unknown');
      return isKnown ? visit(segment) : 'stop';
    },
  });
  return isKnown && incomplete === undefined;
}

/** Whether a variable that is read later holds another value at one of the points. */
function isApart(state: State): boolean {
  const [one, other] = state.points.map(point => stateKey({ ...state, points: [point] }));
  return one !== other;
}
