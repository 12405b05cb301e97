/** Values of the symbolic evaluation: numbers that are known, and symbols that are not. */
import { ANY, type Range } from './types.js';

/** A value that is not known; equal keys mean equal values. */
export interface Sym extends Range {
  readonly key: string;
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
  of(structure: string, range?: Range): Sym;
}

export function openSymbols(): Symbols {
  const known = new Map<string, Sym>();
  return {
    of(structure, { low, high } = ANY) {
      let sym = known.get(structure);
      if (!sym) {
        sym = { key: `$${known.size}`, low, high };
        known.set(structure, sym);
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

/** `a op b` for numbers as C's int computes it; undefined where that is not defined or leaves 32 bits. */
export function compute(op: string, a: number, b: number): number | undefined {
  if (!isInt(a) || !isInt(b)) return undefined;
  const isShift = op === '<<' || op === '>>';
  if (isShift && (b < 0 || b > 31 || a < 0)) return undefined;
  if ((op === '/' || op === '%') && b === 0) return undefined;
  const result = (BITWISE[op] ?? ARITHMETIC[op])?.(a, b);
  if (result === undefined || !isInt(result) || (isShift && result < 0)) return undefined;
  return result + 0;
}
