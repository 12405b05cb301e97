/** Pointers to functions, as they are declared: what a call through one returns. */
import type { Facts, StoredIn } from '../facts/facts.js';
import type { Resolution } from '../flow/resolve.js';
import { bare } from '../flow/walk.js';
import type { Expr } from '../source/ast.js';
import type { SourceFile } from '../source/file.js';
import type { Span } from '../source/span.js';
import { functionMembers, functionTypedefs } from './prototypes.js';

/** A pointer to functions, or several in an array. */
export interface PointerDeclared {
  /** As the code at hand names it: `gz->old_fault`. */
  readonly name: string;
  /** What its functions return, without storage class and qualifiers: `int`. */
  readonly type: string;
  /** Where it is declared; undefined for what the function itself declares. */
  readonly at: { readonly path: string; readonly line: number } | undefined;
  /** The member that it is. */
  readonly member?: StoredIn;
}

/** Code in whose terms an expression is read. */
export interface PointerGround {
  readonly facts: Facts;
  readonly path: string;
  /** The text that the spans of the code are of. */
  readonly text: string;
  readonly names: Resolution;
}

/** How what an expression names is declared; undefined where it is no pointer to functions, or that is not known. */
export function pointerMeant(ground: PointerGround, expr: Expr): PointerDeclared | undefined {
  const { facts, path, text, names } = ground;
  let e = bare(expr);
  while (e.kind === 'index' || (e.kind === 'unary' && e.op === '*')) {
    e = bare(e.kind === 'index' ? e.object : e.operand);
  }
  const name = text.slice(e.start, e.end);
  if (e.kind === 'member') {
    const place = facts.memberMeant(path, names, e);
    const home = place?.home === undefined ? undefined : facts.file(place.home);
    if (place === undefined || home === undefined) return undefined;
    for (const item of home.items) {
      const [found] = functionMembers(home, item, place.struct, new Set([place.field]));
      if (found) return { name, type: found.type, at: placeOf(home, found.span), member: place };
    }
    const typed = byTypedef(ground, e, name);
    return typed && { ...typed, member: place };
  }
  if (e.kind !== 'identifier') return undefined;
  const variable = names.of(e);
  if (variable === undefined) return pointerOfFile(facts, path, name) ?? byTypedef(ground, e, name);
  if (variable.param !== undefined) {
    const said = /^(.*?)\(\s*\*/.exec(variable.param.type)?.[1];
    return said === undefined ? byTypedef(ground, e, name) : { name, type: plainType(said), at: undefined };
  }
  const { declarator, type } = variable;
  if (declarator !== undefined && isPointerAt(text, declarator.nameSpan)) {
    return { name, type: plainType(type), at: undefined };
  }
  return byTypedef(ground, e, name);
}

/** A type without its storage class and qualifiers. */
export function plainType(type: string): string {
  return type
    .replace(/\b(?:static|extern|const|register|volatile|typedef)\b/g, ' ')
    .replace(/\b__(?!(?:auto_type|typeof\w*|[usbl]e?\d+|s?size_t|int\w*)\b)\w+\b/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}

/** Whether a declared name stands as in `(*name)(…)` or `(*name[2])(…)`. */
export function isPointerAt(text: string, { start, end }: Span): boolean {
  return /\(\s*\*\s*(?:const\s+)?$/.test(text.slice(Math.max(0, start - 40), start))
    ? /^\s*(?:\[[^\]]*\]\s*)*\)\s*\(/.test(text.slice(end, end + 80))
    : false;
}

/** A pointer to functions that a file declares outside of functions; undefined where the name is something else. */
export function pointerOfFile(facts: Facts, path: string, name: string): PointerDeclared | undefined {
  const file = facts.file(path);
  for (const item of file?.items ?? []) {
    if (item.kind !== 'declaration' || !namesIt(file!, item, name)) continue;
    const variants = file!.declarationsOf(item);
    if ('why' in variants) continue;
    for (const { decl } of variants) {
      const declarator = decl.declarators.find(one => one.name === name);
      if (declarator === undefined || decl.isTypedef) continue;
      if (!isPointerAt(file!.text, declarator.nameSpan)) return undefined;
      const member = { struct: '', field: name, home: path, context: undefined };
      return { name, type: plainType(decl.type), at: placeOf(file!, declarator.nameSpan), member };
    }
  }
  return undefined;
}

/** What a typedef of the file, or of a header in reach, says of an expression's type. */
function byTypedef(
  { facts, path, names }: PointerGround,
  e: Expr,
  name: string,
): PointerDeclared | undefined {
  const type = facts.typeMeant(path, names, e);
  if (type === undefined || !/^[A-Za-z_]\w*$/.test(type.base)) return undefined;
  const file = facts.file(path);
  for (const item of file?.items ?? []) {
    const [found] = functionTypedefs(file!, item, type.base);
    if (found) return { name, type: found.type, at: placeOf(file!, found.span) };
  }
  return undefined;
}

function namesIt(file: SourceFile, { start, end }: Span, name: string): boolean {
  return file.text.slice(start, end).includes(name);
}

function placeOf(file: SourceFile, { start }: Span): { path: string; line: number } {
  return { path: file.path, line: file.position(start).line };
}
