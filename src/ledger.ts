/** Adds the verdicts up. */
import { compare } from './order.js';
import type { Change, Ledger, Totals, Verdict, VerdictKind } from './verdict.js';

/** What a run counted apart from its verdicts. */
export type Counted = Pick<Totals, 'filesListed' | 'filesWithKeywords' | 'occurrences'>;

/**
 * The ledger of a run, in order.
 *
 * @throws Error where verdicts and occurrences do not add up, or a verdict and its change disagree: a bug of
 * the engine, never of the tree.
 */
export function addUp(
  verdicts: readonly Verdict[],
  changes: readonly Change[],
  counted: Counted,
  unread: Ledger['unread'],
): Ledger {
  const count = (kind: VerdictKind) => verdicts.filter(verdict => verdict.kind === kind).length;
  const totals = {
    ...counted,
    convert: count('convert'),
    review: count('review'),
    refuse: count('refuse'),
    done: count('done'),
  };
  if (verdicts.length !== counted.occurrences) {
    throw new Error(
      `internal error: ${counted.occurrences} occurrences were found but ${verdicts.length} verdicts given`,
    );
  }
  checkChanges(verdicts, changes);
  return {
    verdicts: [...verdicts].sort(byPlace),
    changes: [...changes].sort((a, b) => compare(a.id, b.id)),
    totals,
    unread: [...unread].sort((a, b) => compare(a.path, b.path)),
  };
}

/** A verdict carries a change exactly when it converts or asks for review, and every change is carried. */
function checkChanges(verdicts: readonly Verdict[], changes: readonly Change[]): void {
  const kinds = new Map(changes.map(change => [change.id, change.kind]));
  const carried = new Set<string>();
  for (const { change, kind, occurrence } of verdicts) {
    const expected = kind === 'convert' || kind === 'review' ? kind : undefined;
    const found = change === undefined ? undefined : kinds.get(change);
    if (found !== expected || (change !== undefined && found === undefined)) {
      throw new Error(
        `internal error: ${occurrence.path}:${occurrence.line}: ${kind} with change ${change ?? 'none'}`,
      );
    }
    if (change !== undefined) carried.add(change);
  }
  if (carried.size !== changes.length) {
    throw new Error(
      `internal error: ${changes.length} changes, of which ${carried.size} belong to a verdict`,
    );
  }
}

function byPlace(a: Verdict, b: Verdict): number {
  return (
    compare(a.occurrence.path, b.occurrence.path) ||
    a.occurrence.start - b.occurrence.start ||
    compare(a.transform, b.transform)
  );
}
