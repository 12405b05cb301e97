/**
 * Text -> tokens, as the C preprocessor sees a file before it expands anything.
 *
 * Invariants: tokens are in order and disjoint; what lies between them is white space and line continuations;
 * any text gives tokens, none throws; each character is looked at a bounded number of times.
 */
import type { TokenKind } from './file.js';
import { buildTokens, type Tokens } from './tokens.js';

const TAB = 9;
const LF = 10;
const CR = 13;
const SPACE = 32;
const QUOTE = 34;
const HASH = 35;
const APOSTROPHE = 39;
const STAR = 42;
const DOT = 46;
const SLASH = 47;
const BACKSLASH = 92;

/** Classes of characters, looked up by code; bytes above 0x7F may stand in identifiers (UTF-8 does that). */
const WORD = 1;
const DIGIT = 2;
const BLANK = 4;
const CLASS = new Uint8Array(256);
for (let c = 0; c < 256; c++) {
  const ch = String.fromCharCode(c);
  if (/[A-Za-z_$]/.test(ch) || c >= 0x80) CLASS[c] = WORD;
  else if (/[0-9]/.test(ch)) CLASS[c] = DIGIT;
  else if (c === SPACE || (c >= TAB && c <= CR)) CLASS[c] = BLANK;
}

const LONG_PUNCT = new Set(
  '... <<= >>= -> ++ -- << >> <= >= == != && || *= /= %= += -= &= ^= |= ##'.split(' '),
);
const BEGINS_LONG = new Uint8Array(256);
for (const long of LONG_PUNCT) BEGINS_LONG[long.charCodeAt(0)] = 1;
const STRING_PREFIX = new Set(['L', 'u', 'U', 'u8']);

const classOf = (text: string, at: number): number => CLASS[text.charCodeAt(at)] ?? 0;

/** Whether a character may stand between the backslash of a line continuation and the line's end, as gcc has it. */
const isIdle = (c: number): boolean => c !== LF && c !== CR && (CLASS[c] ?? 0) === BLANK;

/** The offset after a line continuation at `at`, or `at` where none stands. */
function spliceEnd(text: string, at: number): number {
  if (text.charCodeAt(at) !== BACKSLASH) return at;
  let i = at + 1;
  while (isIdle(text.charCodeAt(i))) i++;
  if (text.charCodeAt(i) === CR) i++;
  return text.charCodeAt(i) === LF ? i + 1 : at;
}

/** From the first character of an identifier or number to its end; `number` takes dots and signed exponents. */
function wordEnd(text: string, start: number, number: boolean): number {
  let i = start;
  for (;;) {
    if ((classOf(text, i) & (WORD | DIGIT)) !== 0) i++;
    else if (number && text.charCodeAt(i) === DOT) i++;
    else if (number && /[+-]/.test(text[i] ?? '') && isExponent(text, start, i)) i++;
    else {
      const after = spliceEnd(text, i);
      if (after === i || (classOf(text, after) & (WORD | DIGIT)) === 0) return i;
      i = after;
    }
  }
}

/** Whether the sign at `at` belongs to the number from `start`: in a hexadecimal one, `e` is a digit. */
function isExponent(text: string, start: number, at: number): boolean {
  const hex = /[xX]/.test(text[start + 1] ?? '');
  return hex ? /[pP]/.test(text[at - 1] ?? '') : /[eE]/.test(text[at - 1] ?? '');
}

/** The end of a literal whose opening quote is at `at`; one that is never closed ends with its line. */
function literalEnd(text: string, at: number): number {
  const quote = text.charCodeAt(at);
  let i = at + 1;
  while (i < text.length) {
    const c = text.charCodeAt(i);
    if (c === quote) return i + 1;
    if (c === LF) return text.charCodeAt(i - 1) === CR ? i - 1 : i;
    i = c === BACKSLASH ? Math.max(i + 2, spliceEnd(text, i)) : i + 1;
  }
  return text.length;
}

/** The end of the logical line (before its line end) that `from` is on. */
function lineEnd(text: string, from: number): number {
  let i = from;
  for (;;) {
    const lf = text.indexOf('\n', i);
    if (lf < 0) return text.length;
    const end = lf > 0 && text.charCodeAt(lf - 1) === CR ? lf - 1 : lf;
    let last = end - 1;
    while (last > from && isIdle(text.charCodeAt(last))) last--;
    if (last < from || text.charCodeAt(last) !== BACKSLASH) return Math.max(end, from);
    i = lf + 1;
  }
}

/** The end of a comment whose `/` is at `at`. */
function commentEnd(text: string, at: number): number {
  if (text.charCodeAt(at + 1) === SLASH) return lineEnd(text, at);
  const close = text.indexOf('*/', at + 2);
  return close < 0 ? text.length : close + 2;
}

/** The end of the directive whose `#` is at `at`: its logical line, with any comment that began on it. */
function directiveEnd(text: string, at: number): number {
  let i = at + 1;
  while (i < text.length) {
    const c = text.charCodeAt(i);
    if (c === LF) return text.charCodeAt(i - 1) === CR ? i - 1 : i;
    if (c === QUOTE || c === APOSTROPHE) i = literalEnd(text, i);
    else if (c === SLASH && isCommentStart(text, i)) i = commentEnd(text, i);
    else i = Math.max(i + 1, spliceEnd(text, i));
  }
  return text.length;
}

function isCommentStart(text: string, at: number): boolean {
  const next = text.charCodeAt(at + 1);
  return next === SLASH || next === STAR;
}

/** The tokens of a text, in order; see the head of this file for what is promised. */
export function lex(text: string): Tokens {
  const built = buildTokens(text.length >> 2);
  let lineStart = true;
  // A byte order mark is no part of the program.
  let i = text.startsWith('\xef\xbb\xbf') ? 3 : 0;
  const push = (kind: TokenKind, end: number): void => {
    built.push(kind, i, end);
    if (kind !== 'comment') lineStart = false;
    i = end;
  };
  while (i < text.length) {
    const c = text.charCodeAt(i);
    const cls = CLASS[c] ?? WORD;
    if (c === LF) {
      lineStart = true;
      i++;
    } else if ((cls & BLANK) !== 0) i++;
    else if ((cls & WORD) !== 0) {
      const end = wordEnd(text, i, false);
      const next = text.charCodeAt(end);
      const literal =
        (next === QUOTE || next === APOSTROPHE) && end - i <= 2 && STRING_PREFIX.has(text.slice(i, end));
      if (literal) push(next === QUOTE ? 'string' : 'char', literalEnd(text, end));
      else push('word', end);
    } else if ((cls & DIGIT) !== 0 || (c === DOT && (classOf(text, i + 1) & DIGIT) !== 0)) {
      push('number', wordEnd(text, i, true));
    } else if (c === QUOTE) push('string', literalEnd(text, i));
    else if (c === APOSTROPHE) push('char', literalEnd(text, i));
    else if (c === SLASH && isCommentStart(text, i)) push('comment', commentEnd(text, i));
    else if (c === HASH && lineStart) push('directive', directiveEnd(text, i));
    else if (spliceEnd(text, i) > i) i = spliceEnd(text, i);
    else push('punct', i + punctLength(text, i));
  }
  return built.tokens();
}

/** Most punctuators are of one character that begins no longer one. */
function punctLength(text: string, at: number): number {
  if (BEGINS_LONG[text.charCodeAt(at)] !== 1) return 1;
  const three = text.slice(at, at + 3);
  if (LONG_PUNCT.has(three)) return three.length;
  return LONG_PUNCT.has(three.slice(0, 2)) ? 2 : 1;
}
