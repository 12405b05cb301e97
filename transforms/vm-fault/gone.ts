/** Words that a change takes out of the text while it does something else: with a map of errnos go the codes it named. */
import type { Judgement, Occurrence, Offer, Unit } from '../../src/kit.js';
import type { InsertCalls } from './calls.js';
import type { Code } from './reasons.js';

/** A verdict that carries a change. */
export type Changing = Extract<Judgement<Code>, { readonly change: Offer }>;

/** The verdict of a word that goes with another: that one's. Undefined where it stays in the text. */
export type Going = (unit: Unit<InsertCalls>, occurrence: Occurrence) => Changing | undefined;

/** @param verdicts those of all functions: what a helper's caller loses, the helper's change may take. */
export function goingWith(verdicts: Iterable<Judgement<Code> | undefined>): Going {
  const byPath = new Map<string, { readonly verdict: Changing; readonly edit: Offer['edits'][number] }[]>();
  const known = new Set<Offer>();
  for (const verdict of verdicts) {
    if (verdict === undefined || !('change' in verdict) || known.has(verdict.change)) continue;
    known.add(verdict.change);
    for (const edit of verdict.change.edits) {
      const edits = byPath.get(edit.path) ?? [];
      byPath.set(edit.path, edits);
      edits.push({ verdict, edit });
    }
  }
  return ({ file }, { place, keyword, start, end }) => {
    if (place !== 'code') return undefined;
    const word = new RegExp(`\\b${keyword}\\b`);
    const found = byPath.get(file.path)?.find(({ edit }) => {
      const isWhole = edit.start <= start && end <= edit.end;
      return isWhole ? !word.test(edit.text) : edit.start < end && edit.end > start;
    });
    return found?.verdict;
  };
}
