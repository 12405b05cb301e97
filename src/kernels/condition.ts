/** For which releases a condition of the preprocessor holds, as far as it speaks of releases. */
import { type Expression, readExpression } from './expression.js';
import {
  ALL_RELEASES,
  between,
  codeOf,
  complement,
  intersection,
  NO_RELEASE,
  type ReleaseSet,
  union,
} from './versions.js';

/** What a condition says of releases. */
export interface Spoken {
  /** The releases for which it can hold. */
  readonly may: ReleaseSet;
  /** The releases for which it holds, whatever else is defined. */
  readonly must: ReleaseSet;
}

/** Whether a text has to do with releases at all. */
export function speaksOfReleases(condition: string): boolean {
  return /\bLINUX_VERSION_CODE\b/.test(condition);
}

const SILENT: Spoken = { may: ALL_RELEASES, must: NO_RELEASE };
const ALWAYS: Spoken = { may: ALL_RELEASES, must: ALL_RELEASES };
const NEVER: Spoken = { may: NO_RELEASE, must: NO_RELEASE };

/** Longer conditions say nothing: going through one is recursive. */
const LONGEST = 2000;

/** The releases of a condition. What is not understood in it may hold or not. */
export function releasesOf(condition: string): Spoken {
  if (!speaksOfReleases(condition) || condition.length > LONGEST) return SILENT;
  const expression = readExpression(condition);
  return expression === undefined ? SILENT : evaluated(expression).truth;
}

/** The same for a condition that holds or does not. */
export function releasesWhere(condition: string, holds: boolean): Spoken {
  const spoken = releasesOf(condition);
  return holds ? spoken : not(spoken);
}

/** What an expression comes out as: not 0 for the releases of `truth`, and what else is known of it. */
interface Value {
  readonly truth: Spoken;
  readonly number?: number;
  /** Set for the code of the kernel. */
  readonly isCode?: true;
  /** Set where it is 0 or 1. */
  readonly isBit?: true;
}

const UNKNOWN: Value = { truth: SILENT };
const bit = (truth: Spoken): Value => ({ truth, isBit: true });
const known = (number: number): Value => ({ truth: number === 0 ? NEVER : ALWAYS, number });

const not = ({ may, must }: Spoken): Spoken => ({ may: complement(must), must: complement(may) });
const both = (a: Spoken, b: Spoken): Spoken => ({
  may: intersection(a.may, b.may),
  must: intersection(a.must, b.must),
});
const either = (a: Spoken, b: Spoken): Spoken => ({
  may: union(a.may, b.may),
  must: union(a.must, b.must),
});

function evaluated(expression: Expression): Value {
  switch (expression.kind) {
    case 'number':
      return known(expression.value);
    case 'name':
      return named(expression.name, expression.args?.map(evaluated));
    case 'unary':
      return unary(expression.operator, evaluated(expression.operand));
    case 'choice': {
      const [test, yes, no] = [expression.test, expression.yes, expression.no].map(evaluated) as Choice;
      return { truth: either(both(test.truth, yes.truth), both(not(test.truth), no.truth)) };
    }
    case 'binary':
      return binary(expression.operator, evaluated(expression.left), evaluated(expression.right));
  }
}

type Choice = [test: Value, yes: Value, no: Value];

function named(name: string, args: readonly Value[] | undefined): Value {
  if (name === 'LINUX_VERSION_CODE' && args === undefined) return { ...UNKNOWN, isCode: true };
  if (name !== 'KERNEL_VERSION' || args?.length !== 3) return UNKNOWN;
  const numbers = args.map(({ number }) => number);
  // What a third number above 255 means depends on the kernel.
  if (numbers.some((number, at) => number === undefined || (at > 0 && number > 255))) return UNKNOWN;
  const [major, minor, patch] = numbers;
  return known(codeOf(major!, minor!, patch));
}

function unary(operator: string, value: Value): Value {
  if (operator === '!') return bit(not(value.truth));
  return operator === '+' ? value : UNKNOWN;
}

function binary(operator: string, left: Value, right: Value): Value {
  const compare = COMPARED[operator];
  if (compare !== undefined) return compared(operator, compare, left, right);
  switch (operator) {
    case '&&':
      return bit(both(left.truth, right.truth));
    case '||':
      return bit(either(left.truth, right.truth));
    case '&': {
      if (left.isBit && right.isBit) return bit(both(left.truth, right.truth));
      break;
    }
    case '|':
      if (left.isBit && right.isBit) return bit(either(left.truth, right.truth));
  }
  if (left.number === undefined || right.number === undefined) return UNKNOWN;
  const result = COUNTED[operator]?.(left.number, right.number) ?? Number.NaN;
  return Number.isSafeInteger(result) && result >= 0 && result < WIDEST ? known(result) : UNKNOWN;
}

/** Above this, bits and shifts are not counted. */
const WIDEST = 2 ** 31;

const COUNTED: Readonly<Record<string, (a: number, b: number) => number>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '<<': (a, b) => a * 2 ** b,
  '>>': (a, b) => Math.floor(a / 2 ** b),
  '&': (a, b) => (a < WIDEST && b < WIDEST ? a & b : Number.NaN),
  '|': (a, b) => (a < WIDEST && b < WIDEST ? a | b : Number.NaN),
};

type Comparison = (code: number) => ReleaseSet;

function compared(operator: string, compare: Comparison, left: Value, right: Value): Value {
  const mirrored = MIRRORED[operator] ?? operator;
  if (left.isCode && right.number !== undefined) return exactly(compare(right.number));
  if (right.isCode && left.number !== undefined) return exactly(COMPARED[mirrored]!(left.number));
  if (left.number !== undefined && right.number !== undefined)
    return bit(holds(compare, left.number, right.number) ? ALWAYS : NEVER);
  if (left.isBit && right.number !== undefined)
    return bitCompared(left, at => holds(compare, at, right.number!));
  if (right.isBit && left.number !== undefined)
    return bitCompared(right, at => holds(compare, left.number!, at));
  return bit(SILENT);
}

const exactly = (set: ReleaseSet): Value => bit({ may: set, must: set });

/** Whether a comparison holds of two numbers: whether one is among the codes that compare so with the other. */
const holds = (compare: Comparison, left: number, right: number): boolean =>
  compare(right).some(({ from, below }) => from <= left && left < below);

/** A comparison of what is 0 or 1. */
function bitCompared({ truth }: Value, test: (value: number) => boolean): Value {
  const [ifSet, ifClear] = [test(1), test(0)];
  if (ifSet === ifClear) return bit(ifSet ? ALWAYS : NEVER);
  return bit(ifSet ? truth : not(truth));
}

const MIRRORED: Readonly<Record<string, string>> = { '<': '>', '>': '<', '<=': '>=', '>=': '<=' };

const COMPARED: Readonly<Record<string, Comparison>> = {
  '<': code => between(0, code),
  '<=': code => between(0, code + 1),
  '>': code => between(code + 1, Number.POSITIVE_INFINITY),
  '>=': code => between(code, Number.POSITIVE_INFINITY),
  '==': code => between(code, code + 1),
  '!=': code => complement(between(code, code + 1)),
};
