/** A function under rewriting: its current text, parsed, and what of the original it still holds. */

import type { OwnErrors } from '../flow/contract.js';
import type { Code } from '../flow/evaluate.js';
import { codeOf } from '../flow/prove.js';
import { bare, childrenOf } from '../flow/walk.js';
import { type Access, websOf } from '../flow/webs.js';
import type { Expr, FunctionDef, Stmt } from '../source/ast.js';
import type { MacroDef } from '../source/file.js';
import type { Span } from '../source/span.js';
import { type Change, type Pieces, piecesOf } from './pieces.js';

/** Parses the text of one function; undefined where it is not one trusted function. Offsets count from the text. */
export type ParseFunction = (
  text: string,
) => { readonly fn: FunctionDef; readonly comments: readonly Span[] } | undefined;

export interface Draft {
  readonly text: string;
  readonly pieces: Pieces;
  readonly fn: FunctionDef;
  readonly comments: readonly Span[];
  readonly code: Code;
  readonly parents: ReadonlyMap<Expr | Stmt, Expr | Stmt>;
  readonly parse: ParseFunction;
  readonly inline: (name: string) => Code | undefined;
  readonly macros: (name: string) => readonly MacroDef[];
  /** Constants, copies and results that the original gave to a variable for no reader, by `givenIn`: not ours to touch. */
  readonly originallyDead: ReadonlySet<string>;
  /** Texts of the comments that speak of failures of the calls: these go with the code they stand at. */
  readonly failureRemarks: ReadonlySet<string>;
  /** Set for a helper with errors of its own, where these are new values already: which they were, and are. */
  readonly own: OwnErrors | undefined;
  /** Whether the function returned old values, and is to return new ones. */
  readonly returnsNew: boolean;
  /** Whether a step of tidying stays between two lines of conditionals. */
  readonly fenced: boolean;
}

type Kept = Pick<
  Draft,
  'parse' | 'inline' | 'macros' | 'originallyDead' | 'failureRemarks' | 'own' | 'returnsNew' | 'fenced'
>;

function assemble(pieces: Pieces, kept: Kept): Draft | undefined {
  const { parse, inline, macros, originallyDead, failureRemarks, own, returnsNew, fenced } = kept;
  const parsed = parse(pieces.text);
  if (!parsed || parsed.fn.doubtful.length > 0) return undefined;
  const parents = new Map<Expr | Stmt, Expr | Stmt>();
  const stack: (Expr | Stmt)[] = [parsed.fn.body];
  for (let node = stack.pop(); node; node = stack.pop()) {
    for (const child of childrenOf(node)) {
      parents.set(child, node);
      stack.push(child);
    }
  }
  const code = codeOf(parsed.fn, inline, macros);
  return {
    text: pieces.text,
    pieces,
    fn: parsed.fn,
    comments: parsed.comments,
    code,
    parents,
    parse,
    inline,
    macros,
    originallyDead,
    failureRemarks,
    own,
    returnsNew,
    fenced,
  };
}

/** Begins with the original text of a function. */
export function draftOf(
  text: string,
  parse: ParseFunction,
  inline: Draft['inline'] = () => undefined,
  macros: Draft['macros'] = () => [],
  fenced = false,
): Draft | undefined {
  const draft = assemble(piecesOf(text), {
    parse,
    inline,
    macros,
    originallyDead: new Set(),
    failureRemarks: new Set(),
    own: undefined,
    returnsNew: false,
    fenced,
  });
  if (!draft) return undefined;
  const dead = websOf(draft.code)
    .filter(w => w.uses.length === 0)
    .flatMap(w => w.defs.filter(d => d.value && isPlain(d.value)));
  return { ...draft, originallyDead: new Set(dead.map(d => givenIn(text, d))) };
}

/** A variable and what it is given, in words: how a definition is known again once the text around it changed. */
export function givenIn(text: string, { variable, value }: Access): string {
  return `${variable.name} = ${value ? text.slice(value.start, value.end) : ''}`;
}

/** A number, a name, or its negative, or what a call gives: what a reader is taken away from. */
function isPlain(expr: Expr): boolean {
  const e = bare(expr);
  if (e.kind === 'call') return true;
  return e.kind === 'unary' ? isPlain(e.operand) : e.kind === 'number' || e.kind === 'identifier';
}

/** The draft after disjoint changes; undefined where they overlap or the text no longer parses. */
export function revise(draft: Draft, changes: readonly Change[]): Draft | undefined {
  const distinct = [...new Map(changes.map(c => [`${c.start}:${c.end}:${c.text}`, c])).values()];
  const sorted = distinct.sort((a, b) => a.start - b.start || a.end - b.end);
  for (let i = 1; i < sorted.length; i++) if (sorted[i]!.start < sorted[i - 1]!.end) return undefined;
  if (sorted.length === 0) return draft;
  return assemble(draft.pieces.change(sorted), draft);
}

/** The statement that holds an expression. */
export function statementOf(draft: Draft, node: Expr | Stmt): Stmt {
  let at: Expr | Stmt | undefined = node;
  while (at && !isStatement(at)) at = draft.parents.get(at);
  return at ?? draft.fn.body;
}

/** The whole expression of a statement that holds an expression. */
export function outermost(draft: Draft, node: Expr): Expr {
  let at = node;
  for (;;) {
    const parent = draft.parents.get(at);
    if (!parent || isStatement(parent)) return at;
    at = parent;
  }
}

const STATEMENTS: ReadonlySet<string> = new Set([
  'block',
  'expr',
  'empty',
  'declaration',
  'if',
  'while',
  'do',
  'for',
  'foreach',
  'switch',
  'case',
  'default',
  'label',
  'goto',
  'return',
  'break',
  'continue',
  'asm',
]);

export function isStatement(node: Expr | Stmt): node is Stmt {
  return STATEMENTS.has(node.kind);
}

/** The list of statements a statement stands in, and its place there; undefined for the arm of an `if` and the like. */
export function siblingsOf(
  draft: Draft,
  stmt: Stmt,
): { readonly list: readonly Stmt[]; readonly at: number } | undefined {
  const parent = draft.parents.get(stmt);
  if (parent?.kind !== 'block') return undefined;
  return { list: parent.body, at: parent.body.indexOf(stmt) };
}

/** All words of the text, for finding a free name. */
export function wordsOf(text: string): ReadonlySet<string> {
  return new Set(text.match(/[A-Za-z_]\w*/g) ?? []);
}
