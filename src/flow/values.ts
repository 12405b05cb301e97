/** Values of the symbolic evaluation: numbers that are known, and symbols that are not. */
import { ensure } from '../remember.js';
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
  /** How many effects came before what the symbol of a key stands for was first there; 0 for what always was. */
  age(key: string): number;
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
  const age = (key: string): number =>
    ensure(ages, key, () => {
      const structure = structures.get(key) ?? '';
      const parts = structure.match(PART) ?? [];
      const [, moment, isRead] = MOMENT.exec(structure) ?? [];
      const own = moment === undefined ? 0 : Number(moment) + (isRead ? 0 : 1);
      return Math.max(own, ...parts.filter(p => p !== key).map(age));
    });
  return {
    age,
    of(structure, { low, high } = ANY) {
      let sym = known.get(structure);
      if (!sym) {
        sym = { key: `$${known.size}`, low, high };
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
