/** Comments in code that goes: which of them still say something, and of what. */

import { bare, childrenOf, walk } from '../flow/walk.js';
import type { Case, Default, Stmt } from '../source/ast.js';
import { contains, type Span } from '../source/span.js';
import { type Draft, isStatement } from './draft.js';
import { innerIndent, inPlaceOf, textOf } from './emit.js';
import { advance, blanksTo, columnOf, indentAt, lineEnd, lineStart, newlineOf } from './layout.js';
import type { Migration } from './migration.js';
import type { Observation } from './observe.js';
import type { Change } from './pieces.js';

/**
 * The texts of the comments that speak of a failure of the calls: they stand at code that success never comes to, or
 * at something that is done only for an error that counts as success now; in a `switch` also those at what only values
 * of others come to, or what is said of some labels of an arm, which nothing tells from the others then. Where that
 * code goes, so do they; all others are true of what stands in its place.
 */
export function remarksOfFailures(
  draft: Draft,
  { paths }: Observation,
  migration: Migration,
): ReadonlySet<string> {
  const success = migration.classes[0]!;
  const failed = new Set<Stmt>();
  const aliased = new Set<Stmt>();
  const fine = new Set<Stmt>();
  const apart = new Set<Stmt>();
  for (const { visits, calls } of paths) {
    const last = calls[calls.length - 1];
    for (const { stmt, effects } of visits) {
      if (!stmt) continue;
      const isBehind = last !== undefined && effects >= last.effects;
      if (isBehind && last.valueClass.after !== success.after) failed.add(stmt);
      else if (isBehind && last.valueClass.before !== success.before) aliased.add(stmt);
      else (last === undefined ? apart : fine).add(stmt);
    }
  }
  // What is done for success as well stays, and what is said of it stays true.
  const elsewhere = new Set([...fine, ...apart].map(stmt => textOf(draft, stmt)));
  const switches = statementsIn(draft.fn.body).filter(({ kind }) => kind === 'switch');
  const gone = draft.comments.filter(comment => {
    const labels = labelsOf(draft, comment);
    if (labels !== undefined) return draft.own !== undefined || !labels.some(l => apart.has(l));
    const stmt = subjectOf(draft, comment);
    if (stmt === undefined) return false;
    const all = [stmt, ...statementsIn(stmt)];
    const comesTo = (some: ReadonlySet<Stmt>) => all.some(one => some.has(one));
    const isArm = switches.some(one => contains(one, comment));
    if (comesTo(fine) || (comesTo(apart) && !isArm)) return false;
    if (comesTo(aliased) && !(isArm && comesTo(failed)))
      return doesMore(stmt) && !elsewhere.has(textOf(draft, stmt));
    return isArm || comesTo(failed);
  });
  return new Set(gone.map(comment => textOf(draft, comment)));
}

/**
 * The labels that a comment among those of one arm is about: the ones above it, up to another comment. Undefined where it
 * is about the whole arm, or stands elsewhere.
 */
export function labelsOf(draft: Draft, comment: Span): readonly (Case | Default)[] | undefined {
  const list = listAround(draft, comment);
  const next = list.findIndex(s => s.start >= comment.end);
  const end = next < 0 ? list.length : next;
  let first = end;
  while (isLabel(list[first - 1])) first -= 1;
  let last = end;
  while (isLabel(list[last])) last += 1;
  // In front of the labels it is about them all; behind them, unless each of some has its own.
  if (first === end) return undefined;
  const between = draft.comments.filter(c => list[first]!.end <= c.start && c.end <= list[last - 1]!.start);
  if (between.length === 0) return undefined;
  const above = between.filter(c => c.end <= comment.start).at(-1)?.end ?? 0;
  return list
    .slice(first, end)
    .filter(isLabel)
    .filter(s => s.start >= above);
}

const isLabel = (s: Stmt | undefined): s is Case | Default => s?.kind === 'case' || s?.kind === 'default';

/** The labels that stand right before a comment about the beginning of their arm; none where it stands elsewhere. */
export function labelsBefore(draft: Draft, comment: Span): readonly (Case | Default)[] {
  const list = listAround(draft, comment);
  const end = list.findLastIndex(s => s.start < comment.start) + 1;
  let first = end;
  while (isLabel(list[first - 1])) first -= 1;
  return list.slice(first, end).filter(isLabel);
}

/** Whether a statement does anything but go somewhere else and set variables. */
function doesMore(stmt: Stmt): boolean {
  let found = false;
  walk(stmt, node => {
    if (node.kind === 'call') found = true;
    if (node.kind === 'update') found ||= bare(node.operand).kind !== 'identifier';
    if (node.kind === 'assign') found ||= bare(node.target).kind !== 'identifier';
  });
  return found;
}

