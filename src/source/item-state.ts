/** What is known while the tokens of a file are split into items. Indexes are into the significant tokens. */
import type { Arm } from './directives.js';
import type { Runs } from './runs.js';
import type { Tokens } from './tokens.js';
import { ATTRIBUTE_CALLS, ATTRIBUTES, BUILTIN_TYPES, STORAGE, TAGS } from './words.js';

/** Brackets open at a point; shared between snapshots, never changed. */
export interface Open {
  readonly bracket: string;
  readonly under: Open | undefined;
}

/** The item being read; replaced, never changed, so that a snapshot is a reference. */
export interface Pending {
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

/** An item whose last token is known. */
export interface Finished {
  readonly pending: Pending;
  readonly last: number;
  readonly arm: Arm | undefined;
  readonly doubt: string | undefined;
}

export interface State {
  readonly text: string;
  /** The tokens that are no comments and no directives. */
  readonly tokens: Tokens;
  /** For each token read so far, the innermost arm it lies in. */
  readonly arms: Runs<Arm | undefined>;
  readonly finished: Finished[];
  pending: Pending | undefined;
  open: Open | undefined;
  arm: Arm | undefined;
  /** The token that is looked at; at a directive, the one after it. */
  at: number;
  /** How many `extern "C" {` wait for their `}`. */
  externBlocks: number;
  /** The place of the last finished item with a body; -1 before the first. */
  lastBody: number;
}

export function textAt(state: State, i: number): string {
  const start = state.tokens.startAt(i);
  return start === undefined ? '' : state.text.slice(start, state.tokens.endAt(i));
}

export function isWordAt(state: State, i: number): boolean {
  return state.tokens.kindAt(i) === 'word';
}

/** Whether a token is the first of its line, without blanks before. */
export function atColumnZero(state: State, i: number): boolean {
  const start = state.tokens.startAt(i) ?? 0;
  return start === 0 || state.text.charCodeAt(start - 1) === 10;
}

/** Ends the pending item with a token. */
export function finish(state: State, last: number, doubt?: string): void {
  const { pending, arm } = state;
  if (pending !== undefined && last >= pending.first) {
    state.finished.push({ pending, last, arm, doubt: pending.doubt ?? doubt });
  }
  state.pending = undefined;
  state.open = undefined;
}

/** Notes the first doubt about the pending item. */
export function doubtPending(state: State, doubt: string): void {
  if (state.pending !== undefined) state.pending = { ...state.pending, doubt: state.pending.doubt ?? doubt };
}

/** Whether the pending item so far is `WORD(…)` and nothing else, which may be a whole item without a semicolon. */
export function isBareCall(state: State): boolean {
  const { pending } = state;
  if (pending === undefined || state.open !== undefined || pending.closed !== state.at - 1) return false;
  const word = textAt(state, pending.first);
  return (
    isWordAt(state, pending.first) && textAt(state, pending.first + 1) === '(' && !ATTRIBUTE_CALLS.has(word)
  );
}

/** Whether a word in column 0 closes what a macro opened: `MACHINE_START(…) .name = "x", MACHINE_END`. */
export function endsMembers(state: State): boolean {
  const { pending, at } = state;
  if (pending === undefined || state.open !== undefined || pending.closed < 0) return false;
  const opened = textAt(state, pending.first + 1) === '(' && textAt(state, pending.closed + 1) === '.';
  return opened && at > pending.closed && isWordAt(state, at) && atColumnZero(state, at);
}

/**
 * Whether a word in column 0 begins another item though no `;` was seen: behind a function whose body is a macro,
 * `int f(void) BODY`, and behind a body whose parameters are one, `int f ARGS { … }`.
 */
export function endsUnsaid(state: State): boolean {
  const { pending, at } = state;
  if (pending === undefined || state.open !== undefined || pending.assigned || pending.body >= 0)
    return false;
  const isConst = atColumnZero(state, at) && textAt(state, at) === 'const';
  if (!(isConst || beginsDefinition(state)) || textAt(state, at - 1) === ';') return false;
  const braces = textAt(state, at - 1) === '}';
  if (pending.closed < 0 ? !braces : braces || pending.closed === at - 1) return false;
  let names = 0;
  for (let i = pending.first; i < at && isWordAt(state, i); i++) {
    const word = textAt(state, i);
    if (word === 'typedef' || TAGS.has(word) || ATTRIBUTE_CALLS.has(word)) return false;
    if (!STORAGE.has(word) && !ATTRIBUTES.has(word)) names++;
  }
  return names > 1 && !oldStyleFollows(state, at);
}

/** How far old-style parameter declarations are looked through. */
const FARTHEST = 200;

/** Whether declarations of old-style parameters run from token `from` up to a `{`: `f(a, b) int a; char *b; {`. */
export function oldStyleFollows(state: State, from: number): boolean {
  const { pending } = state;
  if (pending === undefined || pending.closed < 0 || pending.assigned || pending.body >= 0) return false;
  if (!isWordAt(state, from)) return false;
  for (let i = pending.closed - 1; textAt(state, i) !== '('; i--) {
    if (!isWordAt(state, i) && textAt(state, i) !== ',') return false;
  }
  for (let i = from; i < from + FARTHEST; i++) {
    const t = textAt(state, i);
    if (t === '{') return textAt(state, i - 1) === ';';
    if (!isWordAt(state, i) && !/^(?:[*,;()[\]]|\d+)$/.test(t)) return false;
    if (STORAGE.has(t) && t !== 'register') return false;
  }
  return false;
}

/** Whether the `{` looked at opens a function's body: not an initialiser, not the members of a tag. */
export function opensBody(state: State, pending: Pending): boolean {
  if (state.open !== undefined || pending.body >= 0 || pending.assigned || pending.closed < 0) return false;
  if (textAt(state, state.at + 1) === '.') return false;
  return textAt(state, pending.first) !== 'typedef' && !followsTag(state, pending);
}

/** Whether `struct`, attributes and at most one other word stand before the token looked at. */
function followsTag(state: State, pending: Pending): boolean {
  let names = 0;
  for (let i = state.at - 1; i >= pending.first; i--) {
    const t = textAt(state, i);
    if (t === ')') {
      for (let depth = 1; depth > 0 && i > pending.first; ) {
        const inner = textAt(state, --i);
        depth += inner === ')' ? 1 : inner === '(' ? -1 : 0;
      }
      if (!ATTRIBUTE_CALLS.has(textAt(state, --i))) return false;
    } else if (!isWordAt(state, i)) return false;
    else if (TAGS.has(t)) return names <= 1;
    else if (!ATTRIBUTES.has(t)) names++;
  }
  return false;
}

/** Whether a word in column 0 begins a definition even where brackets seem to be open. No label does. */
export function beginsDefinition(state: State): boolean {
  const word = textAt(state, state.at);
  if (!isWordAt(state, state.at) || !atColumnZero(state, state.at)) return false;
  return (
    textAt(state, state.at + 1) !== ':' && (STORAGE.has(word) || BUILTIN_TYPES.has(word) || TAGS.has(word))
  );
}
