/** What builds a driver: a macro that it names may be given to the compiler, and is not the source's alone. */
import type { Tree } from '../tree/tree.js';

const NAMES = ['Makefile', 'Kbuild', 'makefile', 'GNUmakefile', 'CMakeLists.txt', 'dkms.conf', 'configure'];

/** The build files beside sources, and above them. */
export interface BuildFiles {
  /** Whether one of the files that build some sources names a macro. */
  name(macro: string, paths: readonly string[]): boolean;
}

/** Reads them when asked. */
export function openBuildFiles(tree: Tree): BuildFiles {
  const texts = new Map<string, string>();
  const textOf = (folder: string): string => {
    const known = texts.get(folder);
    if (known !== undefined) return known;
    const read = NAMES.map(name => tree.read(folder === '' ? name : `${folder}/${name}`));
    const text = read.map(one => ('unread' in one ? '' : one.bytes.toString('latin1'))).join('\n');
    texts.set(folder, text);
    return text;
  };
  return {
    name: (macro, paths) => {
      const word = new RegExp(`(?:\\b|-[DU])${macro}\\b`);
      return [...foldersOf(paths)].some(folder => word.test(textOf(folder)));
    },
  };
}

/** The folders of files, and those above them. */
function foldersOf(paths: readonly string[]): ReadonlySet<string> {
  const found = new Set(['']);
  for (const path of paths) {
    const parts = path.split('/');
    for (let depth = parts.length - 1; depth > 0; depth--) found.add(parts.slice(0, depth).join('/'));
  }
  return found;
}
