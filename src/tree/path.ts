/** The names of files, between the disk, where they are bytes, and the rest of faultline, where they are Unicode. */
import { compare, countWhile } from '../order.js';
import { MAY_TEAR } from '../source/torn.js';
import { decodeUtf8, encodeUtf8, isUnicode } from '../unicode.js';

const SURROGATE = /[\ud800-\udfff]/;

/** The path whose bytes are the units of `bytes` (latin1). */
export const decodePath = decodeUtf8;

/** The path as the disk knows it. */
export function encodePath(path: string): string | Buffer {
  return isUnicode(path) ? path : encodeUtf8(path);
}

/** Whether the name's bytes are UTF-8: only then can a patch name the file in a way all tools agree on. */
export const isUtf8Path = isUnicode;

/** The paths without doubles, in the order of their bytes. */
export function sortPaths(paths: Iterable<string>): string[] {
  const sorted = [...new Set(paths)].sort();
  // Units and UTF-8 bytes order alike but for surrogates.
  return sorted.some(path => SURROGATE.test(path)) ? sorted.sort(comparePaths) : sorted;
}

/** Orders paths by their bytes. */
export function comparePaths(a: string, b: string): number {
  if (!SURROGATE.test(a) && !SURROGATE.test(b)) return compare(a, b);
  return Buffer.compare(encodeUtf8(a), encodeUtf8(b));
}

/** The index of a path among sorted ones; undefined where it is not among them. */
export function placeAmong(sorted: readonly string[], path: string): number | undefined {
  // In ASCII the order of bytes and that of units are the same.
  const order = /^[\x00-\x7f]*$/.test(path) ? compare : comparePaths;
  const at = countWhile(sorted, one => order(one, path) < 0);
  return sorted[at] === path ? at : undefined;
}

/** Whether faultline reads files of this name. */
export function isSource(path: string): boolean {
  return path.endsWith('.c') || path.endsWith('.h');
}

/** Endings of other files that name what C files define. */
export const OTHER_ENDINGS: readonly string[] =
  'S s asm inc inl def tbl lds ld rs cc cpp cxx hh hpp y l c_shipped h_shipped'.split(' ');

const OTHER = new RegExp(`\\.(?:${OTHER_ENDINGS.join('|')})$`);

/** Whether a file is in a language that is built together with C. */
export function isOther(path: string): boolean {
  return OTHER.test(path);
}

/** What stands in every line by which a file includes a `.c` file, and in few others: a search for it is cheap. */
const INCLUDES_SOURCE = '\\.c[">]';

/** Patterns, each for a part of one line, of which every file that searches for words do not do justice to matches one. */
export const BEYOND_WORDS: readonly string[] = [INCLUDES_SOURCE, ...MAY_TEAR];
/** So much matches one of them at most. */
export const LONGEST_BEYOND = 6;

/** Whether a path is one of `tops` or lies in one of them; always, where there are none or one is the root `''`. */
export function isUnder(path: string, tops: readonly string[] | undefined): boolean {
  if (tops === undefined || tops.length === 0) return true;
  return tops.some(top => top === '' || path === top || path.startsWith(`${top}/`));
}
