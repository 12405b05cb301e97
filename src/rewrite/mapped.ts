/**
 * Maps that the code spells out, where the tree has a function for them: `err == -ENOMEM ? OOM : SIGBUS`, as a
 * condition, an `if` chain or a `switch`, becomes `mapper(err)`.
 *
 * What looks like such a map only proposes. Whether it equals the function for each value that can get there is for
 * the prover to say, in the place where it stands: a chain that forgets 0 is the map where 0 never comes.
 */
import type { Mapper } from '../flow/contract.js';
import type { Proof } from '../flow/proof.js';
import { bare, calleeOf, walk } from '../flow/walk.js';
import type { Expr } from '../source/ast.js';
import { type Decision, decisionsFrom, type Leaf } from './decisions.js';
import type { Draft } from './draft.js';
import { textOf } from './emit.js';
import { deeper, indentAt, newlineOf } from './layout.js';
import type { Migration } from './migration.js';
import type { Change } from './pieces.js';
import { improve, type Proven } from './proven.js';
import { keptComments } from './remarks.js';
import { constantOf } from './test.js';
import type { Baseline } from './tidy.js';

/** So many proposals are tried for one function. */
const MOST_TRIES = 24;

/**
 * Says each map with one of the mappers where `prove` accepts the whole text after; undefined where there is none.
 *
 * @param baseline what the original already had that is not to be tidied away
 * @param prove gives the proof of a text that may stand in the place of the original, undefined for one that may not
 */
export function sayWithMappers(
  draft: Draft,
  baseline: Baseline,
  migration: Migration,
  prove: (next: Draft) => Proof | undefined,
): Proven | undefined {
  const propose = (current: Draft) =>
    (migration.usable ?? [])
      // A mapper that said its own map by itself would never return.
      .filter(({ name }) => name !== draft.fn.name)
      .flatMap(mapper => proposals(current, mapper, migration));
  return improve(draft, migration, { most: MOST_TRIES, baseline, propose, byPlace: false, prove });
}

/** Changes that say a map with the mapper, the largest first. */
function proposals(draft: Draft, mapper: Mapper, migration: Migration): readonly Change[] {
  const found: Change[] = [];
  walk(draft.fn, node => {
    for (const decision of decisionsFrom(draft, node)) {
      const change = changeOf(draft, decision, mapper, migration);
      if (change) found.push(change);
    }
  });
  return found.sort((a, b) => b.end - b.start - (a.end - a.start));
}

function changeOf(
  draft: Draft,
  decision: Decision,
  mapper: Mapper,
  migration: Migration,
): Change | undefined {
  const subject = subjectOf(draft, decision.tests, migration);
  if (subject === undefined || !isMapping(decision.leaves, mapper, migration)) return undefined;
  const call = `${mapper.name}(${subject})`;
  const { start, end } = decision;
  if (decision.kind === 'expression') return { start, end, text: call };
  const [leaf] = decision.leaves;
  const target = leaf!.target;
  if (!decision.leaves.every(other => other.target === target)) return undefined;
  const said = target === undefined ? `return ${call};` : `${target} = ${call};`;
  const nl = newlineOf(draft.text);
  const indent = indentAt(draft.text, start);
  const comments = keptComments(draft, decision, indent);
  const { guard, beside } = decision;
  const head = guard && `if (${textOf(draft, guard)})`;
  if (beside === undefined) {
    const above = comments.map(c => c + nl + indent).join('');
    return { start, end, text: `${above}${head ? head + nl + deeper(indent) : ''}${said}` };
  }
  // What stands between arms belongs to one of them, and nobody can tell to which.
  if (comments.length > 0 || !/^\s*else\b/.test(draft.text.slice(beside.follows ? end : start - 4)))
    return undefined;
  const braced = beside.stmt.kind === 'block' && beside.stmt.body.length > 1;
  const arm = braced ? ` {${nl}${deeper(indent)}${said}${nl}${indent}}` : `${nl}${deeper(indent)}${said}`;
  const gap = beside.follows ? (braced ? ' ' : nl + indent) : '';
  return { start, end, text: `${head ?? ''}${arm}${gap}` };
}

/** Whether all leaves are results of the mapper, of one of its cases as well as of all others. */
function isMapping(leaves: readonly Leaf[], mapper: Mapper, migration: Migration): boolean {
  const values = new Set(leaves.map(({ value }) => constantOf(value, migration)));
  const results = new Set([...mapper.cases.map(c => c.result), mapper.otherwise]);
  return (
    values.has(mapper.otherwise) &&
    mapper.cases.some(c => values.has(c.result)) &&
    [...values].every(value => value !== undefined && results.has(value))
  );
}

/** The one thing that all tests are about: a local variable, or `PTR_ERR()` of one. */
function subjectOf(draft: Draft, tests: readonly Expr[], migration: Migration): string | undefined {
  const subjects = tests.flatMap(test => subjectsOf(draft, test, migration));
  const [first, ...others] = new Set(subjects.map(subject => subject && textOf(draft, subject)));
  return others.length === 0 ? first : undefined;
}

/** What a condition compares with constants; undefined stands for what cannot be said again elsewhere. */
function subjectsOf(draft: Draft, test: Expr, migration: Migration): readonly (Expr | undefined)[] {
  const again = (e: Expr) => subjectsOf(draft, e, migration);
  const e = bare(test);
  switch (e.kind) {
    case 'identifier':
      return [draft.code.names.of(e)?.scalar ? e : undefined];
    case 'unary':
      return e.op === '!' ? again(e.operand) : [undefined];
    case 'binary':
      if (constantOf(e.right, migration) !== undefined) return again(e.left);
      if (constantOf(e.left, migration) !== undefined) return again(e.right);
      return [...again(e.left), ...again(e.right)];
    case 'call': {
      const name = calleeOf(e);
      const [only] = e.args;
      if (only && (name === 'likely' || name === 'unlikely')) return again(only);
      return [name === 'PTR_ERR' && only?.kind === 'identifier' ? e : undefined];
    }
    default:
      return [undefined];
  }
}
