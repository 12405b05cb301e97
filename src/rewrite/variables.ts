/** Declarations: giving a variable another type, taking one apart into two, dropping one. */

import type { Variable } from '../flow/resolve.js';
import { typeOf } from '../flow/types.js';
import { bare, calleeOf, walk } from '../flow/walk.js';
import { type Access, type Web, websOf } from '../flow/webs.js';
import type { Declaration, Declarator, Expr, Stmt } from '../source/ast.js';
import { LINE_COMMENT } from '../source/comments.js';
import type { Span } from '../source/span.js';
import { initSpan, retyped, takeOut } from './declared.js';
import { type Draft, wordsOf } from './draft.js';
import { advance, columnOf, indentAt, newlineOf, typeInPlace, WIDTH, wholeLines } from './layout.js';
import type { Migration } from './migration.js';
import type { Change } from './pieces.js';
import { constantOf } from './test.js';

/** The first of the names that the function does not use yet, and that are no macros. */
export function freeName(draft: Draft, names: readonly string[]): string {
  const taken = wordsOf(draft.text);
  // A macro of that name would say something else there.
  const isFree = (name: string) => !taken.has(name) && draft.macros(name).length === 0;
  for (const name of names) if (isFree(name)) return name;
  for (let i = 2; ; i++) if (isFree(`${names[0]}${i}`)) return `${names[0]}${i}`;
}

/**
 * A declaration line of its own, to stand behind an existing one.
 *
 * @param remark what becomes of a comment behind the existing one: it stays there, or comes to stand behind the new one
 */
export function declarationAfter(
  draft: Draft,
  decl: Declaration,
  type: string,
  name: string,
  init?: string,
  remark: 'stays' | 'goes' = 'stays',
): Change {
  // Beside names that are lined up the new one is too.
  const typed = typeInPlace(draft.text, decl.typeSpan, type).text;
  const head = typed === type || decl.typeSpan.start !== decl.start ? `${type} ` : typed;
  const text = `${newlineOf(draft.text)}${indentAt(draft.text, decl.start)}${head}${name}${init ? ` = ${init}` : ''};`;
  const at = decl.end + (remark === 'stays' ? remarksTo(draft.text.slice(decl.end)) : 0);
  return { start: at, end: at, text };
}

/** How long the comments are that a text begins with, where nothing else stands on their line. */
function remarksTo(text: string): number {
  return REMARKS.exec(text)?.[0].length ?? 0;
}

const REMARKS = new RegExp(
  String.raw`^(?:[ \t]*\/\*(?:(?!\*\/)[\s\S])*\*\/)*(?:[ \t]*${LINE_COMMENT})?(?=[ \t]*\r?(?:\n|$))`,
);

/** Where a new variable of the function is declared: behind the last declaration of the body, or at its start. */
export function declareInBody(draft: Draft, type: string, name: string, init?: string): Change {
  const { body } = draft.fn;
  const decls: Declaration[] = [];
  for (const s of body.body) {
    if (s.kind !== 'declaration') break;
    decls.push(s);
  }
  const last = decls[decls.length - 1];
  if (last) return declarationAfter(draft, last, type, name, init);
  const nl = newlineOf(draft.text);
  const first = body.body[0];
  const indent = first ? indentAt(draft.text, first.start) : '\t';
  const text = `${nl}${indent}${type} ${name}${init ? ` = ${init}` : ''};${nl}`;
  return { start: body.start + 1, end: body.start + 1, text };
}

/** Takes one declarator out of its declaration; the whole line goes where it was the only one. */
export function dropDeclarator(draft: Draft, variable: Variable): Change | undefined {
  const { decl, declarator } = variable;
  if (!decl || !declarator) return undefined;
  const at = decl.declarators.indexOf(declarator);
  if (decl.declarators.length === 1) return { ...wholeLines(draft.text, decl), text: '' };
  const next = decl.declarators[at + 1];
  if (at === 0 && next) return { start: declarator.start, end: next.start, text: '' };
  const previous = decl.declarators[at - 1]!;
  const start = previous.end + remarkBehind(draft, previous).length;
  return { start, end: declarator.end + remarkBehind(draft, declarator).length, text: '' };
}

