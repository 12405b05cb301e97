/** What is known of a symbol: which of the values worth trying it can still have. */
import { ensure } from '../remember.js';
import { BORDERS, type Range } from './types.js';

/** A question about a number. Equal keys mean equal questions; the answer changes at tried numbers only. */
export interface Test {
  readonly key: string;
  holds(n: number): boolean;
}

export const NONZERO: Test = { key: '!0', holds: n => n !== 0 };

export function equals(n: number): Test {
  return { key: `==${n}`, holds: m => m === n };
}

/** Whether a number is less than `n`. */
export function below(n: number): Test {
  return { key: `<${n}`, holds: m => m < n };
}

/** Whether a number is greater than `n`. */
export function above(n: number): Test {
  return { key: `>${n}`, holds: m => m > n };
}

/** A set of numbers, never empty. Bounds of a gap between constants are a number inside it. */
export interface Domain extends Range {
  readonly values: readonly number[];
  /** The number, where there is one left, and it is no gap. */
  readonly only: number | undefined;
  /** The part for which a test holds, and the part for which it does not; undefined for an empty one. */
  split(test: Test): { readonly yes: Domain | undefined; readonly no: Domain | undefined };
}

/** What was found out about symbols, by key. */
export type Domains = ReadonlyMap<string, Domain>;

/** The values that symbols are tried with. */
export interface Pool {
  readonly tried: ReadonlySet<number>;
  /** All of them that lie in a range. */
  within(range: Range): Domain;
}

/**
 * The values a symbol is tried with: each constant that either program names, and one value for each gap between
 * them. Programs that compare only with these constants cannot tell two values of one gap apart.
 * Gap values are not integers, so that they never equal a constant.
 */
export function poolOf(constants: Iterable<number>): Pool {
  const sorted = [...new Set([...constants, ...BORDERS, 0, 1])]
    .filter(Number.isSafeInteger)
    .sort((a, b) => a - b);
  const values: number[] = [sorted[0]! - 0.5];
  sorted.forEach((n, i) => {
    values.push(n);
    const next = sorted[i + 1];
    if (next === undefined || next > n + 1) values.push(n + 0.5);
  });
  const ranges = new Map<number, Map<number, Domain>>();
  return {
    tried: new Set(values),
    within({ low, high }) {
      const row = ensure(ranges, low, () => new Map<number, Domain>());
      return ensure(row, high, () => domainOf(values.filter(n => n >= low && n <= high)));
    },
  };
}

/** A domain remembers how it was split, so that the same question again costs nothing. */
function domainOf(values: readonly number[]): Domain {
  const splits = new Map<string, ReturnType<Domain['split']>>();
  const part = (some: readonly number[]) =>
    some.length === 0 ? undefined : some.length === values.length ? domain : domainOf(some);
  const domain: Domain = {
    values,
    low: values[0]!,
    high: values[values.length - 1]!,
    only: values.length === 1 && Number.isInteger(values[0]) ? values[0] : undefined,
    split(test) {
      let found = splits.get(test.key);
      if (!found) {
        found = {
          yes: part(values.filter(n => test.holds(n))),
          no: part(values.filter(n => !test.holds(n))),
        };
        splits.set(test.key, found);
      }
      return found;
    },
  };
  return domain;
}
