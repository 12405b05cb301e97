/** The value table: for each value the call can return, what the function does before and after. */
import type { TableRow } from '../verdict.js';
import { type Contract, successOf, type ValueClass } from './contract.js';
import type { Run } from './evaluate.js';
import { ERRNO } from './idioms.js';
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
  add(world: World, before: Run, after: Run, differences: readonly string[]): void {
    const name = this.single(world);
    if (name === undefined) return;
    const row = this.collected.get(name) ?? { before: new Set(), after: new Set(), differences: new Set() };
    row.before.add(this.outcome(world, before));
    row.after.add(this.outcome(world, after));
    for (const d of differences) row.differences.add(d);
    this.collected.set(name, row);
  }

  /** One row per value; values with the same outcomes share one. */
  rows(): readonly TableRow[] {
    const merged: TableRow[] = [];
    for (const row of this.eachRow()) {
      const at = merged.findIndex(
        (m, i) => i > 0 && m.before === row.before && m.after === row.after && m.difference === row.difference,
      );
      if (at < 0) merged.push(row);
      else merged[at] = { ...row, value: `${merged[at]!.value}, ${row.value}` };
    }
    return merged;
  }

  private eachRow(): readonly TableRow[] {
    return this.options.flatMap(option => {
      const row = this.collected.get(option.name);
      if (!row) return [];
      const list = (set: Set<string>) => [...set].sort().join(' or ');
      return [
        {
          value: option.name,
          before: list(row.before),
          after: list(row.after),
          difference: row.differences.size > 0 ? [...row.differences].sort().join('; ') : undefined,
        },
      ];
    });
  }

  /** One sentence for a path on which the two differ. */
  explain(world: World, before: Run, after: Run): string {
    const name = this.single(world) ?? [...world.classes.values()].map(c => c.name).join(' then ');
    const a = this.outcome(world, before);
    const b = this.outcome(world, after);
    const value = name === '' ? 'a path without the call' : name;
    if (a !== b) return `${value} gave "${a}", would give "${b}"`;
    const at = before.effects.findIndex((e, i) => {
      const other = after.effects[i];
      return !other || e.name !== other.name || e.values.some((v, j) => world.keyOf(v) !== world.keyOf(other.values[j] ?? 0));
    });
    const missing = before.effects[at]?.name ?? after.effects[before.effects.length]?.name ?? 'the state of a loop';
    return `${value} would no longer do the same at "${missing}"`;
  }

  private single(world: World): string | undefined {
    const failing = [...world.classes.values()].filter(c => c.name !== successOf(this.contract).name);
    if (world.classes.size === 0) return undefined;
    if (failing.length === 0) return successOf(this.contract).name;
    return failing.length === 1 ? failing[0]!.name : undefined;
  }

  private outcome(world: World, run: Run): string {
    switch (run.end.kind) {
      case 'return':
        return run.end.value === undefined ? 'returns' : `returns ${this.show(world, run.end.value)}`;
      case 'head':
        return 'goes on in the loop';
      case 'stop':
        return `ends in ${run.end.what}()`;
      case 'unknown':
        return `unknown: ${run.end.why}`;
    }
  }

  private show(world: World, value: Value): string {
    const n = world.numberOf(value);
    if (n === undefined) return 'another value';
    if (n < 0) {
      for (const [name, errno] of ERRNO) if (errno === -n) return `-${name}`;
    }
    if (n > 0) {
      for (const [name, code] of this.contract.constants) if (code === n) return name;
    }
    return String(n);
  }
}
