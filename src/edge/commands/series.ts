/** `faultline series`: what `diff` shows as mails, one patch for each driver. */
import { join, resolve } from 'node:path';
import { UserError } from '../../errors.js';
import { type Base, type Patch, renderSeries } from '../../patch/index.js';
import { planSeries } from '../../series/plan.js';
import { bodyOf, subjectsOf } from '../../series/words.js';
import { findUncommitted } from '../../tree/committed.js';
import { checkEmptyFolder, fillFolder } from '../../tree/folder.js';
import { git } from '../../tree/git.js';
import { printable } from '../../unicode.js';
import { VERSION } from '../../version.js';
import { authorDate } from '../author-date.js';
import { changesOf } from '../changes.js';
import type { Arguments, Command } from '../command.js';
import { exitCodeOf } from '../exit.js';
import { authorOf } from '../identity.js';
import { look, type Session } from '../session.js';
import { tellLeft } from '../summary.js';
import type { World } from '../world.js';

export const series: Command = {
  name: 'series',
  what: 'Write patches for git am, one for each driver',
  takesTree: true,
  options: [{ name: 'output', short: 'o', kind: 'text', what: 'The folder for the patches: new, or empty' }],
  examples: [
    ['series ~/linux -o patches', 'All that is sure; then: git am patches/*'],
    ['series ~/linux drivers/gpu -o gpu', 'The same for one folder of the tree'],
  ],
  run: async (args, world) => {
    const shown = args.text('output');
    if (shown === undefined || shown === '') throw new UserError('name the folder for the patches: -o DIR');
    const folder = resolve(world.cwd, shown);
    checkEmptyFolder(folder, shown);
    const session = await look(args, world);
    const patches = patchesOf(session, args);
    if (patches.length === 0) {
      if (!args.quiet) await world.err.write('no patch to write\n');
    } else {
      const files = renderSeries(patches, undefined, {
        sender: await authorOf(session.tree.root, world.env),
        date: authorDate(world),
        base: await baseOf(session, args, world),
        signature: `faultline ${VERSION}`,
      });
      fillFolder(folder, shown, files);
      await world.out.write(files.map(({ name }) => `${printable(join(shown, name))}\n`).join(''));
    }
    await tellLeft(session.ledger, args, world);
    return exitCodeOf(session.ledger, args.review);
  },
};

function patchesOf(session: Session, { review }: Arguments): readonly Patch[] {
  const taken = session.ledger.changes.filter(({ kind }) => kind === 'convert' || review);
  const files = new Map(changesOf(session).map(change => [change.path, change]));
  const steps = planSeries(taken);
  const subjects = subjectsOf(steps, session.transforms);
  return steps.map((step, at) => ({
    subject: subjects[at]!,
    body: bodyOf(step, session.transforms),
    files: step.paths.map(path => files.get(path)!),
  }));
}

/** The commit that the series builds on; none where the tree is not the top of a checkout, or differs from it. */
async function baseOf(session: Session, { quiet }: Arguments, world: World): Promise<Base | undefined> {
  const { tree, files } = session;
  if (!tree.isTop) return undefined;
  const read = files.map(({ path, before }) => ({ path, bytes: Buffer.from(before, 'latin1') }));
  const [first] = await findUncommitted(tree, read);
  if (first !== undefined) {
    const { path, why } = first;
    if (!quiet) await world.err.write(`no base commit can be named, since ${printable(path)} ${why}\n`);
    return undefined;
  }
  const head = await git(tree.root, ['rev-parse', '--verify', 'HEAD']);
  const commit = head?.out.trim() ?? '';
  return /^[0-9a-f]{40}$/.test(commit) ? { commit } : undefined;
}
