/**
 * Converts the calls of one function: tries the candidates from the simplest to the most careful, and takes the first
 * that the prover accepts.
 */

import { constantsOf } from '../flow/constants.js';
import { contractFor } from '../flow/explore.js';
import { hiddenIn } from '../flow/hidden.js';
import type { Answer, ReturnedPair } from '../flow/prove.js';
import { failuresAside } from './aside.js';
import { carryOf } from './carry.js';
import { deadCases, reachedValues } from './cases.js';
import { isObstacle, type Obstacle } from './changes.js';
import { decidedReturns, decidedTests, mayBeDecided } from './decided.js';
import { type Draft, revise } from './draft.js';
import { hushed, spoken } from './hushed.js';
import { sayWithMappers } from './mapped.js';
import { mayBecome } from './maps.js';
import { type Migration, spell } from './migration.js';
import { type Observation, observe } from './observe.js';
import { mapOthers, mapOthersByCall } from './others.js';
import { mapOwnErrors } from './own.js';
import type { Change } from './pieces.js';
import { plainerDrafts } from './plainer.js';
import { isShorter, linesOf, type Migrated, proveOf, refined } from './refine.js';
import { remarksOfFailures } from './remarks.js';
import { restore } from './restore.js';
import { concealed, macroThatReads, revealed } from './revealed.js';
import { type Separated, separate } from './separate.js';
import { sitesOf } from './sites.js';
import {
  besideOthers,
  combinations,
  eachKind,
  type Kind,
  type Manner,
  ownVariable,
  type Tactic,
  tacticsFor,
} from './tactics.js';
import { type Baseline, baselineOf, tidy } from './tidy.js';
import { settleVariable } from './variables.js';

export type Attempt =
  | { readonly kind: 'migrated'; readonly migrated: Migrated }
  /** Every candidate would behave differently: what the last one would do. */
  | {
      readonly kind: 'differs';
      readonly sentence: string;
      readonly returned: ReturnedPair;
      /** Where in the function's text. */
      readonly at: number;
    }
  /** The function could not be evaluated: why, and where in its text. */
  | { readonly kind: 'unknown'; readonly why: string; readonly at: number }
  /** No tactic applies: the obstacle. */
  | { readonly kind: 'obstacle'; readonly why: string; readonly at?: number };

/** Tries to convert all calls of a function. Pure; bounded by the prover's limits. */
export function migrate(original: Draft, given: Migration, manner: Manner): Attempt {
  const attempt = migrateAsSaid(original, given, manner);
  if (attempt.kind === 'migrated' || !given.misread || given.restorer) return attempt;
  const quiet = hushed(original, given);
  const next = quiet && migrateAsSaid(quiet.draft, given, manner);
  const migrated = next?.kind === 'migrated' ? spoken(quiet!, next.migrated, given) : undefined;
  return migrated ? { kind: 'migrated', migrated } : attempt;
}

function migrateAsSaid(original: Draft, given: Migration, manner: Manner): Attempt {
  const plain = migrateSeen(original, given, manner);
  const opened = plain.kind === 'migrated' || given.restorer ? undefined : revealed(original, given);
  const attempt = opened && migrateSeen(opened, given, manner);
  const draft =
    opened && attempt?.kind === 'migrated' ? concealed(original, opened, attempt.migrated.draft) : undefined;
  if (attempt?.kind !== 'migrated' || !draft) {
    const reader = plain.kind === 'differs' ? macroThatReads(original, given) : undefined;
    return reader ? { kind: 'obstacle', ...reader } : plain;
  }
  return { kind: 'migrated', migrated: { ...attempt.migrated, draft, edits: draft.pieces.edits() } };
}

/** The same for what the function itself says. */
function migrateSeen(original: Draft, given: Migration, manner: Manner): Attempt {
  const migration = contractFor(given, constantsOf(original.code, given));
  const attempt = migrateCalls(original, migration, manner);
  if (attempt.kind !== 'migrated') return attempt;
  return { kind: 'migrated', migrated: refined(original, attempt.migrated, migration, manner) };
}

/** Says the maps of a function with the tree's mappers; it may have no calls of the contract. */
export function migrateMaps(original: Draft, migration: Migration, manner: Manner): Attempt {
  const found = sayWithMappers(original, baselineOf(original, migration), migration, next => {
    const answer = proveOf(original, next, migration, manner);
    return answer.kind === 'proven' && answer.proof.differences.length === 0 ? answer.proof : undefined;
  });
  if (!found) return { kind: 'obstacle', why: 'it maps nothing as a function of the tree does' };
  const { draft, proof } = found;
  return { kind: 'migrated', migrated: { edits: draft.pieces.edits(), proof, draft } };
}

