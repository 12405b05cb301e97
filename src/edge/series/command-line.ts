/** The command that makes a series again: what a maintainer types to have the same patches. */
import { relative, resolve, sep } from 'node:path';
import { MOST_PATCHES } from '../../series/postings.js';
import { encodeUtf8, printable } from '../../unicode.js';
import type { Arguments } from '../command.js';
import type { Session } from '../session.js';
import type { World } from '../world.js';
import type { Request } from './request.js';

/**
 * The command line in pieces that stay whole where it is broken, as a person whose current folder is the tree would type it. Whatever decides what the patches
 * hold is in it, also what settings said; who sends them and where they go is not. Files and folders outside of the
 * tree are named from there, since where the tree lies is nobody's concern.
 */
export function commandOf(
  { tree, transforms, paths }: Pick<Session, 'tree' | 'transforms' | 'paths'>,
  args: Arguments,
  { split, most }: Pick<Request, 'split' | 'most'>,
  { cwd }: Pick<World, 'cwd'>,
): readonly string[] {
  const fromTree = (path: string) => {
    const below = relative(tree.root, resolve(cwd, path)).split(sep).join('/');
    return quoted(below === '' ? '.' : below);
  };
  const option = (name: string, say: (value: string) => string = quoted) => {
    const value = args.text(name);
    return value === undefined ? [] : [`--${name} ${say(value)}`];
  };
  return [
    'faultline series',
    ...(args.review ? ['--review'] : []),
    ...(args.flag('prepare') ? ['--prepare'] : []),
    ...option('kernel'),
    ...option('headers', fromTree),
    ...option('decisions', fromTree),
    ...Object.entries(args.budget).map(([name, most]) => `--${name} ${most}`),
    ...(args.transforms.length > 0 ? [`-t ${transforms.map(({ name }) => name).join(',')}`] : []),
    ...globsOf(args),
    ...(split === 'driver' ? [] : [`--split ${split}`]),
    ...(most === MOST_PATCHES ? [] : [`--max ${most}`]),
    ...(paths === undefined ? [] : ['.', ...paths.map(path => quoted(path.replace(/^-/, './-')))]),
    '-o patches',
  ];
}

/** The globs of the command line and of settings, from the tree's root. */
function globsOf({ globs }: Arguments): readonly string[] {
  const own = globs.map(({ include, exclude, prefix }) => ({
    include: include.map(glob => below(glob, prefix)),
    exclude: exclude.map(glob => below(glob, prefix)),
  }));
  return [
    ...own.flatMap(({ include }) => include.map(glob => `--include ${quoted(glob)}`)),
    ...own.flatMap(({ exclude }) => exclude.map(glob => `--exclude ${quoted(glob)}`)),
  ];
}

/** A glob of a folder above the tree, as the tree has it. */
function below(glob: string, prefix: string): string {
  return prefix !== '' && glob.startsWith(prefix) ? glob.slice(prefix.length) : glob;
}

/** A word as a shell takes it; what a mail cannot show, as bash does, by its bytes. */
function quoted(word: string): string {
  if (/^[\w./+-]+$/.test(word)) return word;
  if (printable(word) === word) return `'${word.replaceAll("'", "'\\''")}'`;
  const bytes = encodeUtf8(word).toString('latin1');
  const shown = bytes.replace(/[^ -~]|['\\]/g, char =>
    char === "'" || char === '\\' ? `\\${char}` : `\\x${char.charCodeAt(0).toString(16).padStart(2, '0')}`,
  );
  return `$'${shown}'`;
}
