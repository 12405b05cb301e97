/**
 * Whether git could give a file back. `git status` would tell, but it may run filters that the tree configures;
 * comparing what was read with the ids in the last commit and in the index tells the same without.
 */
import { createHash } from 'node:crypto';
import { UserError } from '../errors.js';
import type { DiskTree } from './disk.js';
import { type GitAnswer, git, records } from './git.js';
import { decodePath } from './path.js';

/** A file whose contents are not in the last commit, and in what way. */
export interface Uncommitted {
  readonly path: string;
  readonly why: 'is not tracked' | 'is in conflict' | 'has staged changes' | 'has changes';
}

/** So many paths are asked for at a time, since a command line has a limit. */
const BATCH = 500;

/**
 * Those of the files, given with the bytes that were read, that differ from the last commit.
 *
 * @param tree a git checkout.
 * @throws UserError where git fails.
 */
export async function findUncommitted(
  tree: DiskTree,
  files: readonly { readonly path: string; readonly bytes: Buffer }[],
): Promise<Uncommitted[]> {
  const found: Uncommitted[] = [];
  for (let at = 0; at < files.length; at += BATCH) {
    const batch = files.slice(at, at + BATCH);
    const specs = batch.map(({ path }) => `:(literal)${path}`);
    const head = await idsInHead(tree.root, specs);
    const index = await idsInIndex(tree.root, specs);
    for (const { path, bytes } of batch) {
      const why = stateOf(head.get(path), index.get(path), bytes);
      if (why !== undefined) found.push({ path, why });
    }
  }
  return found;
}

/**
 * The first of the files, given with the bytes that were read, whose line ends git translates: it keeps line feeds where
 * the checkout has CRLF. @throws UserError where git fails.
 */
export async function findTranslated(
  tree: DiskTree,
  files: readonly { readonly path: string; readonly bytes: Buffer }[],
): Promise<string | undefined> {
  const withCrlf = files.filter(({ bytes }) => bytes.includes('\r\n'));
  for (let at = 0; at < withCrlf.length; at += BATCH) {
    const batch = withCrlf.slice(at, at + BATCH);
    const ids = await idsInHead(
      tree.root,
      batch.map(({ path }) => `:(literal)${path}`),
    );
    const found = batch.find(({ path, bytes }) => {
      const id = ids.get(path);
      return id !== undefined && idOf(id, bytes) !== id && isBlob(id, bytes);
    });
    if (found !== undefined) return found.path;
  }
  return undefined;
}

function stateOf(
  committed: string | undefined,
  staged: readonly string[] | undefined,
  bytes: Buffer,
): Uncommitted['why'] | undefined {
  if (staged === undefined) return 'is not tracked';
  if (staged.length > 1) return 'is in conflict';
  if (staged[0] !== committed) return 'has staged changes';
  return isBlob(committed!, bytes) ? undefined : 'has changes';
}

/** Whether git keeps these bytes under this id, as they are or, for a checkout with CRLF, with bare line feeds. */
function isBlob(id: string, bytes: Buffer): boolean {
  if (idOf(id, bytes) === id) return true;
  const text = bytes.toString('latin1');
  return text.includes('\r\n') && idOf(id, Buffer.from(text.replaceAll('\r\n', '\n'), 'latin1')) === id;
}

/** The id of a blob in the kind of hash that another id is of. */
function idOf(like: string, content: Buffer): string {
  const algorithm = like.length === 64 ? 'sha256' : 'sha1';
  return createHash(algorithm).update(`blob ${content.length}\0`).update(content).digest('hex');
}

async function idsInHead(root: string, specs: readonly string[]): Promise<Map<string, string>> {
  const answer = await git(root, ['ls-tree', '-r', '-z', 'HEAD', '--', ...specs]);
  // A repository without a commit has nothing to give back.
  if (answer !== undefined && answer.code !== 0 && /Not a valid object name/.test(answer.err)) {
    return new Map();
  }
  return new Map(
    records(checked(answer)).map(record => {
      const [info, path] = halves(record);
      return [path, info.split(' ')[2]!];
    }),
  );
}

async function idsInIndex(root: string, specs: readonly string[]): Promise<Map<string, string[]>> {
  const ids = new Map<string, string[]>();
  for (const record of records(checked(await git(root, ['ls-files', '-s', '-z', '--', ...specs])))) {
    const [info, path] = halves(record);
    ids.set(path, [...(ids.get(path) ?? []), info.split(' ')[1]!]);
  }
  return ids;
}

/** "info<tab>path" */
function halves(record: string): [string, string] {
  const tab = record.indexOf('\t');
  return [record.slice(0, tab), decodePath(record.slice(tab + 1))];
}

function checked(answer: GitAnswer | undefined): string {
  if (answer?.code === 0) return answer.out;
  throw new UserError(`git cannot say which files are committed: ${answer?.err.trim() ?? 'there is no git'}`);
}