function migrateCalls(original: Draft, migration: Migration, manner: Manner): Attempt {
  const attempt = migrateFrom(original, original, migration, manner);
  if (migration.restorer) return attempt;
  return plainerDrafts(original, migration)
    .map(plainer => migrateFrom(original, plainer, migration, manner))
    .reduce<Attempt>(shorterOf, attempt);
}

/**
 * Converts the calls.
 *
 * @param original what the result is held against
 * @param base what the tactics start from: the same, perhaps in other words
 */
function migrateFrom(original: Draft, base: Draft, migration: Migration, manner: Manner): Attempt {
  const first = original.code.program.steps[0]!;
  if (first.op === 'unknown') return { kind: 'unknown', why: first.why, at: first.stmt.start };
  const hidden = hiddenIn(original.code, original.text);
  if (hidden) return { kind: 'unknown', ...hidden };
  if (migration.restorer) return restore(original, migration, migration.restorer);
  const other = sitesOf(base, migration).find(s => s.use.kind === 'other');
  if (other?.use.kind === 'other')
    return { kind: 'obstacle', why: `it goes into ${other.use.goesInto}`, at: other.call.start };
  const draft = { ...base, returnsNew: manner.returns !== 'equal' };
  const mapped = typeof manner.returns === 'object' ? mapOwnErrors(draft, manner.returns, migration) : draft;
  if (!mapped)
    return { kind: 'obstacle', why: 'its own errors cannot be turned into new values where they arise' };
  const apart = manner.mayReturn ? separate(mapped, migration) : { kind: 'same' as const };
  const attempt =
    apart.kind === 'obstacle' ? apart : migrateIn(original, drafted(apart, mapped), migration, manner);
  if (attempt.kind === 'migrated' && apart.kind === 'same') return attempt;
  const isHandler = manner.mayReturn && manner.returns === 'equal';
  const others = isHandler ? mapOthers(mapped, migration) : undefined;
  const byCall = isHandler ? mapOthersByCall(mapped, migration) : undefined;
  const unmarked = attempt.kind !== 'migrated' && isHandler ? separate(mapped, migration, true) : undefined;
  const shortest = [
    withVariables(original, mapped, migration, manner, [false, true].map(ownVariable)),
    others && migrateIn(original, others, migration, manner),
    byCall && migrateIn(original, byCall.draft, byCall.migration, manner),
    unmarked?.kind === 'separated' ? migrateIn(original, unmarked.draft, migration, manner) : undefined,
  ].reduce<Attempt>(shorterOf, attempt);
  const beside = isHandler ? withVariables(original, mapped, migration, manner, [besideOthers]) : undefined;
  const found =
    beside && (shortest.kind !== 'migrated' || isAsShort(beside.migrated, shortest.migrated))
      ? beside
      : shortest;
  if (found.kind === 'migrated' || !manner.mayReturn) return found;
  for (const goRound of [true, false]) {
    const aside = failuresAside(mapped, migration, goRound);
    const set = aside && migrateIn(original, aside, migration, manner);
    if (set?.kind === 'migrated') return set;
  }
  return found;
}

/** A further attempt where that is a rewrite and the first is none, or a longer one. */
function shorterOf(first: Attempt, next: Attempt | undefined): Attempt {
  if (next?.kind !== 'migrated') return first;
  return first.kind !== 'migrated' || isShorter(next.migrated, first.migrated) ? next : first;
}

const drafted = (apart: Separated, draft: Draft): Draft => (apart.kind === 'separated' ? apart.draft : draft);

/** Whether a rewrite that says nothing twice takes no more lines than one that may, and says no more things otherwise. */
function isAsShort(a: Migrated, b: Migrated): boolean {
  return linesOf(a) <= linesOf(b) && a.proof.differences.length <= b.proof.differences.length;
}

/** The rewrite in which results have variables of their own; undefined where that is not the same. */
function withVariables(
  original: Draft,
  base: Draft,
  migration: Migration,
  manner: Manner,
  ways: readonly Tactic[],
) {
  const seen = look(base, migration, true);
  if (seen.incomplete) return undefined;
  const tactics = (kind: Kind) => (kind === 'assigned' ? ways : tacticsFor(kind, manner));
  const attempt = attemptWith(original, base, seen, migration, manner, new Set(), tactics);
  return attempt?.kind === 'migrated' ? attempt : undefined;
}

