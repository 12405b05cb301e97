/**
 * The head of a function definition, read from its tokens by position: annotations that no list knows, types on
 * a line of their own and old-style parameters would all mislead a parser that knows only C.
 */
import type { Param } from './ast.js';
import type { Token } from './file.js';
import type { Span } from './span.js';
import {
  ASM,
  ATTRIBUTE_CALLS,
  ATTRIBUTES,
  BUILTIN_TYPES,
  CONTROL,
  INLINE,
  looksLikeAnnotation,
  QUALIFIERS,
  rolesOf,
  STORAGE,
  TAGS,
  TYPEOF,
} from './words.js';

/** What a header says; the fields are those of `FunctionDef`. */
export interface Header {
  readonly name: string;
  readonly nameSpan: Span;
  readonly returnType: string;
  readonly returnTypeSpan: Span;
  readonly isStatic: boolean;
  readonly isInline: boolean;
  readonly params: readonly Param[];
  readonly variadic: boolean;
}

/** Tokens with their texts and, for brackets, the index of the partner (-1 where there is none). */
interface Row {
  readonly tokens: readonly Token[];
  readonly texts: readonly string[];
  readonly partner: readonly number[];
}

function rowOf(text: string, tokens: readonly Token[]): Row {
  const texts = tokens.map(token => text.slice(token.start, token.end));
  const partner = texts.map(() => -1);
  const open: number[] = [];
  texts.forEach((t, i) => {
    if (t === '(' || t === '[' || t === '{') open.push(i);
    else if (t === ')' || t === ']' || t === '}') {
      const mate = open.pop();
      if (mate !== undefined) {
        partner[mate] = i;
        partner[i] = mate;
      }
    }
  });
  return { tokens, texts, partner };
}

const isWord = (row: Row, i: number): boolean => row.tokens[i]?.kind === 'word';

/** Words before which a parenthesis opens no parameter list. */
function neverName(word: string): boolean {
  return (
    BUILTIN_TYPES.has(word) ||
    STORAGE.has(word) ||
    QUALIFIERS.has(word) ||
    TAGS.has(word) ||
    CONTROL.has(word) ||
    TYPEOF.has(word) ||
    ASM.has(word) ||
    ATTRIBUTES.has(word) ||
    ATTRIBUTE_CALLS.has(word)
  );
}

/** The name that tokens of a header or prototype declare as a function: its index, and whether a type stands before. */
function nameIn(row: Row): { at: number; typed: boolean } | undefined {
  const untyped: number[] = [];
  const typed: number[] = [];
  let hasType = false;
  for (let i = 0; i < row.texts.length; i++) {
    const word = row.texts[i] ?? '';
    if (word === '(' || word === '[' || word === '{') {
      i = Math.max(i, row.partner[i] ?? i);
      continue;
    }
    if (!isWord(row, i)) continue;
    if (row.texts[i + 1] === '(' && !neverName(word) && !TAGS.has(row.texts[i - 1] ?? ''))
      (hasType ? typed : untyped).push(i);
    else if (
      !STORAGE.has(word) &&
      !QUALIFIERS.has(word) &&
      !ATTRIBUTES.has(word) &&
      !ATTRIBUTE_CALLS.has(word)
    )
      hasType = true;
  }
  const best = typed.find(i => !looksLikeAnnotation(row.texts[i] ?? '')) ?? typed[0];
  if (best !== undefined) return { at: best, typed: true };
  const inner = innerName(row);
  if (inner !== undefined) return { at: inner, typed: true };
  const last = untyped.at(-1);
  return last === undefined ? undefined : { at: last, typed: false };
}

/** The name in `type (*name(params))(…)`. */
function innerName(row: Row): number | undefined {
  for (let i = 1; i < row.texts.length - 1; i++) {
    if (row.texts[i] !== '(' || row.texts[i + 1] !== '*') continue;
    let j = i + 1;
    while (row.texts[j] === '*' || (isWord(row, j) && row.texts[j + 1] !== '(')) j++;
    return isWord(row, j) && row.texts[j + 1] === '(' ? j : undefined;
  }
  return undefined;
}

