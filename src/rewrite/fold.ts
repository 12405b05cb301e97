/** Tests of which it is known how they come out: what is left of them stands alone. */
import { bare, walk } from '../flow/walk.js';
import type { Span } from '../source/span.js';
import { removal } from './dead.js';
import { type Draft, siblingsOf } from './draft.js';
import { textOf } from './emit.js';
import { deeper, indentAt, newlineOf } from './layout.js';
import type { Change } from './pieces.js';
import { asLines, commentAt } from './remarks.js';

/** `if (0)` and `if (1)` that the rewrite made. */
export function foldConstantIfs(draft: Draft): readonly Change[] {
  const changes: Change[] = [];
  walk(draft.fn, node => {
    if (changes.length > 0 || node.kind !== 'if') return;
    const test = bare(node.test);
    if (test.kind !== 'number' || (test.text !== '0' && test.text !== '1')) return;
    const kept = test.text === '1' ? node.then : node.otherwise;
    if (!kept) {
      changes.push(removal(draft, node));
      return;
    }
    if (kept.kind === 'block' && siblingsOf(draft, node)) {
      const inner = kept.body;
      const first = inner[0];
      const last = inner[inner.length - 1];
      if (!first || !last) return;
      const indent = indentAt(draft.text, node.start);
      const remarks = (span: Span) => draft.comments.filter(c => c.start >= span.start && c.end <= span.end);
      const lead = remarks({ start: kept.start, end: first.start }).map(c => commentAt(draft, c, indent));
      const end = remarks({ start: last.end, end: kept.end }).at(-1)?.end ?? last.end;
      const text = asLines(draft, lead, indent) + outdented(draft, { start: first.start, end }, node);
      changes.push({ start: node.start, end: node.end, text });
    } else {
      const parent = draft.parents.get(node);
      const isElse = parent?.kind === 'if' && parent.otherwise === node && !/^(if|block)$/.test(kept.kind);
      if (!isElse) changes.push({ start: node.start, end: node.end, text: outdented(draft, kept, node) });
      else {
        const start = node.start - /\s*$/.exec(draft.text.slice(0, node.start))![0].length;
        const lead = newlineOf(draft.text) + deeper(indentAt(draft.text, parent.start));
        changes.push({ start, end: node.end, text: lead + outdented(draft, kept, node) });
      }
    }
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
