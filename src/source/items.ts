/**
 * Tokens -> top-level items, by brackets and `#if` groups alone: no parser is asked, so an error in one function
 * cannot hide another.
 *
 * Invariants: items are disjoint and in order; each significant token lies in exactly one item; any token list
 * gives items, none throws; the work is linear (at most two passes).
 *
 * In an `#if` group inside an item each arm begins with the brackets that were open at its `#if`, and what follows
 * `#endif` continues from the first live arm.
 */
import { type Arm, type Directive, type DirectiveTree, type Group, isDead, testsOf } from './directives.js';
import type { Item, Token } from './file.js';
import { classify } from './item-kind.js';
import { ATTRIBUTE_CALLS, ATTRIBUTES, BUILTIN_TYPES, CONTROL, STORAGE, TAGS } from './words.js';

/** Brackets open at a point; shared between snapshots, never changed. */
interface Open {
  readonly bracket: string;
  readonly under: Open | undefined;
}

/** The item being read. Indexes are into the significant tokens. */
interface Pending {
  readonly first: number;
  readonly arm: Arm | undefined;
  readonly split: boolean;
  readonly doubt: string | undefined;
  /** `=` was seen outside brackets. */
  readonly assigned: boolean;
  /** Where the first parenthesis outside brackets was closed; -1 before. */
  readonly closed: number;
  /** The `{` of a function's body; -1 before. */
  readonly body: number;
}

interface Finished {
  readonly pending: Pending;
  readonly last: number;
  readonly arm: Arm | undefined;
  readonly doubt: string | undefined;
}

/** How an arm of an `#if` group ended. */
interface ArmEnd {
  readonly pending: Pending | undefined;
  readonly open: Open | undefined;
  readonly finished: Finished | undefined;
}

/** An `#if` group being read. */
interface Frame {
  readonly group: Group;
  /** The item that was open at `#if`, or that an arm left open. */
  pending: Pending | undefined;
  open: Open | undefined;
  /** Items finished before the group or before the item it belongs to. */
  count: number;
  chosen: ArmEnd | undefined;
  last: number;
  doubt: string | undefined;
}

const UNBALANCED = 'its brackets do not balance';
const ARMS_DIFFER = 'the arms of an #if group leave different brackets open';

/** An item with what it is made of. */
export interface ItemParts {
  readonly item: Item;
  /** Its tokens without comments and directives, whatever arm they are in. */
  readonly tokens: readonly Token[];
  /** For each of them the innermost arm it lies in. */
  readonly arms: readonly (Arm | undefined)[];
  /** The innermost arm around the whole item. */
  readonly arm: Arm | undefined;
}

/** Splits a file's tokens into its top-level items. */
export function findItems(text: string, tokens: readonly Token[], tree: DirectiveTree): ItemParts[] {
  const calm = segment(text, tokens, tree, false);
  const finished = calm.runaway ? segment(text, tokens, tree, true).finished : calm.finished;
  return finished.map(one => partsOf(text, calm.significant, calm.arms, one));
}

