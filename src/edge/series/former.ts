/** The last version of a series, read from the folder that it was written to. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { failureInWords, UserError } from '../../errors.js';
import {
  applyPatchText,
  type MailDate,
  type Patch,
  type Person,
  type ReadMail,
  readMail,
} from '../../patch/index.js';
import type { NewCommit } from '../../tree/branch.js';
import type { DiskTree } from '../../tree/disk.js';
import { git } from '../../tree/git.js';
import { rangeDiff } from '../../tree/range-diff.js';
import { decodeUtf8, printableCode } from '../../unicode.js';

/**
 * The patches in a folder and in those right below it, in the order of their names, without cover letters.
 *
 * @throws UserError where there is none, or one cannot be read.
 */
export function readFormer(folder: string, shown: string): readonly ReadMail[] {
  try {
    const names = readdirSync(folder, { withFileTypes: true }).flatMap(entry =>
      entry.isDirectory() && !entry.name.startsWith('.')
        ? readdirSync(join(folder, entry.name)).map(name => `${entry.name}/${name}`)
        : [entry.name],
    );
    const patches = names.filter(name => name.endsWith('.patch')).sort();
    const mails = patches.map(name =>
      readMail(readFileSync(join(folder, name), 'latin1'), join(shown, name)),
    );
    const own = mails.filter(({ number }) => number > 0);
    if (own.length === 0)
      throw new UserError(`expected the patches of the last version in ${shown}, found none`);
    // One mail names the commit for all.
    const base = mails.find(mail => mail.base !== undefined)?.base;
    return own.map(mail => ({ ...mail, base }));
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(`cannot read the last version in ${shown}: ${failureInWords(error)}`);
  }
}

/** Which version comes after those of the mails. */
export function nextVersion(former: readonly ReadMail[]): number {
  return Math.max(...former.map(({ version }) => version)) + 1;
}

/** The last version, and what of it a posting goes on from. */
export interface Former {
  readonly all: readonly ReadMail[];
  readonly own: ReadonlySet<ReadMail>;
}

/**
 * What `git range-diff` says of a posting's part of the last version and of the posting, for a cover letter; undefined
 * where the last version does not apply to the tree, nor to the commit that it names, or there is no git.
 */
export async function changedSince(
  tree: DiskTree,
  former: Former,
  patches: readonly Patch[],
  { author, date }: { readonly author: Person; readonly date: MailDate },
): Promise<string | undefined> {
  const now = patches.map(({ subject, body, files }) => ({
    ...{ message: `${subject}\n\n${body}\n`, author, date },
    files: files.map(({ path, before = '', after = '' }) => ({
      path,
      before,
      after,
      mode: '100644' as const,
    })),
  }));
  const base = former.all[0]?.base;
  const then =
    commitsOf(former, path => inTree(tree, path), author, date) ??
    (base === undefined
      ? undefined
      : commitsOf(former, await inCommit(tree, base, former.all), author, date));
  const said = then === undefined ? undefined : await rangeDiff(then, now);
  // A source that is not UTF-8 cannot be shown in a mail as it is.
  return said === undefined
    ? undefined
    : said
        .split('\n')
        .map(line => printableCode(decodeUtf8(line)))
        .join('\n');
}

/** The commits of the posting's own patches of the last version, if they apply to what those before them left. */
function commitsOf(
  { all, own }: Former,
  textOf: (path: string) => string | undefined,
  author: Person,
  date: MailDate,
): readonly NewCommit[] | undefined {
  const texts = new Map<string, string>();
  const commits: NewCommit[] = [];
  for (const mail of all) {
    const { subject, body } = mail;
    try {
      const files = [...mail.files].map(([path, patch]) => {
        const before = texts.get(path) ?? textOf(path);
        if (before === undefined) throw new Error(`no ${path}`);
        return { path, before, after: applyPatchText(before, patch), mode: '100644' as const };
      });
      for (const { path, after } of files) texts.set(path, after);
      if (own.has(mail)) commits.push({ message: `${subject}\n\n${body}\n`, author, date, files });
    } catch {
      // What has been taken since then is none of this posting's business.
      if (own.has(mail)) return undefined;
    }
  }
  return commits;
}

function inTree(tree: DiskTree, path: string): string | undefined {
  const read = tree.read(path);
  return 'bytes' in read ? read.bytes.toString('latin1') : undefined;
}

/** The texts of the last version's files in the commit that it builds on. */
async function inCommit(
  tree: DiskTree,
  commit: string,
  former: readonly ReadMail[],
): Promise<(path: string) => string | undefined> {
  const texts = new Map<string, string>();
  for (const path of new Set(former.flatMap(({ files }) => [...files.keys()]))) {
    const answer = await git(tree.root, ['cat-file', 'blob', `${commit}:${path}`]);
    if (answer?.code === 0) texts.set(path, answer.out);
  }
  return path => texts.get(path);
}
