/** Conditions on an old value, said of the new one. */

import { numberNamed } from '../flow/contract.js';
import { IDIOMS, MIN_ERRNO } from '../flow/idioms.js';
import { typeOf } from '../flow/types.js';
import { COMPARE } from '../flow/values.js';
import { bare, calleeOf, walk } from '../flow/walk.js';
import type { Expr } from '../source/ast.js';
import type { Span } from '../source/span.js';
import { type Migration, spellOperand } from './migration.js';
import { type View, viewOf } from './view.js';

/** How a test for failure is spelled: `code & MASK`, or `code != SUCCESS`. */
export type TestStyle = 'mask' | 'success';

/** A condition in new words: a text, or that it always holds or never does; undefined: nothing to change. */
export type NewTest = Said | boolean | undefined;

interface Said {
  readonly text: string;
  /** Whether it needs parentheses beside another operator. */
  readonly loose: boolean;
  /** What says the opposite without a `!`. */
  readonly opposite?: string;
  /** Its outermost operator, where that is one of these: beside the same one it needs none. */
  readonly op?: '&&' | '||';
}

export interface Carrier {
  /** Whether this expression is the carried value: the variable, the call, or an assignment of either. */
  is(expr: Expr): boolean;
  /** The text that stands for it in the new condition. */
  text(expr: Expr): string;
  /** The values that it can have there; undefined where they are not known. */
  values(expr: Expr): Values | undefined;
  /** Told of two old values that a condition tells apart, and the new call does not. */
  apart?(one: number, other: number, code: number): void;
}

/** Pairs of an old value and a new one that stands for it, success first. */
export type Values = readonly (readonly [number, number])[];

/** The number a constant expression stands for, in either world. */
export function constantOf(expr: Expr, migration: Migration): number | undefined {
  const e = bare(expr);
  if (e.kind === 'number') return e.value;
  if (e.kind === 'identifier') {
    return numberNamed(migration, e.name);
  }
  if (e.kind === 'unary' && e.op === '-') {
    const n = constantOf(e.operand, migration);
    return n === undefined ? undefined : 0 - n;
  }
  // As wide as the other side, a number is still the same one.
  if (e.kind === 'cast' && AS_WIDE.test(typeOf(e.type, 0))) return constantOf(e.operand, migration);
  return undefined;
}

/** Integers that tell all errnos apart. */
const AS_WIDE = /^(?:[iu](?:32|64)|u?long)$/;

const MIRROR: Readonly<Record<string, string>> = {
  '<': '>',
  '>': '<',
  '<=': '>=',
  '>=': '<=',
  '==': '==',
  '!=': '!=',
};

/** Rewrites a condition; `source` gives the old text of what does not change. */
export function newTest(
  expr: Expr,
  carrier: Carrier,
  migration: Migration,
  style: TestStyle,
  source: (e: Span) => string,
): NewTest {
  const again = (e: Expr) => newTest(e, carrier, migration, style, source);
  const see = (e: Expr) => viewOf(e, carrier.is, operand => constantOf(operand, migration), source);
  const asks = (view: View, holds: (n: number) => boolean) =>
    behindHead(
      view,
      say(n => holdsOf(view, holds, n), view.node, carrier, migration, style),
      carrier,
    );
  const e = expr;
  if (carrier.is(bare(e))) return say(n => n !== 0, bare(e), carrier, migration, style);
  switch (e.kind) {
    case 'paren': {
      const inner = again(e.inner);
      if (inner === undefined || typeof inner === 'boolean') return inner;
      return inner.loose ? { text: `(${inner.text})`, loose: false } : inner;
    }
    case 'unary': {
      const seen = see(e.op === '!' ? e.operand : e);
      if (seen) return asks(seen, n => (e.op === '!' ? n === 0 : n !== 0));
      if (e.op !== '!') return undefined;
      const inner = again(e.operand);
      if (inner === undefined) return undefined;
      if (typeof inner === 'boolean') return !inner;
      const twice = /^!\(([^()]*)\)$/.exec(inner.text);
      if (twice) return { text: twice[1]!, loose: true };
      if (inner.opposite !== undefined) return { text: inner.opposite, loose: false, opposite: inner.text };
      const isWhole = !inner.loose && /^!|^(?:[\w.]|->)+(?:\(.*\)|\[.*\])?$/s.test(inner.text);
      return { text: isWhole ? `!${inner.text}` : `!(${inner.text})`, loose: false };
    }
    case 'call': {
      const name = calleeOf(e);
      const first = e.args[0];
      if (!name || !first) return undefined;
      // Unsigned or not, an error number is what it asks for.
      const number = IDIOMS.get(name) === 'is-err' ? see(first) : undefined;
      if (number) return asks(number, n => n >= MIN_ERRNO && n < 0);
      const hint = /^(un)?likely$/.test(name);
      if (!hint && !/^(WARN|BUG)/.test(name)) return undefined;
      const inner = again(first);
      if (inner === undefined || (typeof inner === 'boolean' && hint)) return inner;
      const text = typeof inner === 'boolean' ? (inner ? '1' : '0') : inner.text;
      const rest = e.args
        .slice(1)
        .map(a => `, ${source(a)}`)
        .join('');
      return { text: `${name}(${text}${rest})`, loose: false };
    }
    case 'binary': {
      if (e.op === '&&' || e.op === '||') return join(e.op, e.left, e.right, carrier, again, source);
      const compare = COMPARE[e.op];
      const whole = compare ? undefined : see(e);
      if (!compare) return whole && asks(whole, n => n !== 0);
      const right = constantOf(e.right, migration);
      const viewed = right === undefined ? undefined : see(e.left);
      if (viewed) return asks(viewed, n => compare(n, right!));
      const left = constantOf(e.left, migration);
      const mirrored = COMPARE[MIRROR[e.op]!]!;
      const seen = left === undefined ? undefined : see(e.right);
      return seen && asks(seen, n => mirrored(n, left!));
    }
    case 'cast':
    case 'comma': {
      const seen = see(e);
      return seen && asks(seen, n => n !== 0);
    }
    default:
      return undefined;
  }
}

