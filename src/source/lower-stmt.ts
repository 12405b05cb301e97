/** Statements of tree-sitter's tree -> ours. */
import type { Block, Expr, Stmt } from './ast.js';
import { field, type Lowering, operands, spanOf, textOf, troubleIn, unknown } from './lower.js';
import { lowerDeclaration } from './lower-decl.js';
import { commaItems, lowerExpr } from './lower-expr.js';
import type { SyntaxNode } from './parse.js';
import type { StatementNote } from './sheet.js';
import { ATTRIBUTES, looksLikeLoop } from './words.js';

/** Lowers `{ … }`; errors between its statements are `unknown` statements. */
export function lowerBlock(low: Lowering, node: SyntaxNode): Block {
  const body: Stmt[] = [];
  for (const child of node.children) {
    if (child.type === '{' || child.type === '}') {
      if (child.missing) unknown(low, node, `the parser misses a ${child.type}`);
    } else if (child.type === ';') {
      // The semicolon of `struct gizmo;`, which the grammar puts beside the declaration.
      const last = body.at(-1);
      if (last?.kind === 'declaration' && last.end <= child.start)
        body[body.length - 1] = { ...last, end: child.end };
    } else body.push(lowerStmt(low, child));
  }
  return { kind: 'block', ...spanOf(node), body };
}

/** Lowers one statement. Never throws: what it does not know is `unknown`. */
export function lowerStmt(low: Lowering, node: SyntaxNode): Stmt {
  const start = low.sheet.notes.leading.get(node.start) ?? node.start;
  const trouble = troubleIn(node);
  if (trouble !== undefined && node.type !== 'compound_statement')
    return unknown(low, { start, end: node.end }, trouble);
  const lower = STATEMENTS[node.type];
  const stmt = lower?.(low, node) ?? unknown(low, node, `a ${node.type} was not expected here`);
  return start < stmt.start && stmt.kind !== 'unknown' ? { ...stmt, start } : stmt;
}

function body(low: Lowering, node: SyntaxNode | undefined, inside: SyntaxNode): Stmt {
  return node === undefined ? unknown(low, inside, 'a statement is missing') : lowerStmt(low, node);
}

type Lower = (low: Lowering, node: SyntaxNode) => Stmt | undefined;

const STATEMENTS: Readonly<Record<string, Lower>> = {
  compound_statement: lowerBlock,
  expression_statement: lowerExpressionStatement,
  declaration: lowerDeclaration,
  type_definition: lowerDeclaration,
  struct_specifier: lowerTagOnly,
  union_specifier: lowerTagOnly,
  enum_specifier: lowerTagOnly,
  if_statement: lowerIf,
  while_statement: lowerWhile,
  do_statement: (low, node) => ({
    kind: 'do',
    ...spanOf(node),
    body: body(low, field(node, 'body'), node),
    test: testOf(low, node),
  }),
  for_statement: lowerFor,
  switch_statement: (low, node) => ({
    kind: 'switch',
    ...spanOf(node),
    test: testOf(low, node),
    body: body(low, field(node, 'body'), node),
  }),
  return_statement: (low, node) => {
    const [value] = operands(node);
    return { kind: 'return', ...spanOf(node), value: value && lowerExpr(low, value, node) };
  },
  break_statement: (_, node) => ({ kind: 'break', ...spanOf(node) }),
  continue_statement: (_, node) => ({ kind: 'continue', ...spanOf(node) }),
  goto_statement: (low, node) => {
    const label = field(node, 'label');
    const computed = label === undefined || low.standIns.has(label);
    return { kind: 'goto', ...spanOf(node), label: computed ? undefined : textOf(low, label) };
  },
};

function lowerTagOnly(low: Lowering, node: SyntaxNode): Stmt {
  const span = spanOf(node);
  return {
    kind: 'declaration',
    ...span,
    type: textOf(low, node).replace(/\s+/g, ' ').trim(),
    typeSpan: span,
    declarators: [],
  };
}

function lowerExpressionStatement(low: Lowering, node: SyntaxNode): Stmt {
  const note = low.sheet.notes.statements.get(node.start);
  const [expr] = operands(node);
  if (note !== undefined && expr !== undefined) return lowerNoted(low, node, expr, note);
  if (expr === undefined) return { kind: 'empty', ...spanOf(node) };
  const role = low.standIns.get(expr)?.role;
  if (role === 'asm' || role === 'asm-goto')
    return { kind: 'asm', ...spanOf(node), goto: role === 'asm-goto' };
  if (expr.type === 'identifier' && ATTRIBUTES.has(textOf(low, expr)))
    return unknown(low, node, 'an attribute stands alone');
  return { kind: 'expr', ...spanOf(node), expr: lowerExpr(low, expr, node) };
}

/** An expression statement that the mask put in place of a label or a macro. */
function lowerNoted(low: Lowering, node: SyntaxNode, expr: SyntaxNode, note: StatementNote): Stmt {
  switch (note.kind) {
    case 'label': {
      const name = textOf(low, expr);
      return { kind: 'label', start: note.start, end: note.end, name };
    }
    case 'default':
      return { kind: 'default', start: note.start, end: note.end };
    case 'case':
      return lowerCase(low, expr, note);
    case 'statement': {
      const [callee, ...args] = commaItems(expr);
      const span = { start: node.start, end: note.closing };
      const call: Expr = {
        kind: 'call',
        ...span,
        callee: lowerExpr(low, callee, node),
        args: args.map(arg => lowerExpr(low, arg, node)),
        argsSpan: { start: low.sheet.text.indexOf('(', note.macro.end), end: note.closing },
      };
      return { kind: 'expr', ...span, expr: call };
    }
    default:
      return unknown(low, node, 'a macro in the place of a statement');
  }
}

