/** Many files in one diff. */
import { UserError } from '../errors.js';
import { type DiffOptions, type FileChange, type FilePatch, filePatch } from './file-patch.js';
import { byteOrder, concat, type Latin1 } from './latin1.js';

/** The patches of many files in git's order, bytewise by path. @throws as `filePatch`, and on a path given twice. */
export function filePatches(changes: readonly FileChange[], options: DiffOptions = {}): FilePatch[] {
  const sorted = [...changes].sort((a, b) => byteOrder(a.path, b.path));
  for (const [at, change] of sorted.entries()) {
    if (sorted[at + 1]?.path === change.path) {
      throw new UserError(`${change.path}: expected one change per file, found two; join them first`);
    }
  }
  return sorted.map(change => filePatch(change, options));
}

/** What `git diff` prints for the files; empty for none. @throws as `filePatches`. */
export function unifiedDiff(changes: readonly FileChange[], options: DiffOptions = {}): Latin1 {
  return concat(...filePatches(changes, options).map(patch => patch.text));
}
