/** `faultline diff`: what `apply` would do, as one unified diff. */
import { diffstat, filePatches, unifiedDiff } from '../../patch/index.js';
import { changesOf } from '../changes.js';
import type { Command } from '../command.js';
import { DECISIONS_OPTION } from '../decisions-file.js';
import { diffForPeople } from '../diff-text.js';
import { exitCodeOf } from '../exit.js';
import { MISSING_OPTIONS } from '../missing.js';
import { isColored, paintFor } from '../paint.js';
import { look } from '../session.js';
import { tellLeft } from '../summary.js';

export const diff: Command = {
  name: 'diff',
  what: 'Show what apply would change, as a unified diff',
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
    const text = args.flag('stat') ? diffstat(filePatches(changes), world.out.columns) : unifiedDiff(changes);
    const colored = isColored(args.color, world.out, world.env);
    // A program gets the very bytes; a person's terminal must not get what would command it.
    const isForPeople = colored || world.out.isTerminal;
    await world.out.write(isForPeople ? diffForPeople(text, paintFor(colored)) : Buffer.from(text, 'latin1'));
    await tellLeft(session.ledger, args, world);
    return exitCodeOf(session.ledger, args.review);
  },
};
