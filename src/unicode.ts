/**
 * Bytes as people read them. A text of one unit per byte (latin1, as faultline keeps files) is decoded as UTF-8; a
 * byte that is not UTF-8 becomes the lone surrogate U+DC00 + byte, as Python's "surrogateescape" has it, so that
 * nothing is lost and no two texts come out alike.
 */

/** One multi-byte sequence as table 3-7 of the Unicode standard has them, or else one byte above ASCII. */
const SEQUENCE =
  /[\xc2-\xdf][\x80-\xbf]|\xe0[\xa0-\xbf][\x80-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]{2}|\xed[\x80-\x9f][\x80-\xbf]|\xf0[\x90-\xbf][\x80-\xbf]{2}|[\xf1-\xf3][\x80-\xbf]{3}|\xf4[\x80-\x8f][\x80-\xbf]{2}|[\x80-\xff]/g;

/** The Unicode text of bytes. */
export function decodeUtf8(bytes: string): string {
  if (!/[\x80-\xff]/.test(bytes)) return bytes;
  return bytes.replace(SEQUENCE, sequence =>
    sequence.length === 1
      ? String.fromCharCode(0xdc00 + sequence.charCodeAt(0))
      : Buffer.from(sequence, 'latin1').toString('utf8'),
  );
}

/** The bytes that `decodeUtf8` made a text of. */
export function encodeUtf8(text: string): Buffer {
  if (isUnicode(text)) return Buffer.from(text, 'utf8');
  return Buffer.concat([...text].map(char => escaped(char) ?? Buffer.from(char, 'utf8')));
}

/** Whether a decoded text came from valid UTF-8. */
export function isUnicode(text: string): boolean {
  return !/\p{Surrogate}/u.test(text);
}

/**
 * The text with everything escaped that a terminal could take for a command, or that would make it show
 * something else than is there: control and format characters, and bytes that are not UTF-8.
 */
export function printable(text: string): string {
  return text.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, shownByNumber);
}

/** The same of a line of code, in which tabs are what they are. */
export function printableCode(line: string): string {
  return line.replace(/[^\P{C}\t]|[\p{Zl}\p{Zp}]/gu, shownByNumber);
}

function shownByNumber(char: string): string {
  const code = char.codePointAt(0)!;
  const byte = escaped(char)?.[0] ?? code;
  return byte <= 0xff ? `\\x${byte.toString(16).padStart(2, '0')}` : `\\u{${code.toString(16)}}`;
}

/** The byte that a lone surrogate stands for. */
function escaped(char: string): Buffer | undefined {
  const code = char.codePointAt(0)!;
  return code >= 0xdc80 && code <= 0xdcff ? Buffer.from([code - 0xdc00]) : undefined;
}
