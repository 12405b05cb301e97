/**
 * Where the keywords stand.
 *
 * The raw text is scanned, not the tokens: so what the tokenizer does not see is still counted, and must get
 * its verdict.
 */
import { countWhile } from './order.js';
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
  const token = file.tokens[countWhile(file.tokens, ({ end }) => end <= offset)];
  return token !== undefined && token.start <= offset ? token : undefined;
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
