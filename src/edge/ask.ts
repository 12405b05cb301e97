/** What the arguments of a command name: transforms, a tree, paths in it. */
import { transforms } from '../../transforms/index.js';
import { failureInWords, UserError } from '../errors.js';
import { chooseTransforms } from '../shelf.js';
import type { AnyTransform } from '../transform.js';
import { type DiskTree, openDisk } from '../tree/disk.js';
import { limitTo } from '../tree/limit.js';
import { type Arguments, treeFolder } from './command.js';
import { selectorOf } from './select.js';
import type { World } from './world.js';

/** @throws UserError for a name that no transform has. */
export function chosenTransforms({ transforms: names }: Arguments): readonly AnyTransform[] {
  try {
    return chooseTransforms(transforms, names);
  } catch (error) {
    throw new UserError(`--transform: ${failureInWords(error)}`);
  }
}

/** The tree on disk, and the PATHs as paths of it. @throws UserError for arguments that name nothing. */
export async function openTree(
  args: Arguments,
  world: World,
): Promise<{ readonly tree: DiskTree; readonly paths: readonly string[] | undefined }> {
  const tree = await openDisk(treeFolder(args, world));
  const paths = args.paths.length === 0 ? undefined : limitTo(tree.root, world.cwd, args.paths);
  await checkInclude(args.globs[0]?.include ?? [], tree, paths, '--include');
  return { tree, paths };
}

/**
 * Nothing to look at would read like nothing found. Settings are shared with other trees, so theirs may leave none.
 *
 * @param name what the globs are called where they were given
 * @throws UserError where no file is included
 */
export async function checkInclude(
  include: readonly string[],
  tree: DiskTree,
  paths: readonly string[] | undefined,
  name: string,
): Promise<void> {
  if (include.length === 0) return;
  const selects = selectorOf([{ include, exclude: [], prefix: '' }])!;
  if ((await tree.list(paths)).some(selects)) return;
  throw new UserError(
    `${name}: expected a glob that holds for a .c or .h file, its path relative to the tree, found ${include.join(', ')}`,
  );
}
