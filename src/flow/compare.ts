/** Whether two runs of one path do the same, or differ as the contract allows. */
import { type Contract, codeOfOwn, type OwnErrors, successOf, type ValueClass } from './contract.js';
import { effectsApart } from './effects.js';
import type { Effect, End, Run } from './evaluate.js';
import { isMessage } from './idioms.js';
import { type Merge, mergeOf } from './restored.js';
import type { Value } from './values.js';
import type { World } from './world.js';

/**
 * How the values that the function returns relate: unchanged, or changed as the contract says; or changed so, where
 * besides the values of the calls there may be these errors; or `any`, where the caller is to judge.
 */
export type Returns = 'equal' | 'mapped' | 'any' | OwnErrors;

export interface Comparison {
  readonly same: boolean;
  readonly differences: readonly string[];
  /** The run of the old program that the new one agrees with. */
  readonly before: Run;
  /** The values that are taken for others there, by name; undefined where none is. */
  readonly merged?: ReadonlySet<string>;
}

/** One path of both programs. */
export interface Pair {
  readonly contract: Contract;
  readonly returns: Returns;
  readonly world: World;
  readonly old: Run;
  readonly now: Run;
  /** Names of classes that calls returned before this path began. */
  readonly seen: readonly string[];
  /** Whether values that become one are taken for one before a loop goes round, where what follows is the same too. */
  readonly mergesInLoops: boolean;
  /** The old program once more, with other classes for the calls of these keys. */
  rerun(classes: ReadonlyMap<string, ValueClass>): Run;
}

/** Compares; prefers no difference to a declared one. */
export function compare(pair: Pair): Comparison {
  const plain = agree(pair);
  const goesRound = pair.old.end.kind === 'head' && pair.now.end.kind === 'head';
  if (plain.same && !(pair.mergesInLoops && goesRound)) return plain;
  const merges = mergesOf(pair);
  // One value alone first: what needs not be said is not said.
  const alone = merges.length > 1 ? merges.map(one => [one]) : [];
  for (const some of [...alone, merges]) {
    if (some.length === 0) continue;
    const merged = new Map(some.map(({ key, into }) => [key, into]));
    const again = agree({
      ...pair,
      old: pair.rerun(merged),
      rerun: classes => pair.rerun(new Map([...merged, ...classes])),
    });
    const sentences = new Set(some.map(({ sentence }) => sentence));
    if (again.same) {
      const merged = new Set(some.map(({ name }) => name));
      const apart = effectsApart(pair.world, pair.old, again.before);
      const changed = apart?.changed.map(({ label }) => label) ?? [];
      const said = apart ? sayApart(pair.contract, { ...apart, changed }, merged) : [];
      return { ...again, merged, differences: [...sentences, ...said, ...again.differences] };
    }
  }
  return plain;
}

/** Effects that one value has and another has not, or has with other values, by their labels. */
export interface ApartByLabel {
  readonly lost: readonly string[];
  readonly gained: readonly string[];
  readonly changed: readonly string[];
}

/** What a value that becomes another one comes with otherwise: sentences, where the contract has some. */
export function sayApart(
  contract: Contract,
  apart: ApartByLabel,
  values: ReadonlySet<string>,
): readonly string[] {
  if (contract.aliasEffects === undefined) return [];
  const { lost, gained, changed } = contract.aliasEffects;
  // Success goes on to the next call, where it did not before; what is called no more is something else.
  const own = new Set([...contract.calls].flat().map(name => `${name}()`));
  const gainedElse = apart.gained.filter(label => !own.has(label.replace(/^another /, '')));
  const say = (sentence: string, labels: readonly string[]) =>
    labels
      .filter(label => !isMessage(label))
      .map(label => sentence.replace('{{effect}}', label).replace('{{value}}', [...values].join(' or ')));
  return [...say(lost, apart.lost), ...say(gained, gainedElse), ...say(changed, [...new Set(apart.changed)])];
}

interface Merged extends Merge {
  readonly key: string;
  /** What it was. */
  readonly name: string;
}

/** The calls of a path whose value the new call no longer tells from another one, which it becomes. */
function mergesOf({ contract, world }: Pair): readonly Merged[] {
  return [...world.classes].flatMap(([key, c]) => {
    const merge = mergeOf(contract, c);
    return merge ? [{ key, name: c.name, ...merge }] : [];
  });
}

