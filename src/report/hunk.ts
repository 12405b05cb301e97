/** Code as it is shown: rows of two sides, each side in coloured pieces. The only place where bytes become text. */
import type { FilePatch } from '../patch/index.js';
import { decodeUtf8, printable } from '../unicode.js';
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
      let oldLine = oldStart;
      let newLine = newStart;
      for (let i = 0; i < lines.length; ) {
        if (lines[i]!.sign === ' ') {
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
        label: shown(label),
        rows: inEachOthersPlace(markedAcross(rows, old, fresh), old, fresh).map(
          ({ kind, before: left, after: right }) => ({
            kind,
            before: drawn(old, left),
            after: drawn(fresh, right),
          }),
        ),
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

/**
 * Marks what differs of lines that stand alone, and that only blank lines part from what they became: a call that moves
 * from a declaration into the statement below it.
 */
function markedAcross(rows: readonly Drawn[], old: OpenSide, fresh: OpenSide): readonly Drawn[] {
  const marked = [...rows];
  const isBlank = ({ kind, before }: Drawn) => kind === 'same' && old.line(before!.line).trim() === '';
  for (let from = 0; from < rows.length; ) {
    let end = from;
    while (end < rows.length && (rows[end]!.kind === 'changed' || isBlank(rows[end]!))) end++;
    const alone = Array.from({ length: end - from }, (_, i) => from + i).filter(i => {
      const { kind, before, after } = rows[i]!;
      return kind === 'changed' && (before === undefined) !== (after === undefined);
    });
    const [left, right] = [alone.filter(i => rows[i]!.before), alone.filter(i => rows[i]!.after)];
    const pairs = alignLines(
      left.map(i => old.line(rows[i]!.before!.line)),
      right.map(i => fresh.line(rows[i]!.after!.line)),
    );
    for (const { removed, added, before, after } of pairs) {
      if (removed === undefined || added === undefined) continue;
      const [l, r] = [left[removed]!, right[added]!];
      marked[l] = { ...rows[l]!, before: { ...rows[l]!.before!, parts: before } };
      marked[r] = { ...rows[r]!, after: { ...rows[r]!.after!, parts: after } };
    }
    from = end + 1;
  }
  return marked;
}

/** Lines that nothing resembles, put beside those that come in their place, as far as both go. */
function inEachOthersPlace(rows: readonly Drawn[], old: OpenSide, fresh: OpenSide): readonly Drawn[] {
  const isLoose = ({ kind, before, after }: Drawn) =>
    kind === 'changed' &&
    (before ?? after)!.parts === undefined &&
    (before === undefined) !== (after === undefined);
  const placed: Drawn[] = [];
  for (let from = 0; from < rows.length; from++) {
    const end = rows.findIndex((row, i) => i >= from && !isLoose(row));
    const loose = rows.slice(from, end < 0 ? rows.length : end);
    placed.push(...besideEachOther(loose, old, fresh));
    from += loose.length;
    if (from < rows.length) placed.push(rows[from]!);
  }
  return placed;
}

/** Blank lines stay alone, for a line beside one of them says nothing. */
function besideEachOther(loose: readonly Drawn[], old: OpenSide, fresh: OpenSide): readonly Drawn[] {
  const left = loose.flatMap(({ before }) => before ?? []);
  const right = loose.flatMap(({ after }) => after ?? []);
  const isBlank = (side: OpenSide, half: Half | undefined) =>
    half !== undefined && side.line(half.line).trim() === '';
  const placed: Drawn[] = [];
  for (let [i, j] = [0, 0]; i < left.length || j < right.length; ) {
    const isLeftBlank = isBlank(old, left[i]);
    const isRightBlank = !isLeftBlank && isBlank(fresh, right[j]);
    const before = isRightBlank ? undefined : left[i];
    const after = isLeftBlank ? undefined : right[j];
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
    else hunks.push({ from, to, label: shown(labelOf(start)) });
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
    text: shown(line.slice(from, cuts[i + 1])),
    color: holding(colored, from)?.color,
    marked: holding(inside, from) !== undefined,
  }));
}

/** Bytes as people read them, harmless. */
export function shown(bytes: string): string {
  return printable(decodeUtf8(bytes));
}
