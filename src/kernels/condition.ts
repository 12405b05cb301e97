/** For which releases a condition of the preprocessor holds, as far as it speaks of releases. */
import { ensure } from '../remember.js';
import { countedReleases, type Spoken } from './counted.js';
import { type Expression, readExpression } from './expression.js';
import { withoutNewRhel } from './rhel.js';
import { withoutVersionMacros } from './version-macros.js';
import {
  ALL_RELEASES,
  between,
  complement,
  covers,
  intersection,
  NO_RELEASE,
  type ReleaseSet,
  union,
} from './versions.js';

/** Whether a text has to do with releases at all. */
export function speaksOfReleases(condition: string): boolean {
  return /\bLINUX_VERSION_CODE\b/.test(condition);
}

const SILENT: Spoken = { may: ALL_RELEASES, must: NO_RELEASE };
const ALWAYS: Spoken = { may: ALL_RELEASES, must: ALL_RELEASES };
const NEVER: Spoken = { may: NO_RELEASE, must: NO_RELEASE };

/** Longer conditions say nothing: going through one is recursive. */
const LONGEST = 2000;

/**
 * The releases of a condition. What is not understood in it may hold or not.
 *
 * @param bySelf of kernels that are no distribution's: what asks for RHEL 8 or newer beside a release holds for none then
 */
export function releasesOf(condition: string, bySelf = false): Spoken {
  if (!speaksOfReleases(condition) || condition.length > LONGEST) return SILENT;
  return ensure(FOUND, `${bySelf ? '' : ' '}${condition}`, () => {
    if (FOUND.size > MOST_FOUND) FOUND.clear();
    const read = readExpression(condition);
    const expression = read && bySelf ? withoutNewRhel(read) : read;
    if (expression === undefined) return SILENT;
    // What a third number above 255 means depends on the kernel.
    const [plain, clamped] = [false, true].map(is => withoutVersionMacros(expression, is));
    const spoken = truthOf(plain!);
    if (JSON.stringify(plain) === JSON.stringify(clamped)) return spoken;
    const other = truthOf(clamped!);
    return { may: union(spoken.may, other.may), must: intersection(spoken.must, other.must) };
  });
}

/** A file says the same condition many times, and all files those of a few releases. */
const FOUND = new Map<string, Spoken>();
const MOST_FOUND = 5000;

/** The same for a condition that holds or does not. */
export function releasesWhere(condition: string, holds: boolean, bySelf = false): Spoken {
  const spoken = releasesOf(condition, bySelf);
  return holds ? spoken : not(spoken);
}

/**
 * Where comparisons alone do not say it, the parts that nothing but the code decides are computed for each release, and
 * the others may hold or not.
 */
function truthOf(expression: Expression): Spoken {
  const known = evaluated(expression).truth;
  if (covers(known.must, known.may)) return known;
  const counted = countedReleases(expression);
  if (counted !== undefined) return counted;
  switch (expression.kind) {
    case 'unary':
      return expression.operator === '!' ? not(truthOf(expression.operand)) : known;
    case 'choice': {
      const [test, yes, no] = [expression.test, expression.yes, expression.no].map(truthOf) as Choice<Spoken>;
      return either(both(test, yes), both(not(test), no));
    }
    case 'binary': {
      const join = JOINED[expression.operator];
      return join === undefined ? known : join(truthOf(expression.left), truthOf(expression.right));
    }
    default:
      return known;
  }
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

const JOINED: Readonly<Record<string, (a: Spoken, b: Spoken) => Spoken>> = { '&&': both, '||': either };

function evaluated(expression: Expression): Value {
  switch (expression.kind) {
    case 'number':
      return known(expression.value);
    case 'name':
      return named(expression.name, expression.args);
    case 'unary':
      return unary(expression.operator, evaluated(expression.operand));
    case 'choice': {
      const [test, yes, no] = [expression.test, expression.yes, expression.no].map(
        evaluated,
      ) as Choice<Value>;
      return { truth: either(both(test.truth, yes.truth), both(not(test.truth), no.truth)) };
    }
    case 'binary':
      return binary(expression.operator, evaluated(expression.left), evaluated(expression.right));
  }
}

type Choice<T> = [test: T, yes: T, no: T];

function named(name: string, args: readonly Expression[] | undefined): Value {
  if (name === 'LINUX_VERSION_CODE' && args === undefined) return { ...UNKNOWN, isCode: true };
  return UNKNOWN;
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
