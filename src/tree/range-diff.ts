/**
 * What `git range-diff` says of two versions of a series. Both are made commits of in a repository of their own, which
 * is thrown away: the tree's own repository is not written to, and need not be there.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { IMPORT, importStream, type NewCommit } from './branch.js';
import { git } from './git.js';

/** A version: its commits, each going on from the texts of the one before. */
export type Version = readonly NewCommit[];

/** The range-diff, one unit per byte; undefined where git is not there, or has nothing to say. */
export async function rangeDiff(before: Version, after: Version): Promise<string | undefined> {
  const folder = mkdtempSync(join(tmpdir(), 'faultline-'));
  try {
    const made = await git(folder, ['init', '--quiet', '--template=', '.']);
    if (made?.code !== 0) return undefined;
    mkdirSync(join(folder, '.git', 'info'), { recursive: true });
    // As in the kernel, which decides what a hunk is called after.
    writeFileSync(join(folder, '.git', 'info', 'attributes'), '*.c diff=cpp\n*.h diff=cpp\n');
    for (const [name, version] of [
      ['before', before],
      ['after', after],
    ] as const) {
      const stream = importStream(`refs/heads/${name}`, [baseOf(version), ...version], undefined);
      const done = await git(folder, IMPORT, { input: stream });
      if (done?.code !== 0) return undefined;
    }
    const range = (name: string, { length }: Version) => `${name}~${length}..${name}`;
    const answer = await git(folder, [
      ...['-c', 'core.abbrev=12', 'range-diff', '--no-color', '--no-notes'],
      // The two are versions of one series, so small patches are shown as changed, as by format-patch since git 2.46.
      '--creation-factor=999',
      ...[range('before', before), range('after', after)],
    ]);
    return answer?.code === 0 ? answer.out : undefined;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A commit of all files as they are before the version. */
function baseOf(version: Version): NewCommit {
  const first = new Map<string, NewCommit['files'][number]>();
  for (const file of version.flatMap(({ files }) => files)) {
    if (!first.has(file.path)) first.set(file.path, { ...file, after: file.before });
  }
  const { author, date } = version[0]!;
  return { message: 'Base\n', author, date, files: [...first.values()] };
}
