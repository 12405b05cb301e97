/** What a handler returns, by its head as written: an integer type, the right type, or something that is not followed. */
import { typesOf } from '../facts/structs.js';
import type { FunctionVariant, Item, SourceFile } from '../source/file.js';
import type { Span } from '../source/span.js';
import { ATTRIBUTES, QUALIFIERS, STORAGE, TYPEOF } from '../source/words.js';

/** What a head says. `span` is where: the type, or the name where no type is written. */
export type Result =
  | { readonly kind: 'integer'; readonly type: string; readonly span: Span }
  | { readonly kind: 'right' }
  /** `named`: a type that some other file may define, or one that is no integer at all. */
  | { readonly kind: 'unknown'; readonly why: string; readonly named: boolean };

const INTEGER = /^(?:(?:int|long|short|char|signed|unsigned|_Bool|bool|const|volatile)\s*)+$/;
/** A number whose type is `int` wherever it is compiled. */
const PLAIN_NUMBER = /^-?(?:0|[1-9]\d{0,3})$/;

/** What a function returns in one configuration; `right` where it is of the type that is wanted. */
export function resultOf(file: SourceFile, { fn }: FunctionVariant, wanted: string): Result {
  const { name, nameSpan, returnType, returnTypeSpan } = fn;
  if (returnType === '') {
    if (file.macros.some(macro => macro.name === name))
      return unknown('a macro of its name stands before it');
    return { kind: 'integer', type: 'int', span: nameSpan };
  }
  if (!TYPEOF.has(returnType.split(' ')[0]!)) return resultNamed(file, returnType, returnTypeSpan, wanted);
  const operand = /^\w+\s*\(\s*([^()]*?)\s*\)/.exec(file.text.slice(returnTypeSpan.start, nameSpan.start));
  if (operand === null) return unknown(`what ${returnType}() gives is not worked out`);
  const span = { start: returnTypeSpan.start, end: returnTypeSpan.start + operand[0].length };
  const type = PLAIN_NUMBER.test(operand[1]!) ? 'int' : operand[1]!;
  return resultNamed(file, type, span, wanted);
}

function unknown(why: string, named = false): Result {
  return { kind: 'unknown', why, named };
}

/** What a written type is, seen through one step of the file's own macros and typedefs. */
function resultNamed(file: SourceFile, type: string, span: Span, wanted: string): Result {
  if (INTEGER.test(type)) return { kind: 'integer', type, span };
  // Some slots want no result, and a compiler tells where one that does is given such a function.
  if (type === 'void' || type.split(' ').includes(wanted)) return { kind: 'right' };
  const bodies = meaningsIn(file, type);
  if (bodies.length === 0) return unknown(`it is written as ${type}, which was not followed`, true);
  if (bodies.every(body => INTEGER.test(body))) return { kind: 'integer', type: bodies[0]!, span };
  return bodies.every(body => body === wanted)
    ? { kind: 'right' }
    : unknown(`it is written as ${type}, which is made by a macro or a typedef`);
}

/** What a file's own macros of a name say, or its typedefs. */
function meaningsIn(file: SourceFile, type: string): readonly string[] {
  const bodies = file.macros.filter(macro => macro.name === type).map(({ body }) => body.trim());
  const named = typesOf(file).typedefs.get(type) ?? [];
  return [...bodies, ...named.map(({ base, stars }) => base + '*'.repeat(stars))];
}

/** What the text of a head says that a macro writes; `span` is where it is used. */
export function resultOfText(
  file: SourceFile,
  head: string,
  name: string,
  span: Span,
  wanted: string,
): Result {
  const [, before] = new RegExp(`^([\\w\\s]*?)\\b${name}\\s*\\(`).exec(head.trimStart()) ?? [];
  if (before === undefined) return unknown('its head is not read');
  const words = (before.match(/\w+/g) ?? []).filter(word => !isSpecifier(word));
  return words.length === 0
    ? { kind: 'integer', type: 'int', span }
    : resultNamed(file, words.join(' '), span, wanted);
}

/** A definition whose name stands in parentheses, which is read by its first tokens alone. */
export interface Wrapped {
  readonly item: Item;
  readonly name: string;
  readonly result: Result;
  readonly nameSpan: Span;
}

/** The definitions `type (name)(…) {…}` and `type (name(…)) {…}` of a file. */
export function wrappedDefinitions(file: SourceFile, name: string, wanted: string): readonly Wrapped[] {
  return file.items.flatMap(item => {
    const found = wrappedIn(file, item, wanted);
    return found?.name === name ? [found] : [];
  });
}

/** The definition with its name in parentheses that an item is; undefined where it is none. */
export function wrappedIn(file: SourceFile, item: Item, wanted: string): Wrapped | undefined {
  if (!file.text.slice(item.start, item.end).trimEnd().endsWith('}')) return undefined;
  const head = file.tokens
    .within(item.start, item.end)
    .filter(({ kind }) => kind !== 'comment' && kind !== 'directive');
  const texts = head.map(({ start, end }) => file.text.slice(start, end));
  const open = texts.indexOf('(');
  const isWrapped =
    head[open + 1]?.kind === 'word' &&
    (texts[open + 2] === '(' || texts.slice(open + 2, open + 4).join('') === ')(');
  if (open < 0 || !isWrapped || head.slice(0, open).some(({ kind }) => kind !== 'word')) return undefined;
  const kept = head.slice(0, open).filter((_, at) => !isSpecifier(texts[at]!));
  // A lone macro call, as in `HANDLER(name)(…)`, looks the same as a type: both are then told as not followed.
  const { start, end } = head[open + 1]!;
  const nameSpan = { start, end };
  const first = kept[0];
  const result: Result =
    first === undefined
      ? { kind: 'integer', type: 'int', span: nameSpan }
      : resultNamed(
          file,
          kept.map(token => file.text.slice(token.start, token.end)).join(' '),
          { start: first.start, end: kept.at(-1)!.end },
          wanted,
        );
  return { item, name: texts[open + 1]!, result, nameSpan };
}

function isSpecifier(word: string): boolean {
  return STORAGE.has(word) || QUALIFIERS.has(word) || ATTRIBUTES.has(word);
}
