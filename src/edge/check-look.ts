/** Looks at what `check` is asked about: a tree, what is staged in it, or what it gained since a revision. */
import { resolve } from 'node:path';
import { check } from '../check/check.js';
import type { CheckResult } from '../check/finding.js';
import { checkChange } from '../check/since.js';
import { UserError } from '../errors.js';
import { openParser } from '../source/index.js';
import { limitTo } from '../tree/limit.js';
import { openSince, openStaged } from '../tree/states.js';
import { chosenTransforms, openTree, treeFolder } from './ask.js';
import type { Arguments } from './command.js';
import { progressLine } from './progress.js';
import { reachCache } from './reach-cache.js';
import type { World } from './world.js';

/** A result, and of what. */
export interface Looked {
  readonly result: CheckResult;
  /** The absolute path of the tree. */
  readonly root: string;
  /** The revision that findings are new against; undefined where all count. */
  readonly since: string | undefined;
}

/** @throws UserError for arguments that name nothing, or contradict each other. */
export async function lookAt(args: Arguments, world: World): Promise<Looked> {
  const since = args.text('since');
  if (since !== undefined && args.flag('staged'))
    throw new UserError('--staged and --since: give only one of them');
  const progress = progressLine(world, args.quiet);
  try {
    const look = since !== undefined || args.flag('staged') ? lookAtChange : lookAtTree;
    return await look(args, world, progress.show);
  } finally {
    await progress.end();
  }
}

type Show = ReturnType<typeof progressLine>['show'];

async function lookAtTree(args: Arguments, world: World, onProgress: Show): Promise<Looked> {
  const transforms = chosenTransforms(args);
  const { tree, paths } = await openTree(args, world);
  const result = await check({ tree, paths, transforms, parser: await openParser(), onProgress });
  return { result, root: tree.root, since: undefined };
}

async function lookAtChange(args: Arguments, world: World, onProgress: Show): Promise<Looked> {
  const transforms = chosenTransforms(args);
  const folder = treeFolder(args, world);
  const since = args.text('since');
  const index = world.env.GIT_INDEX_FILE;
  const opening =
    since === undefined ? openStaged(folder, index && resolve(world.cwd, index)) : openSince(folder, since);
  const [states, parser] = await Promise.all([opening, openParser()]);
  const { root, before, after, changed, beforeId } = states;
  const paths = args.paths.length === 0 ? undefined : limitTo(root, world.cwd, args.paths);
  const reaches = reachCache(root, beforeId, world.env);
  const result = await checkChange({
    before,
    after,
    changed,
    reaches,
    paths,
    transforms,
    parser,
    onProgress,
  });
  return { result, root, since: since ?? 'HEAD' };
}
