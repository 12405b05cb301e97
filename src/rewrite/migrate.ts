/**
 * Converts the calls of one function: tries the candidates from the simplest to the most careful, and takes the first
 * that the prover accepts.
 */

import type { Proof } from '../flow/proof.js';
import { type Answer, prove, type ReturnedPair, type Returns } from '../flow/prove.js';
import { deadCases, reachedValues } from './cases.js';
import { type Draft, revise } from './draft.js';
import { renameCall } from './emit.js';
import type { Migration } from './migration.js';
import { type Observation, observe } from './observe.js';
import type { Change } from './pieces.js';
import { propagate } from './propagate.js';
import { type CallSite, sitesOf } from './sites.js';
import { baselineOf, tidy } from './tidy.js';
import { type Changes, collapseTested, isObstacle, translate, translateTested } from './translate.js';
import { settleVariable } from './variables.js';

export interface Migrated {
  /** In coordinates of the function's text. */
  readonly edits: readonly Change[];
  readonly proof: Proof;
}

export type Attempt =
  | { readonly kind: 'migrated'; readonly migrated: Migrated }
  /** Every candidate would behave differently: what the last one would do. */
  | { readonly kind: 'differs'; readonly sentence: string; readonly returned: ReturnedPair }
  /** The function could not be evaluated: why, and where in its text. */
  | { readonly kind: 'unknown'; readonly why: string; readonly at: number }
  /** No tactic applies: the obstacle. */
  | { readonly kind: 'obstacle'; readonly why: string };

/** Whether code that may run outside the slots of the new API is looked at: then tests stay tests. */
export interface Manner {
  /** Whether the new value may become the function's result. */
  readonly mayReturn: boolean;
  readonly returns: Returns;
}

type Tactic = (draft: Draft, sites: readonly CallSite[], seen: Observation, migration: Migration) => Changes;

const renameOnly: Tactic = (draft, sites) => sites.map(s => renameCall(draft, s));

const compare =
  (style: 'mask' | 'success'): Tactic =>
  (draft, sites, _seen, migration) =>
    eachSite(sites, s => translateTested(draft, s, style, migration));

const collapse: Tactic = (draft, sites, seen, migration) =>
  eachSite(sites, s => collapseTested(draft, s, seen, migration));

function eachSite(sites: readonly CallSite[], work: (s: CallSite) => Changes): Changes {
  const changes: Change[] = [];
  for (const site of sites) {
    const result = work(site);
    if (isObstacle(result)) return result;
    changes.push(...result);
  }
  return changes;
}

/** The tactics for each way a result is read, simplest result first. */
function tacticsFor(kind: CallSite['use']['kind'], manner: Manner): readonly Tactic[] {
  switch (kind) {
    case 'ignored':
      return manner.mayReturn ? [propagate, renameOnly] : [renameOnly];
    case 'tested':
      return manner.mayReturn ? [collapse, compare('mask')] : [compare('success')];
    case 'assigned':
      return [translate];
    case 'returned':
      return [renameOnly];
    case 'other':
      return [];
  }
}

/** All ways to pick one tactic for each kind of use that occurs. */
function combinations(
  kinds: readonly CallSite['use']['kind'][],
  manner: Manner,
): readonly (readonly Tactic[])[] {
  let all: (readonly Tactic[])[] = [[]];
  for (const kind of kinds) {
    const options = tacticsFor(kind, manner);
    all = options.flatMap(t => all.map(chosen => [...chosen, t]));
  }
  return all;
}

/** Tries to convert all calls of a function. Pure; bounded by the prover's limits. */
export function migrate(original: Draft, migration: Migration, manner: Manner): Attempt {
  const sites = sitesOf(original, migration);
  const other = sites.find(s => s.use.kind === 'other');
  if (other?.use.kind === 'other') return { kind: 'obstacle', why: `it goes into ${other.use.goesInto}` };
  const seen = observe(original.code, migration);
  if (seen.incomplete) return { kind: 'unknown', ...seen.incomplete };
  const kinds = [...new Set(sites.map(s => s.use.kind))];
  const baseline = baselineOf(original);
  let failure: Attempt = { kind: 'obstacle', why: 'no rewrite is known for the way its result is read' };
  for (const tactics of combinations(kinds, manner)) {
    const changes = eachKind(kinds, tactics, (kind, tactic) =>
      tactic(
        original,
        sites.filter(s => s.use.kind === kind),
        seen,
        migration,
      ),
    );
    if (isObstacle(changes)) {
      failure = { kind: 'obstacle', why: changes.why };
      continue;
    }
    const finished = finish(original, changes, baseline, seen, migration);
    if (!finished) {
      failure = { kind: 'obstacle', why: 'the rewritten function could not be read again' };
      continue;
    }
    const answer = prove({
      contract: migration,
      before: original.fn,
      after: finished.fn,
      returns: manner.returns,
      inline: original.inline,
    });
    if (answer.kind === 'proven') {
      return { kind: 'migrated', migrated: { edits: finished.pieces.edits(), proof: answer.proof } };
    }
    failure = failed(answer);
  }
  return failure;
}

function failed(answer: Exclude<Answer, { kind: 'proven' }>): Attempt {
  if (answer.kind === 'differs')
    return { kind: 'differs', sentence: answer.sentence, returned: answer.returned };
  return { kind: 'unknown', why: answer.why, at: answer.at };
}

function eachKind(
  kinds: readonly CallSite['use']['kind'][],
  tactics: readonly Tactic[],
  work: (kind: CallSite['use']['kind'], tactic: Tactic) => Changes,
): Changes {
  const changes: Change[] = [];
  for (const [i, kind] of kinds.entries()) {
    const result = work(kind, tactics[i]!);
    if (isObstacle(result)) return result;
    changes.push(...result);
  }
  return changes;
}

/** Applies the changes, takes away what became useless, and gives the variables their types. */
function finish(
  original: Draft,
  changes: readonly Change[],
  baseline: ReturnType<typeof baselineOf>,
  seen: Observation,
  migration: Migration,
): Draft | undefined {
  const changed = revise(original, changes);
  const clean = changed && tidy(changed, baseline, migration);
  if (!clean) return undefined;
  let current: Draft | undefined = clean;
  for (const name of new Set(clean.code.names.variables.map(v => v.name))) {
    if (!current) return undefined;
    const retyped: readonly Change[] = settleVariable(current, name, migration);
    if (retyped.length > 0) current = revise(current, retyped);
  }
  current = current && tidy(current, baseline, migration);
  if (!current || !/\bswitch\b/.test(current.text)) return current;
  const dead = deadCases(current, observe(current.code, migration), reachedValues(original, seen));
  const shorter = revise(current, dead);
  return shorter && tidy(shorter, baseline, migration);
}
