/** What follows a call up to the return, where that is the same on every path. */
import { walk } from '../flow/walk.js';
import type { Call, Stmt } from '../source/ast.js';
import type { Draft } from './draft.js';
import { mayBecome } from './maps.js';
import type { Migration } from './migration.js';
import type { Observation } from './observe.js';

/**
 * Whether the function has nothing left to do behind a call but to turn its value into the result, which is the new
 * value.
 */
export function isLastBeforeResult(observation: Observation, call: object, migration: Migration): boolean {
  let found = false;
  for (const path of observation.paths) {
    const at = path.calls.findIndex(c => c.call === call);
    if (at < 0) continue;
    found = true;
    const { valueClass, effects } = path.calls[at]!;
    if (at !== path.calls.length - 1 || path.returned === undefined || effects !== path.effectStmts.length)
      return false;
    if (!mayBecome(migration, valueClass.before, path.returned, valueClass.after, 'declared')) return false;
  }
  return found;
}

/** Whether a condition does nothing but test the call's value. */
export function isTestAlone(draft: Draft, stmt: Stmt, call: Call): boolean {
  const test =
    stmt.kind === 'if' || stmt.kind === 'switch'
      ? stmt.test
      : stmt.kind === 'return'
        ? stmt.value
        : undefined;
  if (!test) return false;
  let alone = true;
  walk(test, n => {
    const hint = n.kind === 'call' && /likely/.test(draft.text.slice(n.callee.start, n.callee.end));
    const isArgument = call.start < n.start && n.end <= call.end;
    if (n.kind === 'call' && n !== call && !hint && !isArgument) alone = false;
    if (n.kind === 'binary' && (n.op === '&&' || n.op === '||') && !isArgument) alone = false;
  });
  return alone;
}
