/** Which files of a tree see which others: for those who ask where a change is felt. */
import type { Tree } from '../tree/tree.js';
import { isShared } from './include-paths.js';
import { openHeaders } from './includes.js';
import { type Open, openSearch } from './search.js';

/** What files include, at any depth. */
export interface Sight {
  /** What a file includes from outside the folders of shared headers. */
  beside(path: string): readonly string[];
  /** Whether a file may include a header; a shared one is taken to be included by all. */
  maySee(path: string, header: string): boolean;
}

/** Looks at the include lines of a tree when asked. */
export async function openSight(tree: Tree, open: Open): Promise<Sight> {
  const headers = openHeaders(await openSearch(tree, open, { rounds: 0, words: 0, files: 0 }));
  return {
    beside: headers.beside,
    maySee: (path, header) => isShared(header) || headers.beside(path).includes(header),
  };
}
