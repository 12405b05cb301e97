/** The calls that a transform of the family moves, and what is said of them. */
import type { Judgement, Unit } from '../../src/kit.js';
import type { Code } from './reasons.js';

/** The calls of one transform: old name -> new name. */
export interface InsertCalls {
  readonly calls: Readonly<Record<string, string>>;
  /** Whether the old names go away for everybody, and not only under page faults. */
  readonly removed: boolean;
  /** Calls that give codes, which code may read as an errno all the same. */
  readonly reads?: readonly string[];
  /** Whether what carries codes gets their type, too. */
  readonly types?: boolean;
}

export type Verdict = Judgement<Code>;

/** What holds of each call in a function. */
export type CallVerdicts = (call: string) => Verdict;

/** All calls that the transforms of a run move: old name -> new name. */
export const callsOf = (unit: Unit<InsertCalls>): ReadonlyMap<string, string> =>
  new Map(unit.members.flatMap(m => Object.entries(m.data.calls)));

/** Tells of a call whether its name goes away for everybody. */
export function removedBy({ members }: Unit<InsertCalls>): (call: string) => boolean {
  const removed = new Set(members.flatMap(m => (m.data.removed ? Object.keys(m.data.calls) : [])));
  return call => removed.has(call);
}
