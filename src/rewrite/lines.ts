/** Lines that the rewrite made: broken where they grew too long, and joined where they need no break any more. */
import { calleeOf, walk } from '../flow/walk.js';
import type { Call, Expr } from '../source/ast.js';
import type { Draft } from './draft.js';
import { textOf } from './emit.js';
import {
  advance,
  blanksTo,
  columnOf,
  fillArguments,
  indentAt,
  lineEnd,
  lineStart,
  TAB,
  WIDTH,
} from './layout.js';
import type { Migration } from './migration.js';
import type { Change } from './pieces.js';

/**
 * Lays out again what does not stand well, the calls of the new API first.
 *
 * @param original the function's text before the rewrite: what it broke over lines was broken by a person
 */
export function mendLines(draft: Draft, original: string, migration: Migration): readonly Change[] {
  const news = new Set([...migration.calls.values(), ...migration.mappers.map(m => m.name)]);
  const changes: Change[] = [];
  walk(draft.fn, node => {
    if (changes.length > 0) return;
    const change =
      node.kind === 'call' && news.has(calleeOf(node) ?? '')
        ? laidOut(draft, node, original)
        : node.kind === 'binary' && /^(\|\||&&)$/.test(node.op)
          ? brokenBehind(draft, node, node.left, node.right, original)
          : node.kind === 'conditional' && node.then
            ? brokenBehind(draft, node, node.test, node.then, original)
            : undefined;
    if (change) changes.push(change);
  });
  return changes;
}

/** A call whose lines are too long, or were broken for a place where it no longer stands. */
function laidOut(draft: Draft, call: Call, original: string): Change | undefined {
  const { start, end } = call.argsSpan;
  const args = textOf(draft, call.argsSpan);
  // A comment to the line's end, or a string with blanks, is not to be joined.
  if (/\/[*/]|"/.test(args)) return undefined;
  const flat = args.replace(/\s*\n\s*/g, ' ').replace(/\( /g, '(');
  const lines = args.split('\n');
  const column = columnOf(draft.text, start);
  const tail = behind(draft, end);
  const widths = lines.map((line, i) =>
    advance(i === 0 ? column : 0, i === lines.length - 1 ? line + tail : line),
  );
  const isOurs = lines.length > 1 && !original.includes(args) && original.includes(flat);
  if (!isOurs && Math.max(...widths) <= WIDTH) return undefined;
  const text =
    fillArguments(flat, column, column + 1, tail) ??
    (lines.length > 1
      ? fillArguments(flat, column, advance(0, /^[ \t]*/.exec(lines[1]!)![0]), tail)
      : undefined) ??
    indents(draft, start, column)
      .map(indent => fillArguments(flat, column, indent, tail))
      .find(filled => filled !== undefined);
  return text === undefined || text === args ? undefined : { start, end, text };
}

/** Where arguments may go on that do not fit below the first: at stops of the tabulator, the furthest first. */
function indents(draft: Draft, offset: number, column: number): readonly number[] {
  const least = advance(0, indentAt(draft.text, offset)) + TAB;
  const found: number[] = [];
  for (let indent = column - (column % TAB); indent >= least; indent -= TAB) found.push(indent);
  return found;
}

/** A condition on one line that is too long, broken behind the last operator that leaves both halves room. */
function brokenBehind(
  draft: Draft,
  node: Expr,
  left: Expr,
  right: Expr,
  original: string,
): Change | undefined {
  const gap = draft.text.slice(left.end, right.start);
  const from = lineStart(draft.text, node.start);
  const line = draft.text.slice(from, lineEnd(draft.text, node.start));
  if (gap.includes('\n') || advance(0, line) <= WIDTH || original.includes(line)) return undefined;
  if (node.end > from + line.length) return undefined;
  const indent = columnOf(draft.text, node.start);
  const rest = draft.text.slice(right.start, from + line.length);
  const head = draft.text.slice(from, left.end + gap.trimEnd().length);
  if (advance(0, head) > WIDTH || advance(indent, rest) > WIDTH) return undefined;
  return {
    start: left.end + gap.trimEnd().length,
    end: right.start,
    text: `\n${blanksTo(indent)}`,
  };
}

/** What follows on the line, without a remark at its end. */
function behind(draft: Draft, end: number): string {
  return draft.text.slice(end, lineEnd(draft.text, end)).replace(/\s*(\/\*.*)?\r?$/, '');
}
