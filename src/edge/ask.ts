/** What the arguments of a command name: transforms, a tree, paths in it. */
import { resolve } from 'node:path';
import { transforms } from '../../transforms/index.js';
import { failureInWords, UserError } from '../errors.js';
import { chooseTransforms } from '../shelf.js';
import type { AnyTransform } from '../transform.js';
import { type DiskTree, openDisk } from '../tree/disk.js';
import { limitTo } from '../tree/limit.js';
import type { Arguments } from './command.js';
import type { World } from './world.js';

/** @throws UserError for a name that no transform has. */
export function chosenTransforms({ transforms: names }: Arguments): readonly AnyTransform[] {
  try {
    return chooseTransforms(transforms, names);
  } catch (error) {
    throw new UserError(`--transform: ${failureInWords(error)}`);
  }
}

/** The absolute path that TREE names. @throws UserError for an empty name. */
export function treeFolder({ tree }: Arguments, { cwd }: World): string {
  if (tree === '') throw new UserError('expected a folder as TREE, found an empty name');
  return resolve(cwd, tree);
}

/** The tree on disk, and the PATHs as paths of it. @throws UserError for arguments that name nothing. */
export async function openTree(
  args: Arguments,
  world: World,
): Promise<{ readonly tree: DiskTree; readonly paths: readonly string[] | undefined }> {
  const tree = await openDisk(treeFolder(args, world));
  const paths = args.paths.length === 0 ? undefined : limitTo(tree.root, world.cwd, args.paths);
  return { tree, paths };
}
