/** Holds a value table against what the machine does: who reads a row must not be misled. */
import { ERRNO } from '../../src/flow/idioms.js';
import type { TableRow } from '../../src/verdict.js';
import type { Told } from './harness.js';

const CODES: ReadonlyMap<string, number> = new Map([
  ['VM_FAULT_OOM', 1],
  ['VM_FAULT_SIGBUS', 2],
  ['VM_FAULT_MAJOR', 4],
  ['VM_FAULT_NOPAGE', 0x100],
  ['VM_FAULT_LOCKED', 0x200],
  ['VM_FAULT_RETRY', 0x400],
]);

/** What a cell of a table says. */
interface Cell {
  /** Set where the function may go on from there, so that the end is not said. */
  readonly goesOn: boolean;
  /** The numbers that it returns; undefined where it may be any. */
  readonly returned: ReadonlySet<number> | undefined;
  readonly always: readonly string[];
  readonly perhaps: readonly string[];
  /** Whether not all that is done is named. */
  readonly isMore: boolean;
}

function numberOf(text: string): number {
  if (/^-?\d+$/.test(text)) return Number(text);
  const parts = text.split(' | ').map(part => CODES.get(part) ?? ERRNO.get(part));
  if (parts.some(part => part === undefined)) {
    const errno = text.startsWith('-') ? ERRNO.get(text.slice(1)) : undefined;
    if (errno === undefined) throw new Error(`no number: ${text}`);
    return -Math.abs(errno);
  }
  return parts.reduce<number>((all, part) => all | part!, 0);
}

const namesIn = (text: string | undefined): string[] =>
  [...(text ?? '').matchAll(/\b(?!vmf?_insert_)(\w+)\(\)/g)].map(([, name]) => name!);

export function cellOf(text: string): Cell {
  const [, ends, always, perhaps] =
    /^(.*?)(?:,? after (.*?))?(?:,? perhaps after (.*?))?(?:,? without .*)?$/.exec(text)!;
  const returns = /returns (.*)$/.exec(ends!)?.[1];
  const values = returns === undefined ? [] : returns.split(' or ');
  const isAny = values.includes('another value');
  return {
    goesOn: ends!.startsWith('goes on') || ends!.startsWith('ends in'),
    returned: isAny ? undefined : new Set(values.map(numberOf)),
    always: namesIn(always),
    perhaps: namesIn(perhaps),
    isMore: / others\b/.test(text),
  };
}

const MESSAGES = /^(pr|dev)_|^WARN|^printk/;
const runName = (name: string) =>
  /^WARN_ON/.test(name) ? 'warning' : MESSAGES.test(name) ? 'message' : name;

/** What is untrue in a table about the function that was run, one sentence each. */
export function untruths(table: readonly TableRow[], told: readonly Told[]): string[] {
  const found: string[] = [];
  const cells = table.flatMap(row =>
    (['before', 'after'] as const).map(side => ({ row, side, cell: cellOf(row[side]) })),
  );
  const named = new Set(cells.flatMap(({ cell }) => [...cell.always, ...cell.perhaps]));
  for (const { row, side, cell } of cells) {
    // What a helper returns is nothing that a run is told by.
    if (/ from \w+\(\)$/.test(row.value)) continue;
    for (const value of row.value.split(', ')) {
      const wanted = value === '0' ? 0 : value.endsWith('of its own') ? undefined : numberOf(value);
      const runs = told.find(one => one.side === side && one.value === wanted);
      if (!runs) continue;
      const say = (what: string) => found.push(`${value} ${side}: "${row[side]}", but ${what}`);
      if (!cell.goesOn && cell.returned)
        for (const n of runs.returned) if (!cell.returned.has(n)) say(`it returned ${n}`);
      const doneIn = (name: string) => runs.doing.get(runName(name)) ?? 0;
      // Functions with a body of their own leave no trace.
      const isTraced = (name: string) => told.some(({ doing }) => doing.has(runName(name)));
      for (const name of cell.always)
        if (isTraced(name) && doneIn(name) < runs.runs)
          say(`${name}() was called in ${doneIn(name)} of ${runs.runs} runs alone`);
      const own = new Set([...cell.always, ...cell.perhaps].map(runName));
      for (const name of named)
        if (
          !cell.isMore &&
          !cell.goesOn &&
          !own.has(runName(name)) &&
          doneIn(name) > 0 &&
          name === runName(name)
        )
          say(`${name}() was called`);
    }
  }
  return found;
}

/** Outcomes of a table that no run shows: not untrue of the code, which sees more values, but to be looked at. */
export function unseen(table: readonly TableRow[], told: readonly Told[]): string[] {
  return table.flatMap(row =>
    (['before', 'after'] as const).flatMap(side => {
      const { returned, goesOn } = cellOf(row[side]);
      if (/ from \w+\(\)$/.test(row.value)) return [];
      if (!returned || goesOn) return [];
      const values = row.value.split(', ').filter(v => !v.endsWith('of its own'));
      const runs = told.filter(
        one => one.side === side && values.some(v => (v === '0' ? 0 : numberOf(v)) === one.value),
      );
      if (runs.length === 0) return [];
      const shown = new Set(runs.flatMap(one => one.returned));
      return [...returned]
        .filter(n => !shown.has(n))
        .map(n => `${row.value} ${side}: ${row[side]}: never ${n}`);
    }),
  );
}
