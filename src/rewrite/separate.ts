/**
 * Where the value of our calls comes together with values of others in one variable, what follows is written out
 * twice: a copy for ours, in front of the place where they meet. Nothing changes by that; but afterwards ours can be
 * said in new words.
 */
import { liveAt } from '../flow/live.js';
import { isSilent, landing, successorsOf } from '../flow/program.js';
import { walk } from '../flow/walk.js';
import { type Access, dataFlowOf } from '../flow/webs.js';
import type { Stmt } from '../source/ast.js';
import { type Carry, carryOf } from './carry.js';
import { type Draft, isStatement, revise, siblingsOf } from './draft.js';
import { inPlaceOf, textOf } from './emit.js';
import { deeper, indentAt, newlineOf } from './layout.js';
import type { Migration } from './migration.js';
import type { Change } from './pieces.js';
import { sitesOf } from './sites.js';

/** What follows may be this long, and meet in so many places; else a person should look. */
const MAX_LINES = 30;
const MAX_EDGES = 6;

export type Separated =
  | { readonly kind: 'same' }
  | { readonly kind: 'separated'; readonly draft: Draft }
  /** `at` is where our value comes together with others, in the original's text. */
  | { readonly kind: 'obstacle'; readonly why: string; readonly at: number };

/** One way on which our value goes to a place where it meets others. */
interface Edge {
  readonly from: number;
  readonly to: number;
  readonly variable: string;
}

/**
 * Takes our values apart from others, where they meet.
 *
 * @param alsoMarks whether a constant that no call returns is another's value: it marks that none was made
 */
export function separate(draft: Draft, migration: Migration, alsoMarks = false): Separated {
  const calls = new Set(sitesOf(draft, migration).map(s => s.call));
  const own = new Set(migration.classes.map(c => c.before));
  const carry = carryOf(draft, calls, migration);
  const isMark = (def: Access): boolean =>
    alsoMarks && carry.leavesOf(def).some(l => l.kind === 'constant' && !own.has(l.old));
  const edges = meetings(draft, carry, isMark);
  if (edges.length === 0) return { kind: 'same' };
  const meets = edges[0]!;
  const obstacle: Separated = {
    kind: 'obstacle',
    why: `what follows the call is shared with other values of ${meets.variable}`,
    at: draft.pieces.originOf(draft.code.program.steps[meets.to]!.stmt?.start ?? draft.fn.start),
  };
  if (edges.length > MAX_EDGES) return obstacle;
  const changes = new Map<Stmt, Change>();
  for (const edge of edges) {
    const copied = tailAt(draft, edge.to, calls);
    const place = copied && placeOf(draft, carry, edge, isMark);
    if (!place) return obstacle;
    changes.set(place, behindOrInstead(draft, place, copied));
  }
  const changed = revise(draft, [...changes.values()]);
  return changed ? { kind: 'separated', draft: changed } : obstacle;
}

type Flavour = 'pure' | 'mixed' | 'none';

type IsMark = (def: Access) => boolean;

function flavourOf(carry: Carry, defs: ReadonlySet<Access | undefined>, isMark: IsMark): Flavour {
  if (![...defs].some(d => d && carry.ours.has(d))) return 'none';
  const foreign = [...defs].some(
    d =>
      d !== undefined &&
      (isMark(d) || (!carry.known.has(d) && !carry.leavesOf(d).every(l => l.kind === 'constant'))),
  );
  return foreign ? 'mixed' : 'pure';
}

/** Whether a place sees constants alone: they may go with ours, which they replace where that is an error. */
function areConstants(carry: Carry, defs: ReadonlySet<Access | undefined>): boolean {
  return [...defs].every(d => d !== undefined && carry.leavesOf(d).every(l => l.kind === 'constant'));
}

function meetings(draft: Draft, carry: Carry, isMark: IsMark): readonly Edge[] {
  const { code } = draft;
  const { steps } = code.program;
  const flow = dataFlowOf(code);
  const variables = new Map(carry.webs.map(w => [w.variable.id, w.variable.name]));
  const edges: Edge[] = [];
  steps.forEach((step, s) => {
    if (!flow.isReached(s) || isSilent(step)) return;
    for (const next of successorsOf(step, s)) {
      const to = landing(steps, next);
      for (const [id, name] of variables) {
        if (!liveAt(code, to).has(id)) continue;
        const here = flavourOf(carry, flow.leaving(s, id), isMark);
        const there = flavourOf(carry, flow.entering(to, id), isMark);
        if (here === 'pure' && there === 'mixed') edges.push({ from: s, to, variable: name });
      }
    }
  });
  return edges;
}

