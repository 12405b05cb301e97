/**
 * What a change added to a file: the words of statements, heads, tables and macros that were not there, or not in that
 * function. Counting words would not do: a call that moves from an mmap function into a handler is no word more.
 */
import type { Item, SourceFile } from '../source/file.js';
import { layOut } from '../source/index.js';

/** A changed file as it is now. */
export interface Touched {
  readonly file: SourceFile;
  /** Where it was before; undefined for a new file. */
  readonly was: string | undefined;
  /** Its text before. */
  readonly before: string | undefined;
  /** The words that are new in it, or that it uses in another place or in another way. */
  readonly novel: ReadonlySet<string>;
}

/** A piece of a text: a statement or a head of a function, a whole declaration, a preprocessor line. */
interface Piece {
  /** What it stands in, and its tokens. */
  readonly key: string;
  readonly words: readonly string[];
}

/**
 * The words of a text that are new against an earlier one: those of pieces that were not there, and names that mean
 * something else since what they meant was taken away. Where the lines differ that decide what is compiled, code may
 * have come alive that nobody touched; then every word counts as new.
 */
export function novelWords(before: string | undefined, after: string): ReadonlySet<string> {
  const now = piecesOf(after);
  const isAllNew = before === undefined || conditionsOf(before) !== conditionsOf(after);
  const then = isAllNew ? [] : piecesOf(before);
  const left = new Map<string, number>();
  for (const { key } of then) left.set(key, (left.get(key) ?? 0) + 1);
  const novel = new Set<string>();
  for (const { key, words } of now) {
    const known = left.get(key) ?? 0;
    if (known > 0) left.set(key, known - 1);
    else for (const word of words) novel.add(word);
  }
  const gone = isAllNew ? [] : namesGone(before, after);
  if (gone.length > 0) {
    const said = new Set(now.flatMap(({ words }) => words));
    for (const name of gone) if (said.has(name)) novel.add(name);
  }
  return novel;
}

/** The pieces of a text, in order. Comments and the layout are none of them. */
function piecesOf(text: string): readonly Piece[] {
  const { tokens, items } = layOut(text);
  const pieces: Piece[] = [];
  let at = 0;
  let cut: Cutter | undefined;
  for (const { kind, start, end } of tokens) {
    if (kind === 'comment') continue;
    const said = text.slice(start, end);
    if (kind === 'directive') {
      pieces.push(lineOf(said));
      continue;
    }
    while (items[at] !== undefined && items[at]!.end <= start) at++;
    if (cut?.item !== items[at] || cut === undefined) {
      pieces.push(...(cut?.pieces() ?? []));
      cut = openCutter(items[at]);
    }
    cut.add(said, kind === 'word');
  }
  return [...pieces, ...(cut?.pieces() ?? [])];
}

function lineOf(said: string): Piece {
  return { key: `#\n${said.replace(/\s+/g, ' ')}`, words: said.match(/[A-Za-z_]\w*/g) ?? [] };
}

/** Cuts an item into pieces, token by token. */
interface Cutter {
  readonly item: Item | undefined;
  add(said: string, isWord: boolean): void;
  pieces(): readonly Piece[];
}

/**
 * A function is cut into statements, whatever blocks they stand in. In a table a part is known by the members that it
 * belongs to, and where it names none by its place.
 */
function openCutter(item: Item | undefined): Cutter {
  const isFunction = item?.kind === 'function';
  const ends = isFunction ? /^[;{}]$/ : /^[;,{}]$/;
  // Twins under other conditions are others.
  const around = [isFunction ? JSON.stringify([item.name, item.under]) : ''];
  const pieces: Piece[] = [];
  let texts: string[] = [];
  let words: string[] = [];
  let count = 0;
  const close = (): void => {
    const place = isFunction || texts[0] === '.' ? '' : String(count);
    pieces.push({ key: [...around, place, texts.join(' ')].join('\n'), words });
    [texts, words] = [[], []];
    count++;
  };
  return {
    item,
    add: (said, isWord) => {
      texts.push(said);
      if (isWord) words.push(said);
      if (!ends.test(said)) return;
      if (!isFunction && said === '{') around.push(texts.join(' '));
      close();
      if (!isFunction && said === '}' && around.length > 1) around.pop();
      if (/^[{}]$/.test(said)) count = 0;
    },
    pieces: () => {
      close();
      return pieces;
    },
  };
}

/** The functions and macros that a text no longer defines. */
function namesGone(before: string, after: string): readonly string[] {
  const now = definedIn(after);
  return [...definedIn(before)].filter(name => !now.has(name));
}

function definedIn(text: string): ReadonlySet<string> {
  const functions = layOut(text).items.filter(({ kind }) => kind === 'function');
  const macros = text.matchAll(/^[ \t]*#[ \t]*define[ \t]+(\w+)/gm);
  return new Set([...functions.flatMap(({ name }) => name ?? []), ...[...macros].map(match => match[1]!)]);
}

/** The lines that decide what is compiled, in order. */
function conditionsOf(text: string): string {
  return [...text.matchAll(/^[ \t]*#[ \t]*(?:if|ifdef|ifndef|elif|else|endif)\b.*$/gm)].join('\n');
}
