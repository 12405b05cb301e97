/**
 * Names of files in what is said. A sentence is bytes, as sources are, for it quotes them; the name of a file is Unicode.
 * Of ASCII both are the same, and other names are turned to bytes here, once, where a sentence is finished.
 */
import { encodeUtf8 } from './unicode.js';

/** What turns the names of some files in a sentence to bytes. */
export function namesToBytes(paths: readonly string[]): (sentence: string) => string {
  const names = paths.filter(path => /[^\x00-\x7f]/.test(path)).sort((a, b) => b.length - a.length);
  if (names.length === 0) return sentence => sentence;
  // Longest first, in one pass: a name may stand in another one.
  const any = new RegExp(names.map(name => name.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')).join('|'), 'g');
  return sentence => sentence.replace(any, name => encodeUtf8(name).toString('latin1'));
}
