/** The value table: for each value the call can return, what the function does before and after. */

import { ensure } from '../remember.js';
import type { TableRow } from '../verdict.js';
import { type Comparison, firstDifferent } from './compare.js';
import { type Contract, successOf, type ValueClass } from './contract.js';
import type { State } from './cut.js';
import { Deeds, Elsewhere, toldApart } from './deeds.js';
import { type EffectsApart, effectsApart, sizeOfApart } from './effects.js';
import type { Effect, Run } from './evaluate.js';
import { nameOfErrno } from './idioms.js';
import type { Value } from './values.js';
import type { World } from './world.js';

interface Row {
  readonly before: Side;
  readonly after: Side;
  readonly differences: Set<string>;
  /** Effects that are not the same: the least of each group of paths, with the world of its path. */
  readonly apart: Map<string, Apart>;
}

/** What one of the programs does for a value. */
interface Side {
  /** How it ends. */
  readonly ends: Set<string>;
  readonly deeds: Deeds;
}

/** Effects that are not the same, in words. */
interface Apart {
  readonly size: number;
  readonly lost: readonly string[];
  readonly gained: readonly string[];
  /** What both do, with the old and with the new value. */
  readonly changed: readonly { readonly before: string; readonly after: string }[];
}

/** Collects outcomes while the prover walks the paths. */
export class OutcomeTable {
  private readonly collected = new Map<string, Row>();
  /** What is done on ways that begin behind a cut, and on which no value is known to have been given. */
  private elsewhere = new Elsewhere();

  constructor(
    private readonly contract: Contract,
    private readonly options: readonly ValueClass[],
  ) {}

  /** Takes in one path. Paths on which several calls fail say nothing about one value and are left out. */
  add(world: World, { seen, points }: State, before: Run, after: Run, judged: Comparison): void {
    const name = this.single(world, seen);
    if (name === undefined) {
      const isBehind = world.classes.size + seen.length === 0 && points.some(({ step }) => step > 0);
      for (const run of isBehind ? [before, after] : [])
        this.elsewhere.add(this.labelsOf(run), run.end.kind === 'head');
      return;
    }
    const row = ensure(this.collected, name, emptyRow);
    const was = outcomeOf(this.contract, world, before);
    const is = outcomeOf(this.contract, world, after);
    row.before.ends.add(was);
    row.after.ends.add(was === is && goesOnOtherwise(world, before, judged.before) ? GOES_ON_OTHERWISE : is);
    const isGiven = [...world.classes.values()].some(c => c.name === name);
    row.before.deeds.add(this.labelsOf(before), isGiven, before.end.kind === 'head');
    row.after.deeds.add(this.labelsOf(after), isGiven, after.end.kind === 'head');
    for (const d of judged.differences) row.differences.add(d);
    const effects = effectsApart(world, before, after);
    if (effects && row.apart.size < MOST_GROUPS) this.addApart(row, world, before, effects);
  }

  /**
   * Takes in effects that are not the same. Behind the first of them the two runs read what has other names, and so
   * go every way of the one with every way of the other: those count that are least apart.
   */
  private addApart(row: Row, world: World, before: Run, effects: EffectsApart): void {
    const key = [
      effects.common,
      before.effects.map(({ name, values }) => `${name}(${values.map(v => world.keyOf(v)).join()})`).join(),
      [...world.classes].map(([call, c]) => `${call}:${c.name}`).join(),
      ...[...world.known()]
        .filter(([sym]) => world.symbols.age(sym) <= effects.common)
        .map(([sym, domain]) => `${sym}:${domain.values.join('|')}`)
        .sort(),
    ].join(';');
    const size = sizeOfApart(effects);
    if (size >= (row.apart.get(key)?.size ?? Number.POSITIVE_INFINITY)) return;
    const spelled = (value: Value) => spellArgument(this.contract, world, value);
    row.apart.set(key, {
      ...effects,
      size,
      changed: effects.changed.map(({ label, before: old, after }) => {
        const [was, is] = [spelled(old), spelled(after)];
        return { before: `${label} with ${was === is ? 'one value' : was}`, after: `${label} with ${is}` };
      }),
    });
  }

  /** What a run does, as people name it; not the calls that all of this is about. */
  private labelsOf({ effects }: Run): readonly string[] {
    const calls = new Set(this.contract.calls.values());
    const isTold = ({ name }: Effect) => !calls.has(name) && !name.startsWith('read ');
    return effects.filter(isTold).map(({ label }) => label);
  }

  /** Forgets everything. */
  clear(): void {
    this.collected.clear();
    this.elsewhere = new Elsewhere();
  }

