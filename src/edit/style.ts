/**
 * New text in the style of the file that it goes into: its line ends, spaces where it never indents by tabs, or not there,
 * and braces on lines of their own where it has them there.
 */
import type { Edit } from './edit.js';

/** As the kernel has it, and as columns are counted when code is laid out. */
const TAB = 8;

/** The edit as the file's own people would have written it; columns stay as they are. */
export function inStyleOf(text: string, edit: Edit): Edit {
  const braced =
    edit.text.includes('\n') && bracesStandAlone(text, edit.start) ? withBraces(text, edit) : edit;
  const levelled = { ...braced, text: withLevels(text, braced.text) };
  const spaced =
    isSpaced(text) || isSpacedAround(text, edit.start) ? withSpaces(text, levelled) : levelled.text;
  const said = breaksWithReturn(text, edit.start) ? withReturns(text, edit.start, spaced) : spaced;
  return said === edit.text ? edit : { ...edit, text: said };
}

/** Whether a file indents, and by spaces alone. */
function isSpaced(text: string): boolean {
  return !/^\t/m.test(text) && /^ {2,}[^\s*]/m.test(text);
}

/**
 * Whether a line, and the next indented one above it, indent by spaces alone, whatever the rest of the file does; of the
 * head of a function, which is not indented, the first line in it counts.
 */
function isSpacedAround(text: string, offset: number): boolean {
  const above = text.slice(0, offset).split('\n').slice(-MOST_ABOVE).reverse();
  const blanksOf = (line: string) => /^[ \t]*/.exec(line)![0];
  const bySpaces = (line: string | undefined) => line !== undefined && /^ {2,}$/.test(blanksOf(line));
  const isIndented = (line: string) => /^[ \t]+[^\s*]/.test(line);
  if (/^\w/.test(above[0]!)) {
    const body = text.indexOf('\n{', offset);
    const own = body < 0 ? [] : text.slice(body + 1, body + MOST_BELOW).split('\n');
    return bySpaces(own.find(isIndented));
  }
  return bySpaces(above[0]) && bySpaces(above.slice(1).find(isIndented));
}

/** So much of a function is looked at for a line that is indented. */
const MOST_BELOW = 1000;

/** So many lines are looked at for one that is indented. */
const MOST_ABOVE = 20;

/** What has statements in braces, with a brace behind it. */
const BRACED_BEHIND = /^[ \t]+(?:\} *)?(?:if|else|for|while|do|switch)\b.*\{[ \t]*\r?$/m;
/** The same with the brace on the next line. */
const BRACED_BELOW = /^[ \t]+(?:if|else|for|while|do|switch)\b[^;{}]*\n[ \t]+\{[ \t]*\r?$/m;

/** Whether statements have their braces on lines of their own: those of the function around, or else of the file. */
function bracesStandAlone(text: string, offset: number): boolean {
  const from = text.lastIndexOf('\n}', offset);
  const to = text.indexOf('\n}', offset);
  const around = text.slice(Math.max(from, 0), to < 0 ? text.length : to);
  const said = BRACED_BEHIND.test(around) || BRACED_BELOW.test(around) ? around : text;
  return BRACED_BELOW.test(said) && !BRACED_BEHIND.test(said);
}

/** Braces behind what they belong to on lines of their own, and an `else` behind one likewise. */
function withBraces(text: string, edit: Edit): Edit {
  const before = text.slice(text.lastIndexOf('\n', edit.start - 1) + 1, edit.start);
  const rest = /^[^\r\n]*/.exec(text.slice(edit.end))![0];
  const lines = (before + edit.text + rest).split('\n').map(line => {
    const indent = /^[ \t]*/.exec(line)![0];
    return line
      .replace(/^([ \t]*\})[ \t]*(?=else\b)/, `$1\n${indent}`)
      .replace(/(\)|\belse|\bdo)[ \t]*\{(?=[ \t]*\r?$)/, `$1\n${indent}{`);
  });
  const said = lines.join('\n');
  return said.startsWith(before) && said.endsWith(rest)
    ? { ...edit, text: said.slice(before.length, said.length - rest.length) }
    : edit;
}

/** Tabs behind spaces, which stand for levels that are new, in the spaces that the file has for one. */
function withLevels(text: string, said: string): string {
  return said.replace(/^( +)(\t+)/gm, (_, spaces: string, tabs: string) =>
    spaces.concat(' '.repeat(tabs.length * levelOf(text))),
  );
}

/** So many spaces are a level where a file does not show it. */
const USUAL_LEVEL = 4;

/** How many spaces a file most often goes deeper by, behind a line that opens a brace. */
function levelOf(text: string): number {
  const counts = new Map<number, number>();
  for (const { 1: outer, 2: inner } of text.matchAll(/^( *)(?![ \t]).*\{[ \t]*\r?\n( +)(?=[^\s*])/gm)) {
    const by = inner!.length - outer!.length;
    if (by > 0) counts.set(by, (counts.get(by) ?? 0) + 1);
  }
  return [...counts].sort(([a, m], [b, n]) => n - m || a - b)[0]?.[0] ?? USUAL_LEVEL;
}

/** Tabs in front of a line's text as spaces. */
function withSpaces(text: string, { start, text: said }: Edit): string {
  const before = text.slice(text.lastIndexOf('\n', start - 1) + 1, start);
  const lines = said.split('\n');
  return lines
    .map((line, i) => {
      if (i === 0 && before.trim() !== '') return line;
      const blanks = /^[ \t]*/.exec(line)![0];
      const from = i === 0 ? before.length : 0;
      return ' '.repeat(columnAfter(blanks, from) - from) + line.slice(blanks.length);
    })
    .join('\n');
}

function columnAfter(blanks: string, from: number): number {
  return [...blanks].reduce((at, one) => (one === '\t' ? at + TAB - (at % TAB) : at + 1), from);
}

/** Whether the line of an offset ends in CR and LF; the last line is like the one before. */
function breaksWithReturn(text: string, offset: number): boolean {
  const next = text.indexOf('\n', offset);
  const end = next < 0 ? text.lastIndexOf('\n') : next;
  return end > 0 && text[end - 1] === '\r';
}

function withReturns(text: string, start: number, said: string): string {
  return said.replace(/\r?\n/g, (found, at: number) =>
    at === 0 && text[start - 1] === '\r' ? found : '\r\n',
  );
}
