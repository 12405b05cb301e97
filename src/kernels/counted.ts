/**
 * For which releases a condition holds that computes with the code of the kernel, `(LINUX_VERSION_CODE >> 16) >= 5`:
 * found out by computing it for each of them, as the preprocessor does.
 */
import type { Expression } from './expression.js';
import { between, codeOf, type ReleaseSet, union } from './versions.js';

/** What a condition says of releases. */
export interface Spoken {
  /** The releases for which it can hold. */
  readonly may: ReleaseSet;
  /** The releases for which it holds, whatever else is defined. */
  readonly must: ReleaseSet;
}

/** The last minor number of each major one; those that are to come are thought to be as the last ones were. */
const LAST_MINOR: ReadonlyMap<number, number> = new Map([
  [3, 19],
  [4, 20],
  [5, 19],
  [6, 19],
  [7, 19],
  [8, 19],
]);

const patchesOf = (major: number, minor: number, count: number): readonly number[] =>
  Array.from({ length: count }, (_, patch) => codeOf(major, minor, patch));

/** The codes of all releases that there are or will be for long, in order. */
const CODES: readonly number[] = [
  ...patchesOf(2, 6, 40),
  ...[...LAST_MINOR].flatMap(([major, last]) =>
    Array.from({ length: last + 1 }, (_, minor) => patchesOf(major, minor, 256)).flat(),
  ),
];

/** Codes of what is to come after these: what holds for some of them and not for others is not known of it. */
const LATER: readonly number[] = [...patchesOf(9, 0, 2), ...patchesOf(9, 19, 256), codeOf(9998, 255, 255)];

/** A condition that holds here and there, for one patch release and not for the next, says nothing of use. */
const MOST_SPANS = 200;

/** What has more parts takes too long, for so many releases. */
const LARGEST = 50;

/** The releases of an expression that nothing but the code of the kernel decides; undefined for others. */
export function countedReleases(expression: Expression): Spoken | undefined {
  const program = sizeOf(expression) > LARGEST ? undefined : programOf(expression);
  if (program === undefined) return undefined;
  const isHolding = (code: number): boolean | undefined => {
    const result = program.run(code);
    return Number.isNaN(result) ? undefined : result !== 0;
  };
  const later = LATER.map(isHolding);
  const spans: { from: number; below: number }[] = [];
  let holds: boolean | undefined = false;
  let from = 0;
  for (const [at, code] of CODES.entries()) {
    const now = isHolding(code);
    if (now === undefined) return undefined;
    if (now === holds) continue;
    if (holds) spans.push({ from, below: code });
    if (spans.length > MOST_SPANS) return undefined;
    // What is older than the first is as that is.
    [holds, from] = [now, at === 0 ? 0 : code];
  }
  const end = CODES.at(-1)! + 1;
  const known: ReleaseSet = holds ? [...spans, { from, below: end }] : spans;
  const rest = between(end, Number.POSITIVE_INFINITY);
  return {
    may: later.every(one => one === false) ? known : union(known, rest),
    must: later.every(one => one === true) ? union(known, rest) : known,
  };
}

/** Computes with numbers of the preprocessor; NaN where it gives an error, or a number is too large to count with. */
interface Program {
  readonly isUnsigned: boolean;
  readonly run: (code: number) => number;
}

const signed = (run: (code: number) => number): Program => ({ isUnsigned: false, run });

/** The type's own number; a negative one without a sign is too large. */
function fitted(value: number, isUnsigned: boolean): number {
  return Number.isSafeInteger(value) && !(isUnsigned && value < 0) ? value : Number.NaN;
}