  /** One row per value, in the contract's order; values with the same outcomes share one, but for success. */
  rows(): readonly TableRow[] {
    const merged: TableRow[] = [];
    for (const row of this.eachRow()) {
      const at = merged.findIndex(
        (m, i) =>
          i > 0 && m.before === row.before && m.after === row.after && m.difference === row.difference,
      );
      if (at < 0) merged.push(row);
      else merged[at] = { ...row, value: this.inOrder(`${merged[at]!.value}, ${row.value}`) };
    }
    return merged;
  }

  /** Names of values as the contract orders them. */
  private inOrder(names: string): string {
    const order = this.contract.classes.map(c => c.name);
    return names
      .split(', ')
      .sort((a, b) => order.indexOf(a) - order.indexOf(b))
      .join(', ');
  }

  private eachRow(): readonly TableRow[] {
    const sides = this.options.flatMap(({ name, own }) => {
      const row = own ? undefined : this.collected.get(name);
      return row ? [row.before.deeds, row.after.deeds] : [];
    });
    const apart = toldApart(sides, this.elsewhere);
    return this.options.flatMap(option => {
      const row = this.collected.get(option.name);
      if (!row) return [];
      const { before, after } = columnsOf(row, apart);
      // What the helper made itself is only worth a line where it comes out otherwise.
      if (option.own && before === after) return [];
      return [
        {
          value: option.name,
          before,
          after,
          difference: row.differences.size > 0 ? [...row.differences].sort().join('; ') : undefined,
        },
      ];
    });
  }

  /** One sentence for a path on which the two differ. */
  explain(world: World, seen: readonly string[], before: Run, after: Run): string {
    if (after.unset !== undefined && before.unset === undefined)
      return `${after.unset} would be read before it is set`;
    const classes = [...[...world.classes.values()].map(c => c.name), ...seen];
    // Where types alone change, there is no call that a way could be without.
    const way = this.contract.calls.size === 0 ? 'one way through it' : 'a way without the call';
    const value = this.single(world, seen) ?? (classes.join(' then ') || way);
    const [was, is] = [ending(this.contract, world, before), ending(this.contract, world, after)];
    if (was.past !== is.past) return `${value} ${was.past}, ${is.future}`;
    const missing = firstDifferent(world, before, after)?.label;
    if (missing !== undefined) return `${value} would no longer do the same at ${missing}`;
    return before.end.kind === 'return'
      ? `${value} gave one value, would give another`
      : `${value} would go on differently`;
  }

  /** The one value that a path is about: that of its only failing call. */
  private single(world: World, seen: readonly string[]): string | undefined {
    const success = successOf(this.contract).name;
    const failing = [
      ...[...world.classes.values()].map(c => c.name).filter(name => name !== success),
      ...seen,
    ];
    if (world.classes.size === 0 && seen.length === 0) return undefined;
    if (failing.length === 0) return success;
    return failing.length === 1 ? failing[0]! : undefined;
  }
}

const emptySide = (): Side => ({ ends: new Set(), deeds: new Deeds() });

const emptyRow = (): Row => ({
  before: emptySide(),
  after: emptySide(),
  differences: new Set(),
  apart: new Map(),
});

/** More groups of paths on which effects are not the same are not looked at: their names are known by then. */
const MOST_GROUPS = 500;

const GOES_ON = 'goes on';
const GOES_ON_OTHERWISE = 'goes on with other values';

/** Whether the old program goes on from another state than the one that the new program agrees with. */
function goesOnOtherwise(world: World, { end: old }: Run, { end: agreed }: Run): boolean {
  if (old === agreed || old.kind !== 'head' || agreed.kind !== 'head') return false;
  return (
    old.step !== agreed.step ||
    [...old.env].some(([id, value]) => {
      const other = agreed.env.get(id);
      return other === undefined || world.keyOf(other) !== world.keyOf(value);
    })
  );
}

/**
 * How the values of a row end before and after, what is done there that is not done on the other side, and what is done
 * on both, but not for all values.
 */
function columnsOf(
  { before, after, apart }: Row,
  toldApart: ReadonlySet<string>,
): { readonly before: string; readonly after: string } {
  const all = [...apart.values()];
  const lost = new Set(all.flatMap(a => a.lost));
  const gained = new Set(all.flatMap(a => a.gained));
  const changed = all.flatMap(a => a.changed);
  return {
    before: columnOf(before, [...lost, ...changed.map(c => c.before)], [], toldApart),
    after: columnOf(after, [...gained, ...changed.map(c => c.after)], [...lost], toldApart),
  };
}

