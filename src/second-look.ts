/**
 * The second look: the proposed tree is judged like any other. It must offer nothing more, and must not fail where
 * the first look did not.
 */
import type { Edit } from './edit/edit.js';
import { shiftOf } from './edit/shift.js';
import type { Finding } from './judge.js';
import { holdsWord } from './occurrences.js';
import { findProposals, type Proposal } from './propose.js';
import { openRead } from './sources.js';
import { type Ground, survey } from './survey.js';
import type { Watch } from './watch.js';

/** Something that must not be, and the proposals that may have caused it: never none. */
export interface Failure {
  readonly why: string;
  readonly blamed: readonly Proposal[];
}

/** A proposed tree, and what the first look knows. */
export interface Second {
  readonly ground: Ground;
  /** What led here; not empty. */
  readonly taken: readonly Proposal[];
  readonly edits: ReadonlyMap<string, readonly Edit[]>;
  /** All findings of the first look. */
  readonly findings: readonly Finding[];
  /** The wanted proposals that were left out: they will be offered again, and left out again. */
  readonly left: readonly Proposal[];
  isWanted(proposal: Proposal): boolean;
}

/** What the second look finds and should not. */
export async function lookAgain(second: Second, watch: Watch): Promise<readonly Failure[]> {
  const again = await survey(second.ground, watch);
  const offers = findProposals(again.findings).filter(second.isWanted).map(surpriseOf);
  const crashes = again.findings.filter(isCrashed).map(crashOf);
  return [
    ...findSurprising(
      second,
      offers,
      placesOf([...second.left.flatMap(({ findings }) => findings), ...second.findings.filter(isLapsed)]),
    ),
    ...findSurprising(second, crashes, placesOf(second.findings.filter(isCrashed))),
  ];
}

/** What the second look must not find, unless the first found the like and left it as it is. */
interface Surprise {
  readonly findings: readonly Finding[];
  /** The files that it is about. */
  readonly paths: ReadonlySet<string>;
  readonly why: string;
}

function surpriseOf({ findings, path, edits }: Proposal): Surprise {
  const { line } = findings[0]!.occurrence;
  const paths = new Set([path, ...edits.map(edit => edit.path)]);
  return { findings, paths, why: `a second run would change ${path}:${line} again` };
}

function crashOf(finding: Finding): Surprise {
  const { path, line } = finding.occurrence;
  const why = `a second look at ${path}:${line} could not be finished: ${finding.message}`;
  return { findings: [finding], paths: new Set([path]), why };
}

/** What a person edited is not looked at again: where it could not be taken, it is offered as at first. */
function isLapsed({ code }: Finding): boolean {
  return code === 'edit-unproven';
}

function isCrashed({ code }: Finding): boolean {
  return code === 'crashed';
}

/** The surprises that are some: `expected` holds the places where the first look found the like. */
function findSurprising(
  second: Second,
  surprises: readonly Surprise[],
  expected: ReadonlySet<string>,
): readonly Failure[] {
  const shifts = new Map([...second.edits].map(([path, list]) => [path, shiftOf(list)]));
  const wasPlace = ({ transform, occurrence: { path, start } }: Finding) => {
    const shift = shifts.get(path);
    return placeOf(transform, path, shift === undefined ? start : shift.toBefore(start));
  };
  // What was left out may take along now what was there before, and nothing that is new.
  const known = placesOf(second.findings);
  const isExpected = (places: readonly string[]) =>
    places.some(place => expected.has(place)) && places.every(place => known.has(place));
  return surprises
    .filter(({ findings }) => !isExpected(findings.map(wasPlace)))
    .map(surprise => ({ why: surprise.why, blamed: blame(second, surprise) }));
}

/**
 * Who may have caused a surprise: those of the same functions; else those who share a file with it; else those who changed
 * something whose name stands in one of its files; else all. Where it was not the first of them, it comes again.
 */
function blame({ ground, taken }: Second, { findings, paths }: Surprise): readonly Proposal[] {
  const functionOf = ({ occurrence: { path }, unit }: Finding) =>
    unit.item?.name && `${unit.item.name} ${path}`;
  const within = new Set(findings.flatMap(one => functionOf(one) ?? []));
  const same = taken.filter(one => one.findings.some(finding => within.has(functionOf(finding) ?? '')));
  if (same.length > 0) return same;
  const near = taken.filter(({ edits }) => edits.some(({ path }) => paths.has(path)));
  if (near.length > 0) return near;
  const texts = [...paths].map(path => openRead(ground.sources, path).text);
  const namesOf = ({ findings }: Proposal) => findings.flatMap(({ unit }) => unit.item?.name ?? []);
  const named = taken.filter(one => texts.some(text => holdsWord(text, namesOf(one))));
  return named.length > 0 ? named : taken;
}

function placesOf(findings: readonly Finding[]): ReadonlySet<string> {
  return new Set(
    findings.map(({ transform, occurrence: { path, start } }) => placeOf(transform, path, start)),
  );
}

function placeOf(transform: string, path: string, offset: number | undefined): string {
  return `${transform} ${offset} ${path}`;
}
