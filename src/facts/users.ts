/** Who uses a function by its name, one level up and no further: for what a change of its type reaches. */
import type { Item, SourceFile } from '../source/file.js';
import { standsIn } from '../words.js';
import type { FunctionRef, Use } from './facts.js';
import { type Functions, isStatic, MOST_HOLDERS } from './functions.js';
import type { Headers } from './includes.js';
import { isDeclared, isOtherName, surroundings } from './positions.js';
import type { Search } from './search.js';
import { wordsOf } from './tokens.js';

export interface Users {
  /** Asks for the uses of a function, which the search's next rounds bring; false where they were asked for before. */
  want(fn: FunctionRef): boolean;
  /** Asks the search for what is not known yet. */
  advance(): void;
  /** In order of path and offset; undefined where nobody asked, or too many files name it. */
  of(fn: FunctionRef): readonly Use[] | undefined;
}

/** Users as the search finds them. */
export function openUsers(search: Search, headers: Headers, functions: Functions): Users {
  const wanted = new Set<FunctionRef>();
  const known = new Map<FunctionRef, readonly Use[] | undefined>();

  /** The files that can name a function; undefined until the search knows. */
  const scopeOf = (fn: FunctionRef): readonly string[] | undefined => {
    const file = search.open(fn.path);
    if (file === undefined) return [];
    if (!isStatic(file, fn.item) || fn.path.endsWith('.h')) return search.holders(fn.name);
    const includers = headers.includers(fn.path);
    if (includers === undefined) return undefined;
    const tops = [fn.path, ...includers];
    const others = tops.flatMap(top => [top, ...headers.includesOf(top), ...headers.beside(top)]);
    return [...new Set(others)].filter(path => standsIn(search.text(path) ?? '', fn.name));
  };
  const usesOf = (fn: FunctionRef, scope: readonly string[]): readonly Use[] =>
    [...scope].sort().flatMap(path => {
      const file = search.open(path);
      return file !== undefined && functions.mayMean(fn, path) ? usesIn(file, fn) : [];
    });

  return {
    want: fn => {
      if (known.has(fn) || wanted.has(fn)) return false;
      wanted.add(fn);
      return true;
    },
    advance: () => {
      for (const fn of wanted) {
        const scope = scopeOf(fn);
        if (scope === undefined) continue;
        wanted.delete(fn);
        known.set(fn, scope.length > MOST_HOLDERS ? undefined : usesOf(fn, scope));
      }
    },
    of: fn => known.get(fn),
  };
}

/** The uses in one file, the definition's own header left out. */
function usesIn(file: SourceFile, fn: FunctionRef): readonly Use[] {
  const { path } = file;
  const uses: Use[] = [];
  const table = wordsOf(file);
  for (const index of table.code.get(fn.name) ?? []) {
    if (isOtherName(file, index)) continue;
    const offset = file.tokens[index]!.start;
    const item = file.itemAt(offset);
    if (item !== undefined && item.name === fn.name && item.body !== undefined && offset < item.body.start)
      continue;
    uses.push({ kind: kindOf(file, item, index), path, offset, item });
  }
  for (const index of table.directives.get(fn.name) ?? []) {
    uses.push({ kind: 'other', path, offset: file.tokens[index]!.start, item: undefined });
  }
  return uses.sort((a, b) => a.offset - b.offset);
}

function kindOf(file: SourceFile, item: Item | undefined, index: number): Use['kind'] {
  if (item === undefined) return 'other';
  if (item.body !== undefined) return file.tokens[index]!.start > item.body.start ? 'inside' : 'other';
  const around = surroundings(file, item, index);
  if (around === 'value') return 'stored';
  return around === 'top' && item.kind === 'declaration' && isDeclared(file, item, index)
    ? 'prototype'
    : 'other';
}
