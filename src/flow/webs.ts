/**
 * Def-use webs: which assignments of a variable can reach which of its reads. Two uses of one name that no
 * assignment connects are two variables that happen to share it.
 */
import type { Expr, Identifier, Stmt } from '../source/ast.js';
import type { Code } from './machine.js';
import { type Step, successorsOf } from './program.js';
import { remember } from './remember.js';
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
  /** For a use: the definitions that reach it. Filled by `websOf`. */
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

function findWebs(code: Code): readonly Web[] {
  const { steps } = code.program;
  const accesses = steps.map(step => accessesOf(code, step));
  const all: Access[] = accesses.flat();
  const index = new Map(all.map((a, i) => [a, i] as const));
  const entering = reachingIn(code, accesses, index);

  const parent = all.map((_, i) => i);
  const find = (i: number): number => {
    let r = i;
    while (parent[r] !== r) r = parent[r]!;
    parent[i] = r;
    return r;
  };
  const bareUses = new Set<number>();
  steps.forEach((_, s) => {
    const reach = new Map(entering[s]);
    for (const access of accesses[s]!) {
      const i = index.get(access)!;
      const defs = reach.get(access.variable.id);
      if (access.kind === 'use') {
        for (const d of defs ?? []) {
          if (d >= 0) {
            parent[find(d)] = find(i);
            access.sources.push(all[d]!);
          }
          if (d < 0) bareUses.add(i);
        }
      } else {
        reach.set(access.variable.id, new Set([i]));
      }
    }
  });
  const groups = new Map<number, Access[]>();
  all.forEach((access, i) => {
    const root = find(i);
    groups.set(root, [...(groups.get(root) ?? []), access]);
  });
  return [...groups.values()].map(group => ({
    variable: group[0]!.variable,
    defs: group.filter(a => a.kind === 'def'),
    uses: group.filter(a => a.kind === 'use'),
    undefinedReaches: group.some(a => bareUses.has(index.get(a)!)),
  }));
}

type Reach = ReadonlyMap<number, ReadonlySet<number>>;

/** Reaching definitions at the entry of each step; -1 stands for "none yet" (for a parameter: the caller's). */
function reachingIn(
  code: Code,
  accesses: readonly (readonly Access[])[],
  index: ReadonlyMap<Access, number>,
): readonly Reach[] {
  const { steps } = code.program;
  const entering: (Map<number, Set<number>> | undefined)[] = steps.map(() => undefined);
  entering[0] = new Map(code.names.variables.filter(v => v.scalar).map(v => [v.id, new Set([-1])]));
  const queue = [0];
  while (queue.length > 0) {
    const s = queue.pop()!;
    const out = new Map(entering[s]!);
    for (const access of accesses[s]!) {
      if (access.kind === 'def') out.set(access.variable.id, new Set([index.get(access)!]));
    }
    for (const next of successorsOf(steps[s]!, s)) {
      const into = entering[next];
      if (!into) {
        entering[next] = new Map([...out].map(([k, v]) => [k, new Set(v)]));
        queue.push(next);
        continue;
      }
      let changed = false;
      for (const [variable, defs] of out) {
        const known = into.get(variable);
        if (!known) {
          into.set(variable, new Set(defs));
          changed = true;
          continue;
        }
        for (const d of defs) {
          if (known.has(d)) continue;
          known.add(d);
          changed = true;
        }
      }
      if (changed) queue.push(next);
    }
  }
  return entering.map(e => e ?? new Map());
}

function accessesOf(code: Code, step: Step): readonly Access[] {
  const found: Access[] = [];
  const stmt = step.stmt as Stmt;
  const use = (node: Identifier) => {
    const variable = code.names.of(node);
    if (variable?.scalar)
      found.push({ variable, kind: 'use', node, value: undefined, assign: undefined, stmt, sources: [] });
  };
  const def = (target: Expr, value: Expr | undefined, assign: Expr | undefined) => {
    const node = bare(target);
    if (node.kind !== 'identifier') return;
    const variable = code.names.of(node);
    if (variable?.scalar) found.push({ variable, kind: 'def', node, value, assign, stmt, sources: [] });
  };
  const visit = (expr: Expr): void => {
    switch (expr.kind) {
      case 'identifier':
        use(expr);
        return;
      case 'assign':
        visit(expr.value);
        if (bare(expr.target).kind !== 'identifier' || expr.op !== '=') visit(expr.target);
        def(expr.target, expr.op === '=' ? expr.value : undefined, expr);
        return;
      case 'update':
        visit(expr.operand);
        def(expr.operand, undefined, expr);
        return;
      case 'call':
        if (bare(expr.callee).kind !== 'identifier') visit(expr.callee);
        else use(bare(expr.callee) as Identifier);
        expr.args.forEach(visit);
        return;
      default:
        for (const child of childrenOf(expr)) visit(child as Expr);
    }
  };
  switch (step.op) {
    case 'declare': {
      const { init } = step.declarator;
      const variable = code.names.declaredBy(step.declarator);
      if (!init) break;
      visit(init);
      if (variable?.scalar) {
        found.push({
          variable,
          kind: 'def',
          node: undefined,
          value: init,
          assign: undefined,
          stmt,
          sources: [],
        });
      }
      break;
    }
    case 'eval':
      visit(step.expr);
      break;
    case 'branch':
    case 'switch':
      visit(step.test);
      break;
    case 'iterate':
      step.loop.args.forEach(visit);
      for (const arg of step.loop.args) def(arg, undefined, undefined);
      break;
    case 'return':
      if (step.value) visit(step.value);
      break;
  }
  return found;
}
