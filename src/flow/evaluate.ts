/** The symbolic evaluation of one program on one path, from a step to the next cut or the end. */

import type { Expr } from '../source/ast.js';
import { Halt, valuesBehind } from './calls.js';
import { compareValues, isEqual, placeOfVariable, truthOf, typeAt, valueAt } from './expression.js';
import {
  blankMark,
  type Code,
  type Effect,
  type End,
  type Env,
  Machine,
  type Observer,
  type Trace,
} from './machine.js';
import { callOf } from './macros.js';
import type { Step } from './program.js';
import type { Variable } from './resolve.js';
import { promoted, TRUTH } from './types.js';
import { bare } from './walk.js';
import { type Mark, type Own, Stop, type World } from './world.js';

export type { Code, Effect, End, Env, Observer } from './machine.js';

export interface Run {
  readonly effects: readonly Effect[];
  readonly end: End;
  /** A variable that was read before it was set. */
  readonly unset: string | undefined;
  /** Steps taken. */
  readonly taken: number;
}

const MAX_STEPS = 20_000;
const TOO_LONG = 'the function takes too many steps';

export interface Start {
  readonly step: number;
  readonly env: Env;
  /** Makes the keys of this segment differ from those of others. */
  readonly prefix: string;
  readonly skipHead: boolean;
  /** How many heads of loops are gone through before one ends the run. */
  readonly passing?: number;
  /** Steps, besides loop heads, at which the run ends. The first step of the run is not asked about. */
  readonly isCut?: (step: number) => boolean;
}

/** Evaluates a program on the world's current path. Never throws; what it cannot do ends in `unknown`. */
export function evaluate(code: Code, start: Start, world: World, observer: Observer = {}): Run {
  return new Evaluation(code, start, world, observer).run;
}

/** A moment before a step. */
class Point {
  step = 0;
  /** How many heads of loops are still gone through. */
  passing = 0;
  first = true;
  readonly machine = blankMark();
  readonly world: Mark = { decisions: 0, changes: 0 };
  observer: unknown;
}

/** An evaluation that came to its end, and can be taken up again where a decision comes out otherwise. */
export class Evaluation {
  run: Run;
  /** Before each step in which decisions were made. */
  private points: Point[] = [];
  private readonly own: Own = new Map();
  private readonly machine: Machine;

  constructor(
    code: Code,
    private readonly start: Start,
    private readonly world: World,
    private readonly observer: Observer,
  ) {
    const trace: Trace = {
      world,
      effects: [],
      prefix: start.prefix,
      unset: undefined,
      fuel: MAX_STEPS,
      enter: (from, callee, env) => {
        const inner = new Machine(callee, trace, {}, from.depth + 1, env);
        from.share(inner);
        const end = runSteps(inner, { step: 0, env, prefix: '', skipHead: false });
        inner.share(from);
        return end;
      },
    };
    this.machine = new Machine(code, trace, observer, 0, start.env);
    observer.begin?.();
    this.run = this.go(undefined);
  }

  /**
   * Evaluates again from the step on in which a decision was made: what comes before is as it was.
   *
   * @param decision its number, one of those that this evaluation made.
   */
  resume(decision: number): void {
    const at = this.points.findLastIndex(({ world }) => world.decisions <= decision);
    const point = this.points[at]!;
    this.points = this.points.slice(0, at);
    this.world.rewind(point.world);
    this.machine.rewind(point.machine);
    this.observer.rewind?.(point.observer);
    this.run = this.go(point);
  }

  private go(from: Point | undefined): Run {
    const { machine, world, start, points, own } = this;
    const { trace } = machine;
    const ended = (end: End): Run => ({
      effects: trace.effects,
      end,
      unset: trace.unset,
      taken: MAX_STEPS - trace.fuel,
    });
    try {
      return ended(world.evaluation(own, () => runSteps(machine, start, from, points)));
    } catch (error) {
      if (error instanceof Stop) return ended({ kind: 'unknown', why: error.why, at: error.at });
      throw error;
    }
  }
}

