/** A step that an interruption waits for. */
import { setImmediate as breathe } from 'node:timers/promises';

/** Lets an interruption by the user (SIGINT, SIGTERM) wait until the step is done; it has then no effect. */
export async function uninterrupted(step: () => void): Promise<void> {
  const wait = () => undefined;
  process.on('SIGINT', wait).on('SIGTERM', wait);
  try {
    step();
    await breathe();
  } finally {
    process.off('SIGINT', wait).off('SIGTERM', wait);
  }
}
