/**
 * Messages that print what a call gives, in code that reads it as an error number: what was meant to be printed is not
 * there any more, and so they go on printing what is.
 */
import { proveBut } from '../flow/same.js';
import { bare, calleeOf } from '../flow/walk.js';
import { dataFlowOf } from '../flow/webs.js';
import type { Expr } from '../source/ast.js';
import { type Draft, revise } from './draft.js';
import type { Migration } from './migration.js';
import { callsWith, inHex, isMessage, type Print, printsIn } from './printed.js';
import type { Migrated } from './refine.js';

/** A draft whose messages print a number in place of what our calls gave. */
export interface Hushed {
  readonly draft: Draft;
  readonly prints: readonly Print[];
}

/** How the difference ends that is said of such a message. */
export const PRINTS_ITSELF = 'prints what the call gave, in hexadecimal: there is no error number to print';

/** What stands in the place of the value meanwhile. */
const NOTHING = '0';

/** The draft without our values in messages; undefined where none prints one. */
export function hushed(draft: Draft, migration: Migration): Hushed | undefined {
  const prints = printsIn(draft.fn).filter(
    ({ call, arg, letter }) =>
      /[di]/.test(letter) && isMessage(draft.macros, calleeOf(call) ?? '') && isOurs(draft, migration, arg),
  );
  const quiet = revise(
    draft,
    prints.map(({ arg: { start, end } }) => ({ start, end, text: NOTHING })),
  );
  return prints.length === 0 || quiet === undefined ? undefined : { draft: quiet, prints };
}

/** Whether an expression is a variable that holds nothing but what our calls gave, or success and other new values. */
function isOurs(draft: Draft, { calls, constants }: Migration, arg: Expr): boolean {
  const node = bare(arg);
  const use = dataFlowOf(draft.code)
    .accesses.flat()
    .find(access => access.kind === 'use' && access.node === node);
  const names = new Set(calls.values());
  const isCall = (value: Expr | undefined) => value?.kind === 'call' && names.has(calleeOf(value) ?? '');
  const isValue = (value: Expr | undefined) =>
    isCall(value) ||
    (value?.kind === 'number' && value.value === 0) ||
    (value?.kind === 'identifier' && (constants.get(value.name) ?? -1) >= 0);
  const given = use?.sources.map(({ value }) => value && bare(value)) ?? [];
  return given.some(isCall) && given.every(isValue);
}

/** The rewrite with the values in its messages again; undefined where they do not hold what the calls gave any more. */
export function spoken({ prints }: Hushed, migrated: Migrated, migration: Migration): Migrated | undefined {
  const { draft } = migrated;
  const changes = prints.map(print => {
    const callee = calleeOf(print.call) ?? '';
    const likewise = [...new Set(prints.filter(one => isAlike(one, print)).map(({ call }) => call))];
    const calls = callsWith(draft.fn, { callee, format: print.format, args: print.call.args.length });
    // They stand in the order they had.
    const call = calls.length === likewise.length ? calls[likewise.indexOf(print.call)] : undefined;
    const arg = call?.args[print.index];
    const format = call?.args.find(one => one.kind === 'string' && one.text === print.format);
    if (arg === undefined || format === undefined) return undefined;
    const said = print.format.slice(print.from, print.format.indexOf(print.letter, print.from) + 1);
    const start = format.start + print.from;
    return [
      { start: arg.start, end: arg.end, text: nameOf(print) },
      { start, end: start + said.length, text: inHex(said) },
    ];
  });
  if (changes.some(some => some === undefined)) return undefined;
  const whole = revise(
    draft,
    changes.flatMap(some => some ?? []),
  );
  const isRight = (print: Print) => {
    const shown = printsIn(whole!.fn).filter(
      ({ call, index, letter }) =>
        calleeOf(call) === calleeOf(print.call) && index === print.index && letter === 'x',
    );
    const mine = shown.filter(({ arg }) => nameOf({ arg }) === nameOf(print));
    return mine.length > 0 && mine.every(({ arg }) => isOurs(whole!, migration, arg));
  };
  if (whole === undefined || !prints.every(isRight)) return undefined;
  const who = [...new Set(prints.map(({ call }) => `${calleeOf(call)}()`))].join(' and ');
  const proof = proveBut(migrated.proof, `${who} ${PRINTS_ITSELF}`);
  return { edits: whole.pieces.edits(), proof, draft: whole };
}

function nameOf({ arg }: Pick<Print, 'arg'>): string {
  const node = bare(arg);
  return node.kind === 'identifier' ? node.name : '';
}

function isAlike(a: Print, b: Print): boolean {
  return (
    a.format === b.format &&
    calleeOf(a.call) === calleeOf(b.call) &&
    a.call.args.length === b.call.args.length
  );
}
