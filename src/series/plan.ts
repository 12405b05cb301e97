/**
 * Which changes go into which patch, and which patches into which posting.
 *
 * Invariants: every change is in exactly one step; what a change edits is never split, and changes that share a file
 * in one phase are in one step, so that the steps of a phase can be applied in any order; steps of the phase `first`
 * come before all others, those of the phase `last` after them.
 */
import { UserError } from '../errors.js';
import { groupBy } from '../order.js';
import { driverOf } from '../patch/index.js';
import { sortPaths } from '../tree/path.js';
import type { Change, Phase } from '../verdict.js';

/** What makes one patch: a driver or subsystem, a section of MAINTAINERS, a file, or everything. */
export type Split = 'driver' | 'maintainer' | 'file' | 'one';

/** All that `--split` takes. */
export const SPLITS: readonly Split[] = ['driver', 'maintainer', 'file', 'one'];

/** What a text names. @param option where the text is from, for the message. @throws UserError for no such name. */
export function splitOf(text: string, option: string): Split {
  const split = SPLITS.find(one => one === text);
  if (split === undefined) {
    throw new UserError(
      `${option}: expected ${SPLITS.slice(0, -1).join(', ')} or ${SPLITS.at(-1)}, found ${JSON.stringify(text)}`,
    );
  }
  return split;
}

/** One patch to be. */
export interface Step {
  /** What it is about, as `driverOf` names it. */
  readonly driver: string;
  /** In git's order. */
  readonly paths: readonly string[];
  readonly changes: readonly Change[];
  readonly phase: Phase | undefined;
}

/** How to plan. */
export interface Planning {
  readonly split: Split;
  /** The section of MAINTAINERS that looks closest at a file; undefined where none does. */
  sectionOf?(path: string): string | undefined;
}

const PHASES: readonly (Phase | undefined)[] = ['first', undefined, 'last'];

/** The steps of a series: by phase, and in git's order of their first files. */
export function planSeries(
  changes: readonly Change[],
  planning: Planning = { split: 'driver' },
): readonly Step[] {
  if (planning.split === 'one') return changes.length === 0 ? [] : [stepOf(changes, undefined)];
  return PHASES.flatMap(phase =>
    planPhase(
      changes.filter(change => change.phase === phase),
      phase,
      planning,
    ),
  );
}

function planPhase(
  changes: readonly Change[],
  phase: Phase | undefined,
  planning: Planning,
): readonly Step[] {
  const { join, find } = disjointSets();
  for (const { edits } of changes) {
    const paths = sortPaths(edits.map(({ path }) => path));
    for (const path of paths) join(path, paths[0]!);
    const group = groupOf(paths, planning);
    if (group !== undefined) join(paths[0]!, group);
  }
  const steps = [...groupBy(changes, ({ edits }) => find(edits[0]!.path)).values()].map(own =>
    stepOf(own, phase),
  );
  const byFirst = new Map(steps.map(step => [step.paths[0]!, step]));
  return sortPaths(byFirst.keys()).map(path => byFirst.get(path)!);
}

/**
 * A name, among the paths that are joined, for what a change belongs to; no path ends so. A change across several
 * drivers belongs to none of them, or it would draw all else of each into one patch.
 */
function groupOf(paths: readonly string[], { split, sectionOf }: Planning): string | undefined {
  if (split === 'file') return undefined;
  const nameOf = (path: string) => {
    const section = sectionOf?.(path);
    if (split === 'maintainer' && section !== undefined) return `${section}//`;
    const driver = driverOf(path);
    const folder = path.slice(0, path.lastIndexOf('/'));
    // Files beside each other in a folder of drivers that nobody is named for need not be one driver.
    const isLoose = sectionOf !== undefined && section === undefined && folder === driver;
    return isLoose && driver.startsWith('drivers/') ? `${path}/` : `${driver}/`;
  };
  // A header goes with the bodies that it changes with.
  const bodies = paths.filter(path => path.endsWith('.c'));
  const names = new Set((bodies.length === 0 ? paths : bodies).map(nameOf));
  return names.size === 1 ? [...names][0] : undefined;
}

function stepOf(changes: readonly Change[], phase: Phase | undefined): Step {
  const paths = sortPaths(changes.flatMap(({ edits }) => edits.map(({ path }) => path)));
  // A header follows its users; most bodies say whose patch it is.
  const bodies = paths.filter(path => path.endsWith('.c'));
  const drivers = [
    ...groupBy((bodies.length === 0 ? paths : bodies).map(driverOf), driver => driver).values(),
  ];
  const [most] = drivers.sort((a, b) => b.length - a.length);
  return { driver: most![0]!, paths, changes, phase };
}

/** Whether a step changes bodies of several drivers. */
export function isWide({ paths }: Step): boolean {
  return new Set(paths.filter(path => path.endsWith('.c')).map(driverOf)).size > 1;
}

/** Sets of strings that can be joined, each known by one of its members; at first each string is alone. */
function disjointSets() {
  const above = new Map<string, string>();
  const find = (member: string): string => {
    let top = member;
    for (let next = above.get(top); next !== undefined; next = above.get(top)) top = next;
    // Whoever asks again has a shorter way.
    for (let at = member; at !== top; ) {
      const next = above.get(at)!;
      above.set(at, top);
      at = next;
    }
    return top;
  };
  const join = (a: string, b: string): void => {
    const [one, other] = [find(a), find(b)];
    if (one !== other) above.set(one, other);
  };
  return { find, join };
}
