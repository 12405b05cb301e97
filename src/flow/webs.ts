/**
 * Def-use webs: which assignments of a variable can reach which of its reads. Two uses of one name that no
 * assignment connects are two variables that happen to share it.
 */

import { ensure, remember } from '../remember.js';
import type { Expr, Identifier, Stmt } from '../source/ast.js';
import type { Code } from './machine.js';
import type { Step } from './program.js';
import { type DataFlow, flowOf } from './reach.js';
import type { Variable } from './resolve.js';
import { bare, childrenOf } from './walk.js';

/** One access to a variable. */
export interface Access {
  readonly variable: Variable;
  readonly kind: 'def' | 'use';
  /** The identifier; for a definition by a declaration, undefined. */
  readonly node: Identifier | undefined;
  /** For a definition: the value assigned; undefined for `++`, compound assignment or an iterator macro. */
  readonly value: Expr | undefined;
  /** For a definition: the whole assignment expression, where it is one. */
  readonly assign: Expr | undefined;
  readonly stmt: Stmt;
  /** For a definition: whether it happens whenever its step is taken. */
  readonly certain: boolean;
  /** For a use: the definitions that reach it. */
  readonly sources: Access[];
}

export interface Web {
  readonly variable: Variable;
  readonly defs: readonly Access[];
  readonly uses: readonly Access[];
  /** Whether a use can be reached without any definition. */
  readonly undefinedReaches: boolean;
}

/** All webs of the scalar variables of a function, in order of their first access. Kept: asking again is cheap. */
export const websOf: (code: Code) => readonly Web[] = remember(findWebs);

/** The accesses to the scalar variables of a function, with the definitions that reach each use. Kept, too. */
export const dataFlowOf: (code: Code) => DataFlow = remember(findFlow);

function findFlow(code: Code): DataFlow {
  const accesses = code.program.steps.map(step => accessesOf(code, step));
  const flow = flowOf(code, accesses);
  accesses.forEach((some, step) => {
    for (const use of some) {
      if (use.kind !== 'use') continue;
      for (const def of flow.before(step, use)) if (def) use.sources.push(def);
    }
  });
  return flow;
}

function findWebs(code: Code): readonly Web[] {
  const { accesses, before } = dataFlowOf(code);
  const all = accesses.flat();
  const parent = new Map<Access, Access>(all.map(a => [a, a]));
  const find = (access: Access): Access => {
    let root = access;
    while (parent.get(root) !== root) root = parent.get(root)!;
    for (let at = access; at !== root; ) {
      const next = parent.get(at)!;
      parent.set(at, root);
      at = next;
    }
    return root;
  };
  const bareUses = new Set<Access>();
  const atNode = new Map<Identifier, Access>();
  accesses.forEach((some, step) => {
    for (const access of some) {
      // What is read and set by one word, as by `v |= x` and `v++`, is one variable before and behind.
      const same = access.node && atNode.get(access.node);
      if (same) parent.set(find(same), find(access));
      else if (access.node) atNode.set(access.node, access);
      if (access.kind === 'use' && before(step, access).has(undefined)) bareUses.add(access);
      for (const def of access.sources) parent.set(find(def), find(access));
    }
  });
  const groups = new Map<Access, Access[]>();
  for (const access of all) ensure(groups, find(access), () => []).push(access);
  return [...groups.values()].map(group => ({
    variable: group[0]!.variable,
    defs: group.filter(a => a.kind === 'def'),
    uses: group.filter(a => a.kind === 'use'),
    undefinedReaches: group.some(a => bareUses.has(a)),
  }));
}

function accessesOf(code: Code, step: Step): readonly Access[] {
  const found: Access[] = [];
  const stmt = step.stmt as Stmt;
  const plain = { stmt, node: undefined, value: undefined, assign: undefined, certain: true };
  const use = (node: Identifier) => {
    const variable = code.names.of(node);
    if (variable?.scalar) found.push({ ...plain, variable, kind: 'use', node, sources: [] });
  };
  const def = (target: Expr, more: Partial<Access>) => {
    const node = bare(target);
    const variable = node.kind === 'identifier' ? code.names.of(node) : undefined;
    if (node.kind === 'identifier' && variable?.scalar)
      found.push({ ...plain, ...more, variable, kind: 'def', node, sources: [] });
  };
  const visit = (expr: Expr, certain: boolean): void => {
    switch (expr.kind) {
      case 'identifier':
        use(expr);
        return;
      case 'assign': {
        visit(expr.value, certain);
        if (bare(expr.target).kind !== 'identifier' || expr.op !== '=') visit(expr.target, certain);
        def(expr.target, { value: expr.op === '=' ? expr.value : undefined, assign: expr, certain });
        return;
      }
      case 'update':
        visit(expr.operand, certain);
        def(expr.operand, { assign: expr, certain });
        return;
      case 'call': {
        const callee = bare(expr.callee);
        if (callee.kind === 'identifier') use(callee);
        else visit(expr.callee, certain);
        for (const arg of expr.args) visit(arg, certain);
        return;
      }
      case 'binary':
        visit(expr.left, certain);
        visit(expr.right, certain && expr.op !== '&&' && expr.op !== '||');
        return;
      case 'conditional':
        visit(expr.test, certain);
        for (const arm of [expr.then, expr.otherwise]) if (arm) visit(arm, false);
        return;
      default:
        for (const child of childrenOf(expr)) visit(child as Expr, certain);
    }
  };
  switch (step.op) {
    case 'declare': {
      const { init } = step.declarator;
      const variable = code.names.declaredBy(step.declarator);
      if (!init) break;
      visit(init, true);
      if (variable?.scalar) found.push({ ...plain, variable, kind: 'def', value: init, sources: [] });
      break;
    }
    case 'eval':
      visit(step.expr, true);
      break;
    case 'branch':
    case 'switch':
      visit(step.test, true);
      break;
    case 'iterate':
      for (const arg of step.loop.args) visit(arg, true);
      for (const arg of step.loop.args) def(arg, {});
      break;
    case 'return':
      if (step.value) visit(step.value, true);
      break;
  }
  return found;
}
