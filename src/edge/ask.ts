/** What the arguments of a command name: transforms, a tree, paths in it. */
import { resolve } from 'node:path';
import { transforms } from '../../transforms/index.js';
import { failureInWords, UserError } from '../errors.js';
import { chooseTransforms } from '../shelf.js';
import type { AnyTransform } from '../transform.js';
import { type DiskTree, openDisk } from '../tree/disk.js';
import { withHeaders } from '../tree/headers.js';
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

/**
 * The tree on disk, and the PATHs as paths of it.
 *
 * @param read its `own` files alone, or the headers too that `--headers` names
 * @throws UserError for arguments that name nothing
 */
export async function openTree(
  args: Arguments,
  world: World,
  read: 'own' | 'headers too' = 'headers too',
): Promise<{ readonly tree: DiskTree; readonly paths: readonly string[] | undefined }> {
  const own = await openDisk(treeFolder(args, world));
  const tree = read === 'own' ? own : await withLent(own, args, world);
  const paths = args.paths.length === 0 ? undefined : limitTo(tree.root, world.cwd, args.paths);
  await checkInclude(args.globs[0]?.include ?? [], tree, paths, '--include');
  return { tree, paths };
}

/** The tree with the headers that `--headers` names, where it does. */
async function withLent(tree: DiskTree, args: Arguments, { cwd }: World): Promise<DiskTree> {
  const folder = args.text('headers');
  if (folder === undefined) return tree;
  const lender = await openDisk(resolve(cwd, folder)).catch(error => {
    throw new UserError(`--headers: ${failureInWords(error)}`);
  });
  return lender.root === tree.root ? tree : withHeaders(tree, lender);
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
