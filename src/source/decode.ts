/**
 * Bytes <-> text, without loss: one UTF-16 unit per byte (latin1), whatever the file's real encoding is.
 * So a string index is a byte offset, and no byte changes unless an edit says so.
 */

/** How far git looks for a NUL byte before it calls a file binary. */
const SNIFFED_BYTES = 8000;

/** The text of a file, one UTF-16 unit per byte. `encode(decode(bytes))` equals `bytes`, always. */
export function decode(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}

/**
 * The bytes of a text made by `decode` and edited with texts of the same kind.
 *
 * @throws RangeError when a unit above 0xFF slipped in: writing it would lose a byte.
 */
export function encode(text: string): Buffer {
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit > 0xff) {
      throw new RangeError(
        `expected one unit per byte, found U+${unit.toString(16).padStart(4, '0').toUpperCase()} at offset ${i}`,
      );
    }
  }
  return Buffer.from(text, 'latin1');
}

/** Whether git would call the file binary: a NUL byte among its first 8000. */
export function isBinary(bytes: Uint8Array): boolean {
  const nul = bytes.indexOf(0);
  return nul >= 0 && nul < SNIFFED_BYTES;
}
