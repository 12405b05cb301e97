/** The hunks of one file: what changes, with its surroundings, as `git diff` cuts it. */
import { compact } from './compact.js';
import { type Latin1, latin1 } from './latin1.js';
import { numberLines, type Side, type Sides } from './lines.js';
import { markChanges } from './script.js';

/** Lines of context around a change. */
const CONTEXT = 3;
/** Bytes of function text a hunk header has room for. */
const LONGEST_LABEL = 80;

/** One line of a hunk: kept (space), removed or added. */
export interface HunkLine {
  readonly sign: ' ' | '-' | '+';
  /** With its line feed, if it has one. */
  readonly text: string;
}

/** Changes that share their context. */
export interface Hunk {
  /** The first old line, from 1; for an empty old side the line before, 0 at the start. */
  readonly oldStart: number;
  readonly oldCount: number;
  readonly newStart: number;
  readonly newCount: number;
  /** The function the hunk begins in, as shown behind the header; empty where there is none. */
  readonly label: string;
  readonly lines: readonly HunkLine[];
}

/** Lines `oldFrom..oldTo` give way to `newFrom..newTo`; from 0, ends exclusive. */
export interface LinesChanged {
  readonly oldFrom: number;
  readonly oldTo: number;
  readonly newFrom: number;
  readonly newTo: number;
}

/** Says whether a line names a function, and with what text. */
export type LabelRule = (line: string) => string | undefined;

/** The hunks that turn `before` into `after`; none for equal texts. */
export function hunksBetween(before: string, after: string, labelOf: LabelRule): Hunk[] {
  if (before === after) return [];
  const sides = compared(before, after);
  const old = sides.before.lines;
  const labelBefore = labeller(old, labelOf);
  return group(changesOf(sides.before, sides.after)).map(changes =>
    hunkOf(changes, old, sides.after.lines, labelBefore),
  );
}

/** Which lines give way to which, as `git diff` has it; none for equal texts. */
export function linesChanged(before: string, after: string): LinesChanged[] {
  const sides = compared(before, after);
  return changesOf(sides.before, sides.after);
}

/** Both sides with their changed lines marked. */
function compared(before: string, after: string): Sides {
  const sides = numberLines(before, after);
  markChanges(sides);
  compact(sides.before, sides.after);
  compact(sides.after, sides.before);
  return sides;
}

function changesOf(before: Side, after: Side): LinesChanged[] {
  const changes: LinesChanged[] = [];
  let oldAt = 0;
  let newAt = 0;
  while (oldAt < before.lines.length || newAt < after.lines.length) {
    const oldFrom = oldAt;
    const newFrom = newAt;
    while (before.changed[oldAt] === 1) oldAt++;
    while (after.changed[newAt] === 1) newAt++;
    if (oldAt > oldFrom || newAt > newFrom) changes.push({ oldFrom, oldTo: oldAt, newFrom, newTo: newAt });
    oldAt++;
    newAt++;
  }
  return changes;
}

/** Changes whose contexts touch or overlap belong to one hunk. */
function group(changes: readonly LinesChanged[]): LinesChanged[][] {
  const groups: LinesChanged[][] = [];
  for (const change of changes) {
    const open = groups.at(-1);
    const previous = open?.at(-1);
    if (open && previous && change.oldFrom - previous.oldTo <= 2 * CONTEXT) open.push(change);
    else groups.push([change]);
  }
  return groups;
}

function hunkOf(
  changes: readonly LinesChanged[],
  old: readonly string[],
  fresh: readonly string[],
  labelBefore: (line: number) => string,
): Hunk {
  const first = changes[0]!;
  const last = changes.at(-1)!;
  const oldFrom = Math.max(0, first.oldFrom - CONTEXT);
  const newFrom = Math.max(0, first.newFrom - CONTEXT);
  const oldTo = Math.min(old.length, last.oldTo + CONTEXT);
  const newTo = Math.min(fresh.length, last.newTo + CONTEXT);

  const lines: HunkLine[] = [];
  const put = (sign: HunkLine['sign'], from: readonly string[], start: number, end: number): void => {
    for (const text of from.slice(start, end)) lines.push({ sign, text });
  };
  let at = oldFrom;
  for (const change of changes) {
    put(' ', old, at, change.oldFrom);
    put('-', old, change.oldFrom, change.oldTo);
    put('+', fresh, change.newFrom, change.newTo);
    at = change.oldTo;
  }
  put(' ', old, at, oldTo);

  const oldCount = oldTo - oldFrom;
  const newCount = newTo - newFrom;
  return {
    oldStart: oldFrom + (oldCount > 0 ? 1 : 0),
    oldCount,
    newStart: newFrom + (newCount > 0 ? 1 : 0),
    newCount,
    label: labelBefore(oldFrom),
    lines,
  };
}

/** Finds the nearest function line before a line; asked for one hunk after the other, it reads each line once. */
function labeller(old: readonly string[], labelOf: LabelRule): (line: number) => string {
  let label = '';
  let read = 0;
  return line => {
    for (let at = line - 1; at >= read; at--) {
      const found = labelOf(old[at]!.replace(/\r?\n$/, ''));
      if (found === undefined) continue;
      label = readable(found.slice(0, LONGEST_LABEL).replace(/[ \t\r\n]+$/, ''));
      break;
    }
    read = line;
    return label;
  };
}

/** Well-formed UTF-8, but for the two non-characters at the end of plane 0. */
const UTF8 =
  /^(?:[\0-\x7f]|[\xc2-\xdf][\x80-\xbf]|\xe0[\xa0-\xbf][\x80-\xbf]|[\xe1-\xec\xee][\x80-\xbf]{2}|\xed[\x80-\x9f][\x80-\xbf]|\xef(?!\xbf[\xbe\xbf])[\x80-\xbf]{2}|\xf0[\x90-\xbf][\x80-\xbf]{2}|[\xf1-\xf3][\x80-\xbf]{3}|\xf4[\x80-\x8f][\x80-\xbf]{2})*/;

/** The text up to where it stops being UTF-8: git ends a label there, also where 80 bytes end inside a character. */
function readable(text: string): string {
  return UTF8.exec(text)![0];
}

/**
 * Function lines of C, as git's `diff=cpp` finds them, which the kernel sets for `.c` and `.h`: what begins with a
 * name in the first column, but no goto label. A line that is not UTF-8 is passed over, as git does it in a UTF-8
 * locale.
 */
export const labelInC: LabelRule = line => {
  if (/^[ \t]*[A-Za-z_]\w*:[\t-\r ]*($|\/[/*])/.test(line)) return undefined;
  return /^(::[\t-\r ]*)?[A-Za-z_][^\0]*$/.test(line) && readable(line) === line ? line : undefined;
};

/** Function lines where no attribute is set: whatever begins with a letter, `_` or `$`. */
export const labelByDefault: LabelRule = line => (/^[A-Za-z_$]/.test(line) ? line : undefined);

/** The hunk as printed, header and all. */
export function printHunk(hunk: Hunk): Latin1 {
  const range = (start: number, count: number): string => (count === 1 ? `${start}` : `${start},${count}`);
  const label = hunk.label === '' ? '' : ` ${hunk.label}`;
  const head = `@@ -${range(hunk.oldStart, hunk.oldCount)} +${range(hunk.newStart, hunk.newCount)} @@${label}\n`;
  let text = head;
  for (const line of hunk.lines) {
    text += line.sign + line.text;
    if (!line.text.endsWith('\n')) text += '\n\\ No newline at end of file\n';
  }
  return latin1(text);
}
