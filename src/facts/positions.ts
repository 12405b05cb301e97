/** What kind of place a word stands in, as far as its file's tokens alone can say. */
import type { Item, SourceFile } from '../source/file.js';
import { CONTROL } from '../source/words.js';
import type { Spot } from './effects.js';
import { closerOf, codeFrom, codeUpTo, tokenAt, tokenText } from './tokens.js';

export function spotOf(file: SourceFile, index: number): Spot {
  return { path: file.path, offset: file.tokens.startAt(index)! };
}

/** An item's name, for sentences. */
export function nameOf(item: Item): string {
  return item.name ?? 'a definition without a name';
}

/** Whether a word is a member's name, after `.` or `->`. */
export function isMemberName(file: SourceFile, index: number): boolean {
  return /^(->|\.)$/.test(tokenText(file, codeUpTo(file, index - 1)));
}

/** Whether a word is a member, a tag or a label, and not a function's name. */
export function isOtherName(file: SourceFile, index: number): boolean {
  const before = tokenText(file, codeUpTo(file, index - 1));
  return isMemberName(file, index) || /^(struct|union|enum|goto)$/.test(before);
}

/** Whether a member's name is the `.name` of an initialiser. */
export function isDesignator(file: SourceFile, index: number): boolean {
  const dot = codeUpTo(file, index - 1);
  return tokenText(file, dot) === '.' && /^[{,\]]$/.test(tokenText(file, codeUpTo(file, dot - 1)));
}

/** A name followed by `(` where no declaration can stand: a call, whatever the rest of the function looks like. */
export function isPlainCall(file: SourceFile, index: number): boolean {
  if (tokenText(file, codeFrom(file, index + 1)) !== '(') return false;
  const before = tokenText(file, codeUpTo(file, index - 1));
  return /^([;{}=?:!~|(,)<>%^+-]|[-+|&^*/%]=|<<=|>>=|[=!<>]=|&&|\|\||<<|>>|return|else|do)$/.test(before);
}

/** Whether a definition begins with a macro and its arguments, as `SYSCALL_DEFINE1(gizmo, int, fd) {` does. */
export function isMadeByMacro(file: SourceFile, item: Item): boolean {
  const first = tokenAt(file, item.start);
  return file.tokens.kindAt(first) === 'word' && tokenText(file, codeFrom(file, first + 1)) === '(';
}

/** The place of a word outside function bodies: among a type's members, in a value, or in neither. */
export type Surroundings = 'members' | 'value' | 'top';

const known = new WeakMap<Item, ReadonlyMap<number, Surroundings>>();

/** Where a word of an item stands. Linear once for each item. */
export function surroundings(file: SourceFile, item: Item, index: number): Surroundings {
  const table = known.get(item) ?? surroundingsIn(file, item);
  known.set(item, table);
  return table.get(index) ?? 'top';
}

function surroundingsIn(file: SourceFile, item: Item): ReadonlyMap<number, Surroundings> {
  const found = new Map<number, Surroundings>();
  const open: Surroundings[] = [];
  let around: Surroundings = 'top';
  for (let i = tokenAt(file, item.start); (file.tokens.startAt(i) ?? item.end) < item.end; i++) {
    if (file.tokens.kindAt(i)! === 'word' && around !== 'top') found.set(i, around);
    if (file.tokens.kindAt(i)! !== 'punct') continue;
    const text = tokenText(file, i);
    if (text === '=' && around === 'top') around = 'value';
    else if (text === '{' || text === '(' || text === '[') {
      open.push(around);
      if (text === '{') around = opensMembers(file, i) ? 'members' : 'value';
    } else if (text === '}' || text === ')' || text === ']') around = open.pop() ?? around;
  }
  return found;
}

function opensMembers(file: SourceFile, brace: number): boolean {
  let i = codeUpTo(file, brace - 1);
  while (file.tokens.kindAt(i) === 'word') {
    if (/^(struct|union|enum)$/.test(tokenText(file, i))) return true;
    i = codeUpTo(file, i - 1);
  }
  return false;
}

/** Whether a word among a type's members can be one of them, or part of its type: it stands as a declarator does. */
export function isMemberDeclared(file: SourceFile, index: number): boolean {
  const before = tokenText(file, codeUpTo(file, index - 1));
  const isTyped = before === '*' || (/^\w+$/.test(before) && !CONTROL.has(before));
  return isTyped ? tokenText(file, codeFrom(file, index + 1)) !== '(' : /^[,;{}]$/.test(before);
}

/**
 * Whether a word of a declaration is what it declares, or a parameter of that: from the item's start to it there is
 * only what can stand there, and it is not handed to an attribute such as `__alias(name)`.
 */
export function isDeclared(file: SourceFile, item: Item, index: number): boolean {
  let outermost: number | undefined;
  for (let i = tokenAt(file, item.start); i < index; i++) {
    const { kind } = file.tokens.at(i)!;
    if (kind === 'string' || kind === 'char') return false;
    const text = tokenText(file, i);
    if (kind === 'word' ? CONTROL.has(text) : kind === 'punct' && !/^[*()[\],]$/.test(text)) return false;
    if (text !== '(') continue;
    const close = closerOf(file, i);
    if (close >= 0 && close < index) i = close;
    else outermost ??= i;
  }
  if (outermost === undefined) return true;
  const taker = codeUpTo(file, outermost - 1);
  return file.tokens.kindAt(taker) !== 'word' || tokenText(file, taker) === item.name;
}

/**
 * Whether a word before a function's body stands between the parentheses of its parameters, and not of an attribute
 * such as `__alias(name)`.
 */
export function isParameterOf(file: SourceFile, item: Item, index: number): boolean {
  const open: number[] = [];
  for (let i = tokenAt(file, item.start); i < index; i++) {
    const text = tokenText(file, i);
    if (text === '(') open.push(i);
    else if (text === ')') open.pop();
    else if (text === '{' && !opensMembers(file, i)) return false;
  }
  if (open.length === 0) return false;
  const taker = codeUpTo(file, open[0]! - 1);
  return file.tokens.kindAt(taker) !== 'word' || tokenText(file, taker) === item.name;
}

/**
 * Whether a word of a function's body stands behind a brace in column 0: where two mistakes balance, another function
 * can lie in it.
 */
export function isBehindEnd(file: SourceFile, { body }: Item, index: number): boolean {
  const { start } = file.tokens.at(index)!;
  if (body === undefined || !/\n\}/.test(file.text.slice(body.start, start))) return false;
  for (let i = tokenAt(file, body.start) + 1; i < index; i++) {
    if (tokenText(file, i) === '}' && file.text[file.tokens.startAt(i)! - 1] === '\n') return true;
  }
  return false;
}
