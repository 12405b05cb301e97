/** Where a function goes on: statements behind which nothing does, loops, and labels, which are come to from elsewhere. */
import { walk } from '../flow/walk.js';
import type { Stmt } from '../source/ast.js';

/** Whether a statement goes elsewhere: behind it nothing is reached. */
export const isJump = ({ kind }: Stmt): boolean => /^(return|goto|break|continue)$/.test(kind);

/** Whether a statement, or the last one of a block, goes elsewhere. */
export function leaves(stmt: Stmt): boolean {
  const last = stmt.kind === 'block' ? stmt.body.at(-1) : stmt;
  return last !== undefined && isJump(last);
}

/** Whether a statement is a loop. */
export const isLoop = ({ kind }: Pick<Stmt, 'kind'>): boolean => /^(?:while|do|for|foreach)$/.test(kind);

/** The label of a name in a statement, or any label; undefined where there is none. */
export function labelIn(stmt: Stmt, name?: string): Stmt | undefined {
  let found: Stmt | undefined;
  walk(stmt, node => {
    if (node.kind === 'label' && (name === undefined || node.name === name)) found ??= node;
  });
  return found;
}