/** The comment behind a declarator that stands before its comma, with the blanks before it. */
function remarkBehind(draft: Draft, { end }: Span): string {
  return /^\s*\/\*(?:(?!\*\/)[\s\S])*\*\/(?=\s*[,;])/.exec(draft.text.slice(end))?.[0] ?? '';
}

/** For each variable the place of its declaration: equal for those that share one. */
export function sharedDeclarations(draft: Draft): ReadonlyMap<string, number> {
  return new Map(draft.code.names.variables.flatMap(v => (v.decl ? [[v.name, v.decl.start] as const] : [])));
}

/** Two declarations of new values that were taken out of one, joined again in the order they had there. */
export function joinDeclarations(
  draft: Draft,
  original: string,
  before: ReadonlyMap<string, number>,
  { codeType }: Migration,
): readonly Change[] {
  const text = (d: Declaration) => draft.text.slice(d.start, d.end);
  const blocks: (readonly Stmt[])[] = [];
  walk(draft.fn, node => node.kind === 'block' && blocks.push(node.body));
  for (const body of blocks) {
    for (const [i, first] of body.entries()) {
      const second = body[i + 1];
      if (first.kind !== 'declaration' || second?.kind !== 'declaration') continue;
      const both = [first, second];
      // `struct s;` declares no variable.
      const named = first.declarators[0];
      if (!named) continue;
      const place = before.get(named.name);
      const isOne = both.every(
        d =>
          d.type === codeType &&
          !original.includes(text(d)) &&
          !/\n|\/[*/]/.test(text(d)) &&
          d.declarators.every(({ name }) => place !== undefined && before.get(name) === place),
      );
      if (!isOne || draft.text.slice(first.end, second.start).trim() !== '') continue;
      const at = (name: string) => original.slice(place).search(new RegExp(`\\b${name}\\b`));
      const names = both.flatMap(d => d.declarators).sort((a, b) => at(a.name) - at(b.name));
      const said = names.map(d => draft.text.slice(d.start, d.end)).join(', ');
      const joined = `${codeType} ${said};`;
      if (advance(columnOf(draft.text, first.start), joined) > WIDTH) continue;
      return [{ start: first.start, end: second.end, text: joined }];
    }
  }
  return [];
}

/** What a definition stores: a new value, an old one, or something that does not say. */
export function storesNew(access: Access, migration: Migration, news: ReadonlySet<string>): boolean {
  const { assign } = access;
  const value = access.value ?? (assign?.kind === 'assign' && assign.op === '|=' ? assign.value : undefined);
  return value !== undefined && valuesOf(value).some(isNew);

  function isNew(e: Expr): boolean {
    if (e.kind === 'call') return news.has(calleeOf(e) ?? '');
    return e.kind === 'identifier' && (migration.constants.get(e.name) ?? 0) !== 0;
  }
}

/** The expressions that an expression's value can come from as it is: not what is only tested. */
function valuesOf(expr: Expr): readonly Expr[] {
  const e = bare(expr);
  switch (e.kind) {
    case 'conditional':
      return [...valuesOf(e.then ?? e.test), ...valuesOf(e.otherwise)];
    case 'comma':
      return valuesOf(e.items[e.items.length - 1]!);
    case 'assign':
      return valuesOf(e.value);
    case 'binary':
      return e.op === '|' ? [...valuesOf(e.left), ...valuesOf(e.right)] : [e];
    case 'cast':
      return valuesOf(e.operand);
    default:
      return [e];
  }
}

/**
 * Gives the variable that now holds new values their type. Where it also holds old ones, it is taken apart: the new
 * value keeps a name like `ret`, and the old one becomes `err`.
 */
