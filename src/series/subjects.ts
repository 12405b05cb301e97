/** The subjects of a series: prefix and summary, as the log of the files has them, 75 columns, no two alike. */
import { groupBy } from '../order.js';
import { columnsOf, LONGEST_SUBJECT, type LogEntry, subjectPrefix, usesCapitals } from '../patch/index.js';
import type { AnyTransform } from '../transform.js';
import type { ChangeWords } from '../verdict.js';
import { isWide, type Step } from './plan.js';

/**
 * The subjects of the steps, without brackets.
 *
 * @param log What git knows of the files, newest first; empty where there is no history.
 */
export function subjectsOf(
  steps: readonly Step[],
  transforms: readonly AnyTransform[],
  log: readonly LogEntry[] = [],
): readonly string[] {
  const heads = steps.map(step => headOf(step, transforms, log));
  const subjects = heads.map(head => subjectOf(head));
  const doubles = [...groupBy(subjects.keys(), i => subjects[i]!).values()].filter(own => own.length > 1);
  for (const own of doubles) {
    // The only one that lies in no one place keeps the name.
    const wide = own.filter(i => isWide(steps[i]!));
    if (wide.length === 1) own.splice(own.indexOf(wide[0]!), 1);
    // The others are told apart by their places, of which as much is said as has room.
    const depths = [Number.POSITIVE_INFINITY, 3, 2, 1];
    const forms = depths
      .map(depth => own.map(i => tail(placeOf(steps[i]!), depth)))
      .filter(names => new Set(names).size === names.length)
      .map(names => names.map((name, at) => subjectOf(heads[own[at]!]!, ` in ${name}`)));
    const numbered = own.map((i, at) => subjectOf(heads[i]!, ` in ${placeOf(steps[i]!)} (${at + 1})`));
    const fitting = forms.find(form => form.every(fits)) ?? forms.at(-1) ?? numbered;
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

/** The titles in one phrase: as many as fit, or the first and how many more. */
export function summaryOf(titles: readonly string[], fits: (summary: string) => boolean): string {
  // A title that another one begins with says nothing more.
  const telling = titles.filter(title => !titles.some(other => other !== title && other.startsWith(title)));
  const all = telling.join(', ');
  const [first = '', ...more] = telling;
  return fits(all) || more.length === 0 ? all : `${first} and ${more.length} more`;
}

/** The parts of a subject. */
interface Head {
  readonly prefix: string;
  readonly titles: readonly string[];
  readonly capital: boolean;
}

function headOf(step: Step, transforms: readonly AnyTransform[], log: readonly LogEntry[]): Head {
  return {
    prefix: subjectPrefix(log, step.paths),
    titles: wordsOf(step, transforms).map(({ title }) => title),
    capital: usesCapitals(log, step.paths),
  };
}

function fits(subject: string): boolean {
  return columnsOf(subject) <= LONGEST_SUBJECT;
}

/** The longest form that fits: with the whole prefix, or with what of it says most. */
function subjectOf({ prefix, titles, capital }: Head, end = ''): string {
  const shorter = prefix.split(/(?<=:) /).at(-1)!;
  const forms = [prefix, shorter].map(own => {
    const whole = (summary: string) => `${own} ${capital ? capitalised(summary) : summary}${end}`;
    return whole(summaryOf(titles, summary => fits(whole(summary))));
  });
  const most = (summary: string) => `${shorter} ${capital ? capitalised(summary) : summary}${end}`;
  return forms.find(fits) ?? most(cutToFit(titles[0] ?? '', summary => fits(most(summary))));
}

/** A phrase without as many of its last words as do not fit, nor a word that leads to them. */
function cutToFit(phrase: string, hasRoom: (phrase: string) => boolean): string {
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

/** Where a step's files lie: its only file, or else its driver. */
function placeOf({ paths, driver }: Step): string {
  return paths.length === 1 ? paths[0]!.replace(/\.[ch]$/, '') : driver;
}

function tail(path: string, depth: number): string {
  return path.split('/').slice(-depth).join('/');
}
