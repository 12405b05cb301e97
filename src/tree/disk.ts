/**
 * The tree on disk. In a git checkout git says which files there are: the tracked ones and the untracked ones that
 * it does not ignore. Elsewhere a walk finds them, following no symbolic link and entering no `.git`.
 *
 * What is listed does not depend on how it was found: git's fast search and our own reading give the same files
 * (a test says so), and our own steps in wherever git cannot or would look at something else than the disk.
 */
import {
  closeSync,
  type Dirent,
  fstatSync,
  lstatSync,
  readdirSync,
  readFileSync,
  realpathSync,
  statSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { errnoOf, failureInWords, UserError } from '../errors.js';
import { git, records } from './git.js';
import { openAsk, type Wanted } from './joined.js';
import { openModes } from './modes.js';
import {
  BEYOND_WORDS,
  decodePath,
  encodePath,
  isOther,
  isSource,
  isUnder,
  isUtf8Path,
  LONGEST_BEYOND,
  OTHER_ENDINGS,
  sortPaths,
} from './path.js';
import { askGit, filesMatching, filesWithWords, grep, openFile } from './search.js';
import type { OtherFile, ReadResult, Tree } from './tree.js';

/** A larger file is not read: no C source is, and a string could not hold it. */
const MOST_BYTES = 256 * 1024 * 1024;

const OTHERS = OTHER_ENDINGS.map(end => `*.${end}`);

/** What the operating system calls a file of the tree. */
type FileOf = (path: string) => string | Buffer;

export interface DiskTree extends Tree {
  /** Absolute, links resolved. */
  readonly root: string;
  /** Whether git says which files there are. */
  readonly inGit: boolean;
  /** Whether the root is the top of its git checkout. */
  readonly isTop: boolean;
  readonly fileOf: FileOf;
  /** Whether a file may be executed by its owner, all that git knows of modes: as git would have it. */
  isExecutable(path: string): boolean;
}

/**
 * Opens a folder as a tree. With `useGit: false` git is not asked for anything.
 *
 * @throws UserError where it is no folder, or git refuses to look into it.
 */
export async function openDisk(
  folder: string,
  { useGit = true }: { useGit?: boolean } = {},
): Promise<DiskTree> {
  const root = rootOf(folder);
  const place = useGit ? await placeInGit(root) : undefined;
  const fileOf = fileOfIn(root);
  const read = readerOf(root);
  const isExecutable = (path: string) => (lstatSync(fileOf(path)).mode & 0o100) !== 0;
  const listing = place === undefined ? undefined : await listByGit(root, fileOf);
  // A folder that git ignores as a whole, inside a bigger checkout, is a plain folder.
  if (listing === undefined || (listing.paths.length === 0 && (await isIgnored(root, place)))) {
    return {
      root,
      inGit: false,
      isTop: false,
      fileOf,
      isExecutable,
      read,
      ...plainFolder(root, fileOf, useGit),
    };
  }
  const list = (paths?: readonly string[]) => listing.paths.filter(path => isUnder(path, paths));
  const ask = openAsk(root);
  const askWords = (words: readonly string[], pathspecs: readonly string[], isAsked: Wanted['isAsked']) => ({
    git: () =>
      ask({
        words,
        patterns: [],
        pathspecs,
        isAsked,
        own: among => filesWithWords(among, fileOf, words),
      }),
    own: (among: readonly string[]) => filesWithWords(among, fileOf, words),
  });
  return {
    root,
    inGit: true,
    isTop: place === '',
    fileOf,
    isExecutable: openModes(root, isExecutable),
    read,
    list: async paths => list(paths),
    withWords: (words, paths) => {
      const everywhere = paths === undefined || paths.length === 0;
      const isAsked = everywhere ? isSource : (path: string) => isSource(path) && isUnder(path, paths);
      return askBoth(listing, list(paths), askWords(words, pathspecs(paths), isAsked));
    },
    beyondWords: () => {
      const own = (among: readonly string[]) =>
        filesMatching(among, fileOf, BEYOND_WORDS.join('|'), LONGEST_BEYOND);
      const wanted = {
        words: [],
        patterns: BEYOND_WORDS,
        pathspecs: pathspecs(undefined),
        isAsked: isSource,
        own,
      };
      return askBoth(listing, listing.paths, { git: () => ask(wanted), own });
    },
    others: async words =>
      textsOf(await askBoth(listing, listing.others, askWords(words, OTHERS, isOther)), read),
  };
}

function textsOf(paths: readonly string[], read: Tree['read']): OtherFile[] {
  return paths.map(path => {
    const result = read(path);
    return { path, text: 'unread' in result ? '' : result.bytes.toString('latin1') };
  });
}

function fileOfIn(root: string): FileOf {
  return path => {
    const encoded = encodePath(path);
    return typeof encoded === 'string'
      ? join(root, encoded)
      : Buffer.concat([Buffer.from(`${root}/`), encoded]);
  };
}

/** The absolute path of a folder, links resolved. @throws UserError where it is none. */
export function rootOf(folder: string): string {
  try {
    const root = realpathSync(folder);
    if (!statSync(root).isDirectory()) {
      throw new UserError(
        `expected a folder as TREE, found the file ${folder}; to look at one file, give its tree first: faultline scan . ${folder}`,
      );
    }
    return root;
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(`cannot open the tree ${folder}: ${failureInWords(error)}`);
  }
}

/** The folder's place below the top of its checkout (`''` for the top itself, else with `/` at its end). */
async function placeInGit(root: string): Promise<string | undefined> {
  const answer = await git(root, ['rev-parse', '--is-inside-work-tree', '--show-prefix']);
  if (answer === undefined) return undefined;
  if (answer.code === 0) {
    const [inside, prefix] = answer.out.split('\n');
    return inside === 'true' ? (prefix ?? '') : undefined;
  }
  if (/not a git repository/.test(answer.err)) return undefined;
  throw new UserError(`git refuses to look at ${root}: ${answer.err.trim().replace(/^fatal: /, '')}`);
}

async function isIgnored(root: string, place: string | undefined): Promise<boolean> {
  return Boolean(place) && (await git(root, ['check-ignore', '-q', '.']))?.code === 0;
}

/** What git says there is. */
interface Listing {
  readonly paths: readonly string[];
  /** The files in other languages. */
  readonly others: readonly string[];
  /** Those that `git grep` would not look for on disk: untracked, or marked in the index as not to be looked at. */
  readonly apart: ReadonlySet<string>;
}

async function listByGit(root: string, fileOf: FileOf): Promise<Listing> {
  const args = ['ls-files', '-z', '-v', '-s', '--cached', '--deleted', '--others', '--exclude-standard'];
  const answer = await git(root, args);
  if (answer === undefined || answer.code !== 0) {
    throw new UserError(`git cannot list the files of ${root}: ${answer?.err.trim() ?? 'no git'}`);
  }
  const sources = new Set<string>();
  const others = new Set<string>();
  const apart = new Set<string>();
  for (const record of records(answer.out)) {
    const isOurs = isSource(record);
    if (!isOurs && !isOther(record)) continue;
    const paths = isOurs ? sources : others;
    const tag = record[0]!;
    // "H 100644 OID STAGE<tab>path" for what the index holds, "? path" for what it does not.
    const tab = tag === '?' ? 1 : record.indexOf('\t');
    const path = decodePath(record.slice(tab + 1));
    if (tag === '?' || tag === 'R') {
      const kind = kindOnDisk(fileOf(path));
      if (kind === 'gone' || kind === 'other') paths.delete(path);
      else if (tag === '?') paths.add(path);
    } else if (record.startsWith('100', 2)) paths.add(path);
    if (tag !== 'H' && tag !== 'M') apart.add(path);
  }
  return { paths: sortPaths(sources), others: sortPaths(others), apart };
}

function kindOnDisk(file: string | Buffer): 'file' | 'other' | 'gone' | 'unreadable' {
  try {
    return lstatSync(file).isFile() ? 'file' : 'other';
  } catch (error) {
    return ['ENOENT', 'ENOTDIR'].includes(errnoOf(error) ?? '') ? 'gone' : 'unreadable';
  }
}

/** One question, to git and to ourselves. */
interface Question {
  git(): Promise<readonly string[] | undefined>;
  own(among: readonly string[]): Promise<string[]>;
}

/** The listed files that answer a question: git is asked about those that it keeps, and where it can say. */
async function askBoth(listing: Listing, listed: readonly string[], question: Question): Promise<string[]> {
  if (listed.length === 0) return [];
  const answer = await question.git();
  if (answer === undefined) return question.own(listed);
  const apart = listed.filter(path => listing.apart.has(path));
  const own = new Set(await question.own(apart));
  const found = new Set(answer);
  return listed.filter(path => (listing.apart.has(path) ? own : found).has(path));
}

function pathspecs(under: readonly string[] | undefined): string[] {
  const tops = under === undefined || under.length === 0 ? [''] : under;
  return tops.flatMap(top => {
    const bytes = top.replace(/[\\*?[\]]/g, '\\$&');
    return top === ''
      ? ['*.c', '*.h']
      : [`:(literal)${top}`, ...['c', 'h'].map(end => `:(glob)${bytes}/**/*.${end}`)];
  });
}

/** The files of a folder that no git keeps. */
function plainFolder(root: string, fileOf: FileOf, useGit: boolean): Omit<Tree, 'read'> {
  const walked = new Map<string, readonly string[]>();
  const list = (paths?: readonly string[]) => {
    const key = JSON.stringify(paths ?? []);
    const known = walked.get(key) ?? listAnew(paths);
    walked.set(key, known);
    return known;
  };
  const listAnew = (paths?: readonly string[]) => {
    const found: string[] = [];
    const tops = paths === undefined || paths.length === 0 ? [''] : paths;
    for (const top of tops) {
      const kind = top === '' ? 'folder' : kindOf(fileOf(top));
      if (kind === 'folder') walk(fileOf, top, found);
      else if (kind === 'file' && (isSource(top) || isOther(top))) found.push(top);
    }
    return sortPaths(found);
  };
  const listSources = (paths?: readonly string[]) => list(paths).filter(path => !isOther(path));
  return {
    list: async paths => listSources(paths),
    beyondWords: async () => {
      const found = useGit ? await grep(root, BEYOND_WORDS, 'any', pathspecs(undefined)) : undefined;
      return found === undefined
        ? filesMatching(listSources(), fileOf, BEYOND_WORDS.join('|'), LONGEST_BEYOND)
        : sortPaths(found);
    },
    others: async words =>
      textsOf(await filesWithWords(list().filter(isOther), fileOf, words), readerOf(root)),
    withWords: async (words, paths) => {
      const listed = listSources(paths);
      const found = useGit ? await askGit(root, words, 'any', pathspecs(paths)) : undefined;
      // A folder stands in the list only where it cannot be opened; then git has complained.
      if (found === undefined) return filesWithWords(listed, fileOf, words);
      const among = new Set(found);
      return listed.filter(path => among.has(path));
    },
  };
}

function kindOf(file: string | Buffer): 'file' | 'folder' | 'other' {
  const stat = lstatSync(file, { throwIfNoEntry: false });
  return stat?.isDirectory() ? 'folder' : stat?.isFile() ? 'file' : 'other';
}

/** Adds the sources below a folder. A folder that cannot be opened is added itself: its reader meets the failure. */
function walk(fileOf: FileOf, folder: string, found: string[]): void {
  let entries: Dirent[];
  try {
    entries = readdirSync(fileOf(folder), { withFileTypes: true, encoding: 'latin1' });
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT') found.push(folder);
    return;
  }
  for (const entry of entries) {
    const name = decodePath(entry.name);
    const path = folder === '' ? name : `${folder}/${name}`;
    if (entry.isDirectory()) {
      if (name !== '.git') walk(fileOf, path, found);
    } else if (entry.isFile() && (isSource(name) || isOther(name))) found.push(path);
  }
}

/** Reads files below a root (absolute, links resolved); never one that a symbolic link leads to. */
export function readerOf(root: string): (path: string) => ReadResult {
  const fileOf = fileOfIn(root);
  const insideRoot = new Map<string, boolean>();
  // A tracked path can lead through a folder that has become a link out of the tree.
  const isInside = (folder: string) => {
    let known = insideRoot.get(folder);
    if (known === undefined) {
      known = realpathSync(join(root, folder)) === join(root, folder);
      insideRoot.set(folder, known);
    }
    return known;
  };
  return path => {
    if (!isUtf8Path(path)) return { unread: 'its name is not UTF-8' };
    let handle: number | undefined;
    try {
      if (!isInside(dirname(path))) return { unread: 'it lies behind a symbolic link' };
      handle = openFile(fileOf(path));
      const stat = fstatSync(handle);
      if (stat.isDirectory()) return { unread: 'it is a folder' };
      if (!stat.isFile()) return { unread: 'it is no regular file' };
      if (stat.size > MOST_BYTES)
        return { unread: `it has ${stat.size} bytes; at most ${MOST_BYTES} are read` };
      return { bytes: readFileSync(handle) };
    } catch (error) {
      return { unread: failureInWords(error) };
    } finally {
      if (handle !== undefined) closeSync(handle);
    }
  };
}
