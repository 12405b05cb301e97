/** Tests of which it is known how they come out: what is left of them stands alone. */
import { bare, walk } from '../flow/walk.js';
import type { Block, Expr, Stmt } from '../source/ast.js';
import { overlaps, type Span } from '../source/span.js';
import { removal } from './dead.js';
import { type Draft, siblingsOf } from './draft.js';
import { inPlaceOf, textOf } from './emit.js';
import { indentAt, newlineOf } from './layout.js';
import type { Change } from './pieces.js';
import { asLines, commentAt } from './remarks.js';

/** The number that a test always is, where the rewrite made it one, and what is computed before. */
export function decidedTest(
  draft: Draft,
  expr: Expr,
): { readonly holds: boolean; readonly work: Expr | undefined } | undefined {
  const test = bare(expr);
  const parts = test.kind === 'comma' && test.items.length === 2 ? test.items : [undefined, test];
  const last = parts[1] && bare(parts[1]);
  if (last?.kind !== 'number' || (last.text !== '0' && last.text !== '1')) return undefined;
  return draft.pieces.keeps(last) ? undefined : { holds: last.text === '1', work: parts[0] };
}

/** The statements of a block with their comments, as they stand in place of a statement around it. */
export function unwrapped(draft: Draft, block: Block, outer: Span): string | undefined {
  const first = block.body[0];
  const last = block.body[block.body.length - 1];
  if (!first || !last) return undefined;
  const indent = indentAt(draft.text, outer.start);
  const remarks = (span: Span) => draft.comments.filter(c => c.start >= span.start && c.end <= span.end);
  const lead = remarks({ start: block.start, end: first.start }).map(c => commentAt(draft, c, indent));
  const end = remarks({ start: last.end, end: block.end }).at(-1)?.end ?? last.end;
  return asLines(draft, lead, indent) + outdented(draft, { start: first.start, end }, outer);
}

/** `if (0)` and `if (1)` that the rewrite made. */
export function foldConstantIfs(draft: Draft): readonly Change[] {
  const changes: Change[] = [];
  walk(draft.fn, node => {
    if (changes.length > 0 || node.kind !== 'if') return;
    const test = decidedTest(draft, node.test);
    if (!test) return;
    const kept = test.holds ? node.then : node.otherwise;
    if (test.work) {
      if (!siblingsOf(draft, node)) return;
      const indent = newlineOf(draft.text) + indentAt(draft.text, node.start);
      changes.push({ start: node.start, end: node.start, text: `${textOf(draft, test.work)};${indent}` });
      changes.push({ start: node.test.start, end: node.test.end, text: test.holds ? '1' : '0' });
      return;
    }
    if (!kept || isNothing(draft, kept)) {
      changes.push(removal(draft, node));
      return;
    }
    if (kept.kind === 'block' && siblingsOf(draft, node)) {
      const text = unwrapped(draft, kept, node);
      if (text !== undefined) changes.push({ start: node.start, end: node.end, text });
    } else {
      changes.push(inPlaceOf(draft, node, [outdented(draft, kept, node)]));
    }
  });
  return changes;
}

/** An `else` in which the rewrite left nothing. */
export function dropEmptyElses(draft: Draft): readonly Change[] {
  const changes: Change[] = [];
  walk(draft.fn, node => {
    if (changes.length > 0 || node.kind !== 'if' || !node.otherwise || !isNothing(draft, node.otherwise))
      return;
    const rest = { start: node.then.end, end: node.otherwise.end };
    const isOurs = !draft.pieces.keeps(node.otherwise) && !draft.comments.some(one => overlaps(one, rest));
    if (isOurs) changes.push({ ...rest, text: '' });
  });
  return changes;
}

/** Whether a statement does nothing, and says nothing either. */
function isNothing(draft: Draft, stmt: Stmt): boolean {
  const isEmpty = stmt.kind === 'empty' || (stmt.kind === 'block' && stmt.body.length === 0);
  return isEmpty && !draft.comments.some(one => overlaps(one, stmt));
}

/** `1 ? a : b` and `0 ? a : b` that the rewrite made. */
export function foldConstantChoices(draft: Draft): readonly Change[] {
  const changes: Change[] = [];
  walk(draft.fn, node => {
    if (changes.length > 0 || node.kind !== 'conditional' || node.then === undefined) return;
    const test = decidedTest(draft, node.test);
    if (!test || test.work) return;
    const { start, end } = node;
    changes.push({ start, end, text: textOf(draft, test.holds ? node.then : node.otherwise) });
  });
  return changes;
}

/** The text of a span as it stands at the indent of another. */
export function outdented(draft: Draft, span: Span, to: Span): string {
  const from = indentAt(draft.text, span.start);
  const target = indentAt(draft.text, to.start);
  if (!from.startsWith(target) || from === target) return textOf(draft, span);
  const extra = from.slice(target.length);
  return textOf(draft, span)
    .split('\n')
    .map((line, i) =>
      i > 0 && line.startsWith(target + extra) ? target + line.slice(target.length + extra.length) : line,
    )
    .join('\n');
}
