/** The working copy of an item while it is masked, and the notes that go with it. */
import type { Span } from './span.js';
import type { Structure } from './structure.js';

/** What a word in the masked text stands for, and where that truly ends. */
export interface StandIn {
  readonly end: number;
  readonly role: 'type' | 'asm' | 'asm-goto' | 'goto' | 'hidden-flow' | 'string';
}

/** A statement of the masked text that stands for another one; keyed by where the masked one begins. */
export type StatementNote =
  | { readonly kind: 'loop' | 'branch' | 'statement'; readonly macro: Span; readonly closing: number }
  | { readonly kind: 'label' | 'default' | 'case'; readonly start: number; readonly end: number };

export interface Notes {
  readonly standIns: Map<number, StandIn>;
  readonly statements: Map<number, StatementNote>;
  /** `*` that stands for a parenthesised type: from its offset to the type in parentheses. */
  readonly casts: Map<number, Span>;
  /** `||` that stands for the `...` of a case range. */
  readonly ranges: Set<number>;
  /** Macros among the elements of an initialiser, by their offset: where their arguments end. */
  readonly elements: Map<number, Span>;
  /** Where a statement truly begins whose first words were masked. */
  readonly leading: Map<number, number>;
}

export interface Sheet {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly structure: Structure;
  readonly notes: Notes;
  /** Words that are used as no type can be: `count_t = 1`, `count_t->x`. */
  readonly variables: ReadonlySet<string>;
  /** Whether a token was blanked. */
  readonly gone: boolean[];
  /** Whether a stand-in covers a token. */
  readonly hidden: boolean[];
  /** Bytes of `clean` and `masked`. */
  readonly clean: Buffer;
  readonly masked: Buffer;
}

const SPACE = 32;
const LF = 10;
const CR = 13;

/** A sheet that shows the given tokens and nothing else. */
export function sheetOf(text: string, structure: Structure, start: number, end: number): Sheet {
  const clean = Buffer.from(text.slice(start, end), 'latin1');
  let from = start;
  const wipe = (to: number): void => fill(clean, from - start, to - start);
  for (const token of structure.tokens) {
    wipe(token.start);
    from = token.end;
  }
  wipe(end);
  return {
    text,
    start,
    end,
    structure,
    variables: variablesIn(structure),
    gone: [],
    hidden: [],
    clean,
    masked: Buffer.from(clean),
    notes: {
      standIns: new Map(),
      statements: new Map(),
      casts: new Map(),
      ranges: new Set(),
      elements: new Map(),
      leading: new Map(),
    },
  };
}

function variablesIn(structure: Structure): Set<string> {
  const found = new Set<string>();
  const { tokens, texts } = structure;
  texts.forEach((t, i) => {
    const named = tokens[i]?.kind === 'word' && texts[i - 1] !== '.' && texts[i - 1] !== '->';
    if (named && AFTER_VARIABLE.test(texts[i + 1] ?? '')) found.add(t);
  });
  return found;
}

const AFTER_VARIABLE = /^(?:[=;.[]|->|\+\+|--|[-+*/%&|^]=|<<=|>>=)$/;

function fill(bytes: Buffer, from: number, to: number): void {
  for (let i = from; i < to; i++) if (bytes[i] !== LF && bytes[i] !== CR) bytes[i] = SPACE;
}

/** Offset of a token's first byte in the file. */
export function startOf(sheet: Sheet, i: number): number {
  return sheet.structure.tokens[i]?.start ?? sheet.end;
}

/** Offset after a token's last byte in the file. */
export function endOf(sheet: Sheet, i: number): number {
  return sheet.structure.tokens[i]?.end ?? sheet.end;
}

/** Removes the tokens from `first` to `last` from both texts. */
export function blank(sheet: Sheet, first: number, last: number): void {
  fill(sheet.clean, startOf(sheet, first) - sheet.start, endOf(sheet, last) - sheet.start);
  fill(sheet.masked, startOf(sheet, first) - sheet.start, endOf(sheet, last) - sheet.start);
  for (let i = first; i <= last; i++) sheet.gone[i] = true;
}

/**
 * Puts `put` in place of the tokens from `first` to `last` in the masked text. Where it does not fit on their first
 * line, which only words torn by a continuation and strings that are not closed bring about, they are blanked.
 */
export function cover(sheet: Sheet, first: number, last: number, put: string): void {
  const start = startOf(sheet, first);
  const end = endOf(sheet, last);
  fill(sheet.masked, start - sheet.start, end - sheet.start);
  const room = Math.min(start + put.length, end);
  if (room < start + put.length || /[\r\n]/.test(sheet.text.slice(start, room))) return;
  sheet.masked.write(put, start - sheet.start, 'latin1');
}

/** Does so, and keeps others from masking the tokens one by one. */
export function hide(sheet: Sheet, first: number, last: number, put: string): void {
  cover(sheet, first, last, put);
  for (let i = first; i <= last; i++) sheet.hidden[i] = true;
}

/** Puts an identifier, or a number, in place of the tokens from `first` to `last`, and notes what it stands for. */
export function standIn(
  sheet: Sheet,
  first: number,
  last: number,
  role: StandIn['role'],
  fill: 'x' | '1' = 'x',
): void {
  const start = startOf(sheet, first);
  const end = endOf(sheet, last);
  const lineEnd = sheet.text.slice(start, end).search(/[\r\n]/);
  hide(sheet, first, last, fill.padEnd(lineEnd < 0 ? end - start : lineEnd, fill === '1' ? '1' : '_'));
  sheet.notes.standIns.set(start, { end, role });
}
