/**
 * Which files hold which of many words. A tree is searched for a word once; a tree that lies over another one is
 * searched only where the two differ.
 */
import { ensure, remember } from '../remember.js';
import { decode } from '../source/decode.js';
import { wordsIn } from '../words.js';
import { sortPaths } from './path.js';
import type { OtherFile, Tree } from './tree.js';

/** Where a word stands. */
export interface Holders {
  /** The `.c` and `.h` files that hold it as a whole word, sorted; one that cannot be read is among them. */
  readonly files: readonly string[];
  /** The files in other languages. */
  readonly others: readonly OtherFile[];
}

const knownOf = remember((_tree: Tree) => new Map<string, Holders>());

/** The holders of each of the words (identifiers). */
export async function holdersOf(tree: Tree, words: readonly string[]): Promise<ReadonlyMap<string, Holders>> {
  const known = knownOf(tree);
  const unknown = words.filter(word => !known.has(word));
  if (unknown.length > 0) {
    const found =
      tree.over === undefined ? await searched(tree, unknown) : await laidOver(tree, tree.over, unknown);
    for (const [word, holders] of found) known.set(word, holders);
  }
  return new Map(words.map(word => [word, known.get(word)!]));
}

async function searched(tree: Tree, words: readonly string[]): Promise<ReadonlyMap<string, Holders>> {
  const [files, others] = await Promise.all([tree.withWords(words), tree.others(words)]);
  const among = new Set(words);
  const holding = new Map<string, string[]>();
  for (const path of files) {
    // What holds one of one word holds that.
    const held = among.size === 1 ? among : heldBy(tree, path, among);
    for (const word of held) ensure(holding, word, () => []).push(path);
  }
  const otherWords = others.map(file => ({ file, words: wordsIn(file.text, among) }));
  return new Map(
    words.map(word => [
      word,
      {
        files: holding.get(word) ?? [],
        others: otherWords.filter(other => other.words.has(word)).map(({ file }) => file),
      },
    ]),
  );
}

/** What lies below says what is known of it; only the files above are looked at. */
async function laidOver(
  tree: Tree,
  { below, paths }: NonNullable<Tree['over']>,
  words: readonly string[],
): Promise<ReadonlyMap<string, Holders>> {
  const under = await holdersOf(below, words);
  const among = new Set(words);
  const above = [...paths].map(path => ({ path, words: heldBy(tree, path, among) }));
  return new Map(
    words.map(word => {
      const { files, others } = under.get(word)!;
      const kept = files.filter(path => !paths.has(path));
      const added = above.filter(file => file.words.has(word)).map(({ path }) => path);
      return [word, { files: sortPaths([...kept, ...added]), others }];
    }),
  );
}

/** Which of the words a file holds. One that cannot be read may hold any. */
function heldBy(tree: Tree, path: string, words: ReadonlySet<string>): ReadonlySet<string> {
  const result = tree.read(path);
  return 'unread' in result ? words : wordsIn(decode(result.bytes), words);
}
