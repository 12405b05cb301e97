/** What is noted of a function's codes that leave their type: each thing once, with the words for what it is declared as. */
import type { Facts, StoredIn } from '../facts/facts.js';
import type { TypeRef } from '../facts/structs.js';
import { plainCodeOf } from '../flow/prove.js';
import type { Resolution, Variable } from '../flow/resolve.js';
import { bare, calleeOf, walk } from '../flow/walk.js';
import type { AstNode, Call, Expr, FunctionDef, Identifier } from '../source/ast.js';
import type { CodeValues } from './code-values.js';
import { type Kinds, kindsOf, type Surroundings } from './kinds.js';
import { type PointerDeclared, type PointerGround, plainType, pointerMeant } from './pointers.js';
import type { CodeType } from './retype.js';

/** One place where a code, or a function that returns one, goes into something of another type, or comes out of it. */
export interface Stray {
  /**
   * - `kept`: in a variable or a member;
   * - `handed`: to another function;
   * - `border`: to a tracepoint, or to a function of which nothing is known;
   * - `pointer`: through a pointer to functions.
   */
  readonly kind: 'kept' | 'handed' | 'border' | 'pointer';
  /** A clause that follows the name of the function: `keeps a code in gz->status, an int`. */
  readonly what: string;
  /** The member that points to functions, where it is one. */
  readonly member?: StoredIn;
  /** In the text that was read. */
  readonly offset: number;
}

/** Where strays are looked for. */
export interface StrayGround {
  readonly facts: Facts;
  readonly path: string;
  /** The text that the function's spans are of. */
  readonly text: string;
  readonly type: CodeType;
  readonly around: Surroundings;
  readonly values: CodeValues;
  /** Whether the function is taken to return codes. */
  readonly returns: boolean;
  /** Whether its types change: what is new about it is said, though it may be all right. */
  readonly changes: boolean;
}

/** A function with what is known of its values, and what was noted of it. */
export interface Notes {
  readonly fn: FunctionDef;
  readonly ground: StrayGround;
  readonly names: Resolution;
  readonly kinds: Kinds;
  readonly pointers: PointerGround;
  /** In the order they were noted, by what is named. */
  readonly found: ReadonlyMap<string, Stray>;
  note(kind: Stray['kind'], said: string, at: Expr, key?: string, member?: StoredIn): void;
  textOf(e: Expr): string;
  isCode(e: Expr): boolean;
  /** Whether an expression has the type of codes: by how it is declared, whatever it holds. */
  isTyped(e: Expr): boolean;
  /** Visits all nodes of the function, and of what its macros stand for; each once. */
  visit(visitor: (node: AstNode) => void): void;
  /** Whether a type is that of codes. */
  isOurs(one: TypeRef | undefined): boolean;
  /** Notes a place where a value is stored, if it is of another type; once, or once for each `key`. */
  keep(target: Expr, verb: string, key?: string): void;
}

