/**
 * Bytes as text: one UTF-16 unit (0..255) per byte. A patch holds pieces of files in any encoding, and words of
 * our own in UTF-8; the brand keeps the two from being joined before the words are encoded.
 */
import { encodeUtf8 } from '../unicode.js';

declare const bytes: unique symbol;

/** Text of which each UTF-16 unit is one byte. */
export type Latin1 = string & { readonly [bytes]: true };

/** Takes text that is read as latin1 (a file's text) for what it is. No check: a caller's promise. */
export function latin1(text: string): Latin1 {
  return text as Latin1;
}

/** The UTF-8 bytes of words that we compose, and of paths (which keep bytes that are no UTF-8). */
export function utf8(words: string): Latin1 {
  return encodeUtf8(words).toString('latin1') as Latin1;
}

/** Joins pieces without anything between them. */
export function concat(...pieces: readonly Latin1[]): Latin1 {
  return pieces.join('') as Latin1;
}

/** The bytes to write. */
export function toBuffer(text: Latin1): Buffer {
  return Buffer.from(text, 'latin1');
}

/** Compares two names as git sorts paths: by their UTF-8 bytes. */
export function byteOrder(a: string, b: string): number {
  return Buffer.compare(encodeUtf8(a), encodeUtf8(b));
}
