/**
 * What macros do behind the back of the function that uses them: jumps, and uses of its variables that no reader of
 * its text sees. Followed through all macros that a macro leads to.
 *
 * A macro that no definition was found of counts as a function of what it is given. That is what nearly all of them
 * are, and there is no text to say otherwise.
 */

import { ensure, remember } from '../remember.js';
import type { MacroDef, Token } from '../source/file.js';
import { lex } from '../source/lex.js';
import { cleanedUp } from './cleanup.js';
import type { Code } from './machine.js';
import {
  type InnerUse,
  innerUses,
  isAssigned,
  type Macros,
  paramsOf,
  plainBody,
  readingOf,
  spelled,
} from './macro-text.js';
import type { Variable } from './resolve.js';
import { walk } from './walk.js';

/** A macro together with all that it leads to. */
export interface Behind {
  /** The macro as sentences name it. */
  readonly label: string;
  /** The jump out of it, one clause that names the macro; undefined where it has none. */
  readonly jump: string | undefined;
  /** Whether it uses a name without being given it: as what the name means where the macro stands. */
  uses(name: string): boolean;
  /** Whether it may change what it uses so. */
  assigns(name: string): boolean;
}

/** A word of a function that cannot be followed. */
export interface Hidden {
  /** One clause that names the macro. */
  readonly why: string;
  /** The word's offset in the text. */
  readonly at: number;
}

const MAX_DEPTH = 5;
/** A macro that leads to more others than this is not looked through to its end. */
const MOST_MACROS = 4_000;

const known = new WeakMap<Macros, Map<string, { readonly found: Behind | undefined }>>();

/** What stands behind a name; undefined for one that is no macro. `isCall`: whether arguments follow. */
export function behind(macros: Macros | undefined, name: string, isCall: boolean): Behind | undefined {
  if (macros === undefined) return undefined;
  const answers = known.get(macros) ?? new Map<string, { readonly found: Behind | undefined }>();
  known.set(macros, answers);
  const key = isCall ? `${name}()` : name;
  return ensure(answers, key, () => ({ found: find(macros, name, isCall) })).found;
}

function find(macros: Macros, name: string, isCall: boolean): Behind | undefined {
  const own = macros(name).filter(m => m.params === undefined || isCall);
  const [first] = own;
  if (first === undefined) return undefined;
  const label = spelled(first);
  const seen = new Set(own);
  const names = new Set<string>();
  const pasted: RegExp[] = [];
  let jump: string | undefined;
  for (const macro of seen) {
    const reading = readingOf(macro);
    const way = own.includes(macro) ? '' : `leads to ${spelled(macro)}, which `;
    if (reading.jump !== undefined) jump ??= `the macro ${label} ${way}${reading.jump}`;
    pasted.push(...reading.pasted);
    for (const word of reading.names) {
      if (names.has(word)) continue;
      names.add(word);
      if (word !== name) for (const definition of macros(word)) seen.add(definition);
    }
    if (seen.size <= MOST_MACROS) continue;
    jump ??= `the macro ${label} leads to too many others`;
    break;
  }
  const isPasted = (local: string) => pasted.some(p => p.test(local));
  const uses = (local: string): boolean =>
    (names.has(local) &&
      [...seen].some(m => readingOf(m).names.has(local) && !isMemberOnly(macros, m, local, 0))) ||
    isPasted(local);
  const assigns = (local: string) => isPasted(local) || [...seen].some(m => changes(macros, m, local, 0));
  return { label, jump, uses: kept(uses), assigns: kept(assigns) };
}

/** A function of a name that keeps its answers: evaluations ask at each turn of a loop. */
function kept(find: (name: string) => boolean): (name: string) => boolean {
  const answers = new Map<string, boolean>();
  return name => ensure(answers, name, () => find(name));
}

const usesIn = remember((macro: MacroDef) => innerUses(plainBody(macro)));

/** Whether a name that a definition uses may be changed by it: by itself, or by what it hands the name to. */
function changes(macros: Macros, macro: MacroDef, name: string, depth: number): boolean {
  const body = plainBody(macro);
  if (!new RegExp(`\\b${name}\\b`).test(body)) return false;
  return isAssigned(body, name) || usesIn(macro).some(use => handsOver(macros, use, name, depth));
}

function handsOver(macros: Macros, { name, args }: InnerUse, word: string, depth: number): boolean {
  if (depth === MAX_DEPTH || !args.some(arg => new RegExp(`\\b${word}\\b`).test(arg))) return false;
  return macros(name).some(
    macro => macro.params !== undefined && assignedBy(macros, macro, depth + 1).size > 0,
  );
}

/** Places, from 0, of the arguments that a macro may assign to, itself or through others that it hands them to. */
export function assignedBy(macros: Macros, macro: MacroDef, depth = 0): ReadonlySet<number> {
  return new Set(paramsOf(macro).flatMap((p, i) => (changes(macros, macro, p, depth) ? [i] : [])));
}

/** `container_of(p, struct gizmo, base)`: the place, from 0, of the argument that names a member. */
const MEMBER_PLACES: ReadonlyMap<string, number> = new Map([
  ['container_of', 2],
  ['offsetof', 1],
  ['__builtin_offsetof', 1],
  ['__compiler_offsetof', 1],
]);

