/** Adds a file to a tree: it is there whole, or not at all, and nothing that is there already is written over. */
import { closeSync, fsyncSync, linkSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { failureInWords, UserError } from '../errors.js';

/**
 * @param file absolute; its folder is there.
 * @param name what a message calls it.
 * @throws UserError where there is such a file, or the disk refuses.
 */
export function addFile(file: string, bytes: Buffer, name: string): void {
  const beside = join(dirname(file), `.faultline-${process.pid}-added`);
  try {
    const handle = openSync(beside, 'wx', 0o644);
    try {
      writeFileSync(handle, bytes);
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    linkSync(beside, file);
  } catch (error) {
    throw new UserError(`cannot add ${name}: ${failureInWords(error)}; nothing was written`);
  } finally {
    rmSync(beside, { force: true });
  }
}
