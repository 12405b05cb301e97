/** The subjects of a series: prefix and summary, as the log of the files has them, 75 columns, no two alike. */
import { groupBy } from '../order.js';
import {
  beginningOf,
  columnsOf,
  LONGEST_SUBJECT,
  type LogEntry,
  subjectPrefix,
  usesCapitals,
} from '../patch/index.js';
import type { AnyTransform } from '../transform.js';
import type { ChangeWords } from '../verdict.js';
import { isWide, type Step } from './plan.js';
import { summaryOf } from './titles.js';

/** What is known of the files of a series, beside their names. */
export interface Background {
  /** What git knows of them, newest first; empty where there is no history. */
  readonly log?: readonly LogEntry[];
  /** The files of the series that include a header; what only has headers goes by them. */
  usersOf?(header: string): readonly string[];
}

/** The subjects of the steps, without brackets. */
export function subjectsOf(
  steps: readonly Step[],
  transforms: readonly AnyTransform[],
  background: Background = {},
): readonly string[] {
  const heads = steps.map(step => headOf(step, transforms, background));
  const subjects = heads.map(head => subjectOf(head));
  const doubles = [...groupBy(subjects.keys(), i => subjects[i]!).values()].filter(own => own.length > 1);
  for (const own of doubles) {
    // The only one that lies in no one place keeps the name, or the one that has most of their files.
    const wide = own.filter(i => isWide(steps[i]!));
    const all = own.reduce((sum, i) => sum + steps[i]!.paths.length, 0);
    const keeper = wide.length === 1 ? wide[0] : own.find(i => steps[i]!.paths.length * 2 > all);
    if (keeper !== undefined) own.splice(own.indexOf(keeper), 1);
    // The others are told apart by what each is called within what they share.
    const forms = DEPTHS.map(depth => own.map(i => calledApart(heads[i]!.prefix, steps[i]!, depth)))
      .filter(prefixes => new Set(prefixes).size === prefixes.length)
      .map(prefixes => prefixes.map((prefix, at) => subjectOf({ ...heads[own[at]!]!, prefix }, '', true)))
      .filter(form => new Set([...form, ...subjects]).size === form.length + new Set(subjects).size);
    const plain = own.map((i, at) => subjectOf(heads[i]!, ` (${at + 1} of ${own.length})`));
    const fitting = forms.find(form => form.every(fits)) ?? forms.at(-1) ?? plain;
    own.forEach((i, at) => {
      subjects[i] = fitting[at]!;
    });
  }
  return subjects;
}

/** What a step says of itself: the words of its changes, each once; those of their transforms where they have none. */
export function wordsOf(step: Step, transforms: readonly AnyTransform[]): readonly ChangeWords[] {
  const own = step.changes.flatMap(({ words }) => words ?? []);
  const plain = step.changes.filter(({ words }) => words === undefined);
  const names = new Set(plain.flatMap(change => change.transforms));
  const all = [...own, ...transforms.filter(({ name }) => names.has(name))];
  return [...groupBy(all, ({ title }) => title)].map(([title, same]) => ({
    title,
    why: [...new Set(same.flatMap(({ why }) => why))],
  }));
}

/** The parts of a subject. */
interface Head {
  readonly prefix: string;
  readonly titles: readonly string[];
  readonly capital: boolean;
}

function headOf(step: Step, transforms: readonly AnyTransform[], { log = [], usersOf }: Background): Head {
  const users = step.paths.every(isShared) ? step.paths.flatMap(path => usersOf?.(path) ?? []) : [];
  return {
    prefix: inOneLine(subjectPrefix(log, step.paths, users)),
    titles: wordsOf(step, transforms).map(({ title }) => title),
    capital: usesCapitals(log, step.paths),
  };
}

/**
 * A prefix without what would break a line or a terminal, and without brackets, which git am drops: names of files may
 * hold anything, and be of any length.
 */
function inOneLine(prefix: string): string {
  const plain = prefix
    .replace(CONTROL, '-')
    .replace(/[[\]]/g, '')
    .trimStart()
    .replace(/[^\s:/]+/g, name => beginningOf(name, MOST_OF_A_NAME));
  return /[\p{L}\p{N}]/u.test(plain) ? plain : 'treewide:';
}

/** Whatever a header or a terminal takes for something else than a letter. */
const CONTROL = /[\p{C}\p{Zl}\p{Zp}]+/gu;
/** So many columns of a name are said, which leaves room for what is done. */
const MOST_OF_A_NAME = 40;

/** Whether a file is a header that no one driver has for itself. */
function isShared(path: string): boolean {
  return path.startsWith('include/') && path.endsWith('.h');
}

