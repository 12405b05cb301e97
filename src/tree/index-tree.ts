/** The tree that an index holds. */
import { holdsWord } from '../occurrences.js';
import { decode } from '../source/decode.js';
import { blobIdOf } from './blobs.js';
import { differences, type Entry, harmless, SOURCES, told } from './differences.js';
import { readerOf } from './disk.js';
import { type GitNeeds, git, gitNow, records } from './git.js';
import { decodePath, encodePath, isUnder, sortPaths } from './path.js';
import { askGit } from './search.js';
import type { ReadResult, Tree } from './tree.js';

/** The ids of our files in an index, by path. @throws UserError where git fails. */
export async function indexIds(root: string, needs: GitNeeds): Promise<ReadonlyMap<string, string>> {
  const answer = await git(root, ['ls-files', '-s', '-z', '--', ...SOURCES], needs);
  const ids = new Map<string, string>();
  for (const record of records(told(answer))) {
    // "100644 OID STAGE<tab>path"
    if (!record.startsWith('100')) continue;
    const tab = record.indexOf('\t');
    ids.set(decodePath(record.slice(tab + 1)), record.slice(7, record.indexOf(' ', 7)));
  }
  return ids;
}

/**
 * The tree of an index. A file is read from disk where its contents are what the index says, since that is faster
 * than to ask git; the id tells.
 */
export function indexTree(
  root: string,
  entries: readonly Entry[],
  blobs: ReadonlyMap<string, Buffer>,
  needs: GitNeeds,
): Tree {
  const own = new Map(entries.flatMap(({ after }) => (after ? [[after.path, after.id]] : [])));
  const onDisk = readerOf(root);
  let ids: ReadonlyMap<string, string> | undefined;
  let listing: Promise<ReadonlyMap<string, string>> | undefined;
  let dirty: Promise<readonly string[]> | undefined;
  const all = async () => {
    listing ??= indexIds(root, needs);
    ids = await listing;
    return ids;
  };

  const read = (path: string): ReadResult => {
    const id = own.get(path) ?? ids?.get(path);
    if (id === undefined && ids !== undefined) return { unread: 'the index does not hold it' };
    const kept = id === undefined ? undefined : (blobs.get(id) ?? sameBytes(onDisk(path), id));
    if (kept !== undefined) return { bytes: kept };
    const name = encodePath(path).toString('latin1');
    const answer = gitNow(root, ['cat-file', 'blob', id ?? `:./${name}`], needs);
    return answer.code === 0
      ? { bytes: Buffer.from(answer.out, 'latin1') }
      : { unread: 'git does not have it here' };
  };
  const findDirty = async () => {
    const found = await differences(root, ['diff-files'], undefined, { ...needs, ...(await harmless(root)) });
    return found.flatMap(({ before }) => (before ? [before.path] : []));
  };
  return {
    read,
    list: async paths => sortPaths((await all()).keys()).filter(path => isUnder(path, paths)),
    withWords: async (words, paths) => {
      if (words.length === 0) return [];
      const listed = await all();
      dirty ??= findDirty();
      const [found, doubtful] = await Promise.all([askGit(root, words, 'tracked', SOURCES), dirty]);
      const apart = new Set([...doubtful, ...own.keys()]);
      // Where git has more to say than names, every file is looked at.
      const sure = found === undefined ? [] : found.filter(path => !apart.has(path));
      const others = found === undefined ? [...listed.keys()] : [...apart];
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
