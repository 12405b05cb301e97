/** What a command needs of the process it runs in, so that tests can give it another one. */
import { errnoOf, failureInWords, UserError } from '../errors.js';

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

export interface World {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly out: Channel;
  readonly err: Channel;
  /** Milliseconds on a clock that only goes forward. */
  elapsed(): number;
  /** The date to put on a patch. */
  today(): Date;
}

/** The process that runs now. */
export function processWorld(): World {
  return {
    cwd: process.cwd(),
    env: process.env,
    out: channelOf(process.stdout, 'standard output'),
    err: channelOf(process.stderr, 'standard error'),
    elapsed: () => performance.now(),
    today: () => new Date(),
  };
}

const WIDTH = 80;

function channelOf(stream: NodeJS.WriteStream, name: string): Channel {
  // Failures come to the callback of the write as well; without a listener they would end the process.
  stream.on('error', () => undefined);
  let isOpen = true;
  return {
    isTerminal: stream.isTTY === true,
    columns: stream.columns || WIDTH,
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
