/** An expression that turns an errno into the new value that stands for it. */
import { codeOfOwn, type OwnErrors } from '../flow/contract.js';
import { nameOfErrno } from '../flow/idioms.js';
import { bare, calleeOf } from '../flow/walk.js';
import type { Expr } from '../source/ast.js';
import type { Draft } from './draft.js';
import { textOf } from './emit.js';
import { advance, blanksTo, WIDTH } from './layout.js';
import { type Migration, spell } from './migration.js';

/** What becomes of each number worth trying. */
export type Codes = ReadonlyMap<number, number>;

/** Stands for all numbers above 0. */
const ABOVE = 1;

/** More exceptions than these are a table, which a person should write. */
const MAX_EXCEPTIONS = 3;

/**
 * Says what becomes of a value: `code_error(err)`, with an exception or two in front where there are such.
 *
 * @param operand the value: an expression, or the name of a variable
 * @param values what it can be; undefined for anything
 * @returns undefined where it is too much to say, or the operand may not be written twice
 */
export function sayMap(
  operand: Expr | string,
  draft: Draft,
  codes: Codes,
  values: readonly number[] | undefined,
  own: OwnErrors,
  migration: Migration,
): string | undefined {
  const wanted = new Map<number, number>();
  for (const n of values ?? codes.keys()) {
    const code = codes.get(n) ?? codeOfOwn(own, n);
    if (code === undefined) return undefined;
    // Above 0 they are told from others by one test, if at all.
    wanted.set(own.positive !== undefined && n > 0 ? ABOVE : n, code);
  }
  const [first] = wanted.values();
  if (first === undefined) return undefined;
  if ([...wanted.values()].every(code => code === first)) return spell(migration, first);
  const text = typeof operand === 'string' ? operand : textOf(draft, operand);
  const isAgain = typeof operand === 'string' || isRepeatable(operand);
  let best: { readonly text: string; readonly exceptions: number } | undefined;
  for (const base of bases(text, own, migration)) {
    const exceptions = [...wanted].filter(([n, code]) => base.codeOf(n) !== code);
    if (exceptions.length > 0 && !isAgain) continue;
    const said = except(text, exceptions, base.text, migration);
    if (said !== undefined && (!best || exceptions.length < best.exceptions))
      best = { text: said, exceptions: exceptions.length };
  }
  return best?.text;
}

/** A value, and a call that only looks at it: what may stand twice. */
function isRepeatable(expr: Expr): boolean {
  const e = bare(expr);
  if (e.kind === 'identifier') return true;
  return e.kind === 'call' && calleeOf(e) === 'PTR_ERR' && isRepeatable(e.args[0]!);
}

/** What holds for most values, simplest first. */
function bases(
  text: string,
  own: OwnErrors,
  migration: Migration,
): readonly { readonly text: string; codeOf(n: number): number }[] {
  return [
    { text: spell(migration, own.otherwise), codeOf: () => own.otherwise },
    ...(migration.usable ?? []).map(m => ({
      text: `${m.name}(${text})`,
      codeOf: (n: number) => m.cases.find(c => c.value === n)?.result ?? m.otherwise,
    })),
  ];
}

function except(
  text: string,
  exceptions: readonly (readonly [number, number])[],
  base: string,
  migration: Migration,
): string | undefined {
  if (exceptions.length > MAX_EXCEPTIONS) return undefined;
  const [[first, code] = []] = exceptions;
  if (exceptions.length === 1 && first === 0) return `${text} ? ${base} : ${spell(migration, code!)}`;
  let said = base;
  for (const code of new Set(exceptions.map(([, c]) => c))) {
    const numbers = exceptions.filter(([, c]) => c === code).map(([n]) => n);
    const tests = testsOf(text, numbers);
    if (tests.some(t => t === undefined)) return undefined;
    said = `${tests.join(' || ')} ? ${spell(migration, code)} : ${said}`;
  }
  return said;
}

/** Tests for some numbers, 0 and those above it first. */
function testsOf(text: string, numbers: readonly number[]): readonly (string | undefined)[] {
  const sorted = [...numbers].sort((a, b) => b - a);
  const isUp = numbers.includes(0) && numbers.includes(ABOVE);
  return isUp
    ? [`${text} >= 0`, ...sorted.filter(n => n < 0).map(n => test(text, n))]
    : sorted.map(n => test(text, n));
}

function test(text: string, n: number): string | undefined {
  if (n === 0) return `!${text}`;
  if (n === ABOVE) return `${text} > 0`;
  const name = nameOfErrno(n);
  return name && `${text} == ${name}`;
}

/** A map that begins at a column: broken behind its question mark, and before that at an `||`, where it is too long. */
export function layMap(text: string, column: number): string {
  if (advance(column, `${text};`) <= WIDTH) return text;
  const nl = `\n${blanksTo(column)}`;
  const at = text.indexOf(' ? ');
  if (at < 0) return text;
  const test = text.slice(0, at + 2);
  const or = advance(column, test) > WIDTH ? test.lastIndexOf(' || ') : -1;
  const laid = or < 0 ? test : `${test.slice(0, or + 3)}${nl}${test.slice(or + 4)}`;
  return `${laid}${nl}${text.slice(at + 3)}`;
}
