/** The `else` of an `if`, where the rewrite left it empty, or behind an arm that leaves the function now. */
import { walk } from '../flow/walk.js';
import type { Stmt } from '../source/ast.js';
import { type Draft, siblingsOf } from './draft.js';
import { textOf } from './emit.js';
import { outdented } from './fold.js';
import { indentAt, newlineOf, startsLine } from './layout.js';
import type { Change } from './pieces.js';

type If = Extract<Stmt, { kind: 'if' }>;

/** More lines than this keep their `else`: that they move would hide what changed. */
const MOST_LINES = 3;

/**
 * Takes it away, and what was done in it comes behind the `if`.
 *
 * @param original the text of the function before: what it had already stays
 */
export function dropElses(draft: Draft, original: string): readonly Change[] {
  let change: Change | undefined;
  walk(draft.fn, node => {
    if (change || node.kind !== 'if' || node.otherwise === undefined) return;
    const end = lastOf(node.then);
    const tail = draft.text.slice((end ?? node.then).start, node.otherwise.start);
    if (isEmpty(draft, node.otherwise)) change = { start: node.then.end, end: node.end, text: '' };
    else if (end && LEAVES.test(end.kind) && !original.includes(tail)) change = behind(draft, node);
  });
  return change ? [change] : [];
}

const LEAVES = /^(return|goto|break|continue)$/;

const lastOf = (arm: Stmt): Stmt | undefined => (arm.kind === 'block' ? arm.body.at(-1) : arm);

function isEmpty(draft: Draft, arm: Stmt): boolean {
  return (
    arm.kind === 'block' &&
    arm.body.length === 0 &&
    !draft.comments.some(c => c.start >= arm.start && c.end <= arm.end)
  );
}

/** What the `else` does, behind the `if`; undefined where it has to stay. */
function behind(draft: Draft, node: If): Change | undefined {
  const arm = node.otherwise!;
  const stmts = arm.kind === 'block' ? arm.body : [arm];
  const [first, last] = [stmts[0], stmts.at(-1)];
  if (arm.kind === 'if' || !first || !last || !siblingsOf(draft, node)) return undefined;
  if (stmts.some(({ kind }) => /^(declaration|label|case|default)$/.test(kind))) return undefined;
  if (!startsLine(draft.text, first.start)) return undefined;
  // Comments around the statements have no other place.
  const isLoose = draft.comments.some(
    c => c.start >= node.then.end && c.end <= node.end && !(c.start >= first.start && c.end <= last.end),
  );
  const span = { start: first.start, end: last.end };
  if (isLoose || textOf(draft, span).split('\n').length > MOST_LINES) return undefined;
  const text = newlineOf(draft.text) + indentAt(draft.text, node.start) + outdented(draft, span, node);
  return { start: node.then.end, end: node.end, text };
}
