/** Where text stands on its line, and how new text is laid out: tabs of 8, 80 columns, the file's own line ends. */
import { goesOn } from '../source/comments.js';
import type { Span } from '../source/span.js';

export const TAB = 8;
export const WIDTH = 80;

/** The column after a text that starts at a column, both from 0. */
export function advance(column: number, text: string): number {
  let c = column;
  for (const ch of text) {
    if (ch === '\n') c = 0;
    else c = ch === '\t' ? c + TAB - (c % TAB) : c + 1;
  }
  return c;
}

/** Offset of the first byte of the line that holds an offset. */
export function lineStart(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1;
}

/** Offset of the line's end: of its `\n`, or the end of the text. */
export function lineEnd(text: string, offset: number): number {
  const at = text.indexOf('\n', offset);
  return at < 0 ? text.length : at;
}

/** The column (from 0) at which an offset stands. */
export function columnOf(text: string, offset: number): number {
  return advance(0, text.slice(lineStart(text, offset), offset));
}

/** The blanks a line begins with. */
export function indentAt(text: string, offset: number): string {
  return /^[ \t]*/.exec(text.slice(lineStart(text, offset)))![0];
}

/** Blanks that reach a column: tabs as far as they go, then spaces. */
export function blanksTo(column: number): string {
  return '\t'.repeat(Math.floor(column / TAB)) + ' '.repeat(column % TAB);
}

/**
 * A type of another length in the place of one that is written at `span`, with the blanks behind it: where names are
 * lined up by tabs, or by several spaces, what follows keeps its column if there is room.
 */
export function typeInPlace(
  text: string,
  { start, end }: Span,
  type: string,
): Span & { readonly text: string } {
  const blanks = /^[ \t]*/.exec(text.slice(end))![0];
  const last = end + blanks.length;
  if (!blanks.includes('\t')) {
    if (blanks.length < 2) return { start, end, text: type };
    return { start, end: last, text: type + ' '.repeat(Math.max(1, last - start - type.length)) };
  }
  return { start, end: last, text: type + gapTo(advance(columnOf(text, start), type), columnOf(text, last)) };
}

/** Tabs, then spaces, from one column to another; a tab where that is passed already. */
function gapTo(from: number, to: number): string {
  if (from >= to) return '\t';
  const tabs = Math.floor(to / TAB) - Math.floor(from / TAB);
  return tabs > 0 ? '\t'.repeat(tabs) + ' '.repeat(to % TAB) : ' '.repeat(to - from);
}

/** The line end the text uses: that of its first line. */
export function newlineOf(text: string): string {
  const at = text.indexOf('\n');
  return at > 0 && text[at - 1] === '\r' ? '\r\n' : '\n';
}

/** One level deeper than an indent: a tab behind spaces is made what the file's own levels are (`edit/style.ts`). */
export function deeper(indent: string): string {
  return `${indent}\t`;
}

/**
 * Whether a file breaks conditions behind their operators more often than before them. Of a file that does neither
 * this is not true: the vm_fault_t migration broke before them.
 */
export function endsLinesWithOperators(text: string): boolean {
  const behind = text.match(/(?:&&|\|\||[!=<>]=)[ \t]*\r?$/gm) ?? [];
  const before = text.match(/^[ \t]+(?:&&|\|\||[!=<>]=)/gm) ?? [];
  return behind.length > before.length;
}

/** Whether only blanks stand between the line's start and the offset. */
export function startsLine(text: string, offset: number): boolean {
  return text.slice(lineStart(text, offset), offset).trim() === '';
}

/**
 * The span to delete with a statement: its whole lines where it stands alone on them, else only itself.
 * A line comment behind it goes too. A blank line is taken along where two would be left, or one before a `}`.
 */
export function wholeLines(text: string, span: Span): Span {
  const start = lineStart(text, span.start);
  let end = lineEnd(text, span.end);
  const before = text.slice(start, span.start);
  const behind = text.slice(span.end, end).replace(/\/\*.*?\*\/|\/\/.*$/g, '');
  if (before.trim() !== '' || behind.trim() !== '') return span;
  // A comment that goes on in the next line would leave that line to be code.
  if (goesOn(text.slice(span.end, end))) return span;
  if (end < text.length) end++;
  const blankBefore =
    /\n[ \t]*\r?\n$/.test(text.slice(0, start)) || /\{[ \t]*\r?\n$/.test(text.slice(0, start));
  const after = /^[ \t]*\r?\n/.exec(text.slice(end));
  if (blankBefore && after) return { start, end: end + after[0].length };
  if (/\n[ \t]*\r?\n$/.test(text.slice(0, start)) && /^[ \t]*\}/.test(text.slice(end))) {
    const kept = text.slice(0, start).replace(/\n[ \t]*\r?\n$/, '\n');
    return { start: kept.length, end };
  }
  return { start, end };
}

