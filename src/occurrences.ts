/**
 * Where the keywords stand.
 *
 * The raw text is scanned, not the tokens: so what the tokenizer does not see is still counted, and must get
 * its verdict.
 */
import { compare } from './order.js';
import type { SourceFile, Token, TokenKind } from './source/file.js';
import type { Occurrence, OccurrencePlace } from './verdict.js';

/** Finds any of the words (identifiers or pairs of them, at least one) as a whole word of C. */
function wordPattern(words: readonly string[]): RegExp {
  return new RegExp(`\\b(?:${words.map(withBlanks).join('|')})\\b`, 'g');
}

/** The comma of a pair of words `one,other`, as a pattern for it. */
export const PAIRED = '[ \\t]*,[ \\t]*';

const withBlanks = (word: string): string => word.replace(',', PAIRED);

/** Whether a text holds one of the words as a whole word. */
export function holdsWord(text: string, words: readonly string[]): boolean {
  return words.length > 0 && wordPattern(words).test(text);
}

/** Every whole-word occurrence of the keywords (identifiers) in a file, in order of offset. */
export function findOccurrences(file: SourceFile, keywords: readonly string[]): readonly Occurrence[] {
  if (keywords.length === 0) return [];
  return [...file.text.matchAll(wordPattern(keywords))].map(match =>
    occurrenceAt(file, match.index, match[0]),
  );
}

/** A beginning or an end of a name that says no more than any other word is none of it. */
const FEWEST_WORDS = 2;

/** What macros may put together keywords of: their beginnings `two_words_` and ends `_two_words`. */
export function piecesOf(keywords: readonly string[]): readonly string[] {
  const pieces = keywords.flatMap(keyword => {
    const words = keyword.split('_');
    return words.flatMap((_, i) => [
      ...(i >= FEWEST_WORDS ? [`${words.slice(0, i).join('_')}_`] : []),
      ...(i > 0 && words.length - i >= FEWEST_WORDS ? [`_${words.slice(i).join('_')}`] : []),
    ]);
  });
  return [...new Set(pieces)].sort(compare);
}

/** Pieces of keywords that are an argument of a macro by themselves, where another one is the rest: ends, and beginnings. */
function halvesOf(keywords: readonly string[]): readonly string[] {
  const ends = piecesOf(keywords).flatMap(piece =>
    piece.startsWith('_') ? [piece, piece.slice(1)] : [piece],
  );
  return [...new Set(ends)].sort(compare);
}

/**
 * What a search for glued keywords looks for: all pieces of them that are no word like any other, since they are of two
 * words at least, or begin or end with the line that joins them; and pairs of words like any other.
 */
export function glueWordsOf(keywords: readonly string[]): readonly string[] {
  const pieces = keywords.flatMap(keyword => {
    const words = keyword.split('_');
    return words.flatMap((_, from) =>
      words.slice(from).flatMap((_, more) => {
        const to = from + more + 1;
        const [left, right] = [from > 0 ? '_' : '', to < words.length ? '_' : ''];
        const inner = words.slice(from, to).join('_');
        return [inner, left + inner, inner + right, left + inner + right];
      }),
    );
  });
  const isTelling = (piece: string) => /\w_\w|^_|_$/.test(piece) && !keywords.includes(piece);
  return [...new Set([...pieces.filter(isTelling), ...pairsOf(keywords)])].sort(compare);
}

/** So many pairs of a keyword's words are looked for: a line may end within one. */
const MOST_PAIRS = 2;

/**
 * Where every piece is a word like any other, `GLUE(two, plain, words)`, two of them beside each other tell: the pairs
 * `two,plain` and `plain,words`.
 */
function pairsOf(keywords: readonly string[]): readonly string[] {
  return keywords.flatMap(keyword => {
    const words = keyword.split('_').filter(word => word !== '');
    return words.slice(1, MOST_PAIRS + 1).map((word, at) => `${words[at]},${word}`);
  });
}

