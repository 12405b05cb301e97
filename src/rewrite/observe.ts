/** What one function does on each path: the knowledge from which a rewrite is chosen. Not a proof. */

import { computesWithCalls, constantsOf } from '../flow/constants.js';
import type { Contract, ValueClass } from '../flow/contract.js';
import type { Domains } from '../flow/domain.js';
import type { Code, End, Env, Observer } from '../flow/evaluate.js';
import { explore, type Limits, type Segment, universeOf, type Verdict } from '../flow/explore.js';
import { joinsBefore } from '../flow/joins.js';
import type { Step } from '../flow/program.js';
import type { Variable } from '../flow/resolve.js';
import type { Value } from '../flow/values.js';
import { calleeOf, walk } from '../flow/walk.js';
import type { Call, Expr, Stmt } from '../source/ast.js';

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
  readonly calls: readonly {
    readonly call: Call;
    readonly valueClass: ValueClass;
    readonly effects: number;
  }[];
  readonly assigned: readonly {
    readonly variable: Variable;
    readonly value: number | undefined;
    readonly at: Expr | Stmt;
    readonly env: Env;
  }[];
  readonly sides: readonly { readonly step: number; readonly side: number }[];
  /** What was found out about symbols on this path, by key. */
  readonly known: Domains;
}

export interface Observation {
  readonly paths: readonly PathRecord[];
  /** Undefined where all was evaluated. */
  readonly incomplete: { readonly why: string; readonly at: number } | undefined;
}

const LIMITS: Limits = { paths: 6_000, states: 3_000, steps: 400_000 };

/** What is noted while a path is walked. */
interface Notes {
  visits: Visit[];
  calls: { call: Call; key: string; effects: number }[];
  assigned: { variable: Variable; value: Value; at: Expr | Stmt; env: Env }[];
  sides: { step: number; side: number }[];
}

const noNotes = (): Notes => ({ visits: [], calls: [], assigned: [], sides: [] });

/** How many notes there were. */
type Lengths = Record<keyof Notes, number>;

function measure({ visits, calls, assigned, sides }: Notes, lengths: Lengths): void {
  lengths.visits = visits.length;
  lengths.calls = calls.length;
  lengths.assigned = assigned.length;
  lengths.sides = sides.length;
}

/** The first of the notes, apart from what goes on to be noted: other paths begin with them too. */
function notesUpTo({ visits, calls, assigned, sides }: Notes, lengths: Lengths): Notes {
  return {
    visits: visits.slice(0, lengths.visits),
    calls: calls.slice(0, lengths.calls),
    assigned: assigned.slice(0, lengths.assigned),
    sides: sides.slice(0, lengths.sides),
  };
}

/** How closely to look. */
export interface Closeness {
  /** Whether ways are cut where they join, which is quicker, and forgets what they have in common. */
  readonly joins?: boolean;
  /** Variables, by id, whose numbers are to be told apart in each round of a loop. */
  readonly exact?: ReadonlySet<number>;
  /** Numbers to tell apart, besides those that the function names. */
  readonly numbers?: readonly number[];
  /** Set where only what a path calls, and how it ends, is wanted: keeping each step costs more than taking it. */
  readonly endsOnly?: boolean;
}

/** Walks all paths of a function, from its entry and from each cut on. Bounded. */
export function observe(
  code: Code,
  contract: Contract,
  { joins: joining = true, exact = new Set(), numbers = [], endsOnly = false }: Closeness = {},
): Observation {
  const { fn, steps } = code.program;
  const paths: PathRecord[] = [];
  let incomplete: Observation['incomplete'];
  let notes = noNotes();
  let env: Env = new Map();
  const before: Lengths = { visits: 0, calls: 0, assigned: 0, sides: 0 };
  const calls: Observer = {
    begin: () => {
      notes = noNotes();
    },
    step: () => measure(notes, before),
    mark: () => ({ ...before }),
    rewind: mark => {
      notes = notesUpTo(notes, mark as Lengths);
    },
    contractCall: (call, key, _value, effects) => notes.calls.push({ call, key, effects }),
  };
  const all: Observer = {
    ...calls,
    step(step, now, effects) {
      measure(notes, before);
      env = now;
      notes.visits.push({ step, stmt: steps[step]!.stmt, env, effects });
    },
    branch: (step, side) => notes.sides.push({ step, side }),
    assigned: (variable, value, at) => notes.assigned.push({ variable, value, at, env }),
  };
  const visit = ({ world, runs, state }: Segment): Verdict => {
    const [run] = runs as [Segment['runs'][number]];
    const number = (v: Value | undefined) => (v === undefined ? undefined : world.numberOf(v));
    if (run.end.kind === 'unknown') incomplete ??= { why: run.end.why, at: run.end.at };
    paths.push({
      visits: notes.visits,
      end: run.end,
      returned: run.end.kind === 'return' ? number(run.end.value) : undefined,
      effectStmts: run.effects.map(e => e.stmt),
      calls: notes.calls.map(({ call, key, effects }) => ({
        call,
        valueClass: world.classes.get(key)!,
        effects,
      })),
      assigned: notes.assigned.map(a => ({ ...a, value: number(a.value) })),
      sides: notes.sides,
      known: new Map(world.known()),
    });
    return run.end.kind === 'head' ? { points: [run.end], seen: state.seen } : 'done';
  };
  const constants = new Set([...constantsOf(code, contract), ...numbers]);
  const universe = universeOf(contract, constants, computesWithCalls(code, contract));
  const joins = joining ? joinsBefore(code, step => callsOneOf(step, contract)) : [];
  const walk = {
    codes: [code],
    observers: [endsOnly ? calls : all],
    universe,
    limits: LIMITS,
    joins,
    cutsBehindCalls: false,
    exact,
    visit,
  };
  const tooMuch = explore(walk);
  if (tooMuch)
    incomplete ??= {
      why: `the function has too many ${tooMuch.tooMuch} to evaluate (--effort goes further)`,
      at: fn.start,
    };
  return { paths, incomplete };
}

/** Whether a step may call a function of the contract. */
function callsOneOf(step: Step, { calls }: Contract): boolean {
  const names = new Set([...calls.keys(), ...calls.values()]);
  const expr = step.op === 'declare' ? step.declarator.init : step.op === 'eval' ? step.expr : undefined;
  const read =
    expr ??
    (step.op === 'branch' || step.op === 'switch'
      ? step.test
      : step.op === 'return'
        ? step.value
        : undefined);
  let found = false;
  if (read) walk(read, node => (found ||= node.kind === 'call' && names.has(calleeOf(node) ?? '')));
  return found;
}
