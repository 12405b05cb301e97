/** Which files globs select. The only importer of picomatch. */
import picomatch from 'picomatch';

/** Globs of one place: the command line, or a settings file. */
export interface Globs {
  /** None means all. */
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  /** What stands before a path of the tree to make it a path that the globs speak of: `''`, or with `/`. */
  readonly prefix: string;
}

/**
 * Whether all of the globs want a path of the tree. A glob without `/`, but at its end, holds for a name at any depth;
 * one that holds for a folder holds for all below it. Undefined where there are none, and all files are wanted.
 */
export function selectorOf(all: readonly Globs[]): ((path: string) => boolean) | undefined {
  const given = all.filter(({ include, exclude }) => include.length + exclude.length > 0);
  if (given.length === 0) return undefined;
  const tests = given.map(({ include, exclude, prefix }) => {
    const isIncluded = include.length === 0 ? () => true : matcherOf(include);
    const isExcluded = matcherOf(exclude);
    return (path: string) => isIncluded(prefix + path) && !isExcluded(prefix + path);
  });
  return path => tests.every(test => test(path));
}

function matcherOf(globs: readonly string[]): (path: string) => boolean {
  const tests = globs.map(glob => {
    // A slash alone is the top, and all below it.
    const own = glob.replace(/^\.?\/+/, '').replace(/\/+$/, '') || '**';
    // As in .gitignore: a slash in front, or between, says that it counts from the top.
    const isAnchored = own.includes('/') || /^\.?\//.test(glob);
    return picomatch(isAnchored ? own : `**/${own}`, { dot: true, nonegate: true });
  });
  return path => foldersOf(path).some(part => tests.some(test => test(part)));
}

/** The path, and all folders above it. */
function foldersOf(path: string): readonly string[] {
  const parts = path.split('/');
  return parts.map((_, i) => parts.slice(0, i + 1).join('/'));
}
