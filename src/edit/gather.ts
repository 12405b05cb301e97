/**
 * Which offers go in together.
 *
 * Invariants:
 * - an offer goes in whole or not at all;
 * - the edits of the taken offers are disjoint, and no insertion of one offer touches an edit of another, so
 *   the order in which they are applied does not matter;
 * - the result does not depend on the order of the input.
 */
import { compare, countWhile } from '../order.js';
import type { Edit } from './edit.js';

/** An offer as gathering sees it. */
export interface Candidate {
  /** Unique among the candidates. */
  readonly id: string;
  /** Where the first of its occurrences stands: earlier ones win. */
  readonly path: string;
  readonly offset: number;
  readonly edits: readonly Edit[];
}

export interface Gathered<C extends Candidate> {
  /** In order of path and offset. */
  readonly taken: readonly C[];
  /** Offers left out, each with the earlier one that it meets. */
  readonly refused: readonly { readonly candidate: C; readonly other: C }[];
  /** The edits of the taken offers by path, sorted; a replacement shared by two offers stands once. */
  readonly edits: ReadonlyMap<string, readonly Edit[]>;
}

interface Placed<C> {
  readonly edit: Edit;
  readonly owner: C;
}

/** Takes offers in order of path and offset; one that meets an earlier one is refused whole. */
export function gather<C extends Candidate>(candidates: readonly C[]): Gathered<C> {
  const taken: C[] = [];
  const refused: { candidate: C; other: C }[] = [];
  const placed = new Map<string, Placed<C>[]>();
  for (const candidate of [...candidates].sort(byOffset)) {
    const other = findMeeting(placed, candidate);
    if (other !== undefined) {
      refused.push({ candidate, other });
      continue;
    }
    taken.push(candidate);
    place(placed, candidate);
  }
  const edits = new Map([...placed].map(([path, list]) => [path, list.map(({ edit }) => edit)]));
  return { taken, refused, edits };
}

/**
 * An offer's own edits in order of path and offset. An insertion may touch a replacement of the same offer, and
 * several insertions at one point keep their order; undefined where two edits share a byte.
 */
export function sortEdits(edits: readonly Edit[]): readonly Edit[] | undefined {
  const sorted = [...edits].sort(byStart);
  const clash = sorted.some((edit, i) => {
    const next = sorted[i + 1];
    return next !== undefined && next.path === edit.path && next.start < edit.end;
  });
  return clash ? undefined : sorted;
}

/** Whether two edits say the same. */
export function sameEdit(a: Edit, b: Edit): boolean {
  return a.path === b.path && a.start === b.start && a.end === b.end && a.text === b.text;
}

function byOffset(a: Candidate, b: Candidate): number {
  return compare(a.path, b.path) || a.offset - b.offset || compare(a.id, b.id);
}

/** An insertion sorts before the replacement that begins at its point. */
function byStart(a: Edit, b: Edit): number {
  return compare(a.path, b.path) || a.start - b.start || a.end - b.end;
}

/** The owner of the first placed edit that one of the candidate's edits meets. */
function findMeeting<C extends Candidate>(
  placed: ReadonlyMap<string, Placed<C>[]>,
  candidate: C,
): C | undefined {
  for (const edit of candidate.edits) {
    const list = placed.get(edit.path) ?? [];
    // Edits of one file are disjoint and sorted, so their ends are sorted too: begin at the first that can touch.
    for (let i = firstEndingAt(list, edit.start); i < list.length; i++) {
      const { edit: earlier, owner } = list[i]!;
      if (earlier.start > edit.end) break;
      if (meets(earlier, edit)) return owner;
    }
  }
  return undefined;
}

function meets(a: Edit, b: Edit): boolean {
  const inserts = a.start === a.end || b.start === b.end;
  if (inserts) return a.start <= b.end && b.start <= a.end;
  return a.start < b.end && b.start < a.end && !sameEdit(a, b);
}

function place<C extends Candidate>(placed: Map<string, Placed<C>[]>, owner: C): void {
  for (const edit of owner.edits) {
    const list = placed.get(edit.path) ?? [];
    placed.set(edit.path, list);
    let at = firstEndingAt(list, edit.start);
    while (at < list.length && byStart(list[at]!.edit, edit) <= 0) at++;
    const before = list[at - 1]?.edit;
    const shared = edit.start < edit.end && before !== undefined && sameEdit(before, edit);
    if (!shared) list.splice(at, 0, { edit, owner });
  }
}

/** The index of the first edit that ends at or after an offset. */
function firstEndingAt<C>(list: readonly Placed<C>[], offset: number): number {
  return countWhile(list, ({ edit }) => edit.end < offset);
}
