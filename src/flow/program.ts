/** A function's statements as a list of steps with jumps: goto, switch and loops all become the same thing. */
import type { Declarator, Expr, ForEach, FunctionDef, Stmt } from '../source/ast.js';
import type { Span } from '../source/span.js';
import { SCOPED } from './idioms.js';
import { bare, calleeOf } from './walk.js';

/** One step. `stmt` is the statement it comes from. Targets are indices into `steps`. */
export type Step =
  | { readonly op: 'declare'; readonly declarator: Declarator; readonly stmt: Stmt }
  | { readonly op: 'eval'; readonly expr: Expr; readonly stmt: Stmt }
  | { readonly op: 'jump'; readonly stmt: Stmt; to: number }
  | { readonly op: 'branch'; readonly test: Expr; readonly stmt: Stmt; yes: number; no: number }
  | { readonly op: 'iterate'; readonly loop: ForEach; readonly stmt: Stmt; yes: number; no: number }
  | { readonly op: 'switch'; readonly test: Expr; readonly stmt: Stmt; arms: Arm[]; otherwise: number }
  | { readonly op: 'return'; readonly value: Expr | undefined; readonly stmt: Stmt | undefined }
  /** A place that execution can come back to: a run is cut here. */
  | { readonly op: 'head'; readonly stmt: Stmt; readonly region: Span }
  | { readonly op: 'mark'; readonly stmt: Stmt }
  | { readonly op: 'unknown'; readonly why: string; readonly stmt: Stmt };

export interface Arm {
  readonly value: Expr;
  readonly high: Expr | undefined;
  readonly to: number;
}

/** A statement at which several ways may come together, and the first of its steps. */
export interface Join {
  readonly stmt: Stmt;
  readonly step: number;
}

export interface Program {
  readonly fn: FunctionDef;
  readonly steps: readonly Step[];
  readonly joins: readonly Join[];
  /** Where the steps of each statement begin, and where those behind it do. */
  readonly ranges: ReadonlyMap<Stmt, { readonly from: number; readonly to: number }>;
}

/** The steps that can follow a step. */
export function successorsOf(step: Step, at: number): readonly number[] {
  switch (step.op) {
    case 'jump':
      return [step.to];
    case 'branch':
    case 'iterate':
      return [step.yes, step.no];
    case 'switch':
      return [...step.arms.map(a => a.to), step.otherwise];
    case 'return':
    case 'unknown':
      return [];
    default:
      return [at + 1];
  }
}

/** Whether a step only leads on: a jump that no `goto`, `break` or `continue` stands for. */
export function isSilent(step: Step | undefined): step is Extract<Step, { op: 'jump' }> {
  return step?.op === 'jump' && !/^(goto|break|continue)$/.test(step.stmt.kind);
}

/** Where execution lands from a step once the silent jumps are taken. */
export function landing(steps: readonly Step[], at: number): number {
  let s = at;
  for (let i = 0; i < steps.length; i++) {
    const step = steps[s];
    if (!isSilent(step)) return s;
    s = step.to;
  }
  return s;
}

interface Frame {
  breaks: { to: number }[] | undefined;
  continues: { to: number }[] | undefined;
}

type Lower = (
  stmt: Stmt,
  frame: Frame,
  arms: Arm[] | undefined,
  fallback: { to: number } | undefined,
) => void;

type Jump = Extract<Step, { op: 'jump' }>;

/** Statements behind which ways come together. */
const FORKS: ReadonlySet<string> = new Set(['if', 'while', 'do', 'for', 'foreach', 'switch', 'block']);

