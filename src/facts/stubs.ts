/** What a file surely means by a name that several files of the tree define, since it includes a header beside it. */
import type { Item, SourceFile } from '../source/file.js';
import { isAlwaysThere } from '../source/guarded.js';
import type { FunctionRef } from './facts.js';
import { isStatic } from './functions.js';
import { folderOf, isShared } from './include-paths.js';
import { inclusionsIn } from './inclusions.js';
import type { Search } from './search.js';
import type { StructDef } from './structs.js';
import { textOf, wordsOf } from './tokens.js';

/**
 * Whether a file surely includes a header beside it which defines a static function of that name, in every
 * configuration: then it cannot mean a function of the same name of another file. An include that is found by a guess,
 * or stands under `#if`, is not sure.
 */
export function meansAnother(search: Search, fn: FunctionRef, path: string): boolean {
  const file = path === fn.path ? undefined : search.open(path);
  if (file === undefined) return false;
  const headers = headersBeside(file);
  return !headers.includes(fn.path) && headers.some(header => definesStatic(search, header, fn.name));
}

/** The file that surely defines a struct for another one; undefined where `#if` or a guess has a hand in it. */
export function sureHome(
  search: Search,
  structs: (tag: string, path: string) => readonly StructDef[],
  tag: string,
  path: string,
): string | undefined {
  const [home, ...others] = new Set(structs(tag, path).map(def => def.path));
  if (home === undefined || others.length > 0) return undefined;
  if (home === path || home.endsWith('.c') || isShared(home)) return home;
  const file = search.open(path);
  return file !== undefined && headersBeside(file).includes(home) ? home : undefined;
}

/** The headers beside a file that it includes by their names alone, under no condition. */
function headersBeside(file: SourceFile): readonly string[] {
  return (wordsOf(file).directives.get('include') ?? [])
    .map(index => file.tokens.at(index)!)
    .filter(({ start }) => file.underAt(start).length === 0)
    .flatMap(token => [...inclusionsIn(textOf(file, token))])
    .flatMap(([, quote, name]) =>
      quote === '"' && /^\w[\w-]*\.h$/.test(name!) ? [folderOf(file.path) + name] : [],
    );
}

function definesStatic(search: Search, path: string, name: string): boolean {
  const header = search.open(path);
  return header?.items.some(item => isAlwaysStatic(header, item, name)) ?? false;
}

function isAlwaysStatic(header: SourceFile, item: Item, name: string): boolean {
  if (item.kind !== 'function' || item.name !== name || !isStatic(header, item)) return false;
  return isAlwaysThere(header, item);
}
