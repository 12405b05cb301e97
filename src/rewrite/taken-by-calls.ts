/** What a call takes a value for that it is given: it asks, maps, prints or compares it, or hands it to a function. */
import { IDIOMS } from '../flow/idioms.js';
import { bare, calleeOf } from '../flow/walk.js';
import type { Expr } from '../source/ast.js';
import type { MacroDef } from '../source/file.js';
import type { Draft } from './draft.js';
import { textOf } from './emit.js';
import type { Migration } from './migration.js';
import type { Said } from './taken.js';
import { constantOf } from './test.js';

/** A parameter of a function that is called by its name. */
export interface Given {
  readonly name: string;
  readonly index: number;
}

const PRINTS = /^(?:v?printk|_?pr_\w+|dev_\w+|netdev_\w+|DRM_\w+|drm_\w+)$/;
const SAYS_ERRNO = /\b(?:errno|err(?:or)?(?: code)?)\W{0,3}%[0-9]*l?[di]/i;

/** Macros that give one of two numbers by which is larger. */
const BY_SIZE = /^(?:min|max)(?:_t|3)?$|^clamp(?:_t|_val)?$/;

const ASKS_ERROR: ReadonlySet<string> = new Set(['IS_ERR_VALUE', 'IS_ERR', 'IS_ERR_OR_NULL']);

/** What a call takes one of its arguments for; undefined where it gives it back as it is. */
export function handedTo(
  draft: Draft,
  migration: Migration,
  call: Extract<Expr, { kind: 'call' }>,
  node: Expr,
  truth: (what: string) => Said,
): Said | undefined {
  const { mappers, codeType } = migration;
  const name = calleeOf(call);
  const at = call.args.indexOf(node);
  if (name === undefined || at < 0) return { taken: 'handed', what: 'is given to a call through a pointer' };
  if (ASKS_ERROR.has(name)) return { taken: 'old', what: `is given to ${name}()` };
  if (name === 'ERR_PTR' || mappers.some(mapper => mapper.name === name))
    return { taken: 'old', what: `is given to ${name}()` };
  const beside = call.args.map(arg => constantOf(bare(arg), migration));
  if (BY_SIZE.test(name) && beside.some(n => n !== undefined && n <= 0))
    return {
      taken: 'old',
      what: `is compared with ${beside.find(n => n !== undefined && n <= 0)} by ${name}()`,
    };
  if (draft.macros(name).some(macro => asksForZero(macro, at, migration)))
    return truth(`is tested for 0 by the macro ${name}()`);
  const idiom = IDIOMS.get(name);
  if (idiom === 'truth') return undefined;
  if (idiom === 'same') return { taken: 'either', what: `is given to ${name}()` };
  const isAsked = idiom === 'warn' || idiom === 'warn-message' || idiom === 'bug-on';
  if (isAsked && at === 0) return truth(`is tested for 0 by ${name}()`);
  const format = call.args.slice(0, at).find(arg => bare(arg).kind === 'string');
  const handed: Said = { taken: 'handed', what: `is given to ${name}()`, given: { name, index: at } };
  if (!PRINTS.test(name) || format === undefined) return handed;
  const text = textOf(draft, format);
  if (SAYS_ERRNO.test(text)) return { taken: 'old', what: `is printed as an errno by ${name}()` };
  const held = bare(node);
  const isTyped = held.kind === 'identifier' && draft.code.names.of(held)?.type === codeType;
  const shown = shownAs(text, at - call.args.indexOf(format) - 1);
  return shown !== undefined && !isTyped
    ? { taken: 'printed', what: `is printed with ${shown} by ${name}(), as an errno is` }
    : handed;
}

/** Whether a macro asks of what it is given at a place whether it is 0, by itself or in a variable, and of no code. */
function asksForZero({ params = [], body }: MacroDef, at: number, { constants }: Migration): boolean {
  const param = params[at];
  const words = body.match(/\w+/g) ?? [];
  if (param === undefined || words.some(word => constants.has(word))) return false;
  const held = [...body.matchAll(new RegExp(`(\\w+)\\s*=\\s*\\(*\\s*${param}\\s*\\)*\\s*;`, 'g'))];
  const names = [param, ...held.map(([, name]) => name!)]
    .map(name => `\\(*\\s*\\b${name}\\b\\s*\\)*`)
    .join('|');
  const asks = [
    `\\bif\\s*\\(\\s*(?:(?:un)?likely\\s*\\(\\s*)?!?\\s*(?:${names})\\s*\\)`,
    `(?:${names})\\s*(?:[!=]=|[<>]=?)\\s*0\\b`,
    `!\\s*(?:${names})`,
  ];
  return new RegExp(asks.join('|')).test(body);
}

/** What a format says for one of its arguments, if that is a number with a sign. */
function shownAs(format: string, index: number): string | undefined {
  const places = [...format.matchAll(/%[-+ #0]*(\*|\d+)?(?:\.(?:\*|\d+))?(?:hh|h|ll|l|z)?([A-Za-z%])/g)];
  // A width among the arguments moves those behind it.
  if (places.some(([, width]) => width === '*')) return undefined;
  const place = places.filter(([, , kind]) => kind !== '%')[index];
  return place !== undefined && /[di]/.test(place[2]!) ? place[0] : undefined;
}
