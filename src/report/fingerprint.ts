/** Short names for verdicts that stay the same when lines move, and when a later version judges otherwise. */
import { createHash } from 'node:crypto';
import { isRead, type Sources } from '../sources.js';
import { pieceAt, pieceKey, tiesIn } from '../standing.js';
import type { Verdict } from '../verdict.js';

/**
 * One fingerprint for each verdict, in their order: 32 hex digits, all different. It is made of the transform, the
 * path, the function, the keyword, the statement that it stands in and what is around that, so that it stays when others
 * like it come and go; its number counts only among those that are alike in all of that.
 */
export function fingerprintsOf(verdicts: readonly Verdict[], sources: Sources): readonly string[] {
  const tieOf = tiesIn();
  return verdicts.map(({ transform, occurrence: { path, inside, keyword, place, start } }) => {
    const file = sources.open(path);
    const standing = isRead(file) ? pieceKey(pieceAt(file, start)) : '';
    const key = JSON.stringify([transform, path, inside ?? null, keyword, place, standing]);
    return hashOf(`${key}#${tieOf(key)}`);
  });
}

/** 32 hex digits for a text (one unit per byte or any other). */
export function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}
