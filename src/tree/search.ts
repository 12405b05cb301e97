/** Finds the files that hold a word, by reading them: what `git grep -lFw` does, where git cannot be asked. */
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { setImmediate as breathe } from 'node:timers/promises';
import { errnoOf } from '../errors.js';

/** So much of a file is in memory at a time. */
const CHUNK = 1 << 20;
/** So many files are read between two looks at what else the process has to do. */
const BATCH = 128;

/** Opens a file to read it, without following a link in its place and without waiting for a pipe's other end. */
export function openFile(file: string | Buffer): number {
  return openSync(
    file,
    constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK | constants.O_NOCTTY,
  );
}

/**
 * Of `paths`, those whose file holds one of the words as a whole word, in the order given. A file that cannot be
 * read is among them too, so that its reader meets the failure; one that is gone, or is no regular file, is not.
 */
export async function filesWithWords(
  paths: readonly string[],
  fileOf: (path: string) => string | Buffer,
  words: readonly string[],
): Promise<string[]> {
  const search = searchFor(words);
  const found: string[] = [];
  for (const [at, path] of paths.entries()) {
    if (at % BATCH === BATCH - 1) await breathe();
    if (search(fileOf(path))) found.push(path);
  }
  return found;
}

function searchFor(words: readonly string[]): (file: string | Buffer) => boolean {
  const needles = words.map(word => Buffer.from(word, 'latin1'));
  // A word can straddle two chunks, and needs one byte on each side to be judged whole.
  const overlap = Math.max(0, ...needles.map(needle => needle.length)) + 1;
  const buffer = Buffer.allocUnsafe(CHUNK + overlap);
  return file => {
    let handle: number;
    try {
      handle = openFile(file);
    } catch (error) {
      return !['ENOENT', 'ENOTDIR', 'ELOOP', 'ENXIO'].includes(errnoOf(error) ?? '');
    }
    try {
      const stat = fstatSync(handle);
      return stat.isFile() && holdsOneOf(handle, stat.size, buffer, needles, overlap);
    } catch {
      return true;
    } finally {
      closeSync(handle);
    }
  };
}

function holdsOneOf(
  handle: number,
  size: number,
  buffer: Buffer,
  needles: readonly Buffer[],
  overlap: number,
): boolean {
  let kept = 0;
  let total = 0;
  for (;;) {
    const read = readSync(handle, buffer, kept, buffer.length - kept, null);
    const text = buffer.subarray(0, kept + read);
    total += read;
    const atStart = total === text.length;
    const atEnd = read === 0 || total >= size;
    if (needles.some(needle => holds(text, needle, atStart, atEnd))) return true;
    if (atEnd) return false;
    kept = Math.min(text.length, overlap);
    text.copy(buffer, 0, text.length - kept);
  }
}

/** Whether a piece of a file holds the word with a border on each side; at an end of the piece only if the file's. */
function holds(text: Buffer, needle: Buffer, atStart: boolean, atEnd: boolean): boolean {
  for (let at = text.indexOf(needle); at >= 0; at = text.indexOf(needle, at + 1)) {
    const end = at + needle.length;
    const before = at > 0 ? !isWordByte(text[at - 1]!) : atStart;
    const after = end < text.length ? !isWordByte(text[end]!) : atEnd;
    if (before && after) return true;
  }
  return false;
}

function isWordByte(byte: number): boolean {
  return (
    (byte >= 0x61 && byte <= 0x7a) ||
    (byte >= 0x41 && byte <= 0x5a) ||
    (byte >= 0x30 && byte <= 0x39) ||
    byte === 0x5f
  );
}
