/** What a glob has to be like to hold for anything. */
import { UserError } from '../errors.js';
import { printable } from '../unicode.js';
import type { Globs } from './select.js';

/**
 * What is expected of a glob that can hold for no path; undefined for one that may.
 *
 * @param folder the absolute path of the folder that it counts from, where that is known
 */
export function wrongWithGlob(glob: string, folder?: string): string | undefined {
  if (glob.startsWith('!')) return 'a glob without a "!", which takes nothing back here';
  if (glob.split('/').includes('..')) return 'a glob that does not lead out of its folder';
  if (/\[/.test(glob.replace(/\\[\s\S]|\[[^\]/]+\]/g, ''))) return 'a "]" for each "["';
  if (folder === undefined || folder === '/' || !`${glob}/`.startsWith(`${folder}/`)) return undefined;
  return `a glob that counts from ${printable(folder)}, such as "${glob.slice(folder.length) || '/'}"`;
}

/** A glob that can hold for nothing, the list that it is of, and what is expected instead. */
export interface WrongGlob {
  readonly list: 'include' | 'exclude';
  readonly glob: string;
  readonly expected: string;
}

/** The first of some globs that can hold for nothing; `folder` as above. */
export function wrongGlobIn(
  { include, exclude }: Pick<Globs, 'include' | 'exclude'>,
  folder: string,
): WrongGlob | undefined {
  const all = [
    ...include.map(glob => ({ list: 'include' as const, glob })),
    ...exclude.map(glob => ({ list: 'exclude' as const, glob })),
  ];
  for (const one of all) {
    const expected = one.glob === '' ? 'a glob' : wrongWithGlob(one.glob, folder);
    if (expected !== undefined) return { ...one, expected };
  }
  return undefined;
}

/** @throws UserError that names the option, for a glob of the command line that can hold for nothing. */
export function checkGlobs(globs: Globs, root: string): void {
  const wrong = wrongGlobIn(globs, root);
  if (wrong === undefined) return;
  throw new UserError(`--${wrong.list}: expected ${wrong.expected}, found "${printable(wrong.glob)}"`);
}
