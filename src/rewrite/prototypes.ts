/** Declarations of functions, and members that point to functions: giving what they return another type. */
import { type Edit, replace } from '../edit/edit.js';
import type { Item, SourceFile, Token } from '../source/file.js';
import type { Span } from '../source/span.js';
import { retypeHeader } from './layout.js';

/** Words that make up C's own integer types. */
const INTEGER = /^(int|unsigned|signed|long|short|char)$/;

/** What a declaration of functions says of their result. */
export interface Declared {
  /** The words of the type alone, without storage class and attributes: `unsigned int`. */
  readonly type: string;
  readonly span: Span;
  /** The names it declares, where there are several. */
  readonly names: readonly string[];
  /** Behind the one name, where its parameters begin; undefined where there are several names, or a pointer's. */
  readonly nameEnd: number | undefined;
}

/** A declaration of a function, and where it names it. */
export interface Prototype {
  readonly file: SourceFile;
  readonly item: Item;
  readonly offset: number;
}

/** The integer type that declaration specifiers name; undefined where they name another one. */
export function integerIn(file: SourceFile, specifiers: Span): string | undefined {
  const span = typeWords(file, specifiers);
  return span && said(file, span);
}

/** The functions that a top-level declaration declares; undefined where it declares something else as well. */
export function declaredFunctions(file: SourceFile, item: Item): Declared | undefined {
  const found = formsOf(file, item);
  const [first] = found;
  return found.every(one => JSON.stringify(one) === JSON.stringify(first)) ? first : undefined;
}

/**
 * What a declaration of functions says of their result, once for each way in which arms of an `#if` in it say it with an
 * integer type.
 */
export function declaredForms(file: SourceFile, item: Item): readonly Declared[] {
  const byText = new Map(formsOf(file, item).map(form => [JSON.stringify(form), form]));
  return [...byText.values()].flatMap(form => form ?? []);
}

/** The same for each configuration of it. */
function formsOf(file: SourceFile, item: Item): readonly (Declared | undefined)[] {
  const variants = file.declarationsOf(item);
  if ('why' in variants) return [];
  return variants.map(({ decl }) => {
    const plain = decl.declarators.every(({ func, pointers }) => func && pointers === 0);
    const span = plain ? typeWords(file, decl.typeSpan) : undefined;
    if (span === undefined) return undefined;
    const names = decl.declarators.map(({ name }) => name);
    const nameEnd = names.length === 1 ? decl.declarators[0]!.nameSpan.end : undefined;
    return { type: said(file, span), span, names, nameEnd };
  });
}

/** The run of integer words in a span of declaration specifiers; undefined where there is none, or several. */
export function typeWords(file: SourceFile, { start, end }: Span): Span | undefined {
  const words = tokensIn(file, start, end).filter(t => INTEGER.test(file.text.slice(t.start, t.end)));
  const [first] = words;
  const last = words.at(-1);
  if (first === undefined || last === undefined) return undefined;
  const between = tokensIn(file, first.start, last.end);
  return between.length === words.length ? { start: first.start, end: last.end } : undefined;
}

function said(file: SourceFile, { start, end }: Span): string {
  return file.text.slice(start, end).replace(/\s+/g, ' ');
}

function tokensIn(file: SourceFile, start: number, end: number): readonly Token[] {
  return file.tokens.within(start, end).filter(({ kind }) => kind !== 'comment');
}

/** A member of a struct that points to a function: `int (*fault)(struct vm_fault *vmf);` */
export interface FunctionMember extends Declared {
  readonly field: string;
}

/**
 * The members of the item that defines a struct, as far as they have one of the names and point to functions that
 * return an integer or a type of one word.
 */
export function functionMembers(
  file: SourceFile,
  item: Item,
  struct: string,
  fields: ReadonlySet<string>,
): readonly FunctionMember[] {
  const tokens = tokensIn(file, item.start, item.end);
  const words = tokens.map(({ start, end }) => file.text.slice(start, end));
  const opens = words.findIndex(
    (word, i) => word === 'struct' && words[i + 1] === struct && words[i + 2] === '{',
  );
  if (opens < 0) return [];
  return words.flatMap((field, i) =>
    i > opens && fields.has(field) ? pointerAt(file, tokens, words, i) : [],
  );
}

/**
 * What an item declares as a typedef for functions, or for a pointer to them: `typedef int gizmo_fn(struct gizmo *g);`,
 * `typedef int (*gizmo_fn)(struct gizmo *g);`
 */
export function functionTypedefs(file: SourceFile, item: Item, name: string): readonly FunctionMember[] {
  // Most items are none, and many are asked about.
  if (!file.text.startsWith('typedef', item.start)) return [];
  const tokens = tokensIn(file, item.start, item.end);
  const words = tokens.map(({ start, end }) => file.text.slice(start, end));
  if (words[0] !== 'typedef') return [];
  return words.flatMap((word, i) =>
    word === name ? [...pointerAt(file, tokens, words, i), ...functionAt(file, tokens, words, i)] : [],
  );
}

