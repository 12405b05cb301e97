/** Code as it is shown: rows of two sides, each side in coloured pieces. The only place where bytes become text. */
import type { FilePatch } from '../patch/index.js';
import { decodeUtf8, printable, printableCode } from '../unicode.js';
import { alignLines, type Part } from './align.js';
import { type Color, type ColoredText, colorText } from './colors.js';

/** A part of a line, fit to be shown: what could command a screen is escaped. */
export interface Piece {
  readonly text: string;
  readonly color: Color | undefined;
  /** A word that differs from the other side, or that a verdict is about. */
  readonly marked: boolean;
}

/** A line on one side. */
export interface Side {
  /** From 1. */
  readonly number: number;
  readonly pieces: readonly Piece[];
}

/**
 * A row: the same line on both sides, a line beside the one that takes its place, or a line alone. An excerpt has
 * `before` alone, of kind `same`.
 */
export interface Row {
  readonly kind: 'same' | 'changed';
  readonly before: Side | undefined;
  readonly after: Side | undefined;
}

export interface ShownHunk {
  /** The function it begins in; may be empty. */
  readonly label: string;
  readonly rows: readonly Row[];
  /**
   * The lines that nothing happens to, by their number on each side, as the patch has them: in rows a blank one may stand
   * apart from itself, between what belongs together. Of an excerpt it is every line.
   */
  readonly kept: readonly (readonly [before: number, after: number])[];
}

/** Hunks of one file. */
export interface ShownFile {
  readonly path: string;
  readonly hunks: readonly ShownHunk[];
}

/** A patch as it is shown, from the texts it was made of (one unit per byte). */
export function showPatch({ path, hunks }: FilePatch, before: string, after: string): ShownFile {
  const old = openSide(before);
  const fresh = openSide(after);
  return {
    path,
    hunks: hunks.map(({ label, lines, oldStart, newStart }) => {
      const rows: Drawn[] = [];
      const kept: (readonly [number, number])[] = [];
      let oldLine = oldStart;
      let newLine = newStart;
      for (let i = 0; i < lines.length; ) {
        if (lines[i]!.sign === ' ') {
          kept.push([oldLine, newLine]);
          rows.push({ kind: 'same', before: { line: oldLine++ }, after: { line: newLine++ } });
          i++;
          continue;
        }
        const end = endOfChange(lines, i);
        const count = (sign: string) => lines.slice(i, end).filter(line => line.sign === sign).length;
        const removed = count('-');
        const added = count('+');
        rows.push(...changedRows(old, oldLine, removed, fresh, newLine, added));
        oldLine += removed;
        newLine += added;
        i = end;
      }
      const drawn = (side: OpenSide, half: Half | undefined) => half && side.side(half.line, half.parts);
      return {
        label: codeShown(label),
        rows: arranged(rows, old, fresh).map(({ kind, before: left, after: right }) => ({
          kind,
          before: drawn(old, left),
          after: drawn(fresh, right),
        })),
        kept,
      };
    }),
  };
}

/** A line of a row, from 1, and its marked parts. */
interface Half {
  readonly line: number;
  readonly parts?: readonly Part[] | undefined;
}

/** A row before it is drawn. */
interface Drawn {
  readonly kind: Row['kind'];
  readonly before: Half | undefined;
  readonly after: Half | undefined;
}

/** What stands beside each other: indices into the halves of both sides, and the row that it is. */
interface Match {
  readonly left: number;
  readonly right: number;
  readonly row: Drawn;
}

/**
 * The rows with each line beside what became of it, also where only blank lines part the two: a call that moves from a
 * declaration into the statement below it. What nothing resembles stands beside what comes in its place.
 */
function arranged(rows: readonly Drawn[], old: OpenSide, fresh: OpenSide): readonly Drawn[] {
  const isBlank = ({ kind, before }: Drawn) => kind === 'same' && old.line(before!.line).trim() === '';
  const placed: Drawn[] = [];
  for (let from = 0; from < rows.length; ) {
    let end = from;
    while (end < rows.length && (rows[end]!.kind === 'changed' || isBlank(rows[end]!))) end++;
    placed.push(...arrangedIn(rows.slice(from, end), old, fresh), ...rows.slice(end, end + 1));
    from = end + 1;
  }
  return placed;
}

