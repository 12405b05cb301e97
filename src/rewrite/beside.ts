/**
 * A result that shares its variable with errors of others, and a `switch` behind them all that maps them: it gets a variable
 * of its own, and the `switch` returns that where there was no error. What stands before the `switch` stays there once, for
 * all. Whether the others are 0 wherever the result is set is for the prover to say.
 */
import type { Variable } from '../flow/resolve.js';
import { bare, walk } from '../flow/walk.js';
import { websOf } from '../flow/webs.js';
import type { Case, Stmt, Switch } from '../source/ast.js';
import { armsOf } from './arms.js';
import { labelRemoval } from './cases.js';
import { type Changes, isObstacle } from './changes.js';
import type { Draft } from './draft.js';
import { renameCall } from './emit.js';
import { deeper, indentAt, newlineOf } from './layout.js';
import type { Migration } from './migration.js';
import type { Change } from './pieces.js';
import type { CallSite } from './sites.js';
import { constantOf } from './test.js';
import { declarationAfter, freeName, renames } from './variables.js';

/**
 * Gives the results of all calls one variable beside that of the errors. It starts as success: for ways on which nothing
 * fails and no call is made, and for compilers, which do not see that there is none.
 */
export function besideErrors(draft: Draft, sites: readonly CallSite[], migration: Migration): Changes {
  const variable = onlyVariable(sites);
  if (!variable?.decl) return { why: 'its results are not kept in one variable as they are' };
  const keeps = migration.codeNames.includes(variable.name);
  const code = keeps ? variable.name : freeName(draft, migration.codeNames);
  const errno = keeps ? freeName(draft, migration.oldNames) : variable.name;
  const told = successIn(draft, variable, code, migration);
  if (isObstacle(told)) return told;
  const targets = new Set(sites.map(({ stmt }) => targetOf(stmt)));
  const accesses = websOf(draft.code).filter(w => w.variable === variable);
  const { nameSpan } = variable.declarator!;
  const renamed = keeps
    ? [{ ...nameSpan, text: errno }, ...renames(accesses, errno).filter(c => !targets.has(c.start))]
    : sites.map(({ stmt }) => ({
        start: targetOf(stmt)!,
        end: targetOf(stmt)! + variable.name.length,
        text: code,
      }));
  const distinct = new Map(renamed.map(c => [c.start, { start: c.start, end: c.end, text: c.text }]));
  return [
    ...distinct.values(),
    declarationAfter(draft, variable.decl, migration.codeType, code, migration.successName),
    ...sites.map(site => renameCall(draft, site)),
    ...told,
  ];
}

/** The variable that all results go into, by statements of their own. */
function onlyVariable(sites: readonly CallSite[]): Variable | undefined {
  const found = new Set(
    sites.map(({ use, stmt }) =>
      use.kind === 'assigned' && use.whole && targetOf(stmt) !== undefined ? use.variable : undefined,
    ),
  );
  const [variable] = found;
  return found.size === 1 ? variable : undefined;
}

/** Where the variable stands that a statement assigns to. */
function targetOf(stmt: Stmt): number | undefined {
  const assign = stmt.kind === 'expr' ? bare(stmt.expr) : undefined;
  return assign?.kind === 'assign' && assign.op === '=' ? bare(assign.target).start : undefined;
}

/** In the only `switch` on the variable, the arm for no error returns the result instead of success. */
function successIn(draft: Draft, variable: Variable, code: string, migration: Migration): Changes {
  const none = { why: 'no switch behind them all returns success where there is no error' };
  const success = migration.classes[0]!;
  const switches: Switch[] = [];
  walk(draft.fn, node => {
    if (node.kind !== 'switch') return;
    const test = bare(node.test);
    if (test.kind === 'identifier' && draft.code.names.of(test) === variable) switches.push(node);
  });
  const [sw, ...others] = switches;
  if (!sw || others.length > 0) return none;
  const isNone = (label: Stmt): label is Case =>
    label.kind === 'case' && !label.high && constantOf(label.value, migration) === success.before;
  const arm = armsOf(sw)?.find(({ labels }) => labels.some(isNone));
  const [only, ...more] = arm?.does ?? [];
  if (!arm || only?.kind !== 'return' || !only.value || more.length > 0) return none;
  if (constantOf(only.value, migration) !== success.after) return none;
  const label = arm.labels.find(isNone)!;
  if (arm.labels.length === 1 && arm.own.includes(only) && !arm.fallenInto)
    return [{ start: only.value.start, end: only.value.end, text: code }];
  const first = armsOf(sw)![0]!.labels[0]!;
  const indent = indentAt(draft.text, first.start);
  const nl = newlineOf(draft.text);
  const returned = `${nl}${deeper(indent)}return ${code};`;
  if (label === first) return [{ start: label.end, end: label.end, text: returned }];
  const said: Change = {
    start: first.start,
    end: first.start,
    text: `${draft.text.slice(label.start, label.end)}${returned}${nl}${indent}`,
  };
  return [said, labelRemoval(draft, label)];
}
