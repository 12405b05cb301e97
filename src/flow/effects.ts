/** What a run does, besides how it ends, that another run does not: for people, who see the effects by their names. */
import type { Effect, Run } from './evaluate.js';
import { isSym, type Value } from './values.js';
import type { World } from './world.js';

/** Effects of two runs of one path that are not the same. */
export interface EffectsApart {
  /** How many effects at the beginning are the same. */
  readonly common: number;
  /** What only the old or only the new run does: `gizmo_log()`, `the store to g->count`. */
  readonly lost: readonly string[];
  readonly gained: readonly string[];
  /** What both do with values that are not the same. */
  readonly changed: readonly ChangedEffect[];
}

export interface ChangedEffect {
  readonly label: string;
  readonly before: Value;
  readonly after: Value;
}

/** More than this are not aligned: then all of them count as lost, and as gained. */
const MOST_ALIGNED = 400;

/** Compares effects; undefined where both runs do the same. */
export function effectsApart(world: World, old: Run, now: Run): EffectsApart | undefined {
  const [a, b] = [old.effects, now.effects];
  let common = 0;
  while (common < a.length && common < b.length && isSame(world, a[common]!, b[common]!)) common++;
  if (common === a.length && common === b.length) return undefined;
  const [x, y] = [a.slice(common), b.slice(common)];
  const pairs = aligned(x, y);
  const keptOld = new Set(pairs.map(([i]) => i));
  const keptNow = new Set(pairs.map(([, j]) => j));
  // A run that goes on may do later what the other has done at its end.
  const [lastOld, lastNow] = pairs.at(-1) ?? [-1, -1];
  const [endOld, endNow] = [
    now.end.kind === 'head' && old.end.kind !== 'head' ? lastOld : x.length,
    old.end.kind === 'head' && now.end.kind !== 'head' ? lastNow : y.length,
  ];
  // A call that is made all the same, only less often, is named as another one.
  const name = (e: Effect, others: readonly Effect[]) =>
    others.some(other => other.name === e.name) ? another(e.label) : e.label;
  return {
    common,
    lost: x.flatMap((e, i) => (keptOld.has(i) || i > endOld ? [] : [name(e, b)])),
    gained: y.flatMap((e, j) => (keptNow.has(j) || j > endNow ? [] : [name(e, a)])),
    changed: pairs.flatMap(([i, j]) => changesOf(world, x[i]!, y[j]!, common)),
  };
}

/** The name of what is done once more. */
export const another = (label: string): string => `another ${label.replace(/^the /, '')}`;

/** How much is not the same. */
export function sizeOfApart({ lost, gained, changed }: EffectsApart): number {
  return lost.length + gained.length + changed.length;
}

function isSame(world: World, x: Effect, y: Effect): boolean {
  return (
    x.name === y.name &&
    x.values.length === y.values.length &&
    x.values.every((v, i) => world.keyOf(v) === world.keyOf(y.values[i]!))
  );
}

/**
 * Values of one effect that are surely not the same. What was read behind the first effect that is not the same has
 * other names in the two runs, so that nothing can be said of it.
 */
function changesOf(world: World, x: Effect, y: Effect, common: number): readonly ChangedEffect[] {
  return x.values.flatMap((before, i) => {
    const after = y.values[i];
    if (after === undefined || world.keyOf(before) === world.keyOf(after)) return [];
    const numbers = [before, after].map(v => world.numberOf(v));
    const isKnown = [before, after].every((v, at) => numbers[at] !== undefined || isEarly(world, v, common));
    return isKnown ? [{ label: x.label, before, after }] : [];
  });
}

const isEarly = (world: World, v: Value, common: number) => isSym(v) && world.symbols.age(v.key) <= common;

/** Pairs of indices of effects of one name, as many as there can be in order. */
function aligned(x: readonly Effect[], y: readonly Effect[]): readonly (readonly [number, number])[] {
  if (x.length > MOST_ALIGNED || y.length > MOST_ALIGNED) return [];
  const longest = Array.from({ length: x.length + 1 }, () => new Array<number>(y.length + 1).fill(0));
  for (let i = x.length - 1; i >= 0; i--) {
    for (let j = y.length - 1; j >= 0; j--) {
      longest[i]![j] =
        x[i]!.name === y[j]!.name
          ? longest[i + 1]![j + 1]! + 1
          : Math.max(longest[i + 1]![j]!, longest[i]![j + 1]!);
    }
  }
  const pairs: (readonly [number, number])[] = [];
  for (let i = 0, j = 0; i < x.length && j < y.length; ) {
    if (x[i]!.name === y[j]!.name) pairs.push([i++, j++]);
    else if (longest[i + 1]![j]! >= longest[i]![j + 1]!) i++;
    else j++;
  }
  return pairs;
}
