/**
 * Which files hold a word. The tree is asked in rounds: questions that cannot be answered yet are remembered, and
 * one round asks them all at once.
 */
import { decode } from '../source/decode.js';
import type { SourceFile } from '../source/file.js';
import type { OtherFile, Tree } from '../tree/tree.js';

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
  /** Where a word stands in files that are not C; undefined as above. */
  others(word: string): readonly Mention[] | undefined;
  /** The files that include `.c` files; undefined as above. */
  including(): readonly string[] | undefined;
  /** Every file of the tree, sorted. */
  readonly paths: readonly string[];
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

/** A search over a tree that has not been asked for any word yet. */
export async function openSearch(tree: Tree, open: Open, count: SearchCount): Promise<Search> {
  const paths = await tree.list();
  const known = new Map<string, readonly string[]>();
  const wanted = new Set<string>();
  const elsewhere = new Map<string, readonly Mention[]>();
  let including: readonly string[] | 'wanted' | undefined;
  const texts = new Map<string, string | undefined>();

  const read = (path: string): string | undefined => {
    const result = tree.read(path);
    return 'unread' in result ? undefined : decode(result.bytes);
  };
  /** Which of the words a file holds. One that cannot be read may hold any. */
  const heldBy = (path: string, words: ReadonlySet<string>): Iterable<string> => {
    const text = words.size === 1 ? undefined : read(path);
    return text === undefined ? words : wordsIn(text, words);
  };

  return {
    paths,
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
      const files = known.get(word);
      if (files === undefined) wanted.add(word);
      return files;
    },
    others: word => elsewhere.get(word),
    including: () => {
      including ??= 'wanted';
      return including === 'wanted' ? undefined : including;
    },
    get waiting() {
      return wanted.size + Number(including === 'wanted');
    },
    round: async () => {
      const words = new Set([...wanted].sort());
      wanted.clear();
      const [files, others, sources] = await Promise.all([
        words.size === 0 ? [] : tree.withWords([...words]),
        words.size === 0 ? [] : tree.others([...words]),
        including === 'wanted' ? tree.including() : including,
      ]);
      including = sources;
      for (const word of words) elsewhere.set(word, mentionsIn(others, word));
      const found = new Map([...words].map(word => [word, [] as string[]]));
      for (const path of files) for (const word of heldBy(path, words)) found.get(word)!.push(path);
      for (const [word, holders] of found) known.set(word, holders);
      count.rounds++;
      count.words += words.size;
      count.files += files.length;
    },
  };
}

function mentionsIn(files: readonly OtherFile[], word: string): readonly Mention[] {
  return files.flatMap(({ path, text }) => {
    const at = placeOfWord(text, word);
    return at < 0 ? [] : [{ path, line: text.slice(0, at).split('\n').length }];
  });
}

/** With more words than this, looking at each word of the text beats looking for each of the words. */
const FEW = 64;

function wordsIn(text: string, words: ReadonlySet<string>): Iterable<string> {
  if (words.size <= FEW) return [...words].filter(word => holdsWord(text, word));
  return new Set(text.match(/[A-Za-z_]\w*/g)?.filter(word => words.has(word)));
}

/** Whether a text holds an identifier as a whole word. */
export function holdsWord(text: string, word: string): boolean {
  return placeOfWord(text, word) >= 0;
}

function placeOfWord(text: string, word: string): number {
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + word.length)) {
    if (!isWordUnit(text.charCodeAt(at - 1)) && !isWordUnit(text.charCodeAt(at + word.length))) return at;
  }
  return -1;
}

function isWordUnit(unit: number): boolean {
  return (
    (unit >= 48 && unit <= 57) || (unit >= 65 && unit <= 90) || unit === 95 || (unit >= 97 && unit <= 122)
  );
}
