/** Keeps two runs from writing to one place at once: a file there holds the number of the process that does. */
import { linkSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { basename, dirname } from 'node:path';
import { errnoOf, failureInWords, UserError } from '../errors.js';
import { isAlive, removeLeftovers } from './leftovers.js';
import { readRegular } from './regular.js';

/**
 * Takes a lock; a run that was killed does not keep it.
 *
 * @param file absolute; its folder is there.
 * @param what what the other run does, for the message: `writes patches to out`.
 * @returns what gives it back.
 * @throws UserError where another run has it, or the disk refuses.
 */
export function takeLock(file: string, what: string): () => void {
  const own = `${file}.${process.pid}`;
  try {
    // What lies there is of runs that were killed while they took it.
    for (const after of ['', '.old']) removeLeftovers(dirname(file), `${basename(file)}.`, after);
    rmSync(own, { force: true });
    writeFileSync(own, `${process.pid}\n`, { flag: 'wx' });
    if (!isMade(own, file)) {
      const holder = holderOf(file);
      if (holder !== undefined && isAlive(holder)) throw busy(holder, file, what);
      if (holder !== undefined) removeStale(file, holder, what);
      if (!isMade(own, file)) throw busy(holderOf(file), file, what);
    }
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(`cannot write ${file}: ${failureInWords(error)}`);
  } finally {
    rmSync(own, { force: true });
  }
  const remove = () => rmSync(file, { force: true });
  const stay = removeAtEnd(remove);
  return () => {
    stay();
    remove();
  };
}

const ENDINGS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
/** What a shell says of a process that a signal ended. */
const ENDED = 128;

/**
 * Does something before a signal ends the process, which it does as ever; not where somebody else waits for it.
 *
 * @returns what gives that up.
 */
function removeAtEnd(act: () => void): () => void {
  const end = (signal: (typeof ENDINGS)[number]) => {
    if (process.listeners(signal).some(other => !own.has(other))) return;
    act();
    // Not by the signal: only an exit gives a terminal back as it was.
    process.exit(ENDED + constants.signals[signal]);
  };
  own.add(end);
  for (const signal of ENDINGS) process.on(signal, end);
  return () => {
    for (const signal of ENDINGS) process.off(signal, end);
  };
}

/** The listeners of locks. */
const own = new WeakSet<object>();

/** Puts a lock in place under its name, if there is none. */
function isMade(own: string, file: string): boolean {
  try {
    linkSync(own, file);
    return true;
  } catch (error) {
    if (errnoOf(error) === 'EEXIST') return false;
    throw error;
  }
}

/** The process that holds a lock; 0 where it names none, undefined where it is gone meanwhile. */
function holderOf(file: string): number | undefined {
  try {
    return Number.parseInt(readRegular(file).toString('latin1'), 10) || 0;
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** Removes the lock of a process that is gone. Who comes first moves it away; whoever moved another one puts it back. */
function removeStale(file: string, holder: number, what: string): void {
  const aside = `${file}.${process.pid}.old`;
  try {
    renameSync(file, aside);
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return;
    throw error;
  }
  try {
    const moved = holderOf(aside);
    if (moved === holder) return;
    isMade(aside, file);
    throw busy(moved, file, what);
  } finally {
    rmSync(aside, { force: true });
  }
}

function busy(holder: number | undefined, file: string, what: string): UserError {
  const who = holder === undefined ? '' : ` (process ${holder})`;
  return new UserError(
    `another run of faultline${who} ${what}; wait for it, or, where no such run is left, remove ${file}`,
  );
}
