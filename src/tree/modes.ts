/** Which files may be executed: all that git knows of modes. */
import { gitNow, records } from './git.js';
import { decodePath } from './path.js';

/**
 * Asks as git does: of the disk, but where git does not trust it (`core.fileMode=false`, as on a file system that keeps
 * no modes) of the index, which knows the files that are tracked. Git is asked once, and when the first is asked for.
 *
 * @param onDisk whether the disk says so.
 */
export function openModes(root: string, onDisk: (path: string) => boolean): (path: string) => boolean {
  let kept: ReadonlyMap<string, boolean> | undefined;
  return path => {
    kept ??= trustsDisk(root) ? new Map() : inIndex(root);
    return kept.get(path) ?? onDisk(path);
  };
}

function trustsDisk(root: string): boolean {
  const { code, out } = gitNow(root, ['config', '--type=bool', '--get', 'core.fileMode']);
  return code !== 0 || out.trim() !== 'false';
}

function inIndex(root: string): ReadonlyMap<string, boolean> {
  // "100644 OID STAGE<tab>path"
  return new Map(
    records(gitNow(root, ['ls-files', '-s', '-z']).out).map(record => [
      decodePath(record.slice(record.indexOf('\t') + 1)),
      record.startsWith('100755'),
    ]),
  );
}