export function settleVariable(draft: Draft, name: string, migration: Migration): readonly Change[] {
  const news = new Set([...migration.calls.values(), ...migration.mappers.map(m => m.name)]);
  const changes: Change[] = [];
  for (const variable of draft.code.names.variables) {
    if (variable.name !== name || !variable.scalar) continue;
    const webs = websOf(draft.code).filter(w => w.variable === variable);
    const fresh = webs.filter(
      w =>
        w.defs.some(d => storesNew(d, migration, news) || copiesNew(draft, d, migration, news)) ||
        feedsNew(draft, w, migration, news),
    );
    if (!variable.decl || !webs.some(w => w.defs.some(d => storesNew(d, migration, news)))) continue;
    if (variable.type.replace(/\s+/g, ' ') === migration.codeType || isMeasured(draft, variable)) continue;
    // 0 is a code as well: a variable that is that, or a code, need not be taken apart.
    const others = webs.filter(w => !fresh.includes(w) && !isDeadInit(w));
    const all = others.every(isZero) ? [...fresh, ...others] : fresh;
    changes.push(...settleWebs(draft, variable, webs, all, migration));
  }
  return changes;
}

/** Whether the function asks how wide a variable is, or what type it has, and another type would give another answer. */
function isMeasured({ fn }: Draft, { name, type, pointers }: Variable): boolean {
  if (INT_WIDE.has(typeOf(type, pointers))) return false;
  const isNamed = (text: string) => new RegExp(`\\b${name}\\b`).test(text);
  let found = false;
  walk(fn, node => {
    if (node.kind === 'type-operand') found ||= isNamed(node.text);
    else if (node.kind === 'declaration' || node.kind === 'cast') found ||= isNamed(node.type);
  });
  return found;
}

/** As wide as codes are. */
const INT_WIDE: ReadonlySet<string> = new Set(['i32', 'u32', 'code']);

/** What a variable's names and types are in, once it is known which of its webs hold new values. */
export interface Spelling {
  readonly codeType: string;
  readonly codeNames: readonly string[];
  readonly oldNames: readonly string[];
}

/**
 * Gives the webs in `fresh` their type: by retyping the declaration where they are all, else by taking it apart.
 *
 * @param fits whether a value has the type: one that nothing reads stays where it does, and goes where it does not
 */
export function settleWebs(
  draft: Draft,
  variable: Variable,
  webs: readonly Web[],
  fresh: readonly Web[],
  spelling: Spelling,
  fits: (value: Expr) => boolean = () => false,
): readonly Change[] {
  const rest = webs.filter(w => !fresh.includes(w) && !isDeadInit(w));
  return rest.length === 0
    ? retype(draft, variable, webs, spelling, fits)
    : split(draft, variable, fresh, rest, spelling);
}

/** Whether a definition is a copy of a variable that holds new values. */
function copiesNew(draft: Draft, def: Access, migration: Migration, news: ReadonlySet<string>): boolean {
  const from = def.value && bare(def.value);
  if (from?.kind !== 'identifier') return false;
  const source = websOf(draft.code).find(w => w.uses.some(u => u.node === from));
  return source?.defs.some(d => storesNew(d, migration, news)) ?? false;
}

/** Whether what a web holds is copied into a variable of new values: then it is one, wherever it came from. */
function feedsNew(draft: Draft, web: Web, migration: Migration, news: ReadonlySet<string>): boolean {
  return web.uses.some(use => {
    const parent = use.node && draft.parents.get(use.node);
    if (parent?.kind !== 'assign' || parent.op !== '=' || bare(parent.value) !== use.node) return false;
    return websOf(draft.code).some(
      w => w.defs.some(d => d.assign === parent) && w.defs.some(d => storesNew(d, migration, news)),
    );
  });
}

