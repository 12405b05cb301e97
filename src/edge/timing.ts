/** What a run cost, phase by phase: `--timing`. */
import type { Tree } from '../tree/tree.js';
import type { Phase, Progress } from '../watch.js';
import type { Costs, World } from './world.js';

export interface Timing {
  /** Hears of the phases of a run. */
  readonly hear: (progress: Progress) => void;
  /** What is done from now on, by what the report calls it. */
  enter(name: string): void;
  /** The same tree, with a clock beside each search of it. */
  watched<T extends Tree>(tree: T): T;
  /** Says on standard error what it cost until now. */
  tell(): Promise<void>;
}

const SILENT: Timing = {
  hear: () => undefined,
  enter: () => undefined,
  watched: tree => tree,
  tell: async () => undefined,
};

/** A phase of the first look, of the second one that proves its result, or what a command does with that. */
interface Stretch {
  readonly name: string;
  readonly from: Costs;
}

/** Measures from now on, or does nothing where nobody wants to know. */
export function timingFor(world: World, isWanted: boolean): Timing {
  if (!isWanted) return SILENT;
  const stretches: Stretch[] = [{ name: 'start', from: NOTHING }];
  const searches = { times: 0, wall: 0, open: 0, since: 0 };
  let isSecond = false;
  let last: Phase | undefined;

  const enter = (name: string) => void stretches.push({ name, from: world.costs() });
  const hear = ({ phase }: Progress) => {
    if (phase === last) return;
    last = phase;
    if (phase === 'prove') isSecond = true;
    enter(isSecond && phase !== 'prove' ? `${phase} again` : phase);
  };
  /** Searches may run side by side: what counts is the time in which any does. */
  const timed = async <T>(search: Promise<T>): Promise<T> => {
    searches.times++;
    if (searches.open++ === 0) searches.since = world.costs().wall;
    try {
      return await search;
    } finally {
      if (--searches.open === 0) searches.wall += world.costs().wall - searches.since;
    }
  };
  return {
    hear,
    enter,
    watched: tree => ({
      ...tree,
      list: paths => timed(tree.list(paths)),
      withWords: (words, paths) => timed(tree.withWords(words, paths)),
      beyondWords: () => timed(tree.beyondWords()),
      others: words => timed(tree.others(words)),
    }),
    tell: () => world.err.write(report(stretches, searches, world.costs())),
  };
}

const NOTHING: Costs = { wall: 0, cpu: 0, peak: 0 };

function report(
  stretches: readonly Stretch[],
  { times, wall }: { readonly times: number; readonly wall: number },
  end: Costs,
): string {
  const rows = stretches.map(({ name, from }, i) => {
    const to = stretches[i + 1]?.from ?? end;
    return row(name, to.wall - from.wall, to.cpu - from.cpu, to.peak);
  });
  return [
    '',
    row('phase', 'wall s', 'cpu s', 'peak MB'),
    ...rows,
    row('all', end.wall, end.cpu, end.peak),
    `in these ${seconds(wall)} s of waiting for ${times} searches of the tree, done by other processes\n`,
  ].join('\n');
}

function row(name: string, ...figures: readonly (number | string)[]): string {
  const [wall, cpu, peak] = figures;
  const cells = [wall, cpu].map(one => (typeof one === 'number' ? seconds(one) : one!));
  const megabytes = typeof peak === 'number' ? String(Math.round(peak / 1e6)) : peak!;
  return `${name.padEnd(14)}${[...cells, megabytes].map(cell => cell.padStart(9)).join('')}`;
}

function seconds(milliseconds: number): string {
  return (milliseconds / 1000).toFixed(2);
}
