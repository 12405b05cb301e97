/** The `else` of an `if`, where the rewrite left it empty, or behind an arm that leaves the function now. */
import { walk } from '../flow/walk.js';
import type { If, Stmt } from '../source/ast.js';
import { type Draft, siblingsOf } from './draft.js';
import { textOf } from './emit.js';
import { outdented } from './fold.js';
import { leaves } from './jumps.js';
import { indentAt, newlineOf, startsLine } from './layout.js';
import type { Change } from './pieces.js';

/** More lines than this keep their `else`: that they move would hide what changed. */
const MOST_LINES = 3;

/** What each `if` asks whose arm leaves, and that has an `else` all the same. */
export function idleElses(draft: Draft): readonly string[] {
  return elsesIn(draft).flatMap(node => (leaves(node.then) ? [textOf(draft, node.test)] : []));
}

/**
 * Takes an `else` away, and what was done in it comes behind the `if`.
 *
 * @param original its text: an empty one that it had stays
 * @param before those that the original had behind an arm that leaves, by `idleElses`: they stay
 */
export function dropElses(draft: Draft, before: readonly string[], original: string): readonly Change[] {
  const all = elsesIn(draft);
  const isNew = ({ then: arm, end }: If) => !original.includes(draft.text.slice(arm.end, end));
  const empty = all.find(node => isEmpty(draft, node.otherwise!) && isNew(node));
  if (empty) return [{ start: empty.then.end, end: empty.end, text: '' }];
  const leaving = all.filter(({ then }) => leaves(then));
  if (leaving.length <= before.length) return [];
  for (const node of leaving) {
    const change = before.includes(textOf(draft, node.test)) ? undefined : behind(draft, node);
    if (change) return [change];
  }
  return [];
}

function elsesIn(draft: Draft): readonly If[] {
  const found: If[] = [];
  walk(draft.fn, node => {
    if (node.kind === 'if' && node.otherwise !== undefined) found.push(node);
  });
  return found;
}

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
