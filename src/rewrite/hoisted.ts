/**
 * Results that are stored in the middle of something, stored by statements of their own: `if ((v = a()) || (v = b()))` in
 * two steps, `if ((v = a()) != 0)` and `int v = a();` in two statements, `v = c ? a() : b();` in two arms.
 * Whether that is the same is for a prover to say.
 */
import { bare, calleeOf, walk } from '../flow/walk.js';
import type { Assign, Binary, Conditional, Declaration, Declarator, Expr, If, Stmt } from '../source/ast.js';
import { initSpan } from './declared.js';
import { type Draft, isStatement, outermost, revise, siblingsOf, statementOf } from './draft.js';
import { innerIndent, inPlaceOf, textOf } from './emit.js';
import { labelIn, leaves } from './jumps.js';
import { deeper, newlineOf } from './layout.js';
import type { Migration } from './migration.js';
import type { Change } from './pieces.js';
import { type CallSite, sitesOf } from './sites.js';

/** One thing is taken out at a time; a function has no more of them than this. */
const MOST_STEPS = 12;

/** The function with such results stored by statements of their own, as far as that goes; undefined where it has none. */
export function hoisted(draft: Draft, migration: Migration): Draft | undefined {
  let current = draft;
  for (let round = 0; round < MOST_STEPS; round++) {
    const next = firstOf(sitesOf(current, migration), site => {
      const changes = takenOut(current, site);
      return changes && revise(current, changes);
    });
    if (!next) break;
    current = next;
  }
  return current === draft ? undefined : current;
}

function firstOf<T, U>(some: readonly T[], find: (one: T) => U | undefined): U | undefined {
  for (const one of some) {
    const found = find(one);
    if (found !== undefined) return found;
  }
  return undefined;
}

function takenOut(draft: Draft, { call, stmt }: CallSite): readonly Change[] | undefined {
  if (stmt.kind === 'declaration') return atDeclaration(draft, stmt, call);
  if (!/^(?:if|switch|return|expr)$/.test(stmt.kind)) return undefined;
  const assign = assignmentOf(draft, call);
  const whole = outermost(draft, call);
  if (stmt.kind === 'expr' && bare(whole) === assign) return inArms(draft, stmt, assign);
  const either = alternativeAround(draft, call);
  const steps = either && stmt.kind === 'if' ? inSteps(draft, stmt, either) : undefined;
  const chain = steps ?? (stmt.kind === 'if' ? chainIn(draft, stmt) : undefined);
  if (chain || either) return chain;
  if (!assign || !isFirst(draft, assign, whole)) return undefined;
  const { start, end, target } = assign;
  const around = parenthesised(draft, assign);
  const rest =
    draft.text.slice(stmt.start, around.start) +
    textOf(draft, target) +
    draft.text.slice(around.end, stmt.end);
  return [inPlaceOf(draft, stmt, [`${draft.text.slice(start, end)};`, rest])];
}

/** The plain assignment to a variable that a call's value goes into at once. */
function assignmentOf({ parents }: Draft, call: Expr): Assign | undefined {
  for (let at = parents.get(call); at && !isStatement(at); at = parents.get(at)) {
    if (at.kind === 'assign') return at.op === '=' && bare(at.target).kind === 'identifier' ? at : undefined;
    if (!/^(?:paren|conditional|cast)$/.test(at.kind)) return undefined;
  }
  return undefined;
}

/** An assignment with the parentheses around it, but for those of the statement. */
function parenthesised({ parents }: Draft, assign: Assign): { readonly start: number; readonly end: number } {
  const parent = parents.get(assign);
  return parent?.kind === 'paren' ? parent : assign;
}

/** Whether an assignment is the first that is done of an expression, always. */
function isFirst({ parents }: Draft, assign: Assign, whole: Expr): boolean {
  for (let at: Expr = assign; at !== whole; ) {
    const parent = parents.get(at) as Expr;
    const first =
      parent.kind === 'binary'
        ? parent.left === at || (isIdle(parent.left) && !/^(?:&&|\|\|)$/.test(parent.op))
        : parent.kind === 'conditional'
          ? parent.test === at
          : parent.kind === 'comma'
            ? parent.items[0] === at
            : parent.kind === 'call'
              ? /^(?:un)?likely$/.test(calleeOf(parent) ?? '')
              : /^(?:paren|unary|cast)$/.test(parent.kind);
    if (!first) return false;
    at = parent;
  }
  return true;
}

const isIdle = (e: Expr): boolean => /^(?:number|identifier)$/.test(bare(e).kind);

// ---- (v = a()) || (v = b()) ----

/** The outermost `||` or `&&` whose last operand holds the call. */
function alternativeAround({ parents }: Draft, call: Expr): Binary | undefined {
  let found: Binary | undefined;
  for (let at: Expr | Stmt = call; ; ) {
    const parent = parents.get(at);
    if (!parent || isStatement(parent)) return found;
    if (parent.kind === 'binary' && /^(?:&&|\|\|)$/.test(parent.op) && parent.right === at) found = parent;
    at = parent;
  }
}

/** `if (L || R) S` where S leaves is `if (L) S if (R) S`. */
function inSteps(draft: Draft, stmt: If, { op, left, right }: Binary): readonly Change[] | undefined {
  if (bare(stmt.test).start !== left.start && bare(stmt.test) !== draft.parents.get(left)) return undefined;
  const nl = newlineOf(draft.text);
  const body = textOf(draft, stmt.then);
  const isShort = body.split(nl).length <= 4 && labelIn(stmt.then) === undefined;
  if (op === '||' && stmt.otherwise === undefined && leaves(stmt.then) && isShort) {
    const gap = draft.text.slice(stmt.testSpan.end, stmt.then.start);
    return [
      inPlaceOf(
        draft,
        stmt,
        [left, right].map(e => `if (${unwrapped(draft, e)})${gap}${body}`),
      ),
    ];
  }
  return undefined;
}

