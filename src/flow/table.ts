/** The value table: for each value the call can return, what the function does before and after. */

import { ensure } from '../remember.js';
import type { TableRow } from '../verdict.js';
import { type Comparison, firstDifferent } from './compare.js';
import { type Contract, successOf, type ValueClass } from './contract.js';
import type { State } from './cut.js';
import { Elsewhere, toldApart } from './deeds.js';
import { type EffectsApart, effectsApart, sizeOfApart } from './effects.js';
import type { Run } from './evaluate.js';
import { Pairs } from './pairs.js';
import {
  columnsOf,
  emptyRow,
  ending,
  GOES_ON_OTHERWISE,
  labelIn,
  MOST_GROUPS,
  outcomeOf,
  RETURNS_SOMETHING,
  type Row,
  type Side,
  type Spelling,
  spellArgument,
} from './row.js';
import type { Value } from './values.js';
import type { World } from './world.js';

/** Collects outcomes while the prover walks the paths. */
export class OutcomeTable {
  private readonly contract: Contract;
  private readonly collected = new Map<string, Row>();
  /** What is done on ways that begin behind a cut, and on which no value is known to have been given. */
  private elsewhere = new Elsewhere();
  private pairs = new Pairs();
  /** The new names of the calls, and those of them that are made. */
  private readonly names: ReadonlySet<string>;
  private readonly called = new Set<string>();
  /** Values with which only the new function goes on, and those with which it goes on otherwise than the old one. */
  private readonly parted = new Set<string>();
  private readonly merged = new Set<string>();

  /**
   * @param spelling how its numbers are written
   * @param inner the table of the only call, where that is a function with calls of its own
   */
  constructor(
    private readonly spelling: Spelling,
    private readonly options: readonly ValueClass[],
    private readonly inner?: OutcomeTable,
  ) {
    const { contract } = spelling;
    this.contract = contract;
    this.names = new Set(contract.calls.values());
  }

  /** Takes in one path. Paths on which several calls fail say nothing about one value and are left out. */
  add(world: World, { seen, points }: State, before: Run, after: Run, judged: Comparison): void {
    const name = this.single(world, seen);
    for (const effect of before.effects) if (this.names.has(effect.name)) this.called.add(effect.name);
    if (name === undefined) {
      const first = this.mergedBeforeOthers(world, seen);
      if (first !== undefined) {
        // What it goes on to may fail, which is then what comes of it.
        const row = ensure(this.collected, first, emptyRow);
        const [was, is] = [before, after].map(run => outcomeOf(this.spelling, world, run));
        row.before.ends.add(was!);
        row.after.ends.add(is!);
        // The errors of the others have rows of their own, and what is declared for those is said there.
        if (was !== is) for (const d of judged.differences) row.differences.add(d);
      }
      if (world.classes.size + seen.length > 0) return;
      const where = points.some(({ step }) => step > 0) ? 'behind' : 'entry';
      this.pairs.add(world, where, before, after);
      for (const run of where === 'behind' ? [before, after] : [])
        this.elsewhere.add(this.labelsOf(run, 0), run.end.kind === 'head');
      return;
    }
    const row = ensure(this.collected, name, emptyRow);
    const was = outcomeOf(this.spelling, world, before);
    const is = outcomeOf(this.spelling, world, after);
    const isMerged = was === is && goesOnOtherwise(world, before, judged.before);
    row.before.ends.add(was);
    row.after.ends.add(isMerged ? GOES_ON_OTHERWISE : is);
    if (isMerged) this.merged.add(name);
    const call = [...world.classes.values()].findIndex(c => c.name === name);
    this.pairs.add(world, { name, isGiven: call >= 0 }, before, after);
    // The next round of a loop begins alike for all values with which it goes on.
    if (points.some(({ step }) => step > 0)) this.elsewhere.add(this.labelsBefore(before), true);
    if (call >= 0 && before.end.kind !== 'head' && after.end.kind === 'head') this.parted.add(name);
    // Where only the new function goes on, the old one has ended by then.
    if (call >= 0 || !this.parted.has(name))
      row.before.deeds.add(this.labelsOf(before, call + 1), call >= 0, before.end.kind === 'head');
    row.after.deeds.add(this.labelsOf(after, call + 1), call >= 0, after.end.kind === 'head');
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
    const spelled = (value: Value) => spellArgument(this.spelling, world, value);
    row.apart.set(key, {
      ...effects,
      size,
      changed: effects.changed.map(({ label, before: old, after }) => {
        const [was, is] = [spelled(old), spelled(after)];
        return { before: `${label} with ${was === is ? 'one value' : was}`, after: `${label} with ${is}` };
      }),
    });
  }

  /** What a run does behind so many of the calls that all of this is about, as people name it. */
  private labelsOf({ effects }: Run, calls: number): readonly string[] {
    let left = calls;
    return effects.flatMap(({ name, label }) => {
      const isBehind = left <= 0;
      if (this.names.has(name)) left--;
      return isBehind && !name.startsWith('read ') ? [label] : [];
    });
  }

