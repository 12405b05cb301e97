/** What git says differs between two of its states. Nothing that the checkout configures is run for it. */
import { UserError } from '../errors.js';
import { type GitAnswer, type GitNeeds, git, records } from './git.js';
import { decodePath } from './path.js';

/** What faultline reads, in git's terms. */
export const SOURCES: readonly string[] = ['*.c', '*.h'];

/** A file in one of the states, by the id of its contents. */
export interface Blob {
  readonly path: string;
  readonly id: string;
}

/** One file in both states; a moved one has two names. */
export interface Entry {
  readonly before: Blob | undefined;
  readonly after: Blob | undefined;
}

/** What a command of the diff family finds among our files, below the root. @throws UserError where git fails. */
export async function differences(
  root: string,
  command: readonly string[],
  against: string | undefined,
  needs: GitNeeds,
): Promise<readonly Entry[]> {
  const options = ['--raw', '-z', '--no-abbrev', '--relative', '--ignore-submodules=all', '--no-ext-diff'];
  const args = [...command, ...options, ...(against === undefined ? [] : [against]), '--', ...SOURCES];
  const parts = records(told(await git(root, args, needs)));
  const entries = new Map<string, Entry>();
  for (let at = 0; at < parts.length; ) {
    const [oldMode = '', newMode = '', oldId = '', newId = '', status = ''] =
      parts[at++]!.slice(1).split(' ');
    const from = decodePath(parts[at++]!);
    const to = /^[RC]/.test(status) ? decodePath(parts[at++]!) : from;
    const before =
      oldMode.startsWith('100') && !status.startsWith('C') ? { path: from, id: oldId } : undefined;
    const after = newMode.startsWith('100') ? { path: to, id: newId } : undefined;
    // A file in conflict comes twice; what is in it cannot be told from the index.
    if (status !== 'U' && (before ?? after) !== undefined) entries.set(`${from}\0${to}`, { before, after });
  }
  return [...entries.values()];
}

/** What differs between two trees that git keeps; undefined where it does not know one of them any more. */
export async function treeDifferences(
  root: string,
  from: string,
  to: string,
): Promise<readonly Entry[] | undefined> {
  const known = await git(root, ['cat-file', '-e', from]);
  return known?.code === 0 ? differences(root, ['diff-tree', '-r', from], to, {}) : undefined;
}

/** Settings that keep git from running the filters that a checkout configures. */
export async function harmless(root: string): Promise<GitNeeds> {
  const answer = await git(root, ['config', '--name-only', '-z', '--get-regexp', '^filter\\.']);
  const names = answer?.code === 0 ? records(answer.out) : [];
  const drivers = new Set(names.map(name => name.slice(0, name.lastIndexOf('.'))));
  const settings = [...drivers].flatMap(driver => [
    [`${driver}.clean`, ''],
    [`${driver}.smudge`, ''],
    [`${driver}.process`, ''],
    [`${driver}.required`, 'false'],
  ]);
  return { settings: Object.fromEntries(settings) };
}

/** What git printed. @throws UserError where it failed. */
export function told(answer: GitAnswer | undefined): string {
  if (answer?.code === 0) return answer.out;
  throw new UserError(`git cannot compare the states: ${answer?.err.trim() ?? 'there is no git'}`);
}
