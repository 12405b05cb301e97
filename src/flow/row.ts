/** A row of the value table: what is collected for one value, and how it is said. */
import type { Contract } from './contract.js';
import type { Counts } from './counts.js';
import { Deeds } from './deeds.js';
import { another } from './effects.js';
import type { Run } from './evaluate.js';
import { nameOfErrno } from './idioms.js';
import type { Value } from './values.js';
import type { World } from './world.js';

/** What is collected for one value. */
export interface Row {
  readonly before: Side;
  readonly after: Side;
  readonly differences: Set<string>;
  /** Effects that are not the same: the least of each group of paths, with the world of its path. */
  readonly apart: Map<string, Apart>;
}

/** What one of the programs does for a value. */
export interface Side {
  /** How it ends. */
  readonly ends: Set<string>;
  readonly deeds: Deeds;
}

/** Effects that are not the same, in words. */
export interface Apart {
  readonly size: number;
  readonly lost: readonly string[];
  readonly gained: readonly string[];
  /** What both do, with the old and with the new value. */
  readonly changed: readonly { readonly before: string; readonly after: string }[];
}

const emptySide = (): Side => ({ ends: new Set(), deeds: new Deeds() });

/** Nothing yet. */
export const emptyRow = (): Row => ({
  before: emptySide(),
  after: emptySide(),
  differences: new Set(),
  apart: new Map(),
});

/** More groups of paths on which effects are not the same are not looked at: their names are known by then. */
export const MOST_GROUPS = 500;

const GOES_ON = 'goes on';
export const GOES_ON_OTHERWISE = 'goes on with other values';

/**
 * How the values of a row end before and after, what is done there that is not done on the other side, and what is done
 * on both, but not for all values.
 */
export function columnsOf(
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
  const labelOf = (name: string) => labelIn(deeds.names, name);
  const labels = new Set(done.map(labelOf));
  const names = [...new Set(done), ...deeds.names.filter(one => toldApart.has(one) && !labels.has(one))];
  const [always, perhaps] = partition(names, name => deeds.isAlways(labelOf(name)));
  const left = missing.filter(name => !names.includes(name));
  const parts = [
    ...(always.length > 0 ? [`after ${few(always, 'and')}`] : []),
    ...(perhaps.length > 0 ? [`perhaps after ${few(perhaps, 'or')}`] : []),
    ...(left.length > 0 ? [`without ${few(left, 'or')}`] : []),
  ];
  return [[listOf(ends), ...parts.slice(0, 1)].join(' '), ...parts.slice(1)].join(', ');
}

/** The label of what is named: as it is, as another of its kind, or with a value. */
export function labelIn(labels: Iterable<string>, name: string): string | undefined {
  return [...labels].find(one => name === one || name === another(one) || name.startsWith(`${one} with `));
}

const partition = <T>(
  all: readonly T[],
  test: (one: T) => boolean,
): readonly [readonly T[], readonly T[]] => [all.filter(test), all.filter(one => !test(one))];

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

/** An outcome that is not known. */
export const RETURNS_SOMETHING = RETURNS + SOMETHING;

const byKind = (a: string, b: string) =>
  Number(a === SOMETHING) - Number(b === SOMETHING) || (a < b ? -1 : 1);

/** How numbers are written: by the names that the contract has for them, but for those that only count. */
export interface Spelling {
  readonly contract: Contract;
  readonly counts: Counts;
}

/** How a run ends. */
export function outcomeOf(spelling: Spelling, world: World, { end }: Run): string {
  switch (end.kind) {
    case 'return':
      return end.value === undefined ? 'returns' : RETURNS + spellValue(spelling, world, end.value);
    case 'head':
      return GOES_ON;
    case 'stop':
      return `ends in ${end.what}()`;
    case 'unknown':
      return `unknown: ${end.why}`;
  }
}

/** How a run ended, as it was and as it would be. */
export function ending(
  spelling: Spelling,
  world: World,
  { end }: Run,
): { readonly past: string; readonly future: string } {
  switch (end.kind) {
    case 'return': {
      const value = end.value === undefined ? 'nothing' : spellValue(spelling, world, end.value);
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

function spellValue({ contract, counts }: Spelling, world: World, value: Value): string {
  const n = world.numberOf(value);
  if (n === undefined) return SOMETHING;
  return counts.returned.has(n) ? String(n) : spellNumber(contract, n);
}

/** A value that is stored or handed on: by name only where it is one of the calls', for other numbers count something. */
export function spellArgument({ contract, counts }: Spelling, world: World, value: Value): string {
  const n = world.numberOf(value);
  if (n === undefined) return SOMETHING;
  const isOurs =
    n !== 0 && !counts.given.has(n) && contract.classes.some(c => n === c.before || n === c.after);
  return isOurs ? spellNumber(contract, n) : String(n);
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