/** @param done what is surely to be named, and `missing` what is not done here, but on the other side */
function columnOf(
  { ends, deeds }: Side,
  done: readonly string[],
  missing: readonly string[],
  toldApart: ReadonlySet<string>,
): string {
  const named = new Set(done);
  const isNamed = (label: string) =>
    [...named].some(one => one === label || one.startsWith(`${label} with `));
  const names = [...named, ...deeds.names.filter(name => toldApart.has(name) && !isNamed(name))];
  const perhaps = new Set(deeds.names.filter(name => !deeds.isAlways(name)));
  const always = names.filter(name => !perhaps.has(name));
  const left = missing.filter(name => !names.includes(name));
  const parts = [
    ...(always.length > 0 ? [`after ${few(always, 'and')}`] : []),
    ...(perhaps.size > 0 && always.length < names.length
      ? [
          `perhaps after ${few(
            names.filter(name => perhaps.has(name)),
            'or',
          )}`,
        ]
      : []),
    ...(left.length > 0 ? [`without ${few(left, 'or')}`] : []),
  ];
  return [[listOf(ends), ...parts.slice(0, 1)].join(' '), ...parts.slice(1)].join(', ');
}

/** More than this are not named one by one. */
const MOST_NAMED = 4;

/** `a, b and c`; what is too much is only counted. */
function few(names: readonly string[], word: string): string {
  const shown = names.length > MOST_NAMED ? names.slice(0, MOST_NAMED - 1) : names;
  const all = shown.length < names.length ? [...shown, `${names.length - shown.length} others`] : shown;
  return all.length < 2 ? all.join('') : `${all.slice(0, -1).join(', ')} ${word} ${all.at(-1)}`;
}

/** `goes on or returns VM_FAULT_OOM or another value`: outcomes as one clause, in an order of their own. */
function listOf(outcomes: ReadonlySet<string>): string {
  const returns = [...outcomes]
    .flatMap(o => (o.startsWith(RETURNS) ? [o.slice(RETURNS.length)] : []))
    .sort(byKind);
  const others = [...outcomes].filter(o => !o.startsWith(RETURNS)).sort();
  return [...others, ...(returns.length > 0 ? [RETURNS + returns.join(' or ')] : [])].join(' or ');
}

const RETURNS = 'returns ';
const SOMETHING = 'another value';

const byKind = (a: string, b: string) =>
  Number(a === SOMETHING) - Number(b === SOMETHING) || (a < b ? -1 : 1);

function outcomeOf(contract: Contract, world: World, { end }: Run): string {
  switch (end.kind) {
    case 'return':
      return end.value === undefined ? 'returns' : RETURNS + spellValue(contract, world, end.value);
    case 'head':
      return GOES_ON;
    case 'stop':
      return `ends in ${end.what}()`;
    case 'unknown':
      return `unknown: ${end.why}`;
  }
}

/** How a run ended, as it was and as it would be. */
function ending(
  contract: Contract,
  world: World,
  { end }: Run,
): { readonly past: string; readonly future: string } {
  switch (end.kind) {
    case 'return': {
      const value = end.value === undefined ? 'nothing' : spellValue(contract, world, end.value);
      return { past: `gave ${value}`, future: `would give ${value}` };
    }
    case 'head':
      return { past: 'went on', future: 'would go on' };
    case 'stop':
      return { past: `ended in ${end.what}()`, future: `would end in ${end.what}()` };
    case 'unknown':
      return { past: `was unknown: ${end.why}`, future: `would be unknown: ${end.why}` };
  }
}

function spellValue(contract: Contract, world: World, value: Value): string {
  const n = world.numberOf(value);
  return n === undefined ? SOMETHING : spellNumber(contract, n);
}

/** A value that is stored or handed on: by name only where it is one of the calls', for other numbers count something. */
function spellArgument(contract: Contract, world: World, value: Value): string {
  const n = world.numberOf(value);
  const isOurs = n !== 0 && contract.classes.some(c => n === c.before || n === c.after);
  return n === undefined ? SOMETHING : isOurs ? spellNumber(contract, n!) : String(n);
}

/** A number as people write it: an errno, a code, several codes in one, or just the number. */
function spellNumber(contract: Contract, n: number): string {
  if (n <= 0) return nameOfErrno(n) ?? String(n);
  for (const [name, code] of contract.constants) if (code === n) return name;
  const parts = [...contract.constants].filter(
    ([, code]) => code > 0 && (code & (code - 1)) === 0 && (n & code) !== 0,
  );
  const sum = parts.reduce((all, [, code]) => all | code, 0);
  return sum === n ? parts.map(([name]) => name).join(' | ') : String(n);
}
