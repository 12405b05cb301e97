/** Short names for verdicts that stay the same when lines move, and when a later version judges otherwise. */
import { createHash } from 'node:crypto';
import { marksOf, type Place } from '../alike.js';
import { isRead, type Sources } from '../sources.js';
import { pieceAt, pieceKey, unknownPiece } from '../standing.js';
import type { Verdict } from '../verdict.js';

/**
 * One fingerprint for each verdict, in their order: 32 hex digits, all different. It is made of the transform, the
 * path, the function, the keyword, the statement that it stands in and what is around that, so that it stays when others
 * come and go; those that are alike in all of that are told apart so that none ever gets the fingerprint of another.
 */
export function fingerprintsOf(verdicts: readonly Verdict[], sources: Sources): readonly string[] {
  const places = verdicts.map(({ transform, occurrence: { path, inside, keyword, place, start } }): Place => {
    const file = sources.open(path);
    const piece = isRead(file) ? pieceAt(file, start) : unknownPiece(0);
    const standing = isRead(file) ? pieceKey(piece) : '';
    return { key: JSON.stringify([transform, path, inside ?? null, keyword, place, standing]), piece };
  });
  const marks = marksOf(places);
  return places.map(({ key }, i) => hashOf(`${key}#${marks[i]}`));
}

/** 32 hex digits for a text (one unit per byte or any other). */
export function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}
