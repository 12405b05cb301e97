/** Which findings of a tree are new against an earlier one. */
import { groupBy } from '../order.js';
import { remember } from '../remember.js';
import { type Piece, pieceKey } from '../standing.js';
import { type CheckFinding, kindKey } from './finding.js';

/** What is known of an earlier finding of the same kind. */
export interface Former {
  readonly statement: string;
  readonly within: string;
  /** What it came behind, where that is known. */
  readonly behind?: string | undefined;
}

/**
 * The findings after a change that were not there before it. Of several calls alike in one function, those whose
 * statements read as before are the old ones, wherever they stand now.
 *
 * @param before with the paths that the files have after the change.
 */
export function newFindings(
  before: readonly CheckFinding[],
  after: readonly CheckFinding[],
): readonly CheckFinding[] {
  const old = groupBy(before, kindKey);
  return [...groupBy(after, kindKey)].flatMap(([kind, findings]) => {
    const former = old.get(kind) ?? [];
    return unmatched(former, findings, without(piecesAround(findings), piecesAround(former)));
  });
}

/** The pieces of the functions that findings stand in. */
export function piecesAround(findings: readonly CheckFinding[]): readonly Piece[] {
  return [...new Set(findings.map(({ around }) => around))].flat();
}

function without(pieces: readonly Piece[], others: readonly Piece[]): readonly Piece[] {
  const left = new Map<string, number>();
  for (const other of others) left.set(pieceKey(other), (left.get(pieceKey(other)) ?? 0) + 1);
  return pieces.filter(piece => {
    const count = left.get(pieceKey(piece)) ?? 0;
    if (count > 0) left.set(pieceKey(piece), count - 1);
    return count === 0;
  });
}

/**
 * The findings that are none of some earlier ones, all of one kind. First those that read the same in the same place are
 * taken for each other; of several of them, those that come behind the same. Then each earlier one is looked for among the findings that are left and `fresh`, what else
 * the function says now: it became what it resembles most. Where that is no finding, it was mended, and what came besides
 * is new.
 */
export function unmatched(
  before: readonly Former[],
  after: readonly CheckFinding[],
  fresh: readonly Piece[],
): readonly CheckFinding[] {
  const lost = [...before];
  const left = new Set(after);
  const isAlike = (former: Former, finding: CheckFinding) => pieceKey(former) === pieceKey(finding);
  const isSame = (former: Former, finding: CheckFinding) =>
    isAlike(former, finding) && former.behind === finding.behind;
  for (const isIt of [isSame, isAlike]) {
    for (const finding of left) {
      const at = lost.findIndex(former => isIt(former, finding));
      if (at < 0) continue;
      lost.splice(at, 1);
      left.delete(finding);
    }
  }
  if (lost.length === 0 || left.size === 0) return [...left];
  const others = fresh.filter(piece => !after.some(({ start }) => piece.start <= start && start < piece.end));
  for (const { finding } of becomings(lost, [...left], others)) {
    if (finding !== undefined) left.delete(finding);
  }
  return after.filter(finding => left.has(finding));
}

/** What an earlier finding may have become. */
interface Becoming {
  readonly former: Former;
  /** The finding, or else a piece without one. */
  readonly now: Former;
  readonly finding: CheckFinding | undefined;
  readonly score: number;
}

/** What became of earlier findings, each once; the most alike first, and of two the one that is no finding. */
function becomings(
  lost: readonly Former[],
  left: readonly CheckFinding[],
  others: readonly Piece[],
): readonly Becoming[] {
  // What is called is the same by their kind, or what mends it, and says nothing.
  const called = new Set(left.flatMap(({ subject, instead = subject }) => [subject, instead]));
  const said = others
    .filter(({ statement }) => /\w/.test(statement))
    .map(now => ({ now, finding: undefined }));
  const all = [...said, ...left.map(finding => ({ now: finding, finding }))];
  const wordsOf = remember(({ statement }: Former) =>
    (statement.match(/\w+/g) ?? []).filter(word => !called.has(word)),
  );
  const pairs = lost.flatMap(former =>
    all.flatMap(({ now, finding }) => {
      const likeness = likenessOf(wordsOf(former), wordsOf(now));
      const score = likeness + (former.within === now.within ? SAME_PLACE : 0);
      return likeness < ENOUGH ? [] : [{ former, now, finding, score }];
    }),
  );
  const taken = new Set<Former>();
  return pairs
    .sort((a, b) => b.score - a.score)
    .filter(({ former, now }) => {
      const isFree = !taken.has(former) && !taken.has(now);
      if (isFree) taken.add(former).add(now);
      return isFree;
    });
}

/** So much of the words has to be the same in what a statement became. */
const ENOUGH = 0.5;
/** What it counts for that a statement stands in the same blocks. */
const SAME_PLACE = 0.25;

/** How much of two lists of words is the same, in whatever order: from 0 to 1. */
function likenessOf(a: readonly string[], b: readonly string[]): number {
  if (a.length + b.length === 0) return 1;
  const rest = [...b];
  const shared = a.filter(word => {
    const at = rest.indexOf(word);
    if (at >= 0) rest.splice(at, 1);
    return at >= 0;
  });
  return (2 * shared.length) / (a.length + b.length);
}
