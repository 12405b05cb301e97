/**
 * Functions that a macro writes, as a whole or in part: `DEFINE_FAULT(gizmo)` makes `gizmo_fault()`, `HANDLER(gizmo_fault)`
 * its head and `BODY(code)` its body; no item of the file is one.
 */
import type { Item, SourceFile } from '../source/file.js';
import type { Span } from '../source/span.js';
import type { Maker } from './facts.js';
import type { Headers } from './includes.js';
import { type MacroUse, reveal, useAt } from './macros.js';
import { usesThatMake, type Vocabulary, vocabularyOf } from './pasted.js';
import { isMadeByMacro } from './positions.js';
import { closerOf, codeFrom, codeUpTo, tokenText, wordsOf } from './tokens.js';

/** A use of a macro with its token, and what of the function it writes. */
interface Part extends MacroUse {
  readonly index: number;
  readonly part: Maker['part'];
}

/** The uses of macros in a file, outside of functions, that may define a function of a name; in order. */
export function makersOf(headers: Headers, file: SourceFile, name: string): readonly Maker[] {
  const vocabulary = vocabularyOf(headers, file);
  const isOutside = ({ start }: MacroUse): boolean => {
    const item = file.itemAt(start);
    return item?.kind !== 'function' || isInHead(item, start) || isMadeByMacro(file, item);
  };
  const partOf = (start: number): Maker['part'] => (isInHead(file.itemAt(start), start) ? 'head' : 'whole');
  const pasted = usesThatMake(headers, file, name).map(use => ({ ...use, part: partOf(use.start) }));
  const mentions = wordsOf(file).code.get(name) ?? [];
  const parts: readonly Part[] = [
    ...pasted,
    ...mentions.flatMap(index => [
      ...handedTo(vocabulary, file, index),
      ...parametersBehind(vocabulary, file, index),
      ...bodyBehind(vocabulary, file, index),
    ]),
    ...wholeIn(vocabulary, file, name),
  ];
  return parts
    .filter(isOutside)
    .map(({ index, start, end, part }): Maker => {
      const macro = tokenText(file, index);
      const words = new Set([...vocabulary.reach(macro).words, ...wordsBefore(file, start)]);
      const before = file.text.slice(file.itemAt(start)?.start ?? start, start);
      const said = saidBy(vocabulary, file, { start, end }).map(text => before + text);
      return { path: file.path, macro, start, end, part, words, said };
    })
    .sort((a, b) => a.start - b.start);
}

/** The uses of macros in a file, outside of functions, that declare a function of a name: `DECLARE_FAULT(gizmo);`. */
export function declarersOf(headers: Headers, file: SourceFile, name: string): readonly Maker[] {
  const vocabulary = vocabularyOf(headers, file);
  const handed = (wordsOf(file).code.get(name) ?? []).flatMap(index => {
    const called = calledAround(file, index);
    const use = called === undefined ? undefined : useOf(vocabulary, file, called);
    return use === undefined ? [] : [{ ...use, index: called! }];
  });
  const declares = new RegExp(`[\\w*]\\s*\\b${name}\\s*\\(`);
  return [...usesThatMake(headers, file, name), ...handed]
    .filter(({ start }) => file.itemAt(start)?.kind !== 'function')
    .map(({ index, start, end }): Maker => {
      const macro = tokenText(file, index);
      const words = vocabulary.reach(macro).words;
      return {
        path: file.path,
        macro,
        start,
        end,
        part: 'head',
        words,
        said: saidBy(vocabulary, file, { start, end }),
      };
    })
    .filter(({ said }) => said.some(text => declares.test(text)))
    .sort((a, b) => a.start - b.start);
}

function isInHead(item: Item | undefined, start: number): boolean {
  return item?.kind === 'function' && item.body !== undefined && start < item.body.start;
}

/** The words of an item before one of its parts: the type of a function whose body alone a macro writes. */
function wordsBefore(file: SourceFile, start: number): readonly string[] {
  const from = file.itemAt(start)?.start ?? start;
  return file.text.slice(from, start).match(/\w+/g) ?? [];
}

