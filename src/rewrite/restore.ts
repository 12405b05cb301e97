/**
 * Converts calls where the function goes on with old values: the new call is made to give one again. What is only
 * tested or ignored is said of the new value at once.
 */
import type { Restorer } from '../flow/contract.js';
import { prove } from '../flow/prove.js';
import { isObstacle } from './changes.js';
import { type Draft, revise } from './draft.js';
import { callText, renameCall } from './emit.js';
import { advance, columnOf, lineEnd } from './layout.js';
import { mendLines } from './lines.js';
import type { Attempt } from './migrate.js';
import type { Migration } from './migration.js';
import type { Change } from './pieces.js';
import { type CallSite, sitesOf } from './sites.js';
import { translateTested } from './tested.js';

/** Wraps each call whose value goes on. The proof is the engine's: nothing is taken for granted of the helper. */
export function restore(draft: Draft, migration: Migration, restorer: Restorer): Attempt {
  const sites = sitesOf(draft, migration);
  if (sites.length === 0) return { kind: 'obstacle', why: 'no call of it can be read' };
  const said = revise(
    draft,
    sites.flatMap(site => changeOf(draft, site, migration, restorer)),
  );
  const after = said && laidOut(said, draft.text, migration);
  if (!after) return { kind: 'obstacle', why: 'the rewritten function could not be read again' };
  const { inline, macros } = draft;
  const answer = prove({
    ...{ contract: migration, before: draft.fn, after: after.fn },
    ...{ returns: 'equal', inline, macros },
  });
  switch (answer.kind) {
    case 'proven': {
      const edits = after.pieces.edits();
      return { kind: 'migrated', migrated: { edits, proof: answer.proof, draft: after } };
    }
    case 'differs':
      return answer;
    case 'unknown':
      return { kind: 'unknown', why: answer.why, at: answer.at };
  }
}

/** So many lines are laid out again at most. */
const MOST_LINES = 20;

function laidOut(draft: Draft, original: string, migration: Migration): Draft | undefined {
  let current: Draft | undefined = draft;
  for (let round = 0; current && round < MOST_LINES; round++) {
    const changes = mendLines(current, original, migration);
    if (changes.length === 0) break;
    current = revise(current, changes);
  }
  return current;
}

function changeOf(draft: Draft, site: CallSite, migration: Migration, restorer: Restorer): readonly Change[] {
  if (site.use.kind === 'ignored') return [renameCall(draft, site)];
  if (site.use.kind === 'tested') {
    const tested = translateTested(draft, site, [site], 'success', migration);
    if (!isObstacle(tested)) return tested;
  }
  const { start, end } = site.call;
  const head = `${restorer.name}(`;
  const tail = `, ${restorer.flags})`;
  const behind = draft.text.slice(end, lineEnd(draft.text, end)).replace(/\s*(\/\*.*)?\r?$/, '');
  const column = advance(columnOf(draft.text, start), head);
  return [{ start, end, text: head + callText(draft, site, column, tail + behind) + tail }];
}
