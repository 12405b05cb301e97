/** Makes statements of what only the kernel takes for statements: iterator macros, labels at the end, asm. */
import { cover, endOf, type Sheet, standIn, startOf } from './sheet.js';
import type { MacroUse } from './structure.js';
import { ASM } from './words.js';

/** Masks labels, macros in the place of statements, asm and computed goto. */
export function maskStatements(sheet: Sheet): void {
  const { tokens, texts, partner, begin, labels, macros } = sheet.structure;
  for (const [at, colon] of labels) if (begin[at] === 'block') maskLabel(sheet, at, colon);
  for (const [name, use] of macros) maskMacro(sheet, name, use);
  for (let i = 0; i < tokens.length; i++) {
    if (tokens[i]?.kind !== 'word' || sheet.gone[i] === true) continue;
    const t = texts[i] ?? '';
    if (t === 'goto' && texts[i + 1] === '*') {
      let end = i + 1;
      while (end < tokens.length && texts[end] !== ';') end++;
      standIn(sheet, i + 1, end - 1, 'goto');
    } else if (ASM.has(t)) {
      const open = texts.indexOf('(', i);
      const close = open < 0 || open > i + 4 ? -1 : (partner[open] ?? -1);
      const jumps = t.includes('goto') || texts.slice(i + 1, Math.max(open, i + 1)).includes('goto');
      if (close > i) standIn(sheet, i, close, jumps ? 'asm-goto' : 'asm');
    }
  }
}

/** A label becomes a statement of its own (`name;`), so that what follows is its sibling and may be missing. */
function maskLabel(sheet: Sheet, at: number, colon: number): void {
  const { texts } = sheet.structure;
  const start = startOf(sheet, at);
  const end = endOf(sheet, colon);
  if (texts[at] === 'case') {
    //  case  A ... B :
    //  x  =  A || B  ;
    cover(sheet, at, at, 'x  =');
    for (let j = at + 1; j < colon; j++) {
      if (texts[j] !== '...') continue;
      cover(sheet, j, j, '||');
      sheet.notes.ranges.add(startOf(sheet, j));
    }
    sheet.notes.statements.set(start, { kind: 'case', start, end });
  } else if (texts[at] === 'default') {
    cover(sheet, at, at, 'x');
    sheet.notes.statements.set(start, { kind: 'default', start, end });
  } else sheet.notes.statements.set(start, { kind: 'label', start, end });
  cover(sheet, colon, colon, ';');
}

function maskMacro(sheet: Sheet, name: number, use: MacroUse): void {
  const { partner, texts } = sheet.structure;
  const open = name + 1;
  const close = partner[open] ?? -1;
  if (close < 0) return;
  const macro = { start: startOf(sheet, name), end: endOf(sheet, name) };
  const empty = close === open + 1;
  const note = { kind: use, macro, closing: endOf(sheet, close) };
  if (use === 'statement') {
    //  GIZMO(a, b)
    //  GIZMO,a, b;
    cover(sheet, open, open, empty ? '' : ',');
    cover(sheet, close, close, ';');
  } else {
    //  for_each_gizmo(g, list) {
    //  while         (g, list) {
    const braced = texts[close + 1] === '{';
    const room = macro.end - macro.start;
    const word = use === 'loop' && room >= 5 ? 'while' : room >= 2 && braced ? 'if' : undefined;
    if (word === undefined) return;
    if (!empty) cover(sheet, name, name, word);
    else if (room + 2 < word.length + 3) return;
    else cover(sheet, name, close, `${word}(0)`);
  }
  sheet.notes.statements.set(macro.start, note);
}