/** The macro that is handed a name: it writes a function of it, or the head of one whose body follows. */
function handedTo(vocabulary: Vocabulary, file: SourceFile, index: number): readonly Part[] {
  const called = calledAround(file, index);
  if (called === undefined) return [];
  const use = { ...useAt(file, called), index: called };
  const definitions = vocabulary.definitions(use.name);
  if (isInHead(file.itemAt(use.start), use.start)) {
    // `int (name)(…)` hands a name to nobody.
    const isMade = definitions.length > 0 || opensBehind(file, use);
    return isMade ? [{ ...use, part: 'head' }] : [];
  }
  return definitions.some(({ body }) => body.includes('{')) ? [{ ...use, part: 'whole' }] : [];
}

/** The macro that stands for the parameters behind a name, before a body: `static int gizmo_fault ARGS {`. */
function parametersBehind(vocabulary: Vocabulary, file: SourceFile, index: number): readonly Part[] {
  const behind = codeFrom(file, index + 1);
  const use = useOf(vocabulary, file, behind);
  if (use === undefined || !saysAt(vocabulary, file, use)?.startsWith('(')) return [];
  return opensBehind(file, use) ? [{ ...use, index: behind, part: 'head' }] : [];
}

function opensBehind(file: SourceFile, { end }: MacroUse): boolean {
  return tokenText(file, codeFrom(file, file.tokens.firstFrom(end))) === '{';
}

/** So many annotations may stand between a function's parameters and its body. */
const MOST_ANNOTATIONS = 8;

/** The macro that stands for the body behind a name and its parameters: `static int gizmo_fault(…) BODY(code)`. */
function bodyBehind(vocabulary: Vocabulary, file: SourceFile, index: number): readonly Part[] {
  const open = codeFrom(file, index + 1);
  const close = tokenText(file, open) === '(' ? closerOf(file, open) : -1;
  if (close < 0) return [];
  let at = codeFrom(file, close + 1);
  for (let i = 0; i < MOST_ANNOTATIONS && file.tokens.kindAt(at) === 'word'; i++) {
    const use = useOf(vocabulary, file, at);
    if (use !== undefined && saysAt(vocabulary, file, use)?.startsWith('{'))
      return [{ ...use, index: at, part: 'body' }];
    at = codeFrom(file, file.tokens.firstFrom(useAt(file, at).end));
  }
  return [];
}

/** The uses of the file's own macros that hold the whole of a function: `#define ALL static int gizmo_fault(…) { … }`. */
function wholeIn(vocabulary: Vocabulary, file: SourceFile, name: string): readonly Part[] {
  const defines = new RegExp(`\\b${name}\\s*\\([^{};]*\\{`);
  const makers = file.macros.filter(({ body }) => defines.test(body));
  return makers.flatMap(({ name: macro }) =>
    (wordsOf(file).code.get(macro) ?? []).flatMap(index => {
      const use = useOf(vocabulary, file, index);
      return use === undefined ? [] : [{ ...use, index, part: 'whole' as const }];
    }),
  );
}

function useOf({ definitions }: Vocabulary, file: SourceFile, index: number): MacroUse | undefined {
  const isMacro = file.tokens.kindAt(index) === 'word' && definitions(tokenText(file, index)).length > 0;
  return isMacro ? useAt(file, index) : undefined;
}

/** What a use of a macro stands for, in its first definition. */
function saysAt({ definitions }: Vocabulary, file: SourceFile, { start, end }: MacroUse): string | undefined {
  const matters = (word: string) => definitions(word).length > 0;
  return reveal(file.text.slice(start, end), { definitions, matters, arm: 0 })?.trimStart();
}

/** So many definitions of one macro are read. */
const MOST_DEFINITIONS = 8;

/** What a use of a macro stands for, by each of its definitions. */
function saidBy({ definitions }: Vocabulary, file: SourceFile, { start, end }: Span): readonly string[] {
  const matters = (word: string) => definitions(word).length > 0;
  const text = file.text.slice(start, end);
  const arms = Array.from({ length: MOST_DEFINITIONS }, (_, arm) =>
    reveal(text, { definitions, matters, arm }),
  );
  return [...new Set(arms.filter(said => said !== undefined))];
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