/** Nothing is noted yet. */
export function openNotes(fn: FunctionDef, ground: StrayGround): Notes {
  const { facts, path, text, type, around } = ground;
  const code = plainCodeOf(fn);
  const { names } = code;
  const kinds = kindsOf(code, around);
  const pointers = { facts, path, text, names };
  const found = new Map<string, Stray>();
  const note: Notes['note'] = (kind, said, { start }, key = said, member): void => {
    if (!found.has(key)) found.set(key, { kind, what: said, offset: start, ...(member && { member }) });
  };
  // A name that a macro says stands nowhere in the text.
  const textOf = (e: Expr): string =>
    e.kind === 'identifier' ? e.name : text.slice(e.start, e.end).replace(/\s+/g, ' ');
  const isCode = (e: Expr): boolean => kinds.kindOf(e) === 'code';
  /** Names that macros declare for themselves. */
  const hidden = new Set<string>();
  const isTyped = (expr: Expr): boolean => {
    const e = bare(expr);
    switch (e.kind) {
      case 'identifier': {
        const variable = names.of(e);
        if (variable === undefined) return isCode(e);
        const { param, pointers: stars, declarator } = variable;
        if (stars > 0 || declarator?.array) return false;
        return plainType(param?.type ?? variable.type) === type.codeType || isLikeTyped(variable);
      }
      case 'call':
      case 'member':
        return isCode(e);
      case 'unary':
        return e.op === '~' ? isTyped(e.operand) : e.op === '*' && isCode(e);
      case 'binary':
        return /^[&|^]$/.test(e.op) && (isTyped(e.left) || isTyped(e.right));
      case 'conditional':
        return isTyped(e.then ?? e.test) || isTyped(e.otherwise);
      case 'assign':
        return isTyped(e.target);
      case 'comma':
        return isTyped(e.items[e.items.length - 1]!);
      default:
        return false;
    }
  };
  /** Whether a variable is declared with the type of what it is given, or of another variable, and that is the codes'. */
  const isLikeTyped = (variable: Variable): boolean => {
    const said = plainType(variable.type);
    const init = variable.declarator?.init;
    if (said === '__auto_type') return init !== undefined && isTyped(init);
    const asked = /^_*typeof_*\s*\((.*)\)$/s.exec(said)?.[1]?.replace(/\s+/g, ' ').trim();
    if (asked === undefined) return false;
    if (init !== undefined && textOf(bare(init)) === asked) return isTyped(init);
    const like = names.variables.find(one => one !== variable && one.name === asked);
    return like !== undefined && like.pointers === 0 && plainType(like.type) === type.codeType;
  };
  /** What is named like a code takes one apart or makes one, and says so with a cast where codes have their type. */
  const isFollowed = (use: Identifier | Call): boolean => {
    const name = use.kind === 'call' ? calleeOf(use) : use.name;
    return name !== undefined && !around.isCode(name) && !isTruthMade(name);
  };
  const visit: Notes['visit'] = visitor => {
    const seen = new Set<AstNode>();
    const go = (root: AstNode, isMacro: boolean): void =>
      walk(root, node => {
        if (seen.has(node)) return;
        seen.add(node);
        if (isMacro && node.kind === 'declaration') for (const { name } of node.declarators) hidden.add(name);
        visitor(node);
        const isUse = node.kind === 'call' || (node.kind === 'identifier' && names.of(node) === undefined);
        for (const said of isUse && isFollowed(node) ? around.spelledOut(node) : []) go(said, true);
      });
    go(fn, false);
  };
  const isOurs = (one: TypeRef | undefined): boolean => one?.base === type.codeType && one.stars === 0;

  /** What an integer of another type is declared as, where a value is stored; undefined where it may hold codes. */
  const otherType = (target: Expr): string | undefined => {
    const e = bare(target);
    const variable = e.kind === 'identifier' ? names.of(e) : undefined;
    if (variable !== undefined && variable.pointers === 0) {
      const said = plainType(variable.param?.type ?? variable.type);
      return said === type.codeType || isNoInteger(said) || isLikeTyped(variable)
        ? undefined
        : withArticle(said);
    }
    const meant = facts.typeMeant(path, names, e);
    if (meant === undefined || meant.base === '') return 'of a type that is not known';
    if (isOurs(meant) || meant.stars > 0 || isNoInteger(meant.base)) return undefined;
    return withArticle(meant.base);
  };
  /** The pointer to functions that a value of a variable comes from. */
  const calledFor = (use: Expr): PointerDeclared | undefined => {
    const web = kinds.webs.find(({ uses }) => uses.some(({ node }) => node === use));
    for (const { value } of web?.defs ?? []) {
      const stored = value && bare(value);
      const meant = stored?.kind === 'call' ? pointerMeant(pointers, stored.callee) : undefined;
      if (meant !== undefined) return meant;
    }
    return undefined;
  };
  const keep: Notes['keep'] = (target, verb, key) => {
    const e = bare(target);
    if (e.kind === 'unary' && e.op === '*' && isCode(e)) return;
    if (e.kind === 'identifier' && names.of(e) === undefined && hidden.has(e.name)) return;
    if (e.kind === 'member' && around.cellOf(e, names) !== undefined) return;
    const said = otherType(e);
    const source = e.kind === 'identifier' ? calledFor(e) : undefined;
    if (said !== undefined && source !== undefined && source.type !== type.codeType)
      note('pointer', `takes a code from ${inWords(source)}`, e, `pointer ${source.name}`, source.member);
    else if (said !== undefined) note('kept', `${verb} ${textOf(e)}, ${said}`, e, key ?? textOf(e));
  };

  return { fn, ground, names, kinds, pointers, found, note, textOf, isCode, isTyped, visit, isOurs, keep };
}

/** A pointer to functions as a noun. */
export function inWords({ name, type, at }: PointerDeclared): string {
  const where = at === undefined ? '' : `, declared at ${at.path}:${at.line}`;
  return `${name}, a pointer to functions that return ${withArticle(type)}${where}`;
}

/** A type as a noun: `an int`. */
export function withArticle(type: string): string {
  return `${/^(?:[aeio]|un)/.test(type) ? 'an' : 'a'} ${type}`;
}

/** Whether what a macro or a function of this name makes of a value is a truth. */
export function isTruthMade(name: string): boolean {
  return /^(?:(?:un)?likely|__builtin_\w+|\w*(?:WARN|BUG|ASSERT)\w*|\w*_?assert\w*)$/.test(name);
}

/** Types that a truth or nothing fits into, and those that are no numbers. */
export function isNoInteger(type: string): boolean {
  return /^(?:bool|_Bool|void)$|\*|\b(?:struct|union)\b/.test(type);
}