/** Tries the tactics on a draft whose values are apart. */
function migrateIn(original: Draft, base: Draft, migration: Migration, manner: Manner): Attempt {
  let attempt: Attempt = { kind: 'obstacle', why: 'no rewrite is known for the way its result is read' };
  const failed = new Set<string>();
  for (const joins of [true, false]) {
    const seen = look(base, migration, joins);
    if (seen.incomplete)
      return joins || attempt.kind === 'obstacle' ? { kind: 'unknown', ...seen.incomplete } : attempt;
    const remarked = { ...base, failureRemarks: remarksOfFailures(base, seen, migration) };
    const next = attemptWith(original, remarked, seen, migration, manner, failed);
    attempt = next ?? attempt;
    if (attempt.kind === 'obstacle') attempt = lostBetween(seen, migration) ?? attempt;
    if (attempt.kind === 'migrated' || base.code.program.joins.length === 0) return attempt;
  }
  return attempt;
}

/**
 * What stands in the way where no words were found: an old value that the function makes another code of than of the
 * others that the new call reports as it does.
 */
function lostBetween({ paths }: Observation, migration: Migration): Attempt | undefined {
  const alone = paths.flatMap(path => {
    const [call, ...others] = path.calls;
    const { end, returned } = path;
    if (!call || others.length > 0 || end.kind !== 'return' || returned === undefined || returned <= 0)
      return [];
    return [{ valueClass: call.valueClass, returned, at: end.stmt?.start ?? 0 }];
  });
  const isNamed = (code: number) => [...migration.constants.values()].includes(code);
  for (const { valueClass, returned, at } of alone) {
    const { name, before, after } = valueClass;
    if (!isNamed(returned) || mayBecome(migration, before, returned, after, 'declared')) continue;
    const others = alone.filter(o => o.valueClass.after === after && o.valueClass.before !== before);
    if (!others.some(o => o.returned === after)) continue;
    const sentence = `${name} gave ${spell(migration, returned)}, would give ${spell(migration, after)}`;
    return { kind: 'differs', sentence, returned: { before: returned, after }, at };
  }
  return undefined;
}

/** What the function does, with the values of our variables kept apart in loops. */
function look(draft: Draft, migration: Migration, joins: boolean): Observation {
  const calls = new Set(sitesOf(draft, migration).map(s => s.call));
  const exact = new Set(carryOf(draft, calls, migration).webs.map(w => w.variable.id));
  return observe(draft.code, migration, { joins, exact });
}

/**
 * Tries all combinations of tactics; undefined where each gave a text that failed before.
 *
 * @param failed texts that were not proven; those that are found are added
 */
function attemptWith(
  original: Draft,
  base: Draft,
  seen: Observation,
  migration: Migration,
  manner: Manner,
  failed: Set<string>,
  tacticsOf: (kind: Kind) => readonly Tactic[] = kind => tacticsFor(kind, manner),
): Attempt | undefined {
  const sites = sitesOf(base, migration);
  const kinds = [...new Set(sites.map(s => s.use.kind))];
  const baseline = baselineOf(original, migration);
  let best: Migrated | undefined;
  let failure: Attempt = { kind: 'obstacle', why: 'no rewrite is known for the way its result is read' };
  const tried = new Set<string>();
  let isNew = false;
  for (const tactics of combinations(kinds, tacticsOf)) {
    const changes = eachKind(tactics, (kind, tactic) => {
      const some = sites.filter(s => s.use.kind === kind);
      return tactic(base, some, seen, migration);
    });
    if (isObstacle(changes)) {
      isNew = true;
      if (failure.kind === 'obstacle') failure = obstacleIn(base, changes);
      continue;
    }
    const key = JSON.stringify(changes);
    if (tried.has(key)) continue;
    tried.add(key);
    const finished = finish(base, changes, baseline, seen, migration);
    if (finished && failed.has(finished.text)) continue;
    isNew = true;
    if (!finished) {
      if (failure.kind === 'obstacle') failure = obstacleIn(base, whyUnread(base, changes));
      continue;
    }
    const answer = proveOf(original, finished, migration, manner);
    if (answer.kind !== 'proven') {
      failed.add(finished.text);
      failure = failureOf(answer, original);
      continue;
    }
    const migrated = { edits: finished.pieces.edits(), proof: answer.proof, draft: finished };
    if (!best || isMoreCareful(migrated, best)) best = migrated;
    if (!changesReturns(best, migration)) break;
  }
  if (best) return { kind: 'migrated', migrated: best };
  return isNew ? failure : undefined;
}

