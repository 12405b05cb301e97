/** `faultline review`: a person goes through the sites and decides, one key at a time. */
import { UserError } from '../../errors.js';
import { makeReport, type Site } from '../../report/report.js';
import { type Answer, type Decision, type Decisions, fingerprintOf } from '../../review/decisions.js';
import { screenOf } from '../../review/screen.js';
import { beginWalk, goTo, KEYS, type Step, step, type Walk } from '../../review/walk.js';
import { openRead, type Sources } from '../../sources.js';
import { printable } from '../../unicode.js';
import type { Command } from '../command.js';
import { readDecisions, writeDecisions } from '../decisions-file.js';
import { plural } from '../ledger-text.js';
import { MISSING_OPTIONS } from '../missing.js';
import { isColored, type Paint, paintFor } from '../paint.js';
import { look } from '../session.js';
import type { Keyboard, World } from '../world.js';

const FILE = 'faultline-decisions.json';

export const review: Command = {
  name: 'review',
  what: 'Go through the sites one by one, and decide',
  takesTree: true,
  takesReview: false,
  exitCodes: `Exit codes:
  0  everything that can be decided is decided
  1  some changes are still to be decided
  2  it could not work, such as without a terminal; the reason is on standard error`,
  options: [
    {
      name: 'decisions',
      kind: 'text',
      value: 'FILE',
      what: `The file to keep decisions in: ${FILE} unless given`,
    },
    ...MISSING_OPTIONS,
  ],
  examples: [
    ['review ~/linux drivers/gpu', 'Decide about one folder'],
    [`apply --decisions ${FILE} ~/linux drivers/gpu`, 'And do what was decided'],
  ],
  run: async (args, world) => {
    const shown = args.text('decisions') ?? FILE;
    const before = readDecisions(shown, world, true);
    if (!world.canAsk) {
      throw new UserError(
        'expected a terminal to ask questions on, found none; `faultline report` shows the same without questions',
      );
    }
    const { ledger, sources, transforms, tree } = await look(args, world, 'choices');
    const report = makeReport({ tree: tree.root, ledger, sources, transforms });
    const sites = report.sites.filter(({ kind }) => kind !== 'done');
    const kept = keep(sites, sources, before, shown, world);
    const paint = paintFor(isColored(args.color, world.out, world.env));
    // Only now: while the tree is looked at, the terminal's own keys have to work.
    const keyboard = world.keyboard();
    try {
      await walkThrough(beginWalk(sites, kept.answers()), { keyboard, world, paint, kept });
    } finally {
      keyboard.close();
    }
    const open = kept.open();
    const decided = kept.answers().size;
    const where = decided === 0 ? '' : `; kept in ${printable(shown)}`;
    await world.out.write(`${plural(decided, 'change')} decided, ${open} left${where}\n`);
    return open === 0 ? 0 : 1;
  },
};

/** The decisions about the sites, written whenever one changes. */
interface Kept {
  /** By index of the site. */
  answers(): ReadonlyMap<number, Answer>;
  save(answers: ReadonlyMap<number, Answer>): void;
  /** How many changes nothing was decided of. */
  open(): number;
}

function keep(
  sites: readonly Site[],
  sources: Sources,
  before: Decisions,
  shown: string,
  world: World,
): Kept {
  const textOf = (path: string) => openRead(sources, path).text;
  const prints = sites.map(({ change }) => change && fingerprintOf(change, textOf));
  // Decisions about other parts of the tree stay.
  const decisions = new Map<string, Decision>(before);
  return {
    answers: () =>
      new Map(
        prints.flatMap((print, i): [number, Answer][] => {
          const answer = print === undefined ? undefined : decisions.get(print)?.answer;
          return answer === undefined ? [] : [[i, answer]];
        }),
      ),
    save: answers => {
      for (const [i, answer] of answers) {
        const fingerprint = prints[i]!;
        decisions.set(fingerprint, { change: sites[i]!.change!.id, fingerprint, answer });
      }
      writeDecisions(shown, decisions, world);
    },
    open: () => prints.filter(print => print !== undefined && !decisions.has(print)).length,
  };
}

interface Desk {
  readonly keyboard: Keyboard;
  readonly world: World;
  readonly paint: Paint;
  readonly kept: Kept;
}

/** Shows a site, waits for a key, and so on to the end. */
async function walkThrough(begin: Walk, { keyboard, world, paint, kept }: Desk): Promise<void> {
  let walk = begin;
  const site = () => walk.sites[walk.at];
  const say = (text: string) => world.out.write(text);
  const ask = (text: string) => say(`${text}\n${questionOf(site()!, paint)}`);
  const show = async () => {
    const current = site();
    if (current === undefined) return;
    const { sites, at, answers } = walk;
    const around = { number: at + 1, total: sites.length, width: world.out.columns, brushes: paint };
    await ask(screenOf(current, { ...around, answer: answers.get(at) }).join('\n'));
  };
  keyboard.onResize(() => void say('\n').then(show));
  await show();
  while (site() !== undefined) {
    const key = await keyboard.next();
    await say(`${/^[!-~]$/.test(key) ? key : ''}\n`);
    let next: Step = step(walk, key);
    if (next.kind === 'ask') next = goTo(walk, next.what, await readLine(keyboard, say, next.what));
    if (next.kind === 'quit') return;
    if (next.kind === 'help') await ask(KEYS.map(([name, what]) => `${name} - ${what}`).join('\n'));
    if (next.kind === 'told') await ask(paint.yellow(next.message));
    if (next.kind !== 'moved') continue;
    if (next.walk.answers !== walk.answers) kept.save(next.walk.answers);
    walk = next.walk;
    await show();
  }
}

function questionOf({ change }: Site, { bold }: Paint): string {
  const isThere = (key: string) => change !== undefined || !'ynad'.includes(key);
  const keys = KEYS.map(([key]) => key).filter(isThere);
  return bold(`${change === undefined ? 'Go on' : 'Take this change'} [${keys.join(',')}]? `);
}

/** Reads a line, shown as it is typed; empty where it is given up. */
async function readLine(
  keyboard: Keyboard,
  say: (text: string) => Promise<void>,
  what: string,
): Promise<string> {
  await say(`${what}: `);
  let line = '';
  for (;;) {
    const key = await keyboard.next();
    if (/^(?:\r|\n|\x03|\x1b|)$/.test(key)) {
      await say('\n');
      return key === '\r' || key === '\n' ? line.trim() : '';
    }
    if (key === '\x7f' || key === '\b') {
      if (line !== '') await say('\b \b');
      line = [...line].slice(0, -1).join('');
    } else if (!/\p{C}/u.test(key)) {
      line += key;
      await say(key);
    }
  }
}
