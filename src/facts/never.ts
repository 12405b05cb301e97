/** Text that no configuration compiles. */
import type { ConfigTest } from '../source/file.js';

/** Whether text under these conditions is never compiled: `#if 0`, the `#else` of `#if 1`. */
export function isDead(under: readonly ConfigTest[]): boolean {
  return under.some(
    ({ condition, holds }) =>
      /^\d+[uUlL]*$/.test(condition) && (Number.parseInt(condition, 10) === 0) === holds,
  );
}
