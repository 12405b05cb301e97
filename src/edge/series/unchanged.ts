/** The last look at the tree before something is made of what was read. */
import { UserError } from '../../errors.js';
import { printable } from '../../unicode.js';
import type { Session } from '../session.js';

/** @throws UserError where a file that the series changes is no longer what was read. */
export function checkUnchanged({ tree, files }: Pick<Session, 'tree' | 'files'>): void {
  for (const { path, before } of files) {
    const now = tree.read(path);
    if ('bytes' in now && now.bytes.equals(Buffer.from(before, 'latin1'))) continue;
    throw new UserError(
      `${printable(path)} has changed since it was read, so nothing was written: run the command again`,
    );
  }
}
