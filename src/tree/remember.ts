/** A tree that remembers what was searched for: a run asks for the same words again when it looks a second time. */
import { holdsWord } from '../occurrences.js';
import { decode } from '../source/decode.js';
import { sortPaths } from './path.js';
import type { OtherFile, ReadResult, Tree } from './tree.js';

/** The same tree, searched once for each word; what it holds must not change meanwhile. */
export function remember(tree: Tree): Tree {
  const lists = new Map<string, Promise<readonly string[]>>();
  const searches = new Map<string, Search>();
  const beyondWords = new Map<string, Promise<readonly string[]>>();
  const others = new Map<string, Promise<readonly OtherFile[]>>();
  return {
    list: paths => kept(lists, JSON.stringify(paths) ?? '', () => tree.list(paths)),
    withWords: (words, paths) =>
      searchAgain(tree, kept(searches, JSON.stringify(paths) ?? '', newSearch), words, paths),
    beyondWords: () => kept(beyondWords, '', () => tree.beyondWords()),
    others: words => kept(others, words.join(' '), () => tree.others(words)),
    read: path => tree.read(path),
    borrowed: tree.borrowed,
  };
}

/** The words that a part of the tree was searched for, and all files that hold any of them. */
interface Search {
  readonly words: Set<string>;
  readonly files: Set<string>;
}

const newSearch = (): Search => ({ words: new Set(), files: new Set() });

/** Searches for the new ones of the words; for the others, only the files that are known to hold such words are read. */
async function searchAgain(
  tree: Tree,
  { words: known, files }: Search,
  words: readonly string[],
  paths: readonly string[] | undefined,
): Promise<readonly string[]> {
  const old = words.filter(word => known.has(word));
  const unknown = words.filter(word => !known.has(word));
  const again = old.length === 0 ? [] : [...files].filter(path => mayHold(tree.read(path), old));
  if (unknown.length === 0) return sortPaths(again);
  const found = await tree.withWords(unknown, paths);
  for (const word of unknown) known.add(word);
  for (const path of found) files.add(path);
  return sortPaths([...again, ...found]);
}

/** A file that cannot be read may hold anything: whoever asks has to meet the failure. */
function mayHold(result: ReadResult, words: readonly string[]): boolean {
  return 'unread' in result || holdsWord(decode(result.bytes), words);
}

function kept<K, V>(cache: Map<K, V>, key: K, make: () => V): V {
  const known = cache.get(key);
  if (known !== undefined) return known;
  const made = make();
  cache.set(key, made);
  return made;
}