/** `if ((v = a()) || (v = b()))`, and `if (!(v = a()) && !(v = b()))`, where all store into one variable, in steps. */
function chainIn(draft: Draft, stmt: If): readonly Change[] | undefined {
  const whole = bare(stmt.test);
  if (whole.kind !== 'binary' || !/^(?:&&|\|\|)$/.test(whole.op)) return undefined;
  const { op } = whole;
  const operands = operandsOf(whole, op);
  const [name, ...others] = operands.map(e => (op === '||' ? storedIn(e) : notStoredIn(e)));
  if (name === undefined || others.some(other => other !== name)) return undefined;
  const nl = newlineOf(draft.text);
  const inner = deeper(innerIndent(draft, stmt));
  const steps = operands.map(
    (e, i) => `${i > 0 ? `if (!${name})${nl}${inner}` : ''}${textOf(draft, storeOf(e)!)};`,
  );
  const rest = draft.text.slice(stmt.testSpan.end, stmt.end);
  return [inPlaceOf(draft, stmt, [...steps, `if (${op === '||' ? '' : '!'}${name})${rest}`])];
}

function operandsOf(expr: Expr, op: string): readonly Expr[] {
  const e = bare(expr);
  return e.kind === 'binary' && e.op === op
    ? [...operandsOf(e.left, op), ...operandsOf(e.right, op)]
    : [expr];
}

const unwrapped = (draft: Draft, e: Expr): string =>
  textOf(draft, e.kind === 'paren' && e.inner.kind !== 'assign' ? e.inner : e);

/** The assignment that an operand asks about: `(v = a())`, `!(v = a())`. */
function storeOf(e: Expr): Assign | undefined {
  const inner = bare(e);
  const store = inner.kind === 'unary' && inner.op === '!' ? bare(inner.operand) : inner;
  return store.kind === 'assign' && store.op === '=' ? store : undefined;
}

const nameOf = (e: Expr): string | undefined => {
  const target = bare(e);
  return target.kind === 'identifier' ? target.name : undefined;
};

const storedIn = (e: Expr): string | undefined => {
  const inner = bare(e);
  return inner.kind === 'assign' && inner.op === '=' ? nameOf(inner.target) : undefined;
};

const notStoredIn = (e: Expr): string | undefined => {
  const inner = bare(e);
  return inner.kind === 'unary' && inner.op === '!' ? storedIn(inner.operand) : undefined;
};

// ---- v = c ? a() : b(); ----

function inArms(draft: Draft, stmt: Stmt, assign: Assign | undefined): readonly Change[] | undefined {
  const value = assign && bare(assign.value);
  if (value?.kind !== 'conditional' || value.then === undefined) return undefined;
  return [inPlaceOf(draft, stmt, [asIf(draft, stmt, assign!, value)])];
}

function asIf(draft: Draft, stmt: Stmt, { target }: Assign, { test, then, otherwise }: Conditional): string {
  const indent = innerIndent(draft, stmt);
  const nl = newlineOf(draft.text);
  const arm = (value: Expr) => `${nl}${deeper(indent)}${textOf(draft, target)} = ${unwrapped(draft, value)};`;
  return `if (${unwrapped(draft, test)})${arm(then!)}${nl}${indent}else${arm(otherwise)}`;
}

// ---- int v = a(); ----

/** The result is stored behind the declarations, where nothing of those after it asks for it or does something. */
function atDeclaration(draft: Draft, decl: Declaration, call: Expr): readonly Change[] | undefined {
  const place = siblingsOf(draft, decl);
  const declarator = decl.declarators.find(
    d => d.init && d.init.start <= call.start && call.end <= d.init.end,
  );
  if (!place || !declarator || statementOf(draft, call) !== decl) return undefined;
  const { list, at } = place;
  const behind = list.slice(at + 1);
  const rest = behind.findIndex(s => s.kind !== 'declaration');
  const last = rest === 0 ? decl : list[rest < 0 ? list.length - 1 : at + rest]!;
  const later = [
    ...decl.declarators.slice(decl.declarators.indexOf(declarator) + 1),
    ...list
      .slice(at + 1, list.indexOf(last) + 1)
      .flatMap(s => (s.kind === 'declaration' ? s.declarators : [])),
  ];
  if (later.some(d => d.init && (doesSomething(d.init) || namesIn(d.init).has(declarator.name))))
    return undefined;
  return [
    { ...initSpan(draft.text, declarator), text: '' },
    { start: last.end, end: last.end, text: statement(draft, last, declarator) },
  ];
}

function statement(draft: Draft, last: Stmt, { name, init }: Declarator): string {
  const nl = newlineOf(draft.text);
  return `${nl}${nl}${innerIndent(draft, last)}${name} = ${textOf(draft, init!)};`;
}

function doesSomething(e: Expr): boolean {
  let found = false;
  walk(e, node => (found ||= /^(?:call|assign|update|statement-expr|unknown)$/.test(node.kind)));
  return found;
}

function namesIn(e: Expr): ReadonlySet<string> {
  const names = new Set<string>();
  walk(e, node => {
    if (node.kind === 'identifier') names.add(node.name);
  });
  return names;
}
