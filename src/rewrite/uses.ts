/** One reading of the value, said in new words. */
import { saysTruth } from '../flow/counts.js';
import type { Variable } from '../flow/resolve.js';
import { isTruthType } from '../flow/types.js';
import { bare, calleeOf, childrenOf, walk } from '../flow/walk.js';
import type { Expr, Stmt, Switch } from '../source/ast.js';
import type { Span } from '../source/span.js';
import { translateSwitch } from './cases.js';
import { type Changes, isObstacle } from './changes.js';
import { type Draft, isStatement, outermost } from './draft.js';
import { textOf } from './emit.js';
import type { Migration } from './migration.js';
import type { Change } from './pieces.js';
import { type Carrier, constantOf, newTest, type TestStyle, type Values } from './test.js';
import { viewOf } from './view.js';

/** A condition in new words. */
export interface TestChange extends Change {
  /** Set where it always comes out the same: how. */
  readonly folded: boolean | undefined;
}

/** Rewrites the whole condition around a node, if it stands in one. */
export function testAround(
  draft: Draft,
  node: Expr,
  carrier: Carrier,
  style: TestStyle,
  migration: Migration,
): TestChange | undefined {
  let at: Expr = node;
  let best: TestChange | undefined;
  for (;;) {
    const parent = draft.parents.get(at);
    // A number that is kept should not be a mask of codes: no type is right for that.
    const isNumber = isTruth01(at) && isComputedWith(parent, at);
    const isKept = isKeptAsTruth(draft, parent, at) || isNumber;
    const isGiven = isTruth01(at) && isGivenOn(parent, at);
    const how = isKept || isGiven ? 'success' : style;
    const said = newTest(at, carrier, migration, how, e => textOf(draft, e));
    if (said !== undefined && (isKept || isConditionIn(draft, at, carrier.is(bare(at))))) {
      const { start, end } = at;
      if (typeof said === 'boolean') {
        const text = decided(at, said, carrier);
        if (text === undefined) return best;
        const isWhole = text.length === 1 || parent === undefined || isStatement(parent);
        best = { start, end, text: isWhole ? text : `(${text})`, folded: said };
      } else {
        const stands =
          parent === undefined || isStatement(parent) || /^(assign|comma|index)$/.test(parent.kind);
        // A comparison binds less than what computes with it.
        const loose = (said.loose || isNumber) && !stands;
        best = { start, end, text: loose ? `(${said.text})` : said.text, folded: undefined };
      }
    }
    if (!parent || isStatement(parent)) return best;
    at = parent;
  }
}

/** A condition that always comes out the same: what it assigns first stays. Undefined where that is not always done. */
function decided(test: Expr, holds: boolean, carrier: Carrier): string | undefined {
  const found: Expr[] = [];
  walk(test, node => {
    if (node.kind === 'assign' && carrier.is(node)) found.push(node);
  });
  const number = holds ? '1' : '0';
  const [work] = found;
  if (!work) return number;
  return found.length === 1 && isAlwaysDone(test, work) ? `${carrier.text(work)}, ${number}` : undefined;
}

/** Whether a part of an expression is computed whenever that is. */
function isAlwaysDone(expr: Expr, part: Expr): boolean {
  const e = bare(expr);
  if (e === part) return true;
  if (e.kind === 'conditional') return isAlwaysDone(e.test, part);
  if (e.kind === 'binary')
    return isAlwaysDone(e.left, part) || (!/^(&&|\|\|)$/.test(e.op) && isAlwaysDone(e.right, part));
  return childrenOf(e).some(child => !isStatement(child) && isAlwaysDone(child, part));
}

/** Whether an expression is read for its truth alone where it stands, as the last of several it may be. */
function isConditionIn({ parents }: Draft, node: Expr, isValue: boolean): boolean {
  const parent = parents.get(node);
  const isLast = parent?.kind === 'comma' && parent.items[parent.items.length - 1] === node;
  if (!isLast) return isConditionOf(parent, node, isValue);
  let whole: Expr = parent;
  for (let outer = parents.get(whole); outer?.kind === 'paren'; outer = parents.get(whole)) whole = outer;
  return isConditionOf(parents.get(whole), whole, true);
}

/** Whether an expression gives 1 or 0 as far as its looks say: what a call gives is taken for that, too. */
const isTruth01 = (node: Expr): boolean => saysTruth(node) || bare(node).kind === 'call';

/** Whether a parent computes with an expression: `done += !err`, `names[!!err]`. */
function isComputedWith(parent: Expr | Stmt | undefined, node: Expr): boolean {
  if (parent?.kind === 'index') return parent.index === node;
  if (parent?.kind === 'assign') return parent.op !== '=' && parent.value === node;
  return parent?.kind === 'binary' && /^(?:[-+*/%|^]|<<|>>)$/.test(parent.op);
}