/**
 * Lays out a call that moves to another column or gets another name: continuation lines that stood under the first
 * argument still do; a line that grew beyond the width is broken at the last comma that fits, and the next one goes on
 * behind the rest of it, where it has room.
 *
 * @param argsText from `(` to `)` as it was
 * @param oldColumn column of the old `(`
 * @param newColumn column of the new `(`
 * @param tail what follows on the last line, for its width
 * @param was the same text on the same lines as it was, where words of it changed
 */
export function layArguments(
  argsText: string,
  oldColumn: number,
  newColumn: number,
  tail: string,
  was = argsText,
): string {
  const [head, ...further] = argsText.split('\n');
  if (further.length === 0) return fillArguments(argsText, newColumn, newColumn + 1, tail) ?? argsText;
  const [headBefore, ...before] = was.split('\n');
  const under = blanksTo(newColumn + 1);
  const lines = further.map((line, i): Line => {
    const blanks = /^[ \t]*/.exec(line)![0];
    return {
      start: 0,
      blanks: advance(0, blanks) === oldColumn + 1 ? under : blanks,
      text: line.slice(blanks.length),
      before: advance(0, before[i]!),
    };
  });
  const first = { start: newColumn, blanks: '', text: head!, before: advance(oldColumn, headBefore!) };
  const below = /^[^\s#]/.test(lines[0]!.text) ? lines[0]!.blanks : under;
  return broken([first, ...lines], below, tail)
    .map(({ blanks, text }) => blanks + text)
    .join('\n');
}

/** A line of arguments: the column it begins at, its blanks, what follows them, and the column where it ended before. */
interface Line {
  readonly start: number;
  readonly blanks: string;
  readonly text: string;
  readonly before: number;
}

/** Whether a line, without the blanks it begins with, begins with an argument: with no directive and no comment. */
const isArgument = (text: string): boolean => /^(?!#|\/[/*])\S/.test(text);

function isTooWide({ start, blanks, text }: Line, tail = ''): boolean {
  return advance(start, blanks + text.replace(/\r$/, '') + tail) > WIDTH;
}

/** The lines, with those broken that grew beyond the width; `below` are the blanks of what the first has no room for. */
function broken(lines: readonly Line[], below: string, tail: string): readonly Line[] {
  const done: Line[] = [];
  let rest: Line | undefined;
  for (const [i, line] of lines.entries()) {
    const joined = rest && joinedWith(rest, line, i === lines.length - 1 ? tail : '');
    if (rest !== undefined && joined === undefined) done.push(rest);
    const [kept, more] = joined === undefined ? brokenAtComma(line, i === 0 ? below : line.blanks) : [joined];
    done.push(kept);
    rest = more;
  }
  return rest === undefined ? done : [...done, rest];
}

/** A line that goes on with the next one; undefined where that has no room, or is no argument. */
function joinedWith(rest: Line, next: Line, tail: string): Line | undefined {
  if (!isArgument(next.text) || /\/[/*]/.test(rest.text)) return undefined;
  const joined = { ...rest, text: `${rest.text.trimEnd()} ${next.text}` };
  return isTooWide(joined, tail) ? undefined : joined;
}

/** A line at its last comma that fits, where it grew beyond the width; `blanks` go before the rest. */
function brokenAtComma(line: Line, blanks: string): readonly [Line, Line?] {
  const { start, text, before } = line;
  if (!isTooWide(line) || advance(start, line.blanks + text) <= before) return [line];
  const commas = [...text.matchAll(/,(?= )/g)].map(({ index }) => index + 1);
  const at = commas.reverse().find(comma => !isTooWide({ ...line, text: text.slice(0, comma) }));
  if (at === undefined) return [line];
  const rest = { start: 0, blanks, text: text.slice(at).trimStart(), before: 0 };
  return [{ ...line, text: text.slice(0, at) }, rest];
}

/**
 * Arguments from one line on one or two lines, or else on as many as it takes; undefined where they do not fit.
 *
 * @param argsText from `(` to `)` on one line
 * @param column column of the `(`
 * @param indent column at which continuation lines begin
 * @param tail what follows on the last line, for its width
 */
export function fillArguments(
  argsText: string,
  column: number,
  indent: number,
  tail: string,
): string | undefined {
  const fits = (from: number, t: string) => advance(from, t) <= WIDTH;
  if (fits(column, argsText + tail)) return argsText;
  for (const comma of topLevelCommas(argsText).reverse()) {
    const first = argsText.slice(0, comma + 1);
    const rest = argsText.slice(comma + 1).trimStart();
    if (fits(column, first) && fits(indent, rest + tail)) return `${first}\n${blanksTo(indent)}${rest}`;
  }
  const commas = topLevelCommas(argsText);
  const parts = [0, ...commas.map(c => c + 1)].map((from, i) =>
    argsText.slice(from, (commas[i] ?? argsText.length) + 1),
  );
  let lines = [''];
  for (const [i, part] of parts.entries()) {
    const line = lines[lines.length - 1]!;
    const at = lines.length === 1 ? column : indent;
    const behind = i === parts.length - 1 ? tail : '';
    if (fits(at, line + part + behind)) lines = [...lines.slice(0, -1), line + part];
    else if (line !== '' && fits(indent, part.trimStart() + behind)) lines.push(part.trimStart());
    else return undefined;
  }
  return lines.join(`\n${blanksTo(indent)}`);
}

/** A piece of text that takes the place of a span. */
interface Replacement extends Span {
  readonly text: string;
}

/**
 * Gives a function's header another type before its name, and some parameters: those on further lines that stood
 * under the first one still do.
 *
 * @param type what is replaced before the name; undefined where that stays
 * @param nameEnd offset behind the function's name, where its parameters begin after blanks
 * @param tail what follows the parameters on their last line, for its width
 * @param params places, from 0, of the parameters whose integer types become the name
 */
export function retypeHeader(
  text: string,
  type: Span | undefined,
  nameEnd: number,
  name: string,
  tail: string,
  params: ReadonlySet<number> = new Set(),
): readonly Replacement[] {
  const renamed = type === undefined ? [] : [{ start: type.start, end: type.end, text: name }];
  const open = nameEnd + /^\s*/.exec(text.slice(nameEnd))![0].length;
  const close = text[open] === '(' ? closing(text, open) : -1;
  if (close < 0) return renamed;
  const args = text.slice(open, close + 1);
  const retyped = retypeParameters(args, params, name);
  const moves = type !== undefined && lineStart(text, type.end) === lineStart(text, open);
  if (!moves && retyped === args) return renamed;
  const column = columnOf(text, open);
  const grown = moves ? name.length - (type.end - type.start) : 0;
  const laid = layArguments(retyped, column, column + grown, tail, args);
  return laid === args ? renamed : [...renamed, { start: open, end: close + 1, text: laid }];
}

/** The words of an integer type that a parameter is declared with. */
const INTEGER_TYPE = /\b(?:unsigned\s+int|int\s+unsigned|unsigned|int)\b/;

function retypeParameters(args: string, params: ReadonlySet<number>, name: string): string {
  return parameterTexts(args)
    .map((part, i) => (params.has(i) ? part.replace(INTEGER_TYPE, name) : part))
    .join(',');
}

/** A list in parentheses at its commas, the parentheses still there. */
export function parameterTexts(args: string): readonly string[] {
  const commas = topLevelCommas(args);
  return [-1, ...commas].map((comma, i) => args.slice(comma + 1, commas[i]));
}

/** The list in parentheses that follows an offset after blanks; undefined where there is none. */
export function listBehind(text: string, offset: number): string | undefined {
  const open = offset + /^\s*/.exec(text.slice(offset))![0].length;
  const close = text[open] === '(' ? closing(text, open) : -1;
  return close < 0 ? undefined : text.slice(open, close + 1);
}

/** Where the parenthesis that opens at an offset closes; -1 where it does not. */
function closing(text: string, open: number): number {
  let depth = 0;
  for (let i = open; i < text.length; i++) {
    if (text[i] === '(') depth++;
    else if (text[i] === ')' && --depth === 0) return i;
  }
  return -1;
}

function topLevelCommas(argsText: string): number[] {
  const found: number[] = [];
  let depth = 0;
  for (let i = 0; i < argsText.length; i++) {
    const c = argsText[i];
    if (c === '(' || c === '[' || c === '{') depth++;
    else if (c === ')' || c === ']' || c === '}') depth--;
    else if (c === ',' && depth === 1) found.push(i);
    else if (c === '"' || c === "'") {
      for (i++; i < argsText.length && argsText[i] !== c; i++) if (argsText[i] === '\\') i++;
    }
  }
  return found;
}