/** An obstacle that stands in a draft, as one of the function's text. */
function obstacleIn(draft: Draft, { why, at }: Obstacle): Attempt {
  return at === undefined
    ? { kind: 'obstacle', why }
    : { kind: 'obstacle', why, at: draft.pieces.originOf(at) };
}

/** Why changes gave no function that can be read: what stands between them, as far as that is known. */
function whyUnread({ text, code, parents }: Draft, changes: readonly Change[]): Obstacle {
  const sorted = [...changes].sort((a, b) => a.start - b.start || b.end - a.end);
  const met = sorted.find((change, i) => i > 0 && change.start < sorted[i - 1]!.end);
  const quoted = (at: string) => `"${at.split('\n')[0]!.trim()}"`;
  if (met !== undefined)
    return { why: `the results of two calls are read together in ${quoted(text.slice(met.start, met.end))}` };
  const directives = [...text.matchAll(/^[ \t]*#[ \t]*(?:if|el|endif)[^\n]*/gm)];
  const all = { start: sorted[0]?.start ?? 0, end: Math.max(0, ...changes.map(({ end }) => end)) };
  const isIn = (index: number) => (c: Pick<Change, 'start' | 'end'>) => c.start <= index && index < c.end;
  const found =
    directives.find(({ index }) => changes.some(isIn(index))) ??
    directives.find(({ index }) => isIn(index)(all));
  if (found !== undefined)
    return { why: `${quoted(found[0])} stands among what would be rewritten`, at: found.index };
  // Nothing else can be declared there.
  const inHead = code.names.variables.flatMap(({ decl }) => {
    const loop = decl && decl.declarators.length > 1 ? parents.get(decl) : undefined;
    const isOurs = loop?.kind === 'for' && changes.some(c => loop.start <= c.start && c.end <= loop.end);
    return isOurs ? [loop] : [];
  })[0];
  if (inHead) return { why: 'a for declares it in its head, together with something else', at: inHead.start };
  return {
    why:
      directives.length === 0
        ? 'the rewritten function could not be read again'
        : 'the rewritten function could not be read in each arm of its #if',
  };
}

/** Whether a rewrite says fewer things otherwise, at no cost in lines. */
function isMoreCareful(a: Migrated, b: Migrated): boolean {
  return a.proof.differences.length < b.proof.differences.length && linesOf(a) <= linesOf(b);
}

/** Whether a rewrite makes use of a declared change in what is returned: then a more careful one is looked for. */
function changesReturns({ proof }: Migrated, migration: Migration): boolean {
  return migration.returned.some(d => proof.differences.includes(d.sentence));
}

function failureOf(answer: Exclude<Answer, { kind: 'proven' }>, { text }: Draft): Attempt {
  if (answer.kind === 'differs') return answer;
  const { why, at, end, version } = answer;
  if (end === undefined) return { kind: 'unknown', why, at };
  const said = version === 'before' ? ` "${text.slice(at, end).replace(/\s+/g, ' ')}"` : ' the new code';
  return { kind: 'unknown', why: why + said, at };
}

/** Applies the changes, takes away what became useless, and gives the variables their types. */
function finish(
  base: Draft,
  changes: readonly Change[],
  baseline: Baseline,
  seen: Observation,
  migration: Migration,
): Draft | undefined {
  const changed = revise(base, changes);
  const clean = changed && tidy(changed, baseline, migration);
  if (!clean) return undefined;
  let current: Draft | undefined = clean;
  for (const name of new Set(clean.code.names.variables.map(v => v.name))) {
    if (!current) return undefined;
    const retyped: readonly Change[] = settleVariable(current, name, migration);
    if (retyped.length > 0) current = revise(current, retyped);
  }
  current = current && tidy(current, baseline, migration);
  if (!current || !mayBeDecided(current, baseline, migration)) return current;
  const now = observe(current.code, migration);
  const shorter = revise(current, [
    ...deadCases(current, now, reachedValues(base, seen)),
    ...decidedTests(current, now, baseline, migration),
    ...decidedReturns(current, now, baseline, migration),
  ]);
  return shorter && tidy(shorter, baseline, migration);
}
