/**
 * Where a run of changed lines is shown. When the line before a run equals the run's last line, or the line after
 * it equals its first, the run can slide without changing what the diff means. Readers of patches expect git's
 * choice: joined with what changes on the other side if it can be, else where the indentation says a block begins.
 */
import type { Side } from './lines.js';

/** How far up a run is tried; more costs time and never matters. */
const MOST_TRIES = 100;
/** Deeper indentation counts as this. */
const DEEPEST = 200;
/** So many blank lines are looked over to find the next line with text. */
const MOST_BLANKS = 20;

/** The weights of git's indent heuristic, which were fitted to a corpus of diffs rated by people. */
const WEIGHT = {
  startOfFile: 1,
  endOfFile: 21,
  blanks: -30,
  blanksAfter: 6,
  deeper: -4,
  deeperAfterBlank: 10,
  shallowerThenDeeper: 24,
  shallowerThenDeeperAfterBlank: 17,
  shallower: 23,
  shallowerAfterBlank: 17,
  depth: 60,
} as const;

/**
 * Slides the runs of `side` to where git shows them, and joins runs that meet. `other` gives the places where the
 * other text changes; its marks are only read.
 */
export function compact(side: Side, other: Side): void {
  const { ids, changed } = side;
  const last = ids.length;
  const partnerAt = changesBetweenPartners(other.changed);
  const isChanged = (line: number): boolean => changed[line] === 1;

  // `passed` counts the unchanged lines before the run: the place of the run as the other text knows it.
  let end = 0;
  for (let start = 0, passed = 0; start <= last; start = end + 1, passed++) {
    end = start;
    while (isChanged(end)) end++;
    if (end === start) continue;

    const slideUp = (): boolean => {
      if (start === 0 || ids[start - 1] !== ids[end - 1]) return false;
      changed[--start] = 1;
      changed[--end] = 0;
      passed--;
      while (start > 0 && isChanged(start - 1)) start--;
      return true;
    };
    const slideDown = (): boolean => {
      if (end === last || ids[start] !== ids[end]) return false;
      changed[start++] = 0;
      changed[end++] = 1;
      passed++;
      while (isChanged(end)) end++;
      return true;
    };

    // A run that meets another while sliding grows, and a longer run has other room to slide.
    let size: number;
    let highestEnd: number;
    let joinedEnd: number | undefined;
    do {
      size = end - start;
      while (slideUp());
      highestEnd = end;
      joinedEnd = partnerAt[passed] === 1 ? end : undefined;
      while (slideDown()) if (partnerAt[passed] === 1) joinedEnd = end;
    } while (end - start !== size);

    if (end === highestEnd) continue;
    const target = joinedEnd ?? bestEnd(side.lines, size, highestEnd, end);
    while (end > target && slideUp());
  }
}

/** For each count of unchanged lines passed: 1 where changed lines follow before the next unchanged one. */
function changesBetweenPartners(changed: Uint8Array): Uint8Array {
  const places = new Uint8Array(changed.length + 1);
  let passed = 0;
  for (const mark of changed) {
    if (mark === 1) places[passed] = 1;
    else passed++;
  }
  return places;
}

/** The end, of those a run of `size` lines can have, at which its two borders are the most natural. */
function bestEnd(lines: readonly string[], size: number, highest: number, lowest: number): number {
  const first = Math.max(highest, lowest - size - 1, lowest - MOST_TRIES);
  let best = first;
  let bestScore: Score | undefined;
  for (let end = first; end <= lowest; end++) {
    const score = addScores(scoreOfSplit(lines, end), scoreOfSplit(lines, end - size));
    if (bestScore === undefined || compareScores(score, bestScore) <= 0) {
      best = end;
      bestScore = score;
    }
  }
  return best;
}

/** How bad it is to cut the text at a place. */
interface Score {
  readonly depth: number;
  readonly penalty: number;
}

function addScores(a: Score, b: Score): Score {
  return { depth: a.depth + b.depth, penalty: a.penalty + b.penalty };
}

function compareScores(a: Score, b: Score): number {
  return WEIGHT.depth * Math.sign(a.depth - b.depth) + (a.penalty - b.penalty);
}

/** The score of cutting before line `at`. */
function scoreOfSplit(lines: readonly string[], at: number): Score {
  const own = indentOf(lines[at]);
  const above = nearestText(lines, at - 1, -1);
  const below = nearestText(lines, at + 1, 1);

  let penalty = 0;
  if (above.indent === undefined && above.blanks === 0) penalty += WEIGHT.startOfFile;
  if (at >= lines.length) penalty += WEIGHT.endOfFile;
  const blanksAfter = own === undefined ? 1 + below.blanks : 0;
  const blanks = above.blanks + blanksAfter;
  penalty += WEIGHT.blanks * blanks + WEIGHT.blanksAfter * blanksAfter;

  const indent = own ?? below.indent;
  if (indent !== undefined && above.indent !== undefined) {
    if (indent > above.indent) {
      penalty += blanks > 0 ? WEIGHT.deeperAfterBlank : WEIGHT.deeper;
    } else if (indent < above.indent) {
      const deepens = below.indent !== undefined && below.indent > indent;
      if (deepens) penalty += blanks > 0 ? WEIGHT.shallowerThenDeeperAfterBlank : WEIGHT.shallowerThenDeeper;
      else penalty += blanks > 0 ? WEIGHT.shallowerAfterBlank : WEIGHT.shallower;
    }
  }
  return { depth: indent ?? -1, penalty };
}

/** The first line with text from `from` on in direction `step`, and the blank lines before it. */
function nearestText(
  lines: readonly string[],
  from: number,
  step: 1 | -1,
): { readonly indent: number | undefined; readonly blanks: number } {
  let blanks = 0;
  for (let at = from; at >= 0 && at < lines.length; at += step) {
    const indent = indentOf(lines[at]);
    if (indent !== undefined) return { indent, blanks };
    blanks++;
    if (blanks === MOST_BLANKS) return { indent: 0, blanks };
  }
  return { indent: undefined, blanks };
}

/** Columns before the first text of a line (tabs to multiples of 8); undefined for a blank line or none. */
function indentOf(line: string | undefined): number | undefined {
  if (line === undefined) return undefined;
  let columns = 0;
  for (let at = 0; at < line.length; at++) {
    const char = line[at];
    if (char === ' ') columns++;
    else if (char === '\t') columns += 8 - (columns % 8);
    else if (char !== '\n' && char !== '\r') return columns;
    if (columns >= DEEPEST) return DEEPEST;
  }
  return undefined;
}