/** The declaration `typedef int name(…)` whose name is a token. */
function functionAt(
  file: SourceFile,
  tokens: readonly Token[],
  words: readonly string[],
  i: number,
): readonly FunctionMember[] {
  if (words[i + 1] !== '(' || i < 2 || !words.slice(1, i).every(word => /^[A-Za-z_]\w*$/.test(word)))
    return [];
  // `unsigned int (*gizmo_fn)(…)` declares no int.
  if (INTEGER.test(words[i]!) || !isAlone(words, i + 1)) return [];
  let first = i - 1;
  while (INTEGER.test(words[first]!) && INTEGER.test(words[first - 1]!)) first--;
  if (!/^(typedef|const)$/.test(words[first - 1]!)) return [];
  const span = { start: tokens[first]!.start, end: tokens[i - 1]!.end };
  return [{ field: words[i]!, type: said(file, span), span, names: [words[i]!], nameEnd: tokens[i]!.end }];
}

/** What an item declares as a static pointer to functions: `static int (*old)(struct gizmo *g);` */
export function functionVariables(file: SourceFile, item: Item, name: string): readonly FunctionMember[] {
  const tokens = tokensIn(file, item.start, item.end);
  const words = tokens.map(({ start, end }) => file.text.slice(start, end));
  if (item.kind !== 'declaration' || words[0] !== 'static') return [];
  return words.flatMap((word, i) => (word === name ? pointerAt(file, tokens, words, i) : []));
}

/**
 * The members of a name that an item declares by themselves, with an integer type: `unsigned int flags;`. Of a struct with
 * a tag only its own, of one without all that the item has.
 */
export function valueMembers(
  file: SourceFile,
  item: Item,
  struct: string,
  field: string,
): readonly { readonly type: string; readonly span: Span }[] {
  if (!file.text.slice(item.start, item.end).includes(field)) return [];
  const tokens = tokensIn(file, item.start, item.end);
  const words = tokens.map(({ start, end }) => file.text.slice(start, end));
  const isTag = /^\w+$/.test(struct);
  const opens = words.findIndex(
    (word, i) =>
      /^(?:struct|union)$/.test(word) && (!isTag || words[i + 1] === struct) && words.indexOf('{', i) >= 0,
  );
  if (opens < 0) return [];
  return words.flatMap((word, i) => {
    if (i < opens || word !== field || words[i + 1] !== ';') return [];
    let first = i;
    while (INTEGER.test(words[first - 1] ?? '')) first--;
    if (first === i || !/^[;{}]$/.test(words[first - 1] ?? '')) return [];
    const span = { start: tokens[first]!.start, end: tokens[i - 1]!.end };
    return [{ type: said(file, span), span }];
  });
}

/** Whether what is declared with parameters that begin at a word shares its type with nothing: `int (*f)(void), n;` */
function isAlone(words: readonly string[], parameters: number): boolean {
  let depth = 0;
  for (let i = parameters; i < words.length; i++) {
    if (/^[([{]$/.test(words[i]!)) depth++;
    else if (/^[)\]}]$/.test(words[i]!)) depth--;
    else if (depth === 0 && /^[,;=]$/.test(words[i]!)) return words[i] !== ',';
  }
  return true;
}

/** The declaration `int (*name)(…)` whose name is a token. */
function pointerAt(
  file: SourceFile,
  tokens: readonly Token[],
  words: readonly string[],
  i: number,
): readonly FunctionMember[] {
  const points = words[i - 1] === '*' && words[i - 2] === '(' && words[i + 1] === ')' && words[i + 2] === '(';
  if (!points || !isAlone(words, i + 2)) return [];
  let first = i - 3;
  if (!/^[A-Za-z_]\w*$/.test(words[first] ?? '')) return [];
  while (INTEGER.test(words[first]!) && INTEGER.test(words[first - 1] ?? '')) first--;
  if (!/^([;{}]|typedef|const|static)$/.test(words[first - 1] ?? '')) return [];
  const span = { start: tokens[first]!.start, end: tokens[i - 3]!.end };
  const nameEnd = tokens[i + 1]!.end;
  return [{ field: words[i]!, type: said(file, span), span, names: [words[i]!], nameEnd }];
}

/** The edits that give a declaration another type, and some of its parameters, by their places from 0. */
export function redeclare(
  file: SourceFile,
  { span, nameEnd }: Declared,
  type: string,
  params?: ReadonlySet<number>,
): readonly Edit[] {
  const { path, text } = file;
  // Around arms of an `#if` nothing is laid out anew.
  const isWhole = nameEnd !== undefined && !file.tokens.within(span.start, nameEnd).some(isDirective);
  if (!isWhole) {
    const handed = nameEnd === undefined || !params?.size ? [] : redeclareParams(file, nameEnd, type, params);
    return [replace(path, span, type), ...handed];
  }
  return retypeHeader(text, span, nameEnd, type, ';', params).map(change =>
    replace(path, change, change.text),
  );
}

const isDirective = ({ kind }: Token): boolean => kind === 'directive';

/** The edits that give parameters of a declaration another type, and nothing else. */
export function redeclareParams(
  file: SourceFile,
  nameEnd: number,
  type: string,
  params: ReadonlySet<number>,
): readonly Edit[] {
  const { path, text } = file;
  return retypeHeader(text, undefined, nameEnd, type, ';', params).map(change =>
    replace(path, change, change.text),
  );
}

/** Where a declaration's parameters begin: behind the one mention of a function's name; undefined where unclear. */
export function parametersAt(file: SourceFile, item: Item, name: string): number | undefined {
  const tokens = tokensIn(file, item.start, item.end);
  const words = tokens.map(({ start, end }) => file.text.slice(start, end));
  const at = words.indexOf(name);
  const isOne = at >= 0 && words.lastIndexOf(name) === at && words[at + 1] === '(';
  return isOne && !words.includes('{') && !words.includes('=') ? tokens[at]!.end : undefined;
}
