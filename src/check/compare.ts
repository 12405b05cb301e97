/** Which findings of a tree are new against an earlier one. */
import { groupBy } from '../order.js';
import { type CheckFinding, keyOf } from './finding.js';

/**
 * The findings after a change that were not there before it. Of several calls alike in one function, those whose
 * lines read as before are the old ones, wherever they stand now.
 *
 * @param before with the paths that the files have after the change.
 */
export function newFindings(
  before: readonly CheckFinding[],
  after: readonly CheckFinding[],
): readonly CheckFinding[] {
  const kindOf = (finding: CheckFinding) => keyOf({ ...finding, ordinal: 0 });
  const old = groupBy(before, kindOf);
  return [...groupBy(after, kindOf)].flatMap(([kind, findings]) => unmatched(old.get(kind) ?? [], findings));
}

function unmatched(before: readonly CheckFinding[], after: readonly CheckFinding[]): readonly CheckFinding[] {
  const texts = before.map(textOf);
  const changed = after.filter(finding => {
    const at = texts.indexOf(textOf(finding));
    if (at >= 0) texts.splice(at, 1);
    return at < 0;
  });
  // What is left of before was reworded: as many of after are no news either.
  return changed.slice(texts.length);
}

function textOf({ source }: CheckFinding): string {
  return source.trim();
}