/** Whether a parent takes an expression as it is, and may do more with it than ask whether it is 0. */
function isGivenOn(parent: Expr | Stmt | undefined, node: Expr): boolean {
  if (parent?.kind === 'call') return !(parent.args[0] === node && ASKING.test(calleeOf(parent) ?? ''));
  return /^(?:assign|declaration|return)$/.test(parent?.kind ?? '');
}

/** Calls that ask of their first argument only whether it is 0. */
const ASKING = /^(un)?likely$|^(WARN|BUG)/;

/**
 * Whether a parent reads the expression for its truth alone.
 *
 * @param isValue whether the expression is the value itself: what takes it may do more with it than ask
 */
function isConditionOf(parent: Expr | Stmt | undefined, node: Expr, isValue: boolean): boolean {
  switch (parent?.kind) {
    case 'if':
    case 'while':
    case 'do':
    case 'for':
      return parent.test === node;
    case 'conditional':
      // Without a middle, "a ?: b" hands on the number itself.
      return parent.test === node && parent.then !== undefined;
    case 'expr':
    case 'assign':
    case 'declaration':
    case 'return':
      // A comparison's value, 0 or 1, means the same in both worlds.
      return !isValue && isTruth01(node);
    case 'call':
      if (!parent.args.includes(node)) return false;
      return (
        (parent.args[0] === node && ASKING.test(calleeOf(parent) ?? '')) || (!isValue && isTruth01(node))
      );
    default:
      return false;
  }
}

/** Whether a parent keeps of the expression only whether it is 0: in a `bool`. */
export function isKeptAsTruth(draft: Draft, parent: Expr | Stmt | undefined, node: Expr): boolean {
  switch (parent?.kind) {
    case 'return':
      return isTruthType(draft.fn.returnType);
    case 'declaration': {
      const declared = parent.declarators.find(d => d.init === node);
      return declared !== undefined && !declared.array && isTruthType(parent.type, declared.pointers);
    }
    case 'assign': {
      const target = bare(parent.target);
      const variable = target.kind === 'identifier' ? draft.code.names.of(target) : undefined;
      return parent.op === '=' && parent.value === node && variable !== undefined && isTruth(variable);
    }
    default:
      return false;
  }
}

/** Whether a variable keeps of a value only whether it is 0. */
export function isTruth({ type, pointers, declarator }: Variable): boolean {
  return !declarator?.array && isTruthType(type, pointers);
}

/** What becomes of a reading: changes, or nothing to do; undefined, or the obstacle, where there are no new words for it. */
export function translateUse(
  draft: Draft,
  node: Expr,
  carrier: Carrier,
  migration: Migration,
): Changes | 'same' | undefined {
  const parent = draft.parents.get(node);
  if (parent?.kind === 'expr') return 'same';
  if (parent?.kind === 'assign' && parent.op === '|=' && bare(parent.target) === node) return 'same';
  const test = testAround(draft, node, carrier, 'mask', migration);
  if (test) return [test];
  if (isHandedOn(draft, node)) return 'same';
  const statement = draft.parents.get(outermost(draft, node));
  return statement?.kind === 'switch' ? translateSwitchOn(draft, statement, carrier, migration) : undefined;
}

/** A `switch` on the value, or on what signs and constants make of it: the labels in new words, and the value itself. */
export function translateSwitchOn(
  draft: Draft,
  sw: Switch,
  carrier: Carrier,
  migration: Migration,
): Changes | undefined {
  const source = (span: Span) => textOf(draft, span);
  const view = viewOf(sw.test, carrier.is, operand => constantOf(operand, migration), source);
  const values = view && carrier.values(view.node);
  if (!view || !values) return undefined;
  const made = values.map(([old, code]) => [view.made(old), code] as const);
  if (made.some(([seen]) => seen === undefined)) return undefined;
  const labels = translateSwitch(draft, sw, made as Values, migration);
  const inner = sw.test.kind === 'paren' ? sw.test.inner : sw.test;
  if (isObstacle(labels) || bare(inner) === view.node) return labels;
  return [...labels, { start: inner.start, end: inner.end, text: view.head + carrier.text(view.node) }];
}

/** Whether the value goes into another variable or out of the function as it is. */
function isHandedOn(draft: Draft, node: Expr): boolean {
  let at = node;
  for (;;) {
    const parent = draft.parents.get(at);
    if (!parent) return false;
    if (isStatement(parent)) return parent.kind === 'declaration' || parent.kind === 'return';
    const isValue =
      parent.kind === 'paren' ||
      (parent.kind === 'conditional' && parent.test !== at) ||
      (parent.kind === 'comma' && parent.items[parent.items.length - 1] === at);
    if (parent.kind === 'assign' && parent.op === '=' && parent.value === at)
      return bare(parent.target).kind === 'identifier';
    if (!isValue) return false;
    at = parent;
  }
}
