/**
 * `#if` groups while a file is split into items.
 *
 * In a group inside an item each arm begins with the brackets that were open at its `#if`, and what follows `#endif`
 * continues from the first live arm. A group between items whose arm leaves an item unfinished is inside that item
 * from then on: `#if A  int f(int a) {  #else  int f(void) {  #endif  … }`.
 */
import { type Directive, type DirectiveTree, type Group, isDead } from './directives.js';
import {
  atColumnZero,
  type Finished,
  finish,
  isBareCall,
  type Open,
  type Pending,
  type State,
  textAt,
} from './item-state.js';

/** How an arm of a group ended. */
interface ArmEnd {
  readonly pending: Pending | undefined;
  readonly open: Open | undefined;
  /** The item around the group, where the arm ends it. */
  readonly finished: Finished | undefined;
}

/** A group being read. */
export interface Frame {
  readonly group: Group;
  /** The item around the group: open at its `#if`, or left open by an arm. */
  pending: Pending | undefined;
  open: Open | undefined;
  /** How many items were finished before that item. */
  count: number;
  chosen: ArmEnd | undefined;
  /** The last token of the item around the group, where arms end it. */
  last: number;
  doubt: string | undefined;
}

/** Takes a directive into account; `index` is its place among all directives. */
export function readGroupLine(
  state: State,
  frames: Frame[],
  tree: DirectiveTree,
  directive: Directive,
  index: number,
): void {
  if (directive.kind === 'if') {
    if (isBareCall(state) && textAt(state, state.at) !== '{' && atColumnZero(state, state.at))
      finish(state, state.at - 1);
    state.arm = tree.armAfter[index];
    if (state.arm !== undefined) frames.push(frameOf(state, state.arm.group));
    return;
  }
  const frame = frames.at(-1);
  if (frame === undefined || !/^(?:elif|else|endif)$/.test(directive.kind)) return;
  endArm(state, frame);
  if (directive.kind === 'endif') {
    frames.pop();
    leave(state, frame);
  } else {
    state.pending = frame.pending && { ...frame.pending, split: true };
    state.open = frame.open;
  }
  state.arm = tree.armAfter[index];
}

function frameOf(state: State, group: Group): Frame {
  const { pending, open, finished } = state;
  return { group, pending, open, count: finished.length, chosen: undefined, last: -1, doubt: undefined };
}

/** Notes how the arm ended, and takes back what it did to the item around the group. */
function endArm(state: State, frame: Frame): void {
  const dead = isDead(state.arm);
  const inside = frame.pending !== undefined;
  if (!inside) {
    if (isBareCall(state) && !braceFollows(state, frame.group)) finish(state, state.at - 1);
    if (dead) finish(state, state.at - 1, 'it ends in an arm that is never compiled');
  }
  const end = inside && state.finished.length > frame.count ? takeBack(state, frame) : endOf(state);
  if (!dead) choose(frame, end, inside);
  if (!inside && state.pending !== undefined) {
    frame.pending = { ...state.pending, split: true, assigned: false, closed: -1, body: -1 };
    frame.open = undefined;
    frame.count = state.finished.length;
  }
}

function endOf(state: State): ArmEnd {
  return { pending: state.pending, open: state.open, finished: undefined };
}

/** The arm ended the item around the group: the next arm finds it open again. */
function takeBack(state: State, frame: Frame): ArmEnd {
  const finished = state.finished[frame.count];
  if (state.finished.length > frame.count + 1 || state.pending !== undefined) {
    frame.doubt ??= 'it ends inside an #if group in which other definitions begin';
  }
  state.finished.length = frame.count;
  frame.last = Math.max(frame.last, state.at - 1);
  return { pending: undefined, open: undefined, finished };
}

/** Chooses the first live arm to go on from, or the first that has something to go on with. */
function choose(frame: Frame, end: ArmEnd, inside: boolean): void {
  const before = frame.chosen;
  const empty = before === undefined || (before.pending === undefined && before.finished === undefined);
  if (before !== undefined && (!empty || inside)) {
    const same =
      (before.finished === undefined) === (end.finished === undefined) && sameOpen(before.open, end.open);
    if (!same) frame.doubt ??= 'the arms of an #if group leave different brackets open';
  }
  if (empty) frame.chosen = end;
}

/** Continues after `#endif` from the arm that was chosen. */
function leave(state: State, frame: Frame): void {
  const { pending, open, finished } = frame.chosen ?? { ...frame, finished: undefined };
  if (finished === undefined) {
    state.pending = pending && { ...pending, split: true, doubt: pending.doubt ?? frame.doubt };
    state.open = open;
    return;
  }
  if (!frame.group.hasElse) frame.doubt ??= 'it ends in one arm of an #if group only';
  const whole = { ...finished.pending, split: true };
  state.finished.push({
    ...finished,
    pending: whole,
    last: frame.last,
    doubt: finished.doubt ?? frame.doubt,
  });
  state.pending = undefined;
  state.open = undefined;
}

/** Whether the first token after a group is a `{`: the headers in its arms belong to it. */
function braceFollows(state: State, group: Group): boolean {
  const end = group.end?.token.end ?? state.text.length;
  return textAt(state, Math.max(state.at, state.tokens.firstFrom(end))) === '{';
}

function sameOpen(a: Open | undefined, b: Open | undefined): boolean {
  let [x, y] = [a, b];
  while (x !== undefined && y !== undefined && x !== y) {
    if (x.bracket !== y.bracket) return false;
    x = x.under;
    y = y.under;
  }
  return x === y;
}
