/** Texts of changed statements. */
import type { Expr, Stmt } from '../source/ast.js';
import { firstLine } from './changes.js';
import { type Draft, outermost, siblingsOf } from './draft.js';
import {
  advance,
  columnOf,
  deeper,
  indentAt,
  layArguments,
  lineEnd,
  newlineOf,
  startsLine,
} from './layout.js';
import type { Change } from './pieces.js';
import type { CallSite } from './sites.js';

/** The call under its new name, standing at a column; `tail` is what follows it on its last line. */
export function callText(draft: Draft, site: CallSite, column: number, tail: string): string {
  const { call } = site;
  const oldColumn = columnOf(draft.text, call.argsSpan.start);
  const args = draft.text.slice(call.argsSpan.start, call.argsSpan.end);
  return site.after + layArguments(args, oldColumn, advance(column, site.after), tail);
}

/** Renames the call where it stands. */
export function renameCall(draft: Draft, site: CallSite): Change {
  const { call } = site;
  const tail = draft.text.slice(call.end, lineEnd(draft.text, call.end)).replace(/\s*(\/\*.*)?\r?$/, '');
  return {
    start: call.start,
    end: call.end,
    text: callText(draft, site, columnOf(draft.text, call.start), tail),
  };
}

/** The indent of statements that take the place of one: deeper where that is the arm of an `if` without braces. */
export function innerIndent(draft: Draft, stmt: Stmt): string {
  if (siblingsOf(draft, stmt)) return indentAt(draft.text, stmt.start);
  const parent = draft.parents.get(stmt);
  return deeper(indentAt(draft.text, (parent ?? stmt).start));
}

/**
 * Several statements in place of one. Where the old one was the arm of an `if` without braces, the new ones get them.
 * Each text is one statement without its first indent.
 */
export function inPlaceOf(draft: Draft, stmt: Stmt, texts: readonly string[]): Change {
  const nl = newlineOf(draft.text);
  const indent = indentAt(draft.text, stmt.start);
  const behindElse = elseArm(draft, stmt);
  if (texts.length === 1 && behindElse && !/^(if\b|\{)/.test(texts[0]!)) {
    // What is no `else if` any more stands on a line of its own.
    return { start: behindElse.start, end: stmt.end, text: nl + deeper(behindElse.indent) + texts[0] };
  }
  const isBlock = texts.length === 1 && texts[0]!.startsWith('{');
  if (isBlock && behindElse && stmt.kind === 'if' && startsLine(draft.text, stmt.then.start)) {
    // A brace that stood on a line of its own does so behind the `else` alone.
    return { start: behindElse.start, end: stmt.end, text: nl + behindElse.indent + texts[0] };
  }
  if (texts.length === 1 || siblingsOf(draft, stmt)) {
    return { start: stmt.start, end: stmt.end, text: texts.join(nl + indent) };
  }
  const parent = draft.parents.get(stmt);
  const outer = parent ? indentAt(draft.text, parent.start) : indent;
  const inner = deeper(outer);
  const body = texts.map(t => inner + t).join(nl);
  const gap = /\s*$/.exec(draft.text.slice(0, stmt.start))![0];
  // The `else` behind an arm stands on the line of its brace.
  const follows = parent?.kind === 'if' && /^\s*(?=else\b)/.exec(draft.text.slice(stmt.end));
  return {
    start: stmt.start - gap.length,
    end: stmt.end + (follows ? follows[0].length : 0),
    text: ` {${nl}${body}${nl}${outer}}${follows ? ' ' : ''}`,
  };
}

/** For an `if` on the line of the `else` before it: where the blank between them begins, and the indent of the line. */
function elseArm(draft: Draft, stmt: Stmt): { readonly start: number; readonly indent: string } | undefined {
  const parent = draft.parents.get(stmt);
  if (stmt.kind !== 'if' || parent?.kind !== 'if' || parent.otherwise !== stmt) return undefined;
  const gap = /[ \t]*$/.exec(draft.text.slice(0, stmt.start))![0].length;
  return { start: stmt.start - gap, indent: indentAt(draft.text, parent.start) };
}

/** Where a value is read, as one line of text for people: the whole expression, or the head of its `switch`. */
export function readAt(draft: Draft, node: Expr): string {
  const whole = outermost(draft, node);
  const text = firstLine(textOf(draft, whole));
  return draft.parents.get(whole)?.kind === 'switch' ? `switch (${text})` : text;
}

/** The source text of a node. */
export function textOf(draft: Draft, node: { start: number; end: number }): string {
  return draft.text.slice(node.start, node.end);
}
