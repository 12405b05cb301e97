/**
 * Where the keywords stand.
 *
 * The raw text is scanned, not the tokens: so what the tokenizer does not see is still counted, and must get
 * its verdict.
 */
import { compare } from './order.js';
import type { SourceFile, Token, TokenKind } from './source/file.js';
import type { Occurrence, OccurrencePlace } from './verdict.js';

/** Finds any of the words (identifiers, at least one) as a whole word of C. */
function wordPattern(words: readonly string[]): RegExp {
  return new RegExp(`\\b(?:${words.join('|')})\\b`, 'g');
}

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

/**
 * Every place where a macro puts a name together of a piece of the keywords: `two_words_ ## x`. The keyword of such an
 * occurrence is the piece alone.
 */
export function findGlued(file: SourceFile, keywords: readonly string[]): readonly Occurrence[] {
  if (!file.text.includes('##')) return [];
  const pieces = piecesOf(keywords);
  const found = pieces.length === 0 ? [] : [...file.text.matchAll(wordPattern(pieces))];
  return found
    .filter(({ index, 0: piece }) => {
      const before = file.text.slice(Math.max(0, index - GLUE_REACH), index);
      const after = file.text.slice(index + piece.length, index + piece.length + GLUE_REACH);
      return piece.startsWith('_') ? /##[\s\\]*$/.test(before) : /^[\s\\]*##/.test(after);
    })
    .map(({ index, 0: piece }) => occurrenceAt(file, index, piece))
    .filter(({ place }) => place === 'directive');
}

/** How far `##` stands from what it glues, in bytes, with a continued line between. */
const GLUE_REACH = 200;

function occurrenceAt(file: SourceFile, start: number, keyword: string): Occurrence {
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
