/** What a command needs of the process it runs in, so that tests can give it another one. */
import { setImmediate as breathe, setTimeout as sleep } from 'node:timers/promises';
import { errnoOf, failureInWords, UserError } from '../errors.js';
import { uninterrupted } from './uninterrupted.js';

/** Where text goes. */
export interface Channel {
  readonly isTerminal: boolean;
  /** The width to fold to. */
  readonly columns: number;
  /**
   * Writes text (as UTF-8) or bytes (as they are). What a reader that has gone away does not take is dropped.
   *
   * @throws UserError where it cannot be written.
   */
  write(piece: string | Buffer): Promise<void>;
}

/** A person's keyboard. */
export interface Keyboard {
  /** The next key as a terminal sends it (`y`, `\x1b[A`); empty when there will be no more. */
  next(): Promise<string>;
  /** Lets go of what was typed until now: while something else was shown, or nothing. */
  forget(): Promise<void>;
  /** What to do when the terminal has another size. */
  onResize(act: () => void): void;
  /** Lends the terminal, as it was, to another program that runs while `act` does. */
  lend<T>(act: () => T): Promise<T>;
  /** Gives the terminal back as it was. */
  close(): void;
}

/** What a process has cost since it began. */
export interface Costs {
  /** Milliseconds. */
  readonly wall: number;
  /** Milliseconds of all its threads, without its children. */
  readonly cpu: number;
  /** Bytes of memory at its peak, without its children. */
  readonly peak: number;
}

export interface World {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly out: Channel;
  readonly err: Channel;
  /** Milliseconds on a clock that only goes forward. */
  elapsed(): number;
  costs(): Costs;
  /** The date to put on a patch. */
  today(): Date;
  /** Whether a person can be asked: both standard input and standard output are a terminal. */
  readonly canAsk: boolean;
  /** Opens the keyboard, where a person can be asked. */
  keyboard(): Keyboard;
}

/** The process that runs now. */
export function processWorld(): World {
  return {
    cwd: process.cwd(),
    env: process.env,
    out: channelOf(process.stdout, 'standard output'),
    err: channelOf(process.stderr, 'standard error'),
    elapsed: () => performance.now(),
    costs,
    today: () => new Date(),
    canAsk: process.stdin.isTTY === true && process.stdout.isTTY === true,
    keyboard: openKeyboard,
  };
}

function costs(): Costs {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  return { wall: performance.now(), cpu: (userCPUTime + systemCPUTime) / 1000, peak: maxRSS * 1024 };
}

const WIDTH = 80;

function channelOf(stream: NodeJS.WriteStream, name: string): Channel {
  // Failures come to the callback of the write as well; without a listener they would end the process.
  stream.on('error', () => undefined);
  let isOpen = true;
  return {
    isTerminal: stream.isTTY === true,
    get columns() {
      return stream.columns || WIDTH;
    },
    write: piece =>
      new Promise((resolve, reject) => {
        if (!isOpen || piece.length === 0) return resolve();
        stream.write(piece, error => {
          if (error === null || error === undefined) return resolve();
          isOpen = false;
          // `faultline diff | head` is no failure.
          if (['EPIPE', 'ERR_STREAM_DESTROYED'].includes(errnoOf(error) ?? '')) return resolve();
          reject(new UserError(`cannot write to ${name}: ${failureInWords(error)}`));
        });
      }),
  };
}

/** A key with its modifiers and arrows, or one character. */
const KEY = /\x1b(?:\[[0-9;]*[A-Za-z~]|O[A-Za-z])|[\s\S]/gu;

/** Milliseconds in which what was typed has been read. */
const READ_WITHIN = 20;

function openKeyboard(): Keyboard {
  const { stdin, stdout } = process;
  const keys: string[] = [];
  let waiting: ((key: string) => void) | undefined;
  let hasEnded = false;
  const give = () => {
    if (waiting === undefined || (keys.length === 0 && !hasEnded)) return;
    const answer = waiting;
    waiting = undefined;
    answer(keys.shift() ?? '');
  };
  const take = (text: string) => {
    keys.push(...(text.match(KEY) ?? []));
    give();
  };
  const end = () => {
    hasEnded = true;
    give();
  };
  const resized: (() => void)[] = [];
  const resize = () => {
    for (const act of resized) act();
  };
  stdin.setEncoding('utf8').setRawMode(true).on('data', take).on('end', end).on('error', end).resume();
  stdout.on('resize', resize);
  return {
    next: () =>
      new Promise(resolve => {
        waiting = resolve;
        give();
      }),
    forget: async () => {
      // What was typed lies in the terminal until it is read.
      await sleep(READ_WITHIN);
      // Who wanted to leave still does.
      keys.splice(0, keys.length, ...keys.filter(key => key === '\x03' || key === '\x04'));
    },
    onResize: act => void resized.push(act),
    lend: async act => {
      stdin.setRawMode(false).pause();
      try {
        // What interrupts the other program interrupts this one as well.
        return await uninterrupted(act);
      } finally {
        stdin.setRawMode(true).resume();
        // What is shown next has to fit a terminal that was resized meanwhile.
        await breathe();
      }
    },
    close: () => {
      stdin.off('data', take).off('end', end).off('error', end).setRawMode(false).pause();
      stdout.off('resize', resize);
    },
  };
}
