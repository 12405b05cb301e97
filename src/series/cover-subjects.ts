/** The subjects of cover letters: what the patches of each have in common, no two alike. */
import { groupBy } from '../order.js';
import { beginningOf, columnsOf, commonPrefix, LONGEST_SUBJECT } from '../patch/index.js';
import type { AnyTransform } from '../transform.js';
import { areaOf, type Posting } from './postings.js';
import { capitalised, cutToFit, wordsOf } from './subjects.js';
import { summaryOf } from './titles.js';

/**
 * The subject of each posting's cover letter, without brackets.
 *
 * @param subjects Those of its patches, for each posting.
 */
export function coverSubjectsOf(
  postings: readonly Posting[],
  subjects: readonly (readonly string[])[],
  transforms: readonly AnyTransform[],
): readonly string[] {
  const covers = postings.map((posting, at) => {
    const own = subjects[at]!;
    const subject = subjectOf(posting, own, transforms, posting.part);
    const isTaken = own.length > 1 && own.includes(subject);
    return isTaken ? subjectOf(posting, own, transforms, `series of ${own.length}`) : subject;
  });
  const doubles = [...groupBy(covers.keys(), at => covers[at]!).values()].filter(own => own.length > 1);
  for (const own of doubles) {
    // One that has no tree to tell it by keeps the plain subject: if any, that of the part that the subject names.
    const bare = own.filter(at => postings[at]!.tree === undefined);
    const keeper = bare.find(at => covers[at]!.startsWith(`${postings[at]!.name}:`)) ?? bare[0];
    for (const at of own) {
      if (at !== keeper) covers[at] = subjectOf(postings[at]!, subjects[at]!, transforms, postings[at]!.name);
    }
  }
  return covers.map((cover, at) =>
    // Names that had to be cut short may have come out alike.
    covers.indexOf(cover) === at
      ? cover
      : subjectOf(postings[at]!, subjects[at]!, transforms, `${at + 1} of ${postings.length}`),
  );
}

/** @param which Told in brackets behind what is done, since others do the same. */
function subjectOf(
  posting: Posting,
  subjects: readonly string[],
  transforms: readonly AnyTransform[],
  which: string | undefined,
): string {
  // What only prepares the others, or comes after them, is not what the series is about.
  const main = posting.steps.filter(({ phase }) => phase === undefined);
  const telling = main.length > 0 ? main : posting.steps;
  const titles = telling.flatMap(step => wordsOf(step, transforms)).map(({ title }) => title);
  const prefix = commonPrefix(subjects.map(prefixOf)) ?? areaPrefix(posting) ?? 'treewide:';
  const ends = which === undefined ? [''] : ROOM.map(columns => ` (${shortened(which, columns)})`);
  const forms = ends.map(end => {
    const whole = (summary: string) => `${prefix} ${capitalised(summary)}${end}`;
    return whole(summaryOf([...new Set(titles)], summary => fits(whole(summary))));
  });
  const last = (summary: string) => `${prefix} ${capitalised(summary)}${ends.at(-1)}`;
  return forms.find(fits) ?? last(cutToFit(titles[0] ?? '', summary => fits(last(summary))));
}

/** So many columns of each name are said in brackets, the fewest where there is no room for more. */
const ROOM = [Number.POSITIVE_INFINITY, 24, 16, 12, 8];

/** The names of `alpha to mips`, each no longer than so many columns. */
function shortened(which: string, columns: number): string {
  return which
    .split(' to ')
    .map(name => (columnsOf(name) <= columns ? name : `${beginningOf(name, columns - 3)}...`))
    .join(' to ');
}

function fits(subject: string): boolean {
  return columnsOf(subject) <= LONGEST_SUBJECT;
}

/** What a subject begins with, up to its last colon; empty where there is no such thing. */
const prefixOf = (subject: string): string => /^(?:[^\s:][^:]*:\s)+/.exec(subject)?.[0].trim() ?? '';

/** The part of the tree that all patches are of, where its name says what it is: `fs:`. */
function areaPrefix({ steps }: Posting): string | undefined {
  const areas = new Set(steps.map(areaOf));
  const [area] = areas;
  return areas.size === 1 && area !== undefined && area !== 'core' ? `${area}:` : undefined;
}
