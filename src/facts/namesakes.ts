/** Structs under the name of one of the kernel's tables that are others: a driver may have such a one of its own. */
import type { SourceFile } from '../source/file.js';
import { standsIn } from '../words.js';
import { isShared } from './include-paths.js';
import type { Headers } from './includes.js';
import { inclusionsIn } from './inclusions.js';
import type { Search } from './search.js';
import { typesOf } from './structs.js';
import { codeFrom, codeUpTo, textOf, tokenText, wordsOf } from './tokens.js';

/**
 * Whether a struct that a file means by the tag of a table is another one; undefined until the search knows. `unsure`
 * where what may define it cannot be read; `inside` where a function of the file defines one, which the types of
 * variables are not told apart by.
 */
export type IsNamesake = (struct: string, path: string) => boolean | 'unsure' | 'inside' | undefined;

/**
 * Tells them apart where the tree has the kernel's headers: a struct of a driver's own file is another one, and one of a
 * header of its own where the kernel's headers define one too.
 */
export function openNamesakes(search: Search, headers: Headers): IsNamesake {
  const hasSharedHeaders = [search.paths, search.borrowed].some(paths =>
    paths.some(path => path.startsWith('include/')),
  );
  const known = new Map<string, boolean | 'unsure'>();

  const seems = (path: string, struct: string): boolean => {
    if (!standsIn(search.text(path) ?? '', struct)) return false;
    const file = search.open(path);
    return file !== undefined && seemsToDefine(file, struct);
  };
  const ask = (struct: string, path: string): boolean | 'unsure' | undefined => {
    const home = headers.structs(struct, path)[0]?.path;
    if (home?.endsWith('.c')) return true;
    const own = [path, ...headers.beside(path)];
    if (home !== undefined && isShared(home)) return own.some(one => seems(one, struct)) && 'unsure';
    const theirs = search.holders(struct)?.filter(isShared);
    if (theirs === undefined) return undefined;
    const isKernels = theirs.some(other => headers.structs(struct, other)[0]?.path === other);
    const mayBeKernels = isKernels || theirs.some(other => seems(other, struct));
    if (!mayBeKernels) return false;
    if (home !== undefined) return isKernels || 'unsure';
    return own.some(one => seems(one, struct) || missesOwn(search, headers, one)) && 'unsure';
  };

  return (struct, path) => {
    const file = search.open(path);
    if (file !== undefined && definesInside(file, struct)) return 'inside';
    if (!hasSharedHeaders) return false;
    const key = `${struct} ${path}`;
    const answer = known.get(key) ?? ask(struct, path);
    if (answer !== undefined) known.set(key, answer);
    return answer;
  };
}

/** Whether a function of a file defines a struct. */
function definesInside(file: SourceFile, tag: string): boolean {
  if (!typesOf(file).structs.has(tag)) return false;
  return (wordsOf(file).code.get(tag) ?? []).some(index => {
    const start = file.tokens.startAt(index)!;
    const item = file.itemAt(start);
    const isInside = item?.kind === 'function' && item.body !== undefined && start > item.body.start;
    return isInside && tokenText(file, codeFrom(file, index + 1)) === '{';
  });
}

/** Whether a file may define a struct in text that is not read as its definition. */
function seemsToDefine(file: SourceFile, tag: string): boolean {
  if (typesOf(file).structs.has(tag)) return false;
  const { code, torn } = wordsOf(file);
  if (torn.has(tag)) return true;
  return (code.get(tag) ?? []).some(index => {
    const item = file.itemAt(file.tokens.startAt(index)!);
    if (item === undefined || item.doubt !== undefined) return true;
    if (item.kind === 'other' && file.text.slice(item.start, item.end).includes('{')) return true;
    // A variable may have the name of its struct.
    if (!/^(?:struct|union)$/.test(tokenText(file, codeUpTo(file, index - 1)))) return false;
    return item.kind !== 'function' && !/^([*(),;]|\w+|)$/.test(tokenText(file, codeFrom(file, index + 1)));
  });
}

/** Whether a file includes by a quoted name what the tree does not have. */
function missesOwn(search: Search, headers: Headers, path: string): boolean {
  const file = search.open(path);
  if (file === undefined) return true;
  return (wordsOf(file).directives.get('include') ?? [])
    .map(index => textOf(file, file.tokens.at(index)!))
    .some(line => inclusionsIn(line).some(([, quote]) => quote === '"') && !headers.isFound(line, path));
}
