/** Values that are printed: `%d` for a code becomes `%x`, and a debug message that prints either kind says both. */
import { proveBut } from '../flow/same.js';
import { bare, calleeOf, walk } from '../flow/walk.js';
import { dataFlowOf, websOf } from '../flow/webs.js';
import type { Call, Expr, FunctionDef } from '../source/ast.js';
import type { MacroDef } from '../source/file.js';
import { type Draft, revise } from './draft.js';
import type { Kinds } from './kinds.js';
import type { Change } from './pieces.js';
import type { CodeType, Retyped } from './retype.js';

/** One argument that a message prints, with the conversion in its format that prints it. */
export interface Print {
  readonly call: Call;
  readonly arg: Expr;
  readonly index: number;
  /** The format as it is written, and where in it the conversion begins. */
  readonly format: string;
  readonly from: number;
  /** Behind the conversion, in the text. */
  readonly end: number;
  readonly letter: string;
}

/** The arguments that the messages of a function print. */
export function printsIn(fn: FunctionDef): readonly Print[] {
  const found: Print[] = [];
  walk(fn, call => {
    if (call.kind !== 'call') return;
    const at = call.args.findIndex(a => a.kind === 'string' && a.text.includes('%'));
    const format = call.args[at];
    if (format?.kind !== 'string') return;
    let next = at + 1;
    for (const place of format.text.matchAll(/%[-+ #0]*[\d*]*(?:\.[\d*]+)?(?:hh|h|ll|l|z)?([a-zA-Z%])/g)) {
      const [said, letter = ''] = place;
      if (letter === '%') continue;
      // A width or a precision that is written `*` is an argument of its own, in front.
      next += said.split('*').length - 1;
      const index = next++;
      const arg = call.args[index];
      const end = format.start + place.index + said.length;
      if (arg) found.push({ call, arg, index, format: format.text, from: place.index, end, letter });
    }
  });
  return found;
}

/** A conversion in a message that changes, and who makes the message. */
export interface Reprint extends Change {
  readonly callee: string;
}

/**
 * `%d` for a code becomes `%x` in messages for the log, as far as it `matters`. What else is written so may be read by a
 * program, which would not know the number again.
 */
export function printed(
  { fn, macros }: Pick<Draft, 'fn' | 'macros'>,
  { kindOf }: Kinds,
  matters: (arg: Expr) => boolean = () => true,
): readonly Reprint[] {
  return printsIn(fn)
    .filter(({ arg, letter }) => /[di]/.test(letter) && kindOf(arg) === 'code' && matters(arg))
    .filter(({ call }) => leadsTo(LOG, macros, calleeOf(call) ?? ''))
    .map(({ call, format, from, letter, end }) => {
      const said = format.slice(from, format.indexOf(letter, from) + 1);
      const unsigned = inHex(said);
      const start = said.slice(0, -1) === unsigned.slice(0, -1) ? end - 1 : end - said.length;
      return { start, end, text: start === end - 1 ? 'x' : unsigned, callee: calleeOf(call)! };
    });
}

/** What is declared of messages that print a code in another way. */
export function reprinted(changes: readonly Reprint[]): readonly string[] {
  const callees = [...new Set(changes.map(({ callee }) => callee))].sort();
  return callees.map(callee => `${callee}() prints a code in hexadecimal now, where it was decimal`);
}

/** A conversion in hexadecimal: without the flags that say how to show a sign. */
export function inHex(conversion: string): string {
  const [, flags = '', rest = ''] = /^%([-+ #0]*)(.*)[a-zA-Z]$/s.exec(conversion)!;
  return `%${flags.replace(/[+ ]/g, '')}${rest}x`;
}

/** What messages for the log are made with, in the kernel and, by the words of their names, in drivers. */
const LOG =
  /printk|^(?:WARN|DRM|KERN)_?|^(?:\w+_)?(?:emerg|alert|crit|err|error|warn|warning|notice|info|dbg|debug|devel|trace|log|msg)(?:_\w+)?$|^[A-Z0-9_]*(?:ERR|WARN|INFO|DEBUG|DBG|LOG|MSG)[A-Z0-9_]*$/;
/** What messages for debugging are made with. */
const DEBUG = /^(?:pr_debug|pr_devel|no_printk|dynamic_pr_debug|\w+_dbg|KERN_DEBUG)$/;
const MOST_STEPS = 6;
/** What prints for all to see, whoever defines it. */
const PRINTING = /^(?:printk|(?:pr|dev|netdev)_\w+|s?c?n?printf|seq_printf|WARN\w*)$/;

/** Whether a name is that of something that prints, and does nothing else with what it prints. */
export function isMessage(macros: Draft['macros'], name: string): boolean {
  return PRINTING.test(name) || isDebug(macros, name);
}

const isDebug = (macros: Draft['macros'], name: string): boolean => leadsTo(DEBUG, macros, name);

/** Whether a name is one of some, or that of a macro whose every definition leads to one of them. */
function leadsTo(some: RegExp, macros: Draft['macros'], name: string, steps = 0): boolean {
  if (some.test(name)) return true;
  const definitions = steps < MOST_STEPS ? macros(name) : [];
  const leads = ({ body }: MacroDef) =>
    (body.match(/[A-Za-z_]\w*/g) ?? []).some(word => word !== name && leadsTo(some, macros, word, steps + 1));
  return definitions.length > 0 && definitions.every(leads);
}

/** A message that printed a variable before it was taken out of it. */
export interface Silenced {
  readonly callee: string;
  readonly format: string;
  /** How many arguments it has left. */
  readonly args: number;
}

/** A draft whose debug messages do not print a variable any more where it may hold either kind. */
export interface Silent {
  readonly draft: Draft;
  readonly name: string;
  readonly messages: readonly Silenced[];
  /** Those who print it and are defined nowhere at hand: whether they are for debugging is not known. */
  readonly unknown: readonly string[];
}

/**
 * Takes a variable out of the debug messages that print it last, a code or something else; undefined where none does.
 *
 * @param isFound whether there is a definition of a name at hand, of a macro or a function
 */
export function silenced(
  draft: Draft,
  name: string,
  { kindOf }: Kinds,
  isFound: (name: string) => boolean,
): Silent | undefined {
  const uses = dataFlowOf(draft.code).accesses.flat();
  const isEither = (arg: Expr) => {
    const sources = uses.find(({ node }) => node === arg)?.sources ?? [];
    const kinds = new Set(sources.map(({ value }) => (value ? kindOf(value) : 'other')));
    return kinds.has('code') && [...kinds].some(kind => kind !== 'code' && kind !== 'neutral');
  };
  const found = printsIn(draft.fn).filter(({ call, arg, index, letter }) => {
    const e = bare(arg);
    const isLast = index === call.args.length - 1 && index > 0 && letter === 'd';
    return isLast && e.kind === 'identifier' && e.name === name && isEither(e);
  });
  const messages = found.map(
    ({ call, format }): Silenced => ({ callee: calleeOf(call) ?? '', format, args: call.args.length - 1 }),
  );
  const others = messages.map(({ callee }) => callee).filter(callee => !isDebug(draft.macros, callee));
  const isUnknown = (callee: string) => callee !== '' && !PRINTING.test(callee) && !isFound(callee);
  if (found.length === 0 || !others.every(isUnknown)) return undefined;
  const quiet = revise(
    draft,
    found.map(({ call, arg, index }) => ({ start: call.args[index - 1]!.end, end: arg.end, text: '' })),
  );
  return quiet && { draft: quiet, name, messages, unknown: [...new Set(others)] };
}

const isAlike = (a: Silenced, b: Silenced): boolean =>
  a.callee === b.callee && a.format === b.format && a.args === b.args;

/** The calls of a function that make a message as it is left. */
export function callsWith(fn: FunctionDef, { callee, format, args }: Silenced): readonly Call[] {
  const found: Call[] = [];
  walk(fn, node => {
    const isMeant = node.kind === 'call' && calleeOf(node) === callee && node.args.length === args;
    if (isMeant && node.args.some(arg => arg.kind === 'string' && arg.text === format)) found.push(node);
  });
  return found;
}

/**
 * The messages print the variable again, which is two by now: a code and an error number, both of them said. That is a
 * difference, and declared. Undefined where it is not clear which they are.
 */
export function printBoth(
  { draft: before, name, messages }: Silent,
  { draft, proof }: Extract<Retyped, { kind: 'retyped' }>,
  type: CodeType,
): Retyped | undefined {
  const old = new Set(before.code.names.variables.map(variable => variable.name));
  const news = draft.code.names.variables.filter(variable => !old.has(variable.name));
  const own = draft.code.names.variables.filter(variable => variable.name === name);
  const pair = [...news, ...own];
  const code = pair.find(variable => variable.type === type.codeType)?.name;
  const errno = pair.find(variable => variable.type !== type.codeType)?.name;
  if (pair.length !== 2 || code === undefined || errno === undefined) return undefined;
  const changes: Change[] = [];
  for (const message of messages) {
    const { format } = message;
    const likewise = messages.filter(one => isAlike(one, message));
    const calls = callsWith(draft.fn, message);
    // They stand in the order they had.
    const call = likewise.length === calls.length ? calls[likewise.indexOf(message)] : undefined;
    const string = call?.args.find(arg => arg.kind === 'string' && arg.text === format);
    if (call === undefined || string?.kind !== 'string') return undefined;
    const at = [...format.matchAll(/%[-+ #0]*\d*d/g)].at(-1);
    if (at === undefined) return undefined;
    const end = string.start + at.index + at[0].length;
    const label = new RegExp(`\\b${name}([ =:]*)$`).exec(format.slice(0, at.index));
    const more = label === null ? '/%d' : ` ${errno}${label[1]}%d`;
    changes.push({ start: end - 1, end, text: `x${more}` });
    const last = call.args.at(-1)!;
    changes.push({ start: last.end, end: last.end, text: `, ${code}, ${errno}` });
  }
  const both = revise(draft, changes);
  const whole = both && begun(both, [code, errno]);
  if (whole === undefined) return undefined;
  const said = [...new Set(messages.map(({ callee }) => `${callee}()`))].join(' and ');
  const sentence = `${said} prints a code and an error number now, where it printed what ${name} held`;
  return { kind: 'retyped', draft: whole, proof: proveBut(proof, sentence) };
}

/** Variables that are printed before they are given anything begin as zero. */
function begun(draft: Draft, names: readonly string[]): Draft | undefined {
  const open = websOf(draft.code)
    .filter(({ variable, undefinedReaches }) => undefinedReaches && names.includes(variable.name))
    .flatMap(({ variable: { declarator } }) =>
      declarator && declarator.init === undefined ? [declarator.end] : [],
    );
  return revise(
    draft,
    [...new Set(open)].map(end => ({ start: end, end, text: ' = 0' })),
  );
}
