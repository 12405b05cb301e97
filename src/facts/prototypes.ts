/** What declarations say that a function returns which the tree defines nowhere, or out of sight. */
import type { SourceFile } from '../source/file.js';
import { MOST_HOLDERS } from './functions.js';
import type { Search } from './search.js';
import { wordsOf } from './tokens.js';

/**
 * The specifiers, as written, of the declarations of a function in a file and in headers; undefined until the search
 * has looked for the name. None where it is in too many files to look at.
 */
export function declaredResults(search: Search, name: string, path: string): readonly string[] | undefined {
  const holders = search.holders(name);
  if (holders === undefined || holders.length > MOST_HOLDERS) return holders && [];
  const near = [...holders.filter(one => one === path || one.endsWith('.h')), ...search.lenders(name)];
  return near.flatMap(one => {
    const file = search.open(one);
    return file === undefined ? [] : resultsIn(file, name);
  });
}

function resultsIn(file: SourceFile, name: string): readonly string[] {
  const items = new Set(
    (wordsOf(file).code.get(name) ?? []).flatMap(index => file.itemAt(file.tokens.startAt(index)!) ?? []),
  );
  return [...items].flatMap(item => {
    const variants = item.kind === 'declaration' ? file.declarationsOf(item) : [];
    if ('why' in variants) return [];
    return variants.flatMap(({ decl }) =>
      decl.declarators
        .filter(one => one.name === name && one.func && one.pointers === 0)
        .map(() => decl.type),
    );
  });
}
