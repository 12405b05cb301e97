/** From the PATH arguments of a command to the paths of a tree. */
import { realpathSync } from 'node:fs';
import { relative, resolve, sep } from 'node:path';
import { errnoOf, failureInWords, UserError } from '../errors.js';

/**
 * The arguments as paths of the tree, `''` for the root itself. An argument is looked for in the tree first, then
 * in `cwd`, so that what a shell completes works as well; links are resolved.
 *
 * @param root absolute, links resolved.
 * @throws UserError for one that is not there, or lies outside the tree.
 */
export function limitTo(root: string, cwd: string, args: readonly string[]): string[] {
  return args.map(arg => {
    const real = realPath(resolve(root, arg)) ?? realPath(resolve(cwd, arg));
    if (real === undefined) {
      throw new UserError(`no file or folder ${arg} in ${root}: give PATH relative to the tree`);
    }
    const path = relative(root, real).split(sep).join('/');
    if (path === '..' || path.startsWith('../')) {
      throw new UserError(`${arg} lies outside the tree ${root}: give a PATH inside it, or another TREE`);
    }
    return path;
  });
}

function realPath(file: string): string | undefined {
  try {
    return realpathSync(file);
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(errnoOf(error) ?? '')) return undefined;
    throw new UserError(`cannot look at ${file}: ${failureInWords(error)}`);
  }
}