/** Whether a question about what a view makes of a value is answered with yes; undefined where it makes no number of it. */
const holdsOf = ({ made }: View, holds: (n: number) => boolean, n: number): boolean | undefined => {
  const seen = made(n);
  return seen === undefined ? undefined : holds(seen);
};

/** What is computed first stands before the test. */
function behindHead({ head, node }: View, test: NewTest, carrier: Carrier): NewTest {
  if (head === '' || test === undefined) return test;
  if (typeof test !== 'boolean') return { text: head + test.text, loose: true };
  return bare(node).kind === 'identifier'
    ? { text: `${head}${test ? 1 : 0}`, loose: true }
    : { text: `${head}${carrier.text(node)}, ${test ? 1 : 0}`, loose: true };
}

function join(
  op: '&&' | '||',
  left: Expr,
  right: Expr,
  carrier: Carrier,
  again: (e: Expr) => NewTest,
  source: (e: Span) => string,
): NewTest {
  const a = again(left);
  const b = again(right);
  if (a === undefined && b === undefined) return undefined;
  // What has no new words may stay only where it does not read the value.
  if ([a, b].some((said, i) => said === undefined && reads(i === 0 ? left : right, carrier)))
    return undefined;
  const absorbing = op === '||';
  if (a === absorbing) return absorbing;
  const said = (t: NewTest, e: Expr): Said | boolean => {
    if (t !== undefined) return t;
    const own = e.kind === 'binary' && (e.op === '&&' || e.op === '||') ? e.op : undefined;
    return own ? { text: source(e), loose: true, op: own } : { text: source(e), loose: false };
  };
  const x = said(a, left);
  const y = said(b, right);
  if (typeof x === 'boolean') return stripped(y);
  if (typeof y === 'boolean')
    return y === absorbing && a === undefined
      ? { text: `${x.text} ${op} ${y ? 1 : 0}`, loose: true, op }
      : y === absorbing
        ? y
        : stripped(x);
  const part = (t: Said) => (t.loose && t.op !== op ? `(${t.text})` : t.text);
  // A line that a person broke between the two stays broken there.
  const gap = source({ start: left.end, end: right.start });
  return { text: part(x) + (gap.includes('\n') ? gap : ` ${op} `) + part(y), loose: true, op };
}

/** Whether an expression reads the value anywhere. */
function reads(expr: Expr, carrier: Carrier): boolean {
  let found = false;
  walk(expr, node => {
    found ||= carrier.is(node as Expr);
  });
  return found;
}

/** What is left alone of a pair needs no parentheres of its own. */
function stripped(t: Said | boolean): NewTest {
  if (typeof t === 'boolean') return t;
  const inner = /^\(([^()]*(?:\([^()]*\)[^()]*)*)\)$/.exec(t.text);
  return inner ? { text: inner[1]!, loose: true } : t;
}

/** The condition that holds for exactly the new values of the old values for which `predicate` holds. */
function say(
  predicate: (n: number) => boolean | undefined,
  expr: Expr,
  carrier: Carrier,
  migration: Migration,
  style: TestStyle,
): NewTest {
  const success = migration.classes[0]!;
  const isAlias = (old: number, code: number) =>
    code === success.after &&
    old !== success.before &&
    migration.classes.some(c => !c.own && c.before === old);
  const values = carrier.values(expr);
  if (!values) return undefined;
  const truth = new Map<number, boolean>();
  for (const [old, code] of values) {
    const held = predicate(old);
    if (held === undefined) return undefined;
    if (!truth.has(code)) truth.set(code, held);
    // Where the new call no longer tells two old values apart, success decides: the declared alias.
    else if (truth.get(code) !== held && !isAlias(old, code)) {
      const [other] = values.find(([o, c]) => c === code && predicate(o) !== held) ?? [];
      if (other !== undefined) carrier.apart?.(other, old, code);
      return undefined;
    }
  }
  const yes = [...truth].filter(([, held]) => held).map(([code]) => code);
  const no = [...truth].filter(([, held]) => !held).map(([code]) => code);
  const x = carrier.text(expr);
  const plain = /^\w+(\(.*\))?$/s.test(x) ? x : `(${x})`;
  if (no.length === 0) return true;
  if (yes.length === 0) return false;
  if (no.length === 1 && no[0] === success.after) {
    return style === 'mask'
      ? { text: `${plain} & ${migration.errorMask}`, loose: true }
      : compared('!=', plain, migration.successName);
  }
  if (yes.length === 1 && yes[0] === success.after) {
    return style === 'mask'
      ? { text: `!(${plain} & ${migration.errorMask})`, loose: false }
      : compared('==', plain, migration.successName);
  }
  if (yes.length === 1) return compared('==', plain, spellOperand(migration, yes[0]!));
  if (no.length === 1) return compared('!=', plain, spellOperand(migration, no[0]!));
  return { text: yes.map(code => `${plain} == ${spellOperand(migration, code)}`).join(' || '), loose: true };
}

function compared(op: '==' | '!=', left: string, right: string): Said {
  const other = op === '==' ? '!=' : '==';
  return { text: `${left} ${op} ${right}`, loose: false, opposite: `${left} ${other} ${right}` };
}
