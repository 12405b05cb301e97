/** Removes from expressions what the grammar reads wrongly or not at all: casts, operands that could be types. */
import { maskArguments } from './mask-arguments.js';
import { maskElement, maskIndex } from './mask-elements.js';
import { maskString } from './mask-strings.js';
import { cover, endOf, type Sheet, standIn, startOf } from './sheet.js';
import {
  ALIGNOF,
  beginsType,
  CONTROL,
  GRAMMAR_KEYWORDS,
  looksLikeType,
  QUALIFIERS,
  TYPE_OPERATORS,
  TYPEOF,
} from './words.js';

/** Masks the operands of an item; everything that only the parser would trip over. */
export function maskExpressions(sheet: Sheet): void {
  const { tokens } = sheet.structure;
  for (let i = 0; i < tokens.length; i++) {
    if (sheet.gone[i] !== true && sheet.hidden[i] !== true) i = maskToken(sheet, i);
  }
}

/** Masks what begins at a token; gives the index of the last token that is dealt with. */
function maskToken(sheet: Sheet, i: number): number {
  const { tokens, texts } = sheet.structure;
  const t = texts[i] ?? '';
  switch (tokens[i]?.kind) {
    case 'number':
    case 'char':
      fillWord(sheet, i);
      return i;
    case 'string':
      return maskString(sheet, i);
    case 'word':
      return maskWord(sheet, i, t);
    default:
      return maskPunct(sheet, i, t);
  }
}

/** Puts a word or number of the same length in place of an operand. */
function fillWord(sheet: Sheet, i: number): void {
  const fill = filler(sheet, i);
  cover(sheet, i, i, fill.padEnd(sheet.structure.texts[i]?.length ?? 1, fill === '1' ? '1' : '_'));
}

