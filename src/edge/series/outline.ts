/** The plan of a series for one run: its steps, what they are called, and which are mailed together. */

import { coverSubjectsOf } from '../../series/cover-subjects.js';
import { isWide, planSeries, type Split, type Step } from '../../series/plan.js';
import { type Posting, postingsOf } from '../../series/postings.js';
import { subjectsOf } from '../../series/subjects.js';
import type { AnyTransform } from '../../transform.js';
import { readLog } from '../../tree/log.js';
import { printable } from '../../unicode.js';
import type { Change } from '../../verdict.js';
import { VERSION } from '../../version.js';
import { harmlessJson } from '../formats/json.js';
import { plural } from '../ledger-text.js';
import type { Session } from '../session.js';
import type { People } from './people.js';

/** A posting with the subjects of its patches, without brackets. */
export interface Outline {
  readonly posting: Posting;
  readonly subjects: readonly string[];
  /** The subject of its cover letter, where it has one. */
  readonly cover: string;
}

/** The outlines of the changes, in the order in which they can be taken. */
export async function outlineOf(
  session: Pick<Session, 'tree' | 'transforms'>,
  changes: readonly Change[],
  people: People | undefined,
  { split, most }: { readonly split: Split; readonly most: number },
): Promise<readonly Outline[]> {
  const { tree, transforms }: { tree: Session['tree']; transforms: readonly AnyTransform[] } = session;
  const steps = planSeries(changes, {
    split,
    ...(people !== undefined && { sectionOf: path => people.sectionOf(path) }),
  });
  const log = await readLog(tree, [...new Set(steps.flatMap(({ paths }) => paths))]);
  const subjects = new Map(
    subjectsOf(steps, transforms, { log, usersOf: usersIn(tree, steps) }).map((subject, at) => [
      steps[at]!,
      subject,
    ]),
  );
  const postings = postingsOf(steps, most, step => people && treeOf(step, people));
  const own = postings.map(posting => posting.steps.map(step => subjects.get(step)!));
  const covers = coverSubjectsOf(postings, own, transforms);
  return postings.map((posting, at) => ({ posting, subjects: own[at]!, cover: covers[at]! }));
}

/** The outlines with the subjects that the patches have in the end, which an earlier version may have had a say in. */
export function retitled(
  outlines: readonly Outline[],
  subjects: readonly (readonly string[])[],
  transforms: readonly AnyTransform[],
): readonly Outline[] {
  const covers = coverSubjectsOf(
    outlines.map(({ posting }) => posting),
    subjects,
    transforms,
  );
  return outlines.map(({ posting }, at) => ({ posting, subjects: subjects[at]!, cover: covers[at]! }));
}

/** Which bodies of the series include a header of the kernel's own. */
function usersIn(tree: Session['tree'], steps: readonly Step[]): (header: string) => readonly string[] {
  const bodies = [...new Set(steps.flatMap(({ paths }) => paths))].filter(path => path.endsWith('.c'));
  return header => {
    const line = `#include <${header.replace(/^include\//, '')}>`;
    return bodies.filter(path => {
      const read = tree.read(path);
      return 'bytes' in read && read.bytes.includes(line);
    });
  };
}

/** The tree that takes a step; one across drivers goes to where what they share is kept. */
function treeOf(step: Step, people: People): string | undefined {
  const shared = isWide(step) ? step.paths.filter(path => path.startsWith('include/')) : [];
  return people.treeOf(shared) ?? people.treeOf(step.paths);
}

/** The plan for people: each patch with its files. */
export function outlineText(outlines: readonly Outline[]): string {
  return outlines.map(outline => postingText(outline, outlines)).join('\n');
}

function postingText({ posting, subjects }: Outline, outlines: readonly Outline[]): string {
  const { name, tree, after, steps } = posting;
  const about = [
    ...(tree === undefined ? [] : [`for ${tree}`]),
    ...(after.length === 0 ? [] : [`after ${after.map(at => outlines[at]!.posting.name).join(', ')}`]),
  ].join(', ');
  const head =
    name === undefined
      ? []
      : [
          `${name}: ${plural(steps.length, 'patch').replace('patchs', 'patches')}${about === '' ? '' : `, ${about}`}`,
        ];
  const digits = `${steps.length}`.length;
  const patches = steps.flatMap((step, at) => [
    `${`${at + 1}`.padStart(digits)}  ${subjects[at]}`,
    ...step.paths.map(path => `${' '.repeat(digits)}    ${path}`),
  ]);
  return [...head, ...patches].map(line => `${printable(line)}\n`).join('');
}

/** The same for programs. */
export function outlineJson(outlines: readonly Outline[], split: Split): string {
  return harmlessJson({
    schemaVersion: 1,
    tool: { name: 'faultline', version: VERSION },
    split,
    series: outlines.map(({ posting: { name, tree, after, steps }, subjects }) => ({
      name: name ?? null,
      tree: tree ?? null,
      after: after.map(at => outlines[at]!.posting.name),
      patches: steps.map(({ driver, phase, paths, changes }, at) => ({
        subject: subjects[at],
        driver,
        phase: phase ?? null,
        files: paths,
        changes: changes.map(({ id }) => id),
      })),
    })),
  });
}
