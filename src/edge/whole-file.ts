/** Writes a file that other programs may be reading: it is old or new at any moment, never half. */
import {
  accessSync,
  closeSync,
  constants,
  fsyncSync,
  lstatSync,
  openSync,
  renameSync,
  rmSync,
  type Stats,
  writeSync,
} from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { failureInWords, UserError } from '../errors.js';
import { removeLeftovers } from '../tree/leftovers.js';
import { isSource } from '../tree/path.js';
import { takeAfter } from '../tree/replace.js';
import type { World } from './world.js';

/**
 * Writes a text as UTF-8 beside the file and renames it into place. A file that is there keeps its mode and owner, and is
 * left alone where it is write-protected, as `apply` does it; a symbolic link gives way to the file.
 *
 * @param what what the file is to the user: `report`.
 * @param file where it lies, if that is not what the user's name says by itself.
 * @throws UserError where it cannot be written, or would take the place of a source file.
 */
export function writeWhole(
  shown: string,
  text: string,
  what: string,
  { cwd }: Pick<World, 'cwd'>,
  file = resolve(cwd, shown),
): void {
  const beside = `${file}.${process.pid}.tmp`;
  try {
    const old = lstatSync(file, { throwIfNoEntry: false });
    if (old !== undefined && isSource(file)) throw sourceFile(shown, what);
    const isKept = old?.isFile() === true;
    if (isKept) accessSync(file, constants.W_OK);
    removeLeftovers(dirname(file), `${basename(file)}.`, '.tmp');
    fill(beside, text, isKept ? old : undefined);
    renameSync(beside, file);
  } catch (error) {
    if (error instanceof UserError) throw error;
    rmSync(beside, { force: true });
    throw new UserError(`cannot write the ${what} ${shown}: ${failureInWords(error)}`);
  }
}

function sourceFile(shown: string, what: string): UserError {
  return new UserError(
    `expected a file for the ${what}, found the source file ${shown}: it would be lost; give another name`,
  );
}

/** Makes a file of a text, and brings it to disk. @param old what it takes the place of. */
function fill(file: string, text: string, old: Stats | undefined): void {
  const open = openSync(file, 'wx', old === undefined ? 0o666 : 0o600);
  try {
    const bytes = Buffer.from(text, 'utf8');
    for (let done = 0; done < bytes.length; ) done += writeSync(open, bytes, done);
    if (old !== undefined) takeAfter(open, old);
    fsyncSync(open);
  } finally {
    closeSync(open);
  }
}
