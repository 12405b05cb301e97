/** `faultline apply`: writes what `diff` shows. */
import { join } from 'node:path';
import { UserError } from '../../errors.js';
import { addFile } from '../../tree/add.js';
import { findUncommitted } from '../../tree/committed.js';
import { rootOf } from '../../tree/disk.js';
import { finishFormer, openJournal } from '../../tree/journal.js';
import { type Replacement, replaceFiles } from '../../tree/replace.js';
import { printable } from '../../unicode.js';
import { type Arguments, type Command, treeFolder } from '../command.js';
import { DECISIONS_OPTION } from '../decisions-file.js';
import { tellDeclared } from '../declared.js';
import { tellDiscord } from '../discord.js';
import { exitCodeOf } from '../exit.js';
import { plural } from '../ledger-text.js';
import { MISSING_OPTIONS } from '../missing.js';
import { look, type Session } from '../session.js';
import { tellLeft } from '../summary.js';
import { uninterrupted } from '../uninterrupted.js';
import type { World } from '../world.js';

/** So many files are named in a message. */
const NAMED = 5;

export const apply: Command = {
  name: 'apply',
  what: 'Rewrite the files in place, as diff shows it',
  takesTree: true,
  options: [
    { name: 'force', kind: 'flag', what: 'Rewrite files with uncommitted changes as well' },
    ...MISSING_OPTIONS,
    DECISIONS_OPTION,
  ],
  examples: [
    ['apply ~/linux', 'Rewrite all that is sure'],
    ['apply --review ~/linux drivers/gpu', 'And in one folder what needs consent'],
  ],
  run: async (args, world) => {
    const root = rootOf(treeFolder(args, world));
    await finishWork(root, args, world);
    const session = await look(args, world, 'code');
    const replacements = replacementsOf(session);
    if (!args.flag('force')) await checkCommitted(session, replacements);
    const { added, tree } = session;
    if (replacements.length > 0) {
      await uninterrupted(() => {
        // Files include it, so it comes first; where they then stay as they are, it does no harm.
        if (added) addFile(join(tree.root, added.path), Buffer.from(added.text, 'latin1'), added.path);
        replaceIn(root, replacements);
      });
    }
    if (!args.quiet) {
      const more = added === undefined ? '' : `, ${printable(added.path)} added`;
      await world.err.write(`${plural(replacements.length, 'file')} rewritten${more}\n`);
    }
    await tellDeclared(session.ledger, args, world);
    await tellLeft(session.ledger, args, world);
    return (await tellDiscord(session, args, world)) ? 1 : exitCodeOf(session.ledger, args.review);
  },
};

/** Alone in the tree, so that no other run looks at half of it. */
function replaceIn(root: string, replacements: readonly NamedReplacement[]): void {
  const journal = openJournal(root);
  try {
    replaceFiles(replacements, journal);
  } finally {
    journal.end();
  }
}

/** What a run that was cut off had begun comes first: a tree that is changed by half must not be judged. */
async function finishWork(root: string, { quiet }: Arguments, { err }: World): Promise<void> {
  const former = finishFormer(root);
  if (former === undefined || quiet) return;
  const { replaced, left } = former;
  await err.write(
    `finished what a run began that was cut off: ${plural(replaced.length, 'file')} rewritten\n`,
  );
  for (const file of left) {
    await err.write(`${printable(file)} was changed since, and left as it is\n`);
  }
}

type NamedReplacement = Replacement & { readonly path: string };

function replacementsOf({ files, tree }: Session): readonly NamedReplacement[] {
  return files.map(({ path, before, after }) => ({
    path,
    name: path,
    // The engine edits no file whose name is not UTF-8, so the name is a string.
    file: String(tree.fileOf(path)),
    before: Buffer.from(before, 'latin1'),
    after: Buffer.from(after, 'latin1'),
  }));
}

async function checkCommitted({ tree }: Session, replacements: readonly NamedReplacement[]): Promise<void> {
  if (!tree.inGit) return;
  const read = replacements.map(({ path, before }) => ({ path, bytes: before }));
  const found = await findUncommitted(tree, read);
  if (found.length === 0) return;
  const names = found.slice(0, NAMED).map(({ path, why }) => `${path} ${why}`);
  const more = found.length > NAMED ? ` and ${found.length - NAMED} more` : '';
  throw new UserError(
    `git could not give back ${plural(found.length, 'file')} that would be rewritten: ${names.join(', ')}${more}; ` +
      'commit or stash first, or use --force',
  );
}
