/** From what a run changes to what patches are made of. */
import type { FileChange } from '../patch/index.js';
import type { Session } from './session.js';

/** The changed files with their modes. */
export function changesOf({ files, tree }: Pick<Session, 'files' | 'tree'>): readonly FileChange[] {
  return files.map(({ path, before, after }) => ({
    path,
    before,
    after,
    mode: tree.isExecutable(path) ? '100755' : '100644',
  }));
}
