/** Ways on which values of others come to where values of our calls come as well, and what can be said on them. */
import { isSilent, landing, successorsOf } from '../flow/program.js';
import { isSym } from '../flow/values.js';
import { type Access, dataFlowOf } from '../flow/webs.js';
import type { Carry, Leaf } from './carry.js';
import { type Draft, siblingsOf } from './draft.js';
import { inPlaceOf } from './emit.js';
import { leaves } from './jumps.js';
import { advance, deeper, indentAt, newlineOf } from './layout.js';
import type { Observation, PathRecord } from './observe.js';
import type { Change } from './pieces.js';

/** A way on which values of others come to a place that our values come to as well. */
export interface Way {
  readonly from: number;
  readonly to: number;
  readonly id: number;
  readonly variable: string;
}

/**
 * The ways on which other values come to a place that ours come to as well, and where they are read.
 *
 * @param isOther which values count as others
 */
export function meetingsOf(
  draft: Draft,
  carry: Carry,
  isOther: (leaf: Leaf) => boolean = ({ kind }) => kind === 'foreign' || kind === 'copy',
): readonly Way[] {
  const { code } = draft;
  const { steps } = code.program;
  const flow = dataFlowOf(code);
  const has = (defs: ReadonlySet<Access | undefined>) => {
    const some = [...defs].filter(d => d !== undefined);
    return {
      ours: some.some(d => carry.ours.has(d)),
      foreign: some.some(d => carry.leavesOf(d).some(isOther)),
    };
  };
  const ways: Way[] = [];
  const variables = new Map(carry.webs.map(w => [w.variable.id, w.variable.name]));
  steps.forEach((step, from) => {
    if (!flow.isReached(from) || isSilent(step)) return;
    for (const next of successorsOf(step, from)) {
      const to = landing(steps, next);
      for (const [id, variable] of variables) {
        const here = has(flow.leaving(from, id));
        if (!here.foreign || here.ours || !has(flow.entering(to, id)).ours) continue;
        if (isReadBehind(draft, to, id)) ways.push({ from, to, id, variable });
      }
    }
  });
  return ways;
}

/** Whether a variable's value is read from a step on before it is set. */
function isReadBehind(draft: Draft, step: number, id: number): boolean {
  const { steps } = draft.code.program;
  const { accesses } = dataFlowOf(draft.code);
  const done = new Set<number>();
  const queue = [step];
  for (let s = queue.pop(); s !== undefined; s = queue.pop()) {
    if (done.has(s)) continue;
    done.add(s);
    const first = accesses[s]!.find(a => a.variable.id === id);
    if (first?.kind === 'use') return true;
    if (!first?.certain) queue.push(...successorsOf(steps[s]!, s));
  }
  return false;
}

/** The numbers that a variable can hold on a way; undefined where any. */
export function valuesOnWay(
  draft: Draft,
  seen: Observation,
  { from, to, id }: Way,
): readonly number[] | undefined {
  const { steps } = draft.code.program;
  const found = new Set<number>();
  for (const path of seen.paths) {
    const { visits, end } = path;
    for (let i = 0; i < visits.length; i++) {
      if (visits[i]!.step !== from) continue;
      const next = visits[i + 1] ?? (end.kind === 'head' ? end : undefined);
      if (!next || landing(steps, next.step) !== to) continue;
      if (!addNumbers(found, path, next.env.get(id))) return undefined;
    }
  }
  return [...found];
}

/** Adds the numbers that a value can be on a path; false where that can be any. */
export function addNumbers(found: Set<number>, path: PathRecord, value: unknown): boolean {
  if (typeof value === 'number') {
    found.add(value);
    return true;
  }
  if (value === undefined || !isSym(value as never)) return false;
  const known = path.known.get((value as { key: string }).key);
  if (!known) return false;
  for (const n of known.values) found.add(n);
  return true;
}

/**
 * An assignment on a way, laid out for its column; undefined where none can stand there alone.
 *
 * @param before what stands in front of it behind an indent, with the indent of the line that follows
 */
export function onWay(
  draft: Draft,
  { from, to, variable }: Way,
  say: (column: number) => string,
  before: (indent: string) => string = () => '',
): Change | undefined {
  const { steps, ranges } = draft.code.program;
  const step = steps[from]!;
  const { stmt } = step;
  if (!stmt) return undefined;
  const outer = indentAt(draft.text, stmt.start);
  const at = (indent: string) => before(indent) + say(advance(0, `${indent}${variable} = `));
  const text = at(
    siblingsOf(draft, stmt) ? outer : deeper(indentAt(draft.text, draft.parents.get(stmt)!.start)),
  );
  if (/^(goto|break|continue)$/.test(stmt.kind))
    return inPlaceOf(draft, stmt, [text, draft.text.slice(stmt.start, stmt.end)]);
  if (step.op === 'branch' && stmt.kind === 'if' && !stmt.otherwise && landing(steps, step.no) === to) {
    if (landing(steps, step.yes) === to) return undefined;
    const nl = newlineOf(draft.text);
    if (siblingsOf(draft, stmt) && leaves(stmt.then))
      return { start: stmt.end, end: stmt.end, text: `${nl}${outer}${at(outer)}` };
    const closes = stmt.then.kind === 'block';
    const head = closes ? ' else' : `${nl}${outer}else`;
    return { start: stmt.end, end: stmt.end, text: `${head}${nl}${deeper(outer)}${at(deeper(outer))}` };
  }
  const isLast = ranges.get(stmt)?.to === from + 1;
  if ((step.op === 'eval' || step.op === 'declare') && stmt.kind === 'expr' && isLast) {
    if (!siblingsOf(draft, stmt))
      return inPlaceOf(draft, stmt, [draft.text.slice(stmt.start, stmt.end), text]);
    const nl = newlineOf(draft.text);
    return { start: stmt.end, end: stmt.end, text: nl + outer + text };
  }
  return undefined;
}
