/** What the commands that look at a tree share: open it, run, and show how far it is. */

import { UserError } from '../errors.js';
import { uselessOf } from '../ignore.js';
import { isCarriedOut } from '../review/carried.js';
import type { Decision } from '../review/decisions.js';
import { type RunRequest, type RunResult, run } from '../run.js';
import { openParser } from '../source/index.js';
import { isRead, type Sources } from '../sources.js';
import type { AnyTransform } from '../transform.js';
import type { DiskTree } from '../tree/disk.js';
import { printable } from '../unicode.js';
import { chosenTransforms, openTree } from './ask.js';
import type { Arguments } from './command.js';
import { amenderFor, deciderFor, readDecisions } from './decisions-file.js';
import { kernelsFrom } from './kernels.js';
import { plural } from './ledger-text.js';
import { refuseMissing } from './missing.js';
import { progressLine } from './progress.js';
import { selectorOf } from './select.js';
import { refuseTaken } from './taken-names.js';
import { type Timing, timingFor } from './timing.js';
import type { World } from './world.js';

/** What was looked at, and what came out. */
export interface Session extends RunResult {
  readonly tree: DiskTree;
  readonly transforms: readonly AnyTransform[];
  /** The PATHs as paths of the tree; all of it where undefined. */
  readonly paths: readonly string[] | undefined;
  /** As the run was asked for. */
  readonly selects: RunRequest['selects'];
  readonly prepare: boolean;
  readonly compat: boolean;
  readonly kernels: RunRequest['kernels'];
  readonly budget: RunRequest['budget'];
  /** For what the command does with it; of a series, which is work of its own, the command tells as well. */
  readonly timing: Timing;
}

/** What a command shows: verdicts alone, what there is to decide, or new code as it was decided, in files or patches. */
export type Shows = 'verdicts' | 'choices' | 'code' | 'patches';

/**
 * @param amend what a person made of changes, where it is not new code that is shown
 *
 * @throws UserError for arguments that name nothing, and for new code that the tree would not build with
 */
export async function look(
  args: Arguments,
  world: World,
  shows: Shows,
  amend?: RunRequest['amend'],
): Promise<Session> {
  const chosen = chosenTransforms(args);
  const timing = timingFor(world, args.timing);
  const { tree, paths } = await openTree(args, world);
  const selects = selectorOf(args.globs);
  const prepare = shows !== 'verdicts' && args.flag('prepare');
  const isCode = shows === 'code' || shows === 'patches';
  const compat = shows !== 'patches' && args.flag('compat');
  if (compat && prepare) {
    throw new UserError(
      'expected --prepare (for a tree with headers of its own) or --compat (for a driver outside of the kernel), found both: give one of them',
    );
  }
  const asked = { paths, selects, prepare, compat, kernels: kernelsFrom(args), budget: args.budget };
  const decisions = isCode ? decisionsOf(args, world) : undefined;
  const progress = progressLine(world, args.quiet);
  try {
    const result = await run({
      ...asked,
      tree: timing.watched(tree),
      transforms: chosen,
      parser: await openParser(),
      takeReview: args.review,
      decide: decisions?.decide,
      amend: decisions?.amend ?? amend,
      onProgress: one => {
        progress.show(one);
        timing.hear(one);
      },
    });
    await progress.end();
    if (shows !== 'patches') await timing.tell();
    await tellSlips(result, args, world);
    await tellNothing(result, args, world);
    await tellIgnores(result, args, world);
    await tellKept(result, args, world);
    await decisions?.tellUnused(result.sources);
    if (isCode) await refuseMissing(result, chosen, args, world);
    if (isCode) await refuseTaken(result, tree);
    return { ...result, ...asked, tree, transforms: chosen, timing };
  } finally {
    await progress.end();
  }
}

/** That nothing was looked at reads like that nothing was found, and globs of settings may be meant for other trees. */
async function tellNothing({ ledger }: RunResult, args: Arguments, { err }: World): Promise<void> {
  if (args.quiet || ledger.totals.filesListed > 0) return;
  const isLimited = args.globs.some(({ include, exclude }) => include.length + exclude.length > 0);
  const why = isLimited ? 'the globs leave none' : 'there is none';
  await err.write(`no .c or .h file was looked at: ${why}\n`);
}

/** A header that a person changed is that person's. */
async function tellKept({ kept }: RunResult, { quiet }: Arguments, { err }: World): Promise<void> {
  if (quiet) return;
  const told = kept.map(
    path =>
      `${printable(path)} is not as faultline writes it, so it was left as it is; remove it to have it written anew\n`,
  );
  await err.write(told.join(''));
}

/** The comments that keep nothing as it is. */
async function tellIgnores({ ignores }: RunResult, args: Arguments, { err }: World): Promise<void> {
  if (args.quiet) return;
  const useless = uselessOf(ignores, args.transforms.length > 0);
  await err.write(useless.map(({ path, line, why }) => `${printable(path)}:${line}: ${why}\n`).join(''));
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

/** The decisions that the arguments name, and what is told of those that no change is meant by. */
function decisionsOf(args: Arguments, world: World) {
  const shown = args.text('decisions');
  if (shown === undefined) return undefined;
  const decisions = readDecisions(shown, world, false);
  const used = new Set<string>();
  const held: Decision[] = [];
  const use = (fingerprint: string) => void used.add(fingerprint);
  return {
    decide: deciderFor(decisions, use, decision => void held.push(decision)),
    amend: amenderFor(decisions, use),
    tellUnused: async (sources: Sources) => {
      const rest = [...decisions.values()].filter(({ fingerprint }) => !used.has(fingerprint));
      const [made, unused] = partedByMade(rest, sources);
      if (held.length > 0) {
        await world.err.write(
          `${plural(held.length, 'change')} left out, since what was decided is about an earlier form of it: ` +
            `${firstOf(held)}; see it again with \`faultline review --decisions ${printable(shown)}\`\n`,
        );
      }
      if (args.quiet) return;
      if (made.length > 0) await world.err.write(toldOfMade(made, shown));
      if (unused.length === 0) return;
      const whys = [
        'no such change is offered here (it lies outside of what is looked at, or somebody made another one)',
        'it does something else by now',
      ];
      await world.err.write(
        `${plural(unused.length, 'decision')} of ${printable(shown)} left aside, since ${whys.join(', or ')}: ` +
          `${firstOf(unused)}\n`,
      );
    },
  };
}

/** The decisions whose changes the tree has already, and the others. */
export function partedByMade(
  decisions: readonly Decision[],
  sources: Sources,
): readonly [made: readonly Decision[], others: readonly Decision[]] {
  const fileOf = (path: string) => {
    const file = sources.open(path);
    return isRead(file) ? file : undefined;
  };
  const made = new Set(decisions.filter(one => isCarriedOut(one, fileOf)));
  return [[...made], decisions.filter(one => !made.has(one))];
}

/** A line for people about decisions whose changes the tree has already. */
export function toldOfMade(made: readonly Decision[], shown: string): string {
  const are = made.length === 1 ? 'is' : 'are';
  return `${plural(made.length, 'decision')} of ${printable(shown)} ${are} carried out already: ${firstOf(made)}\n`;
}

/** The first changes of decisions, by name, and how many more there are. */
function firstOf(decisions: readonly Decision[]): string {
  const names = decisions.slice(0, 3).map(({ change }) => printable(change));
  return `${names.join(', ')}${decisions.length > names.length ? ` and ${decisions.length - names.length} more` : ''}`;
}
