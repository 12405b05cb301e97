/**
 * Code that parts codes from errnos which one variable holds: no code is below 0 and no errno above, so whoever asks
 * `ret > 0` and leaves there has errnos alone behind it, whatever it is compared with then.
 */
import { bare } from '../flow/walk.js';
import type { Access } from '../flow/webs.js';
import type { Binary, Expr, If } from '../source/ast.js';
import type { Span } from '../source/span.js';
import { type Draft, isStatement, siblingsOf } from './draft.js';
import { labelIn, leaves } from './jumps.js';
import type { Migration } from './migration.js';
import { constantOf } from './test.js';

/** Whether a comparison asks whether a value at one of its sides is above 0. */
export function asksAboveZero({ op, left, right }: Binary, value: Expr, migration: Migration): boolean {
  const isLeft = bare(left) === bare(value);
  const bound = constantOf(bare(isLeft ? right : left), migration);
  return (bound === 0 && op === (isLeft ? '>' : '<')) || (bound === 1 && op === (isLeft ? '>=' : '<='));
}

/** Of the places that read values of the calls, those that none of them gets to, since codes have left before. */
export function behindCodes(
  draft: Draft,
  migration: Migration,
  ours: ReadonlyMap<Expr, readonly Access[]>,
): ReadonlySet<Expr> {
  const parts = [...ours.keys()].flatMap(node => partAt(draft, migration, node) ?? []);
  // A label is entered from elsewhere.
  if (parts.length === 0 || labelIn(draft.fn.body) !== undefined) return new Set();
  const isBehind = (node: Expr, defs: readonly Access[]) =>
    parts.some(
      ({ name, from, spans }) =>
        node.kind === 'identifier' &&
        node.name === name &&
        spans.some(({ start, end }) => start <= node.start && node.end <= end) &&
        defs.every(({ stmt }) => stmt.start < from),
    );
  return new Set([...ours].filter(([node, defs]) => isBehind(node, defs)).map(([node]) => node));
}

/** A variable that is asked whether it is above 0, where, and what is done only where it is not. */
interface Part {
  readonly name: string;
  readonly from: number;
  readonly spans: readonly Span[];
}

function partAt(draft: Draft, migration: Migration, value: Expr): Part | undefined {
  if (value.kind !== 'identifier') return undefined;
  const asked = above(draft, value);
  if (asked?.kind !== 'binary' || !asksAboveZero(asked, value, migration)) return undefined;
  const stmt = above(draft, asked);
  if (stmt?.kind !== 'if' || bare(stmt.test) !== asked) return undefined;
  const spans = [
    ...(stmt.otherwise ? [stmt.otherwise] : []),
    ...(leaves(stmt.then) ? after(draft, stmt) : []),
  ];
  return { name: value.name, from: stmt.start, spans };
}

/** What a node stands in, parentheses apart. */
function above(draft: Draft, node: Expr) {
  let parent = draft.parents.get(node);
  while (parent !== undefined && !isStatement(parent) && parent.kind === 'paren')
    parent = draft.parents.get(parent);
  return parent;
}

/** What is come to from a statement alone: a `case` behind it is entered from its `switch`. */
function after(draft: Draft, stmt: If): readonly Span[] {
  const around = siblingsOf(draft, stmt);
  const rest = around?.list.slice(around.at + 1) ?? [];
  const next = rest.findIndex(({ kind }) => kind === 'case' || kind === 'default');
  return next < 0 ? rest : rest.slice(0, next);
}
