/**
 * From proposals to new texts that are proven: gather, apply, prove, and again without what failed.
 *
 * Invariant: what comes out passed every proof as a whole, not only piece by piece.
 */
import { applyEdits } from './edit/apply.js';
import type { Edit } from './edit/edit.js';
import { type Gathered, gather } from './edit/gather.js';
import { findFlaw } from './edit/prove.js';
import { shiftOf } from './edit/shift.js';
import { failureInWords } from './errors.js';
import type { Finding } from './judge.js';
import { holdsWord } from './occurrences.js';
import { compare } from './order.js';
import { findProposals, type Proposal } from './propose.js';
import type { EngineCode } from './reasons.js';
import type { SourceFile } from './source/file.js';
import { isRead, type Sources } from './sources.js';
import { type Ground, survey } from './survey.js';
import type { Holes } from './transform.js';
import { overlay } from './tree/memory.js';
import type { Watch } from './watch.js';

/** A file that the run changes; texts hold one unit per byte. */
export interface ChangedFile {
  readonly path: string;
  readonly before: string;
  readonly after: string;
}

/** Why the engine leaves a proposal out. */
export interface LeftOut {
  readonly code: EngineCode;
  readonly holes: Holes;
}

export interface Settled {
  /** Sorted by path. */
  readonly files: readonly ChangedFile[];
  /** The proposals left out, by id; all others are in the files. */
  readonly leftOut: ReadonlyMap<string, LeftOut>;
}

/** Something that must not be, and the proposals that may have caused it: never none. */
interface Failure {
  readonly why: string;
  readonly blamed: readonly Proposal[];
}

/** Settles which of the wanted proposals go in. Each round has fewer than the one before, so it ends. */
export async function settle(
  ground: Ground,
  proposals: readonly Proposal[],
  isWanted: (proposal: Proposal) => boolean,
  watch: Watch,
): Promise<Settled> {
  const wanted = proposals.filter(isWanted);
  const failed = new Map<string, LeftOut>();
  for (let round = 0; ; round++) {
    await watch('prove', round, round + 1);
    const gathered = gather(wanted.filter(({ id }) => !failed.has(id)));
    const leftOut = new Map([...failed, ...overlapsOf(gathered)]);
    const next = rewrite(ground, gathered);
    let failures = findFlaws(ground, next, gathered);
    if (failures.length === 0 && next.files.length > 0) {
      const again = await survey(next.ground, watch);
      const more = findProposals(again.findings).filter(isWanted);
      failures = findMore(next, gathered, more, placesOf(wanted.filter(({ id }) => leftOut.has(id))));
    }
    if (failures.length === 0) return { files: next.files, leftOut };
    for (const { why, blamed } of failures) {
      for (const { id } of blamed) if (!failed.has(id)) failed.set(id, { code: 'unproven', holes: { why } });
    }
  }
}

function overlapsOf({ refused }: Gathered<Proposal>): readonly [string, LeftOut][] {
  return refused.map(({ candidate, other }) => {
    const { path, line } = other.findings[0]!.occurrence;
    return [candidate.id, { code: 'overlap', holes: { other: `${path}:${line}` } }];
  });
}

/** The tree after the gathered edits. */
interface Next {
  readonly files: readonly ChangedFile[];
  readonly ground: Ground;
}

function rewrite(ground: Ground, { edits }: Gathered<Proposal>): Next {
  const files = [...edits].map(([path, list]) => {
    const before = fileOf(ground.sources, path).text;
    return { path, before, after: applyEdits(before, list) };
  });
  files.sort((a, b) => compare(a.path, b.path));
  const tree = overlay(ground.tree, Object.fromEntries(files.map(({ path, after }) => [path, after])));
  const sources = ground.sources.changed(tree, new Set(edits.keys()));
  return { files, ground: { ...ground, tree, sources } };
}

/** What is wrong with single files. */
function findFlaws(ground: Ground, next: Next, { taken, edits }: Gathered<Proposal>): readonly Failure[] {
  return next.files.flatMap(({ path }) => {
    const why = flawOf(ground, next, path, edits.get(path)!);
    return why === undefined ? [] : [{ why, blamed: taken.filter(one => touches(one, new Set([path]))) }];
  });
}

/** What is wrong with a file; also where finding it out fails, since then nothing is proven. */
function flawOf(ground: Ground, next: Next, path: string, edits: readonly Edit[]): string | undefined {
  const after = next.ground.sources.open(path);
  if (!isRead(after)) return `${path} could not be read again: ${after.unread}`;
  try {
    return findFlaw(fileOf(ground.sources, path), after, edits);
  } catch (error) {
    return `proving ${path} failed: ${failureInWords(error)}`;
  }
}

/**
 * What a second look offers although it should not: all but what this run has left out, as the engine will again.
 */
function findMore(
  next: Next,
  { taken, edits }: Gathered<Proposal>,
  more: readonly Proposal[],
  leftOut: ReadonlySet<string>,
): readonly Failure[] {
  const shifts = new Map([...edits].map(([path, list]) => [path, shiftOf(list)]));
  const wasLeftOut = ({ transform, occurrence: { path, start } }: Finding) => {
    const shift = shifts.get(path);
    return leftOut.has(placeOf(transform, path, shift === undefined ? start : shift.toBefore(start)));
  };
  return more
    .filter(({ findings }) => !findings.every(wasLeftOut))
    .map(proposal => {
      const { path, line } = proposal.findings[0]!.occurrence;
      const why = `a second run would change ${path}:${line} again`;
      return { why, blamed: blame(next, proposal, taken) };
    });
}

/**
 * Who may have caused a proposal of a second look: those who share a file with it; else those who changed
 * something whose name stands in one of its files; else all.
 */
function blame(next: Next, proposal: Proposal, taken: readonly Proposal[]): readonly Proposal[] {
  const paths = new Set([proposal.path, ...proposal.edits.map(({ path }) => path)]);
  const near = taken.filter(one => touches(one, paths));
  if (near.length > 0) return near;
  const texts = [...paths].map(path => fileOf(next.ground.sources, path).text);
  const named = taken.filter(({ findings }) =>
    findings.some(({ unit }) =>
      texts.some(text => holdsWord(text, unit.item?.name === undefined ? [] : [unit.item.name])),
    ),
  );
  return named.length > 0 ? named : taken;
}

function touches({ edits }: Proposal, paths: ReadonlySet<string>): boolean {
  return edits.some(({ path }) => paths.has(path));
}

function placesOf(proposals: readonly Proposal[]): ReadonlySet<string> {
  const findings = proposals.flatMap(proposal => proposal.findings);
  return new Set(
    findings.map(({ transform, occurrence }) => placeOf(transform, occurrence.path, occurrence.start)),
  );
}

function placeOf(transform: string, path: string, offset: number | undefined): string {
  return `${transform} ${offset} ${path}`;
}

/** @throws Error where the file is not read: no offer that was checked edits such a file. */
function fileOf(sources: Sources, path: string): SourceFile {
  const file = sources.open(path);
  if (!isRead(file)) throw new Error(`internal error: ${path} is edited but was not read: ${file.unread}`);
  return file;
}