function programOf(expression: Expression): Program | undefined {
  switch (expression.kind) {
    case 'number': {
      const { value, isUnsigned } = expression;
      return { isUnsigned, run: () => value };
    }
    case 'name':
      if (expression.name !== 'LINUX_VERSION_CODE' || expression.args !== undefined) return undefined;
      return signed(code => code);
    case 'unary': {
      const operand = programOf(expression.operand);
      const apply = UNARY[expression.operator];
      if (operand === undefined || apply === undefined) return undefined;
      const isUnsigned = operand.isUnsigned && expression.operator !== '!';
      return { isUnsigned, run: code => fitted(apply(operand.run(code)), isUnsigned) };
    }
    case 'choice': {
      const [test, yes, no] = [expression.test, expression.yes, expression.no].map(programOf);
      if (test === undefined || yes === undefined || no === undefined) return undefined;
      const isUnsigned = yes.isUnsigned || no.isUnsigned;
      return {
        isUnsigned,
        run: code => decided(test.run(code), holds => fitted((holds ? yes : no).run(code), isUnsigned)),
      };
    }
    case 'binary': {
      const [left, right] = [expression.left, expression.right].map(programOf);
      return left && right && binaryProgram(expression.operator, left, right);
    }
  }
}

function sizeOf(expression: Expression): number {
  const parts = Object.values(expression).flatMap((part: unknown) =>
    isExpression(part) ? [sizeOf(part)] : [],
  );
  return parts.reduce((sum, size) => sum + size, 1);
}

const isExpression = (part: unknown): part is Expression =>
  typeof part === 'object' && part !== null && 'kind' in part;

const decided = (value: number, then: (holds: boolean) => number): number =>
  Number.isNaN(value) ? value : then(value !== 0);

const truth = (value: number): number => decided(value, Number);

const UNARY: Readonly<Record<string, (operand: number) => number>> = {
  '!': value => decided(value, holds => Number(!holds)),
  '~': value => -value - 1,
  '-': value => 0 - value,
  '+': value => value,
};

function binaryProgram(operator: string, left: Program, right: Program): Program | undefined {
  // What these do not need is not computed, and gives no error.
  if (operator === '&&' || operator === '||') {
    const decides = operator === '||';
    return signed(code =>
      decided(left.run(code), holds => (holds === decides ? Number(decides) : truth(right.run(code)))),
    );
  }
  const count = COUNTED[operator];
  if (count === undefined) return undefined;
  // A shift has the type of its left side; all else counts without a sign where one side does.
  const isShift = operator === '<<' || operator === '>>';
  const isUnsigned = left.isUnsigned || (right.isUnsigned && !isShift);
  return {
    isUnsigned: isUnsigned && !COMPARISONS.has(operator),
    run: code => {
      const [a, b] = [left.run(code), right.run(code)];
      return fitted(count(fitted(a, isUnsigned), fitted(b, isUnsigned && !isShift)), isUnsigned);
    },
  };
}

const COMPARISONS: ReadonlySet<string> = new Set(['<', '<=', '>', '>=', '==', '!=']);

/** A comparison of numbers that are known. */
const compared =
  (compare: (a: number, b: number) => boolean) =>
  (a: number, b: number): number =>
    Number.isNaN(a + b) ? Number.NaN : Number(compare(a, b));

/** What JavaScript counts with 32 bits, for numbers that these hold. */
const narrow =
  (count: (a: number, b: number) => number) =>
  (a: number, b: number): number =>
    a === (a | 0) && b === (b | 0) ? count(a, b) : Number.NaN;

const shifted =
  (shift: (a: number, by: number) => number) =>
  (a: number, by: number): number =>
    by >= 0 && by < 64 ? shift(a, 2 ** by) : Number.NaN;

const COUNTED: Readonly<Record<string, (a: number, b: number) => number>> = {
  '<': compared((a, b) => a < b),
  '<=': compared((a, b) => a <= b),
  '>': compared((a, b) => a > b),
  '>=': compared((a, b) => a >= b),
  '==': compared((a, b) => a === b),
  '!=': compared((a, b) => a !== b),
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => Math.trunc(a / b),
  '%': (a, b) => a % b,
  '&': narrow((a, b) => a & b),
  '|': narrow((a, b) => a | b),
  '^': narrow((a, b) => a ^ b),
  '<<': shifted((a, by) => a * by),
  '>>': shifted((a, by) => Math.floor(a / by)),
};
