/** Values of the symbolic evaluation: numbers that are known, and symbols that are not. */

/** A value that is not known; equal keys mean equal values. */
export interface Sym {
  readonly key: string;
  /** Whether it can only be 0 or 1. */
  readonly truth: boolean;
}

export type Value = number | Sym;

/** The symbol of a key. */
export function symbol(key: string, truth = false): Sym {
  return { key, truth };
}

export function isSym(value: Value): value is Sym {
  return typeof value !== 'number';
}

/**
 * The values a symbol is tried with: each constant that either program names, and one value for each gap between
 * them. Programs that compare only with these constants cannot tell two values of one gap apart.
 * Gap values are not integers, so that they never equal a constant.
 */
export function poolOf(constants: Iterable<number>): readonly number[] {
  const sorted = [...new Set([...constants, 0])].filter(Number.isSafeInteger).sort((a, b) => a - b);
  const pool: number[] = [sorted[0]! - 0.5];
  sorted.forEach((n, i) => {
    pool.push(n);
    const next = sorted[i + 1];
    if (next === undefined || next > n + 1) pool.push(n + 0.5);
  });
  return pool;
}

/** What an assignment to a variable of this type does to a number; undefined where it cannot be said. */
export function convertNumber(n: number, type: string, pointers: number): number | undefined {
  if (pointers > 0) return n;
  if (/\b(bool|_Bool)\b/.test(type)) return n === 0 ? 0 : 1;
  if (/\b(unsigned|u8|u16|u32|u64|__u8|__u16|__u32|__u64|uint\w*_t|size_t|uintptr_t|ulong)\b/.test(type) && n < 0) {
    return undefined;
  }
  if (/\b(char|u8|s8|__u8|__s8|u?int8_t)\b/.test(type)) return n >= -128 && n <= 127 ? n : undefined;
  if (/\b(short|u16|s16|__u16|__s16|u?int16_t)\b/.test(type)) return n >= -32768 && n <= 32767 ? n : undefined;
  return n;
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

const fits32 = (n: number) => Number.isInteger(n) && n >= -0x80000000 && n <= 0x7fffffff;

/** `a op b` for numbers as C's int computes it; undefined where that is not defined or leaves 32 bits. */
export function compute(op: string, a: number, b: number): number | undefined {
  const bitwise = BITWISE[op];
  if (bitwise) {
    if (!fits32(a) || !fits32(b)) return undefined;
    if ((op === '<<' || op === '>>') && (b < 0 || b > 31 || a < 0)) return undefined;
    return bitwise(a, b);
  }
  const arithmetic = ARITHMETIC[op];
  if (!arithmetic || ((op === '/' || op === '%') && b === 0)) return undefined;
  const result = arithmetic(a, b);
  return Number.isSafeInteger(result) ? result + 0 : undefined;
}
