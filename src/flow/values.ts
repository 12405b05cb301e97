/** Values of the symbolic evaluation: numbers that are known, and symbols that are not. */
import { ensure } from '../remember.js';
import type { Span } from '../source/span.js';
import { ANY, type Range } from './types.js';

/** A value that is not known; equal keys mean equal values. */
export interface Sym extends Range {
  readonly key: string;
  /** A number below 0 in `unsigned long`, of 32 or 64 bits: greater than all that are none, and in their order. */
  readonly wraps?: number | undefined;
}

export type Value = number | Sym;

export function isSym(value: Value): value is Sym {
  return typeof value !== 'number';
}

/** A key that does not depend on what was found out about the value, so that two programs build the same one. */
export function keyOf(value: Value): string {
  return isSym(value) ? value.key : `#${value}`;
}

/** All symbols of one question: what is built in the same way is the same symbol, with a short key. */
export interface Symbols {
  of(structure: string, range?: Range, wraps?: number): Sym;
  /** How many effects came before what the symbol of a key stands for was first there; 0 for what always was. */
  age(key: string): number;
  /** Notes that a symbol stands for a number that was there, but could not be computed. The first note is kept. */
  doubt(sym: Sym, doubt: Doubt): void;
  /** What could not be computed of all that a symbol is made of, if anything. */
  doubtOf(key: string): Doubt | undefined;
}

/** A number that could not be computed. */
export interface Doubt extends Span {
  /** Why, as a clause; where it is not set, what stands at the span is what could not be computed. */
  readonly why?: string;
  readonly version: 'before' | 'after';
}

/**
 * What a structure says of its age: its own moment (`Machine.fresh`), and the symbols that it is made of. What is not
 * read from memory is the result of the effect that comes next.
 */
const MOMENT = /^(?:c\d+:)?@(\d+):(\[)?/;
const PART = /\$\d+/g;

export function openSymbols(): Symbols {
  const known = new Map<string, Sym>();
  const structures = new Map<string, string>();
  const ages = new Map<string, number>();
  const doubts = new Map<string, Doubt>();
  const found = new Map<string, Doubt | undefined>();
  const partsOf = (key: string) => (structures.get(key)?.match(PART) ?? []).filter(part => part !== key);
  const doubtOf = (key: string): Doubt | undefined => {
    const own = doubts.get(key);
    if (own || found.has(key)) return own ?? found.get(key);
    const inner = partsOf(key)
      .map(doubtOf)
      .find(doubt => doubt !== undefined);
    found.set(key, inner);
    return inner;
  };
  const age = (key: string): number =>
    ensure(ages, key, () => {
      const structure = structures.get(key) ?? '';
      const [, moment, isRead] = MOMENT.exec(structure) ?? [];
      const own = moment === undefined ? 0 : Number(moment) + (isRead ? 0 : 1);
      return Math.max(own, ...partsOf(key).map(age));
    });
  return {
    age,
    doubtOf,
    doubt(sym, doubt) {
      if (!doubts.has(sym.key)) doubts.set(sym.key, doubt);
    },
    of(structure, { low, high } = ANY, wraps) {
      let sym = known.get(structure);
      if (!sym) {
        sym = { key: `$${known.size}`, low, high, wraps };
        known.set(structure, sym);
        structures.set(sym.key, structure);
      }
      return sym;
    },
  };
}

const BITWISE: Readonly<Record<string, (a: number, b: number) => number>> = {
  '&': (a, b) => a & b,
  '|': (a, b) => a | b,
  '^': (a, b) => a ^ b,
  '<<': (a, b) => a << b,
  '>>': (a, b) => a >> b,
};

const ARITHMETIC: Readonly<Record<string, (a: number, b: number) => number>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => Math.trunc(a / b),
  '%': (a, b) => a % b,
};

export const COMPARE: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  '<': (a, b) => a < b,
  '>': (a, b) => a > b,
  '<=': (a, b) => a <= b,
  '>=': (a, b) => a >= b,
  '==': (a, b) => a === b,
  '!=': (a, b) => a !== b,
};

const isInt = (n: number) => Number.isInteger(n) && n >= -0x80000000 && n <= 0x7fffffff;
const isUnsigned = (n: number) => Number.isInteger(n) && n >= 0 && n < 2 ** 32;

/**
 * `a op b` for numbers as C's int computes it, and gcc where C leaves it open: shifts of negative numbers; undefined
 * where that is not defined or leaves 32 bits.
 */
export function compute(op: string, a: number, b: number): number | undefined {
  if (!isInt(a) || !isInt(b)) return undefined;
  if ((op === '<<' || op === '>>') && (b < 0 || b > 31)) return undefined;
  if ((op === '/' || op === '%') && b === 0) return undefined;
  const result = op === '<<' ? a * 2 ** b : (BITWISE[op] ?? ARITHMETIC[op])?.(a, b);
  return result === undefined || !isInt(result) ? undefined : result + 0;
}

/** `a op b` as C's unsigned int computes it; negative numbers are converted first. Undefined where it is not defined. */
export function computeUnsigned(op: string, a: number, b: number): number | undefined {
  const [x, y] = [a, b].map(n => (isInt(n) ? n >>> 0 : n)) as [number, number];
  if (!isUnsigned(x) || !isUnsigned(y)) return undefined;
  if ((op === '<<' || op === '>>') && y > 31) return undefined;
  if ((op === '/' || op === '%') && y === 0) return undefined;
  if (op === '*') return Math.imul(x, y) >>> 0;
  if (op === '>>') return x >>> y;
  const result = (BITWISE[op] ?? ARITHMETIC[op])?.(x, y);
  return result === undefined ? undefined : Number(BigInt.asUintN(32, BigInt(result)));
}
