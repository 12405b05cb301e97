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

/** @throws UserError that names the option, for a glob of the command line that can hold for nothing. */
export function checkGlobs({ include, exclude }: Globs, root: string): void {
  for (const [name, globs] of Object.entries({ include, exclude })) {
    for (const glob of globs) {
      const expected = glob === '' ? 'a glob' : wrongWithGlob(glob, root);
      if (expected !== undefined)
        throw new UserError(`--${name}: expected ${expected}, found "${printable(glob)}"`);
    }
  }
}
