/** Trees that live in memory: for tests and examples, and for looking at a rewritten tree before it is written. */
import { holdsWord } from '../occurrences.js';
import { decode, encode } from '../source/decode.js';
import { BEYOND_WORDS, isOther, isSource, isUnder, sortPaths } from './path.js';
import type { ReadResult, Tree } from './tree.js';

/** Contents by path. A string holds one unit per byte, as a `SourceFile`'s text does. */
export type Files = Readonly<Record<string, string | Buffer>>;

/**
 * A tree of the given files.
 *
 * @throws RangeError for a string with a unit above 0xFF, which stands for no byte: give a Buffer instead.
 */
export function memoryTree(files: Files): Tree {
  const contents = new Map(
    Object.entries(files).map(([path, content]) => [
      path,
      typeof content === 'string' ? encode(content) : content,
    ]),
  );
  const list = (paths?: readonly string[]) =>
    sortPaths(contents.keys()).filter(path => isSource(path) && isUnder(path, paths?.map(plain)));
  return {
    list: async paths => list(paths),
    withWords: async (words, paths) =>
      list(paths).filter(path => holdsWord(decode(contents.get(path)!), words)),
    beyondWords: async () =>
      list().filter(path => new RegExp(BEYOND_WORDS.join('|'), 'm').test(decode(contents.get(path)!))),
    others: async words =>
      sortPaths(contents.keys())
        .filter(path => isOther(path))
        .map(path => ({ path, text: decode(contents.get(path)!) }))
        .filter(({ text }) => holdsWord(text, words)),
    read: path => readOf(contents, path),
  };
}

/**
 * The tree with some files replaced or added; the rest is asked of `tree`.
 *
 * @throws RangeError as `memoryTree` does.
 */
export function overlay(tree: Tree, files: Files): Tree {
  const above = memoryTree(files);
  const isAbove = (path: string) => Object.hasOwn(files, path);
  const merge = (below: readonly string[], over: readonly string[]) =>
    sortPaths([...below.filter(path => !isAbove(path)), ...over]);
  return {
    list: async paths => merge(await tree.list(paths), await above.list(paths)),
    withWords: async (words, paths) =>
      merge(await tree.withWords(words, paths), await above.withWords(words, paths)),
    beyondWords: async () => merge(await tree.beyondWords(), await above.beyondWords()),
    others: async words => [
      ...(await tree.others(words)).filter(({ path }) => !isAbove(path)),
      ...(await above.others(words)),
    ],
    read: path => (isAbove(path) ? above.read(path) : tree.read(path)),
    borrowed: tree.borrowed,
    ...(Object.keys(files).every(isSource) && { over: { below: tree, paths: new Set(Object.keys(files)) } }),
  };
}

function readOf(contents: ReadonlyMap<string, Buffer>, path: string): ReadResult {
  const bytes = contents.get(path);
  return bytes === undefined ? { unread: 'no such file' } : { bytes };
}

/** A path as the tree lists it: without `./` in front and `/` behind; the root is empty. */
function plain(path: string): string {
  return path.replace(/^(?:\.\/)+|\/+$/g, '').replace(/^\.$/, '');
}
