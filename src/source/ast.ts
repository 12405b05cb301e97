/**
 * The C that faultline reasons about: a small typed tree, lowered from tree-sitter's.
 *
 * Invariants:
 * - every node carries the span of its source text, in bytes of the *original* file;
 * - a child's span lies inside its parent's (macros are not expanded: what you see is what is edited);
 * - whatever could not be understood is an `unknown` node with the reason, never left out;
 * - plain data: no node refers to a parser object.
 */
import type { Span } from './span.js';

/** What could not be understood, and why (one clause, lower case). */
export interface UnknownNode extends Span {
  readonly kind: 'unknown';
  readonly why: string;
}

export interface Identifier extends Span {
  readonly kind: 'identifier';
  readonly name: string;
}

/** An integer or floating literal; `value` is undefined where it is not a safe integer. */
export interface NumberLiteral extends Span {
  readonly kind: 'number';
  readonly text: string;
  readonly value: number | undefined;
}

/** A string literal, or several adjacent ones (with macros between them) as one. */
export interface StringLiteral extends Span {
  readonly kind: 'string';
  readonly text: string;
}

export interface CharLiteral extends Span {
  readonly kind: 'char';
  readonly text: string;
}

/** `( e )`: kept, because edits have to know where the parentheses are. */
export interface Paren extends Span {
  readonly kind: 'paren';
  readonly inner: Expr;
}

/** `callee(args)`; also a function-like macro, which looks the same. */
export interface Call extends Span {
  readonly kind: 'call';
  readonly callee: Expr;
  readonly args: readonly Expr[];
  /** From `(` to `)` inclusive. */
  readonly argsSpan: Span;
}

export interface Member extends Span {
  readonly kind: 'member';
  readonly object: Expr;
  readonly arrow: boolean;
  readonly field: string;
  readonly fieldSpan: Span;
}

export interface Index extends Span {
  readonly kind: 'index';
  readonly object: Expr;
  readonly index: Expr;
}

export type UnaryOp = '!' | '-' | '+' | '~' | '*' | '&';

export interface Unary extends Span {
  readonly kind: 'unary';
  readonly op: UnaryOp;
  readonly operand: Expr;
}

/** `++x`, `x++`, `--x`, `x--`. */
export interface Update extends Span {
  readonly kind: 'update';
  readonly op: '++' | '--';
  readonly prefix: boolean;
  readonly operand: Expr;
}

export type BinaryOp =
  | '*'
  | '/'
  | '%'
  | '+'
  | '-'
  | '<<'
  | '>>'
  | '<'
  | '>'
  | '<='
  | '>='
  | '=='
  | '!='
  | '&'
  | '^'
  | '|'
  | '&&'
  | '||';

export interface Binary extends Span {
  readonly kind: 'binary';
  readonly op: BinaryOp;
  readonly opSpan: Span;
  readonly left: Expr;
  readonly right: Expr;
}

export type AssignOp = '=' | '+=' | '-=' | '*=' | '/=' | '%=' | '<<=' | '>>=' | '&=' | '^=' | '|=';

export interface Assign extends Span {
  readonly kind: 'assign';
  readonly op: AssignOp;
  readonly target: Expr;
  readonly value: Expr;
}

/** `test ? then : otherwise`; GNU `test ?: otherwise` has no `then`. */
export interface Conditional extends Span {
  readonly kind: 'conditional';
  readonly test: Expr;
  readonly then: Expr | undefined;
  readonly otherwise: Expr;
}

export interface Comma extends Span {
  readonly kind: 'comma';
  readonly items: readonly Expr[];
}

/** `(type) operand`. */
export interface Cast extends Span {
  readonly kind: 'cast';
  readonly type: string;
  readonly operand: Expr;
}

/** `sizeof x`, `sizeof(type)`, `offsetof(…)`, `_Alignof`, a type used as a macro argument: no effect, no flow. */
export interface TypeOperand extends Span {
  readonly kind: 'type-operand';
  readonly text: string;
}

/** `{ … }` as a value, or `(type){ … }` with its type's text. */
export interface InitList extends Span {
  readonly kind: 'init-list';
  readonly type: string | undefined;
  readonly items: readonly InitItem[];
}

/** One element; `path` is the designator: `.a.b` gives ['a', 'b'], `[X]` gives ['[X]'], none gives []. */
export interface InitItem extends Span {
  readonly path: readonly string[];
  readonly value: Expr;
}

/** GNU `({ …; value; })`. */
export interface StatementExpr extends Span {
  readonly kind: 'statement-expr';
  readonly body: Block;
}

export type Expr =
  | UnknownNode
  | Identifier
  | NumberLiteral
  | StringLiteral
  | CharLiteral
  | Paren
  | Call
  | Member
  | Index
  | Unary
  | Update
  | Binary
  | Assign
  | Conditional
  | Comma
  | Cast
  | TypeOperand
  | InitList
  | StatementExpr;

