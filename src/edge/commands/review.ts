/** `faultline review`: a person goes through the sites and decides, one key at a time. */
import { UserError } from '../../errors.js';
import { makeReport, type Site } from '../../report/report.js';
import { afterOf } from '../../review/carried.js';
import {
  type Answer,
  type Decision,
  type Decisions,
  editsOffered,
  fingerprintOf,
  outcomeOf,
  stands,
} from '../../review/decisions.js';
import { fold, screenOf } from '../../review/screen.js';
import { beginWalk, goTo, KEYS, type Step, step, type Walk, withEdited } from '../../review/walk.js';
import { openRead, type Sources } from '../../sources.js';
import { decodeUtf8, printable } from '../../unicode.js';
import type { Change } from '../../verdict.js';
import type { Arguments, Command } from '../command.js';
import {
  amenderFor,
  type KeptDecisions,
  keepDecisions,
  lockDecisions,
  readDecisions,
} from '../decisions-file.js';
import { draftChange, type Former, judgeDraft } from '../edit-change.js';
import type { ExitCode } from '../exit.js';
import { plural } from '../ledger-text.js';
import { MISSING_OPTIONS } from '../missing.js';
import { isColored, type Paint, paintFor } from '../paint.js';
import { look, partedByMade, type Session } from '../session.js';
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
    // A file that holds none is told of first, and with or without a terminal.
    readDecisions(shown, world, true);
    if (!world.canAsk) {
      throw new UserError(
        'expected a terminal to ask questions on, found none; `faultline report` shows the same without questions',
      );
    }
    // Told before the long work; the lock itself is taken behind it, for who has one cannot be interrupted at once.
    lockDecisions(shown, world)();
    return decideIn(shown, args, world);
  },
};

async function decideIn(shown: string, args: Arguments, world: World): Promise<ExitCode> {
  const file = keepDecisions(shown, world);
  const { session, before } = await lookWithEdits(file.decisions, args, world);
  // Each of two reviews would write over what the other decided.
  const free = lockDecisions(shown, world);
  try {
    file.checkSame();
    return await decide({ shown, args, world, file, session, before });
  } finally {
    free();
  }
}

interface Opened {
  readonly shown: string;
  readonly args: Arguments;
  readonly world: World;
  readonly file: KeptDecisions;
  readonly session: Session;
  /** What was decided before, but for edits that no longer hold. */
  readonly before: Decisions;
}

async function decide({ shown, args, world, file, session, before }: Opened): Promise<ExitCode> {
  const { ledger, sources, transforms, tree } = session;
  const report = makeReport({ tree: tree.root, ledger, sources, transforms });
  const sites = report.sites.filter(({ kind }) => kind !== 'done');
  const kept = keep(sites, sources, { ...file, decisions: before });
  const paint = paintFor(isColored(args.color, world.out, world.env));
  // Only now: while the tree is looked at, the terminal's own keys have to work.
  const keyboard = world.keyboard();
  try {
    await walkThrough(beginWalk(sites, kept.answers()), { keyboard, world, paint, kept, session });
  } finally {
    keyboard.close();
  }
  const open = kept.open();
  const decided = kept.answers().size;
  const name = printable(shown);
  const others = [...before.values()].filter(({ fingerprint }) => !kept.holds(fingerprint));
  const [made] = partedByMade(others, sources);
  const also = made.length === 0 ? '' : `, ${made.length} carried out already`;
  const where = decided === 0 ? '' : `; kept in ${name}\ngive --decisions ${name} to diff, apply or series`;
  await world.out.write(`${plural(decided, 'change')} decided, ${open} left${also}${where}\n`);
  return open === 0 ? 0 : 1;
}

/** The tree with what was edited before, as far as that still holds; what does not is shown as it is offered, and told. */
async function lookWithEdits(
  decisions: Decisions,
  args: Arguments,
  world: World,
): Promise<{ readonly session: Session; readonly before: Decisions }> {
  const tried = new Set<string>();
  const first = await look(
    args,
    world,
    'choices',
    amenderFor(decisions, print => void tried.add(print)),
  );
  const fileOf = (path: string) => openRead(first.sources, path);
  for (const change of first.ledger.changes)
    if (change.edited) tried.delete(fingerprintOf(editsOffered(change), fileOf));
  if (tried.size === 0) return { session: first, before: decisions };
  const before: Decisions = new Map([...decisions].filter(([print]) => !tried.has(print)));
  const names = [...tried].map(print => printable(decisions.get(print)!.change));
  await world.err.write(
    `what was edited no longer holds, so this is shown as it is offered, to be decided again: ${names.join(', ')}\n`,
  );
  return { session: await look(args, world, 'choices', amenderFor(before)), before };
}

