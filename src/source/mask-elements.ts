/** Makes C of what the kernel puts between the elements of an initialiser. */
import { cover, endOf, hide, type Sheet, startOf } from './sheet.js';

/** Macros among the elements of an initialiser that are no element themselves. */
export function maskElement(sheet: Sheet, open: number): void {
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
export function maskIndex(sheet: Sheet, open: number): void {
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