const isZero = ({ defs, undefinedReaches }: Web): boolean =>
  !undefinedReaches && defs.every(({ value }) => value?.kind === 'number' && value.value === 0);

/** A value given at the declaration that nothing reads, and that is computed without an effect. */
function isDeadInit(web: Web): boolean {
  return (
    web.uses.length === 0 && web.defs.every(d => d.node === undefined && d.value && hasNoEffect(d.value))
  );
}

function hasNoEffect(value: Expr): boolean {
  let found = false;
  walk(value, node => (found ||= /^(call|assign|update|statement-expr|unknown)$/.test(node.kind)));
  return !found;
}

/** Whether nothing reads what a variable with these webs is given at its declaration. */
function isDeadIn(webs: readonly Web[]): boolean {
  const web = webs.find(w => w.defs.some(d => d.node === undefined));
  return !web || isDeadInit(web);
}

function retype(
  draft: Draft,
  variable: Variable,
  webs: readonly Web[],
  migration: Spelling,
  fits: (value: Expr) => boolean,
): readonly Change[] {
  const decl = variable.decl!;
  const declarator = variable.declarator!;
  const value = declarator.init;
  const goes = value !== undefined && isDeadIn(webs) && !fits(value);
  if (decl.declarators.length === 1) {
    const changes: Change[] = [retyped(draft, decl, migration.codeType)];
    if (goes) changes.push({ ...initSpan(draft.text, declarator), text: '' });
    return changes;
  }
  const written = (one: Declarator) =>
    draft.text.slice(one.start, one === declarator && goes ? initSpan(draft.text, one).start : one.end);
  return [takeOut(draft, decl, new Set([declarator]), migration.codeType, written)];
}

function split(
  draft: Draft,
  variable: Variable,
  fresh: readonly Web[],
  rest: readonly Web[],
  migration: Spelling,
): readonly Change[] {
  // What is counted in it is no error, and is not called one.
  const keeps =
    (migration.codeNames.includes(variable.name) || !migration.oldNames.includes(variable.name)) &&
    !rest.some(isCounted);
  const other = freeName(draft, keeps ? migration.oldNames : migration.codeNames);
  const moved = keeps ? rest : fresh;
  const changes: Change[] = renames(moved, other);
  const decl = variable.decl!;
  const declarator = variable.declarator!;
  const initWeb = [...fresh, ...rest].find(w => w.defs.some(d => d.node === undefined));
  const initIsNew = initWeb !== undefined && fresh.includes(initWeb);
  const initText = declarator.init ? draft.text.slice(declarator.init.start, declarator.init.end) : undefined;
  const newName = keeps ? variable.name : other;
  const oldName = keeps ? other : variable.name;
  const dropInit = declarator.init !== undefined && (initIsNew || initWeb === undefined);
  if (keeps) changes.push({ start: declarator.nameSpan.start, end: declarator.nameSpan.end, text: oldName });
  if (dropInit) changes.push({ ...initSpan(draft.text, declarator), text: '' });
  // What is said of a call stays with it; what is said of a name alone goes where that goes.
  const remark = initIsNew || (declarator.init === undefined && keeps) ? 'goes' : 'stays';
  const init = initIsNew ? initText : undefined;
  changes.push(declarationAfter(draft, decl, migration.codeType, newName, init, remark));
  return changes;
}

/** Whether a variable is counted up or down. */
const isCounted = ({ defs }: Web): boolean => defs.some(({ assign }) => assign?.kind === 'update');

/** Every access of the webs under another name. */
export function renames(webs: readonly Web[], name: string): Change[] {
  return webs
    .flatMap(w => [...w.defs, ...w.uses])
    .flatMap(a => (a.node ? [{ start: a.node.start, end: a.node.end, text: name }] : []));
}

/** Whether an initialiser is a plain constant, which can be dropped without losing an effect. */
export function isConstant(value: Access['value'], migration: Migration): boolean {
  return value !== undefined && constantOf(value, migration) !== undefined;
}
