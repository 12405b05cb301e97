/** The children of a syntax node, and walks built on them. */
import type { AstNode, Expr, FunctionDef, Stmt } from '../source/ast.js';

type Node = Expr | Stmt;

/** The direct children of an expression or statement, in order of the text. */
export function childrenOf(node: Node): readonly Node[] {
  const children: Node[] = [];
  addChildren(node, children);
  return children;
}

/** Adds them to a list: trees are walked so often that a list for each node would be half of all the work. */
function addChildren(node: Node, to: Node[]): void {
  switch (node.kind) {
    case 'paren':
      to.push(node.inner);
      return;
    case 'call':
      to.push(node.callee);
      for (const arg of node.args) to.push(arg);
      return;
    case 'member':
      to.push(node.object);
      return;
    case 'index':
      to.push(node.object, node.index);
      return;
    case 'unary':
    case 'update':
    case 'cast':
      to.push(node.operand);
      return;
    case 'binary':
      to.push(node.left, node.right);
      return;
    case 'assign':
      to.push(node.target, node.value);
      return;
    case 'conditional':
      to.push(node.test);
      if (node.then) to.push(node.then);
      to.push(node.otherwise);
      return;
    case 'comma':
      for (const item of node.items) to.push(item);
      return;
    case 'init-list':
      for (const { value } of node.items) to.push(value);
      return;
    case 'statement-expr':
      to.push(node.body);
      return;
    case 'block':
      for (const stmt of node.body) to.push(stmt);
      return;
    case 'expr':
      to.push(node.expr);
      return;
    case 'declaration':
      for (const { init } of node.declarators) if (init) to.push(init);
      return;
    case 'if':
      to.push(node.test, node.then);
      if (node.otherwise) to.push(node.otherwise);
      return;
    case 'while':
      to.push(node.test, node.body);
      return;
    case 'do':
      to.push(node.body, node.test);
      return;
    case 'for':
      for (const part of [node.init, node.test, node.step, node.body]) if (part) to.push(part);
      return;
    case 'foreach':
      for (const arg of node.args) to.push(arg);
      to.push(node.body);
      return;
    case 'switch':
      to.push(node.test, node.body);
      return;
    case 'case':
      to.push(node.value);
      if (node.high) to.push(node.high);
      return;
    case 'return':
      if (node.value) to.push(node.value);
      return;
  }
}

/** Visits a node and all below it, parents first. Iterative: depth of nesting does not matter. */
export function walk(root: AstNode, visit: (node: Node) => void): void {
  const stack: Node[] = [root.kind === 'function' ? root.body : root];
  for (let node = stack.pop(); node; node = stack.pop()) {
    visit(node);
    const below = stack.length;
    addChildren(node, stack);
    // The first child comes from the stack first.
    for (let low = below, high = stack.length - 1; low < high; low++, high--) {
      const other = stack[low]!;
      stack[low] = stack[high]!;
      stack[high] = other;
    }
  }
}

/** Whether some node lies more than `limit` levels below a function's body. */
export function isDeeperThan(fn: FunctionDef, limit: number): boolean {
  let level: readonly Node[] = [fn.body];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > limit) return true;
    level = level.flatMap(childrenOf);
  }
  return false;
}

/** The expression without the parentheses around it. */
export function bare(expr: Expr): Expr {
  let e = expr;
  while (e.kind === 'paren') e = e.inner;
  return e;
}

/** The name of a directly called function; undefined for a call through an expression. */
export function calleeOf(expr: Expr): string | undefined {
  if (expr.kind !== 'call') return undefined;
  const callee = bare(expr.callee);
  return callee.kind === 'identifier' ? callee.name : undefined;
}
