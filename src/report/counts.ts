/** How often each reason was given. */
import { compare, groupBy } from '../order.js';
import type { Verdict, VerdictKind } from '../verdict.js';

/** The kinds of verdict in the order in which people see them. */
export const KINDS: readonly VerdictKind[] = ['convert', 'review', 'refuse', 'done'];

/** How often a reason was given. */
export interface ReasonCount {
  readonly kind: VerdictKind;
  readonly code: string;
  readonly verdicts: readonly Verdict[];
}

/** The reasons of the verdicts: by kind, then the most frequent first, then by name. */
export function countReasons(verdicts: readonly Verdict[]): readonly ReasonCount[] {
  const groups = groupBy(verdicts, ({ kind, code }) => `${kind} ${code}`).values();
  const counts = [...groups].map(group => ({ kind: group[0]!.kind, code: group[0]!.code, verdicts: group }));
  const rank = ({ kind }: ReasonCount) => KINDS.indexOf(kind);
  return counts.sort(
    (a, b) => rank(a) - rank(b) || b.verdicts.length - a.verdicts.length || compare(a.code, b.code),
  );
}