/** The statements of the function's body from a step to the end, without labels; undefined where they cannot be copied. */
function tailAt(draft: Draft, step: number, calls: ReadonlySet<object>): readonly Stmt[] | undefined {
  const { body } = draft.fn.body;
  const { ranges } = draft.code.program;
  const at = body.findIndex(s => ranges.get(s)?.from === step);
  if (at < 0) return undefined;
  const tail = body.slice(at).filter(s => s.kind !== 'label');
  let copies = true;
  for (const stmt of tail) {
    walk(stmt, node => {
      if (calls.has(node) || /^(goto|label|declaration|asm)$/.test(node.kind)) copies = false;
    });
  }
  const lines = tail.reduce((n, s) => n + textOf(draft, s).split('\n').length, 0);
  return copies && tail.length > 0 && lines <= MAX_LINES ? tail : undefined;
}

/** The statement that an edge leaves: a jump, or the largest one whose every way on leads along such an edge. */
function placeOf(draft: Draft, carry: Carry, edge: Edge, isMark: IsMark): Stmt | undefined {
  const { code } = draft;
  const { steps, ranges } = code.program;
  const own = steps[edge.from]!.stmt;
  if (own && isJump(own)) return own;
  if (own?.kind === 'continue') return undefined;
  const flow = dataFlowOf(code);
  const id = carry.webs.find(w => w.variable.name === edge.variable)!.variable.id;
  const isPure = (stmt: Stmt): boolean => {
    const range = ranges.get(stmt)!;
    let found = false;
    for (let s = range.from; s < range.to; s++) {
      if (!flow.isReached(s) || isSilent(steps[s]!)) continue;
      for (const next of successorsOf(steps[s]!, s)) {
        if (next >= range.from && next < range.to && landing(steps, next) !== edge.to) continue;
        if (landing(steps, next) !== edge.to || isJump(steps[s]!.stmt)) continue;
        const leaving = flow.leaving(s, id);
        const flavour = flavourOf(carry, leaving, isMark);
        const isConstant = areConstants(carry, leaving) && ![...leaving].some(d => d && isMark(d));
        if (flavour === 'mixed' || (flavour === 'none' && !isConstant)) return false;
        found ||= flavour === 'pure';
      }
    }
    return found;
  };
  let best: Stmt | undefined;
  for (const [stmt, { from, to }] of ranges) {
    if (edge.from < from || edge.from >= to || stmt === draft.fn.body || stmt.kind === 'block') continue;
    if (landing(steps, to) !== edge.to || (from <= edge.to && edge.to < to)) continue;
    const parent = draft.parents.get(stmt);
    const standsAlone =
      siblingsOf(draft, stmt) !== undefined || (parent && isStatement(parent) && parent.kind === 'if');
    if (!standsAlone || !isPure(stmt)) continue;
    if (!best || (stmt.start <= best.start && best.end <= stmt.end)) best = stmt;
  }
  return best;
}

/** A jump that what follows can stand in the place of. */
const isJump = (stmt: Stmt | undefined): boolean => stmt?.kind === 'goto' || stmt?.kind === 'break';

/** The copy, behind a statement or in place of a jump. */
function behindOrInstead(draft: Draft, place: Stmt, tail: readonly Stmt[]): Change {
  const nl = newlineOf(draft.text);
  const own = siblingsOf(draft, place)
    ? indentAt(draft.text, place.start)
    : deeper(indentAt(draft.text, draft.parents.get(place)!.start));
  const copies = tail.map((stmt, i) => {
    const from = indentAt(draft.text, stmt.start);
    const lines = textOf(draft, stmt).split(nl);
    const text = lines
      .map((line, k) => (k > 0 && line.startsWith(from) ? own + line.slice(from.length) : line))
      .join(nl);
    const previous = tail[i - 1];
    const apart = previous && /\n[ \t]*\r?\n/.test(draft.text.slice(previous.end, stmt.start));
    return { text, apart };
  });
  if (siblingsOf(draft, place)) {
    const text = copies.map((c, i) => (i > 0 ? (c.apart ? nl : '') + nl + own : '') + c.text).join('');
    if (isJump(place)) return { start: place.start, end: place.end, text };
    return { start: place.end, end: place.end, text: `${nl}${own}${text}` };
  }
  const texts = copies.map(c => c.text);
  return inPlaceOf(draft, place, isJump(place) ? texts : [textOf(draft, place), ...texts]);
}
