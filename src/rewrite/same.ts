/** Tests that no longer tell anything apart: what is done where they hold is what is done where they do not. */
import { bare, calleeOf, childrenOf, walk } from '../flow/walk.js';
import type { Block, Expr, Stmt } from '../source/ast.js';
import { removal } from './dead.js';
import type { Draft } from './draft.js';
import { textOf } from './emit.js';
import { isJump } from './jumps.js';
import type { Change } from './pieces.js';

type If = Extract<Stmt, { kind: 'if' }>;

/** `if (test) { do(); return v; } do(); return v;`, as found, with the block that holds it. */
export function idleTests(draft: Draft): readonly If[] {
  const found: If[] = [];
  walk(draft.fn, node => {
    if (node.kind !== 'block') return;
    node.body.forEach((stmt, i) => {
      if (stmt.kind === 'if' && !stmt.otherwise && isIdle(draft, stmt, node, i)) found.push(stmt);
    });
  });
  return found;
}

/** Takes such a test away; where it computes something on its way, only that stays. */
export function dropIdleTests(draft: Draft, before: ReadonlySet<string>): readonly Change[] {
  for (const stmt of idleTests(draft)) {
    if (before.has(textOf(draft, stmt))) continue;
    const work = workIn(stmt.test);
    if (work === 'none') return [removal(draft, stmt)];
    if (work === 'more') {
      const warning = warningIn(stmt.test);
      if (!warning) continue;
      return [{ start: stmt.start, end: stmt.end, text: `${textOf(draft, warning)};` }];
    }
    return [{ start: stmt.start, end: stmt.end, text: `${textOf(draft, work)};` }];
  }
  return [];
}

function isIdle(draft: Draft, stmt: If, { body }: Block, at: number): boolean {
  const arm = stmt.then.kind === 'block' ? stmt.then.body : [stmt.then];
  const rest = body.slice(at + 1, at + 1 + arm.length);
  const last = arm[arm.length - 1];
  if (!last || !isJump(last) || rest.length < arm.length) return false;
  if (arm.some(s => /^(declaration|label|case|default)$/.test(s.kind))) return false;
  return arm.every((s, i) => folded(textOf(draft, s)) === folded(textOf(draft, rest[i]!)));
}

/** A text without regard to where its lines end. */
export const folded = (text: string) => text.replace(/\s+/g, ' ');

/** What of a test does something: nothing, one assignment that is always made, or more than can stand alone. */
export function workIn(test: Expr): 'none' | 'more' | Expr {
  const work = effectsIn(test);
  const [only] = work;
  if (!only) return 'none';
  return work.length === 1 && only.kind === 'assign' && isAlways(test) ? only : 'more';
}

/** A test that is all a warning: that can stand alone. */
function warningIn(test: Expr): Expr | undefined {
  const e = bare(test);
  const name = e.kind === 'call' ? (calleeOf(e) ?? '') : '';
  if (/^(?:un)?likely$/.test(name) && e.kind === 'call' && e.args[0]) return warningIn(e.args[0]);
  return /^WARN/.test(name) ? e : undefined;
}

/** The outermost parts of an expression that do something besides being computed. */
function effectsIn(expr: Expr): readonly Expr[] {
  if (/^(assign|update|statement-expr|unknown)$/.test(expr.kind)) return [expr];
  if (expr.kind === 'call' && !/^(un)?likely$/.test(calleeOf(expr) ?? '')) return [expr];
  return childrenOf(expr).flatMap(child => effectsIn(child as Expr));
}

/** Whether all of a test is computed each time. */
function isAlways(test: Expr): boolean {
  let found = false;
  walk(test, node => {
    if (node.kind === 'conditional' || (node.kind === 'binary' && /^(&&|\|\|)$/.test(node.op))) found = true;
  });
  return !found;
}
