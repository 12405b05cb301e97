/** The value table: for each value the call can return, what the function does before and after. */
import type { TableRow } from '../verdict.js';
import { firstDifferent } from './compare.js';
import { type Contract, successOf, type ValueClass } from './contract.js';
import type { Run } from './evaluate.js';
import { nameOfErrno } from './idioms.js';
import type { Value } from './values.js';
import type { World } from './world.js';

interface Row {
  readonly before: Set<string>;
  readonly after: Set<string>;
  readonly differences: Set<string>;
}

/** Collects outcomes while the prover walks the paths. */
export class OutcomeTable {
  private readonly collected = new Map<string, Row>();

  constructor(
    private readonly contract: Contract,
    private readonly options: readonly ValueClass[],
  ) {}

  /** Takes in one path. Paths on which several calls fail say nothing about one value and are left out. */
  add(world: World, seen: readonly string[], before: Run, after: Run, differences: readonly string[]): void {
    const name = this.single(world, seen);
    if (name === undefined) return;
    const row = this.collected.get(name) ?? { before: new Set(), after: new Set(), differences: new Set() };
    row.before.add(outcomeOf(this.contract, world, before));
    row.after.add(outcomeOf(this.contract, world, after));
    for (const d of differences) row.differences.add(d);
    this.collected.set(name, row);
  }

  /** Forgets everything. */
  clear(): void {
    this.collected.clear();
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
    return this.options.flatMap(option => {
      const row = this.collected.get(option.name);
      if (!row) return [];
      // What the helper made itself is only worth a line where it comes out otherwise.
      if (option.own && listOf(row.before) === listOf(row.after)) return [];
      return [
        {
          value: option.name,
          before: listOf(row.before),
          after: listOf(row.after),
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
    const value = this.single(world, seen) ?? (classes.join(' then ') || 'a way without the call');
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
      return 'goes on';
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