/** Lowers a function. Linear; nothing is evaluated. */
export function programOf(fn: FunctionDef): Program {
  const steps: Step[] = [];
  const joins: Join[] = [];
  const ranges = new Map<Stmt, { from: number; to: number }>();
  const labels = new Map<string, number>();
  const gotos: { jump: Jump; label: string; at: number }[] = [];
  const backward = backwardLabels(fn);

  const emit = <S extends Step>(step: S): S => {
    steps.push(step);
    return step;
  };
  const jump = (stmt: Stmt, to = -1): Jump => emit({ op: 'jump', stmt, to });
  const here = () => steps.length;
  let blocks = 0;

  const statement: Lower = (stmt, frame, arms, fallback) => {
    const from = here();
    lower(stmt, frame, arms, fallback);
    ranges.set(stmt, { from, to: here() });
  };
  const lower: Lower = (stmt, frame, arms, fallback) => {
    switch (stmt.kind) {
      case 'block':
        blocks++;
        stmt.body.forEach((s, i) => {
          if (FORKS.has(stmt.body[i - 1]?.kind ?? '') && s.kind !== 'label')
            joins.push({ stmt: s, step: here() });
          statement(s, frame, arms, fallback);
        });
        blocks--;
        return;
      case 'declaration':
        for (const declarator of stmt.declarators) emit({ op: 'declare', declarator, stmt });
        return;
      case 'expr':
        // At the end of the function everything has happened: what is given back there changes nothing.
        if (blocks > 1 && isScoped(stmt.expr))
          emit({ op: 'unknown', why: 'something that ends with its block', stmt });
        else emit({ op: 'eval', expr: stmt.expr, stmt });
        return;
      case 'empty':
        emit({ op: 'mark', stmt });
        return;
      case 'if': {
        const branch = emit({ op: 'branch', test: stmt.test, stmt, yes: -1, no: -1 });
        branch.yes = here();
        statement(stmt.then, frame, arms, fallback);
        if (stmt.otherwise) {
          const skip = jump(stmt);
          branch.no = here();
          statement(stmt.otherwise, frame, arms, fallback);
          skip.to = here();
        } else {
          branch.no = here();
        }
        return;
      }
      case 'while': {
        const head = here();
        emit({ op: 'head', stmt, region: stmt });
        const branch = emit({ op: 'branch', test: stmt.test, stmt, yes: -1, no: -1 });
        branch.yes = here();
        const inner: Frame = { breaks: [], continues: [] };
        statement(stmt.body, inner, arms, fallback);
        jump(stmt, head);
        for (const c of inner.continues ?? []) c.to = head;
        branch.no = here();
        for (const b of inner.breaks ?? []) b.to = here();
        return;
      }
      case 'do': {
        const head = here();
        emit({ op: 'head', stmt, region: stmt });
        const inner: Frame = { breaks: [], continues: [] };
        statement(stmt.body, inner, arms, fallback);
        for (const c of inner.continues ?? []) c.to = here();
        const branch = emit({ op: 'branch', test: stmt.test, stmt, yes: head, no: -1 });
        branch.no = here();
        for (const b of inner.breaks ?? []) b.to = here();
        return;
      }
      case 'for': {
        if (stmt.init?.kind === 'declaration') {
          for (const declarator of stmt.init.declarators)
            emit({ op: 'declare', declarator, stmt: stmt.init });
        } else if (stmt.init) {
          emit({ op: 'eval', expr: stmt.init, stmt });
        }
        const head = here();
        emit({ op: 'head', stmt, region: stmt });
        const branch = stmt.test ? emit({ op: 'branch', test: stmt.test, stmt, yes: -1, no: -1 }) : undefined;
        if (branch) branch.yes = here();
        const inner: Frame = { breaks: [], continues: [] };
        statement(stmt.body, inner, arms, fallback);
        for (const c of inner.continues ?? []) c.to = here();
        if (stmt.step) emit({ op: 'eval', expr: stmt.step, stmt });
        jump(stmt, head);
        if (branch) branch.no = here();
        for (const b of inner.breaks ?? []) b.to = here();
        return;
      }
      case 'foreach': {
        if (SCOPED.has(stmt.macro)) {
          emit({ op: 'unknown', why: 'something that ends with its block', stmt });
          return;
        }
        const head = here();
        emit({ op: 'head', stmt, region: stmt });
        const branch = emit({ op: 'iterate', loop: stmt, stmt, yes: -1, no: -1 });
        branch.yes = here();
        const inner: Frame = { breaks: [], continues: [] };
        statement(stmt.body, inner, arms, fallback);
        jump(stmt, head);
        for (const c of inner.continues ?? []) c.to = head;
        branch.no = here();
        for (const b of inner.breaks ?? []) b.to = here();
        return;
      }
      case 'switch': {
        const own: Arm[] = [];
        const sw = emit({ op: 'switch', test: stmt.test, stmt, arms: own, otherwise: -1 });
        const ownFallback = { to: -1 };
        const inner: Frame = { breaks: [], continues: frame.continues };
        statement(stmt.body, inner, own, ownFallback);
        for (const b of inner.breaks ?? []) b.to = here();
        sw.otherwise = ownFallback.to >= 0 ? ownFallback.to : here();
        return;
      }
      case 'case':
        if (arms) arms.push({ value: stmt.value, high: stmt.high, to: here() });
        emit(arms ? { op: 'mark', stmt } : { op: 'unknown', why: 'a case outside a switch', stmt });
        return;
      case 'default':
        if (fallback) fallback.to = here();
        emit({ op: 'mark', stmt });
        return;
      case 'label':
        labels.set(stmt.name, here());
        if (backward.has(stmt.name)) {
          emit({ op: 'head', stmt, region: fn.body });
          return;
        }
        joins.push({ stmt, step: here() });
        emit({ op: 'mark', stmt });
        return;
      case 'goto': {
        if (stmt.label === undefined) {
          emit({ op: 'unknown', why: 'a computed goto', stmt });
          return;
        }
        gotos.push({ jump: jump(stmt), label: stmt.label, at: stmt.start });
        return;
      }
      case 'return':
        emit({ op: 'return', value: stmt.value, stmt });
        return;
      case 'break':
        if (frame.breaks) frame.breaks.push(jump(stmt));
        else emit({ op: 'unknown', why: 'a break outside a loop', stmt });
        return;
      case 'continue':
        if (frame.continues) frame.continues.push(jump(stmt));
        else emit({ op: 'unknown', why: 'a continue outside a loop', stmt });
        return;
      case 'asm':
        emit({ op: 'unknown', why: 'inline assembly', stmt });
        return;
      case 'unknown':
        emit({ op: 'unknown', why: stmt.why, stmt });
    }
  };

  statement(fn.body, { breaks: undefined, continues: undefined }, undefined, undefined);
  emit({ op: 'return', value: undefined, stmt: undefined });
  for (const { jump: j, label } of gotos) {
    const to = labels.get(label);
    if (to !== undefined) {
      j.to = to;
      continue;
    }
    // A label that no reader found: execution cannot be followed past this goto.
    steps.push({ op: 'unknown', why: `the label ${label} was not found`, stmt: j.stmt });
    j.to = steps.length - 1;
  }
  return { fn, steps, joins: joins.filter(j => steps[j.step]!.op !== 'head'), ranges };
}

