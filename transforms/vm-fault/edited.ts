/** Changes that a person edited: what has to be proven of them. */
import {
  type Facts,
  type Proof,
  proveRewritten,
  proveTogether,
  type Rewritten,
  type Unit,
} from '../../src/kit.js';
import { callsOf, type InsertCalls } from './calls.js';
import { migrationIn } from './helpers.js';

/**
 * Every function of the change that calls the old API has to do what it did: then none of them means anything else to
 * its callers, and a person may have written any of them. A helper whose result changes with its callers, or a handler
 * that is repaired, does not, so that such a change is taken as it is offered or not at all.
 */
export function proveEdited(
  rewritten: readonly Rewritten[],
  offered: Proof,
  unit: Unit<InsertCalls>,
  facts: Facts,
): Proof | { readonly why: string } {
  const proofs: Proof[] = [];
  for (const { file, item, after, byPerson } of rewritten) {
    const name = item.name ?? 'a function';
    const answer = proveRewritten(file, item, after, migrationIn(facts, file.path, callsOf(unit)));
    if (answer === undefined) {
      if (byPerson) return { why: `${name}() calls none of the functions that the change is about` };
    } else if ('why' in answer) {
      return {
        why: byPerson
          ? `${name}(): ${answer.why}`
          : `${name}() changes together with it, and means something else to its callers from then on`,
      };
    } else if (byPerson) proofs.unshift(answer);
    else proofs.push(answer);
  }
  const [first, ...others] = proofs;
  return first === undefined ? offered : proveTogether(first, others);
}