/** Whether a name stands in a definition only where a member's name is wanted. */
function isMemberOnly(macros: Macros, macro: MacroDef, name: string, depth: number): boolean {
  if (depth === MAX_DEPTH) return false;
  const body = plainBody(macro);
  const word = new RegExp(`\\b${name}\\b`, 'g');
  const asMember = new RegExp(`(?:\\.|->)\\s*${name}\\b`, 'g');
  const handed = usesIn(macro).flatMap(use =>
    use.args.filter((arg, i) => arg === name && wantsMember(macros, use.name, i, depth)),
  );
  const all = body.match(word)?.length ?? 0;
  return all === (body.match(asMember)?.length ?? 0) + handed.length;
}

function wantsMember(macros: Macros, name: string, place: number, depth: number): boolean {
  if (MEMBER_PLACES.has(name)) return MEMBER_PLACES.get(name) === place;
  const definitions = macros(name).filter(m => m.params !== undefined);
  return (
    definitions.length > 0 &&
    definitions.every(m => {
      const param = paramsOf(m)[place];
      return param !== undefined && isMemberOnly(macros, m, param, depth + 1);
    })
  );
}

/**
 * The first word of a function's text that an evaluation does not see through: one whose macro jumps; one whose macro
 * uses a variable of the function where nothing is evaluated, such as in a type or the name of a member; a local
 * variable that is itself the name of a macro; a variable that is handed to a function at the end of its scope.
 *
 * @param mayJump whether the jump of a macro is known and does not matter
 */
export function hiddenIn(
  code: Code,
  text: string,
  mayJump: (name: string) => boolean = () => false,
): Hidden | undefined {
  const { macros } = code;
  const cleaned = cleanedUp(code, text);
  if (cleaned !== undefined || macros === undefined) return cleaned;
  const locals = [...new Set(code.names.variables.map(v => v.name))];
  const evaluated = evaluatedIn(code);
  const tokens = [...lex(text)];
  const textAt = (i: number) => text.slice(tokens[i]?.start ?? 0, tokens[i]?.end ?? 0);
  for (const [i, { kind, start }] of tokens.entries()) {
    if (kind !== 'word') continue;
    const name = textAt(i);
    const macro = behind(macros, name, textAt(nextCode(tokens, i)) === '(');
    if (macro === undefined) continue;
    if (macro.jump !== undefined && !mayJump(name)) return { why: macro.jump, at: start };
    const isRenamed =
      locals.includes(name) && macros(name).some(m => m.params === undefined && plainBody(m).trim() !== name);
    if (isRenamed) return { why: `the name ${name} is a macro`, at: start };
    const local = evaluated.has(start) ? undefined : locals.find(macro.uses);
    if (local !== undefined) return { why: usesLocal(macro, local), at: start };
  }
  return undefined;
}

/** Whether a macro jumps by returning nothing but constants of some kind, and by nothing that it leads to. */
export function returnsOnly(macros: Macros, name: string, isMeant: (name: string) => boolean): boolean {
  const bodies = macros(name).map(plainBody);
  const isClear = (body: string) =>
    [...body.matchAll(/\breturn\b([^;]*)(;|$)/g)].every(([, value]) => isConstant(value!, isMeant)) &&
    !/\bgoto\b/.test(body) &&
    (body.match(/[A-Za-z_]\w*/g) ?? []).every(
      word => word === name || behind(macros, word, true)?.jump === undefined,
    );
  return bodies.length > 0 && bodies.every(isClear);
}

/** Whether a value is a constant of some kind, several that are or-ed, or zero. */
function isConstant(value: string, isMeant: (name: string) => boolean): boolean {
  const words = value.match(/\w+/g) ?? [];
  return words.length > 0 && /^[\w\s|()]+$/.test(value) && words.every(word => word === '0' || isMeant(word));
}

/** The first of some variables that a macro of the function uses without being given it, as a clause. */
export function usedBehind(code: Code, isMeant: (variable: Variable) => boolean): string | undefined {
  let found: string | undefined;
  walk(code.program.fn, node => {
    if (found !== undefined || (node.kind !== 'identifier' && node.kind !== 'foreach')) return;
    const variable = code.names.behind(node).find(isMeant);
    const name = node.kind === 'foreach' ? node.macro : node.name;
    if (variable) found = `the macro ${name} uses the local variable ${variable.name}`;
  });
  return found;
}

/** The clause for a macro that has to do with a local variable. */
export function usesLocal({ label, assigns }: Behind, name: string): string {
  return `the macro ${label} ${assigns(name) ? 'may assign' : 'uses'} the local variable ${name}`;
}

/** Where the names stand that an evaluation comes by. */
function evaluatedIn({ program }: Code): ReadonlySet<number> {
  const found = new Set<number>();
  walk(program.fn, node => {
    if (node.kind === 'identifier' || node.kind === 'foreach') found.add(node.start);
  });
  return found;
}

function nextCode(tokens: readonly Token[], i: number): number {
  let next = i + 1;
  while (tokens[next]?.kind === 'comment') next++;
  return next;
}