/** `guard(mutex)(&lock);` */
function isScoped(expr: Expr): boolean {
  if (expr.kind !== 'call') return false;
  const name = calleeOf(expr) ?? calleeOf(bare(expr.callee));
  return name !== undefined && SCOPED.has(name);
}

/** A function that cannot be taken apart: its only step says why. */
export function unknownProgram(fn: FunctionDef, why: string): Program {
  return { fn, steps: [{ op: 'unknown', why, stmt: fn.body }], joins: [], ranges: new Map() };
}

/** Labels that some goto after them jumps to: only these make loops. */
function backwardLabels(fn: FunctionDef): ReadonlySet<string> {
  const at = new Map<string, number>();
  const found = new Set<string>();
  const visit = (stmt: Stmt): void => {
    switch (stmt.kind) {
      case 'label':
        at.set(stmt.name, stmt.start);
        return;
      case 'goto':
        if (stmt.label !== undefined && at.has(stmt.label)) found.add(stmt.label);
        return;
      case 'block':
        stmt.body.forEach(visit);
        return;
      case 'if':
        visit(stmt.then);
        if (stmt.otherwise) visit(stmt.otherwise);
        return;
      case 'while':
      case 'do':
      case 'for':
      case 'foreach':
      case 'switch':
        visit(stmt.body);
    }
  };
  visit(fn.body);
  return found;
}