/** The name a function item or prototype declares, and its span; undefined where no `name (` is found. */
export function declaredFunction(
  text: string,
  tokens: readonly Token[],
): (Span & { readonly name: string }) | undefined {
  const row = rowOf(text, tokens);
  const found = nameIn(row);
  const token = found && row.tokens[found.at];
  return token && { name: text.slice(token.start, token.end), start: token.start, end: token.end };
}

/**
 * Reads the tokens before a function's body.
 *
 * A header that is one macro call (`SYSCALL_DEFINE1(close, int, fd)`) gives the macro's name, no parameters and an
 * empty return type whose span is empty, before the name.
 */
export function readHeader(text: string, tokens: readonly Token[]): Header | undefined {
  const row = rowOf(text, tokens);
  const found = nameIn(row);
  const nameToken = found && row.tokens[found.at];
  if (found === undefined || nameToken === undefined) return undefined;
  const name = row.texts[found.at] ?? '';
  const nameSpan = { start: nameToken.start, end: nameToken.end };
  const front = specifiers(row, found.at);
  const base = {
    name,
    nameSpan,
    isStatic: front.words.includes('static'),
    isInline: front.words.some(w => INLINE.has(w)),
  };
  const none = { start: nameSpan.start, end: nameSpan.start };
  if (!found.typed) return { ...base, returnType: '', returnTypeSpan: none, params: [], variadic: false };
  const close = row.partner[found.at + 1] ?? -1;
  if (close < 0) return undefined;
  const { params, variadic } = paramsIn(row, found.at + 2, close);
  const old = row.texts.slice(close + 1).includes(';') ? oldTypes(row, close + 1) : new Map<string, string>();
  return {
    ...base,
    returnType: front.type,
    returnTypeSpan: front.typeSpan ?? none,
    params: params.map(p => (old.has(p.type) ? oldParam(p, old) : p)),
    variadic,
  };
}

/** The specifiers in front of the name at `end`: all words, and the type among them with its stars. */
function specifiers(row: Row, end: number): { words: string[]; type: string; typeSpan: Span | undefined } {
  const run: number[] = [];
  let stars = 0;
  for (let i = 0; i < end; i++) {
    const t = row.texts[i];
    if (t === '*') stars++;
    if (t === '(' || t === '[') {
      if ((row.partner[i] ?? -1) > end) break;
      if (!TYPEOF.has(row.texts[i - 1] ?? '') && run.at(-1) === i - 1) run.pop();
      i = Math.max(i, row.partner[i] ?? i);
    } else if (isWord(row, i) && stars === 0) run.push(i);
  }
  const names = run.map(i => row.texts[i] ?? '');
  const roles = rolesOf(names, '*');
  const kept = run.filter((_, k) => roles[k] === 'type' || roles[k] === 'qualifier');
  const first = row.tokens[kept[0] ?? -1];
  const last = row.tokens[kept.at(-1) ?? -1];
  const type = kept.map(i => row.texts[i]).join(' ');
  return {
    words: names,
    type: stars > 0 ? `${type} ${'*'.repeat(stars)}` : type,
    typeSpan: first && last && { start: first.start, end: last.end },
  };
}

function paramsIn(row: Row, from: number, to: number): { params: Param[]; variadic: boolean } {
  const params: Param[] = [];
  let variadic = false;
  let start = from;
  for (let i = from; i <= to; i++) {
    const t = row.texts[i];
    if (i < to && (t === '(' || t === '[' || t === '{')) i = Math.max(i, row.partner[i] ?? i);
    else if (i === to || t === ',') {
      if (row.texts[start] === '...') variadic = true;
      else if (i > start && !(i === start + 1 && row.texts[start] === 'void'))
        params.push(paramOf(row, start, i));
      start = i + 1;
    }
  }
  return { params, variadic };
}

/** One parameter, from its first token to before `end`. */
function paramOf(row: Row, start: number, end: number): Param {
  const span = { start: row.tokens[start]?.start ?? 0, end: row.tokens[end - 1]?.end ?? 0 };
  const drop = annotationsIn(row, start, end);
  const name = paramName(row, start, end, drop);
  const kept = row.texts.slice(start, end).filter((_, k) => !drop.has(start + k) && start + k !== name);
  const token = name === undefined ? undefined : row.tokens[name];
  return {
    ...span,
    name: name === undefined ? undefined : row.texts[name],
    nameSpan: token && { start: token.start, end: token.end },
    type: joinType(kept),
  };
}