/** Equal, or equal but for a declared difference in what is returned. */
function agree(pair: Pair): Comparison {
  const { contract, returns, world, old, now } = pair;
  const no: Comparison = { same: false, differences: [], before: old };
  // A variable that nobody set may hold anything: what is done with it cannot be called the same.
  if (now.unset !== undefined && old.unset === undefined) return no;
  const effects = sameEffects(world, old, now);
  if (effects && sameEnd(contract, returns, pair, old.end, now.end))
    return { same: true, differences: [], before: old };
  if (old.end.kind !== 'return' || now.end.kind !== 'return') return no;
  if (old.end.value === undefined || now.end.value === undefined) return no;
  const a = world.numberOf(old.end.value);
  const b = world.numberOf(now.end.value);
  if (a === undefined || b === undefined) return no;
  const sentence = effects ? declaredReturn(pair, a, b) : undefined;
  if (sentence !== undefined) return { same: true, differences: [sentence], before: old };
  return isIgnoredError(pair, effects, a, b)
    ? { same: true, differences: [contract.ignoredSentence], before: old }
    : no;
}

function declaredReturn({ contract, world, seen }: Pair, a: number, b: number): string | undefined {
  const names = new Set(
    [...[...world.classes.values()].map(c => c.name), ...seen].flatMap(name => name.split(', ')),
  );
  return contract.returned.find(d => a === d.before && b === d.after && names.has(d.valueClass))?.sentence;
}

/** Whether the old program took no notice of an error that the new one returns. */
function isIgnoredError(pair: Pair, effects: boolean, a: number, b: number): boolean {
  const { contract, world, old, now } = pair;
  const success = successOf(contract);
  // The error that is reported now may also show where the function hands its result to somebody before it returns.
  if (a !== success.after || !(effects || sameEffects(world, old, now, [a, b]))) return false;
  for (const [key, c] of world.classes) {
    if (c.after !== b || c.after === success.after) continue;
    const spared = pair.rerun(new Map([[key, success]]));
    if (sameEffects(world, old, spared) && sameEnd(contract, 'equal', pair, old.end, spared.end)) return true;
  }
  return false;
}

/** Whether effects agree; `instead` are the results of the two runs, where a value may give way to the other. */
function sameEffects(world: World, a: Run, b: Run, instead?: readonly [number, number]): boolean {
  const alike = (v: Value, w: Value) =>
    world.keyOf(v) === world.keyOf(w) ||
    (instead !== undefined && world.numberOf(v) === instead[0] && world.numberOf(w) === instead[1]);
  return (
    a.effects.length === b.effects.length &&
    a.effects.every((x, i) => {
      const y = b.effects[i]!;
      return (
        x.name === y.name &&
        x.values.length === y.values.length &&
        x.values.every((v, j) => alike(v, y.values[j]!))
      );
    })
  );
}

/** The first effect in which two runs differ, of the first run if it has one there; undefined where there is none. */
export function firstDifferent(world: World, a: Run, b: Run): Effect | undefined {
  for (let i = 0; i < Math.max(a.effects.length, b.effects.length); i++) {
    const x = a.effects[i];
    const y = b.effects[i];
    const same =
      x &&
      y &&
      x.name === y.name &&
      x.values.length === y.values.length &&
      x.values.every((v, j) => world.keyOf(v) === world.keyOf(y.values[j]!));
    if (!same) return x ?? y;
  }
  return undefined;
}

/** Whether one of our calls gave a value of a class on the way here. */
function wasGiven({ world, seen }: Pair, { name }: ValueClass): boolean {
  const given = [...[...world.classes.values()].map(c => c.name), ...seen];
  return given.some(names => names.split(', ').includes(name));
}

function sameEnd(contract: Contract, returns: Returns, pair: Pair, a: End, b: End): boolean {
  const { world } = pair;
  if (a.kind === 'return' && b.kind === 'return') {
    if (a.value === undefined || b.value === undefined) return a.value === b.value;
    if (returns === 'any') return true;
    if (returns === 'equal') return world.keyOf(a.value) === world.keyOf(b.value);
    const y = world.numberOf(b.value);
    if (typeof returns === 'object' && returns.keeps) {
      const x = world.numberOf(a.value);
      const code = x === undefined ? undefined : codeOfOwn(returns, x);
      if (code !== undefined) return code === y;
      if (world.keyOf(a.value) === world.keyOf(b.value)) return true;
      const made = x === undefined ? world.numbersOf(a.value).map(n => codeOfOwn(returns, n)) : [];
      return y !== undefined && made.length > 0 && made.every(one => one === y);
    }
    // An error that the new call reports as success is one for our calls alone: for who set it himself it stays one.
    const success = successOf(contract);
    const isMeant = (c: ValueClass) =>
      c.own === true || c.before === success.before || c.after !== success.after || wasGiven(pair, c);
    const becomes = (x: number) =>
      contract.classes.some(c => c.before === x && c.after === y && isMeant(c)) ||
      (returns !== 'mapped' && y !== undefined && codeOfOwn(returns, x) === y);
    return world.numbersOf(a.value).every(becomes);
  }
  if (a.kind === 'stop' && b.kind === 'stop') return a.what === b.what;
  return a.kind === 'head' && b.kind === 'head';
}
