/**
 * Two variables of codes, of which one is only there to be copied into the other: one does the work of both. Where the
 * other held a code that was still wanted, it is given that again in front of the label that the copies jump to. Whether
 * all that is the same is for a prover to say.
 */
import type { Variable } from '../flow/resolve.js';
import { bare, walk } from '../flow/walk.js';
import type { Goto, Identifier, Stmt } from '../source/ast.js';
import { removal } from './dead.js';
import { type Draft, revise, siblingsOf } from './draft.js';
import { textOf } from './emit.js';
import { labelIn } from './jumps.js';
import { columnOf, indentAt, layArguments, lineStart, newlineOf } from './layout.js';
import type { Change } from './pieces.js';
import { dropDeclarator, type Spelling } from './variables.js';

/** The function with one variable in place of two, where that is right and takes no more lines; else as it is. */
export function mergedVariables(draft: Draft, spelling: Spelling, isRight: (next: Draft) => boolean): Draft {
  for (const { from, to } of copiesIn(draft, spelling)) {
    for (const restores of [false, true]) {
      const changes = merging(draft, from, to, restores);
      const next = changes && revise(draft, changes);
      if (!next || linesOf(next) > linesOf(draft) || !isRight(next)) continue;
      const named = shorterNames(next, from.name, spelling);
      return named && isRight(named) ? named : next;
    }
  }
  return draft;
}

const linesOf = ({ text }: Draft): number => text.split('\n').length;

/** Pairs of variables of codes of which one is copied into the other. */
function copiesIn(
  draft: Draft,
  { codeType }: Spelling,
): readonly { readonly from: Variable; readonly to: Variable }[] {
  const isOne = (v: Variable | undefined): v is Variable =>
    v?.decl !== undefined && v.scalar && v.type.replace(/\s+/g, ' ') === codeType;
  const found: { from: Variable; to: Variable }[] = [];
  walk(draft.fn, node => {
    if (node.kind !== 'assign' || node.op !== '=') return;
    const [target, value] = [bare(node.target), bare(node.value)];
    if (target.kind !== 'identifier' || value.kind !== 'identifier') return;
    const [to, from] = [draft.code.names.of(target), draft.code.names.of(value)];
    if (!isOne(from) || !isOne(to) || from === to || from.declarator?.init) return;
    // What a person declared is as they wanted it.
    if (!draft.pieces.keeps(from.declarator!.nameSpan)) found.push({ from, to });
  });
  return found.filter((pair, i) => found.findIndex(p => p.from === pair.from && p.to === pair.to) === i);
}

function merging(
  draft: Draft,
  from: Variable,
  to: Variable,
  restores: boolean,
): readonly Change[] | undefined {
  const drop = dropDeclarator(draft, from);
  if (!drop) return undefined;
  const gone: Change[] = [];
  const labels = new Set<string>();
  let isWhole = true;
  walk(draft.fn, node => {
    if (node.kind !== 'expr' || node.expr.kind !== 'assign' || node.expr.op !== '=') return;
    const [target, value] = [bare(node.expr.target), bare(node.expr.value)];
    if (target.kind !== 'identifier' || value.kind !== 'identifier') return;
    if (draft.code.names.of(target) !== to || draft.code.names.of(value) !== from) return;
    const change = withoutCopy(draft, node);
    if (change) gone.push(change);
    else isWhole = false;
    const place = siblingsOf(draft, node);
    const next = place?.list[place.at + 1];
    if (next?.kind === 'goto' && next.label !== undefined) labels.add(next.label);
  });
  if (!isWhole) return undefined;
  const covered = (start: number) => gone.some(c => c.start <= start && start < c.end);
  const renamed: Change[] = [];
  walk(draft.fn, node => {
    if (node.kind !== 'identifier' || draft.code.names.of(node) !== from || covered(node.start)) return;
    renamed.push({ start: node.start, end: node.end, text: to.name });
    renamed.push(...movedArguments(draft, node, to.name));
  });
  if (!restores) return [drop, ...gone, ...renamed];
  const { init } = to.declarator!;
  const [label, ...others] = labels;
  const at = label === undefined || others.length > 0 ? undefined : labelIn(draft.fn.body, label);
  const before = at && siblingsOf(draft, at)?.list[siblingsOf(draft, at)!.at - 1];
  if (!init || !at || !before || !siblingsOf(draft, at)) return undefined;
  const nl = newlineOf(draft.text);
  const line = `${indentAt(draft.text, before.start)}${to.name} = ${textOf(draft, init)};${nl}`;
  const start = lineStart(draft.text, at.start);
  return [drop, ...gone, ...renamed, { start, end: start, text: line }];
}

/** Where a call is stored, its arguments move with the name that it is stored in. */
function movedArguments(draft: Draft, target: Identifier, name: string): readonly Change[] {
  const assign = draft.parents.get(target);
  const call = assign?.kind === 'assign' && assign.target === target ? bare(assign.value) : undefined;
  if (call?.kind !== 'call') return [];
  const { start, end } = call.argsSpan;
  const column = columnOf(draft.text, start);
  const args = draft.text.slice(start, end);
  const text = layArguments(args, column, column + name.length - target.name.length, ';');
  return text === args ? [] : [{ start, end, text }];
}

/** A copy goes, and with it the braces around what is left with it, and the blank line below it. */
function withoutCopy(draft: Draft, stmt: Stmt): Change | undefined {
  const place = siblingsOf(draft, stmt);
  if (!place) return undefined;
  const block = draft.parents.get(stmt);
  const [, jump] = place.list;
  if (place.list.length === 2 && place.at === 0 && isPlainJump(jump) && block) {
    const outer = draft.parents.get(block);
    const hasRemark = draft.comments.some(c => block.start <= c.start && c.end <= block.end);
    const isArm = outer?.kind === 'if' && (outer.otherwise === block || outer.otherwise === undefined);
    if (isArm && !hasRemark) {
      const gap = /[ \t]*$/.exec(draft.text.slice(0, block.start))![0].length;
      const inner = indentAt(draft.text, jump.start);
      const text = newlineOf(draft.text) + inner + textOf(draft, jump);
      return { start: block.start - gap, end: block.end, text };
    }
  }
  const change = removal(draft, stmt);
  const blank = place.at === 0 ? /^(?:[ \t]*\r?\n)+/.exec(draft.text.slice(change.end)) : null;
  return blank ? { ...change, end: change.end + blank[0].length } : change;
}

const isPlainJump = (stmt: Stmt | undefined): stmt is Goto => stmt?.kind === 'goto';

/** The name that became free goes to the error number that had it before, where less changes by that. */
function shorterNames(draft: Draft, free: string, { oldNames }: Spelling): Draft | undefined {
  const size = (one: Draft) => one.pieces.edits().reduce((n, e) => n + (e.end - e.start) + e.text.length, 0);
  const { variables } = draft.code.names;
  const errno = variables.find(v => v.declarator && oldNames.includes(v.name));
  if (!errno || variables.some(v => v.name === free)) return undefined;
  const { start, end } = errno.declarator!.nameSpan;
  const changes: Change[] = [{ start, end, text: free }];
  walk(draft.fn, node => {
    if (node.kind === 'identifier' && draft.code.names.of(node) === errno)
      changes.push({ start: node.start, end: node.end, text: free });
  });
  const next = revise(draft, changes);
  return next && size(next) < size(draft) ? next : undefined;
}
