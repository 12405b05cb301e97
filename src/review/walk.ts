/** Going through sites, one key at a time. No terminal here: keys in, what is to be shown and kept out. */
import type { Site } from '../report/report.js';
import type { Change } from '../verdict.js';
import type { Answer } from './decisions.js';

/** Where a person is in the review. */
export interface Walk {
  readonly sites: readonly Site[];
  /** The index of the site that is shown; the number of sites at the end. */
  readonly at: number;
  /** Answers by index. */
  readonly answers: ReadonlyMap<number, Answer>;
}

/** What a key asks for. */
export type Step =
  | { readonly kind: 'moved'; readonly walk: Walk }
  /** Nothing moves; the person is told why. */
  | { readonly kind: 'told'; readonly message: string }
  | { readonly kind: 'help' }
  /** A line is to be typed first. */
  | { readonly kind: 'ask'; readonly what: 'search' | 'go' }
  /** The change that is shown is to be edited. */
  | { readonly kind: 'edit'; readonly change: Change }
  /** The shell that the review was started from is wanted, until it calls the review back. */
  | { readonly kind: 'aside' }
  | { readonly kind: 'quit' };

/** The keys, and what each does, in the order in which they are shown. */
export const KEYS: readonly (readonly [key: string, what: string])[] = [
  ['y', 'take this change'],
  ['n', 'leave this change out'],
  ['a', 'take this change and all later ones of the file'],
  ['d', 'leave out this change and all later ones of the file'],
  ['e', 'edit this change in $EDITOR; what you leave is proven again'],
  ['j', 'go on to the next site without deciding; behind the last, to the first that is left'],
  ['k', 'go back to the site before'],
  ['g', 'go to a site by its number'],
  ['/', 'search for a site by words'],
  ['q', 'quit; what was decided is kept'],
  ['?', 'show this help'],
];

/** Begins at the first site that nothing was decided of; at the first where all is decided, to look at it again. */
export function beginWalk(sites: readonly Site[], answers: ReadonlyMap<number, Answer>): Walk {
  return { sites, answers, at: firstOpen(sites, answers) ?? 0 };
}

/** What a key does. Keys that mean nothing say so. */
export function step(walk: Walk, key: string): Step {
  const { sites, at } = walk;
  switch (key) {
    case 'y':
    case 'n':
      return answered(walk, key === 'y' ? 'yes' : 'no', index => index === at);
    case 'a':
    case 'd': {
      const { path } = sites[at]!;
      return answered(walk, key === 'a' ? 'yes' : 'no', index => index >= at && sites[index]!.path === path);
    }
    case 'e': {
      const { change } = sites[at]!;
      return change === undefined ? nothingToDecide : { kind: 'edit', change };
    }
    case 'j':
    case '\u001b[B':
      return onwards(walk);
    case 'k':
    case '\u001b[A':
      return at === 0
        ? { kind: 'told', message: 'this is the first site' }
        : { kind: 'moved', walk: { ...walk, at: at - 1 } };
    case 'g':
      return { kind: 'ask', what: 'go' };
    case '/':
      return { kind: 'ask', what: 'search' };
    case 'q':
    case '\u0003':
    case '\u0004':
    case '':
      return { kind: 'quit' };
    case '\u001a':
      return { kind: 'aside' };
    case '?':
    case 'h':
      return { kind: 'help' };
    default:
      return { kind: 'told', message: `${JSON.stringify(key)} is no key here; ? shows the keys` };
  }
}

const nothingToDecide: Step = { kind: 'told', message: 'there is no change here to decide; j goes on' };

/** Answers for the sites with a change that are meant, and moves to the next one that nothing was decided of. */
function answered(walk: Walk, answer: Answer, isMeant: (index: number) => boolean): Step {
  const { sites, at } = walk;
  if (sites[at]!.change === undefined) return nothingToDecide;
  const answers = new Map(walk.answers);
  for (const [index, { change }] of sites.entries()) {
    if (change !== undefined && isMeant(index)) answers.set(index, answer);
  }
  const isOpen = (index: number) => sites[index]!.change === undefined || !answers.has(index);
  let next = at + 1;
  while (next < sites.length && !isOpen(next)) next++;
  const left = next < sites.length ? undefined : firstOpen(sites, answers);
  return { kind: 'moved', walk: { sites, answers, at: left ?? next } };
}

/** Goes to the next site without an answer to this one; behind the last, back to what is still to be decided. */
function onwards(walk: Walk): Step {
  const { sites, at, answers } = walk;
  const next = at === sites.length - 1 ? firstOpen(sites, answers) : at + 1;
  return next === undefined || next === at
    ? { kind: 'told', message: 'this is the last site; q ends the review' }
    : { kind: 'moved', walk: { ...walk, at: next } };
}

/** The first change that nothing was decided of. */
function firstOpen(sites: readonly Site[], answers: ReadonlyMap<number, Answer>): number | undefined {
  const first = sites.findIndex(({ change }, i) => change !== undefined && !answers.has(i));
  return first < 0 ? undefined : first;
}

/** The walk with the site that is shown as a person edited it, and agreed to; or as it was offered, and open. */
export function withEdited(walk: Walk, site: Site): Walk {
  const answers = new Map(walk.answers);
  if (site.change?.edited) answers.set(walk.at, 'yes');
  else answers.delete(walk.at);
  return { ...walk, answers, sites: walk.sites.with(walk.at, site) };
}

/** Goes to the site that a typed line names. */
export function goTo(walk: Walk, what: 'search' | 'go', line: string): Step {
  const { sites, at } = walk;
  if (line === '') return { kind: 'moved', walk };
  if (what === 'go') {
    const number = /^\d+$/.test(line) ? Number(line) : 0;
    return number >= 1 && number <= sites.length
      ? { kind: 'moved', walk: { ...walk, at: number - 1 } }
      : {
          kind: 'told',
          message: `expected a number from 1 to ${sites.length}, found ${JSON.stringify(line)}`,
        };
  }
  const wanted = line.toLowerCase().split(/\s+/);
  const holds = ({ path, name, reasons, kind }: Site) => {
    const said = [path, name, kind, ...reasons.flatMap(({ code, message }) => [code, message])];
    const all = said.join('\n').toLowerCase();
    return wanted.every(word => all.includes(word));
  };
  const order = sites.map((_, i) => (at + 1 + i) % sites.length);
  const found = order.find(index => holds(sites[index]!));
  return found === undefined
    ? { kind: 'told', message: `no site has ${JSON.stringify(line)}` }
    : { kind: 'moved', walk: { ...walk, at: found } };
}