/** The same of changed lines and the blank ones among them. */
function arrangedIn(rows: readonly Drawn[], old: OpenSide, fresh: OpenSide): readonly Drawn[] {
  const [left, right] = [
    rows.flatMap(({ before }) => before ?? []),
    rows.flatMap(({ after }) => after ?? []),
  ];
  const whole = rows.flatMap((row): readonly Match[] => {
    const { before, after } = row;
    if (before === undefined || after === undefined) return [];
    return [{ left: left.indexOf(before), right: right.indexOf(after), row }];
  });
  const changed = whole.filter(({ row }) => row.kind === 'changed');
  const across = matchesAcross(rows, old, fresh).map(row => {
    const is = (half: Half | undefined) => (other: Half) => other.line === half!.line;
    return { left: left.findIndex(is(row.before)), right: right.findIndex(is(row.after)), row };
  });
  const firm = [...changed, ...across.filter(one => !crosses(one, changed))];
  // A blank line between what belongs together is one that goes and one that comes.
  const matches = [...firm, ...whole.filter(one => one.row.kind === 'same' && !crosses(one, firm))];
  const placed: Drawn[] = [];
  let [i, j] = [0, 0];
  for (const match of matches.sort((a, b) => a.left - b.left)) {
    placed.push(
      ...besideEachOther(left.slice(i, match.left), right.slice(j, match.right), old, fresh),
      match.row,
    );
    [i, j] = [match.left + 1, match.right + 1];
  }
  return [...placed, ...besideEachOther(left.slice(i), right.slice(j), old, fresh)];
}

function crosses(one: Match, others: readonly Match[]): boolean {
  return others.some(other => one.left < other.left !== one.right < other.right);
}

/** The lines that stand alone and resemble each other, with what differs of them marked. */
function matchesAcross(rows: readonly Drawn[], old: OpenSide, fresh: OpenSide): readonly Drawn[] {
  const alone = rows.filter(({ before, after }) => (before === undefined) !== (after === undefined));
  const left = alone.flatMap(({ before }) => before ?? []);
  const right = alone.flatMap(({ after }) => after ?? []);
  const isLoose = ({ parts }: Half) => parts === undefined;
  const [lost, found] = [left.filter(isLoose), right.filter(isLoose)];
  return alignLines(
    lost.map(({ line }) => old.line(line)),
    found.map(({ line }) => fresh.line(line)),
  ).flatMap(({ removed, added, before, after }) => {
    if (removed === undefined || added === undefined) return [];
    const drawn: Drawn = {
      kind: 'changed',
      before: { ...lost[removed]!, parts: before },
      after: { ...found[added]!, parts: after },
    };
    return [drawn];
  });
}

/** Lines of both sides, in each other's place as far as both go; blank ones alone, for a line beside one says nothing. */
function besideEachOther(
  left: readonly Half[],
  right: readonly Half[],
  old: OpenSide,
  fresh: OpenSide,
): readonly Drawn[] {
  const isAlone = (side: OpenSide, half: Half | undefined) =>
    half !== undefined && (half.parts !== undefined || side.line(half.line).trim() === '');
  const placed: Drawn[] = [];
  for (let [i, j] = [0, 0]; i < left.length || j < right.length; ) {
    const isLeftAlone = isAlone(old, left[i]);
    const before = !isLeftAlone && isAlone(fresh, right[j]) ? undefined : left[i];
    const after = isLeftAlone ? undefined : right[j];
    placed.push({ kind: 'changed', before, after });
    if (before !== undefined) i++;
    if (after !== undefined) j++;
  }
  return placed;
}

function endOfChange(lines: readonly { readonly sign: string }[], from: number): number {
  let end = from;
  while (end < lines.length && lines[end]!.sign !== ' ') end++;
  return end;
}

