/** Expressions of tree-sitter's tree -> ours. */
import type { AssignOp, BinaryOp, Expr, InitItem, UnaryOp } from './ast.js';
import { field, folded, type Lowering, operands, spanOf, textOf, troubleIn, unknown } from './lower.js';
import { lowerBlock } from './lower-stmt.js';
import type { SyntaxNode } from './parse.js';
import type { Span } from './span.js';

/** Lowers one expression. Never throws: what it does not know is `unknown`. */
export function lowerExpr(low: Lowering, node: SyntaxNode | undefined, inside: SyntaxNode): Expr {
  if (node === undefined) return unknown(low, inside, 'an operand is missing');
  const trouble = troubleIn(node);
  if (trouble !== undefined) return unknown(low, node, trouble);
  const lower = EXPRESSIONS[node.type];
  return lower === undefined ? unknown(low, node, `a ${node.type} was not expected here`) : lower(low, node);
}

type Lower = (low: Lowering, node: SyntaxNode) => Expr;

const EXPRESSIONS: Readonly<Record<string, Lower>> = {
  identifier: lowerWord,
  type_identifier: lowerWord,
  field_identifier: lowerWord,
  number_literal: lowerWord,
  primitive_type: (low, node) => ({ kind: 'type-operand', ...spanOf(node), text: folded(low, node) }),
  string_literal: (low, node) => ({ kind: 'string', ...spanOf(node), text: textOf(low, node) }),
  parenthesized_expression: lowerParen,
  compound_statement: (low, node) => ({
    kind: 'statement-expr',
    ...spanOf(node),
    body: lowerBlock(low, node),
  }),
  call_expression: lowerCall,
  field_expression: lowerMember,
  subscript_expression: (low, node) => {
    const index = lowerExpr(low, field(node, 'index'), node);
    const operand = lowerExpr(low, field(node, 'argument'), node);
    return after(operand, node, (object, span) => ({ kind: 'index', ...span, object, index }));
  },
  unary_expression: (low, node) => ({
    kind: 'unary',
    ...spanOf(node),
    op: operator(node) as UnaryOp,
    operand: lowerExpr(low, field(node, 'argument'), node),
  }),
  pointer_expression: lowerPointer,
  update_expression: lowerUpdate,
  binary_expression: lowerBinary,
  assignment_expression: (low, node) => ({
    kind: 'assign',
    ...spanOf(node),
    op: operator(node) as AssignOp,
    target: lowerExpr(low, field(node, 'left'), node),
    value: lowerExpr(low, field(node, 'right'), node),
  }),
  conditional_expression: (low, node) => {
    const then = field(node, 'consequence');
    return {
      kind: 'conditional',
      ...spanOf(node),
      test: lowerExpr(low, field(node, 'condition'), node),
      then: then && lowerExpr(low, then, node),
      otherwise: lowerExpr(low, field(node, 'alternative'), node),
    };
  },
  comma_expression: (low, node) => ({
    kind: 'comma',
    ...spanOf(node),
    items: commaItems(node).map(item => lowerExpr(low, item, node)),
  }),
  cast_expression: (low, node) => {
    const type = field(node, 'type');
    return {
      kind: 'cast',
      ...spanOf(node),
      type: type === undefined ? '' : folded(low, type),
      operand: lowerExpr(low, field(node, 'value'), node),
    };
  },
  sizeof_expression: lowerTypeOperand,
  alignof_expression: lowerTypeOperand,
  offsetof_expression: lowerTypeOperand,
  generic_expression: lowerTypeOperand,
  initializer_list: (low, node) => lowerInit(low, node, undefined),
  compound_literal_expression: (low, node) => {
    const type = field(node, 'type');
    const list = field(node, 'value');
    if (list === undefined) return unknown(low, node, 'a compound literal without a value');
    const init = lowerInit(low, list, type === undefined ? undefined : folded(low, type));
    return { ...init, ...spanOf(node) };
  },
};

function lowerTypeOperand(low: Lowering, node: SyntaxNode): Expr {
  return { kind: 'type-operand', ...spanOf(node), text: folded(low, node) };
}

function operator(node: SyntaxNode): string {
  return field(node, 'operator')?.type ?? '';
}

/** A word of the masked text: a name, or what it stands for. */
function lowerWord(low: Lowering, node: SyntaxNode): Expr {
  const note = low.standIns.get(node);
  if (note === undefined) return lowerAtom(low, spanOf(node));
  switch (note.role) {
    case 'type':
      return { kind: 'type-operand', ...spanOf(node), text: folded(low, node) };
    case 'hidden-flow':
      return unknown(low, node, 'a macro argument holds statements');
    default:
      return unknown(low, node, `${note.role} inside an expression`);
  }
}

