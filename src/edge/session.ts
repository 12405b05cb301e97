/** What the commands that look at a tree share: open it, run, and show how far it is. */
import { resolve } from 'node:path';
import { transforms } from '../../transforms/index.js';
import { failureInWords, UserError } from '../errors.js';
import { type RunResult, run } from '../run.js';
import { chooseTransforms } from '../shelf.js';
import { openParser } from '../source/index.js';
import type { AnyTransform } from '../transform.js';
import { type DiskTree, openDisk } from '../tree/disk.js';
import { limitTo } from '../tree/limit.js';
import { printable } from '../unicode.js';
import type { Arguments } from './command.js';
import { progressLine } from './progress.js';
import type { World } from './world.js';

/** What was looked at, and what came out. */
export interface Session extends RunResult {
  readonly tree: DiskTree;
  readonly transforms: readonly AnyTransform[];
}

/** @throws UserError for arguments that name nothing. */
export async function look(args: Arguments, world: World): Promise<Session> {
  const chosen = choose(args.transforms);
  if (args.tree === '') throw new UserError('expected a folder as TREE, found an empty name');
  const tree = await openDisk(resolve(world.cwd, args.tree));
  const paths = args.paths.length === 0 ? undefined : limitTo(tree.root, world.cwd, args.paths);
  const progress = progressLine(world, args.quiet);
  try {
    const result = await run({
      tree,
      paths,
      transforms: chosen,
      parser: await openParser(),
      takeReview: args.review,
      onProgress: progress.show,
    });
    await progress.end();
    await tellSlips(result, args, world);
    return { ...result, tree, transforms: chosen };
  } finally {
    await progress.end();
  }
}

function choose(names: readonly string[]): readonly AnyTransform[] {
  try {
    return chooseTransforms(transforms, names);
  } catch (error) {
    throw new UserError(`--transform: ${failureInWords(error)}`);
  }
}

/** What went wrong inside transforms is in the ledger as well; here it is told to the one who can mend it. */
async function tellSlips({ slips }: RunResult, { debug }: Arguments, { err }: World): Promise<void> {
  if (slips.length === 0) return;
  if (!debug) {
    const many = slips.length === 1 ? '1 place' : `${slips.length} places`;
    await err.write(`faultline: transforms failed at ${many}: see --debug, and please report them\n`);
    return;
  }
  for (const { path, line, transforms: names, what, stack } of slips) {
    const place = `${printable(path)}:${line}: ${names.join(', ')}: ${printable(what)}`;
    await err.write(
      `faultline: ${place}\n${stack === undefined ? '' : `${printable(stack).replaceAll('\\x0a', '\n')}\n`}`,
    );
  }
}
