/** `faultline diff`: what `apply` would do, as one unified diff. */
import { diffstat, type FilePatch, filePatches } from '../../patch/index.js';
import { changesOf } from '../changes.js';
import type { Command } from '../command.js';
import { DECISIONS_OPTION } from '../decisions-file.js';
import { type Declared, declaredIn, tellDeclared } from '../declared.js';
import { diffForPeople } from '../diff-text.js';
import { tellDiscord } from '../discord.js';
import { exitCodeOf } from '../exit.js';
import { MISSING_OPTIONS } from '../missing.js';
import { isColored, paintFor } from '../paint.js';
import { look } from '../session.js';
import { tellLeft } from '../summary.js';

export const diff: Command = {
  name: 'diff',
  what: 'Show what apply would do, as a unified diff',
  takesTree: true,
  options: [
    { name: 'stat', kind: 'flag', what: 'Show only how much changes in which file' },
    ...MISSING_OPTIONS,
    DECISIONS_OPTION,
  ],
  examples: [
    ['diff ~/linux', 'Look at all that is sure'],
    ['diff --review ~/linux fs > fs.diff', 'A patch for git apply; paths in it start at TREE'],
  ],
  run: async (args, world) => {
    const session = await look(args, world, 'code');
    const changes = changesOf(session);
    const isStat = args.flag('stat');
    const patches = filePatches(changes);
    const text = isStat
      ? diffstat(patches, world.out.columns)
      : noted(patches, declaredIn(session.ledger, args.review));
    const colored = isColored(args.color, world.out, world.env);
    // A program gets the very bytes; a person's terminal must not get what would command it.
    const isForPeople = colored || world.out.isTerminal;
    await world.out.write(isForPeople ? diffForPeople(text, paintFor(colored)) : Buffer.from(text, 'latin1'));
    if (isStat) await tellDeclared(session.ledger, args, world);
    await tellLeft(session.ledger, args, world);
    return (await tellDiscord(session, args, world)) ? 1 : exitCodeOf(session.ledger, args.review);
  },
};

/** The diff, with what is declared of a file in lines above it: whatever reads a patch passes over them. */
function noted(patches: readonly FilePatch[], declared: readonly Declared[]): string {
  return patches
    .map(({ path, text }) => {
      const notes = declared.filter(one => one.path === path).map(one => `${one.text}\n`);
      return Buffer.from(notes.join('')).toString('latin1') + text;
    })
    .join('');
}
