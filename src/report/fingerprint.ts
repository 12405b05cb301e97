/** Short names for verdicts that stay the same when lines move, and when a later version judges otherwise. */
import { createHash } from 'node:crypto';
import type { Verdict } from '../verdict.js';

/**
 * One fingerprint for each verdict, in their order: 32 hex digits, all different. It is made of the transform, the
 * path, the function, the keyword, what it stands in, and its number among those that are alike in all of that.
 */
export function fingerprintsOf(verdicts: readonly Verdict[]): readonly string[] {
  const seen = new Map<string, number>();
  return verdicts.map(({ transform, occurrence: { path, inside, keyword, place } }) => {
    const key = JSON.stringify([transform, path, inside ?? null, keyword, place]);
    const ordinal = (seen.get(key) ?? 0) + 1;
    seen.set(key, ordinal);
    return hashOf(`${key}#${ordinal}`);
  });
}

/** 32 hex digits for a text (one unit per byte or any other). */
export function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}
