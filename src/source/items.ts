/**
 * Tokens -> top-level items, by brackets and `#if` groups alone: no parser is asked, so an error in one function
 * cannot hide another.
 *
 * Invariants: items are disjoint and in order; each significant token lies in exactly one item; any token list
 * gives items, none throws; the work is linear (at most two passes).
 */
import { type Arm, type DirectiveTree, testsOf } from './directives.js';
import type { Item, Token, TokenKind } from './file.js';
import { type Frame, readGroupLine } from './item-groups.js';
import { classify } from './item-kind.js';
import {
  atColumnZero,
  beginsDefinition,
  doubtPending,
  endsMembers,
  endsUnsaid,
  type Finished,
  finish,
  isBareCall,
  oldStyleFollows,
  opensBody,
  type State,
  textAt,
} from './item-state.js';
import { openRuns } from './runs.js';
import { significantOf, type Tokens } from './tokens.js';

/** An item with what it is made of. */
export interface ItemParts {
  readonly item: Item;
  /** Its tokens without comments and directives, whatever arm they are in. */
  tokens(): readonly Token[];
  /** For each of them the innermost arm it lies in. */
  arms(): readonly (Arm | undefined)[];
  /** The innermost arm around the whole item. */
  readonly arm: Arm | undefined;
}

const UNBALANCED = 'its brackets do not balance';

/** Splits a file's tokens into its top-level items. */
export function findItems(text: string, tokens: Tokens, tree: DirectiveTree): ItemParts[] {
  const calm = segment(text, tokens, tree, false);
  // Where brackets are still open at the end, definitions in column 0 tell where the broken item ends.
  const state = calm.runaway ? segment(text, tokens, tree, true) : calm;
  return state.finished.map(one => partsOf(state, one));
}

function segment(
  text: string,
  all: Tokens,
  tree: DirectiveTree,
  eager: boolean,
): State & { readonly runaway: boolean } {
  const state: State = {
    text,
    tokens: significantOf(all),
    arms: openRuns(),
    finished: [],
    pending: undefined,
    open: undefined,
    arm: undefined,
    at: 0,
    externBlocks: 0,
    lastBody: -1,
  };
  const frames: Frame[] = [];
  let directives = 0;
  for (let i = 0; i < all.length; i++) {
    const kind = all.kindAt(i)!;
    if (kind === 'directive') {
      const directive = tree.directives[directives];
      if (directive !== undefined) readGroupLine(state, frames, tree, directive, directives);
      directives++;
    } else if (kind !== 'comment') {
      state.arms.push(state.arm);
      readToken(state, kind, eager);
      state.at++;
    }
  }
  const runaway = state.pending !== undefined && state.open !== undefined;
  finish(state, state.at - 1, isBareCall(state) ? undefined : 'the file ends inside it');
  return { ...state, runaway };
}

function readToken(state: State, kind: TokenKind, eager: boolean): void {
  const { at } = state;
  const t = kind === 'punct' ? textAt(state, at) : '';
  if (isBareCall(state)) {
    if (kind === 'word' && atColumnZero(state, at) && !oldStyleFollows(state, at)) finish(state, at - 1);
  } else if (eager && state.open !== undefined && beginsDefinition(state)) finish(state, at - 1, UNBALANCED);
  else if (kind === 'word' && endsUnsaid(state)) finish(state, at - 1);
  if (state.pending === undefined) {
    state.pending = {
      first: at,
      arm: state.arm,
      split: false,
      doubt: undefined,
      assigned: false,
      closed: -1,
      body: -1,
    };
    if (t === '}') {
      strayBrace(state);
      return;
    }
  }
  if (kind === 'word' && endsMembers(state)) finish(state, at);
  else if (t === '(' || t === '[') state.open = { bracket: t, under: state.open };
  else if (t === '{') openBrace(state);
  else if (t === ')' || t === ']') closeBracket(state, t === ')' ? '(' : '[');
  else if (t === '}') closeBrace(state, eager);
  else if (state.open === undefined && t === '=') state.pending = { ...state.pending, assigned: true };
  else if (state.open === undefined && t === ';') endDeclaration(state);
}

/** A `}` where nothing is open: the end of `extern "C" {`, or of a function that seemed to end earlier. */
function strayBrace(state: State): void {
  if (state.externBlocks > 0) {
    state.externBlocks--;
    finish(state, state.at);
    return;
  }
  const one = state.finished[state.lastBody];
  if (one !== undefined) {
    state.finished[state.lastBody] = { ...one, doubt: one.doubt ?? 'a closing brace too many follows it' };
  }
  finish(state, state.at, 'a closing brace without an opening one');
}

