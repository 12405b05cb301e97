/**
 * Which changes go into which patch: one patch for each driver.
 *
 * Invariants: every change is in exactly one step; a file is in exactly one step, so the steps can be applied in any
 * order; what a change edits is never split.
 */
import { groupBy } from '../order.js';
import { driverOf } from '../patch/index.js';
import { sortPaths } from '../tree/path.js';
import type { Change } from '../verdict.js';

/** One patch to be. */
export interface Step {
  /** What it is about, as `driverOf` names it. */
  readonly driver: string;
  /** In git's order. */
  readonly paths: readonly string[];
  readonly changes: readonly Change[];
}

/** The steps of a series, in git's order of their first files. */
export function planSeries(changes: readonly Change[]): readonly Step[] {
  const { join, find } = disjointSets();
  for (const { edits } of changes) {
    for (const { path } of edits) {
      join(path, edits[0]!.path);
      join(path, keyOf(driverOf(path)));
    }
  }
  const steps = [...groupBy(changes, ({ edits }) => find(edits[0]!.path)).values()].map(stepOf);
  const byFirst = new Map(steps.map(step => [step.paths[0]!, step]));
  return sortPaths(byFirst.keys()).map(path => byFirst.get(path)!);
}

function stepOf(changes: readonly Change[]): Step {
  const paths = sortPaths(changes.flatMap(({ edits }) => edits.map(({ path }) => path)));
  // A header follows its users; the first body says whose patch it is.
  const main = paths.find(path => path.endsWith('.c')) ?? paths[0]!;
  return { driver: driverOf(main), paths, changes };
}

/** A driver's name among the paths that are grouped; no path ends so. */
function keyOf(driver: string): string {
  return `${driver}/`;
}

/** Sets of strings that can be joined, each known by one of its members; at first each string is alone. */
function disjointSets() {
  const above = new Map<string, string>();
  const find = (member: string): string => {
    const next = above.get(member);
    return next === undefined ? member : find(next);
  };
  const join = (a: string, b: string): void => {
    if (find(a) !== find(b)) above.set(find(a), find(b));
  };
  return { find, join };
}
