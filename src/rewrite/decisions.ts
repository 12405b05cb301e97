/**
 * Decision trees as code spells them: nested conditions, chains of `if`, `switch`: what is tested, and which constant
 * each way ends in.
 */
import { bare } from '../flow/walk.js';
import { dataFlowOf } from '../flow/webs.js';
import type { Expr, Stmt, Switch } from '../source/ast.js';
import type { Span } from '../source/span.js';
import { type Draft, siblingsOf } from './draft.js';
import { textOf } from './emit.js';

/** Where a way ends: `return value;`, or `target = value;`. */
export interface Leaf {
  readonly value: Expr;
  /** The text of the variable that is set; undefined for a return, and inside an expression. */
  readonly target: string | undefined;
}

/** A tree that begins at one place; its span is all that it is made of. */
export interface Decision extends Span {
  readonly kind: 'expression' | 'statement';
  readonly tests: readonly Expr[];
  readonly leaves: readonly Leaf[];
  /** The test under which the whole is done, where the ways that fail all tests go on behind it. */
  readonly guard: Expr | undefined;
  /** The arms of one `if` that it is, with one that goes on as it is: in front of its `else`, or behind it. */
  readonly beside?: { readonly stmt: Stmt; readonly follows: boolean };
}

interface Part {
  readonly tests: readonly Expr[];
  readonly leaves: readonly Leaf[];
}

/** The trees that begin with a node: none, one, or a chain with and without its guard. */
export function decisionsFrom(draft: Draft, node: Expr | Stmt): readonly Decision[] {
  switch (node.kind) {
    case 'conditional': {
      const part = partOfExpression(node);
      const { start, end } = withParens(draft, node);
      return part ? [{ ...part, kind: 'expression', start, end, guard: undefined }] : [];
    }
    case 'if':
      return fromIf(draft, node);
    case 'switch':
      return fromSwitch(draft, node);
    case 'expr':
      return fromDefault(draft, node);
    default:
      return [];
  }
}

function withParens(draft: Draft, expr: Expr): Expr {
  const parent = draft.parents.get(expr);
  return parent?.kind === 'paren' ? withParens(draft, parent) : expr;
}

function partOfExpression(expr: Expr): Part | undefined {
  const e = bare(expr);
  if (e.kind !== 'conditional') return { tests: [], leaves: [{ value: e, target: undefined }] };
  if (!e.then) return undefined;
  const [then, otherwise] = [partOfExpression(e.then), partOfExpression(e.otherwise)];
  if (!then || !otherwise) return undefined;
  return {
    tests: [e.test, ...then.tests, ...otherwise.tests],
    leaves: [...then.leaves, ...otherwise.leaves],
  };
}

/** `return …;` or `v = …;`, alone or alone in a block. */
function partOfStatement(draft: Draft, stmt: Stmt): Part | undefined {
  if (stmt.kind === 'block')
    return stmt.body.length === 1 ? partOfStatement(draft, stmt.body[0]!) : undefined;
  if (stmt.kind === 'if') {
    if (!stmt.otherwise) return undefined;
    const [then, otherwise] = [partOfStatement(draft, stmt.then), partOfStatement(draft, stmt.otherwise)];
    if (!then || !otherwise) return undefined;
    return {
      tests: [stmt.test, ...then.tests, ...otherwise.tests],
      leaves: [...then.leaves, ...otherwise.leaves],
    };
  }
  if (stmt.kind === 'return' && stmt.value) return partOfExpression(stmt.value);
  if (stmt.kind !== 'expr' || stmt.expr.kind !== 'assign' || stmt.expr.op !== '=') return undefined;
  const target = textOf(draft, stmt.expr.target);
  const part = partOfExpression(stmt.expr.value);
  return part && { ...part, leaves: part.leaves.map(leaf => ({ ...leaf, target })) };
}

const isReturning = ({ leaves }: Part) => leaves.every(({ target }) => target === undefined);

/**
 * An `if` with all that belongs to it: its `else` arms, and where all arms return, the `if`s and the `return` behind
 * it. Where a chain has no last way, its last test is the guard.
 */
function fromIf(draft: Draft, first: Extract<Stmt, { kind: 'if' }>): readonly Decision[] {
  const parent = draft.parents.get(first);
  if (parent?.kind === 'if' && parent.otherwise === first) return fromElse(draft, parent, first);
  const found: Decision[] = [];
  const tests: Expr[] = [];
  const leaves: Leaf[] = [];
  const add = (part: Part, end: number, guard: Expr | undefined) => {
    tests.push(...part.tests);
    leaves.push(...part.leaves);
    found.push({
      ...{ kind: 'statement', start: first.start, end, guard },
      ...{ tests: [...tests], leaves: [...leaves] },
    });
  };
  /** Takes in a chain; false where nothing behind it can belong to it. */
  const take = (stmt: Extract<Stmt, { kind: 'if' }>, end: number): boolean => {
    const whole = partOfStatement(draft, stmt);
    if (whole) {
      add(whole, end, undefined);
      return false;
    }
    const then = partOfStatement(draft, stmt.then);
    if (!then) return false;
    add({ tests: [stmt.test, ...then.tests], leaves: then.leaves }, end, stmt.test);
    if (stmt.otherwise?.kind === 'if') return take(stmt.otherwise, end);
    return !stmt.otherwise && isReturning(then);
  };
  const place = siblingsOf(draft, first);
  for (let at = place?.at ?? 0, stmt: Stmt | undefined = first; stmt; stmt = place?.list[++at]) {
    if (stmt.kind === 'if') {
      if (!take(stmt, stmt.end)) break;
      continue;
    }
    const last = stmt.kind === 'return' ? partOfStatement(draft, stmt) : undefined;
    if (last) add(last, stmt.end, undefined);
    break;
  }
  // A chain of `else if` that ends without `else` is one whole: only its last guard stands for all of it.
  const ends = new Map(found.map(decision => [decision.end, decision]));
  return [...ends.values(), ...fromArms(draft, first), ...fromOverride(draft, first)];
}

