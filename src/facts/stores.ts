/** What single files put into slots: for those who ask about a few files and not about the whole tree. */
import type { Tree } from '../tree/tree.js';
import type { SlotTable, SlotUse } from './facts.js';
import { openHeaders } from './includes.js';
import { openNamesakes } from './namesakes.js';
import { type Open, openSearch } from './search.js';
import { openTables, slotsFor } from './slots.js';

/** A name that a file puts into a slot. */
export interface StoredName {
  readonly name: string;
  readonly slot: SlotUse;
  /** What the function returns, in a word, as the file or the headers it includes declare it; undefined where not. */
  readonly returns: string | undefined;
}

/**
 * What files put into the tables under some names. Macros that fill a table are known where the file, or a header of
 * its driver, defines them.
 */
export async function findStores(
  tree: Tree,
  open: Open,
  tables: readonly SlotTable[],
  within: ReadonlyMap<string, ReadonlySet<string>>,
): Promise<readonly StoredName[]> {
  const search = await openSearch(tree, open, { rounds: 0, words: 0, files: 0 });
  const headers = openHeaders(search);
  const found: StoredName[] = [];
  for (const [path, names] of within) {
    const file = search.open(path);
    if (file === undefined) continue;
    const { learn, namesIn, storesOf } = openTables(headers, tables);
    for (const near of [path, ...headers.beside(path)]) {
      const header = search.open(near);
      if (header !== undefined) learn(header);
    }
    for (const name of namesIn(file)) {
      if (!names.has(name)) continue;
      for (const store of storesOf(file, name)) {
        const returns = headers.declared(name, path)?.base;
        found.push(...slotsFor(tables, file, store).map(slot => ({ name, slot, returns })));
      }
    }
  }
  const isNamesake = openNamesakes(search, headers);
  const isSettled = () =>
    found.every(({ slot: { table, path } }) => isNamesake(table.struct, path) !== undefined);
  if (!isSettled()) await search.round();
  return found.filter(({ slot: { table, path } }) => isNamesake(table.struct, path) === false);
}
