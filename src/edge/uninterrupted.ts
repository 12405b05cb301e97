/** A step that an interruption waits for. */
import { setImmediate as breathe } from 'node:timers/promises';

/** Lets an interruption by the user (SIGINT, SIGTERM) wait until the step is done; it has then no effect. */
export async function uninterrupted<T>(step: () => T): Promise<T> {
  const wait = () => undefined;
  process.on('SIGINT', wait).on('SIGTERM', wait);
  try {
    const result = step();
    // The first turn may be the rest of the one that the step ran in, which looks for signals no more.
    await breathe();
    await breathe();
    return result;
  } finally {
    process.off('SIGINT', wait).off('SIGTERM', wait);
  }
}
