/**
 * Local variables whose address is taken, and only to let functions store codes there. No flow is known of them, so
 * all that is stored and read is one web: whatever is stored first may be what is read last.
 */
import type { Code } from '../flow/evaluate.js';
import type { Variable } from '../flow/resolve.js';
import { bare, childrenOf } from '../flow/walk.js';
import type { Access, Web } from '../flow/webs.js';
import type { AstNode, Call, Expr, FunctionDef, Identifier, Stmt } from '../source/ast.js';

type Node = Expr | Stmt;

/** The node above each one of a function; parentheses are nodes too. */
export function parentsIn(fn: FunctionDef): ReadonlyMap<AstNode, Node> {
  const parents = new Map<AstNode, Node>();
  const stack: Node[] = [fn.body];
  for (let node = stack.pop(); node; node = stack.pop()) {
    for (const child of childrenOf(node)) {
      parents.set(child, node);
      stack.push(child);
    }
  }
  return parents;
}

/** The webs of the variables whose address is passed on at places that `takesCodes`, and nowhere else. */
export function sharedWebs(code: Code, takesCodes: (call: Call, index: number) => boolean): readonly Web[] {
  const variables = code.names.variables.filter(isShared);
  if (variables.length === 0) return [];
  const { fn } = code.program;
  const parents = parentsIn(fn);
  const uses = new Map<Variable, Identifier[]>(variables.map(variable => [variable, []]));
  for (const node of parents.keys()) {
    const variable = node.kind === 'identifier' ? code.names.of(node) : undefined;
    if (variable !== undefined) uses.get(variable)?.push(node as Identifier);
  }
  return variables.flatMap(variable => {
    const accesses = uses.get(variable)!.map(node => accessOf(variable, node, parents, fn, takesCodes));
    if (!accesses.every(access => access !== undefined)) return [];
    const { declarator } = variable;
    const init = declarator?.init;
    const first = init
      ? [{ ...accessBase(variable, fn), kind: 'def' as const, node: undefined, value: init }]
      : [];
    const all: readonly Access[] = [...first, ...accesses];
    const defs = all.filter(({ kind }) => kind === 'def');
    return [{ variable, defs, uses: all.filter(({ kind }) => kind === 'use'), undefinedReaches: false }];
  });
}

/** Whether a variable is a plain local one whose address is taken. */
function isShared({ decl, declarator, pointers, addressTaken, type }: Variable): boolean {
  if (decl === undefined || addressTaken === undefined || pointers > 0) return false;
  return !declarator!.array && !declarator!.func && !/\b(static|extern|volatile|struct|union)\b/.test(type);
}

function accessBase(variable: Variable, { body }: FunctionDef) {
  return { variable, assign: undefined, stmt: body, certain: true, sources: [] };
}

/** What a mention does; undefined where the address goes elsewhere, or what is stored cannot be told. */
function accessOf(
  variable: Variable,
  node: Identifier,
  parents: ReadonlyMap<AstNode, Node>,
  fn: FunctionDef,
  takesCodes: (call: Call, index: number) => boolean,
): Access | undefined {
  const base = accessBase(variable, fn);
  const parent = aboveOf(node, parents);
  if (parent?.kind === 'update') return undefined;
  if (parent?.kind === 'unary' && parent.op === '&') {
    const taker = aboveOf(parent, parents);
    const index = taker?.kind === 'call' ? taker.args.findIndex(arg => bare(arg) === parent) : -1;
    const isTaken = taker?.kind === 'call' && index >= 0 && takesCodes(taker, index);
    return isTaken ? { ...base, kind: 'use', node, value: undefined } : undefined;
  }
  if (parent?.kind === 'assign' && bare(parent.target) === node) {
    const value = parent.op === '=' ? parent.value : undefined;
    return { ...base, kind: 'def', node, value, assign: parent };
  }
  return { ...base, kind: 'use', node, value: undefined };
}

/** The node above another one, parentheses left out. */
export function aboveOf(node: AstNode, parents: ReadonlyMap<AstNode, Node>): Node | undefined {
  let parent = parents.get(node);
  while (parent?.kind === 'paren') parent = parents.get(parent);
  return parent;
}
