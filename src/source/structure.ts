/**
 * The bones of C between the tokens of one item: which bracket is what, and where statements begin.
 *
 * Macros are not known here; what only looks like a call or a block is told apart by its place.
 */
import type { Token } from './file.js';
import {
  ASM,
  ATTRIBUTE_CALLS,
  BUILTIN_TYPES,
  CONTROL,
  looksLikeLoop,
  QUALIFIERS,
  STORAGE,
  TAGS,
  TYPE_OPERATORS,
} from './words.js';

/**
 * What a bracket is.
 * - `block`: statements; `init`: `{…}` as a value; `members`: of a struct, union or enum
 * - `call`: arguments of a call or macro; `header`: of if, while, for, switch; `index`: `[…]`
 * - `group`: any other parenthesis, parameter lists among them
 */
export type Bracket = 'block' | 'init' | 'members' | 'call' | 'header' | 'group' | 'index';

/** Whether a statement begins at a token: in a block, or as the one statement that `if (…)`, `else`, `do` govern. */
export type Begin = 'no' | 'block' | 'single';

/**
 * A macro call at the beginning of a statement that no semicolon ends: it governs the next statement (`loop`), does
 * so and an `else` follows (`branch`), or stands alone (`statement`).
 */
export type MacroUse = 'loop' | 'branch' | 'statement';

export interface Structure {
  readonly tokens: readonly Token[];
  readonly texts: readonly string[];
  /** For brackets: the index of the partner; -1 for other tokens and for brackets without one. */
  readonly partner: readonly number[];
  /** For opening brackets: what they are. */
  readonly bracket: readonly (Bracket | undefined)[];
  readonly begin: readonly Begin[];
  /** For each token: the bracket it lies in, by the index of its opening; -1 outside all. */
  readonly inside: readonly number[];
  /** By the index of the macro's name. */
  readonly macros: ReadonlyMap<number, MacroUse>;
  /** By the index of the label's name, `case` or `default`: the index of the `:`. */
  readonly labels: ReadonlyMap<number, number>;
  /** How deep brackets nest. */
  readonly depth: number;
}

interface Draft {
  readonly text: string;
  readonly tokens: readonly Token[];
  readonly texts: string[];
  readonly partner: number[];
  readonly bracket: (Bracket | undefined)[];
  readonly begin: Begin[];
  readonly inside: number[];
  readonly macros: Map<number, MacroUse>;
  readonly labels: Map<number, number>;
}

/** Reads the structure of an item's tokens. A statement or declaration begins at the first. */
export function structureOf(text: string, tokens: readonly Token[]): Structure {
  const texts = tokens.map(token => text.slice(token.start, token.end));
  const { partner, depth } = pairs(texts);
  const draft: Draft = {
    text,
    tokens,
    texts,
    partner,
    bracket: [],
    begin: [],
    inside: [],
    macros: new Map(),
    labels: new Map(),
  };
  const open: number[] = [];
  const afterColon = new Map<number, Begin>();
  let next: Begin = 'block';
  for (let i = 0; i < texts.length; i++) {
    const t = texts[i] ?? '';
    const here = next;
    next = 'no';
    draft.begin.push(here);
    if (t === ')' || t === ']' || t === '}') {
      const opening = partner[i] ?? -1;
      if (opening >= 0) open.pop();
      draft.inside.push(open.at(-1) ?? -1);
      draft.begin[i] = 'no';
      next = afterClosing(draft, opening, i);
      continue;
    }
    const around = open.at(-1) ?? -1;
    draft.inside.push(around);
    if (t === '(' || t === '[' || t === '{') {
      const kind = t === '[' ? 'index' : t === '(' ? parenthesisKind(draft, i) : braceKind(draft, i);
      draft.bracket[i] = kind;
      if ((partner[i] ?? -1) >= 0) open.push(i);
      if (kind === 'block') next = 'block';
    } else if (t === ';') next = around < 0 || draft.bracket[around] === 'block' ? 'block' : 'no';
    else if (t === ':') next = afterColon.get(i) ?? 'no';
    else if (t === 'else' || t === 'do') next = 'single';
    else if (here !== 'no') {
      const colon = labelEnd(draft, i);
      if (colon !== undefined) {
        draft.labels.set(i, colon);
        afterColon.set(colon, here);
      }
    }
  }
  return { ...draft, depth };
}

