/**
 * What a run is about to rename, kept in the tree while it does. It keeps a second run out, and lets the next one
 * finish what was cut off: edits of one change go into several files, and half of them would be worse than none.
 *
 * A tree can bring a journal of its own, made by somebody who wants a file elsewhere replaced or removed. So nothing
 * is believed of one but what a run could have written: a new text of ours beside a source, in a folder of the tree.
 */
import { createHash } from 'node:crypto';
import { closeSync, fsyncSync, openSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, posix, relative, sep } from 'node:path';
import { errnoOf, failureInWords, UserError } from '../errors.js';
import { isAlive } from './leftovers.js';
import { takeLock } from './lock.js';
import { isSource } from './path.js';
import { readRegular } from './regular.js';

/** In the root of a tree; no name of a source. */
const JOURNAL = '.faultline-apply';

/** Held while the work of a run that was cut off is finished. */
const FINISHING = '.faultline-finish';

/** What the new text of a file is called while it stands beside it: short, so that it fits wherever that one does. */
export const stagedName = (at: number): string => `.faultline-${process.pid}-${at}`;
const STAGED = /^\.faultline-\d+-\d+$/;

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
  /** @throws UserError where it cannot be written. */
  note(step: Step, moves: readonly Move[]): void;
  /** The work is done, or undone. */
  end(): void;
}

export const hashOf = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

/** Begins to write into a tree. @throws UserError where another run does, or did and was cut off. */
export function openJournal(root: string): Journal {
  const file = join(root, JOURNAL);
  try {
    write(file, { pid: process.pid, step: 'write', moves: [] });
  } catch (error) {
    if (errnoOf(error) !== 'EEXIST') throw new UserError(`cannot write to ${root}: ${failureInWords(error)}`);
    throw busy(root, read(root));
  }
  const below = (path: string) => relative(root, path).split(sep).join('/');
  return {
    note: (step, moves) => {
      const beside = `${file}.new`;
      const noted = moves.map(({ from, to, before }) => ({ from: below(from), to: below(to), before }));
      try {
        // What lies there is of a run that was cut off, or a link that the tree brought.
        rmSync(beside, { force: true });
        write(beside, { pid: process.pid, step, moves: noted });
        renameSync(beside, file);
      } catch (error) {
        rmSync(beside, { force: true });
        throw new UserError(`cannot write to ${root}: ${failureInWords(error)}`);
      }
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
  if (stopped(root) === undefined) return undefined;
  // Two runs that both find it must not both do it: the slower one would take away the journal of the faster.
  const free = takeLock(join(root, FINISHING), `finishes in ${root} what was cut off`);
  try {
    const entry = stopped(root);
    return entry && finish(root, entry);
  } finally {
    free();
  }
}

/** The entry of a run that was cut off; undefined where there is none. @throws UserError where it is still at work. */
function stopped(root: string): Entry | undefined {
  const entry = read(root);
  if (entry !== undefined && isAlive(entry.pid)) throw busy(root, entry);
  return entry;
}

function finish(root: string, entry: Entry): Finished {
  const file = join(root, JOURNAL);
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

/** Makes the file, whole or not at all. */
function write(file: string, entry: Entry): void {
  const handle = openSync(file, 'wx', 0o600);
  try {
    writeFileSync(handle, `${JSON.stringify(entry)}\n`);
    fsyncSync(handle);
  } catch (error) {
    rmSync(file, { force: true });
    throw error;
  } finally {
    closeSync(handle);
  }
}

/**
 * The entry, its paths absolute; undefined where there is none. One that was cut off while it was begun has nothing to
 * finish. @throws UserError for one that no run of ours wrote.
 */
function read(root: string): Entry | undefined {
  const file = join(root, JOURNAL);
  const text = contentsOf(file)?.toString('utf8');
  if (text === undefined) return undefined;
  let entry: unknown;
  try {
    entry = JSON.parse(text);
  } catch {
    return { pid: 0, step: 'write', moves: [] };
  }
  if (!isEntry(entry) || !entry.moves.every(move => isOurs(root, move))) {
    throw new UserError(
      `${file} is not as a run that was cut off leaves it, so nothing of what it says was done; remove it`,
    );
  }
  const moves = entry.moves.map(({ from, to, before }) => ({
    from: join(root, from),
    to: join(root, to),
    before,
  }));
  return { ...entry, moves };
}

function isEntry(value: unknown): value is Entry {
  const { pid, step, moves } = (value ?? {}) as Record<string, unknown>;
  return (
    Number.isInteger(pid) &&
    (step === 'write' || step === 'move') &&
    Array.isArray(moves) &&
    moves.every(move => {
      const { from, to, before } = (move ?? {}) as Record<string, unknown>;
      return [from, to, before].every(one => typeof one === 'string');
    })
  );
}

/** Whether a run could have noted it: a text of ours beside a source, in a folder that lies in the tree. */
function isOurs(root: string, { from, to }: Move): boolean {
  const isPlain = to !== '' && !posix.isAbsolute(to) && posix.normalize(to) === to && !to.startsWith('../');
  if (!isPlain || !isSource(to) || posix.dirname(from) !== posix.dirname(to)) return false;
  if (!STAGED.test(posix.basename(from))) return false;
  const folder = dirname(join(root, to));
  try {
    return realpathSync(folder) === folder;
  } catch (error) {
    // Of a folder that is gone there is nothing to finish.
    return errnoOf(error) === 'ENOENT';
  }
}

function contentsOf(file: string): Buffer | undefined {
  try {
    return readRegular(file);
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
