/** Ways to say what is done with the result of a call in new words, for each way it is read. */
import type { Returns } from '../flow/prove.js';
import { besideErrors } from './beside.js';
import { type Changes, isObstacle } from './changes.js';
import type { Draft } from './draft.js';
import { callText, renameCall } from './emit.js';
import { columnOf } from './layout.js';
import type { Latitude } from './maps.js';
import type { Migration } from './migration.js';
import type { Observation } from './observe.js';
import { giveOwnVariable } from './own-variable.js';
import type { Change } from './pieces.js';
import { propagate } from './propagate.js';
import type { CallSite } from './sites.js';
import { collapseTested, translateTested } from './tested.js';
import { translate } from './translate.js';

/** Whether code that may run outside the slots of the new API is looked at: then tests stay tests. */
export interface Manner {
  /** Whether the new value may become the function's result. */
  readonly mayReturn: boolean;
  readonly returns: Returns;
}

/** Changes to a draft, from how the results of its calls are read. */
export type Tactic = (
  draft: Draft,
  sites: readonly CallSite[],
  seen: Observation,
  migration: Migration,
) => Changes;

const renameOnly: Tactic = (draft, sites) => sites.map(s => renameCall(draft, s));

const compare =
  (style: 'mask' | 'success'): Tactic =>
  (draft, sites, _seen, migration) =>
    eachSite(sites, s => translateTested(draft, s, sites, style, migration));

const collapse: Tactic = (draft, sites, seen, migration) =>
  eachSite(sites, s => collapseTested(draft, s, seen, migration));

const say =
  (latitude: Latitude): Tactic =>
  (draft, sites, seen, migration) =>
    translate(draft, sites, seen, migration, latitude);

const withoutMap: Tactic = (draft, sites) =>
  sites.flatMap(site => {
    if (site.use.kind !== 'mapped') return [];
    const { start, end } = site.use.stmt;
    const column = columnOf(draft.text, start) + 'return '.length;
    return [{ start, end, text: `return ${callText(draft, site, column, ';')};` }];
  });

/** A variable of its own for each result; with `resets` what held it is given the old value of success. */
export const ownVariable =
  (resets: boolean): Tactic =>
  (draft, sites, _seen, migration) =>
    giveOwnVariable(draft, sites, migration, resets);

/** A variable of its own beside that of the errors that a `switch` behind them all maps. */
export const besideOthers: Tactic = (draft, sites, _seen, migration) => besideErrors(draft, sites, migration);

function eachSite(sites: readonly CallSite[], work: (s: CallSite) => Changes): Changes {
  const changes: Change[] = [];
  for (const site of sites) {
    const result = work(site);
    if (isObstacle(result)) return result;
    changes.push(...result.filter(c => !changes.some(d => d.start === c.start && d.text === c.text)));
  }
  return changes;
}

export type Kind = CallSite['use']['kind'];

/** The tactics for each way a result is read, simplest result first. */
export function tacticsFor(kind: Kind, manner: Manner): readonly Tactic[] {
  switch (kind) {
    case 'ignored':
      return manner.mayReturn ? [propagate, renameOnly] : [renameOnly];
    case 'tested':
      return manner.mayReturn ? [collapse, compare('mask')] : [compare('success')];
    case 'assigned':
      return [say('declared'), say('strict')];
    case 'returned':
      return [renameOnly];
    case 'mapped':
      return manner.mayReturn ? [withoutMap] : [];
    case 'other':
      return [];
  }
}

/** All ways to pick one tactic for each kind of use that occurs. */
export function combinations(
  kinds: readonly Kind[],
  tacticsOf: (kind: Kind) => readonly Tactic[],
): readonly ReadonlyMap<Kind, Tactic>[] {
  let all: ReadonlyMap<Kind, Tactic>[] = [new Map()];
  for (const kind of kinds) {
    all = tacticsOf(kind).flatMap(t => all.map(chosen => new Map(chosen).set(kind, t)));
  }
  return all;
}

/** The changes of all kinds of use together. */
export function eachKind(
  tactics: ReadonlyMap<Kind, Tactic>,
  work: (kind: Kind, tactic: Tactic) => Changes,
): Changes {
  const changes: Change[] = [];
  for (const [kind, tactic] of tactics) {
    const result = work(kind, tactic);
    if (isObstacle(result)) return result;
    changes.push(...result);
  }
  return changes;
}