/** An occurrence of a piece of a keyword, which a macro puts together with something else. */
export interface Glued extends Occurrence {
  /** The keyword, or one that it may be. */
  readonly name: string;
}

/**
 * Every place where a macro puts a name together of a piece of the keywords: `two_words_ ## x` in a macro's text, and
 * `GLUE(x_, two_words)` where two arguments make a keyword. The keyword of such an occurrence is the piece alone.
 */
export function findGlued(file: SourceFile, keywords: readonly string[]): readonly Glued[] {
  const halves = new Set(halvesOf(keywords));
  const pieces = file.text.includes('##') ? piecesOf(keywords) : [];
  const words = [...new Set([...pieces, ...halves])];
  if (words.length === 0) return [];
  const found = [...file.text.matchAll(wordPattern(words))].flatMap(
    ({ index, 0: piece }): readonly Glued[] => {
      const name =
        namedInText(file, index, piece, keywords) ?? namedByArguments(file, index, piece, keywords);
      return name === undefined ? [] : [{ ...occurrenceAt(file, index, piece), name }];
    },
  );
  const more = gluedOfParts(file, keywords).filter(
    ({ within: { start, end } }) => !found.some(one => start <= one.start && one.end <= end),
  );
  return [...found, ...more.map(({ glued }) => glued)].sort((a, b) => a.start - b.start);
}

/** A use of a macro with words alone, two of them or more. */
const WORDS_ALONE =
  /\b([A-Za-z_]\w*)[ \t]*\(((?:\s|\\[ \t\v\f]*\r?\n)*\w+(?:(?:\s|\\[ \t\v\f]*\r?\n)*,(?:\s|\\[ \t\v\f]*\r?\n)*\w+)+(?:\s|\\[ \t\v\f]*\r?\n)*)\)/g;

interface OfParts {
  readonly glued: Glued;
  readonly within: { readonly start: number; readonly end: number };
}

/** The keywords that arguments of a macro make one behind the other, however many, some of them by macros of the file. */
function gluedOfParts(file: SourceFile, keywords: readonly string[]): readonly OfParts[] {
  const among = new Set(keywords);
  return [...file.text.matchAll(WORDS_ALONE)].flatMap(
    ({ index, 0: all, 1: macro, 2: args }): readonly OfParts[] => {
      const first = index + all.length - 1 - args!.length;
      const parts = [...args!.matchAll(/\w+/g)].map(({ 0: text, index: at }) => ({
        text,
        start: first + at,
      }));
      const made = madeOf(file, parts, among, gluesOf(file, macro!, index + all.length));
      if (made === undefined) return [];
      const occurrence = occurrenceAt(file, made.part.start, made.part.text);
      if (occurrence.place !== 'code' && occurrence.place !== 'directive') return [];
      return [
        { glued: { ...occurrence, name: made.name }, within: { start: index, end: index + all.length } },
      ];
    },
  );
}

interface Part {
  readonly text: string;
  readonly start: number;
}

/** The keyword that parts beside each other make, and the part that says most of it. */
function madeOf(
  file: SourceFile,
  parts: readonly Part[],
  among: ReadonlySet<string>,
  glues: readonly string[],
): { readonly part: Part; readonly name: string } | undefined {
  const said = parts.map(({ text }) => standsFor(file, text));
  for (const glue of glues) {
    for (let from = 0; from < parts.length; from++) {
      let name = said[from]!;
      for (let to = from + 1; to < parts.length; to++) {
        name += glue + said[to];
        if (!among.has(name)) continue;
        const [part] = parts.slice(from, to + 1).sort((a, b) => b.text.length - a.text.length);
        return { part: part!, name };
      }
    }
  }
  return undefined;
}

/**
 * What a macro may put between its arguments. One that the file does not define may be a function, unless its name says
 * that it is a macro, or what it makes is called.
 */
