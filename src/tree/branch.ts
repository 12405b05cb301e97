/**
 * A series as commits on a new branch, made beside the checkout: its files and its index are not touched, no hook is
 * run, nothing is signed.
 */
import { UserError } from '../errors.js';
import { encodeUtf8, printable } from '../unicode.js';
import { blobIdOf } from './blobs.js';
import type { DiskTree } from './disk.js';
import { type GitAnswer, git, records } from './git.js';
import { decodePath } from './path.js';

/** A commit to be made. */
export interface NewCommit {
  /** Unicode, subject and body. */
  readonly message: string;
  readonly author: Somebody;
  /** Who makes the commit; the author unless said. */
  readonly committer?: Somebody;
  /** Seconds since 1970, and minutes east of UTC. */
  readonly date: { readonly seconds: number; readonly offset: number };
  readonly files: readonly NewText[];
}

/** By name and address. */
interface Somebody {
  readonly name: string;
  readonly email: string;
}

/** What a commit makes of a file; texts hold one unit per byte. */
export interface NewText {
  readonly path: string;
  readonly before: string;
  readonly after: string;
  readonly mode: '100644' | '100755';
}

/** The arguments by which git makes commits of what `importStream` says. */
export const IMPORT: readonly string[] = 'fast-import --quiet --done --date-format=raw'.split(' ');

/**
 * Checks that a branch of this name can be made, so that a command can say so before it works for long.
 *
 * @returns the id of the commit that it would begin at.
 * @throws UserError
 */
export async function checkBranch(tree: DiskTree, name: string): Promise<string> {
  if (!tree.isTop) {
    throw new UserError(
      `--branch ${printable(name)}: expected TREE to be the top of a git checkout; it is not`,
    );
  }
  const valid = await git(tree.root, ['check-ref-format', `refs/heads/${name}`]);
  // `git branch` takes no HEAD either: it would be two things.
  if (valid?.code !== 0 || name.startsWith('-') || name === 'HEAD') {
    throw new UserError(`--branch: expected a name that git takes for a branch, found "${printable(name)}"`);
  }
  const taken = await git(tree.root, ['rev-parse', '--verify', '--quiet', `refs/heads/${name}`]);
  if (taken?.code === 0) {
    throw new UserError(`there is a branch ${printable(name)} already: name another one, or remove it first`);
  }
  const head = await git(tree.root, ['rev-parse', '--verify', '--quiet', 'HEAD^{commit}']);
  if (head?.code !== 0)
    throw new UserError('--branch: expected a commit to begin at, found none: commit first');
  return head.out.trim();
}

/**
 * Makes the commits, going on from HEAD. Nothing in the repository leads to them until `setBranch` does, so that their
 * ids can be said before it is sure that there will be a branch.
 *
 * @param name of the branch that is to be.
 * @returns their ids, in order.
 * @throws UserError where they cannot be made, or a file is not committed as it was read.
 */
export async function makeCommits(
  tree: DiskTree,
  name: string,
  commits: readonly NewCommit[],
): Promise<readonly string[]> {
  const head = await checkBranch(tree, name);
  await checkCommitted(tree, head, commits);
  const ref = `refs/heads/${name}`;
  // The ref is removed in the same stream, before git has written it.
  const remove = `reset ${bytesOf(ref)}\nfrom ${'0'.repeat(head.length)}\n\n`;
  const input = `${commandsFor(ref, commits, head, true)}${remove}done\n`;
  return told(await git(tree.root, IMPORT, { input }))
    .trim()
    .split('\n');
}

/** @throws UserError where there is a branch of this name by now. */
export async function setBranch(tree: DiskTree, name: string, tip: string): Promise<void> {
  told(await git(tree.root, ['update-ref', `refs/heads/${name}`, tip, '0'.repeat(tip.length)]));
}

/** The commits on a ref, for `git fast-import`; they go on from a commit, or from nothing. */
export function importStream(ref: string, commits: readonly NewCommit[], from: string | undefined): string {
  return `${commandsFor(ref, commits, from, false)}done\n`;
}

/** The same without the end; where `asks`, git is to print the id of each commit. */
function commandsFor(
  ref: string,
  commits: readonly NewCommit[],
  from: string | undefined,
  asks: boolean,
): string {
  const mark = (at: number) => (asks ? at + 1 : undefined);
  return commits.map((commit, at) => commandsOf(ref, commit, at === 0 ? from : undefined, mark(at))).join('');
}

/** One commit in the language of `git fast-import`. The branch's own tip is what it goes on from, but for the first. */
function commandsOf(
  ref: string,
  { message, author, committer = author, date, files }: NewCommit,
  from: string | undefined,
  mark: number | undefined,
): string {
  const { seconds, offset } = date;
  const away = Math.abs(offset);
  const two = (n: number) => `${n}`.padStart(2, '0');
  const zone = `${offset < 0 ? '-' : '+'}${two(Math.floor(away / 60))}${two(away % 60)}`;
  const said = ({ name, email }: Somebody) => `${bytesOf(name)} <${bytesOf(email)}> ${seconds} ${zone}`;
  return [
    `commit ${bytesOf(ref)}\n`,
    mark === undefined ? '' : `mark :${mark}\n`,
    `author ${said(author)}\ncommitter ${said(committer)}\n`,
    data(bytesOf(message)),
    from === undefined ? '' : `from ${from}\n`,
    ...files.map(({ path, after, mode }) => `M ${mode} inline ${quoted(path)}\n${data(after)}`),
    '\n',
    mark === undefined ? '' : `get-mark :${mark}\n`,
  ].join('');
}

function data(bytes: string): string {
  return `data ${bytes.length}\n${bytes}\n`;
}

function bytesOf(text: string): string {
  return encodeUtf8(text).toString('latin1');
}

function quoted(path: string): string {
  const escaped = bytesOf(path).replace(/[\\"]/g, '\\$&').replace(/\n/g, '\\n');
  return `"${escaped}"`;
}

/** Refuses where the commit would hold something else than what the run looked at. */
async function checkCommitted(tree: DiskTree, head: string, commits: readonly NewCommit[]): Promise<void> {
  const first = new Map<string, NewText>();
  for (const file of commits.flatMap(({ files }) => files)) {
    if (!first.has(file.path)) first.set(file.path, file);
  }
  const specs = [...first.keys()].map(path => `:(literal)${path}`);
  const listed = records(told(await git(tree.root, ['ls-tree', '-r', '-z', head, '--', ...specs])));
  const known = new Map(
    listed.map(record => {
      const tab = record.indexOf('\t');
      const [mode, , id] = record.slice(0, tab).split(' ');
      return [decodePath(record.slice(tab + 1)), { mode, id }];
    }),
  );
  for (const { path, before, mode } of first.values()) {
    const entry = known.get(path);
    if (entry?.id === blobIdOf(Buffer.from(before, 'latin1'), head) && entry.mode === mode) continue;
    const why = entry === undefined ? 'is not in the last commit' : 'is not as it is in the last commit';
    throw new UserError(`no commit can be made, since ${printable(path)} ${why}: commit or stash first`);
  }
}

function told(answer: GitAnswer | undefined): string {
  if (answer?.code === 0) return answer.out;
  throw new UserError(`git cannot make the commits: ${answer?.err.trim() ?? 'there is no git'}`);
}
