/**
 * The names of files, between the disk and the rest of faultline.
 *
 * On disk a name is bytes; here it is a Unicode string, decoded as UTF-8. A byte that is not UTF-8 becomes the
 * lone surrogate U+DC00 + byte, as Python's "surrogateescape" has it: nothing is lost, no two names collide, and
 * `encodePath` gives the bytes back.
 */

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The path whose bytes are the units of `bytes` (latin1). */
export function decodePath(bytes: string): string {
  if (!/[\x80-\xff]/.test(bytes)) return bytes;
  const buffer = Buffer.from(bytes, 'latin1');
  try {
    return decoder.decode(buffer);
  } catch {
    return escapeBytes(bytes);
  }
}

/** The path as the disk knows it. */
export function encodePath(path: string): string | Buffer {
  if (isUtf8Path(path)) return path;
  const pieces = [...path].map(char => {
    const code = char.codePointAt(0)!;
    return isEscape(code) ? Buffer.from([code - 0xdc00]) : Buffer.from(char, 'utf8');
  });
  return Buffer.concat(pieces);
}

/** Whether the name's bytes are UTF-8: only then can a patch name the file in a way all tools agree on. */
export function isUtf8Path(path: string): boolean {
  return !/\p{Surrogate}/u.test(path);
}

/** The paths without doubles, in the order of their bytes. */
export function sortPaths(paths: Iterable<string>): string[] {
  const sorted = [...new Set(paths)].sort();
  // Units and UTF-8 bytes order alike but for surrogates.
  const astral = sorted.some(path => /[\ud800-\udfff]/.test(path));
  return astral ? sorted.sort((a, b) => Buffer.compare(bytesOf(a), bytesOf(b))) : sorted;
}

/** Whether faultline reads files of this name. */
export function isSource(path: string): boolean {
  return path.endsWith('.c') || path.endsWith('.h');
}

/** Whether a path is one of `tops` or lies in one of them; always, where there are none or one is the root `''`. */
export function isUnder(path: string, tops: readonly string[] | undefined): boolean {
  if (tops === undefined || tops.length === 0) return true;
  return tops.some(top => top === '' || path === top || path.startsWith(`${top}/`));
}

function bytesOf(path: string): Buffer {
  const encoded = encodePath(path);
  return typeof encoded === 'string' ? Buffer.from(encoded, 'utf8') : encoded;
}

function isEscape(code: number): boolean {
  return code >= 0xdc80 && code <= 0xdcff;
}

/** Keeps each valid UTF-8 sequence and escapes each other byte. */
function escapeBytes(bytes: string): string {
  return bytes.replace(UTF8_SEQUENCE, sequence => {
    if (sequence.length === 1) return String.fromCharCode(0xdc00 + sequence.charCodeAt(0));
    return Buffer.from(sequence, 'latin1').toString('utf8');
  });
}

/** One multi-byte UTF-8 sequence as the Unicode standard's table 3-7 has them, or else one byte above ASCII. */
export const UTF8_SEQUENCE =
  /[\xc2-\xdf][\x80-\xbf]|\xe0[\xa0-\xbf][\x80-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]{2}|\xed[\x80-\x9f][\x80-\xbf]|\xf0[\x90-\xbf][\x80-\xbf]{2}|[\xf1-\xf3][\x80-\xbf]{3}|\xf4[\x80-\x8f][\x80-\xbf]{2}|[\x80-\xff]/g;
