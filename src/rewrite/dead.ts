/** Code that is no longer reached, and labels and jumps that lead nowhere else: what a rewrite left behind goes. */
import { successorsOf } from '../flow/program.js';
import { walk } from '../flow/walk.js';
import type { Block, Stmt } from '../source/ast.js';
import type { Span } from '../source/span.js';
import { type Draft, siblingsOf } from './draft.js';
import { textOf } from './emit.js';
import { isJump } from './jumps.js';
import { indentAt, newlineOf, wholeLines } from './layout.js';
import type { Change } from './pieces.js';
import { asLines, isFallThrough, keptComments, withRemark } from './remarks.js';

export function deadStatements(draft: Draft): readonly Stmt[] {
  const { steps } = draft.code.program;
  const reached = new Set<number>([0]);
  const queue = [0];
  for (let s = queue.pop(); s !== undefined; s = queue.pop()) {
    for (const next of successorsOf(steps[s]!, s)) {
      if (!reached.has(next)) {
        reached.add(next);
        queue.push(next);
      }
    }
  }
  const stepsOf = new Map<Stmt, number[]>();
  steps.forEach((step, i) => {
    if (step.stmt) stepsOf.set(step.stmt, [...(stepsOf.get(step.stmt) ?? []), i]);
  });
  const alive = (stmt: Stmt): boolean => {
    let found = false;
    walk(stmt, node => {
      if (stepsOf.get(node as Stmt)?.some(i => reached.has(i))) found = true;
    });
    return found;
  };
  const dead: Stmt[] = [];
  const visit = (stmts: readonly Stmt[]) => {
    for (const s of stmts) {
      if (s.kind === 'label' || s.kind === 'case' || s.kind === 'default' || s.kind === 'declaration')
        continue;
      if (!alive(s)) dead.push(s);
      else for (const block of blocksOf(s)) visit(block.body);
    }
  };
  visit(draft.fn.body.body);
  return dead;
}

function blocksOf(stmt: Stmt): readonly Block[] {
  const found: Block[] = [];
  const direct = (s: Stmt | undefined) => {
    if (!s) return;
    if (s.kind === 'block') found.push(s);
    else if (s.kind === 'if') {
      direct(s.then);
      direct(s.otherwise);
    } else if ('body' in s) direct(s.body);
  };
  direct(stmt);
  return found;
}

/** Takes a statement away with its lines; comments that still say something stay there, and above it. */
export function removal(draft: Draft, span: Span): Change {
  const own = wholeLines(draft.text, span);
  const lines = { start: staleAbove(draft, own.start), end: own.end };
  const indent = indentAt(draft.text, span.start);
  const kept = keptComments(draft, lines.end > span.end ? withRemark(draft, span) : span, indent);
  if (kept.length === 0) return { ...lines, text: '' };
  const nl = newlineOf(draft.text);
  return { ...lines, text: kept.map(c => indent + c + nl).join('') };
}

/** Where the lines of the comment begin that stands right above a line and speaks of error numbers; else that line. */
function staleAbove(draft: Draft, line: number): number {
  const above = draft.comments.find(c => /^[ \t]*\r?\n$/.test(draft.text.slice(c.end, line)));
  if (!above || isFallThrough(textOf(draft, above)) || keptComments(draft, above, '').length > 0) return line;
  const { start } = wholeLines(draft.text, above);
  return draft.text.slice(start, above.start).trim() === '' ? start : line;
}

/**
 * @param before texts of the statements that were never reached
 * @param original the text that they stood in
 */
export function dropDead(draft: Draft, before: ReadonlySet<string>, original: string): readonly Change[] {
  const isLeft = (stmt: Stmt) => before.has(textOf(draft, stmt)) && !isNowBehindJump(draft, stmt, original);
  const dead = deadStatements(draft).filter(s => !isLeft(s));
  const done = new Set<Stmt>();
  const changes: Change[] = [];
  for (const stmt of dead) {
    if (done.has(stmt)) continue;
    const place = siblingsOf(draft, stmt);
    if (!place) continue;
    let last = place.at;
    while (last + 1 < place.list.length && dead.includes(place.list[last + 1]!)) last++;
    for (let i = place.at; i <= last; i++) done.add(place.list[i]!);
    const previous = place.list[place.at - 1];
    if (previous && isJump(previous)) {
      changes.push(...deadBehind(draft, previous, stmt, place.list[last]!, last === place.list.length - 1));
    } else changes.push(removal(draft, { start: stmt.start, end: place.list[last]!.end }));
  }
  return changes;
}

/** Whether a return that only reassured readers, behind a `switch` that always returns, stands behind a jump by now. */
function isNowBehindJump(draft: Draft, stmt: Stmt, original: string): boolean {
  const place = stmt.kind === 'return' ? siblingsOf(draft, stmt) : undefined;
  const previous = place?.list[place.at - 1];
  if (previous === undefined || !isJump(previous)) return false;
  return !original.includes(draft.text.slice(previous.start, stmt.end));
}

/** Takes away what stands behind a jump; what its comments still say is said in front of the jump. */
function deadBehind(draft: Draft, jump: Stmt, first: Stmt, last: Stmt, isAtEnd: boolean): readonly Change[] {
  const from = withRemark(draft, jump).end;
  const span = withRemark(draft, { start: from, end: last.end });
  const indent = indentAt(draft.text, jump.start);
  const lead = asLines(draft, keptComments(draft, span, indent), indent);
  const moved = lead === '' ? [] : [{ start: jump.start, end: jump.start, text: lead }];
  if (isAtEnd) return [...moved, { ...span, text: '' }];
  // What stands between the jump and the first of them goes too: blank lines, and comments that have moved.
  const gap = draft.text.slice(from, first.start);
  const start = /\S/.test(gap) ? from + /^[^\n]*\n?/.exec(gap)![0].length : first.start;
  return [...moved, { ...wholeLines(draft.text, { start, end: span.end }), text: '' }];
}

export function unusedLabels(draft: Draft): readonly Extract<Stmt, { kind: 'label' }>[] {
  const used = new Set<string>();
  const labels: Extract<Stmt, { kind: 'label' }>[] = [];
  walk(draft.fn, node => {
    if (node.kind === 'goto' && node.label !== undefined) used.add(node.label);
    if (node.kind === 'label') labels.push(node);
  });
  return labels.filter(l => !used.has(l.name));
}

export function dropLabels(draft: Draft, before: ReadonlySet<string>): readonly Change[] {
  return unusedLabels(draft)
    .filter(l => !before.has(l.name))
    .map(l => removal(draft, l));
}

/** `goto out; out:` */
export function dropGotosToNext(draft: Draft, before: ReadonlySet<string>): readonly Change[] {
  const changes: Change[] = [];
  walk(draft.fn, node => {
    if (node.kind !== 'block') return;
    node.body.forEach((s, i) => {
      const next = node.body[i + 1];
      if (
        s.kind === 'goto' &&
        next?.kind === 'label' &&
        next.name === s.label &&
        !before.has(textOf(draft, s))
      ) {
        if (!draft.pieces.edits().length) return;
        changes.push(removal(draft, s));
      }
    });
  });
  return changes;
}