function changedRows(
  old: OpenSide,
  oldLine: number,
  removed: number,
  fresh: OpenSide,
  newLine: number,
  added: number,
): readonly Drawn[] {
  const before = Array.from({ length: removed }, (_, i) => old.line(oldLine + i));
  const after = Array.from({ length: added }, (_, i) => fresh.line(newLine + i));
  return alignLines(before, after).map(pair => {
    const { removed: r, added: a } = pair;
    return {
      kind: 'changed',
      before: r === undefined ? undefined : { line: oldLine + r, parts: pair.before },
      after: a === undefined ? undefined : { line: newLine + a, parts: pair.after },
    };
  });
}

/** So many lines are shown on each side of a place. */
const AROUND = 3;

/** The surroundings of places (offsets, in order) of a text (one unit per byte), with the places marked. */
export function showPlaces(
  path: string,
  text: string,
  places: readonly Part[],
  labelOf: (offset: number) => string,
): ShownFile {
  const side = openSide(text);
  const hunks: { from: number; to: number; label: string }[] = [];
  for (const { start, end } of places) {
    const from = Math.max(1, side.lineAt(start) - AROUND);
    const to = Math.min(side.count, side.lineAt(end) + AROUND);
    const last = hunks.at(-1);
    if (last !== undefined && from <= last.to + 1) last.to = Math.max(to, last.to);
    else hunks.push({ from, to, label: codeShown(labelOf(start)) });
  }
  return {
    path,
    hunks: hunks.map(({ from, to, label }) => ({
      label,
      rows: Array.from({ length: to - from + 1 }, (_, i) => {
        const at = side.startOf(from + i);
        const own = places.map(({ start, end }) => ({ start: start - at, end: end - at }));
        return { kind: 'same', before: side.side(from + i, own), after: undefined };
      }),
      kept: Array.from({ length: to - from + 1 }, (_, i) => [from + i, from + i]),
    })),
  };
}

/** A text by lines. */
interface OpenSide {
  /** How many lines there are. */
  readonly count: number;
  startOf(line: number): number;
  lineAt(offset: number): number;
  /** A line (from 1) without its end. */
  line(line: number): string;
  side(line: number, marked?: readonly Part[]): Side;
}

function openSide(text: string): OpenSide {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0 && at + 1 < text.length; at = text.indexOf('\n', at + 1))
    starts.push(at + 1);
  const colors = colorText(text);
  const startOf = (line: number) => starts[line - 1] ?? text.length;
  const lineOf = (line: number) => text.slice(startOf(line), startOf(line + 1)).replace(/\r?\n$/, '');
  return {
    count: starts.length,
    startOf,
    lineAt: offset => lineAt(starts, offset),
    line: lineOf,
    side: (line, marked = []) => ({
      number: line,
      pieces: piecesOf(lineOf(line), startOf(line), colors, marked),
    }),
  };
}

function lineAt(starts: readonly number[], offset: number): number {
  let low = 0;
  let high = starts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (starts[middle]! <= offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** A line cut wherever its colour or its mark changes. */
function piecesOf(
  line: string,
  start: number,
  colors: ColoredText,
  marked: readonly Part[],
): readonly Piece[] {
  const colored = colors.between(start, start + line.length);
  const inside = marked.filter(part => part.start < line.length && part.end > 0);
  const borders = [...colored, ...inside].flatMap(part => [
    Math.max(0, part.start),
    Math.min(line.length, part.end),
  ]);
  const cuts = [...new Set([0, ...borders, line.length])].sort((a, b) => a - b);
  const holding = <P extends Part>(parts: readonly P[], at: number) =>
    parts.find(part => part.start <= at && at < part.end);
  return cuts.slice(0, -1).map((from, i) => ({
    text: codeShown(line.slice(from, cuts[i + 1])),
    color: holding(colored, from)?.color,
    marked: holding(inside, from) !== undefined,
  }));
}

const codeShown = (bytes: string) => printableCode(decodeUtf8(bytes));

/** Bytes as people read them, harmless. */
export function shown(bytes: string): string {
  return printable(decodeUtf8(bytes));
}