function gluesOf(file: SourceFile, macro: string, end: number): readonly string[] {
  const isMacro =
    /^[^a-z]+$/.test(macro) ||
    /^\s*\(/.test(file.text.slice(end, end + GLUE_REACH)) ||
    file.macros.some(({ name }) => name === macro);
  if (!isMacro) return [''];
  return isPlainMacro(file, macro) ? [] : ['', '_'];
}

/** The word that a word stands for, where the file defines it as one. */
function standsFor(file: SourceFile, word: string): string {
  const defined = file.macros.filter(({ name }) => name === word);
  const [only] = defined.length === 1 ? defined : [];
  return only?.params === undefined && /^\w+$/.test(only?.body.trim() ?? '') ? only!.body.trim() : word;
}

/** The keyword that `##` may make of a piece beside it. */
function namedInText(
  file: SourceFile,
  index: number,
  piece: string,
  keywords: readonly string[],
): string | undefined {
  const before = file.text.slice(Math.max(0, index - GLUE_REACH), index);
  const after = file.text.slice(index + piece.length, index + piece.length + GLUE_REACH);
  const isGlued = piece.startsWith('_') ? /##[\s\\]*$/.test(before) : /^[\s\\]*##/.test(after);
  if (!isGlued || occurrenceAt(file, index, piece).place !== 'directive') return undefined;
  return piece.startsWith('_')
    ? keywords.find(keyword => keyword.endsWith(piece))
    : piece.endsWith('_')
      ? keywords.find(keyword => keyword.startsWith(piece))
      : undefined;
}

/** The keyword that two arguments of a macro make, of which a piece is one. */
function namedByArguments(
  file: SourceFile,
  index: number,
  piece: string,
  keywords: readonly string[],
): string | undefined {
  const { place } = occurrenceAt(file, index, piece);
  if (place !== 'code' && place !== 'directive') return undefined;
  const [, macro = '', before = ''] =
    /(\w+)[ \t]*\(((?:\s|\\|\w|,)*)$/.exec(file.text.slice(Math.max(0, index - GLUE_REACH), index)) ?? [];
  const [, after] =
    /^((?:\s|\\|\w|,)*)\)/.exec(file.text.slice(index + piece.length, index + piece.length + GLUE_REACH)) ??
    [];
  if (macro === '' || after === undefined || isPlainMacro(file, macro)) return undefined;
  const split = (text: string) => text.split(',').map(part => part.replace(/\\/g, '').trim());
  const left = split(before).slice(0, -1).at(-1);
  const right = split(after)[1];
  return keywords.find(keyword =>
    ['', '_'].some(glue => `${left}${glue}${piece}` === keyword || `${piece}${glue}${right}` === keyword),
  );
}

/** Whether a file defines a macro, and never so that it puts names together: by itself or by another macro. */
function isPlainMacro(file: SourceFile, name: string): boolean {
  const defined = file.macros.filter(macro => macro.name === name);
  return defined.length > 0 && defined.every(({ body }) => !body.includes('##') && !/\w\s*\(/.test(body));
}

/** How far `##` stands from what it glues, in bytes, with a continued line between. */
const GLUE_REACH = 200;

/** The occurrence of a keyword that begins at an offset. */
export function occurrenceAt(file: SourceFile, start: number, keyword: string): Occurrence {
  const { line, column } = file.position(start);
  const item = file.itemAt(start);
  return {
    path: file.path,
    keyword,
    place: placeOf(tokenAt(file, start)?.kind),
    start,
    end: start + keyword.length,
    line,
    column,
    inside: item?.kind === 'function' ? item.name : undefined,
  };
}

/** The token that holds the byte at an offset; undefined between tokens. */
export function tokenAt(file: SourceFile, offset: number): Token | undefined {
  return file.tokens.holding(offset);
}

/** A word that no token holds counts as code, so that it is never taken for harmless. */
function placeOf(kind: TokenKind | undefined): OccurrencePlace {
  switch (kind) {
    case 'comment':
    case 'directive':
    case 'string':
      return kind;
    case 'char':
      return 'string';
    default:
      return 'code';
  }
}
