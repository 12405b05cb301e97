/** Where services count paths from. */
import { relative, sep } from 'node:path';
import type { World } from './world.js';

/**
 * What services put before the paths of a tree, to count from the folder that they checked out, or else from here:
 * empty, or with a `/` at its end; empty as well where the tree is not below that folder.
 */
export function prefixOf(root: string, { cwd, env }: Pick<World, 'cwd' | 'env'>): string {
  const below = relative(env.GITHUB_WORKSPACE || cwd, root)
    .split(sep)
    .join('/');
  return below === '' || below === '..' || below.startsWith('../') ? '' : `${below}/`;
}
