/** A tree that is built with headers of another folder: those are read where they are included, and nothing else is. */
import type { Tree } from './tree.js';

/** Where a whole tree includes from. */
const FOLDERS = ['include', 'arch'];
const SHARED = /^(?:arch\/\w+\/)?include\/.*\.h$/;

/** The same tree with the shared headers of another one; where both have one of a name, it is the tree's own. */
export async function withHeaders<T extends Tree>(tree: T, other: Tree): Promise<T> {
  const own = new Set(await tree.list());
  const paths = (await other.list(FOLDERS)).filter(path => SHARED.test(path) && !own.has(path));
  const among = new Set(paths);
  return {
    ...tree,
    read: path => (among.has(path) ? other.read(path) : tree.read(path)),
    borrowed: {
      paths,
      has: path => among.has(path),
      withWords: async words => (await other.withWords(words, FOLDERS)).filter(path => among.has(path)),
    },
  };
}
