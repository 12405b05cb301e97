/**
 * Def-use webs: which assignments of a variable can reach which of its reads. Two uses of one name that no
 * assignment connects are two variables that happen to share it.
 */
import type { Expr, Identifier, Stmt } from '../source/ast.js';
import type { Code } from './machine.js';
import { type Step, successorsOf } from './program.js';
import { ensure, remember } from './remember.js';
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

/** Definitions that reach a place, by variable; undefined among them stands for "none yet" (for a parameter: the caller's). */
export type Reach = ReadonlyMap<number, ReadonlySet<Access | undefined>>;

export interface DataFlow {
  /** The accesses of each step, in the order in which they happen. */
  readonly accesses: readonly (readonly Access[])[];
  /** What reaches the entry of each step; nothing for a step that is never taken. */
  readonly entering: readonly (Reach | undefined)[];
}

/** The accesses to the scalar variables of a function, and what reaches what. Kept: asking again is cheap. */
export const dataFlowOf: (code: Code) => DataFlow = remember(findFlow);

/** All webs of the scalar variables of a function, in order of their first access. Kept, too. */
export const websOf: (code: Code) => readonly Web[] = remember(findWebs);

/** What reaches the end of a step. */
export function leaving({ accesses, entering }: DataFlow, step: number): Reach {
  return through(entering[step] ?? new Map(), accesses[step]!);
}

function through(
  reach: Reach,
  accesses: readonly Access[],
  seen?: (access: Access, reach: Reach) => void,
): Reach {
  let now = reach;
  for (const access of accesses) {
    seen?.(access, now);
    if (access.kind === 'use') continue;
    const { id } = access.variable;
    const kept = access.certain ? [] : (now.get(id) ?? []);
    now = new Map(now).set(id, new Set([...kept, access]));
  }
  return now;
}

function findFlow(code: Code): DataFlow {
  const { steps } = code.program;
  const accesses = steps.map(step => accessesOf(code, step));
  const entering: (Map<number, Set<Access | undefined>> | undefined)[] = steps.map(() => undefined);
  entering[0] = new Map(code.names.variables.filter(v => v.scalar).map(v => [v.id, new Set([undefined])]));
  const queue = [0];
  for (let s = queue.pop(); s !== undefined; s = queue.pop()) {
    const out = through(entering[s]!, accesses[s]!);
    for (const next of successorsOf(steps[s]!, s)) if (merge(entering, next, out)) queue.push(next);
  }
  steps.forEach((_, s) => {
    through(entering[s] ?? new Map(), accesses[s]!, (access, reach) => {
      if (access.kind !== 'use') return;
      for (const def of reach.get(access.variable.id) ?? []) if (def) access.sources.push(def);
    });
  });
  return { accesses, entering };
}

/** Adds what reaches a step; whether that was new. */
function merge(
  entering: (Map<number, Set<Access | undefined>> | undefined)[],
  step: number,
  out: Reach,
): boolean {
  const into = entering[step];
  if (!into) {
    entering[step] = new Map([...out].map(([id, defs]) => [id, new Set(defs)]));
    return true;
  }
  let changed = false;
  for (const [id, defs] of out) {
    const known = ensure(into, id, () => new Set());
    const before = known.size;
    for (const def of defs) known.add(def);
    changed ||= known.size > before;
  }
  return changed;
}

function findWebs(code: Code): readonly Web[] {
  const { accesses, entering } = dataFlowOf(code);
  const all = accesses.flat();
  const parent = new Map<Access, Access>(all.map(a => [a, a]));
  const find = (access: Access): Access => {
    let root = access;
    while (parent.get(root) !== root) root = parent.get(root)!;
    parent.set(access, root);
    return root;
  };
  const bareUses = new Set<Access>();
  accesses.forEach((some, s) => {
    through(entering[s] ?? new Map(), some, (access, reach) => {
      if (access.kind === 'use' && reach.get(access.variable.id)?.has(undefined)) bareUses.add(access);
    });
    for (const access of some) for (const def of access.sources) parent.set(find(def), find(access));
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