/** `x = value;` stands for `case value:`; see `maskLabel`. */
function lowerCase(
  low: Lowering,
  expr: SyntaxNode,
  note: { readonly start: number; readonly end: number },
): Stmt {
  const span = { start: note.start, end: note.end };
  const right = field(expr, 'right');
  if (expr.type !== 'assignment_expression' || right === undefined)
    return unknown(low, span, 'a case without a value');
  const operator = field(right, 'operator');
  if (operator !== undefined && low.sheet.notes.ranges.has(operator.start)) {
    const value = lowerExpr(low, field(right, 'left'), right);
    return { kind: 'case', ...span, value, high: lowerExpr(low, field(right, 'right'), right) };
  }
  return { kind: 'case', ...span, value: lowerExpr(low, right, expr), high: undefined };
}

/** The condition of a statement, without the statement's parentheses. */
function testOf(low: Lowering, node: SyntaxNode): Expr {
  const condition = field(node, 'condition');
  if (condition === undefined) return unknown(low, node, 'a condition is missing');
  const trouble = troubleIn(condition);
  return trouble === undefined
    ? lowerExpr(low, operands(condition)[0], condition)
    : unknown(low, condition, trouble);
}

function lowerIf(low: Lowering, node: SyntaxNode): Stmt {
  const note = low.sheet.notes.statements.get(node.start);
  const alternative = field(node, 'alternative');
  if (note?.kind === 'loop' && alternative === undefined) return lowerForEach(low, node, note);
  if (note !== undefined) return unknown(low, node, 'a macro that governs statements like an if');
  const condition = field(node, 'condition') ?? node;
  const keyword = alternative?.children.find(child => child.type === 'else');
  const branch = alternative?.children.find(child => child.type !== 'else');
  if (alternative !== undefined && troubleIn(alternative) !== undefined) {
    return unknown(low, node, 'the parser could not read its else');
  }
  return {
    kind: 'if',
    ...spanOf(node),
    test: testOf(low, node),
    testSpan: spanOf(condition),
    then: body(low, field(node, 'consequence'), node),
    elseSpan: keyword && spanOf(keyword),
    otherwise: alternative === undefined ? undefined : body(low, branch, alternative),
  };
}

function lowerWhile(low: Lowering, node: SyntaxNode): Stmt {
  const note = low.sheet.notes.statements.get(node.start);
  if (note !== undefined) return lowerForEach(low, node, note);
  return {
    kind: 'while',
    ...spanOf(node),
    test: testOf(low, node),
    body: body(low, field(node, 'body'), node),
  };
}

/** A macro that governs a statement: a loop, unless its name does not say so and a jump would depend on it. */
function lowerForEach(low: Lowering, node: SyntaxNode, note: StatementNote): Stmt {
  if (note.kind !== 'loop') return unknown(low, node, 'a macro that governs statements');
  const macro = textOf(low, note.macro);
  const governed = body(low, field(node, 'body') ?? field(node, 'consequence'), node);
  if (!looksLikeLoop(macro) && jumpsOut(governed)) {
    return unknown(low, node, `whether ${macro} is a loop decides where a jump in it goes`);
  }
  const condition = field(node, 'condition');
  const [inner] = condition === undefined ? [] : operands(condition);
  const empty = /^\s*\(\s*\)/.test(low.sheet.text.slice(note.macro.end, note.closing));
  const args = inner === undefined || empty ? [] : commaItems(inner);
  const trouble = condition === undefined ? undefined : troubleIn(condition);
  if (trouble !== undefined) unknown(low, condition ?? node, trouble);
  return {
    kind: 'foreach',
    ...spanOf(node),
    macro,
    args: args.map(arg => lowerExpr(low, arg, node)),
    body: governed,
  };
}

/** Whether a `break` or `continue` in a statement would belong to a loop around it. */
function jumpsOut(stmt: Stmt | undefined): boolean {
  switch (stmt?.kind) {
    case 'break':
    case 'continue':
      return true;
    case 'block':
      return stmt.body.some(jumpsOut);
    case 'if':
      return jumpsOut(stmt.then) || jumpsOut(stmt.otherwise);
    case 'switch':
      return continues(stmt.body);
    default:
      return false;
  }
}

function continues(stmt: Stmt | undefined): boolean {
  switch (stmt?.kind) {
    case 'continue':
      return true;
    case 'block':
      return stmt.body.some(continues);
    case 'if':
      return continues(stmt.then) || continues(stmt.otherwise);
    case 'switch':
      return continues(stmt.body);
    default:
      return false;
  }
}

function lowerFor(low: Lowering, node: SyntaxNode): Stmt {
  const initializer = field(node, 'initializer');
  const test = field(node, 'condition');
  const step = field(node, 'update');
  const init =
    initializer?.type === 'declaration'
      ? (lowerDeclaration(low, initializer) ?? unknown(low, initializer, 'a declaration without a name'))
      : initializer && lowerExpr(low, initializer, node);
  return {
    kind: 'for',
    ...spanOf(node),
    init,
    test: test && lowerExpr(low, test, node),
    step: step && lowerExpr(low, step, node),
    body: body(low, field(node, 'body'), node),
  };
}
