/** Which ids a repository gives what it keeps. */
import { UserError } from '../errors.js';
import { git } from './git.js';

/** @throws UserError where a folder is in a repository of other ids than those that a patch names contents by. */
export async function checkObjectFormat(folder: string): Promise<void> {
  const answer = await git(folder, ['rev-parse', '--show-object-format']);
  const format = answer?.code === 0 ? answer.out.trim() : 'sha1';
  // A git from before 2.25 prints the option, and knows one format alone.
  if (format === 'sha1' || format.startsWith('-')) return;
  throw new UserError(
    `expected a repository that names what it keeps by SHA-1, found ${format}: patches would name it otherwise than git ` +
      'does; make commits with --branch and let git format-patch write them, or write patches of a copy of the tree ' +
      'without .git',
  );
}
