/** What one function does on each path: the knowledge from which a rewrite is chosen. Not a proof. */
import type { Call, Expr, Stmt } from '../source/ast.js';
import type { Contract, ValueClass } from '../flow/contract.js';
import { generalise, type ProductState, stateKey } from '../flow/cut.js';
import { constantsOf, type End, type Env, evaluate } from '../flow/evaluate.js';
import { MIN_ERRNO } from '../flow/idioms.js';
import { poolOf, type Value } from '../flow/values.js';
import { distinctClasses, pathsOf } from '../flow/world.js';
import type { Code } from '../flow/evaluate.js';
import type { Variable } from '../flow/resolve.js';

export interface Visit {
  readonly step: number;
  readonly stmt: Stmt | undefined;
  /** Values of the scalar variables before the step: numbers only where they were computed, not found out by a test. */
  readonly env: Env;
  /** How many effects had happened. */
  readonly effects: number;
}

export interface PathRecord {
  readonly visits: readonly Visit[];
  readonly end: End;
  /** The number that is returned, where it is known. */
  readonly returned: number | undefined;
  /** The statement of each effect, in order. */
  readonly effectStmts: readonly Stmt[];
  readonly calls: readonly { readonly call: Call; readonly valueClass: ValueClass; readonly effects: number }[];
  readonly assigned: readonly { readonly variable: Variable; readonly value: number | undefined; readonly at: Expr | Stmt; readonly env: Env }[];
  readonly sides: readonly { readonly step: number; readonly side: number }[];
}

export interface Observation {
  readonly paths: readonly PathRecord[];
  /** Undefined where all was evaluated. */
  readonly incomplete: { readonly why: string; readonly at: number } | undefined;
}

const MAX_PATHS = 6_000;
const MAX_STATES = 100;

/** Walks all paths of a function, from its entry and from each cut on. Bounded. */
export function observe(code: Code, contract: Contract): Observation {
  const { fn } = code.program;
  const constants = constantsOf(fn, contract);
  const values = contract.classes.flatMap(c => [c.before, c.after]);
  const pool = poolOf([...constants, ...values, MIN_ERRNO, -1]);
  const options = distinctClasses(contract, constants);
  const entry: ProductState = {
    before: { step: 0, env: new Map() },
    after: { step: 0, env: new Map() },
    domains: new Map(),
  };
  const queue = [entry];
  const seen = new Map([[stateKey(entry), 0]]);
  const paths: PathRecord[] = [];
  let incomplete: Observation['incomplete'];

  for (let state = queue.shift(); state; state = queue.shift()) {
    const id = seen.get(stateKey(state))!;
    const all = pathsOf(contract, pool, options, state.domains);
    const number = (v: Value | undefined) => (v === undefined ? undefined : all.world.numberOf(v));
    do {
      if (paths.length >= MAX_PATHS || seen.size > MAX_STATES) {
        return { paths, incomplete: { why: 'the function has too many paths to evaluate', at: fn.start } };
      }
      const visits: Visit[] = [];
      const calls: { call: Call; valueClass: ValueClass; effects: number }[] = [];
      const assigned: { variable: Variable; value: Value; at: Expr | Stmt; env: Env }[] = [];
      const sides: { step: number; side: number }[] = [];
      let env: Env = new Map();
      const run = evaluate(code, { ...state.before, prefix: id === 0 ? '' : `c${id}:`, skipHead: id !== 0 }, all.world, {
        step(step, live, effects) {
          env = new Map(live);
          visits.push({ step, stmt: code.program.steps[step]!.stmt, env, effects });
        },
        branch: (step, side) => sides.push({ step, side }),
        contractCall: (call, key, _value, effects) =>
          calls.push({ call, valueClass: all.world.classes.get(key)!, effects }),
        assigned: (variable, value, at) => assigned.push({ variable, value, at, env: new Map(env) }),
      });
      if (run.end.kind === 'unknown') incomplete ??= { why: run.end.why, at: run.end.at };
      paths.push({
        visits,
        end: run.end,
        returned: run.end.kind === 'return' ? number(run.end.value) : undefined,
        effectStmts: run.effects.map(e => e.stmt),
        calls,
        assigned: assigned.map(a => ({ ...a, value: number(a.value) })),
        sides,
      });
      if (run.end.kind !== 'head') continue;
      const keys = new Set([...run.end.env.values()].flatMap(v => (typeof v === 'number' ? [] : [v.key])));
      const arrival = generalise(code, code, { before: run.end, after: run.end, domains: all.domainsOf(keys) }, 'g');
      const key = stateKey(arrival);
      if (seen.has(key)) continue;
      seen.set(key, seen.size);
      queue.push(arrival);
    } while (all.nextPath());
  }
  return { paths, incomplete };
}
