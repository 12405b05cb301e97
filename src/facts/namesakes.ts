/** Structs under the name of one of the kernel's tables that are others: a driver may have such a one of its own. */
import { isShared } from './include-paths.js';
import type { Headers } from './includes.js';
import type { Search } from './search.js';

/** Whether a struct that a file means by the tag of a table is another one; undefined until the search knows. */
export type IsNamesake = (struct: string, path: string) => boolean | undefined;

/**
 * Tells them apart where the tree has the kernel's headers: a struct of a driver's own file is another one, and one of a
 * header of its own where the kernel's headers define one too.
 */
export function openNamesakes(search: Search, headers: Headers): IsNamesake {
  const hasSharedHeaders = search.paths.some(path => path.startsWith('include/'));
  return (struct, path) => {
    const home = headers.structs(struct, path)[0]?.path;
    if (home === undefined || !hasSharedHeaders || isShared(home)) return false;
    if (home.endsWith('.c')) return true;
    return search
      .holders(struct)
      ?.some(other => isShared(other) && headers.structs(struct, other)[0]?.path === other);
  };
}
