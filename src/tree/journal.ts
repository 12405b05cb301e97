/**
 * What a run is about to rename, kept in the tree while it does. It keeps a second run out, and lets the next one
 * finish what was cut off: edits of one change go into several files, and half of them would be worse than none.
 */
import { createHash } from 'node:crypto';
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { errnoOf, failureInWords, UserError } from '../errors.js';
import { isAlive } from './leftovers.js';

/** In the root of a tree; no name of a source. */
const JOURNAL = '.faultline-apply';

/** A new text that stands beside its file. Both absolute. */
export interface Move {
  readonly from: string;
  readonly to: string;
  /** The hash of what was read from the file: only that is replaced. */
  readonly before: string;
}

/** - `write`: new texts are being written; nothing is replaced yet. - `move`: all are written, and take their places. */
type Step = 'write' | 'move';

export interface Journal {
  note(step: Step, moves: readonly Move[]): void;
  /** The work is done, or undone. */
  end(): void;
}

export const hashOf = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

/** Begins to write into a tree. @throws UserError where another run does, or did and was cut off. */
export function openJournal(root: string): Journal {
  const file = join(root, JOURNAL);
  try {
    write(file, { pid: process.pid, step: 'write', moves: [] }, 'wx');
  } catch (error) {
    if (errnoOf(error) !== 'EEXIST') throw new UserError(`cannot write to ${root}: ${failureInWords(error)}`);
    throw busy(root, read(file));
  }
  return {
    note: (step, moves) => {
      const beside = `${file}.new`;
      write(beside, { pid: process.pid, step, moves }, 'w');
      renameSync(beside, file);
    },
    end: () => rmSync(file, { force: true }),
  };
}

/** What became of the work of a run that was cut off. */
export interface Finished {
  /** Files that got the text that was meant for them. */
  readonly replaced: readonly string[];
  /** Files that somebody changed meanwhile: they were left as they are. */
  readonly left: readonly string[];
}

/**
 * Finishes what a run left behind that was cut off: all of it, where the new texts were written, else nothing.
 * Undefined where there is nothing to finish.
 *
 * @throws UserError where that run is still at work, or the disk refuses.
 */
export function finishFormer(root: string): Finished | undefined {
  const file = join(root, JOURNAL);
  const entry = read(file);
  if (entry === undefined) return undefined;
  if (isAlive(entry.pid)) throw busy(root, entry);
  const replaced: string[] = [];
  const left: string[] = [];
  try {
    for (const { from, to, before } of entry.moves) {
      if (contentsOf(from) === undefined) continue;
      const now = contentsOf(to);
      if (entry.step === 'move' && now !== undefined && hashOf(now) === before) {
        renameSync(from, to);
        replaced.push(to);
      } else {
        rmSync(from, { force: true });
        if (entry.step === 'move') left.push(to);
      }
    }
    rmSync(`${file}.new`, { force: true });
    rmSync(file, { force: true });
  } catch (error) {
    throw new UserError(`cannot finish what a former run began in ${root}: ${failureInWords(error)}`);
  }
  return { replaced, left };
}

interface Entry {
  readonly pid: number;
  readonly step: Step;
  readonly moves: readonly Move[];
}

function write(file: string, entry: Entry, flag: 'w' | 'wx'): void {
  const handle = openSync(file, flag, 0o600);
  try {
    writeFileSync(handle, `${JSON.stringify(entry)}\n`);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/** The entry; undefined where there is none. One that was cut off while it was begun has nothing to finish. */
function read(file: string): Entry | undefined {
  const text = contentsOf(file)?.toString('utf8');
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text) as Entry;
  } catch {
    return { pid: 0, step: 'write', moves: [] };
  }
}

function contentsOf(file: string): Buffer | undefined {
  try {
    return readFileSync(file);
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return undefined;
    throw new UserError(`cannot read ${file}: ${failureInWords(error)}`);
  }
}

function busy(root: string, entry: Entry | undefined): UserError {
  return new UserError(
    `another run of faultline${entry === undefined ? '' : ` (process ${entry.pid})`} is writing into ${root}; wait for it, ` +
      `or, where no such run is left, remove ${join(root, JOURNAL)}`,
  );
}
