/** What the commands that look at a tree share: open it, run, and show how far it is. */
import { type RunResult, run } from '../run.js';
import { openParser } from '../source/index.js';
import type { AnyTransform } from '../transform.js';
import type { DiskTree } from '../tree/disk.js';
import { printable } from '../unicode.js';
import { chosenTransforms, openTree } from './ask.js';
import type { Arguments } from './command.js';
import { progressLine } from './progress.js';
import type { World } from './world.js';

/** What was looked at, and what came out. */
export interface Session extends RunResult {
  readonly tree: DiskTree;
  readonly transforms: readonly AnyTransform[];
  /** The PATHs as paths of the tree; all of it where undefined. */
  readonly paths: readonly string[] | undefined;
}

/** @throws UserError for arguments that name nothing. */
export async function look(args: Arguments, world: World): Promise<Session> {
  const chosen = chosenTransforms(args);
  const { tree, paths } = await openTree(args, world);
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
    return { ...result, tree, paths, transforms: chosen };
  } finally {
    await progress.end();
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
