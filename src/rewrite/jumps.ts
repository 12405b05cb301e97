/** Statements behind which nothing goes on. */
import type { Stmt } from '../source/ast.js';

/** Whether a statement goes elsewhere: behind it nothing is reached. */
export const isJump = ({ kind }: Stmt): boolean => /^(return|goto|break|continue)$/.test(kind);

/** Whether a statement, or the last one of a block, goes elsewhere. */
export function leaves(stmt: Stmt): boolean {
  const last = stmt.kind === 'block' ? stmt.body.at(-1) : stmt;
  return last !== undefined && isJump(last);
}
