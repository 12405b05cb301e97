/**
 * Finds the files that hold a word: by asking `git grep`, which reads with all processors, or by reading them here.
 * Both look for one pattern, in which words that begin alike share their beginning: so hundreds of words cost
 * little more than one.
 */
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { setImmediate as breathe } from 'node:timers/promises';
import { errnoOf } from '../errors.js';
import { PAIRED } from '../occurrences.js';
import { groupBy } from '../order.js';
import { type GitNeeds, git, records } from './git.js';
import { decodePath } from './path.js';

/** So much of a file is in memory at a time. */
const CHUNK = 1 << 20;
/** So many files are read between two looks at what else the process has to do. */
const BATCH = 128;
/** A longer pattern would not fit into a command line, or into what the pattern is compiled to. */
const LONGEST_PATTERN = 40_000;

/** Opens a file to read it, without following a link in its place and without waiting for a pipe's other end. */
export function openFile(file: string | Buffer): number {
  return openSync(
    file,
    constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK | constants.O_NOCTTY,
  );
}

/** Which files git looks through. */
export type Among = 'tracked' | 'any' | 'index';

/**
 * The files below a folder that hold one of the words (identifiers) as a whole word, as git finds them on disk.
 * Undefined where git has anything to say besides names, and so may have passed over a file.
 *
 * @param among `tracked`, or `any` file that lies there, or what the `index` holds, whatever lies on disk.
 * @param pathspecs where to look, in git's terms.
 */
export async function askGit(
  folder: string,
  words: readonly string[],
  among: Among,
  pathspecs: readonly string[],
  needs: GitNeeds = {},
): Promise<readonly string[] | undefined> {
  return grep(folder, patternsOf(words), among, pathspecs, needs);
}

/** The files below a folder in which a line matches one of the patterns. Otherwise as `askGit`. */
export async function grep(
  folder: string,
  patterns: readonly string[],
  among: Among,
  pathspecs: readonly string[],
  needs: GitNeeds = {},
): Promise<readonly string[] | undefined> {
  if (patterns.some(({ length }) => length > LONGEST_PATTERN)) return undefined;
  const answer = await git(
    folder,
    [
      'grep',
      ...['-l', '-z', '-P', '-a', '--no-textconv', '--no-color', '--no-recurse-submodules'],
      ...(among === 'any' ? ['--no-index', '--no-exclude-standard'] : among === 'index' ? ['--cached'] : []),
      ...patterns.flatMap(pattern => ['-e', pattern]),
      ...['--', ...pathspecs],
    ],
    needs,
  );
  if (answer === undefined || answer.err !== '' || (answer.code !== 0 && answer.code !== 1)) return undefined;
  return records(answer.out).map(decodePath);
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
  const longest = Math.max(0, ...words.map(word => word.length));
  return filesFound(paths, fileOf, searchFor(new RegExp(patternOf(words), 'm'), longest, 0));
}

/** The same for files in which a pattern, for a part of one line, matches something that is no longer than `longest`. */
export async function filesMatching(
  paths: readonly string[],
  fileOf: (path: string) => string | Buffer,
  pattern: string,
  longest: number,
): Promise<string[]> {
  return filesFound(paths, fileOf, searchFor(new RegExp(pattern, 'm'), longest, longest));
}

async function filesFound(
  paths: readonly string[],
  fileOf: (path: string) => string | Buffer,
  search: (file: string | Buffer) => boolean,
): Promise<string[]> {
  const found: string[] = [];
  for (const [at, path] of paths.entries()) {
    if (at % BATCH === BATCH - 1) await breathe();
    if (search(fileOf(path))) found.push(path);
  }
  return found;
}

/** @param again so much of the end of a piece is looked at once more with the next: 0 for words, which end with a piece. */
function searchFor(pattern: RegExp, longest: number, again: number): (file: string | Buffer) => boolean {
  const buffer = Buffer.allocUnsafe(CHUNK + longest + again + 1);
  return file => {
    let handle: number;
    try {
      handle = openFile(file);
    } catch (error) {
      return !['ENOENT', 'ENOTDIR', 'ELOOP', 'ENXIO'].includes(errnoOf(error) ?? '');
    }
    try {
      const stat = fstatSync(handle);
      return stat.isFile() && holds(handle, stat.size, pattern, { longest, again }, buffer);
    } catch {
      return true;
    } finally {
      closeSync(handle);
    }
  };
}

/** Whether a file matches, looked at piece by piece; a piece ends where no word goes on. */
function holds(
  handle: number,
  size: number,
  pattern: RegExp,
  { longest, again }: { readonly longest: number; readonly again: number },
  buffer: Buffer,
): boolean {
  let kept = 0;
  let total = 0;
  for (;;) {
    const read = readSync(handle, buffer, kept, buffer.length - kept, null);
    const end = kept + read;
    total += read;
    const isLast = read === 0 || total >= size;
    const border = isLast ? end : lastBorder(buffer, end);
    if (pattern.test(buffer.toString('latin1', 0, border))) return true;
    if (isLast) return false;
    // Of a word that is longer than all that are looked for, so much is enough to know that.
    const from = Math.max(border - again, end - longest - again - 1, 0);
    buffer.copyWithin(0, from, end);
    kept = end - from;
  }
}

/** The offset behind the last byte of a piece that belongs to no word; 0 where there is none. */
function lastBorder(buffer: Buffer, end: number): number {
  for (let at = end; at > 0; at--) if (!isWordByte(buffer[at - 1]!)) return at;
  return 0;
}

function isWordByte(byte: number): boolean {
  return (
    (byte >= 0x61 && byte <= 0x7a) ||
    (byte >= 0x41 && byte <= 0x5a) ||
    (byte >= 0x30 && byte <= 0x39) ||
    byte === 0x5f
  );
}

/** Words that share so many letters at their beginning are looked for by one pattern: the fewer, the fewer patterns. */
const SHARED = [4, 1];
/** More patterns than this, or patterns of more words, cost more than one for all words. */
const MOST_PATTERNS = 24;
const MOST_WORDS = 128;

/**
 * Patterns that together match each of the words: a search for a fixed beginning skips most of a text, and even one
 * letter is enough for that. Of a few dozen words one pattern takes twice as long.
 */
export function patternsOf(words: readonly string[]): readonly string[] {
  if (words.length > MOST_WORDS) return [patternOf(words)];
  const ways = SHARED.map(length => [...groupBy(words, word => word.slice(0, length)).values()]);
  return (ways.find(({ length }) => length <= MOST_PATTERNS) ?? [words]).map(patternOf);
}

/** Words by their first letter, and what may follow it; the empty letter ends a word. */
type Letters = Map<string, Letters>;

/** A pattern, for PCRE as for JavaScript, that matches each of the words as a whole word. */
export function patternOf(words: readonly string[]): string {
  const root: Letters = new Map();
  for (const word of [...words].sort()) {
    let letters = root;
    for (const letter of [...word, '']) {
      const next = letters.get(letter) ?? new Map();
      letters.set(letter, next);
      letters = next;
    }
  }
  return `\\b${alternatives(root)}\\b`;
}

function alternatives(letters: Letters): string {
  const branches = [...letters].map(([letter, rest]) =>
    letter === '' ? '' : (letter === ',' ? PAIRED : letter) + alternatives(rest),
  );
  // Without any word nothing matches.
  if (branches.length === 0) return '(?!)';
  return branches.length === 1 ? branches[0]! : `(?:${branches.join('|')})`;
}
