/**
 * Numbers of a function that only count or say yes and no: 1 is VM_FAULT_OOM for the machine, and in a table that people
 * read it is not, where the function wrote a 1, or compared.
 */
import type { Expr, FunctionDef } from '../source/ast.js';
import { COMPARE } from './values.js';
import { bare, childrenOf, walk } from './walk.js';

/** The numbers that are no codes. */
export interface Counts {
  /** Where a function returns them. */
  readonly returned: ReadonlySet<number>;
  /** Where it stores them, or hands them on. */
  readonly given: ReadonlySet<number>;
}

/** The numbers that one function or the other writes itself. */
export function countsIn(...functions: readonly FunctionDef[]): Counts {
  const returned = new Set<number>();
  const given = new Set<number>();
  for (const fn of functions) {
    walk(fn, node => {
      if (node.kind === 'return' && node.value) for (const n of countedAs(node.value)) returned.add(n);
      if (node.kind === 'assign') for (const n of countedAs(node.value)) given.add(n);
      if (node.kind === 'call') for (const arg of node.args) for (const n of countedIn(arg)) given.add(n);
    });
  }
  return { returned, given };
}

/** Whether an expression gives 1 or 0, and says so by its looks. */
export function saysTruth(expr: Expr): boolean {
  const e = bare(expr);
  if (e.kind === 'binary') return COMPARE[e.op] !== undefined || e.op === '&&' || e.op === '||';
  return e.kind === 'unary' && e.op === '!';
}

/** The numbers but 0 that an expression comes out as by itself: `err ? 2 : 1`, `!err`. */
export function countedAs(expr: Expr): readonly number[] {
  const e = bare(expr);
  switch (e.kind) {
    case 'number':
      return e.value ? [e.value] : [];
    case 'conditional':
      return [...(e.then ? countedAs(e.then) : []), ...countedAs(e.otherwise)];
    default:
      return saysTruth(e) ? [1] : [];
  }
}

/** The same of all its parts: what is computed of them is no code either. */
function countedIn(expr: Expr): readonly number[] {
  const parts = childrenOf(expr).flatMap(child => countedIn(child as Expr));
  return [...countedAs(expr), ...parts];
}