/** `if (…) v = C;` where `v` holds one constant already, wherever that was set; and the `return v;` behind it. */
function fromOverride(draft: Draft, own: Extract<Stmt, { kind: 'if' }>): readonly Decision[] {
  const then = own.otherwise ? undefined : partOfStatement(draft, own.then);
  const target = then?.leaves[0]?.target;
  const before = target === undefined ? undefined : heldAt(draft, own, target);
  if (!then || before === undefined) return [];
  const tests = [own.test, ...then.tests];
  const leaves = [...then.leaves, { value: before, target }];
  const whole: Decision = {
    kind: 'statement',
    start: own.start,
    end: own.end,
    guard: undefined,
    tests,
    leaves,
  };
  const place = siblingsOf(draft, own);
  const next = place?.list[place.at + 1];
  if (next?.kind !== 'return' || !next.value || textOf(draft, next.value) !== target) return [whole];
  const returned = leaves.map(leaf => ({ ...leaf, target: undefined }));
  return [whole, { ...whole, end: next.end, leaves: returned }];
}

/** The value that a variable has whenever a statement is come to; undefined where it can be several. */
function heldAt({ code, text }: Draft, stmt: Stmt, name: string): Expr | undefined {
  const variable = code.names.variables.find(one => one.name === name && one.scalar);
  const range = code.program.ranges.get(stmt);
  if (!variable || !range) return undefined;
  const values = [...dataFlowOf(code).entering(range.from, variable.id)].map(def => def?.value);
  const [first] = values;
  const said = (value: Expr) => text.slice(value.start, value.end);
  return first && values.every(value => value && said(value) === said(first)) ? first : undefined;
}

/** What an `else if` decides, where other arms stand in front of it; it begins behind the `else`. */
function fromElse(
  draft: Draft,
  { then }: Extract<Stmt, { kind: 'if' }>,
  own: Extract<Stmt, { kind: 'if' }>,
): readonly Decision[] {
  const whole = partOfStatement(draft, own);
  if (!whole) return [];
  const start = elseAt(draft, then) + 'else'.length;
  const beside = { stmt: then, follows: false };
  return [{ ...whole, kind: 'statement', start, end: own.end, guard: undefined, beside }];
}

/** The first arms of an `if`, two and more, where another one follows; they end in front of its `else`. */
function fromArms(draft: Draft, first: Extract<Stmt, { kind: 'if' }>): readonly Decision[] {
  const found: Decision[] = [];
  const tests: Expr[] = [];
  const leaves: Leaf[] = [];
  for (let arm: Stmt | undefined = first, count = 1; arm?.kind === 'if'; arm = arm.otherwise, count++) {
    const part = partOfStatement(draft, arm.then);
    if (!part) break;
    tests.push(arm.test, ...part.tests);
    leaves.push(...part.leaves);
    if (count === 1 || !arm.otherwise) continue;
    found.push({
      ...{ kind: 'statement', start: first.start, end: elseAt(draft, arm.then), guard: arm.test },
      ...{ tests: [...tests], leaves: [...leaves], beside: { stmt: arm.otherwise, follows: true } },
    });
  }
  return found;
}

/** Where the `else` behind an arm begins; no comment is between them, or the code is not taken for a decision. */
function elseAt({ text }: Draft, { end }: Stmt): number {
  return end + /^\s*/.exec(text.slice(end))![0].length;
}

/** `v = D; if (…) v = C;` */
function fromDefault(draft: Draft, stmt: Extract<Stmt, { kind: 'expr' }>): readonly Decision[] {
  const place = siblingsOf(draft, stmt);
  const next = place?.list[place.at + 1];
  const first = partOfStatement(draft, stmt);
  if (!first || next?.kind !== 'if' || next.otherwise) return [];
  const then = partOfStatement(draft, next.then);
  if (!then) return [];
  return [
    {
      ...{ kind: 'statement', start: stmt.start, end: next.end, guard: undefined },
      ...{ tests: [next.test, ...first.tests, ...then.tests], leaves: [...first.leaves, ...then.leaves] },
    },
  ];
}

/** A `switch` whose arms each end in a leaf; without `default`, with the `return` behind it. */
function fromSwitch(draft: Draft, sw: Switch): readonly Decision[] {
  if (sw.body.kind !== 'block') return [];
  const tests: Expr[] = [sw.test];
  const leaves: Leaf[] = [];
  let isOpen = false;
  let hasDefault = false;
  for (const stmt of sw.body.body) {
    if (stmt.kind === 'case' || stmt.kind === 'default') {
      hasDefault ||= stmt.kind === 'default';
      isOpen = true;
      continue;
    }
    if (stmt.kind === 'break') continue;
    const part = partOfStatement(draft, stmt);
    // A second statement of one arm does more than end in a constant.
    if (!part || !isOpen) return [];
    isOpen = false;
    tests.push(...part.tests);
    leaves.push(...part.leaves);
  }
  const kind = 'statement' as const;
  const alone: Decision = { kind, start: sw.start, end: sw.end, guard: undefined, tests, leaves };
  if (hasDefault || leaves.some(({ target }) => target !== undefined)) return [alone];
  const place = siblingsOf(draft, sw);
  const next = place?.list[place.at + 1];
  const last = next?.kind === 'return' ? partOfStatement(draft, next) : undefined;
  if (!last) return [];
  return [
    { ...alone, end: next!.end, tests: [...tests, ...last.tests], leaves: [...leaves, ...last.leaves] },
  ];
}
