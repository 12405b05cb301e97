/**
 * Which files hold a word. The tree is asked in rounds: questions that cannot be answered yet are remembered, and
 * one round asks them all at once.
 */
import { ensure, lazy } from '../remember.js';
import { decode } from '../source/decode.js';
import type { SourceFile } from '../source/file.js';
import { holdersOf } from '../tree/holders.js';
import type { Tree } from '../tree/tree.js';
import { placeOfWord } from '../words.js';

/** What may be found instead of a file: why it cannot be looked at. */
export interface Unread {
  readonly unread: string;
}

/** Opens a file; the same answer each time, so that nothing is read or parsed twice. */
export type Open = (path: string) => SourceFile | Unread | undefined;

export interface Search {
  /** The file; undefined where it cannot be read. */
  open(path: string): SourceFile | undefined;
  /** A file's text, one unit per byte, without taking it apart; undefined where it cannot be read. */
  text(path: string): string | undefined;
  /** The same without keeping it: for a look at many files. */
  peek(path: string): string | undefined;
  /** Every file with the word, sorted; undefined until the next round has asked for it. */
  holders(word: string): readonly string[] | undefined;
  /** The same without asking for what is not known. */
  holdersKnown(word: string): readonly string[] | undefined;
  /** Where a word stands in files that are not C; undefined as above. */
  others(word: string): readonly Mention[] | undefined;
  /** The files that searches for words do not do justice to (`Tree.beyondWords`); undefined as above. */
  beyondWords(): readonly string[] | undefined;
  /** Every file of the tree, sorted. */
  readonly paths: readonly string[];
  /** Headers that are none of the tree's, sorted: they are read where they are included. */
  readonly borrowed: readonly string[];
  isBorrowed(path: string): boolean;
  /** Those of them that hold a word, of the few that they are searched for. */
  lenders(word: string): readonly string[];
  /** How many questions wait for the next round. */
  readonly waiting: number;
  /** Asks the tree everything that waits. */
  round(): Promise<void>;
}

/** A place in a file. */
export interface Mention {
  readonly path: string;
  readonly line: number;
}

/** What a search cost. */
export interface SearchCount {
  rounds: number;
  words: number;
  files: number;
}

/**
 * A search over a tree that has not been asked for any word yet.
 *
 * @param lent the words that headers which are none of the tree's are searched for.
 */
export async function openSearch(
  tree: Tree,
  open: Open,
  count: SearchCount,
  lent: readonly string[] = [],
): Promise<Search> {
  const paths = await tree.list();
  const lending = lent.length === 0 ? [] : ((await tree.borrowed?.withWords(lent)) ?? []);
  const known = new Map<string, readonly string[]>();
  const wanted = new Set<string>();
  const elsewhere = new Map<string, readonly Mention[]>();
  let beyondWords: readonly string[] | 'wanted' | undefined;
  const texts = new Map<string, string | undefined>();

  const read = (path: string): string | undefined => {
    const result = tree.read(path);
    return 'unread' in result ? undefined : decode(result.bytes);
  };
  const lenders = lazy(() => wordsOfAll(lending, read));

  return {
    paths,
    borrowed: tree.borrowed?.paths ?? [],
    isBorrowed: path => tree.borrowed?.has(path) ?? false,
    lenders: word => lenders().get(word) ?? [],
    open: path => {
      const file = open(path);
      return file === undefined || 'unread' in file ? undefined : file;
    },
    text: path => {
      if (!texts.has(path)) texts.set(path, read(path));
      return texts.get(path);
    },
    peek: path => texts.get(path) ?? read(path),
    holders: word => {
      // Damaged code brings names that are none; no file holds them, and no search could ask for them.
      if (!/^\w+$/.test(word)) return [];
      const files = known.get(word);
      if (files === undefined) wanted.add(word);
      return files;
    },
    holdersKnown: word => known.get(word),
    others: word => elsewhere.get(word),
    beyondWords: () => {
      beyondWords ??= 'wanted';
      return beyondWords === 'wanted' ? undefined : beyondWords;
    },
    get waiting() {
      return wanted.size + Number(beyondWords === 'wanted');
    },
    round: async () => {
      const words = [...wanted].sort();
      wanted.clear();
      const [holders, sources] = await Promise.all([
        holdersOf(tree, words),
        beyondWords === 'wanted' ? tree.beyondWords() : beyondWords,
      ]);
      beyondWords = sources;
      const found = new Set<string>();
      for (const [word, { files, others }] of holders) {
        known.set(word, files);
        elsewhere.set(
          word,
          others.map(({ path, text }) => ({ path, line: lineOf(text, placeOfWord(text, word)) })),
        );
        for (const path of files) found.add(path);
      }
      count.rounds++;
      count.words += words.length;
      count.files += found.size;
    },
  };
}

/** Which of some files hold each word. */
function wordsOfAll(
  paths: readonly string[],
  read: (path: string) => string | undefined,
): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const path of paths) {
    const words = new Set((read(path) ?? '').match(/[A-Za-z_]\w*/g));
    for (const word of words) ensure(found, word, () => []).push(path);
  }
  return found;
}

/** The line (from 1) of an offset. */
function lineOf(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}
