/** One source file as the rest of faultline sees it: text, tokens, top-level items, functions on demand. */
import type { Declaration, Expr, FunctionDef } from './ast.js';
import type { Span } from './span.js';
import type { Tokens } from './tokens.js';

/** What a token is. `directive` is a whole preprocessor line with its continuations (its words are not tokens). */
export type TokenKind = 'word' | 'number' | 'string' | 'char' | 'punct' | 'comment' | 'directive';

export interface Token extends Span {
  readonly kind: TokenKind;
}

/** One test a piece of text is compiled under: `#if`'s condition text (white space folded), and whether it must hold. */
export interface ConfigTest {
  readonly condition: string;
  readonly holds: boolean;
  /** The condition as written, where `condition` is ALWAYS or NEVER instead; with macros replaced that the reader knows. */
  readonly written?: string;
}

/** What stands for a condition that the parser's reader has settled: it comes out so wherever the file is compiled. */
export const ALWAYS = '<always>';
/** Likewise, for one that never holds. */
export const NEVER = '<never>';

/** Whether tests come out as stated nowhere, since a reader settled one of them. */
export function isElsewhere(under: readonly ConfigTest[]): boolean {
  return under.some(({ condition, holds }) => condition === (holds ? NEVER : ALWAYS));
}

/** A macro definition: `#define NAME(params) body`. */
export interface MacroDef extends Span {
  readonly name: string;
  /** Undefined for an object-like macro. */
  readonly params: readonly string[] | undefined;
  /** Body with continuations, as written. */
  readonly body: string;
  readonly under: readonly ConfigTest[];
}

/**
 * A top-level piece of a file. Items are disjoint, in order, and together with white space, comments and
 * directives between them they cover the file.
 */
export interface Item extends Span {
  readonly kind: 'function' | 'declaration' | 'other';
  /** The declared function or first declared variable; undefined where it has none (struct bodies, macro calls…). */
  readonly name: string | undefined;
  /** Where the body `{…}` of a function is. */
  readonly body: Span | undefined;
  /** The conditions around the item, outermost first. */
  readonly under: readonly ConfigTest[];
  /** Whether `#if` groups lie inside the item. */
  readonly split: boolean;
  /** Why the item's borders are doubtful (unbalanced braces…); undefined where they are sure. */
  readonly doubt: string | undefined;
}

/** A function as one choice of the `#if` arms inside it sees it. */
export interface FunctionVariant {
  readonly fn: FunctionDef;
  /** The choices made inside the item; empty where it has no `#if`. */
  readonly under: readonly ConfigTest[];
}

/** A top-level declaration as parsed: variables with initialisers, prototypes, typedefs. */
export interface DeclarationVariant {
  readonly decl: TopDeclaration;
  readonly under: readonly ConfigTest[];
}

/** A declaration outside functions. */
export interface TopDeclaration extends Declaration {
  readonly isStatic: boolean;
  readonly isExtern: boolean;
  readonly isTypedef: boolean;
}

/** An initialiser together with the type it fills: `static const struct T x = {…}`. */
export interface TypedInit {
  readonly type: string;
  readonly name: string;
  readonly value: Expr;
}

/** Why a function cannot be looked at. */
export interface Unreadable {
  readonly why: string;
}

/** A header of a driver's own, which is taken apart when somebody asks. */
export interface OwnHeader {
  readonly text: string;
  open(): SourceFile | undefined;
}

export interface SourceFile {
  /** Relative to the tree's root, `/` between parts. */
  readonly path: string;
  /** One UTF-16 unit per byte of the file (latin1). */
  readonly text: string;
  readonly tokens: Tokens;
  readonly items: readonly Item[];
  readonly macros: readonly MacroDef[];
  /** Line and column of an offset, both from 1; the column counts bytes. */
  position(offset: number): { line: number; column: number };
  /** The span of a line (from 1) without its line end. */
  lineSpan(line: number): Span;
  /** The arms that are compiled elsewhere only, as `isElsewhere` says; in order, one in another left out. */
  readonly elsewhere: readonly Span[];
  /** The conditions that an offset is compiled under, outermost first. */
  underAt(offset: number): readonly ConfigTest[];
  /** The item that holds an offset. */
  itemAt(offset: number): Item | undefined;
  /**
   * The function of an item, once for each choice of the `#if` arms inside it that changes its text.
   * Parsed on first use and kept. `Unreadable` when the parser finds no function, or there are too many choices.
   */
  functionsOf(item: Item): readonly FunctionVariant[] | Unreadable;
  /** The declarations of a `declaration` item; parsed on first use and kept. */
  declarationsOf(item: Item): readonly DeclarationVariant[] | Unreadable;
  /** Another text under the same path, opened with the same parser: for looking at a rewrite before it is offered. */
  reopen(text: string): SourceFile;
}