/** The decisions about the sites, written whenever one changes. */
interface Kept {
  /** By index of the site. */
  answers(): ReadonlyMap<number, Answer>;
  save(answers: ReadonlyMap<number, Answer>): void;
  /**
   * What a person made of the change of a site, as a diff, and the change that it is; undefined takes it back. Goes with
   * what is saved next.
   */
  edit(at: number, edited: string | undefined, change: Change): void;
  /** What they made of it before. */
  editedAt(at: number): string | undefined;
  /** How many changes nothing was decided of. */
  open(): number;
  /** Whether a fingerprint is of a change of a site. */
  holds(fingerprint: string): boolean;
}

function keep(sites: readonly Site[], sources: Sources, { decisions: before, write }: KeptDecisions): Kept {
  const fileOf = (path: string) => openRead(sources, path);
  const prints = sites.map(({ change }) => change && fingerprintOf(editsOffered(change), fileOf));
  // Decisions about other parts of the tree stay; one about a change that does something else by now is to be made again.
  const stale = prints.filter((print, i) => {
    const decision = print === undefined ? undefined : before.get(print);
    return decision !== undefined && !stands(decision, sites[i]!.change!, fileOf);
  });
  const decisions = new Map<string, Decision>([...before].filter(([print]) => !stale.includes(print)));
  // What is shown as edited is what a person agrees to, also after they said no to it.
  const edits = new Map(
    sites.flatMap(({ change }, i): [number, string | undefined][] =>
      change?.edited ? [[i, before.get(prints[i]!)?.edited]] : [],
    ),
  );
  /** Changes as they were edited here. */
  const shownAs = new Map<number, Change>();
  return {
    answers: () =>
      new Map(
        prints.flatMap((print, i): [number, Answer][] => {
          const answer = print === undefined ? undefined : decisions.get(print)?.answer;
          return answer === undefined ? [] : [[i, answer]];
        }),
      ),
    save: answers => {
      for (const [i, fingerprint] of prints.entries()) {
        const answer = answers.get(i);
        if (fingerprint === undefined) continue;
        if (answer === undefined) decisions.delete(fingerprint);
        else {
          const change = shownAs.get(i) ?? sites[i]!.change!;
          const said = answer === 'yes' && {
            outcome: outcomeOf(change, fileOf),
            after: afterOf(change, fileOf),
            edited: edits.get(i),
          };
          decisions.set(fingerprint, { change: change.id, fingerprint, answer, ...said });
        }
      }
      write(decisions);
    },
    edit: (at, edited, change) => {
      edits.set(at, edited);
      shownAs.set(at, change);
    },
    editedAt: at => edits.get(at),
    open: () => prints.filter(print => print !== undefined && !decisions.has(print)).length,
    holds: fingerprint => prints.includes(fingerprint),
  };
}

interface Desk {
  readonly keyboard: Keyboard;
  readonly world: World;
  readonly paint: Paint;
  readonly kept: Kept;
  readonly session: Session;
}

