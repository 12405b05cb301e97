/**
 * What a prover of values does not look at in a function that a person edited: its head, what the preprocessor and the
 * compiler are told in it, and what is declared. None of it may be new.
 */
import { walk } from './flow/walk.js';
import type { Declaration, Declarator } from './source/ast.js';
import type { Item, SourceFile } from './source/file.js';
import { looksLikeType, TAGS } from './source/words.js';

/** A function of a file. */
export interface Placed {
  readonly file: SourceFile;
  readonly item: Item;
}

/** What an edited function says besides statements that the offered one does not; undefined where there is nothing. */
export function strayIn(original: Placed, offered: Placed, edited: Placed): string | undefined {
  if (headOf(offered) !== headOf(edited)) return 'its head would change';
  if (directivesOf(offered) !== directivesOf(edited)) return 'a preprocessor line in it would change';
  const [were, are] = [countsOf(offered), countsOf(edited)];
  const told = [...are].find(([word, count]) => TELLS.test(word) && count > (were.get(word) ?? 0));
  if (told !== undefined) return `it would say ${told[0]}, which is not evaluated`;
  return strayDeclaration(original, offered, edited);
}

/** Words that say more than what a statement does, and trigraphs, which hide what follows. */
const TELLS =
  /^(?:typedef|enum|static|extern|register|auto|inline|asm|goto\*|_[A-Z]\w*|__(?:asm|attribute|label|extension|typeof|declspec|auto_type|thread)\w*|typeof\w*|\?\?.)$/;

function headOf({ file, item }: Placed): string {
  return file.text.slice(item.start, item.body?.start ?? item.end);
}

function directivesOf({ file, item }: Placed): string {
  return [...file.tokens.within(item.start, item.end)]
    .filter(({ kind }) => kind === 'directive')
    .map(({ start, end }) => file.text.slice(start, end))
    .join('\n');
}

/** How often each word stands in the code of a function, and each trigraph anywhere in it. */
function countsOf({ file, item }: Placed): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  const count = (word: string) => counts.set(word, (counts.get(word) ?? 0) + 1);
  for (const { kind, start, end } of file.tokens.within(item.start, item.end))
    if (kind === 'word') count(file.text.slice(start, end));
  for (const [trigraph] of file.text.slice(item.start, item.end).matchAll(/\?\?[=/'()!<>-]/g))
    count(trigraph);
  return counts;
}

/** A declaration that is new, and is more than a plain variable of a name and a type that mean nothing else. */
function strayDeclaration(original: Placed, offered: Placed, edited: Placed): string | undefined {
  const known = declarationsIn(offered);
  const made = declarationsIn(edited);
  if (known === undefined || made === undefined) return 'its declarations cannot be read';
  const left = known.map(one => saying(offered.file, one));
  const locals = [...known, ...(declarationsIn(original) ?? [])];
  const names = new Set(locals.flatMap(({ declarators }) => declarators.map(({ name }) => name)));
  const words = new Set([...countsOf(original).keys(), ...countsOf(offered).keys()]);
  const isOther = (name: string) => !names.has(name) && (words.has(name) || /^[A-Z][A-Z0-9_]*$/.test(name));
  for (const one of made) {
    const text = saying(edited.file, one);
    const at = left.indexOf(text);
    if (at >= 0) left.splice(at, 1);
    else if (!isPlain(edited.file, one)) return `"${text}" is more than a variable of a known type`;
    const taken = at >= 0 ? undefined : one.declarators.find(({ name }) => isOther(name));
    if (taken !== undefined)
      return `a new variable would have the name of ${taken.name}, which is something else`;
  }
  return undefined;
}

function declarationsIn({ file, item }: Placed): readonly Declaration[] | undefined {
  const variants = file.functionsOf(item);
  if ('why' in variants) return undefined;
  const found = new Map<number, Declaration>();
  for (const { fn } of variants)
    walk(fn, node => {
      if (node.kind === 'declaration') found.set(node.start, node);
    });
  return [...found.values()];
}

const saying = ({ text }: SourceFile, { start, end }: Declaration): string =>
  text.slice(start, end).replace(/\s+/g, ' ');

/** Whether a declaration is of variables alone, each a name behind a type with at most a value, and nothing else is said. */
function isPlain({ text, tokens }: SourceFile, one: Declaration): boolean {
  const { type, typeSpan, declarators } = one;
  const words = type.split(' ').filter(word => word !== 'const' && word !== 'volatile');
  const isKnown = (word: string, i: number) =>
    TAGS.has(word) || TAGS.has(words[i - 1] ?? '') || looksLikeType(word);
  const isWhole = text.slice(one.start, typeSpan.end).replace(/\s+/g, ' ') === type;
  const between = (start: number, end: number) =>
    tokens
      .within(start, end)
      .filter(({ kind }) => kind !== 'comment')
      .map(token => text.slice(token.start, token.end))
      .join('');
  const isVariable = ({ array, func, start, nameSpan, init, end }: Declarator) =>
    !array &&
    !func &&
    /^\**$/.test(between(start, nameSpan.start)) &&
    between(nameSpan.end, init?.start ?? end) === (init === undefined ? '' : '=');
  const ends = [typeSpan, ...declarators].map(({ end }) => end);
  const before = tokens
    .within(0, one.start)
    .findLast(({ kind }) => kind !== 'comment' && kind !== 'directive');
  const isAlone = before !== undefined && /^[{};:(]$/.test(text.slice(before.start, before.end));
  const starts = [...declarators.map(({ start }) => start), one.end];
  const isList = ends.every((end, i) => /^[,;]?$/.test(between(end, starts[i]!)));
  return isAlone && isWhole && words.every(isKnown) && declarators.every(isVariable) && isList;
}