  /** What a run does before the first of these calls. */
  private labelsBefore({ effects }: Run): readonly string[] {
    const first = effects.findIndex(({ name }) => this.names.has(name));
    return effects.slice(0, Math.max(first, 0)).map(({ label }) => label);
  }

  /** The classes of the calls as the callers of this function meet them; undefined where that is not all known. */
  handedUp(): readonly ValueClass[] | undefined {
    return this.pairs.classes(this.options);
  }

  /** Forgets everything. */
  clear(): void {
    this.collected.clear();
    this.elsewhere = new Elsewhere();
    this.pairs = new Pairs();
    this.parted.clear();
    this.merged.clear();
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
    const helper = this.onlyHelper;
    return helper === undefined
      ? merged
      : merged.map(row => ({ ...row, value: `${row.value} from ${helper}()` }));
  }

  /** The helper that the values are of, where they are no values of the calls themselves. */
  private get onlyHelper(): string | undefined {
    const [name, ...others] = this.called;
    const { calls } = this.contract;
    const isHelper = name !== undefined && others.length === 0 && calls.get(name) === name;
    // Where no call gets another name, those that keep theirs are the calls themselves.
    const isJoined = [...calls].some(([old, now]) => old !== now);
    return isHelper && isJoined && !this.inner ? name : undefined;
  }

  /** Names of values as the contract orders them. */
  private inOrder(names: string): string {
    const order = this.contract.classes.flatMap(c => c.name.split(', '));
    return names
      .split(', ')
      .sort((a, b) => order.indexOf(a) - order.indexOf(b))
      .join(', ');
  }

  private eachRow(): readonly TableRow[] {
    const apart = this.toldApart();
    const options = new Map(this.options.map(option => [option.name, option]));
    return [...options.values()].flatMap(option => {
      const row = this.rowOf(option.name);
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

  private rowOf(name: string): Row | undefined {
    const row = this.collected.get(name);
    const inner = row && this.inner?.collected.get(name);
    if (!inner) return row;
    const both = ({ ends, deeds }: Side, within: Side): Side => ({
      ends,
      deeds: deeds.within(within.deeds, this.inner!.elsewhere),
    });
    const before = both(row.before, inner.before);
    // What the old function went on to is not known then.
    const ends = this.inner!.merged.has(name) ? new Set([...before.ends, RETURNS_SOMETHING]) : before.ends;
    return {
      before: { ...before, ends },
      after: both(row.after, inner.after),
      differences: new Set([...row.differences, ...inner.differences]),
      apart: new Map([...[...inner.apart].map(([key, one]) => [`${key};;`, one] as const), ...row.apart]),
    };
  }

  private get callLabels(): ReadonlySet<string> {
    const own = [...this.contract.calls].flat().map(name => `${name}()`);
    return new Set([...own, ...(this.inner?.callLabels ?? [])]);
  }

  /** What is not done for all values alike, and what is done for one of them in another way than before. */
  private toldApart(): ReadonlySet<string> {
    const rows = this.options.flatMap(({ name, own }) => (own ? [] : (this.rowOf(name) ?? [])));
    const sides = rows.flatMap(row => [row.before.deeds, row.after.deeds]);
    const calls = this.callLabels;
    const labels = new Set(sides.flatMap(deeds => deeds.names));
    const otherwise = rows
      .flatMap(row => [...row.apart.values()])
      .flatMap(({ lost, gained, changed }) => [...lost, ...gained, ...changed.map(c => c.before)])
      .map(name => labelIn(labels, name));
    return new Set(
      [...toldApart(sides, this.elsewhere), ...otherwise].flatMap(label =>
        label === undefined || calls.has(label) ? [] : [label],
      ),
    );
  }

  /** One sentence for a path on which the two differ. */
  explain(world: World, seen: readonly string[], before: Run, after: Run): string {
    if (after.unset !== undefined && before.unset === undefined)
      return `${after.unset} would be read before it is set`;
    const classes = [...[...world.classes.values()].map(c => c.name), ...seen];
    // Where types alone change, there is no call that a way could be without.
    const way = this.contract.calls.size === 0 ? 'one way through it' : 'a way without the call';
    const value = this.single(world, seen) ?? (classes.join(' then ') || way);
    const [was, is] = [ending(this.spelling, world, before), ending(this.spelling, world, after)];
    if (was.past !== is.past) return `${value} ${was.past}, ${is.future}`;
    const missing = firstDifferent(world, before, after)?.label;
    if (missing !== undefined) return `${value} would no longer do the same at ${missing}`;
    return before.end.kind === 'return'
      ? `${value} gave one value, would give another`
      : `${value} would go on differently`;
  }

  /** The value that the first call gave and that is success from now on, where a later call fails. */
  private mergedBeforeOthers(world: World, seen: readonly string[]): string | undefined {
    const success = successOf(this.contract);
    const [first, ...others] = world.classes.values();
    const isMerged = first !== undefined && first !== success && first.after === success.after;
    return isMerged && seen.length === 0 && others.length > 0 ? first.name : undefined;
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