/** Matches brackets; one whose partner is of another kind or missing stays alone. */
function pairs(texts: readonly string[]): { partner: number[]; depth: number } {
  const partner = texts.map(() => -1);
  const open: number[] = [];
  let depth = 0;
  texts.forEach((t, i) => {
    if (t === '(' || t === '[' || t === '{') depth = Math.max(depth, open.push(i));
    else if (t === ')' || t === ']' || t === '}') {
      const mate = open.at(-1);
      if (mate === undefined || texts[mate] !== (t === ')' ? '(' : t === ']' ? '[' : '{')) return;
      open.pop();
      partner[mate] = i;
      partner[i] = mate;
    }
  });
  return { partner, depth };
}

const isWord = (draft: Draft, i: number): boolean => draft.tokens[i]?.kind === 'word';

function parenthesisKind(draft: Draft, i: number): Bracket {
  const before = draft.texts[i - 1] ?? '';
  if (!isWord(draft, i - 1)) return 'group';
  if (CONTROL.has(before)) return /^(?:if|while|for|switch)$/.test(before) ? 'header' : 'group';
  if (TYPE_OPERATORS.has(before) || BUILTIN_TYPES.has(before) || isDeclared(draft, i - 1)) return 'group';
  // gizmo_t (*done)(int): no one calls the result of a call of a pointer.
  const pointer = draft.texts[i + 1] === '*' && draft.texts[(draft.partner[i] ?? -1) + 1] === '(';
  return pointer && draft.begin[i - 1] !== 'no' ? 'group' : 'call';
}

/** Whether the name at `at` follows specifiers from the beginning of a statement: `struct gizmo *find(`. */
function isDeclared(draft: Draft, at: number): boolean {
  let types = 0;
  for (let j = at - 1; j >= 0 && draft.begin[j + 1] === 'no'; j--) {
    const t = draft.texts[j] ?? '';
    if (isWord(draft, j)) {
      if (CONTROL.has(t)) return false;
      if (!STORAGE.has(t) && !QUALIFIERS.has(t)) types++;
    } else if (t !== '*') return false;
    if (draft.begin[j] !== 'no') return types > 0;
  }
  return false;
}

function braceKind(draft: Draft, i: number): Bracket {
  if (draft.begin[i] !== 'no') return 'block';
  const before = draft.texts[i - 1] ?? '';
  const around = draft.bracket[draft.inside[i] ?? -1];
  if (around === 'init') return 'init';
  if (before === ')') {
    const opening = draft.partner[i - 1] ?? -1;
    return draft.bracket[opening] === 'group' && !isName(draft, opening - 1) ? 'init' : 'block';
  }
  if (before === '(' && around === 'group') return 'block';
  if (before === '(' || (before === ',' && around === 'call'))
    return holdsStatement(draft, i) ? 'block' : 'init';
  if (isWord(draft, i - 1)) return opensMembers(draft, i - 1) ? 'members' : 'block';
  return 'init';
}

/** Whether a token is a word that a parenthesis after it belongs to, as it does not to `return`. */
function isName(draft: Draft, i: number): boolean {
  return isWord(draft, i) && !CONTROL.has(draft.texts[i] ?? '');
}

/** Whether a `;` stands directly in the brace at `at`. */
function holdsStatement(draft: Draft, at: number): boolean {
  const end = draft.partner[at] ?? -1;
  for (let j = at + 1; j < end; j++) {
    const t = draft.texts[j];
    if (t === ';') return true;
    if (t === '(' || t === '[' || t === '{') j = Math.max(j, draft.partner[j] ?? j);
  }
  return false;
}

