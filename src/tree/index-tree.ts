/** The tree that an index holds. */
import { holdsWord } from '../occurrences.js';
import { decode } from '../source/decode.js';
import { openStore } from './blob-store.js';
import { blobIdOf } from './blobs.js';
import { differences, type Entry, harmless, SOURCES, told } from './differences.js';
import { readerOf } from './disk.js';
import { type GitNeeds, git, gitNow } from './git.js';
import {
  BEYOND_WORDS,
  decodePath,
  encodePath,
  isUnder,
  OTHER_ENDINGS,
  placeAmong,
  sortPaths,
} from './path.js';
import { askGit, grep } from './search.js';
import type { ReadResult, Tree } from './tree.js';

/** The files of ours that an index holds. */
export interface IndexListing {
  /** In the order of their bytes. */
  readonly paths: readonly string[];
  /** The id of a file's contents. */
  idOf(path: string): string | undefined;
}

/** Lists an index. A whole tree's listing is long, so that ids are taken from it only when asked for. */
export async function listIndex(root: string, needs: GitNeeds): Promise<IndexListing> {
  const out = told(await git(root, ['ls-files', '-s', '-z', '--', ...SOURCES], needs));
  const isAscii = !/[\x80-\xff]/.test(out);
  const paths: string[] = [];
  const starts: number[] = [];
  // "100644 OID STAGE<tab>path<nul>"
  for (let at = 0; at < out.length; ) {
    const tab = out.indexOf('\t', at);
    const end = out.indexOf('\0', tab);
    const path = isAscii ? out.slice(tab + 1, end) : decodePath(out.slice(tab + 1, end));
    // A file in conflict comes several times.
    if (out.startsWith('100', at) && path !== paths.at(-1)) {
      paths.push(path);
      starts.push(at);
    }
    at = end + 1;
  }
  return {
    paths,
    idOf: path => {
      const place = placeAmong(paths, path);
      if (place === undefined) return undefined;
      const at = starts[place]! + '100644 '.length;
      return out.slice(at, out.indexOf(' ', at));
    },
  };
}

/** Where more files than this differ from the disk, git looks through what it keeps: slower, but once. */
const MANY = 500;

/** What differs between the index and the disk, and where to look for words because of that. */
interface Dirty {
  readonly paths: readonly string[];
  readonly among: 'tracked' | 'index';
}

/**
 * The tree of an index. A file is read from disk where its contents are what the index says, since that is faster
 * than to ask git; the id tells.
 */
export function indexTree(
  root: string,
  entries: readonly Entry[],
  blobs: ReadonlyMap<string, Buffer>,
  { listing, needs }: { readonly listing: () => Promise<IndexListing>; readonly needs: GitNeeds },
): Tree {
  const store = openStore(root);
  const own = new Map(entries.flatMap(({ after }) => (after ? [[after.path, after.id]] : [])));
  const onDisk = readerOf(root);
  let index: IndexListing | undefined;
  let dirty: Promise<Dirty> | undefined;
  const list = async () => {
    index = await listing();
    return index.paths;
  };

  const read = (path: string): ReadResult => {
    const id = own.get(path) ?? index?.idOf(path);
    if (id === undefined && index !== undefined) return { unread: 'the index does not hold it' };
    const kept =
      id === undefined ? undefined : (blobs.get(id) ?? store.held(id) ?? sameBytes(onDisk(path), id));
    if (kept !== undefined) return { bytes: kept };
    const stored = id === undefined || index === undefined ? undefined : store.fetch(id, path, index);
    if (stored !== undefined) return { bytes: stored };
    return readNow(path, id);
  };
  const readNow = (path: string, id?: string): ReadResult => {
    const name = encodePath(path).toString('latin1');
    const answer = gitNow(root, ['cat-file', 'blob', id ?? `:./${name}`], needs);
    return answer.code === 0
      ? { bytes: Buffer.from(answer.out, 'latin1') }
      : { unread: 'git does not have it here' };
  };
  const findDirty = async (): Promise<Dirty> => {
    const found = await differences(root, ['diff-files'], undefined, { ...needs, ...(await harmless(root)) });
    const paths = found.flatMap(({ before }) => (before ? [before.path] : []));
    return { paths, among: paths.length > MANY ? 'index' : 'tracked' };
  };
  const dirtyOnce = () => {
    dirty ??= findDirty();
    return dirty;
  };
  return {
    read,
    beyondWords: async () => {
      const [{ among, paths }, listed] = await Promise.all([dirtyOnce(), list()]);
      const found = await grep(root, BEYOND_WORDS, among, SOURCES, needs);
      if (found === undefined) return listed;
      // What differs from the disk may include one, too.
      return sortPaths([...found, ...own.keys(), ...(among === 'index' ? [] : paths)]);
    },
    others: async words => {
      const { among } = await dirtyOnce();
      const endings = OTHER_ENDINGS.map(end => `*.${end}`);
      const found = await askGit(root, words, among, endings, needs);
      return (found ?? []).flatMap(path => {
        const result = among === 'index' ? readNow(path) : onDisk(path);
        return 'unread' in result ? [] : [{ path, text: decode(result.bytes) }];
      });
    },
    list: async paths => (paths === undefined ? list() : (await list()).filter(path => isUnder(path, paths))),
    withWords: async (words, paths) => {
      if (words.length === 0) return [];
      const listed = new Set(await list());
      // Mostly the disk has what the index has; so that is searched while git compares them.
      const guess = askGit(root, words, 'tracked', SOURCES);
      const { among, paths: doubtful } = await dirtyOnce();
      const onDiskToo = await guess;
      const found = among === 'index' ? await askGit(root, words, among, SOURCES, needs) : onDiskToo;
      if (among === 'index' && found !== undefined) {
        const all = sortPaths(found.filter(path => listed.has(path) && isUnder(path, paths)));
        await store.fetchAll(all, index!);
        return all;
      }
      const apart = new Set([...doubtful, ...own.keys()]);
      // Where git has more to say than names, every file is looked at.
      const sure = found === undefined ? [] : found.filter(path => !apart.has(path));
      const others = found === undefined ? [...listed] : [...apart];
      const holding = [
        ...sure,
        ...filesHolding(
          others.filter(path => listed.has(path)),
          read,
          words,
        ),
      ];
      return sortPaths(holding.filter(path => listed.has(path) && isUnder(path, paths)));
    },
  };
}

/** The files that hold a word, or that may: one that cannot be read is left to its reader. */
export function filesHolding(
  paths: readonly string[],
  read: (path: string) => ReadResult,
  words: readonly string[],
): readonly string[] {
  return paths.filter(path => {
    const result = read(path);
    return 'unread' in result || holdsWord(decode(result.bytes), words);
  });
}

/** The contents on disk, if git keeps the same: as they are or, in a checkout with CRLF, with bare line feeds. */
function sameBytes(result: ReadResult, id: string): Buffer | undefined {
  if ('unread' in result) return undefined;
  const { bytes } = result;
  if (blobIdOf(bytes, id) === id) return bytes;
  if (!bytes.includes('\r\n')) return undefined;
  const bare = Buffer.from(bytes.toString('latin1').replaceAll('\r\n', '\n'), 'latin1');
  return blobIdOf(bare, id) === id ? bare : undefined;
}
