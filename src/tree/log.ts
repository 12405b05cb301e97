/** What git remembers of files: the subjects of their commits. */
import { decodeUtf8 } from '../unicode.js';
import type { DiskTree } from './disk.js';
import { git, records } from './git.js';
import { decodePath } from './path.js';

/** One commit that touched a file. */
export interface LoggedCommit {
  readonly subject: string;
  /** All files of the tree that it touched. */
  readonly files: readonly string[];
}

/** So many commits are read for each file, and so many at least. */
const PER_FILE = 10;
const AT_LEAST = 100;

/**
 * The latest commits to any of the files, newest first, asked for in one go; none where the tree is no checkout or
 * its history cannot be read, as in a clone without it.
 */
export async function readLog(tree: DiskTree, paths: readonly string[]): Promise<readonly LoggedCommit[]> {
  if (!tree.inGit || paths.length === 0) return [];
  const answer = await git(tree.root, [
    ...['log', '-z', '--no-merges', '--format=%x01%s', '--encoding=UTF-8'],
    ...['--name-only', '--full-diff', '--relative', '--no-renames', '--no-show-signature', '--no-notes'],
    ...['--no-ext-diff', '--no-textconv', '--ignore-submodules=all', '--no-mailmap'],
    ...[`--max-count=${AT_LEAST + PER_FILE * paths.length}`, 'HEAD', '--'],
    ...paths.map(path => `:(literal)${path}`),
  ]);
  return answer?.code === 0 ? commitsIn(answer.out) : [];
}

/** "<1>SUBJECT<nul><newline>PATH<nul>PATH<nul>", commit after commit. */
function commitsIn(out: string): readonly LoggedCommit[] {
  const commits: { readonly subject: string; readonly files: string[] }[] = [];
  for (const record of records(out)) {
    if (record.startsWith('\x01')) commits.push({ subject: decodeUtf8(record.slice(1)), files: [] });
    else commits.at(-1)?.files.push(decodePath(record.replace(/^\n/, '')));
  }
  return commits;
}
