/** Joins literals: `"a" PRIx64 "b"` and `KERN_INFO "a"` are one operand. */
import { cover, endOf, type Sheet, startOf } from './sheet.js';
import { CONTROL, TYPE_OPERATORS } from './words.js';

/** Adjacent literals, with macros between them, become one empty literal. */
export function maskString(sheet: Sheet, at: number): number {
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