/** Shows a site, waits for a key, and so on to the end. */
async function walkThrough(begin: Walk, desk: Desk): Promise<void> {
  const { keyboard, world, paint, kept } = desk;
  let walk = begin;
  /** What was not taken of a site, so that nobody has to write it again. */
  const refused = new Map<number, Former>();
  const site = () => walk.sites[walk.at];
  const say = (text: string) => world.out.write(text);
  /** What is typed now, where that is a line. */
  let typing: string | undefined;
  const ask = (text: string) => say(`${text}\n${typing ?? questionOf(site()!, world.out.columns, paint)}`);
  const lineOf = async (what: 'search' | 'go') => {
    const line = await readLine(keyboard, say, what, shown => {
      typing = shown;
    });
    typing = undefined;
    return line;
  };
  const show = async () => {
    const current = site();
    if (current === undefined) return;
    const { sites, at, answers } = walk;
    const around = { number: at + 1, total: sites.length, width: world.out.columns, brushes: paint };
    await ask(screenOf(current, { ...around, answer: answers.get(at) }).join('\n'));
  };
  /** What a resize leads to: at once, but behind an edit that is under way. */
  const redraw = () => say('\n').then(show);
  let resized: (() => void) | undefined;
  keyboard.onResize(() => void (resized === undefined ? redraw() : resized()));
  // Nobody has seen the site yet that an earlier key would answer.
  await keyboard.forget();
  await show();
  while (site() !== undefined) {
    const key = await keyboard.next();
    await say(`${/^[!-~]$/.test(key) ? key : ''}\n`);
    let next: Step = step(walk, key);
    if (next.kind === 'ask') next = goTo(walk, next.what, await lineOf(next.what));
    if (next.kind === 'aside') {
      await keyboard.lend(() => process.kill(0, 'SIGTSTP'));
      next = { kind: 'moved', walk };
    }
    if (next.kind === 'edit') {
      let isOther = false;
      resized = () => {
        isOther = true;
      };
      next = await edit(walk, next.change, desk, refused);
      await keyboard.forget();
      resized = undefined;
      if (isOther && next.kind === 'told') await redraw();
    }
    if (next.kind === 'quit') return;
    if (next.kind === 'help') await ask(helpIn(world.out.columns).join('\n'));
    if (next.kind === 'told')
      await ask(fold(next.message, world.out.columns, '').map(paint.yellow).join('\n'));
    if (next.kind !== 'moved') continue;
    const isAnswered = next.walk.answers !== walk.answers;
    if (isAnswered) kept.save(next.walk.answers);
    walk = next.walk;
    // A key that is held down, or a line that is pasted, is no answer about what comes next.
    if (isAnswered) await keyboard.forget();
    await redraw();
  }
}

/** Lends the terminal to the person's editor, and proves what they made of a change. */
async function edit(
  walk: Walk,
  change: Change,
  { keyboard, world, kept, session }: Desk,
  refused: Map<number, Former>,
): Promise<Step> {
  const { at } = walk;
  const made = kept.editedAt(at);
  const former = refused.get(at) ?? (made === undefined ? undefined : { edited: made });
  const draft = await keyboard.lend(() => draftChange(change, session, world, former));
  if (draft.kind === 'nothing') return { kind: 'told', message: printable(draft.why) };
  const edited = draft.kind === 'edited' ? draft.edited : undefined;
  refused.delete(at);
  if (edited === undefined && made === undefined) {
    return { kind: 'told', message: 'the change stays as it is offered' };
  }
  await world.out.write('proving it ...\n');
  const site = await judgeDraft(change, edited, session);
  if ('why' in site) {
    if (edited !== undefined) refused.set(at, { edited, why: site.why });
    return { kind: 'told', message: `${printable(decodeUtf8(site.why))}; e edits it again` };
  }
  kept.edit(at, edited, site.change ?? change);
  return { kind: 'moved', walk: withEdited(walk, site) };
}

/** What the keys do, within the terminal. */
function helpIn(columns: number): readonly string[] {
  return KEYS.flatMap(([name, what]) => fold(`${name} - ${what}`, columns, '    '));
}

/** The question, in a narrow terminal no more than the keys that answer it. */
function questionOf({ change }: Site, columns: number, { bold }: Paint): string {
  const isThere = (key: string) => change !== undefined || !'ynade'.includes(key);
  const keys = KEYS.map(([key]) => key).filter(isThere);
  const short = `[${keys.join(',')}]? `;
  const whole = `${change === undefined ? 'Go on' : 'Take this change'} ${short}`;
  return bold(whole.length <= columns ? whole : short);
}

/** Reads a line, shown as it is typed; empty where it is given up. `typed` is told what stands there at each moment. */
async function readLine(
  keyboard: Keyboard,
  say: (text: string) => Promise<void>,
  what: string,
  typed: (shown: string) => void,
): Promise<string> {
  const prompt = `${what}: `;
  await say(prompt);
  let line = '';
  for (;;) {
    typed(prompt + line);
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
