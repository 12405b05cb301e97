/** A text that is made better step by step: each step is only a proposal until it is proven. */
import type { Proof } from '../flow/proof.js';
import { type Draft, revise } from './draft.js';
import { textOf } from './emit.js';
import type { Migration } from './migration.js';
import type { Change } from './pieces.js';
import { type Baseline, tidy } from './tidy.js';

/** A text that was proven. */
export interface Proven {
  readonly draft: Draft;
  readonly proof: Proof;
}

/** What makes a text better, and what says whether it is still right. */
export interface Improvement {
  /** So many proposals are tried for one function. */
  readonly most: number;
  /** What the original already had, that is not to be tidied away. */
  readonly baseline: Baseline;
  propose(current: Draft): readonly Change[];
  /** Where the same change to the same text elsewhere is another proposal. */
  readonly byPlace: boolean;
  /** Gives the proof of a text that may stand in the place of the original, undefined for one that may not. */
  prove(next: Draft): Proof | undefined;
}

/** Takes each proposal that is proven, one after the other; undefined where there is none. */
export function improve(draft: Draft, migration: Migration, how: Improvement): Proven | undefined {
  const refused = new Set<string>();
  let proven: Proven | undefined;
  for (let tries = 0; tries < how.most; tries++) {
    const current = proven?.draft ?? draft;
    const keyOf = (change: Change) =>
      `${how.byPlace ? change.start : ''} ${textOf(current, change)} ${change.text}`;
    const next = how.propose(current).find(change => !refused.has(keyOf(change)));
    if (!next) return proven;
    refused.add(keyOf(next));
    const changed = revise(current, [next]);
    const revised = changed && tidy(changed, how.baseline, migration);
    const proof = revised && how.prove(revised);
    if (proof) proven = { draft: revised, proof };
  }
  return proven;
}
