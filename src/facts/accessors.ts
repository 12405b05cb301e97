/** The type of what an accessor macro stands for: `#define to_gizmo(p) container_of(p, struct gizmo, base)`. */
import { inOneLine } from '../source/comments.js';
import { lex } from '../source/lex.js';
import { type Definition, useAt } from './macros.js';
import { type TypeRef, typeFromText } from './structs.js';
import { closerOf, codeFrom, codeUpTo, type Lexed, tokenText } from './tokens.js';

/** A type, or the parameter that says which type a pointer to is given. */
export type Given = TypeRef | { readonly param: number };

/** What takes a pointer to a member, a type and the member's name, and gives a pointer to that type. */
export const CONTAINER = /^(container_of|list_(first_|last_)?entry(_or_null)?)$/;

/** How deep parentheses, blocks and arms are looked through. */
const DEEPEST = 12;

/** The type of a macro's value; undefined where it is not plain from the body alone. */
export function givenBy(macro: Definition): Given | undefined {
  if (macro.isBroken === true) return undefined;
  const text = inOneLine(macro.body);
  return givenIn({ text, tokens: lex(text) }, 0, Number.MAX_SAFE_INTEGER, macro.params ?? [], DEEPEST);
}

/** The type of the expression between two tokens. */
function givenIn(
  code: Lexed,
  from: number,
  to: number,
  params: readonly string[],
  left: number,
): Given | undefined {
  const start = codeFrom(code, from);
  const end = Math.min(to, code.tokens.length);
  const last = codeUpTo(code, end - 1);
  if (left === 0 || start > last) return undefined;
  const arms = armsOf(code, start, end);
  if (arms !== undefined) {
    const types = arms
      .filter(arm => !isNothing(code, arm.from, arm.to))
      .map(arm => givenIn(code, arm.from, arm.to, params, left - 1));
    return types.every(one => JSON.stringify(one) === JSON.stringify(types[0])) ? types[0] : undefined;
  }
  if (tokenText(code, start) === '(') {
    const close = closerOf(code, start);
    if (close < 0 || close > last) return undefined;
    if (close === last) return inParentheses(code, start, close, params, left);
    return isOperand(code, codeFrom(code, close + 1), end) ? castTo(code, start, close, params) : undefined;
  }
  const use = useAt(code, start);
  if (!CONTAINER.test(use.name) || code.tokens.endAt(last)! !== use.end || use.args.length !== 3)
    return undefined;
  return typeNamed(use.args[1]!, 1, params);
}

/** What parentheses hold: an expression, or a block whose last statement is the value. */
function inParentheses(
  code: Lexed,
  open: number,
  close: number,
  params: readonly string[],
  left: number,
): Given | undefined {
  const brace = codeFrom(code, open + 1);
  if (tokenText(code, brace) !== '{') return givenIn(code, open + 1, close, params, left - 1);
  const end = closerOf(code, brace);
  if (end < 0) return undefined;
  const stops = topLevel(code, brace + 1, end).filter(i => /^[;}]$/.test(tokenText(code, i)));
  const final = stops.at(-1);
  if (final === undefined || codeFrom(code, final + 1) !== end) return undefined;
  return givenIn(code, (stops.at(-2) ?? brace) + 1, final, params, left - 1);
}

/** The two arms of a conditional expression; undefined where it is none. */
function armsOf(code: Lexed, from: number, to: number) {
  const signs = topLevel(code, from, to);
  const test = signs.find(i => tokenText(code, i) === '?');
  const colon = signs.find(i => tokenText(code, i) === ':');
  if (test === undefined || colon === undefined || colon < test) return undefined;
  return [
    { from: test + 1, to: colon },
    { from: colon + 1, to },
  ];
}

function isNothing(code: Lexed, from: number, to: number): boolean {
  const first = codeFrom(code, from);
  return (
    codeFrom(code, first + 1) >= Math.min(to, code.tokens.length) && /^(NULL|0)$/.test(tokenText(code, first))
  );
}

/** Whether all that follows a cast belongs to it: no operator stands there that the cast binds closer than. */
function isOperand(code: Lexed, from: number, to: number): boolean {
  const signs = topLevel(code, from, to).map(i => tokenText(code, i));
  const prefix = signs.findIndex(sign => !/^[&*]$/.test(sign));
  return (
    tokenText(code, from) !== '{' &&
    signs
      .slice(Math.max(prefix, 0))
      .every(sign => !/^([-+*/%&|^<>=!?:,;~]|[-+*/%&|^<>=!]=|&&|\|\||<<|>>|<<=|>>=)$/.test(sign))
  );
}

function castTo(code: Lexed, open: number, close: number, params: readonly string[]): Given | undefined {
  const text = code.text.slice(code.tokens.endAt(open)!, code.tokens.startAt(close)!).trim();
  const [, name, stars] = /^((?:(?:const|volatile|struct|union)\s+)*\w+)\s*((?:\*\s*)+)$/.exec(text) ?? [];
  return name === undefined ? undefined : typeNamed(name, stars!.split('*').length - 1, params);
}

function typeNamed(text: string, stars: number, params: readonly string[]): Given | undefined {
  const param = params.indexOf(text);
  if (param >= 0) return stars === 1 ? { param } : undefined;
  const words = text.match(/\w+/g) ?? [];
  return words.some(word => params.includes(word)) ? undefined : typeFromText(text, stars);
}

/** The tokens between two that stand in no brackets there, brackets left out. */
function topLevel(code: Lexed, from: number, to: number): readonly number[] {
  const found: number[] = [];
  for (let i = codeFrom(code, from); i < to && i < code.tokens.length; i = codeFrom(code, i + 1)) {
    const close = /^[([{]$/.test(tokenText(code, i)) ? closerOf(code, i) : -1;
    if (close < 0) found.push(i);
    else {
      if (tokenText(code, i) === '{') found.push(close);
      i = close;
    }
  }
  return found;
}
