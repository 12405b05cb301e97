/** What a change added to a file: the words that stand in its code more often than before. */
import type { SourceFile, Token } from '../source/file.js';
import { lex } from '../source/index.js';

/** A changed file as it is now. */
export interface Touched {
  readonly file: SourceFile;
  /** Where it was before; undefined for a new file. */
  readonly was: string | undefined;
  /** Its text before. */
  readonly before: string | undefined;
  /** The words that are new in it, or that it uses more often. */
  readonly novel: ReadonlySet<string>;
}

/** Counts the words of the code and of its preprocessor lines; those in comments and strings say nothing. */
export function countWords(text: string, tokens: readonly Token[] = lex(text)): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  const add = (word: string) => counts.set(word, (counts.get(word) ?? 0) + 1);
  for (const { kind, start, end } of tokens) {
    if (kind === 'word') add(text.slice(start, end));
    else if (kind === 'directive') {
      for (const [word] of text.slice(start, end).matchAll(/[A-Za-z_]\w*/g)) add(word);
    }
  }
  return counts;
}

/** The words that one text uses more often than another. */
export function wordsAdded(before: string, after: string): ReadonlySet<string> {
  return added(countWords(before), countWords(after));
}

function added(then: ReadonlyMap<string, number>, now: ReadonlyMap<string, number>): Set<string> {
  return new Set([...now].flatMap(([word, count]) => (count > (then.get(word) ?? 0) ? [word] : [])));
}

/**
 * The words that are new in a file: all of them in a new file; and those of a function or macro under a new name,
 * since what it does could not be reached by that name before. Where the lines differ that decide what is compiled,
 * code may have come alive that nobody touched; then every word counts as new.
 */
export function novelWords(file: SourceFile, before: string | undefined): ReadonlySet<string> {
  const { text, tokens, items, macros } = file;
  const now = countWords(text, tokens);
  if (before === undefined || conditionsOf(before) !== conditionsOf(text)) return new Set(now.keys());
  const then = countWords(before);
  const novel = added(then, now);
  const renamed = [...items.filter(({ kind }) => kind === 'function'), ...macros].filter(
    ({ name }) => name !== undefined && !then.has(name),
  );
  for (const { start, end } of renamed) {
    for (const word of countWords(text.slice(start, end)).keys()) novel.add(word);
  }
  return novel;
}

/** The lines that decide what is compiled, in order. */
function conditionsOf(text: string): string {
  return [...text.matchAll(/^[ \t]*#[ \t]*(?:if|ifdef|ifndef|elif|else|endif)\b.*$/gm)].join('\n');
}
