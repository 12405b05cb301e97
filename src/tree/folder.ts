/** Writes files into a folder of their own. */
import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { errnoOf, failureInWords, UserError } from '../errors.js';

export interface NewFile {
  readonly name: string;
  readonly bytes: Buffer;
}

/**
 * Checks that a folder is empty, or not there yet, so that a command can say so before it works for long.
 *
 * @param shown what messages call the folder.
 * @throws UserError
 */
export function checkEmptyFolder(folder: string, shown: string): void {
  try {
    if (!statSync(folder).isDirectory()) {
      throw new UserError(
        `expected a folder to write to, found the file ${shown}: name a new or empty folder`,
      );
    }
    const [first] = readdirSync(folder);
    if (first !== undefined) {
      throw new UserError(`the folder ${shown} is not empty (it holds ${first}): name a new or empty folder`);
    }
  } catch (error) {
    if (error instanceof UserError) throw error;
    if (errnoOf(error) !== 'ENOENT') throw new UserError(`cannot use ${shown}: ${failureInWords(error)}`);
  }
}

/**
 * Writes files into a new or empty folder. Each appears under its name only when it is whole; where one cannot be
 * written, none of them stays.
 *
 * @throws UserError
 */
export function fillFolder(folder: string, shown: string, files: readonly NewFile[]): void {
  checkEmptyFolder(folder, shown);
  const made: string[] = [];
  let madeFolder: string | undefined;
  try {
    madeFolder = mkdirSync(folder, { recursive: true });
    const staged = files.map(({ name, bytes }, at) => {
      const beside = join(folder, `.faultline-${process.pid}-${at}`);
      made.push(beside);
      writeWhole(beside, bytes);
      return { beside, file: join(folder, name) };
    });
    for (const { beside, file } of staged) {
      renameSync(beside, file);
      made.push(file);
    }
  } catch (error) {
    for (const file of made) rmSync(file, { force: true });
    if (madeFolder !== undefined) removeEmpty(folder);
    throw new UserError(`cannot write to ${shown}: ${failureInWords(error)}`);
  }
}

function writeWhole(file: string, bytes: Buffer): void {
  const handle = openSync(file, 'wx');
  try {
    writeFileSync(handle, bytes);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/** What is in the way of removing a folder is somebody else's, and stays. */
function removeEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch {
    return;
  }
}
