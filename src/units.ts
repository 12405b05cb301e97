/** Which occurrences a rule judges at a time. */
import { tokenAt } from './occurrences.js';
import { groupBy } from './order.js';
import type { Family } from './shelf.js';
import type { SourceFile } from './source/file.js';
import type { Unit } from './transform.js';
import type { Occurrence } from './verdict.js';

/**
 * The units of a file for a family: one per top-level item, and one per comment or directive between items.
 * Every occurrence is in one of them; units and their occurrences are in order of offset.
 */
export function findUnits(
  file: SourceFile,
  occurrences: readonly Occurrence[],
  family: Family,
): readonly Unit<unknown>[] {
  const pieceOf = ({ start }: Occurrence) => file.itemAt(start) ?? tokenAt(file, start)?.start ?? start;
  return [...groupBy(occurrences, pieceOf).values()].map(together => ({
    file,
    item: file.itemAt(together[0]!.start),
    occurrences: together,
    members: family.members,
  }));
}