/** Whether the words that end at `at` are `struct tag`, perhaps with attributes. */
function opensMembers(draft: Draft, at: number): boolean {
  let j = at;
  while (isWord(draft, j) && !TAGS.has(draft.texts[j] ?? '')) {
    j--;
    if (draft.texts[j] === ')') j = (draft.partner[j] ?? 0) - 1;
  }
  return TAGS.has(draft.texts[j] ?? '');
}

/** What begins after a closing bracket. */
function afterClosing(draft: Draft, opening: number, closing: number): Begin {
  const kind = draft.bracket[opening];
  if (kind === 'header') return 'single';
  const around = draft.bracket[draft.inside[closing] ?? -1];
  if (kind === 'block') return around === 'block' || (draft.inside[closing] ?? -1) < 0 ? 'block' : 'no';
  if (kind !== 'call') return 'no';
  const name = opening - 1;
  const use = macroUse(draft, name, closing);
  if (use === undefined) return 'no';
  draft.macros.set(name, use);
  return use === 'statement' ? (draft.begin[name] ?? 'no') : 'single';
}

/** How a call that begins a statement goes on: undefined where it is an ordinary expression. */
function macroUse(draft: Draft, name: number, closing: number): MacroUse | undefined {
  const word = draft.texts[name] ?? '';
  if ((draft.begin[name] ?? 'no') === 'no' || ASM.has(word) || ATTRIBUTE_CALLS.has(word)) return undefined;
  const after = draft.tokens[closing + 1];
  const t = draft.texts[closing + 1];
  if (after === undefined || t === undefined) return undefined;
  if (t === '{') {
    const followed = draft.texts[(draft.partner[closing + 1] ?? -1) + 1] === 'else';
    return followed && !looksLikeLoop(word) ? 'branch' : 'loop';
  }
  if (t === '}') return 'statement';
  const sameLine = !draft.text.slice(draft.tokens[closing]?.end ?? 0, after.start).includes('\n');
  if (looksLikeLoop(word)) {
    return after.kind === 'word' || (!sameLine && /^(?:[*(;]|\+\+|--)$/.test(t)) ? 'loop' : undefined;
  }
  const casts = t === '(' && !sameLine && BUILTIN_TYPES.has(draft.texts[closing + 2] ?? '');
  if ((after.kind !== 'word' && !casts) || (sameLine && !CONTROL.has(t))) return undefined;
  return columnOf(draft, closing + 1) > columnOf(draft, name) ? 'loop' : 'statement';
}

/** The width of the blanks before a token on its line, a tab being 8 wide. */
function columnOf(draft: Draft, i: number): number {
  const start = draft.tokens[i]?.start ?? 0;
  let column = 0;
  for (let at = draft.text.lastIndexOf('\n', start - 1) + 1; at < start; at++) {
    column = draft.text[at] === '\t' ? (column | 7) + 1 : column + 1;
  }
  return column;
}

/** The `:` that ends the label, `case` or `default` beginning at `i`. */
function labelEnd(draft: Draft, i: number): number | undefined {
  const t = draft.texts[i] ?? '';
  if (!isWord(draft, i)) return undefined;
  if (t !== 'case')
    return draft.texts[i + 1] === ':' && (t === 'default' || !CONTROL.has(t)) ? i + 1 : undefined;
  let questions = 0;
  for (let j = i + 1; j < draft.texts.length; j++) {
    const u = draft.texts[j];
    if (u === '(' || u === '[' || u === '{') j = Math.max(j, draft.partner[j] ?? j);
    else if (u === '?') questions++;
    else if (u === ':' && questions-- === 0) return j;
    else if (u === ';' || u === '}') return undefined;
  }
  return undefined;
}
