/** Functions that a macro defines: `DEFINE_FAULT(gizmo)` makes `gizmo_fault()`, and no item of the file is one. */
import type { SourceFile } from '../source/file.js';
import type { Maker } from './facts.js';
import type { Headers } from './includes.js';
import { useAt } from './macros.js';
import { usesThatMake, vocabularyOf } from './pasted.js';
import { isMadeByMacro } from './positions.js';
import { codeUpTo, tokenText, wordsOf } from './tokens.js';

/** The uses of macros in a file, outside of functions, that may define a function of a name; in order. */
export function makersOf(headers: Headers, file: SourceFile, name: string): readonly Maker[] {
  const vocabulary = vocabularyOf(headers, file);
  const isOutside = (start: number): boolean => {
    const item = file.itemAt(start);
    return item?.kind !== 'function' || isMadeByMacro(file, item);
  };
  const defines = (macro: string) => vocabulary.definitions(macro).some(({ body }) => body.includes('{'));
  const pasted = usesThatMake(headers, file, name).filter(({ start }) => isOutside(start));
  const handed = (wordsOf(file).code.get(name) ?? []).flatMap(index => {
    const called = calledAround(file, index);
    if (called === undefined || !defines(tokenText(file, called))) return [];
    const use = useAt(file, called);
    return isOutside(use.start) ? [{ ...use, index: called }] : [];
  });
  return [...pasted, ...handed]
    .map(({ index, start, end }): Maker => {
      const macro = tokenText(file, index);
      return { macro, start, end, words: vocabulary.reach(macro).words };
    })
    .sort((a, b) => a.start - b.start);
}

/** The word before the parenthesis around a token, where that is outside of braces. */
function calledAround(file: SourceFile, index: number): number | undefined {
  let depth = 0;
  for (let i = index - 1; i >= 0; i--) {
    const text = tokenText(file, i);
    if (/^[{};]$/.test(text)) return undefined;
    if (text === ')') depth++;
    if (text === '(' && depth-- === 0) {
      const before = codeUpTo(file, i - 1);
      return file.tokens.kindAt(before) === 'word' ? before : undefined;
    }
  }
  return undefined;
}
