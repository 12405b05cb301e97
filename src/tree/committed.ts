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
 * Those of the files, given with the bytes that were read, that differ from the last commit; in their modes as well,
 * where these are given.
 *
 * @param tree a git checkout.
 * @throws UserError where git fails.
 */
export async function findUncommitted(
  tree: DiskTree,
  files: readonly { readonly path: string; readonly bytes: Buffer; readonly mode?: string }[],
): Promise<Uncommitted[]> {
  const found: Uncommitted[] = [];
  for (let at = 0; at < files.length; at += BATCH) {
    const batch = files.slice(at, at + BATCH);
    const specs = batch.map(({ path }) => `:(literal)${path}`);
    const head = await keptInHead(tree.root, specs);
    const index = await keptInIndex(tree.root, specs);
    for (const file of batch) {
      const { path } = file;
      const why = stateOf(head.get(path), index.get(path), file);
      if (why !== undefined) found.push({ path, why });
    }
  }
  return found;
}

/** What git keeps of a file. */
interface Kept {
  readonly mode: string;
  readonly id: string;
}

function stateOf(
  committed: Kept | undefined,
  [staged, ...others]: readonly Kept[] = [],
  { bytes, mode }: { readonly bytes: Buffer; readonly mode?: string },
): Uncommitted['why'] | undefined {
  if (staged === undefined) return 'is not tracked';
  if (others.length > 0) return 'is in conflict';
  if (staged.id !== committed?.id || (mode !== undefined && staged.mode !== committed.mode)) {
    return 'has staged changes';
  }
  const isSame = isBlob(staged.id, bytes) && (mode === undefined || mode === staged.mode);
  return isSame ? undefined : 'has changes';
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

async function keptInHead(root: string, specs: readonly string[]): Promise<Map<string, Kept>> {
  const answer = await git(root, ['ls-tree', '-r', '-z', 'HEAD', '--', ...specs]);
  // A repository without a commit has nothing to give back.
  if (answer !== undefined && answer.code !== 0 && /Not a valid object name/.test(answer.err)) {
    return new Map();
  }
  return new Map(
    records(checked(answer)).map(record => {
      const [info, path] = halves(record);
      const [mode, , id] = info.split(' ') as [string, string, string];
      return [path, { mode, id }];
    }),
  );
}

async function keptInIndex(root: string, specs: readonly string[]): Promise<Map<string, Kept[]>> {
  const kept = new Map<string, Kept[]>();
  for (const record of records(checked(await git(root, ['ls-files', '-s', '-z', '--', ...specs])))) {
    const [info, path] = halves(record);
    const [mode, id] = info.split(' ') as [string, string];
    kept.set(path, [...(kept.get(path) ?? []), { mode, id }]);
  }
  return kept;
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
