/** Calls whose result is ignored: the error that was lost is returned from now on. */

import type { Variable } from '../flow/resolve.js';
import { bare, walk } from '../flow/walk.js';
import { websOf } from '../flow/webs.js';
import type { Return, Stmt } from '../source/ast.js';
import type { Changes } from './changes.js';
import { type Draft, siblingsOf, statementOf } from './draft.js';
import { callText, inPlaceOf, textOf } from './emit.js';
import { advance, columnOf, indentAt, newlineOf, wholeLines } from './layout.js';
import type { Migration } from './migration.js';
import type { Observation } from './observe.js';
import type { Change } from './pieces.js';
import type { CallSite } from './sites.js';
import { constantOf } from './test.js';
import { declareInBody, freeName, renames } from './variables.js';

interface Ending {
  readonly stmt: Return;
  /** Whether other paths return here too. */
  readonly shared: boolean;
}

/** Keeps the result of ignored calls and returns it where the function returned success. */
export function propagate(
  draft: Draft,
  sites: readonly CallSite[],
  observation: Observation,
  migration: Migration,
): Changes {
  const endings = new Map<CallSite, Ending>();
  for (const site of sites) {
    const ending = endingOf(site, sites, observation, migration);
    if (!ending)
      return { why: 'the function does not simply return success behind the call', at: site.stmt.start };
    endings.set(site, ending);
  }
  const returned = [...new Set([...endings.values()].map(e => e.stmt))];
  const kept = keeper(draft, returned, migration);
  if (kept) {
    const late = resets(draft, sites, kept, observation);
    return late ? [...sites.flatMap(site => keep(draft, site, kept.name, 0)), ...late] : LATE;
  }
  const held = draft.code.names.variables.find(v => v.scalar && v.name === migration.codeNames[0]);
  const rename = held && !readsNew(held, migration) ? freeName(draft, migration.oldNames) : undefined;
  const first = migration.codeNames[0]!;
  const isTaken = (held && rename === undefined) || draft.macros(first).length > 0;
  const name = isTaken ? freeName(draft, migration.codeNames) : first;
  const shared = [...endings.values()].some(e => e.shared);
  const changes: Change[] = [
    declareInBody(draft, migration.codeType, name, shared ? migration.successName : undefined),
  ];
  if (held && rename !== undefined) {
    if (!held.declarator) return { why: `the parameter ${held.name} stands in the way` };
    changes.push({ ...held.declarator.nameSpan, text: rename });
    changes.push(
      ...renames(
        websOf(draft.code).filter(w => w.variable === held),
        rename,
      ),
    );
  }
  for (const site of sites) changes.push(...keep(draft, site, name, 0));
  for (const stmt of returned) changes.push({ start: stmt.value!.start, end: stmt.value!.end, text: name });
  return changes;
}

const LATE = { why: 'the variable that is returned is set again behind the call' };

/**
 * The variable may be given success behind a call: that has to happen before it, or not at all where the call stands
 * beside it. Undefined where it is set in another way.
 */
function resets(
  draft: Draft,
  sites: readonly CallSite[],
  kept: Variable,
  { paths }: Observation,
): readonly Change[] | undefined {
  const ours = new Map<object, CallSite>(sites.map(s => [s.call, s]));
  const found = new Map<Stmt, CallSite>();
  for (const path of paths) {
    const call = path.calls.find(c => ours.has(c.call));
    const site = call && ours.get(call.call)!;
    for (const { variable, at } of site ? path.assigned : []) {
      if (variable !== kept || at.start < site!.stmt.end) continue;
      found.set(statementOf(draft, at), site!);
    }
  }
  if (found.size === 0) return [];
  const [[stmt, site]] = [...found] as [[Stmt, CallSite]];
  const place = siblingsOf(draft, stmt);
  const above = place?.list.find(s => s.start <= site.stmt.start && site.stmt.end <= s.end);
  if (found.size > 1 || stmt.kind !== 'expr' || !above) return undefined;
  const gone = { ...wholeLines(draft.text, stmt), text: '' };
  if (above === site.stmt) return [gone];
  const text = `${textOf(draft, stmt)}${newlineOf(draft.text)}${indentAt(draft.text, above.start)}`;
  return [gone, { start: above.start, end: above.start, text }];
}

function keep(draft: Draft, site: CallSite, name: string, _n: number): Change[] {
  const head = `${name} = `;
  const column = advance(columnOf(draft.text, site.stmt.start), head);
  return [inPlaceOf(draft, site.stmt, [`${head}${callText(draft, site, column, ';')};`])];
}

/** The one return that all paths through the call reach, with the value of success. */
function endingOf(
  site: CallSite,
  sites: readonly CallSite[],
  observation: Observation,
  migration: Migration,
): Ending | undefined {
  if (site.stmt.kind !== 'expr') return undefined;
  const ours = new Set<object>(sites.map(s => s.call));
  const success = migration.classes[0]!.after;
  let stmt: Stmt | undefined;
  let shared = false;
  for (const path of observation.paths) {
    const through = path.calls.some(c => c.call === site.call);
    if (!through) continue;
    if (path.end.kind !== 'return' || path.returned !== success || !path.end.stmt) return undefined;
    // A second call behind this one would overwrite what is kept.
    if (path.calls.filter(c => ours.has(c.call)).length > 1) return undefined;
    if (stmt && stmt !== path.end.stmt) return undefined;
    stmt = path.end.stmt;
  }
  if (stmt?.kind !== 'return' || !stmt.value) return undefined;
  for (const path of observation.paths) {
    if (path.end.kind !== 'return' || path.end.stmt !== stmt || path.calls.some(c => ours.has(c.call)))
      continue;
    shared = true;
    if (constantOf(stmt.value, migration) !== undefined && path.returned !== success) return undefined;
  }
  return { stmt, shared };
}

/** A variable that is returned already and can keep the value. */
function keeper(draft: Draft, returned: readonly Return[], _migration: Migration): Variable | undefined {
  const variables = returned.map(r => {
    const value = bare(r.value!);
    return value.kind === 'identifier' ? draft.code.names.of(value) : undefined;
  });
  const [first] = variables;
  return first?.scalar && variables.every(v => v === first) ? first : undefined;
}

/** Whether a variable already holds new values: then its name is the right one. */
function readsNew(variable: Variable, migration: Migration): boolean {
  const init = variable.declarator?.init;
  let found = false;
  if (init)
    walk(init, n => {
      if (n.kind === 'identifier' && (migration.constants.get(n.name) ?? 0) !== 0) found = true;
    });
  return found;
}

/** The text of the value that a return gives. */
export function returnedText(draft: Draft, stmt: Return): string {
  return stmt.value ? textOf(draft, stmt.value) : '';
}