function statementsIn(stmt: Stmt): readonly Stmt[] {
  const found: Stmt[] = [];
  walk(stmt, node => isStatement(node) && node !== stmt && found.push(node));
  return found;
}

/** The statements of the innermost block that a comment stands in. */
function listAround(draft: Draft, comment: Span): readonly Stmt[] {
  let list: readonly Stmt[] = draft.fn.body.body;
  for (let inner: Stmt | undefined = draft.fn.body; inner; ) {
    const next: Stmt | undefined = [...childrenOf(inner)].filter(isStatement).find(s => contains(s, comment));
    if (next?.kind === 'block') list = next.body;
    inner = next;
  }
  return list;
}

/** What a comment is about: the statement that ends before it on its line, else the next of its block, else the last. */
function subjectOf(draft: Draft, comment: Span): Stmt | undefined {
  const list = listAround(draft, comment);
  const from = lineStart(draft.text, comment.start);
  const beside = list.filter(s => s.end <= comment.start && s.end > from).at(-1);
  if (beside) return lastIn(beside, from);
  return list.find(s => s.start >= comment.end) ?? list.filter(s => s.end <= comment.start).at(-1);
}

/** The innermost statement that ends a statement, and begins on the line from an offset on. */
function lastIn(stmt: Stmt, from: number): Stmt {
  const inner = [...childrenOf(stmt)].filter(isStatement).at(-1);
  return inner && stmt.start < from && inner.end === stmt.end ? lastIn(inner, from) : stmt;
}

/**
 * The comments in a span that still say something once the code around them is gone: none of error numbers. They are
 * laid out for lines with an indent, which the first line of each is given without.
 */
export function keptComments(draft: Draft, span: Span, indent: string): readonly string[] {
  return draft.comments
    .filter(c => c.start >= span.start && c.end <= span.end)
    .filter(c => !/\bE[A-Z]{2,}\b/.test(textOf(draft, c)) && !isFallThrough(textOf(draft, c)))
    .filter(c => !draft.failureRemarks.has(textOf(draft, c)))
    .map(c => commentAt(draft, c, indent));
}

/** Whether a comment only says that an arm of a `switch` goes on into the next. */
export function isFallThrough(comment: string): boolean {
  return /fall\s*-?th?ro?u/i.test(comment);
}

/** A comment as it is written behind an indent: its later lines stand to its first as they did. */
export function commentAt(draft: Draft, comment: Span, indent: string): string {
  const column = columnOf(draft.text, comment.start);
  const outer = advance(0, indentAt(draft.text, comment.start));
  const to = advance(0, indent);
  return textOf(draft, comment)
    .split('\n')
    .map((line, i) => {
      if (i === 0 || line.trim() === '') return line;
      const blanks = /^[ \t]*/.exec(line)![0];
      const at = advance(0, blanks);
      const from = at >= column ? column : Math.min(at, outer);
      return (at === from ? indent : blanksTo(to + at - from)) + line.slice(blanks.length);
    })
    .join('\n');
}

/** A span together with the comment that follows it on its last line, if nothing else does. */
export function withRemark(draft: Draft, span: Span): Span {
  const end = lineEnd(draft.text, span.end);
  // A comment that goes on in the next line stays: that line is none of the statement's.
  const behind = /^[ \t]*(?:\/\*(?:(?!\*\/).)*\*\/|\/\/(?:(?!\\[ \t]*\r?$).)*?)(?=[ \t]*\r?$)/.exec(
    draft.text.slice(span.end, end),
  );
  return behind ? { start: span.start, end: span.end + behind[0].length } : span;
}

/** Comments as lines to stand in front of a statement with that indent. */
export function asLines(draft: Draft, comments: readonly string[], indent: string): string {
  return comments.map(c => c + newlineOf(draft.text) + indent).join('');
}

/** One statement in place of another, with what the comments of the other still say in front of it. */
export function remarkedInPlaceOf(draft: Draft, stmt: Stmt, text: string): Change {
  const whole = withRemark(draft, stmt);
  const indent = innerIndent(draft, stmt);
  const behind = keptComments(draft, { start: stmt.end, end: whole.end }, indent);
  // A remark behind one line that is still true stays behind the line in its place.
  const isLine = !textOf(draft, stmt).includes('\n') && behind.length > 0;
  const { start, end } = isLine ? stmt : whole;
  const kept = keptComments(draft, { start, end }, indent);
  const change = inPlaceOf(draft, stmt, [...kept, text]);
  return { ...change, end: Math.max(change.end, end) };
}
