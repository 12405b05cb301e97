/** Writes a file that other programs may be reading: it is old or new at any moment, never half. */
import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { failureInWords, UserError } from '../errors.js';
import { removeLeftovers } from '../tree/leftovers.js';
import { isSource } from '../tree/path.js';
import type { World } from './world.js';

/**
 * Writes a text as UTF-8 beside the file and renames it into place.
 *
 * @param what what the file is to the user: `report`.
 * @throws UserError where it cannot be written, or would take the place of a source file.
 */
export function writeWhole(shown: string, text: string, what: string, { cwd }: Pick<World, 'cwd'>): void {
  const file = resolve(cwd, shown);
  if (isSource(file) && existsSync(file))
    throw new UserError(
      `expected a file for the ${what}, found the source file ${shown}: it would be lost; give another name`,
    );
  const beside = `${file}.${process.pid}.tmp`;
  try {
    removeLeftovers(dirname(file), `${basename(file)}.`, '.tmp');
    const open = openSync(beside, 'wx');
    try {
      const bytes = Buffer.from(text, 'utf8');
      for (let done = 0; done < bytes.length; ) done += writeSync(open, bytes, done);
      fsyncSync(open);
    } finally {
      closeSync(open);
    }
    renameSync(beside, file);
  } catch (error) {
    rmSync(beside, { force: true });
    throw new UserError(`cannot write the ${what} ${shown}: ${failureInWords(error)}`);
  }
}
