/** Files whose own header defines a static function: by its name they mean that one, and no other of the tree. */
import type { Item, SourceFile } from '../source/file.js';
import type { FunctionRef } from './facts.js';
import { isStatic } from './functions.js';
import { folderOf } from './include-paths.js';
import { inclusionsIn } from './inclusions.js';
import type { Search } from './search.js';
import { textOf, wordsOf } from './tokens.js';

/**
 * Whether a file surely includes a header beside it which defines a static function of that name, in every
 * configuration: then it cannot mean a function of the same name of another file. An include that is found by a guess,
 * or stands under `#if`, is not sure.
 */
export function meansAnother(search: Search, fn: FunctionRef, path: string): boolean {
  const file = path === fn.path ? undefined : search.open(path);
  if (file === undefined) return false;
  const headers = (wordsOf(file).directives.get('include') ?? [])
    .map(index => file.tokens.at(index)!)
    .filter(({ start }) => file.underAt(start).length === 0)
    .flatMap(token => [...inclusionsIn(textOf(file, token))])
    .flatMap(([, quote, name]) =>
      quote === '"' && /^\w[\w-]*\.h$/.test(name!) ? [folderOf(path) + name] : [],
    );
  return !headers.includes(fn.path) && headers.some(header => definesStatic(search, header, fn.name));
}

function definesStatic(search: Search, path: string, name: string): boolean {
  const header = search.open(path);
  return header?.items.some(item => isAlwaysStatic(header, item, name)) ?? false;
}

function isAlwaysStatic(header: SourceFile, item: Item, name: string): boolean {
  if (item.kind !== 'function' || item.name !== name || !isStatic(header, item)) return false;
  return item.under.length === 0 || (item.under.length === 1 && isGuarded(header));
}

/** Whether a header begins with `#ifndef X` and `#define X`, so that it counts once. */
function isGuarded(header: SourceFile): boolean {
  const [first, second] = header.tokens.ofKind('directive').map(token => textOf(header, token));
  const guard = /^#\s*ifndef\s+(\w+)\s*$/.exec(first ?? '')?.[1];
  return guard !== undefined && new RegExp(`^#\\s*define\\s+${guard}\\s*$`).test(second ?? '');
}
