/**
 * Tests for 0 that other values reach as well. Whether one of them takes success for failure is told by what is done
 * where the value is not 0, and by loops that end after the first success.
 */
import { bare, calleeOf, walk } from '../flow/walk.js';
import type { Access } from '../flow/webs.js';
import type { Expr, Stmt, Switch } from '../source/ast.js';
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

/**
 * Whether a test takes 0 for the failure, which no code is: `if (!ret) return VM_FAULT_SIGBUS; return ret;` is right for
 * codes, and would be wrong for errnos. So is one that asks for a code in the same breath.
 */
export function guardsAgainstZero(draft: Draft, migration: Migration, value: Expr): boolean {
  const then = climbed(draft, migration, value, false, false);
  switch (then?.kind) {
    case 'warns':
      return true;
    case 'arm':
      return isFailure(then.first, migration);
    case 'gives':
      return isError(then.expr, migration);
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
  const found = climbed(draft, migration, value, true, below);
  return found?.kind === 'warns' ? undefined : found;
}

/** What comes of a value that is not 0, or that is; `warns` where somebody is told of a 0, or a code is asked for too. */
function climbed(
  draft: Draft,
  migration: Migration,
  value: Expr,
  isNotZero: boolean,
  below: boolean,
): NotZero | { readonly kind: 'warns' } | undefined {
  // Whether what was climbed to is true then.
  let holds = isNotZero;
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
        if (parent.op === '&&' || parent.op === '||') {
          const beside = parent.left === node ? parent.right : parent.left;
          if (!isNotZero && asksCode(beside, value, migration)) return { kind: 'warns' };
          break;
        }
        const isLeft = bare(parent.left) === bare(node);
        if (constantOf(bare(isLeft ? parent.right : parent.left), migration) !== 0) return undefined;
        if (parent.op === '==' || (!isNotZero && parent.op === (isLeft ? '<=' : '>='))) holds = !holds;
        else if (parent.op !== '!=' && !(below && isLeft && parent.op === '<')) return undefined;
        break;
      }
      case 'call':
        if (!/^(?:un)?likely$|^(?:WARN|BUG)_ON(?:_ONCE)?$/.test(calleeOf(parent) ?? '')) return undefined;
        if (!isNotZero && holds && /_ON/.test(calleeOf(parent)!)) return { kind: 'warns' };
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

/** Whether an expression compares a variable with a code. */
function asksCode(expr: Expr, value: Expr, { constants }: Migration): boolean {
  let found = false;
  const nameOf = (e: Expr) => (e.kind === 'identifier' ? e.name : undefined);
  walk(expr, node => {
    if (node.kind !== 'binary' || !/^[=!]=$/.test(node.op)) return;
    const sides = [bare(node.left), bare(node.right)].map(nameOf);
    const isOurs = sides.includes(nameOf(bare(value)) ?? ' ');
    found ||= isOurs && sides.some(name => name !== undefined && (constants.get(name) ?? 0) !== 0);
  });
  return found;
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
    case 'switch':
      return holds ? undefined : armForZero(stmt);
    default:
      return undefined;
  }
}

/** What a `switch` does for 0, where it has a label for that. */
function armForZero({ body }: Switch): NotZero | undefined {
  const list = body.kind === 'block' ? body.body : [];
  const at = list.findIndex(s => s.kind === 'case' && bare(s.value).kind === 'number' && isZero(s.value));
  return at < 0 ? undefined : { kind: 'arm', first: list.slice(at + 1) };
}

function isZero(expr: Expr): boolean {
  const e = bare(expr);
  return e.kind === 'number' && e.value === 0;
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
