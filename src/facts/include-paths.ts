/** Which file of the tree an `#include` means: the tree's build files are not read, so folders are guessed. */
import { lazy } from '../remember.js';
import { placeAmong } from '../tree/path.js';

/** Finds the files that includes mean. */
export interface IncludePaths {
  /** The file that `name` means in an `#include` of `from`; undefined where no file of the tree fits. */
  resolve(name: string, quoted: boolean, from: string): string | undefined;
  /** The files right in a folder, given with its `/` at the end. */
  filesIn(folder: string): readonly string[];
}

/** Where `#include <name>` is looked for, after the architecture's own folders. */
const HEADER_ROOTS = ['include/', 'include/uapi/', 'include/asm-generic/', ''];
/** A header found by its name alone has to share so many folders with the file that includes it. */
const FOLDERS_IN_COMMON = 2;
/** For so many questions it does not pay to put all paths of a tree into a set. */
const SOME = 2000;

/**
 * The include paths of a tree with these files, sorted.
 *
 * @param borrowed headers of another folder that the tree is built with, sorted: meant by their whole names alone.
 */
export function openIncludePaths(files: readonly string[], borrowed: readonly string[] = []): IncludePaths {
  const byName = lazy(() => groupedBy(files, nameOf));
  const byFolder = lazy(() => groupedBy(files, folderOf));
  const all = lazy(() => new Set([...files, ...borrowed]));
  let asked = 0;
  const exists = (path: string): boolean =>
    ++asked > SOME
      ? all().has(path)
      : placeAmong(files, path) !== undefined || placeAmong(borrowed, path) !== undefined;

  return {
    filesIn: folder => byFolder().get(folder) ?? [],
    resolve: (name, quoted, from) => {
      const tail = normalised(name);
      const beside = normalised(`${folderOf(from)}${name}`);
      const arch = /^arch\/\w+\//.exec(from)?.[0];
      const roots = [...(arch ? [`${arch}include/`, `${arch}include/uapi/`] : []), ...HEADER_ROOTS];
      const exact = [...(quoted ? [beside] : []), ...roots.map(root => root + tail)].find(exists);
      if (exact !== undefined) return exact;
      const fitting = (byName().get(nameOf(tail)) ?? []).filter(path => `/${path}`.endsWith(`/${tail}`));
      const near = fitting.filter(
        path =>
          quoted ||
          commonFolders(path, from) >= FOLDERS_IN_COMMON ||
          isRootAbove(path.slice(0, path.length - tail.length), from),
      );
      return near.length === 0 ? undefined : near.reduce((best, path) => nearer(path, best, from));
    },
  };
}

/** Whether a folder is where projects keep the headers that all below, or beside, include: `src/include/`. */
function isRootAbove(folder: string, from: string): boolean {
  return from.startsWith(folder.replace(/(?:^|(?<=\/))(?:include|includes|inc)\/$/, ''));
}

function nearer(a: string, b: string, from: string): string {
  return commonFolders(a, from) > commonFolders(b, from) ? a : b;
}

/** The folder of a file, with its `/`; '' at the root. */
export function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1);
}

/** Whether a header lies in the folders that the whole tree includes from. */
export function isShared(path: string): boolean {
  return /^(arch\/\w+\/)?include\//.test(path);
}

/** The last part of a path. */
export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function normalised(path: string): string {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.' && part !== '') parts.push(part);
  }
  return parts.join('/');
}

function commonFolders(a: string, b: string): number {
  const left = folderOf(a).split('/');
  const right = folderOf(b).split('/');
  let count = 0;
  while (count < left.length - 1 && left[count] === right[count]) count++;
  return count;
}

function groupedBy(files: readonly string[], key: (path: string) => string): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const path of files) {
    const own = groups.get(key(path));
    if (own === undefined) groups.set(key(path), [path]);
    else own.push(path);
  }
  return groups;
}