function maskWord(sheet: Sheet, i: number, t: string): number {
  const { texts, partner } = sheet.structure;
  const close = partner[i + 1] ?? -1;
  const member = texts[i - 1] === '.' || texts[i - 1] === '->';
  if (TYPE_OPERATORS.has(t) && texts[i + 1] === '(' && close > i && !member) {
    // sizeof(x)->y is the size of (x)->y.
    if (!TYPEOF.has(t) && /^(?:->|\.|\[)$/.test(texts[close + 1] ?? '')) return i;
    standIn(sheet, i, close, 'type', TYPEOF.has(t) ? 'x' : filler(sheet, i, close));
    return close;
  }
  if (isPointerType(sheet, i) && t.length >= 3) {
    // gizmo_t (*done)(int) = fn; would be an assignment to a call.
    standIn(sheet, i, i, 'type');
    cover(sheet, i, i, 'int');
  } else if (ALIGNOF.has(t) && t.length >= 6) {
    // To the grammar only sizeof goes without parentheses.
    cover(sheet, i, i, 'sizeof');
  } else if (GRAMMAR_KEYWORDS.has(t) || /[^\x00-\x7f]|\\/.test(t) || filler(sheet, i) === '1') {
    fillWord(sheet, i);
  }
  return i;
}

function maskPunct(sheet: Sheet, i: number, t: string): number {
  const { tokens, texts, partner, bracket } = sheet.structure;
  const closed = (partner[i] ?? -1) > i;
  if (t === '(' && closed && bracket[i] === 'group') return maskGroup(sheet, i);
  if (t === '(' && closed && bracket[i] === 'call') {
    maskArguments(sheet, i);
    maskElement(sheet, i);
  } else if (t === '[' && closed) maskIndex(sheet, i);
  else if (
    t === '&&' &&
    tokens[i + 1]?.kind === 'word' &&
    /^(?:[(,=?:[{]|return)$/.test(texts[i - 1] ?? '')
  ) {
    // The address of a label; to the grammar, that of a variable.
    cover(sheet, i, i, ' &');
  }
  return i;
}

/** Casts become a prefix operator of the same rank. */
function maskGroup(sheet: Sheet, open: number): number {
  const close = sheet.structure.partner[open] ?? open;
  if (isNameAt(sheet, open - 1)) return open;
  if (!beginsOperand(sheet, close + 1) || !isCastType(sheet, open + 1, close)) return open;
  //  (struct gizmo *) p
  //  *                p
  const type = { start: startOf(sheet, open + 1), end: endOf(sheet, close - 1) };
  sheet.notes.casts.set(startOf(sheet, open), type);
  cover(sheet, open, close, '*');
  return close;
}

/**
 * The letter to fill a stand-in with. `(a)`, `(a[i])` and `(a(b))` are types to the grammar when `&& c == d` follows,
 * and `a(b(c * d));` a declaration, so the operand that begins a parenthesis or a statement becomes a number, which
 * no type can be.
 */
function filler(sheet: Sheet, first: number, last = first): '1' | 'x' {
  const { texts, bracket, partner } = sheet.structure;
  if (isCallee(sheet, first)) return '1';
  if (bracket[first - 1] !== 'group' || !/^[)[(]$/.test(texts[last + 1] ?? '')) return 'x';
  const named = isNameAt(sheet, first - 2) && !TYPE_OPERATORS.has(texts[first - 2] ?? '');
  if (named || texts[0] === 'typedef') return 'x';
  return texts[(partner[first - 1] ?? -1) + 1] === '{' ? 'x' : '1';
}

/** Whether a word that begins a statement is the type of a pointer to a function. */
function isPointerType(sheet: Sheet, i: number): boolean {
  const { texts, bracket, partner, begin } = sheet.structure;
  if ((begin[i] ?? 'no') === 'no' || bracket[i + 1] !== 'group' || TYPE_OPERATORS.has(texts[i] ?? ''))
    return false;
  return texts[i + 2] === '*' && texts[(partner[i + 1] ?? -1) + 1] === '(' && !CONTROL.has(texts[i] ?? '');
}

/** Whether a word is called in a statement that begins with it. */
function isCallee(sheet: Sheet, i: number): boolean {
  const { tokens, texts, bracket, partner, begin, macros } = sheet.structure;
  if ((begin[i] ?? 'no') === 'no' || bracket[i + 1] !== 'call' || macros.has(i)) return false;
  const after = partner[i + 1] ?? -1;
  return after > i && tokens[after + 1]?.kind === 'punct' && texts[after + 1] !== '*';
}

/** Whether a word stands at a place that a parenthesis after it belongs to. */
function isNameAt(sheet: Sheet, i: number): boolean {
  const { tokens, texts } = sheet.structure;
  return tokens[i]?.kind === 'word' && !CONTROL.has(texts[i] ?? '') && sheet.gone[i] !== true;
}

function beginsOperand(sheet: Sheet, at: number): boolean {
  let i = at;
  while (sheet.gone[i] === true) i++;
  const token = sheet.structure.tokens[i];
  const t = sheet.structure.texts[i] ?? '';
  if (token === undefined) return false;
  if (token.kind === 'word') return !CONTROL.has(t);
  return token.kind !== 'punct' || /^(?:[(\-+&*~!]|\+\+|--|&&)$/.test(t);
}

/** Whether the tokens of a parenthesis before an operand are a type. */
function isCastType(sheet: Sheet, first: number, end: number): boolean {
  const { texts, tokens } = sheet.structure;
  const kept = [...Array(end - first).keys()].map(k => first + k).filter(i => sheet.gone[i] !== true);
  const head = texts[kept[0] ?? -1] ?? '';
  if (kept.length === 0 || tokens[kept[0] ?? -1]?.kind !== 'word') return false;
  if (beginsType(head)) return true;
  const star = kept.findIndex(i => tokens[i]?.kind !== 'word');
  if (star < 0) {
    const lone = !sheet.variables.has(head) && (looksLikeType(head) || isSure(sheet, end + 1));
    return kept.length > 1 || lone;
  }
  const rest = kept.slice(star);
  // gizmo_t (*)(int)
  if (
    rest
      .slice(0, 3)
      .map(i => texts[i])
      .join('') === '(*)'
  )
    return true;
  return rest.every(i => texts[i] === '*' || QUALIFIERS.has(texts[i] ?? ''));
}

/** Whether an operand, and no operator, begins at a token, so that the word in parentheses before can only be a type. */
function isSure(sheet: Sheet, i: number): boolean {
  return sheet.structure.tokens[i]?.kind !== 'punct' || /^[!~]$/.test(sheet.structure.texts[i] ?? '');
}
