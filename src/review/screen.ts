/** A site as a terminal shows it: lines that fit a width, in colour or without. */
import { groupBy } from '../order.js';
import type { ShownFile, Side } from '../report/hunk.js';
import type { Site, Way } from '../report/report.js';
import { decodeUtf8, printable } from '../unicode.js';
import type { Answer } from './decisions.js';

type Brush = (text: string) => string;

/** How things are shown; each leaves the text as it is where there are no colours. */
export interface Brushes {
  /** Whether there are colours; where there are none, marked words are marked below their line. */
  readonly colored: boolean;
  readonly bold: Brush;
  readonly dim: Brush;
  readonly red: Brush;
  readonly green: Brush;
  readonly yellow: Brush;
  readonly cyan: Brush;
  /** What a marked word is shown with, on top of its line's colour. */
  readonly inverse: Brush;
}

/** What is shown beside the site. */
export interface Around {
  /** From 1. */
  readonly number: number;
  readonly total: number;
  readonly answer: Answer | undefined;
  /** Columns. */
  readonly width: number;
  readonly brushes: Brushes;
}

/** Narrower terminals are not laid out for. */
const NARROWEST = 20;
const TAB = 8;

/** The lines of a site. None is wider than the terminal, but in one narrower than 20 columns. */
export function screenOf(site: Site, { number, total, answer, width, brushes }: Around): readonly string[] {
  const columns = Math.max(width, NARROWEST);
  const { bold, dim, yellow, cyan, green, red } = brushes;
  const folded = (text: string, indent = ''): readonly string[] => fold(text, columns, indent);
  const edited = site.change?.edited ? ', edited' : '';
  const said = answer === undefined ? edited : `${edited}, decided: ${answer}`;
  const title = `(${number}/${total}) ${printable(site.path)}:${site.line} ${plain(site.name)}: ${site.kind}${said}`;
  const reasons = site.reasons.flatMap(({ code, message, advice }) => [
    ...folded(`${plain(message)} [${code}]`),
    ...(site.change === undefined && advice !== '' ? folded(advice, '  ').map(dim) : []),
  ]);
  const chains = waysOf(site).flatMap(({ steps }) =>
    steps.flatMap(({ name, path, line }, depth) =>
      folded(`${depth === 0 ? 'from ' : '  -> '}${plain(name)} (${printable(path)}:${line})`, '     ').map(
        dim,
      ),
    ),
  );
  const colorOf = (sign: string): Brush => (sign === '-' ? red : sign === '+' ? green : text => text);
  const hunks = site.files.flatMap(file => [
    ...folded(`--- ${printable(file.path)}`).map(bold),
    ...linesOf(file).flatMap(({ sign, pieces, label }) =>
      label !== undefined
        ? folded(label === '' ? '@@' : `@@ ${label}`).map(cyan)
        : layOut(sign, pieces, columns, colorOf(sign), brushes),
    ),
  ]);
  const differences = site.change?.differences ?? [];
  const missing = (what: string, why: string | undefined) =>
    why === undefined ? [] : folded(`no ${what}: ${why}`).map(dim);
  return [
    ...folded(title).map(bold),
    ...reasons,
    ...chains,
    ...missing('call chain', site.noChain),
    ...hunks,
    ...tableLines(site, columns),
    ...missing('value table', site.noTable),
    ...differences.flatMap(difference => folded(`differs: ${plain(difference)}`, '  ').map(yellow)),
  ];
}

/** The ways to a site; those that differ in their last step alone are one. */
function waysOf({ chains }: Site): Site['chains'] {
  const keyOf = ({ steps, hasCall }: Way) => JSON.stringify(hasCall ? steps.slice(0, -1) : steps);
  return [...groupBy(chains, keyOf).values()].map(([first]) => first!);
}

const plain = (bytes: string) => printable(decodeUtf8(bytes));

/** What stands before a value, and between it and what the code does with it. */
const GAP = 2;

/** The table: values, and what the code did and does with them, each in a column of its own. */
function tableLines({ about, table }: Site, columns: number): readonly string[] {
  if (table.length === 0) return [];
  const rows = table.map(({ values, before, after }) => ({
    value: plain(values.join(', ')),
    before: plain(before),
    after: before === after ? undefined : plain(after),
  }));
  const room = Math.min(Math.max(...rows.map(({ value }) => value.length)), Math.floor(columns / 3));
  const margin = ' '.repeat(GAP);
  const column = ' '.repeat(room + 2 * GAP);
  const whose = about === undefined ? [] : fold(`in ${plain(about)}():`, columns - GAP, '');
  const lines = rows.flatMap(({ value, before, after }) => {
    const [first, ...more] = outcomeLines(before, after, columns - column.length);
    const rest = more.map(line => column + line);
    if (value.length <= room) return [`${margin}${value.padEnd(room)}${margin}${first}`, ...rest];
    // A value that is wider than its column stands on lines of its own.
    const own = fold(value, columns - GAP, '').map(line => margin + line);
    return [...own, `${column}${first}`, ...rest];
  });
  return [...whose.map(line => margin + line), ...lines];
}

