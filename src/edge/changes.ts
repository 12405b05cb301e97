/** From what a run changes to what patches are made of. */
import { compare } from '../order.js';
import type { FileChange } from '../patch/index.js';
import type { Session } from './session.js';

/** The changed files with their modes, and the one that is added, in git's order. */
export function changesOf({
  files,
  added,
  tree,
}: Pick<Session, 'files' | 'added' | 'tree'>): readonly FileChange[] {
  const changed = files.map(({ path, before, after }): FileChange => {
    return { path, before, after, mode: tree.isExecutable(path) ? '100755' : '100644' };
  });
  if (added === undefined) return changed;
  const { path, text } = added;
  return [...changed, { path, before: undefined, after: text }].sort((a, b) => compare(a.path, b.path));
}
