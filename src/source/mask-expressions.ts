/** Removes from expressions what the grammar reads wrongly or not at all: types as arguments, casts, adjacent literals. */
import { cover, endOf, hide, type Sheet, standIn, startOf } from './sheet.js';
import {
  ALIGNOF,
  BUILTIN_TYPES,
  CONTROL,
  GRAMMAR_KEYWORDS,
  looksLikeType,
  QUALIFIERS,
  TAGS,
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
  const { tokens, texts, partner } = sheet.structure;
  const t = texts[i] ?? '';
  switch (tokens[i]?.kind) {
    case 'number':
    case 'char':
      fillWord(sheet, i);
      return i;
    case 'string':
      return maskString(sheet, i);
    case 'word': {
      const close = partner[i + 1] ?? -1;
      // gizmo_t (*done)(int) = fn; would be an assignment to a call.
      if (isPointerType(sheet, i) && t.length >= 3) {
        standIn(sheet, i, i, 'type');
        cover(sheet, i, i, 'int');
      }
      // To the grammar only sizeof goes without parentheses.
      if (ALIGNOF.has(t) && texts[i + 1] !== '(' && t.length >= 6) cover(sheet, i, i, 'sizeof');
      const member = texts[i - 1] === '.' || texts[i - 1] === '->';
      if (TYPE_OPERATORS.has(t) && texts[i + 1] === '(' && close > i && !member) {
        if (!TYPEOF.has(t) && /^(?:->|\.|\[)$/.test(texts[close + 1] ?? '')) return i;
        standIn(sheet, i, close, 'type', TYPEOF.has(t) ? 'x' : filler(sheet, i, close));
        return close;
      }
      if (GRAMMAR_KEYWORDS.has(t) || /[^\x00-\x7f]|\\/.test(t) || filler(sheet, i) === '1')
        fillWord(sheet, i);
      return i;
    }
    default:
      return maskPunct(sheet, i, t);
  }
}

/** Puts a word or number of the same length in place of an operand. */
function fillWord(sheet: Sheet, i: number): void {
  const fill = filler(sheet, i);
  cover(sheet, i, i, fill.padEnd(sheet.structure.texts[i]?.length ?? 1, fill === '1' ? '1' : '_'));
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
  const { tokens, texts, partner } = sheet.structure;
  const close = partner[open] ?? open;
  const before = tokens[open - 1];
  if (before?.kind === 'word' && !CONTROL.has(texts[open - 1] ?? '') && sheet.gone[open - 1] !== true)
    return open;
  if (!beginsOperand(sheet, close + 1) || !isCastType(sheet, open + 1, close)) return open;
  //  (struct gizmo *) p
  //  *                p
  sheet.notes.casts.set(startOf(sheet, open), {
    start: startOf(sheet, open + 1),
    end: endOf(sheet, close - 1),
  });
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
  if (
    texts[rest[0] ?? -1] === '(' &&
    texts[(rest[0] ?? -1) + 1] === '*' &&
    texts[(rest[0] ?? -1) + 2] === ')'
  )
    return true;
  return rest.every(i => texts[i] === '*' || QUALIFIERS.has(texts[i] ?? ''));
}

/** Whether an operand, and no operator, begins at a token, so that the word in parentheses before can only be a type. */
function isSure(sheet: Sheet, i: number): boolean {
  return sheet.structure.tokens[i]?.kind !== 'punct' || /^[!~]$/.test(sheet.structure.texts[i] ?? '');
}

function beginsType(word: string): boolean {
  return BUILTIN_TYPES.has(word) || TAGS.has(word) || QUALIFIERS.has(word) || TYPEOF.has(word);
}

/** Goes through the arguments of a call or macro, and hides those that are no expressions. */
function maskArguments(sheet: Sheet, open: number): void {
  const { texts, partner } = sheet.structure;
  const close = partner[open] ?? open;
  if (close === open + 1) return;
  let first = open + 1;
  for (let i = first; i <= close; i++) {
    const t = texts[i] ?? '';
    if (i < close && (t === '(' || t === '[' || t === '{')) i = Math.max(i, partner[i] ?? i);
    else if (i === close || t === ',') {
      maskArgument(sheet, first, i, open, close);
      first = i + 1;
    }
  }
}

function maskArgument(sheet: Sheet, first: number, end: number, open: number, close: number): void {
  const { tokens, texts, bracket } = sheet.structure;
  let a = first;
  while (a < end && sheet.gone[a] === true) a++;
  if (a >= end) {
    // An empty argument goes with one of its commas.
    if (end < close) cover(sheet, end, end, '');
    else if (first > open + 1) cover(sheet, first - 1, first - 1, '');
    return;
  }
  const t = texts[a] ?? '';
  const word = tokens[a]?.kind === 'word';
  if (word && CONTROL.has(t)) standIn(sheet, a, end - 1, 'hidden-flow');
  else if (holdsSemicolon(sheet, a, end)) standIn(sheet, a, end - 1, 'hidden-flow');
  else if (word && isTypeArgument(sheet, a, end)) standIn(sheet, a, end - 1, 'type');
  else if (bracket[a] === 'init') standIn(sheet, a, end - 1, 'type');
  else if (
    tokens[a]?.kind === 'punct' &&
    /^(?:\.\.\.|[.=<>|^/%#?]|[=!<>]=|\|\||<<|>>|->|##|[-+*/%&|^]=)$/.test(t)
  ) {
    standIn(sheet, a, end - 1, 'type');
  } else if (a + 1 === end && /^[-+*&!~]$/.test(t)) standIn(sheet, a, end - 1, 'type');
}

/** Macros among the elements of an initialiser that are no element themselves. */
function maskElement(sheet: Sheet, open: number): void {
  const { tokens, texts, partner, bracket, inside } = sheet.structure;
  const close = partner[open] ?? open;
  const name = open - 1;
  if (bracket[inside[open] ?? -1] !== 'init' || !/^[{,]?$/.test(elementBefore(sheet, name))) return;
  const next = texts[close + 1] ?? '';
  const gap = sheet.text.slice(endOf(sheet, close), tokens[close + 1]?.start);
  if (next === '=') {
    //  CHANNEL(1) = { 2, 3 },
    //  [x_______] = { 2, 3 },
    const width = endOf(sheet, close) - startOf(sheet, name);
    if (sheet.text.slice(startOf(sheet, name), endOf(sheet, close)).includes('\n')) return;
    hide(sheet, name, close, `[${'x'.padEnd(width - 2, '_')}]`);
  } else if (
    next === '{' ||
    ((tokens[close + 1]?.kind === 'word' || /^[.[]$/.test(next)) && gap.includes('\n'))
  ) {
    //  GIZMO_OPS(a, b)
    //  GIZMO_OPS,a, b,
    cover(sheet, open, open, ',');
    cover(sheet, close, close, close === open + 1 ? '' : ',');
    const start = startOf(sheet, name);
    sheet.notes.elements.set(start, { start: startOf(sheet, open), end: endOf(sheet, close) });
  }
}

/** `[1] "text"`, as GNU C once wrote `[1] = "text"`. */
function maskIndex(sheet: Sheet, open: number): void {
  const { texts, partner, bracket, inside } = sheet.structure;
  const close = partner[open] ?? open;
  if (bracket[inside[open] ?? -1] !== 'init' || !/^[{,]$/.test(texts[open - 1] ?? '')) return;
  const after = endOf(sheet, close);
  if (/[ \t]/.test(sheet.text[after] ?? '') && !/^[=.[:,}]$/.test(texts[close + 1] ?? '')) {
    sheet.masked.write('=', after - sheet.start, 'latin1');
  }
}

/** What separates an element that begins at `at` from the one before it; empty where that is a masked macro. */
function elementBefore(sheet: Sheet, at: number): string {
  const { texts, partner } = sheet.structure;
  const open = texts[at - 1] === ')' ? (partner[at - 1] ?? -1) : -1;
  return open > 0 && sheet.notes.elements.has(startOf(sheet, open - 1)) ? '' : (texts[at - 1] ?? '');
}

function holdsSemicolon(sheet: Sheet, first: number, end: number): boolean {
  const { texts, partner } = sheet.structure;
  for (let i = first; i < end; i++) {
    const t = texts[i];
    if (t === ';') return true;
    if (t === '(' || t === '[' || t === '{') i = Math.max(i, partner[i] ?? i);
  }
  return false;
}

/** Whether an argument that begins with a word is a type or a declaration. */
function isTypeArgument(sheet: Sheet, first: number, end: number): boolean {
  const { texts, tokens, partner } = sheet.structure;
  const head = texts[first] ?? '';
  if (TYPEOF.has(head)) {
    const after = texts[(partner[first + 1] ?? first) + 1];
    return after === '*' || (partner[first + 1] ?? -1) === end - 1;
  }
  if (beginsType(head)) return true;
  if (first + 1 === end) return looksLikeType(head) && !sheet.variables.has(head);
  if (TYPE_OPERATORS.has(head)) return false;
  return texts[end - 1] === '*' || (tokens[first + 1]?.kind === 'word' && sheet.gone[first + 1] !== true);
}

/** Adjacent literals, with macros between them, become one empty literal. */
function maskString(sheet: Sheet, at: number): number {
  const first = literalStart(sheet, at);
  const last = literalEnd(sheet, at);
  cover(sheet, first, last, '""');
  sheet.notes.standIns.set(startOf(sheet, first), { end: endOf(sheet, last), role: 'string' });
  return last;
}

function isPiece(sheet: Sheet, i: number): boolean {
  const word = sheet.structure.texts[i] ?? '';
  return (
    sheet.structure.tokens[i]?.kind === 'word' &&
    sheet.gone[i] !== true &&
    sheet.hidden[i] !== true &&
    !CONTROL.has(word) &&
    !TYPE_OPERATORS.has(word) &&
    sheet.structure.bracket[i + 1] !== 'header'
  );
}

function literalStart(sheet: Sheet, at: number): number {
  const { partner, texts, bracket } = sheet.structure;
  let first = at;
  for (;;) {
    const open = texts[first - 1] === ')' ? (partner[first - 1] ?? -1) : -1;
    if (isPiece(sheet, first - 1)) first--;
    else if (bracket[open] === 'call' && isPiece(sheet, open - 1)) first = open - 1;
    else return first;
  }
}

function literalEnd(sheet: Sheet, at: number): number {
  const { partner, tokens, texts } = sheet.structure;
  let last = at;
  for (;;) {
    if (tokens[last + 1]?.kind === 'string') last++;
    else if (isPiece(sheet, last + 1)) {
      last++;
      if (texts[last + 1] === '(') last = Math.max(last, partner[last + 1] ?? last);
    } else return last;
  }
}