function fits(subject: string): boolean {
  return columnsOf(subject) <= LONGEST_SUBJECT;
}

/** The longest form that fits: with the whole prefix, or, unless all of it is needed, with what of it says most. */
function subjectOf({ prefix, titles, capital }: Head, end = '', isNeeded = false): string {
  const shorter = isNeeded ? prefix : prefix.split(/(?<=:) /).at(-1)!;
  const forms = [prefix, shorter].map(own => {
    const whole = (summary: string) => `${own} ${capital ? capitalised(summary) : summary}${end}`;
    return whole(summaryOf(titles, summary => fits(whole(summary))));
  });
  const most = (summary: string) => `${shorter} ${capital ? capitalised(summary) : summary}${end}`;
  return forms.find(fits) ?? most(cutToFit(titles[0] ?? '', summary => fits(most(summary))));
}

/**
 * The subjects where some were kept from an earlier version, as a person may have edited them: these stay, the first of
 * each, and one that has come to be like another says in brackets what it is of.
 *
 * @param isKept For each.
 */
export function toldApart(
  subjects: readonly string[],
  isKept: readonly boolean[],
  steps: readonly Step[],
): readonly string[] {
  const taken = new Set<string>();
  const told = [...subjects];
  const settle = (at: number): boolean => {
    const isFree = !taken.has(subjects[at]!);
    if (isFree) taken.add(subjects[at]!);
    return isFree;
  };
  const kept = [...subjects.keys()].filter(at => isKept[at]);
  const fresh = [...subjects.keys()].filter(at => !isKept[at]);
  for (const at of [...kept, ...fresh].filter(one => !settle(one))) {
    told[at] = unlike(subjects[at]!, steps[at]!, taken);
    taken.add(told[at]!);
  }
  return told;
}

/** A subject that is none of those taken: with what the file is called behind it, or a number. */
function unlike(subject: string, { paths }: Step, taken: ReadonlySet<string>): string {
  const main = paths.find(path => path.endsWith('.c')) ?? paths[0]!;
  const name = beginningOf(
    main
      .split('/')
      .at(-1)!
      .replace(/\.[^.]*$/, ''),
    MOST_OF_A_NAME / 2,
  );
  for (let n = 1; ; n++) {
    const end = ` (${n === 1 ? inOneLine(name) : n})`;
    const whole = cutToFit(subject, own => fits(`${own}${end}`)) + end;
    if (!taken.has(whole)) return whole;
  }
}

/** A phrase without as many of its last words as do not fit, nor a word that leads to them. */
export function cutToFit(phrase: string, hasRoom: (phrase: string) => boolean): string {
  let cut = phrase;
  while (!hasRoom(cut) && cut.includes(' ')) {
    cut = cut
      .slice(0, cut.lastIndexOf(' '))
      .replace(/(?:,| (?:a|and|by|for|from|in|of|the|to|where|with))+$/, '');
  }
  return cut;
}

/** The first letter as a capital. */
export function capitalised(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}

/** So much of a path is said to tell patches apart: its last name, then more of them. */
const DEPTHS = [1, 2, 3, Number.POSITIVE_INFINITY];

/** Folders that say nothing of what is in them. */
const SHELVES: ReadonlySet<string> = new Set(['include', 'linux', 'src', '.']);

/**
 * A prefix with a further word for a step: what its file is called within what the prefix names (`dax: device:`), or,
 * where that is the prefix itself, the folder that it lies in (`fs: dax:`).
 */
function calledApart(prefix: string, { paths }: Step, depth: number): string {
  const main = paths.find(path => path.endsWith('.c')) ?? paths[0]!;
  const parts = inOneLine(main)
    .replace(isShared(main) ? /\.h$/ : /\.c$/, '')
    .split('/');
  const said = new Set(prefix.toLowerCase().split(/[:/ ]+/));
  const own = parts.slice(-depth).join('/');
  const name = (depth > 1 ? own : withoutWords(own, said)).trim();
  if (name !== '') return `${prefix} ${name}:`;
  const folder = parts.slice(0, -1).findLast(part => !said.has(part.toLowerCase()) && !SHELVES.has(part));
  return folder === undefined ? prefix : `${folder}: ${prefix}`;
}

/** A name without the words at its beginning that are said already. */
function withoutWords(name: string, said: ReadonlySet<string>): string {
  if (said.has(name.toLowerCase())) return '';
  const first = /^([^-_]+)[-_]+/.exec(name);
  return first !== null && said.has(first[1]!.toLowerCase())
    ? withoutWords(name.slice(first[0].length), said)
    : name;
}
