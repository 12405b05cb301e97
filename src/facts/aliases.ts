/** The names that macros give to a member: with `#define STEP insert`, `table->STEP` reads `insert`. */
import { isAliasOf } from './mentions.js';
import type { Search } from './search.js';

/** A member that more files than this mention is not followed. */
export const MOST_READERS = 60;

/**
 * A member's name, and those that macros give it, each with the files that say it; undefined until the search knows.
 *
 * @param usersOf the files that can use a macro of a file.
 */
export function aliasesOf(
  search: Search,
  usersOf: (path: string, name: string) => readonly string[] | undefined,
  field: string,
  scope: readonly string[],
): ReadonlyMap<string, readonly string[]> | undefined {
  const found = new Map([[field, scope]]);
  for (const [name, paths] of found) {
    for (const path of paths) {
      for (const macro of search.open(path)?.macros ?? []) {
        if (found.has(macro.name) || !isAliasOf(name, macro)) continue;
        const users = usersOf(path, macro.name);
        if (users === undefined) return undefined;
        found.set(macro.name, users.length > MOST_READERS ? [path] : users);
      }
    }
  }
  return found;
}
