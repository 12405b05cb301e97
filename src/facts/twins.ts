/** Places of one file that are never compiled together: a function and what calls its twin in the `#else` arm. */
import { assume } from '../source/conditions.js';
import type { ConfigTest, SourceFile } from '../source/file.js';
import { wordsOf } from './tokens.js';

/**
 * Whether no configuration compiles both of two places of a file. Not known where the file itself has a say in what the
 * conditions come out as.
 */
export function areTwins(file: SourceFile, a: readonly ConfigTest[], b: readonly ConfigTest[]): boolean {
  // What is never compiled at all is nobody's twin.
  const isPossible = (tests: readonly ConfigTest[]) => assume([], tests) !== undefined;
  if (!isPossible(a) || !isPossible(b) || isPossible([...a, ...b])) return false;
  const { directives } = wordsOf(file);
  const words = [...a, ...b].flatMap(({ condition }) => condition.match(/[A-Za-z_]\w*/g) ?? []);
  const isSet = (word: string) =>
    (directives.get(word) ?? []).some(index => {
      const token = file.tokens.at(index)!;
      return /^#\s*(define|undef|include)\b/.test(file.text.slice(token.start, token.end));
    });
  return !words.some(isSet);
}