function segment(
  text: string,
  tokens: readonly Token[],
  tree: DirectiveTree,
  eager: boolean,
): { finished: Finished[]; runaway: boolean; significant: Token[]; arms: (Arm | undefined)[] } {
  const significant = tokens.filter(token => token.kind !== 'comment' && token.kind !== 'directive');
  const arms: (Arm | undefined)[] = [];
  const finished: Finished[] = [];
  const frames: Frame[] = [];
  let pending: Pending | undefined;
  let open: Open | undefined;
  let arm: Arm | undefined;
  let externBlocks = 0;
  let k = -1;
  let directiveIndex = -1;

  const textOf = (i: number): string => {
    const token = significant[i];
    return token === undefined ? '' : text.slice(token.start, token.end);
  };
  const atColumnZero = (i: number): boolean => {
    const start = significant[i]?.start ?? 0;
    return start === 0 || text.charCodeAt(start - 1) === 10;
  };
  const finish = (last: number, doubt?: string): void => {
    if (pending !== undefined && last >= pending.first)
      finished.push({ pending, last, arm, doubt: pending.doubt ?? doubt });
    pending = undefined;
    open = undefined;
  };
  const isBareCall = (): boolean =>
    pending !== undefined &&
    open === undefined &&
    pending.closed === k - 1 &&
    significant[pending.first]?.kind === 'word' &&
    textOf(pending.first + 1) === '(' &&
    !ATTRIBUTE_CALLS.has(textOf(pending.first));

  const directive = (d: Directive, index: number): void => {
    const frame = frames.at(-1);
    k++;
    if (d.kind === 'if') {
      if (isBareCall() && textOf(k) !== '{' && atColumnZero(k)) finish(k - 1);
      arm = tree.armAfter[index];
      if (arm !== undefined) {
        const { group } = arm;
        frames.push({
          group,
          pending,
          open,
          count: finished.length,
          chosen: undefined,
          last: -1,
          doubt: undefined,
        });
      }
    } else if ((d.kind === 'elif' || d.kind === 'else' || d.kind === 'endif') && frame !== undefined) {
      endArm(frame);
      if (d.kind === 'endif') {
        frames.pop();
        leave(frame);
      } else {
        pending = frame.pending && { ...frame.pending, split: true };
        open = frame.open;
      }
      arm = tree.armAfter[index];
    }
    k--;
  };

  /** Notes how the arm ended, and takes back what it did to an item from outside. */
  const endArm = (frame: Frame): void => {
    const dead = isDead(arm);
    if (frame.pending === undefined) {
      if (isBareCall() && !braceFollows(frame.group)) finish(k - 1);
      if (pending !== undefined && dead) finish(k - 1, 'it ends in an arm that is never compiled');
    }
    const inside = frame.pending !== undefined;
    let end: ArmEnd = { pending, open, finished: undefined };
    if (inside && finished.length > frame.count) {
      const own = finished[frame.count];
      const more = finished.length > frame.count + 1 || pending !== undefined;
      finished.length = frame.count;
      if (more) frame.doubt ??= 'it ends inside an #if group in which other definitions begin';
      frame.last = Math.max(frame.last, k - 1);
      end = { pending: undefined, open: undefined, finished: own };
    }
    if (!dead) choose(frame, end, inside);
    if (!inside && pending !== undefined) {
      frame.pending = { ...pending, split: true, assigned: false, closed: -1, body: -1 };
      frame.open = undefined;
      frame.count = finished.length;
    }
  };

  const choose = (frame: Frame, end: ArmEnd, inside: boolean): void => {
    const before = frame.chosen;
    const empty = before === undefined || (before.pending === undefined && before.finished === undefined);
    if (before !== undefined && (!empty || inside)) {
      const same =
        (before.finished === undefined) === (end.finished === undefined) && sameOpen(before.open, end.open);
      if (!same) frame.doubt ??= ARMS_DIFFER;
    }
    if (empty) frame.chosen = end;
  };

  /** Continues after `#endif` from the arm that was chosen. */
  const leave = (frame: Frame): void => {
    const implicit: ArmEnd = { pending: frame.pending, open: frame.open, finished: undefined };
    const chosen = frame.chosen ?? implicit;
    const doubt = frame.doubt;
    if (chosen.finished !== undefined) {
      if (!frame.group.hasElse) frame.doubt ??= 'it ends in one arm of an #if group only';
      finished.push({
        ...chosen.finished,
        pending: { ...chosen.finished.pending, split: true },
        last: frame.last,
        doubt: chosen.finished.doubt ?? frame.doubt,
      });
      pending = undefined;
      open = undefined;
      return;
    }
    pending = chosen.pending && { ...chosen.pending, split: true, doubt: chosen.pending.doubt ?? doubt };
    open = chosen.open;
  };

  const braceFollows = (group: Group): boolean => {
    const end = group.end?.token.end ?? text.length;
    let i = k;
    while (i < significant.length && (significant[i]?.start ?? 0) < end) i++;
    return textOf(i) === '{';
  };

  const step = (token: Token, t: string): void => {
    if (pending !== undefined && open === undefined && isBareCall() && t !== '{') {
      if (token.kind === 'word' && atColumnZero(k) && !oldStyleFollows(k)) finish(k - 1);
    } else if (
      eager &&
      open !== undefined &&
      token.kind === 'word' &&
      atColumnZero(k) &&
      beginsDefinition(t)
    ) {
      finish(k - 1, UNBALANCED);
    }
    if (pending === undefined) {
      pending = { first: k, arm, split: false, doubt: undefined, assigned: false, closed: -1, body: -1 };
      if (t === '}') {
        finish(k, externBlocks > 0 ? undefined : 'a closing brace without an opening one');
        if (externBlocks > 0) externBlocks--;
        return;
      }
    }
    if (token.kind !== 'punct') return;
    if (t === '(' || t === '[') open = { bracket: t, under: open };
    else if (t === '{') openBrace();
    else if (t === ')' || t === ']') close(t === ')' ? '(' : '[');
    else if (t === '}') closeBrace();
    else if (open === undefined && t === '=') pending = { ...pending, assigned: true };
    else if (open === undefined && t === ';' && !(pending.closed >= 0 && oldStyleFollows(pending.closed + 1)))
      finish(k);
  };

  const openBrace = (): void => {
    if (pending === undefined) return;
    if (open === undefined && k === pending.first + 2 && textOf(pending.first) === 'extern') {
      if (significant[k - 1]?.kind === 'string') {
        externBlocks++;
        finish(k);
        return;
      }
    }
    const body = open === undefined && pending.body < 0 && beginsBody(pending);
    if (body) pending = { ...pending, body: k };
    open = { bracket: '{', under: open };
  };

  /** Whether the `{` at `k` opens a function's body: not an initialiser, not the members of a tag. */
  const beginsBody = (item: Pending): boolean =>
    !item.assigned && item.closed >= 0 && textOf(item.first) !== 'typedef' && !followsTag(item);

  /** Whether `struct`, attributes and at most one other word stand before `k`. */
  const followsTag = (item: Pending): boolean => {
    let names = 0;
    for (let i = k - 1; i >= item.first; i--) {
      if (textOf(i) === ')') {
        for (let depth = 1; depth > 0 && i > item.first; ) {
          const t = textOf(--i);
          depth += t === ')' ? 1 : t === '(' ? -1 : 0;
        }
        if (!ATTRIBUTE_CALLS.has(textOf(--i))) return false;
      } else if (significant[i]?.kind !== 'word') return false;
      else if (TAGS.has(textOf(i))) return names <= 1;
      else if (!ATTRIBUTES.has(textOf(i))) names++;
    }
    return false;
  };

  const close = (bracket: string): void => {
    if (pending === undefined) return;
    if (open?.bracket === bracket) {
      open = open.under;
      if (open === undefined && bracket === '(' && pending.closed < 0) pending = { ...pending, closed: k };
    } else pending = { ...pending, doubt: pending.doubt ?? UNBALANCED };
  };

  const closeBrace = (): void => {
    if (pending === undefined) return;
    if (open?.bracket !== '{') pending = { ...pending, doubt: pending.doubt ?? UNBALANCED };
    while (open !== undefined && open.bracket !== '{') open = open.under;
    const matched = open !== undefined;
    open = open?.under;
    if (!matched || (open === undefined && pending.body >= 0)) finish(k);
    else if (eager && open !== undefined && atColumnZero(k)) finish(k, UNBALANCED);
  };

  /** Whether declarations of old-style parameters run from token `from` up to a `{`. */
  const oldStyleFollows = (from: number): boolean => {
    if (pending === undefined || pending.closed < 0 || pending.assigned || pending.body >= 0) return false;
    if (significant[from]?.kind !== 'word') return false;
    for (let i = pending.closed - 1; textOf(i) !== '('; i--) {
      if (significant[i]?.kind !== 'word' && textOf(i) !== ',') return false;
    }
    for (let i = from; i < from + 200; i++) {
      const t = textOf(i);
      if (t === '{') return textOf(i - 1) === ';';
      if (significant[i]?.kind !== 'word' && !/^(?:[*,;()[\]]|\d+)$/.test(t)) return false;
      if (STORAGE.has(t) && t !== 'register') return false;
    }
    return false;
  };

  const beginsDefinition = (word: string): boolean => {
    if (textOf(k + 1) === ':' || CONTROL.has(word)) return false;
    return STORAGE.has(word) || BUILTIN_TYPES.has(word) || TAGS.has(word);
  };

  for (const token of tokens) {
    if (token.kind === 'comment') continue;
    if (token.kind === 'directive') {
      const d = tree.directives[++directiveIndex];
      if (d !== undefined) directive(d, directiveIndex);
      continue;
    }
    k++;
    arms.push(arm);
    step(token, text.slice(token.start, token.end));
  }
  k++;
  const runaway = pending !== undefined && open !== undefined;
  finish(k - 1, isBareCall() ? undefined : 'the file ends inside it');
  return { finished, runaway, significant, arms };
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

function partsOf(
  text: string,
  allTokens: readonly Token[],
  allArms: readonly (Arm | undefined)[],
  one: Finished,
): ItemParts {
  const { pending } = one;
  const tokens = allTokens.slice(pending.first, one.last + 1);
  const arms = allArms.slice(pending.first, one.last + 1);
  const start = tokens[0]?.start ?? 0;
  const end = tokens.at(-1)?.end ?? start;
  const body = pending.body < 0 ? tokens.length : pending.body - pending.first;
  const head = tokens.slice(0, body).filter((_, i) => !pending.split || isFirstChoice(arms[i], pending.arm));
  const bodyStart = tokens[body]?.start;
  const { kind, name } = classify(text, head, bodyStart !== undefined);
  const arm = sharedArm(pending.arm, one.arm);
  const item: Item = {
    start,
    end,
    kind,
    name,
    body: kind !== 'function' || bodyStart === undefined ? undefined : { start: bodyStart, end },
    under: testsOf(arm),
    split: pending.split,
    doubt: one.doubt ?? (arm?.lost ? 'it lies under too many #if conditions' : undefined),
  };
  return { item, tokens, arms, arm };
}

/** Whether text in an arm is seen by who takes the arms around `start`, and of each other group the first. */
function isFirstChoice(arm: Arm | undefined, start: Arm | undefined): boolean {
  const taken = around(start);
  for (let at = arm; at !== undefined && !taken.has(at); at = at.parent) {
    if (at.group.arms[0] !== at || at.group.arms.some(other => taken.has(other))) return false;
  }
  return true;
}

/** An arm and those around it. */
function around(arm: Arm | undefined): Set<Arm> {
  const all = new Set<Arm>();
  for (let at = arm; at !== undefined; at = at.parent) all.add(at);
  return all;
}

/** The innermost arm that holds both ends of an item. */
function sharedArm(a: Arm | undefined, b: Arm | undefined): Arm | undefined {
  const all = around(a);
  let arm = b;
  while (arm !== undefined && !all.has(arm)) arm = arm.parent;
  return arm;
}
