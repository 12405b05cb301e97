/** Hides the arguments of calls and macros that are no expressions: types, operators, statements. */
import { cover, type Sheet, standIn } from './sheet.js';
import { beginsType, CONTROL, looksLikeType, TYPE_OPERATORS, TYPEOF } from './words.js';

/** Goes through the arguments of a call or macro, and hides those that are no expressions. */
export function maskArguments(sheet: Sheet, open: number): void {
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
