/**
 * Tests for 0 that other values reach as well. Whether one of them takes success for failure is told by what is done
 * where the value is not 0, and by loops that end after the first success.
 */
import { bare, calleeOf } from '../flow/walk.js';
import type { Access } from '../flow/webs.js';
import type { Expr, Stmt } from '../source/ast.js';
import { type Draft, isStatement, siblingsOf } from './draft.js';
import type { Migration } from './migration.js';
import { constantOf } from './test.js';

/** What is done with a value that is not 0: the arm that is taken, the expression that is given, or the end of a loop. */
export type NotZero =
  | { readonly kind: 'arm'; readonly first: readonly Stmt[] }
  | { readonly kind: 'gives'; readonly expr: Expr }
  | { readonly kind: 'ends'; readonly loop: Stmt };

/** Whether a test for 0 is wrong for a call's success, whatever else may arrive at it. */
export function failsOnSuccess(
  draft: Draft,
  migration: Migration,
  value: Expr,
  ours: readonly Access[],
): boolean {
  const then = whenNotZero(draft, migration, value);
  switch (then?.kind) {
    case 'arm':
      return isFailure(then.first, migration);
    case 'gives':
      return isError(then.expr, migration);
    case 'ends':
      return ours.some(({ stmt, certain }) => certain && isOnEachRound(then.loop, stmt));
    default:
      return false;
  }
}

/** Climbs from the value to what its truth decides; with `below`, also what being below 0 does. */
export function whenNotZero(
  draft: Draft,
  migration: Migration,
  value: Expr,
  below = false,
): NotZero | undefined {
  let holds = true;
  let node = value;
  for (;;) {
    const parent = draft.parents.get(node);
    if (parent === undefined) return undefined;
    if (isStatement(parent)) return decided(draft, parent, node, holds);
    switch (parent.kind) {
      case 'paren':
        break;
      case 'unary':
        if (parent.op !== '!') return undefined;
        holds = !holds;
        break;
      case 'binary': {
        if (parent.op === '&&' || parent.op === '||') break;
        const isLeft = bare(parent.left) === bare(node);
        if (constantOf(bare(isLeft ? parent.right : parent.left), migration) !== 0) return undefined;
        if (parent.op === '==') holds = !holds;
        else if (parent.op !== '!=' && !(below && isLeft && parent.op === '<')) return undefined;
        break;
      }
      case 'call':
        if (!/^(?:un)?likely$|^WARN_ON(?:_ONCE)?$/.test(calleeOf(parent) ?? '')) return undefined;
        break;
      case 'conditional': {
        if (parent.test !== node) return undefined;
        const expr = holds ? parent.then : parent.otherwise;
        return expr && { kind: 'gives', expr };
      }
      default:
        return undefined;
    }
    node = parent;
  }
}

function decided(draft: Draft, stmt: Stmt, node: Expr, holds: boolean): NotZero | undefined {
  switch (stmt.kind) {
    case 'if': {
      const arm = holds ? stmt.then : stmt.otherwise;
      if (arm) return { kind: 'arm', first: arm.kind === 'block' ? arm.body : [arm] };
      const around = holds ? undefined : siblingsOf(draft, stmt);
      return around && { kind: 'arm', first: around.list.slice(around.at + 1) };
    }
    case 'while':
    case 'do':
      return holds ? undefined : { kind: 'ends', loop: stmt };
    case 'for':
      return holds || stmt.test !== node ? undefined : { kind: 'ends', loop: stmt };
    default:
      return undefined;
  }
}

/** Whether the first of some statements end in an error: nothing but plain statements stand before it. */
function isFailure(stmts: readonly Stmt[], migration: Migration): boolean {
  for (const stmt of stmts) {
    if (stmt.kind === 'return') return stmt.value !== undefined && isError(stmt.value, migration);
    if (stmt.kind !== 'expr') return false;
    const { expr } = stmt;
    if (expr.kind === 'assign' && expr.op === '=') return isError(expr.value, migration);
  }
  return false;
}

/** Whether an expression is an errno, or a new value that is an error. */
function isError(expr: Expr, migration: Migration): boolean {
  const e = bare(expr);
  const code = e.kind === 'identifier' ? migration.constants.get(e.name) : undefined;
  const mask = migration.constants.get(migration.errorMask) ?? 0;
  return code !== undefined ? (code & mask) !== 0 : (constantOf(e, migration) ?? 0) < 0;
}

/** Whether each round of a loop comes to a statement: it is one of the body's own, and nothing leaves out the rest. */
function isOnEachRound(loop: Stmt, stmt: Stmt): boolean {
  const body = loop.kind === 'while' || loop.kind === 'do' || loop.kind === 'for' ? loop.body : undefined;
  if (body === undefined) return false;
  const list = body.kind === 'block' ? body.body : [body];
  const at = list.indexOf(stmt);
  return at >= 0 && list.slice(0, at).every(({ kind }) => kind === 'expr' || kind === 'declaration');
}