/** What the code did, and what it does from now on, on one line where both fit. */
function outcomeLines(before: string, after: string | undefined, room: number): readonly string[] {
  if (after === undefined) return fold(before, room, '');
  const both = `${before}  =>  ${after}`;
  return widthIn(both) <= room ? [both] : [...fold(before, room, ''), ...fold(`=> ${after}`, room, '   ')];
}

interface Line {
  readonly sign: '-' | '+' | ' ';
  readonly pieces: Side['pieces'];
  /** Set for the line over a hunk. */
  readonly label?: string;
}

/** The lines of a file's hunks as the patch has them: of lines that change, the old before the new. */
function linesOf({ hunks }: ShownFile): readonly Line[] {
  return hunks.flatMap(({ label, rows, kept }) => {
    const lines: Line[] = [{ sign: ' ', pieces: [], label }];
    const old = rows.flatMap(({ before }) => before ?? []);
    const fresh = rows.flatMap(({ after }) => after ?? []);
    let [i, j] = [0, 0];
    const change = (toOld: number, toFresh: number) => {
      for (; i < old.length && old[i]!.number < toOld; i++) lines.push({ sign: '-', pieces: old[i]!.pieces });
      for (; j < fresh.length && fresh[j]!.number < toFresh; j++)
        lines.push({ sign: '+', pieces: fresh[j]!.pieces });
    };
    for (const [before, after] of kept) {
      change(before, after);
      lines.push({ sign: ' ', pieces: old[i++]!.pieces });
      j++;
    }
    change(Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY);
    return lines;
  });
}

/**
 * A line of code, its tabs expanded, over as many lines of the terminal as it needs; without colours a line below each
 * points at its marked words, as a compiler does.
 */
function layOut(
  sign: string,
  pieces: Side['pieces'],
  columns: number,
  color: Brush,
  { colored, inverse: mark }: Brushes,
): readonly string[] {
  const lines: string[] = [];
  // Where nothing of a line is kept, its sign says all.
  const pointed = !colored && pieces.some(({ text, marked }) => !marked && text.trim() !== '');
  let [line, below] = ['', ''];
  let column = 1;
  let run = '';
  let isMarked = false;
  let isFirst = true;
  const flush = () => {
    if (run !== '') line += isMarked ? color(mark(run)) : color(run);
    run = '';
  };
  const end = () => {
    flush();
    lines.push(color(isFirst ? sign : '\\') + line);
    if (below.trim() !== '') lines.push(` ${below.trimEnd()}`);
    [line, below] = ['', ''];
    column = 1;
    isFirst = false;
  };
  for (const { text, marked } of pieces) {
    if (marked !== isMarked) flush();
    isMarked = marked;
    for (const char of text) {
      const room = char === '\t' ? TAB - ((column - 1) % TAB) : widthOf(char);
      if (column + room > columns) end();
      below += (pointed && marked ? '^' : ' ').repeat(room);
      run += char === '\t' ? ' '.repeat(Math.min(room, columns - column)) : char;
      column += room;
    }
  }
  end();
  return lines;
}

/** How many columns a character takes; what stands over another one takes none. */
function widthOf(char: string): number {
  if (/\p{Mn}|\p{Me}/u.test(char)) return 0;
  return /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|[\u{1f300}-\u{1faff}]/u.test(
    char,
  )
    ? 2
    : 1;
}

/** A text over lines of at most so many columns, broken at blanks where that is possible. */
export function fold(text: string, columns: number, indent: string): readonly string[] {
  const lines: string[] = [];
  let rest = text;
  while (widthIn(rest) > columns) {
    const at = breakIn(rest, columns, indent.length);
    lines.push(rest.slice(0, at).trimEnd());
    rest = indent + rest.slice(at).trimStart();
  }
  return [...lines, rest];
}

const widthIn = (text: string) => [...text].reduce((sum, char) => sum + widthOf(char), 0);

/** Where to break: behind the last blank that fits, if there is more than the indent before it. */
function breakIn(text: string, columns: number, indent: number): number {
  let width = 0;
  let at = 0;
  for (const char of text) {
    width += widthOf(char);
    if (width > columns) break;
    at += char.length;
  }
  const blank = text.lastIndexOf(' ', at);
  return blank > indent ? blank : Math.max(at, indent + 1);
}
