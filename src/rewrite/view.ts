/** A number that is made of the value by signs and constants alone, as a reading of it: `-err`, `(work(), err)`, `err & 1`. */
import { typeOf } from '../flow/types.js';
import { compute } from '../flow/values.js';
import { bare } from '../flow/walk.js';
import type { Expr } from '../source/ast.js';
import type { Span } from '../source/span.js';

/** How an expression sees the value. */
export interface View {
  /** The value itself. */
  readonly node: Expr;
  /** What is made of an old value; undefined where that is no number that is known. */
  made(old: number): number | undefined;
  /** What is computed before it, as text, with the comma behind it. */
  readonly head: string;
}

/** Integers that hold an int as it is. */
const WIDE = /^(?:i32|long|i64)$/;
const SIGNS: Readonly<Record<string, (n: number) => number>> = {
  '-': n => 0 - n,
  '~': n => ~n,
  '+': n => n,
};

/**
 * The view that an expression is of the value; undefined where it is none.
 *
 * @param is whether an expression is the value
 * @param constantOf the number that an expression stands for
 * @param source the text of a part of the function
 */
export function viewOf(
  expr: Expr,
  is: (e: Expr) => boolean,
  constantOf: (e: Expr) => number | undefined,
  source: (span: Span) => string,
): View | undefined {
  const again = (e: Expr) => viewOf(e, is, constantOf, source);
  const through = (view: View | undefined, step: (n: number) => number | undefined): View | undefined =>
    view && {
      ...view,
      made: old => {
        const n = view.made(old);
        return n === undefined ? undefined : step(n);
      },
    };
  const e = bare(expr);
  if (is(e)) return { node: e, made: n => n, head: '' };
  switch (e.kind) {
    case 'comma': {
      const last = e.items[e.items.length - 1]!;
      const view = again(last);
      return view && { ...view, head: source({ start: e.items[0]!.start, end: last.start }) + view.head };
    }
    case 'cast':
      return WIDE.test(typeOf(e.type, 0)) ? again(e.operand) : undefined;
    case 'unary': {
      const sign = SIGNS[e.op];
      return sign && through(again(e.operand), sign);
    }
    case 'binary': {
      const right = constantOf(e.right);
      if (right !== undefined) return through(again(e.left), n => compute(e.op, n, right));
      const left = constantOf(e.left);
      return left === undefined ? undefined : through(again(e.right), n => compute(e.op, left, n));
    }
    default:
      return undefined;
  }
}
