/**
 * A result that is stored beside other values and asked for failure at once: it gets a variable of its own, and what
 * held it keeps what it held before. Whether that is what the function goes on with is for the prover to say.
 */
import type { Variable } from '../flow/resolve.js';
import { bare } from '../flow/walk.js';
import type { Expr } from '../source/ast.js';
import { type Changes, isObstacle } from './changes.js';
import { type Draft, siblingsOf } from './draft.js';
import { renameCall, textOf } from './emit.js';
import { indentAt, newlineOf } from './layout.js';
import type { Migration } from './migration.js';
import type { Change } from './pieces.js';
import type { CallSite } from './sites.js';
import { type Carrier, newTest } from './test.js';
import { declareInBody, freeName } from './variables.js';

/**
 * Gives the result of each call a variable of its own; an obstacle where it is not asked for failure at once.
 *
 * @param resets whether what held it before is given the old value of success behind the test
 */
export function giveOwnVariable(
  draft: Draft,
  sites: readonly CallSite[],
  migration: Migration,
  resets: boolean,
): Changes {
  const name = freeName(draft, migration.codeNames);
  const changes: Change[] = [declareInBody(draft, migration.codeType, name)];
  for (const site of sites) {
    const said = saidWith(draft, site, name, migration, resets);
    if (isObstacle(said)) return said;
    changes.push(...said);
  }
  return changes;
}

function saidWith(
  draft: Draft,
  site: CallSite,
  name: string,
  migration: Migration,
  resets: boolean,
): Changes {
  const { stmt, use } = site;
  const obstacle = { why: 'its result is not asked for failure at once' };
  if (use.kind !== 'assigned' || !use.whole || stmt.kind !== 'expr') return obstacle;
  const next = siblingsOf(draft, stmt);
  const test = next?.list[next.at + 1];
  const assign = bare(stmt.expr);
  if (test?.kind !== 'if' || assign.kind !== 'assign') return obstacle;
  const said = newTest(test.test, carrierOf(draft, use.variable, name, migration), migration, 'mask', e =>
    textOf(draft, e),
  );
  if (said === undefined || typeof said === 'boolean') return obstacle;
  const { start, end } = assign.target;
  const { start: from, end: to } = test.test;
  const success = `${textOf(draft, assign.target)} = ${migration.classes[0]!.before};`;
  const line = newlineOf(draft.text) + indentAt(draft.text, test.start) + success;
  return [
    { start, end, text: name },
    renameCall(draft, site),
    { start: from, end: to, text: said.text },
    ...(resets ? [{ start: test.end, end: test.end, text: line }] : []),
  ];
}

/** The variable as the test reads it, under the new name. */
function carrierOf(draft: Draft, variable: Variable, name: string, migration: Migration): Carrier {
  const values = migration.classes.map(c => [c.before, c.after] as const);
  const is = (expr: Expr): boolean => {
    const e = bare(expr);
    return e.kind === 'identifier' && draft.code.names.of(e) === variable;
  };
  return { is, text: () => name, values: () => values };
}