/** The indexes of annotation words, with their arguments, in a range. */
function annotationsIn(row: Row, start: number, end: number): Set<number> {
  const drop = new Set<number>();
  for (let i = start; i < end; i++) {
    if (ATTRIBUTE_CALLS.has(row.texts[i] ?? '') && row.texts[i + 1] === '(') {
      for (let k = i; k <= (row.partner[i + 1] ?? i); k++) drop.add(k);
    } else if (isWord(row, i) && !isWord(row, i - 1)) {
      const run: number[] = [];
      for (let k = i; k < end && isWord(row, k) && !ATTRIBUTE_CALLS.has(row.texts[k] ?? ''); k++) run.push(k);
      const next = i + run.length < end ? (row.texts[i + run.length] ?? ',') : ',';
      rolesOf(
        run.map(k => row.texts[k] ?? ''),
        next,
      ).forEach((role, k) => {
        if (role === 'annotation' && !(run.length === 1 && row.texts[i - 1] === '*')) drop.add(run[k] ?? -1);
      });
    }
  }
  return drop;
}

function paramName(row: Row, start: number, end: number, drop: ReadonlySet<number>): number | undefined {
  const pointer = row.texts.indexOf('(', start);
  if (pointer >= 0 && pointer < end && row.texts[pointer + 1] === '*') {
    let i = pointer + 1;
    while (row.texts[i] === '*' || QUALIFIERS.has(row.texts[i] ?? '') || drop.has(i)) i++;
    return isWord(row, i) ? i : undefined;
  }
  let i = end - 1;
  while (i > start && (row.texts[i] === ']' || row.texts[i] === ')' || drop.has(i))) {
    i = (drop.has(i) ? i : Math.min(i, row.partner[i] ?? i)) - 1;
  }
  const word = row.texts[i] ?? '';
  const isName = isWord(row, i) && i > start && !BUILTIN_TYPES.has(word) && !QUALIFIERS.has(word);
  return isName && !TAGS.has(row.texts[i - 1] ?? '') && !onlyQualifiersBefore(row, start, i, drop)
    ? i
    : undefined;
}

function onlyQualifiersBefore(row: Row, start: number, at: number, drop: ReadonlySet<number>): boolean {
  for (let i = start; i < at; i++) {
    const word = row.texts[i] ?? '';
    if (!drop.has(i) && !QUALIFIERS.has(word) && !STORAGE.has(word)) return false;
  }
  return true;
}

/** A type's tokens as text: words apart, stars together, as in `int (*)(int, char *)`. */
function joinType(texts: readonly string[]): string {
  let out = '';
  texts.forEach((t, i) => {
    const pointer = t === '(' && texts[i + 1] === '*';
    const glue = out === '' || /[([]$/.test(out) || /^[)\],([]/.test(t) || (t === '*' && out.endsWith('*'));
    out += glue && !(pointer && /\w$/.test(out)) ? t : ` ${t}`;
  });
  return out;
}

/** The types that old-style declarations between `)` and `{` give to the parameters, by name. */
function oldTypes(row: Row, from: number): Map<string, string> {
  const types = new Map<string, string>();
  let start = from;
  for (let i = from; i < row.texts.length; i++) {
    if (row.texts[i] !== ';') continue;
    const comma = row.texts.slice(start, i).indexOf(',');
    const first = paramOf(row, start, comma < 0 ? i : start + comma);
    if (first.name !== undefined) types.set(first.name, first.type);
    const base = first.type.replace(/[ *]+$/, '');
    for (let k = start; k < i; k++) {
      if (row.texts[k] !== ',') continue;
      let stars = 0;
      while (row.texts[k + 1 + stars] === '*') stars++;
      types.set(row.texts[k + 1 + stars] ?? '', stars > 0 ? `${base} ${'*'.repeat(stars)}` : base);
    }
    start = i + 1;
  }
  return types;
}

/** An old-style parameter is a lone word, which was read as a type. */
function oldParam(param: Param, types: ReadonlyMap<string, string>): Param {
  const { start, end } = param;
  return { start, end, name: param.type, nameSpan: { start, end }, type: types.get(param.type) ?? 'int' };
}
