/** What a cover letter sums up: who wrote which patch, and what they change together. */
import { UserError } from '../errors.js';
import { groupBy } from '../order.js';
import type { FileChange } from './file-patch.js';
import { byteOrder } from './latin1.js';
import { fold } from './wrap.js';

/** Columns of a shortlog line, in a cover letter. */
const WIDTH = 72;

/** `Name (n):` and the indented subjects, for each author; names in bytewise order, subjects in the series'. */
export function shortlog(patches: readonly { readonly author: string; readonly subject: string }[]): string {
  const byAuthor = groupBy(patches, patch => patch.author);
  return [...byAuthor]
    .sort(([a], [b]) => byteOrder(a, b))
    .map(([author, own]) => {
      const subjects = own.map(({ subject }) => fold(subject, WIDTH, { first: 2, indent: 4 }));
      return `${author} (${own.length}):\n${subjects.join('\n')}\n`;
    })
    .join('\n');
}

/**
 * The changes of several patches, one after the other, as one change per file; files that end as they began are
 * left out.
 *
 * @throws UserError where a patch does not go on from what an earlier one left.
 */
export function combine(patches: readonly (readonly FileChange[])[]): FileChange[] {
  const whole = new Map<string, FileChange>();
  for (const change of patches.flat()) {
    const earlier = whole.get(change.path);
    if (earlier === undefined) {
      whole.set(change.path, change);
      continue;
    }
    if (earlier.after !== change.before) {
      throw new UserError(
        `${change.path}: expected each patch to go on from the text the one before left, found another text; ` +
          'make the patches one after the other',
      );
    }
    const { after, mode = '100644' } = change;
    const oldMode = earlier.oldMode ?? earlier.mode ?? '100644';
    whole.set(change.path, { path: change.path, before: earlier.before, after, mode, oldMode });
  }
  return [...whole.values()].filter(
    ({ before, after, mode = '100644', oldMode = mode }) =>
      before !== after || (mode !== oldMode && after !== undefined),
  );
}
