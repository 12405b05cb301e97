/** Calls whose value goes straight into a condition. */
import { bare } from '../flow/walk.js';
import type { Expr } from '../source/ast.js';
import { type Changes, isObstacle } from './changes.js';
import type { Draft } from './draft.js';
import { callText, readAt, renameCall, textOf } from './emit.js';
import { advance, blanksTo, columnOf, endsLinesWithOperators, WIDTH } from './layout.js';
import type { Migration } from './migration.js';
import type { Observation } from './observe.js';
import type { Change } from './pieces.js';
import { remarkedInPlaceOf } from './remarks.js';
import type { CallSite } from './sites.js';
import { isLastBeforeResult, isTestAlone } from './tail.js';
import type { Carrier, TestStyle } from './test.js';
import { testAround, translateSwitchOn } from './uses.js';

/**
 * The condition in new words.
 *
 * @param sites all calls that are tested: of those in one condition, each gives the same change
 */
export function translateTested(
  draft: Draft,
  site: CallSite,
  sites: readonly CallSite[],
  style: TestStyle,
  migration: Migration,
): Changes {
  const values = migration.classes.map(c => [c.before, c.after] as const);
  const beside = sites.filter(({ stmt }) => stmt === site.stmt);
  const siteOf = (e: Expr) => beside.find(({ call }) => call === bare(e));
  const carrier: Carrier = {
    is: e => siteOf(e) !== undefined,
    text: e => (beside.length === 1 ? textOf(draft, site.call) : renamed(draft, siteOf(e)!)),
    values: () => values,
  };
  const change = testAround(draft, site.call, carrier, style, migration);
  if (!change)
    return (
      switched(draft, site, migration) ?? {
        why: `it is read at "${readAt(draft, site.call)}"`,
        at: site.call.start,
      }
    );
  if (change.folded !== undefined)
    return { why: 'the condition would always come out the same', at: change.start };
  // Where several calls stand in it, what is too long is broken when all are there.
  return [beside.length === 1 ? layTest(draft, site, change) : change];
}

/** The call under its new name, laid out as it was. */
const renamed = (draft: Draft, { after, call }: CallSite) => after + textOf(draft, call.argsSpan);

/** A `switch` on the call itself: the call and the labels, in new words. */
function switched(draft: Draft, site: CallSite, migration: Migration): Changes | undefined {
  const { stmt, call } = site;
  if (stmt.kind !== 'switch') return undefined;
  const values = migration.classes.map(c => [c.before, c.after] as const);
  const carrier: Carrier = {
    is: e => bare(e) === call,
    text: () => renamed(draft, site),
    values: () => values,
  };
  const changes = translateSwitchOn(draft, stmt, carrier, migration);
  if (changes === undefined || isObstacle(changes)) return changes;
  const isSaid = changes.some(({ start, end }) => start <= call.start && call.end <= end);
  return isSaid ? changes : [renameCall(draft, site), ...changes];
}

/** The condition with the renamed call, broken at its comparison where the line grew too long, as the file breaks lines. */
function layTest(draft: Draft, site: CallSite, change: Change): Change {
  const old = textOf(draft, site.call);
  const at = change.text.indexOf(old);
  const column = columnOf(draft.text, change.start);
  const callColumn = advance(column, change.text.slice(0, at));
  const head = change.text.slice(0, at);
  const behind = change.text.slice(at + old.length);
  const oneLine = head + callText(draft, site, callColumn, '') + behind;
  const rest = draft.text.slice(change.end, draft.text.indexOf('\n', change.end)).trimEnd();
  const lines = oneLine.split('\n');
  const width = Math.max(...lines.map((l, i) => advance(i === 0 ? column : 0, l)));
  const last = lines.length > 1 ? width : advance(column, oneLine + rest);
  if (Math.max(width, last) <= WIDTH) return { ...change, text: oneLine };
  if (!/^\s*[!=]=/.test(behind))
    return { ...change, text: head + callText(draft, site, callColumn, behind + rest) + behind };
  const call = head + callText(draft, site, callColumn, '');
  const operator = /^\s*[!=]=/.exec(behind)![0];
  const lastLine = call.slice(call.lastIndexOf('\n') + 1) + operator;
  const fits = advance(call.includes('\n') ? 0 : column, lastLine) <= WIDTH;
  const cut = fits && endsLinesWithOperators(draft.text) ? operator.length : 0;
  const broken = `\n${blanksTo(callColumn)}${behind.slice(cut).trimStart()}`;
  return { ...change, text: call + behind.slice(0, cut) + broken };
}

/** A tested call behind which only the mapping is left: the statement gives way to `return call();`. */
export function collapseTested(
  draft: Draft,
  site: CallSite,
  observation: Observation,
  migration: Migration,
): Changes {
  if (!isLastBeforeResult(observation, site.call, migration))
    return { why: 'the result is not all that is left', at: site.stmt.start };
  if (!isTestAlone(draft, site.stmt, site.call))
    return { why: 'the condition does more than test the result', at: site.stmt.start };
  const column = columnOf(draft.text, site.stmt.start) + 'return '.length;
  return [remarkedInPlaceOf(draft, site.stmt, `return ${callText(draft, site, column, ';')};`)];
}