function openBrace(state: State): void {
  const { pending, at } = state;
  if (pending === undefined) return;
  const extern =
    textAt(state, pending.first) === 'extern' &&
    at === pending.first + 2 &&
    state.tokens.kindAt(at - 1) === 'string';
  if (extern && state.open === undefined) {
    // extern "C" { … }: its contents are items of the file.
    state.externBlocks++;
    finish(state, at);
    return;
  }
  if (opensBody(state, pending)) state.pending = { ...pending, body: at };
  state.open = { bracket: '{', under: state.open };
}

function closeBracket(state: State, bracket: string): void {
  if (state.open?.bracket !== bracket) {
    doubtPending(state, UNBALANCED);
    return;
  }
  state.open = state.open.under;
  const { pending, at } = state;
  if (state.open === undefined && bracket === '(' && pending !== undefined && pending.closed < 0) {
    state.pending = { ...pending, closed: at };
  }
}

function closeBrace(state: State, eager: boolean): void {
  if (state.open?.bracket !== '{') doubtPending(state, UNBALANCED);
  while (state.open !== undefined && state.open.bracket !== '{') state.open = state.open.under;
  const matched = state.open !== undefined;
  state.open = state.open?.under;
  const body = (state.pending?.body ?? -1) >= 0;
  if (!matched || (state.open === undefined && body)) {
    if (body) state.lastBody = state.finished.length;
    finish(state, state.at);
  } else if (eager && state.open !== undefined && atColumnZero(state, state.at))
    finish(state, state.at, UNBALANCED);
}

/** A `;` outside brackets ends an item, but for the declarations of old-style parameters. */
function endDeclaration(state: State): void {
  const closed = state.pending?.closed ?? -1;
  if (closed < 0 || !oldStyleFollows(state, closed + 1)) finish(state, state.at);
}

function partsOf(state: State, one: Finished): ItemParts {
  const { text } = state;
  const { pending } = one;
  const tokens = () => state.tokens.slice(pending.first, one.last + 1);
  const arms = () => state.arms.slice(pending.first, one.last + 1);
  const arm = sharedArm(pending.arm, one.arm);
  const [own] = state.arms.slice(pending.first, pending.first + 1);
  const start = openerOf(state, pending.first, own, arm) ?? state.tokens.startAt(pending.first) ?? 0;
  const end = state.tokens.endAt(one.last) ?? start;
  const body = pending.body < 0 ? one.last + 1 : pending.body;
  const bodyStart = body > one.last ? undefined : state.tokens.startAt(body);
  const head = headOf(state, pending, body);
  const { kind, name } = classify(text, head, bodyStart !== undefined);
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

/** The tokens in front of a body, of all arms inside the item the first that can be chosen. */
function headOf(state: State, { first, arm, split }: Finished['pending'], body: number): readonly Token[] {
  const tokens = state.tokens.slice(first, body);
  if (!split) return tokens;
  const arms = state.arms.slice(first, body);
  const taken = around(arm);
  return tokens.filter((_, i) => isFirstChoice(arms[i], taken));
}

/**
 * The `#if` that an item begins behind, where it goes on below that group: without the line its text would not read
 * as the same. Undefined where other items stand in the group before it.
 */
function openerOf(
  state: State,
  first: number,
  own: Arm | undefined,
  shared: Arm | undefined,
): number | undefined {
  let outermost = own;
  while (outermost !== undefined && outermost.parent !== shared) outermost = outermost.parent;
  if (own === shared || outermost === undefined) return undefined;
  const start = outermost.group.arms[0]?.opener.token.start;
  const before = state.tokens.endAt(first - 1) ?? 0;
  return start !== undefined && before <= start ? start : undefined;
}

/** Whether text in an arm is seen by who takes the arms `taken`, and of each other group the first. */
function isFirstChoice(arm: Arm | undefined, taken: ReadonlySet<Arm>): boolean {
  for (let at = arm; at !== undefined && !taken.has(at); at = at.parent) {
    if (at.group.arms[0] !== at || at.group.arms.some(other => taken.has(other))) return false;
  }
  return true;
}

/** The innermost arm that holds both ends of an item. */
function sharedArm(a: Arm | undefined, b: Arm | undefined): Arm | undefined {
  const all = around(a);
  let arm = b;
  while (arm !== undefined && !all.has(arm)) arm = arm.parent;
  return arm;
}

/** An arm and those around it. */
function around(arm: Arm | undefined): Set<Arm> {
  const all = new Set<Arm>();
  for (let at = arm; at !== undefined; at = at.parent) all.add(at);
  return all;
}