function lowerAtom(low: Lowering, span: { start: number; end: number }): Expr {
  const text = textOf(low, span);
  if (/^[.0-9]/.test(text)) return { kind: 'number', ...span, text, value: numberValue(text) };
  if (/^(?:L|u8?|U)?'/.test(text)) return { kind: 'char', ...span, text };
  return { kind: 'identifier', ...span, name: text };
}

/** The value of a literal as C reads it; undefined where it is no safe integer. */
export function numberValue(text: string): number | undefined {
  const digits = /^(0[xX][0-9a-fA-F]+|0[bB][01]+|\d+)[uUlL]*$/.exec(text)?.[1];
  if (digits === undefined) return undefined;
  const octal = /^0[0-7]+$/.test(digits);
  if (!octal && /^0\d/.test(digits)) return undefined;
  const value = Number(octal ? `0o${digits.slice(1)}` : digits);
  return Number.isSafeInteger(value) ? value : undefined;
}

function lowerParen(low: Lowering, node: SyntaxNode): Expr {
  const [inner] = operands(node);
  if (inner?.type === 'compound_statement') {
    return { kind: 'statement-expr', ...spanOf(node), body: lowerBlock(low, inner) };
  }
  return { kind: 'paren', ...spanOf(node), inner: lowerExpr(low, inner, node) };
}

function lowerCall(low: Lowering, node: SyntaxNode): Expr {
  const args = field(node, 'arguments');
  if (args === undefined) return unknown(low, node, 'a call without arguments');
  const trouble = troubleIn(args);
  if (trouble !== undefined) return unknown(low, node, trouble);
  const operand = lowerExpr(low, field(node, 'function'), node);
  const given = operands(args).map(arg => lowerExpr(low, arg, args));
  const argsSpan = spanOf(args);
  return after(operand, node, (callee, span) => ({ kind: 'call', ...span, callee, args: given, argsSpan }));
}

function lowerMember(low: Lowering, node: SyntaxNode): Expr {
  const name = field(node, 'field');
  if (name === undefined) return unknown(low, node, 'a member without a name');
  const arrow = operator(node) === '->';
  const fieldSpan = spanOf(name);
  const operand = lowerExpr(low, field(node, 'argument'), node);
  return after(operand, node, (object, span) => {
    return { kind: 'member', ...span, object, arrow, field: textOf(low, name), fieldSpan };
  });
}

/** `*p`, `&x`, and what the mask made of casts and label addresses. */
function lowerPointer(low: Lowering, node: SyntaxNode): Expr {
  const operand = lowerExpr(low, field(node, 'argument'), node);
  const cast = low.sheet.notes.casts.get(node.start);
  if (cast !== undefined) return { kind: 'cast', ...spanOf(node), type: folded(low, cast), operand };
  return { kind: 'unary', ...spanOf(node), op: operator(node) as UnaryOp, operand };
}

function lowerUpdate(low: Lowering, node: SyntaxNode): Expr {
  const argument = field(node, 'argument');
  const op = operator(node) === '--' ? '--' : '++';
  const prefix = node.children[0] !== argument;
  const operand = lowerExpr(low, argument, node);
  const update = (of: Expr, span: Span): Expr => ({ kind: 'update', ...span, op, prefix, operand: of });
  return prefix ? update(operand, spanOf(node)) : after(operand, node, update);
}

/** The grammar reads `!x++` as `(!x)++`: what follows an operand belongs to it before its prefix does. */
function after(operand: Expr, node: SyntaxNode, make: (operand: Expr, span: Span) => Expr): Expr {
  if (operand.kind !== 'unary') return make(operand, { start: operand.start, end: node.end });
  return { ...operand, end: node.end, operand: after(operand.operand, node, make) };
}

function lowerBinary(low: Lowering, node: SyntaxNode): Expr {
  const op = field(node, 'operator');
  if (op === undefined) return unknown(low, node, 'an operator is missing');
  return {
    kind: 'binary',
    ...spanOf(node),
    op: op.type as BinaryOp,
    opSpan: spanOf(op),
    left: lowerExpr(low, field(node, 'left'), node),
    right: lowerExpr(low, field(node, 'right'), node),
  };
}

/** The operands of a comma expression, which the grammar nests to the right. */
export function commaItems(node: SyntaxNode): SyntaxNode[] {
  const items: SyntaxNode[] = [];
  let at: SyntaxNode | undefined = node;
  while (at?.type === 'comma_expression' && troubleIn(at) === undefined) {
    const left = field(at, 'left');
    if (left !== undefined) items.push(left);
    at = field(at, 'right');
  }
  return at === undefined ? items : [...items, at];
}

function lowerInit(
  low: Lowering,
  node: SyntaxNode,
  type: string | undefined,
): Extract<Expr, { kind: 'init-list' }> {
  const items: InitItem[] = [];
  const nodes = operands(node);
  for (let i = 0; i < nodes.length; i++) {
    const item = nodes[i] ?? node;
    const macro = low.sheet.notes.elements.get(item.start);
    if (macro === undefined) items.push(lowerItem(low, item));
    else {
      const args: SyntaxNode[] = [];
      while ((nodes[i + 1]?.start ?? macro.end) < macro.end) args.push(nodes[++i] ?? node);
      const span = { start: item.start, end: macro.end };
      const callee = lowerExpr(low, item, node);
      const lowered = args.map(arg => lowerExpr(low, arg, node));
      items.push({
        ...span,
        path: [],
        value: { kind: 'call', ...span, callee, args: lowered, argsSpan: macro },
      });
    }
  }
  return { kind: 'init-list', ...spanOf(node), type, items };
}

function lowerItem(low: Lowering, item: SyntaxNode): InitItem {
  const value = item.type === 'initializer_pair' ? field(item, 'value') : item;
  const path = item.children
    .filter(child => child.field === 'designator')
    .map(child => designator(low, child));
  const trouble = item === value ? undefined : troubleIn(item);
  const lowered = trouble === undefined ? lowerExpr(low, value, item) : unknown(low, item, trouble);
  return { ...spanOf(item), path, value: lowered };
}

/** `.a` gives `a`, `[X]` gives `[X]`, the old `a:` gives `a`. */
function designator(low: Lowering, node: SyntaxNode): string {
  return folded(low, node).replace(/^\.\s*/, '');
}
