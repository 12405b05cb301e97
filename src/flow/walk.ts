/** The children of a syntax node, and walks built on them. */
import type { AstNode, Expr, FunctionDef, Stmt } from '../source/ast.js';

type Node = Expr | Stmt;

/** The direct children of an expression or statement, in order of the text. */
export function childrenOf(node: Node): readonly Node[] {
  switch (node.kind) {
    case 'paren':
      return [node.inner];
    case 'call':
      return [node.callee, ...node.args];
    case 'member':
      return [node.object];
    case 'index':
      return [node.object, node.index];
    case 'unary':
    case 'update':
    case 'cast':
      return [node.operand];
    case 'binary':
      return [node.left, node.right];
    case 'assign':
      return [node.target, node.value];
    case 'conditional':
      return node.then ? [node.test, node.then, node.otherwise] : [node.test, node.otherwise];
    case 'comma':
      return node.items;
    case 'init-list':
      return node.items.map(item => item.value);
    case 'statement-expr':
      return [node.body];
    case 'block':
      return node.body;
    case 'expr':
      return [node.expr];
    case 'declaration':
      return node.declarators.flatMap(d => (d.init ? [d.init] : []));
    case 'if':
      return node.otherwise ? [node.test, node.then, node.otherwise] : [node.test, node.then];
    case 'while':
      return [node.test, node.body];
    case 'do':
      return [node.body, node.test];
    case 'for':
      return [node.init, node.test, node.step, node.body].filter(n => n !== undefined);
    case 'foreach':
      return [...node.args, node.body];
    case 'switch':
      return [node.test, node.body];
    case 'case':
      return node.high ? [node.value, node.high] : [node.value];
    case 'return':
      return node.value ? [node.value] : [];
    default:
      return [];
  }
}

/** Visits a node and all below it, parents first. Iterative: depth of nesting does not matter. */
export function walk(root: AstNode, visit: (node: Node) => void): void {
  const stack: Node[] = [root.kind === 'function' ? root.body : root];
  for (let node = stack.pop(); node; node = stack.pop()) {
    visit(node);
    const children = childrenOf(node);
    for (let i = children.length - 1; i >= 0; i--) stack.push(children[i]!);
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
