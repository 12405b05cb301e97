/** Generalising the state of two programs where execution can come back to: what makes a proof about loops finite. */
import type { Expr, Stmt } from '../source/ast.js';
import { contains, type Span } from '../source/span.js';
import type { Code, Env } from './evaluate.js';
import { isSym, type Sym, symbol, type Value } from './values.js';
import { bare, walk } from './walk.js';

/** Variables that are assigned somewhere in a region of a function. */
export function assignedIn(code: Code, region: Span): ReadonlySet<number> {
  const found = new Set<number>();
  const add = (target: Expr) => {
    const e = bare(target);
    if (e.kind !== 'identifier') return;
    const variable = code.names.of(e);
    if (variable) found.add(variable.id);
  };
  const visit = (node: Expr | Stmt) => {
    if (!contains(region, node)) return;
    if (node.kind === 'assign') add(node.target);
    else if (node.kind === 'update') add(node.operand);
    else if (node.kind === 'foreach') node.args.forEach(add);
    else if (node.kind === 'declaration') {
      for (const d of node.declarators) {
        const variable = code.names.declaredBy(d);
        if (variable) found.add(variable.id);
      }
    }
  };
  walk(code.program.fn, visit);
  return found;
}

export interface ProductState {
  readonly before: { readonly step: number; readonly env: Env };
  readonly after: { readonly step: number; readonly env: Env };
  readonly domains: ReadonlyMap<string, readonly number[]>;
}

const headRegion = (code: Code, step: number): Span => {
  const s = code.program.steps[step]!;
  return s.op === 'head' ? s.region : { start: 0, end: 0 };
};

/**
 * The state in which both programs stand at a cut, made general: a variable that the loop assigns and that has the
 * same value in both programs becomes a fresh symbol, the same in both. What stays different between the programs
 * stays as it is. So every later arrival in the same relation is covered, and there are finitely many relations.
 */
export function generalise(
  before: Code,
  after: Code,
  state: ProductState,
  prefix: string,
): ProductState {
  const keyOf = (v: Value) => (isSym(v) ? v.key : `#${v}`);
  const assigned = [
    assignedIn(before, headRegion(before, state.before.step)),
    assignedIn(after, headRegion(after, state.after.step)),
  ] as const;
  const valuesOf = (env: Env, vars: ReadonlySet<number>) =>
    new Set([...env].filter(([id]) => vars.has(id)).map(([, v]) => keyOf(v)));
  const shared = valuesOf(state.after.env, assigned[1]);
  const both = new Set([...valuesOf(state.before.env, assigned[0])].filter(k => shared.has(k)));

  // Symbols are renamed in order of appearance, so that equal states get equal names.
  const renamed = new Map<string, Sym>();
  const rename = (group: string, truth: boolean): Sym => {
    const known = renamed.get(group) ?? symbol(`${prefix}${renamed.size}`, truth);
    renamed.set(group, known);
    return known;
  };
  const domains = new Map<string, readonly number[]>();
  const convert = (env: Env, vars: ReadonlySet<number>): Env => {
    const result = new Map<number, Value>();
    for (const [id, value] of [...env].sort((a, b) => a[0] - b[0])) {
      const key = keyOf(value);
      if (vars.has(id) && both.has(key)) result.set(id, rename(`general ${key}`, false));
      else if (isSym(value)) {
        const fresh = rename(key, value.truth);
        const domain = state.domains.get(key);
        if (domain) domains.set(fresh.key, domain);
        result.set(id, fresh);
      } else result.set(id, value);
    }
    return result;
  };
  return {
    before: { step: state.before.step, env: convert(state.before.env, assigned[0]) },
    after: { step: state.after.step, env: convert(state.after.env, assigned[1]) },
    domains,
  };
}

/** Equal texts for equal states. */
export function stateKey(state: ProductState): string {
  const env = (e: Env) => [...e].map(([id, v]) => `${id}=${isSym(v) ? v.key : v}`).join(',');
  const domains = [...state.domains].map(([k, d]) => `${k}:${d.join('|')}`).sort();
  return `${state.before.step};${env(state.before.env)};${state.after.step};${env(state.after.env)};${domains.join(';')}`;
}
