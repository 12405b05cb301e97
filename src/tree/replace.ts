/**
 * Writes new texts over files, so that each file is at every moment either whole and old or whole and new.
 *
 * Each text is written into a file of its own beside the old one and brought to disk; only when all stand there,
 * and all old files are still what was read, they are renamed into place. What can fail, fails before the first
 * rename, as far as can be.
 */
import {
  accessSync,
  closeSync,
  constants,
  fchmodSync,
  fchownSync,
  fstatSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  type Stats,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { failureInWords, UserError } from '../errors.js';
import { hashOf, type Journal, stagedName } from './journal.js';
import { openFile } from './search.js';

export interface Replacement {
  /** Absolute. */
  readonly file: string;
  /** What a message calls it. */
  readonly name: string;
  /** What was read, and what to write. */
  readonly before: Buffer;
  readonly after: Buffer;
}

/**
 * Replaces the contents of files. Mode bits and owner stay.
 *
 * @param journal is told of each step before it is taken; ending it is the caller's work.
 * @throws UserError where a file is not what was read any more, or the disk refuses. Nothing was changed then, or
 * else the message says which files were.
 */
export function replaceFiles(replacements: readonly Replacement[], journal?: Journal): void {
  const moves = replacements.map(({ file, before }, at) => ({
    from: join(dirname(file), stagedName(at)),
    to: file,
    before: hashOf(before),
  }));
  const staged: string[] = [];
  let written = 0;
  try {
    journal?.note('write', moves);
    for (const [at, replacement] of replacements.entries()) {
      const beside = moves[at]!.from;
      checkUnchanged(replacement);
      during(replacement, 'write', () => {
        accessSync(replacement.file, constants.W_OK);
        stage(beside, replacement, () => staged.push(beside));
      });
    }
    replacements.forEach(checkUnchanged);
    journal?.note('move', moves);
    for (const [at, replacement] of replacements.entries()) {
      checkUnchanged(replacement);
      during(replacement, 'replace', () => renameSync(staged[at]!, replacement.file));
      written++;
    }
    for (const folder of new Set(replacements.map(({ file }) => dirname(file)))) syncFolder(folder);
  } catch (error) {
    for (const beside of staged.slice(written)) rmSync(beside, { force: true });
    throw error instanceof UserError && written > 0 ? withTally(error, replacements, written) : error;
  }
}

function stage(beside: string, { file, after }: Replacement, made: () => void): void {
  const old = openFile(file);
  const handle = openSync(beside, 'wx', 0o600);
  made();
  try {
    writeFileSync(handle, after);
    takeAfter(handle, fstatSync(old));
    fsyncSync(handle);
  } finally {
    closeSync(handle);
    closeSync(old);
  }
}

/** Gives an open file the mode bits and the owner of the one whose place it takes. */
export function takeAfter(handle: number, { mode, uid, gid }: Pick<Stats, 'mode' | 'uid' | 'gid'>): void {
  const own = fstatSync(handle);
  if (own.uid !== uid || own.gid !== gid) keepOwner(handle, uid, gid);
  fchmodSync(handle, mode & 0o7777);
}

/** Who may write a file but does not own it cannot give it away; the file is his then. */
function keepOwner(handle: number, uid: number, gid: number): void {
  try {
    fchownSync(handle, uid, gid);
  } catch {
    return;
  }
}

function checkUnchanged(replacement: Replacement): void {
  const { file, name, before } = replacement;
  let found: Buffer | undefined;
  during(replacement, 'read', () => {
    const handle = openFile(file);
    try {
      if (fstatSync(handle).isFile()) found = readFileSync(handle);
    } finally {
      closeSync(handle);
    }
  });
  if (found === undefined || !found.equals(before)) {
    throw new UserError(
      `${name} has changed since it was read; it was left as it is now. Run the command again`,
    );
  }
}

function during({ name }: Replacement, verb: string, step: () => void): void {
  try {
    step();
  } catch (error) {
    throw new UserError(`cannot ${verb} ${name}: ${failureInWords(error)}`);
  }
}

function withTally(error: UserError, replacements: readonly Replacement[], written: number): UserError {
  const names = replacements.slice(0, written).map(({ name }) => name);
  return new UserError(
    `${error.message} (${written} of ${replacements.length} files were rewritten before that, whole: ` +
      `${names.join(', ')}; the others were not touched)`,
  );
}

/** Brings the renames to disk; a file system that cannot do so for a folder has its own ways. */
function syncFolder(folder: string): void {
  const handle = openSync(folder, constants.O_RDONLY);
  try {
    fsyncSync(handle);
  } catch {
    return;
  } finally {
    closeSync(handle);
  }
}