/** Runs to the next cut or the end; `points` takes the moments before steps in which decisions are made. */
function runSteps(machine: Machine, start: Start, from?: Point, points?: Point[]): End {
  const { trace, world, observer } = machine;
  const { steps } = machine.code.program;
  let at = from?.step ?? start.step;
  let passing = from?.passing ?? start.passing ?? 0;
  // Few steps make decisions, so that one point is filled again and again.
  let before = new Point();
  for (let first = from?.first ?? true; trace.fuel > 0; first = false) {
    if (points) {
      before.step = at;
      before.passing = passing;
      before.first = first;
      machine.mark(before.machine);
      world.mark(before.world);
    }
    trace.fuel--;
    const step = steps[at]!;
    if (step.stmt) machine.stmt = step.stmt;
    const skip = first && start.skipHead;
    const passes = !skip && step.op === 'head' && passing-- > 0;
    if (!skip && !passes && (step.op === 'head' || (!first && start.isCut?.(at))))
      return { kind: 'head', step: at, env: machine.env() };
    observer.step?.(at, machine.env(), machine.effects.length);
    try {
      const next = take(machine, step, at);
      if (typeof next !== 'number') return next;
      at = next;
    } catch (error) {
      if (error instanceof Halt) return { kind: 'stop', what: error.what };
      throw error;
    } finally {
      if (points && world.decided > before.world.decisions) {
        before.observer = observer.mark?.();
        points.push(before);
        before = new Point();
      }
    }
  }
  return machine.fail(TOO_LONG, machine.stmt.start);
}

/** Takes one step; gives the next, or the end. */
function take(machine: Machine, step: Step, at: number): number | End {
  switch (step.op) {
    case 'declare':
      declare(machine, machine.code.names.declaredBy(step.declarator), step.declarator.init);
      return at + 1;
    case 'eval':
      valueAt(machine, step.expr);
      return at + 1;
    case 'jump':
      return step.to;
    case 'branch': {
      const side = truthOf(machine, step.test);
      machine.observer.branch?.(at, side ? 1 : 0);
      return side ? step.yes : step.no;
    }
    case 'iterate':
      return iterate(machine, step, at);
    case 'switch':
      return takeSwitch(machine, step, at);
    case 'return': {
      if (!step.value) return { kind: 'return', value: undefined, stmt: step.stmt };
      const { returnType } = machine.code.program.fn;
      const value = valueAt(machine, step.value);
      const stored = machine.convert(
        value,
        typeAt(machine, step.value),
        machine.typeNamed(returnType, 0),
        returnType,
      );
      return { kind: 'return', value: stored, stmt: step.stmt };
    }
    case 'unknown':
      return machine.fail(step.why, step.stmt.start);
    case 'mark':
    case 'head':
      return at + 1;
  }
}

function declare(machine: Machine, variable: Variable | undefined, init: Expr | undefined): void {
  if (!variable) return;
  if (!init) {
    machine.forget(variable);
    return;
  }
  const value = valueAt(machine, init);
  machine.write(placeOfVariable(variable), value, typeAt(machine, init), init);
}

/** One turn of an iterator macro: what it is given it may read, and what is a local name it may set. */
function iterate(machine: Machine, step: Extract<Step, { op: 'iterate' }>, at: number): number {
  const { macro, args } = step.loop;
  const known = callOf(machine.code, macro);
  if (known?.hides !== undefined) return machine.fail(known.hides, step.loop.start);
  const locals = args.map(arg => {
    const e = bare(arg);
    return e.kind === 'identifier' ? machine.code.names.of(e) : undefined;
  });
  const values = args.flatMap((arg, i) => {
    const local = locals[i];
    return local?.scalar && !machine.isSet(local) ? [] : [valueAt(machine, arg)];
  });
  const turn = machine.fresh(`turn of ${macro}`, TRUTH);
  machine.effect(macro, `${macro}()`, [...values, ...valuesBehind(machine, step.loop)]);
  locals.forEach((local, i) => {
    if (local) machine.havoc(local, `${macro} ${i}`);
  });
  const side = machine.truth(turn);
  machine.observer.branch?.(at, side ? 1 : 0);
  return side ? step.yes : step.no;
}

function takeSwitch(machine: Machine, step: Extract<Step, { op: 'switch' }>, at: number): number {
  const value = valueAt(machine, step.test);
  const type = promoted(typeAt(machine, step.test));
  for (const [i, arm] of step.arms.entries()) {
    if (machine.trace.fuel-- <= 0) return machine.fail(TOO_LONG, step.stmt.start);
    const low = valueAt(machine, arm.value);
    const high = arm.high && valueAt(machine, arm.high);
    const inside =
      high === undefined
        ? isEqual(machine, value, low, type)
        : compareValues(machine, '>=', value, low, type) === 1 &&
          compareValues(machine, '<=', value, high, type) === 1;
    if (!inside) continue;
    machine.observer.branch?.(at, i);
    return arm.to;
  }
  machine.observer.branch?.(at, -1);
  return step.otherwise;
}
