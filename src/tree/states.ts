/**
 * A git checkout in two states, and what differs between them: the last commit and the index, or some revision and
 * the files on disk. Nothing of a whole tree is read until somebody asks for it.
 */
import { realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { UserError } from '../errors.js';
import { decodeUtf8 } from '../unicode.js';
import { readBlobs } from './blobs.js';
import { type Blob, differences, type Entry, harmless, told } from './differences.js';
import { openDisk, rootOf } from './disk.js';
import { git } from './git.js';
import { filesHolding, indexTree, listIndex } from './index-tree.js';
import { isUnder, sortPaths } from './path.js';
import type { ChangedPath, ReadResult, Tree } from './tree.js';

export interface States {
  /** Absolute, links resolved. */
  readonly root: string;
  readonly before: Tree;
  readonly after: Tree;
  /** Only files that faultline reads. */
  readonly changed: readonly ChangedPath[];
  /** The id of the git tree that `before` is part of. */
  readonly beforeId: string;
}

/**
 * The last commit and the index, whose contents are what git keeps, never those of the files on disk.
 *
 * @param index the index that git names in a hook, absolute; taken only where it lies among the checkout's own files.
 * @throws UserError where the folder is in no git checkout.
 */
export async function openStaged(folder: string, index?: string): Promise<States> {
  const root = rootOf(folder);
  const needs = { index: index !== undefined && (await isOwn(index, root)) ? index : undefined };
  const compare = (against: string) => differences(root, ['diff-index', '--cached', '-M'], against, needs);
  // What is compared is mostly HEAD; git is asked at once, and again where there is no commit yet.
  const guess = compare('HEAD').catch(() => undefined);
  const { treeId } = await checkoutOf(root, '--staged', 'HEAD');
  const beforeId = treeId ?? (await emptyTree(root));
  const entries = (treeId && (await guess)) || (await compare(beforeId));
  // To list takes git a while on a large tree, and most changes can be judged without.
  const listing = once(() => listIndex(root, needs));
  const blobs = await readBlobs(root, idsOf(entries));
  const after = indexTree(root, entries, blobs, { listing, needs });
  return { root, before: treeBefore(after, entries, blobs), after, changed: entries.map(pathsOf), beforeId };
}

/**
 * A revision and the files on disk, untracked ones among them. What the revision's branch gained since ours left it
 * is not part of the difference: the merge base counts.
 *
 * @throws UserError where the folder is in no git checkout, or there is no such revision.
 */
export async function openSince(folder: string, revision: string): Promise<States> {
  const root = rootOf(folder);
  await checkoutOf(root, '--since', 'HEAD');
  const base = await mergeBase(root, revision);
  const beforeId = (await checkoutOf(root, '--since', base)).treeId!;
  const disk = await openDisk(root);
  const onDisk = new Set(await disk.list());
  const staged = await differences(root, ['diff-index', '--cached', '-M'], beforeId, {});
  const unstaged = await differences(root, ['diff-files'], undefined, await harmless(root));
  const tracked = new Set((await listIndex(root, {})).paths);
  const entries = sinceEntries(staged, unstaged, tracked, onDisk);
  const blobs = await readBlobs(
    root,
    entries.flatMap(({ before }) => (before ? [before.id] : [])),
  );
  return {
    root,
    before: treeBefore(disk, entries, blobs),
    after: disk,
    changed: entries.map(pathsOf),
    beforeId,
  };
}

/** The same answer each time, asked for at the first. */
function once<T>(ask: () => Promise<T>): () => Promise<T> {
  let answer: Promise<T> | undefined;
  return () => {
    answer ??= ask();
    return answer;
  };
}

function idsOf(entries: readonly Entry[]): readonly string[] {
  return entries.flatMap(({ before, after }) => [
    ...(before ? [before.id] : []),
    ...(after ? [after.id] : []),
  ]);
}

function pathsOf({ before, after }: Entry): ChangedPath {
  return { before: before?.path, after: after?.path };
}

/** The differences between a revision and the disk, from those between revision, index and disk. */
function sinceEntries(
  staged: readonly Entry[],
  unstaged: readonly Entry[],
  tracked: ReadonlySet<string>,
  onDisk: ReadonlySet<string>,
): readonly Entry[] {
  const here = (blob: Blob | undefined) => (blob !== undefined && onDisk.has(blob.path) ? blob : undefined);
  // A file that git was told to forget, but that is still there, is as good as tracked.
  const known = new Set(staged.map(({ before, after }) => (after ?? before)?.path));
  const fresh = [...onDisk].filter(path => !tracked.has(path) && !known.has(path));
  return [
    ...staged.map(({ before, after }) => ({ before, after: here(after ?? before) })),
    ...unstaged
      .filter(({ before }) => !known.has(before?.path))
      .map(({ before }) => ({ before, after: here(before) })),
    ...fresh.map(path => ({ before: undefined, after: { path, id: '' } })),
  ];
}

interface Checkout {
  readonly gitFolder: string;
  /** The git tree of the revision asked about; undefined where there is none. */
  readonly treeId: string | undefined;
}

async function checkoutOf(root: string, option: string, revision: string): Promise<Checkout> {
  const args = ['--is-inside-work-tree', '--absolute-git-dir', `${revision}^{tree}`];
  const answer = await git(root, ['rev-parse', ...args]);
  const [inside, gitFolder, treeId = ''] = answer?.out.split('\n') ?? [];
  if (answer !== undefined && inside === 'true' && gitFolder) {
    // A revision that git does not know is printed as it was given.
    return { gitFolder: decodeUtf8(gitFolder), treeId: answer.code === 0 ? treeId : undefined };
  }
  const why = answer?.err.trim().replace(/^fatal: /, '') || 'it is no work tree';
  const told = answer === undefined ? 'there is no git' : why;
  throw new UserError(`${option} needs a git checkout as TREE, found ${root}: ${told}`);
}

/** Whether an index lies in the checkout's own git folder. */
async function isOwn(index: string, root: string): Promise<boolean> {
  if (isIn(index, join(root, '.git'))) return true;
  return isIn(index, (await checkoutOf(root, '--staged', 'HEAD')).gitFolder);
}

function isIn(file: string, folder: string): boolean {
  try {
    return realpathSync(dirname(file)) === realpathSync(folder);
  } catch {
    return false;
  }
}

async function emptyTree(root: string): Promise<string> {
  return told(await git(root, ['hash-object', '-t', 'tree', '--stdin'])).trim();
}

async function mergeBase(root: string, revision: string): Promise<string> {
  const unknown = () =>
    new UserError(
      `--since: expected a revision that git knows in ${root}, found "${revision}"; fetch it, or name another`,
    );
  if (revision === '' || revision.startsWith('-')) throw unknown();
  const commit = await git(root, ['rev-parse', '--verify', '--quiet', `${revision}^{commit}`]);
  if (commit?.code !== 0) throw unknown();
  const base = await git(root, ['merge-base', commit.out.trim(), 'HEAD']);
  return base?.code === 0 ? base.out.trim() : commit.out.trim();
}

/** The tree in which the changed files are as they were. */
function treeBefore(after: Tree, entries: readonly Entry[], blobs: ReadonlyMap<string, Buffer>): Tree {
  const were = new Map(entries.flatMap(({ before }) => (before ? [[before.path, before.id]] : [])));
  const are = new Set(entries.flatMap(one => (one.after ? [one.after.path] : [])));
  const isSame = (path: string) => !were.has(path) && !are.has(path);
  const read = (path: string): ReadResult => {
    if (isSame(path)) return after.read(path);
    const id = were.get(path);
    if (id === undefined) return { unread: 'no such file' };
    const bytes = blobs.get(id);
    return bytes === undefined ? { unread: 'git does not have it here' } : { bytes };
  };
  const merge = (same: readonly string[], own: readonly string[]) =>
    sortPaths([...same.filter(isSame), ...own]);
  const under = (paths: readonly string[] | undefined) =>
    [...were.keys()].filter(path => isUnder(path, paths));
  return {
    read,
    beyondWords: async () => merge(await after.beyondWords(), [...were.keys()]),
    others: after.others,
    list: async paths => merge(await after.list(paths), under(paths)),
    withWords: async (words, paths) =>
      words.length === 0
        ? []
        : merge(await after.withWords(words, paths), filesHolding(under(paths), read, words)),
  };
}
