/**
 * Names that no search for words finds, in whatever file: one that goes on in the next line, one with a character by its
 * number, and one that a macro pastes together of parts which neither it nor a header near says. To know the last every
 * file has to be read, so that is done for trees that are no whole kernel.
 */
import { ensure } from '../remember.js';
import type { SourceFile } from '../source/file.js';
import { tornWords } from '../source/torn.js';
import type { Headers } from './includes.js';
import type { Doubt } from './nodes.js';
import { vocabularyOf } from './pasted.js';
import type { Search } from './search.js';

/** Knows such names of a tree. */
export interface HiddenNames {
  /** Where a name is written so that no word of it is found; undefined until the next round of searches. */
  of(name: string): readonly Doubt[] | undefined;
  /** The files that say two words which make the name, one after the other. */
  partsIn(name: string): readonly string[];
}

/** In a tree of more files than this no file is read for its words. */
const MOST_PATHS = 2000;

/** The uses of macros in a file that paste, in statements that say both parts of a name and cannot be read. */
export function unreadIn(headers: Headers, file: SourceFile, name: string): readonly Doubt[] {
  return vocabularyOf(headers, file).pasting.flatMap(({ start, name: macro }) => {
    const end = file.text.indexOf(';', start);
    const words = new Set(file.text.slice(start, end < 0 ? undefined : end).match(/\w+/g));
    if (words.has(name) || !isMadeOfTwo(name, words)) return [];
    const { line } = file.position(start);
    return [{ why: `may be named by the macro ${macro}`, path: file.path, line }];
  });
}

function isMadeOfTwo(name: string, words: ReadonlySet<string>): boolean {
  const splits = Array.from({ length: name.length - 1 }, (_, at) => at + 1);
  return splits.some(at => words.has(name.slice(0, at)) && words.has(name.slice(at)));
}

/** Looks at the tree on the first question. */
export function openHiddenNames(search: Search): HiddenNames {
  let torn: ReadonlyMap<string, readonly Doubt[]> | undefined;
  let words: ReadonlyMap<string, ReadonlySet<string>> | undefined;
  return {
    of: name => {
      const paths = torn === undefined ? search.beyondWords() : [];
      if (paths === undefined) return undefined;
      torn ??= tornIn(search, paths);
      return torn.get(name) ?? [];
    },
    partsIn: name => {
      words ??= search.paths.length > MOST_PATHS ? new Map() : wordsOf(search);
      return [...words].flatMap(([path, held]) => (isMadeOfTwo(name, held) ? [path] : []));
    },
  };
}

function tornIn(search: Search, paths: readonly string[]): ReadonlyMap<string, readonly Doubt[]> {
  const torn = new Map<string, Doubt[]>();
  const why = 'is named in a word that goes on in the next line, or is spelled by numbers';
  for (const path of paths) {
    const text = search.peek(path) ?? '';
    for (const { name, start } of tornWords(text)) {
      const line = text.slice(0, start).split('\n').length;
      ensure(torn, name, () => []).push({ why, path, line });
    }
  }
  return torn;
}

function wordsOf(search: Search): ReadonlyMap<string, ReadonlySet<string>> {
  const sources = search.paths.filter(path => path.endsWith('.c'));
  return new Map(sources.map(path => [path, new Set((search.peek(path) ?? '').match(/\w+/g))]));
}