export interface Block extends Span {
  readonly kind: 'block';
  readonly body: readonly Stmt[];
}

/** `expr;` The span includes the semicolon. An expression without effect is still here. */
export interface ExprStmt extends Span {
  readonly kind: 'expr';
  readonly expr: Expr;
}

/** `;` */
export interface Empty extends Span {
  readonly kind: 'empty';
}

/** One declared name, with the attributes that stand beside it and are its own. */
export interface Declarator extends Span {
  readonly name: string;
  readonly nameSpan: Span;
  /** Number of `*` in front; an array or a function declarator has its flag instead. */
  readonly pointers: number;
  readonly array: boolean;
  readonly func: boolean;
  readonly init: Expr | undefined;
}

/** `type a, *b = x;` The span includes the semicolon. */
export interface Declaration extends Span {
  readonly kind: 'declaration';
  /** The declaration specifiers as written, white space folded: `static const unsigned int`. */
  readonly type: string;
  /** From the first specifier to the last, qualifiers and storage class included. */
  readonly typeSpan: Span;
  readonly declarators: readonly Declarator[];
}

export interface If extends Span {
  readonly kind: 'if';
  /** Without the parentheses of the statement. */
  readonly test: Expr;
  /** The parentheses of the statement, inclusive. */
  readonly testSpan: Span;
  readonly then: Stmt;
  readonly elseSpan: Span | undefined;
  readonly otherwise: Stmt | undefined;
}

export interface While extends Span {
  readonly kind: 'while';
  readonly test: Expr;
  readonly body: Stmt;
}

export interface DoWhile extends Span {
  readonly kind: 'do';
  readonly body: Stmt;
  readonly test: Expr;
}

export interface For extends Span {
  readonly kind: 'for';
  readonly init: Expr | Declaration | undefined;
  readonly test: Expr | undefined;
  readonly step: Expr | undefined;
  readonly body: Stmt;
}

/** An iterator macro with a body: `list_for_each_entry(p, head, member) { … }`. Its header's flow is hidden. */
export interface ForEach extends Span {
  readonly kind: 'foreach';
  readonly macro: string;
  readonly args: readonly Expr[];
  readonly body: Stmt;
}

export interface Switch extends Span {
  readonly kind: 'switch';
  readonly test: Expr;
  /** Usually a block; `case` and `default` are statements of it, in order, as in the text. */
  readonly body: Stmt;
}

/** `case value:` or, GNU, `case low ... high:`; the statement after it is the next sibling. */
export interface Case extends Span {
  readonly kind: 'case';
  readonly value: Expr;
  readonly high: Expr | undefined;
}

export interface Default extends Span {
  readonly kind: 'default';
}

/** `name:`; the statement after it is the next sibling. */
export interface Label extends Span {
  readonly kind: 'label';
  readonly name: string;
}

export interface Goto extends Span {
  readonly kind: 'goto';
  /** Undefined for a computed goto. */
  readonly label: string | undefined;
}

export interface Return extends Span {
  readonly kind: 'return';
  readonly value: Expr | undefined;
}

export interface Break extends Span {
  readonly kind: 'break';
}

export interface Continue extends Span {
  readonly kind: 'continue';
}

/** `asm(…)`: opaque. */
export interface Asm extends Span {
  readonly kind: 'asm';
  readonly goto: boolean;
}

export type Stmt =
  | UnknownNode
  | Block
  | ExprStmt
  | Empty
  | Declaration
  | If
  | While
  | DoWhile
  | For
  | ForEach
  | Switch
  | Case
  | Default
  | Label
  | Goto
  | Return
  | Break
  | Continue
  | Asm;

export interface Param extends Span {
  /** Undefined for an unnamed parameter. */
  readonly name: string | undefined;
  readonly nameSpan: Span | undefined;
  /** The type as written without the name, white space folded: `struct vm_fault *`. */
  readonly type: string;
}

/** A function definition as one configuration sees it. */
export interface FunctionDef extends Span {
  readonly kind: 'function';
  readonly name: string;
  readonly nameSpan: Span;
  /** The return type as written, without storage class, `inline` and annotations, with its stars: `struct page *`. */
  readonly returnType: string;
  /** The type's words alone, without stars: what a retyping replaces. */
  readonly returnTypeSpan: Span;
  readonly isStatic: boolean;
  readonly isInline: boolean;
  readonly params: readonly Param[];
  readonly variadic: boolean;
  readonly body: Block;
  /** Places inside that the parser could not read; empty in a trusted function. */
  readonly doubtful: readonly Doubt[];
}

/** A place that could not be read for certain, and what was seen there. */
export interface Doubt extends Span {
  readonly why: string;
}

export type AstNode = Expr | Stmt | FunctionDef;
