/**
 * What a prover of values does not look at in a function that a person edited: its head, what the preprocessor and the
 * compiler are told in it, and what is declared. None of it may be new.
 */
import { walk } from './flow/walk.js';
import type { Declaration, Declarator } from './source/ast.js';
import type { Item, SourceFile } from './source/file.js';
import { contains, type Span } from './source/span.js';
import { BUILTIN_TYPES, CONTROL, looksLikeType, TAGS } from './source/words.js';

/** A function of a file. */
export interface Placed {
  readonly file: SourceFile;
  readonly item: Item;
}

/** What an edit is held against. */
export interface Frame {
  /** The function as it is in the tree. */
  readonly original: Placed;
  /** As the change would make it. */
  readonly offered: Placed;
  /** Where the change edits the original. */
  readonly edits: readonly Span[];
  /** Words of the family, which may be new in a function. */
  readonly keywords: ReadonlySet<string>;
}

/**
 * What an edited function says besides the statements that the change is about; undefined where there is nothing. A
 * prover compares values and effects, and takes for granted that nobody changes what memory is read as.
 */
export function strayIn(frame: Frame, edited: Placed): string | undefined {
  const { original, offered } = frame;
  if (headOf(offered) !== headOf(edited)) return 'its head would change';
  if (directivesOf(offered) !== directivesOf(edited)) return 'a preprocessor line in it would change';
  const [first, were, are] = [countsOf(original), countsOf(offered), countsOf(edited)];
  for (const [word, count] of are) {
    const usual = were.get(word) ?? 0;
    if (TELLS.test(word) && count > usual) return `it would say ${word}, which is not evaluated`;
    if (RISKS.test(word) && count > Math.max(usual, first.get(word) ?? 0))
      return `it would say ${word} once more`;
  }
  for (const [word, count] of were) {
    if (KEEPS.test(word) && (are.get(word) ?? 0) !== count) return `it would say ${word} less often`;
  }
  const gone = goneFrom(original, first, were).find(name => (are.get(name) ?? 0) > (were.get(name) ?? 0));
  if (gone !== undefined) return `${gone}() would be left`;
  const usual = new Set([...readAs(original), ...readAs(offered)]);
  const read = readAs(edited).find(one => !usual.has(one));
  if (read !== undefined) return `it would say ${read}, which is not evaluated`;
  const known = declarationsIn(offered);
  const made = declarationsIn(edited);
  if (known === undefined || made === undefined) return 'its declarations cannot be read';
  const words = new Set([...first.keys(), ...were.keys()]);
  return (
    strayDeclaration(frame, edited, { known, made, words }) ?? strayPlace(frame, edited, { known, made })
  );
}

/** What is declared in a function as the change would make it, and as it is to be. */
interface Declared {
  readonly known: readonly Declaration[];
  readonly made: readonly Declaration[];
}

/** Words that say more than what a statement does, trigraphs, and ends of lines that hide what follows. */
const TELLS =
  /^(?:typedef|enum|static|extern|register|auto|inline|asm|_[A-Z]\w*|__\w*|typeof\w*|volatile|\?\?.|\\\s+)$/;
/** What may fail where it stands. */
const RISKS = /^(?:[/%]=?)$/;
/** What must not go either. */
const KEEPS = /^(?:__\w*|volatile|static)$/;

/** The functions that the change no longer calls, or less often. */
function goneFrom(
  { file, item }: Placed,
  first: ReadonlyMap<string, number>,
  were: ReadonlyMap<string, number>,
): readonly string[] {
  const calls = file.text.slice(item.start, item.end).matchAll(/([A-Za-z_]\w*)\s*\(/g);
  const names = new Set([...calls].map(match => match[1]!));
  return [...names].filter(name => !CONTROL.has(name) && (first.get(name) ?? 0) > (were.get(name) ?? 0));
}

/** The types that memory is read as, and what sizes are taken of, with folded space. */
function readAs({ file, item }: Placed): readonly string[] {
  const text = codeOf(file, item.start, item.end).join(' ');
  const found = text.matchAll(
    /\( (?:[A-Za-z_]\w* )+(?:\* )+\)|\b(?:sizeof|offsetof|container_of) \( [^()]*\)/g,
  );
  return [...found].map(([said]) => said);
}

/** A line that the change leaves alone and the edit does not, but for new variables and comments. */
function strayPlace(
  { original, offered, edits }: Frame,
  edited: Placed,
  { known, made }: Declared,
): string | undefined {
  const { file, item } = original;
  const { text } = file;
  const spans = edits
    .filter(edit => edit.start < item.end && edit.end > (item.body?.start ?? item.start))
    .map(({ start, end }) => ({ start: text.lastIndexOf('\n', start - 1) + 1, end: endOfLine(text, end) }))
    .sort((a, b) => a.start - b.start);
  const borders = [
    item.body?.start ?? item.start,
    ...spans.flatMap(({ start, end }) => [start, end]),
    item.end,
  ];
  const kept: (readonly string[])[] = [];
  for (let i = 0; i < borders.length; i += 2) kept.push(codeOf(file, borders[i]!, borders[i + 1]!));
  const offers = new Set(known.map(one => saying(offered.file, one)));
  const fresh = made.filter(one => !offers.has(saying(edited.file, one)));
  const said = edited.file.tokens
    .within(edited.item.body?.start ?? edited.item.start, edited.item.end)
    .filter(
      ({ kind, start }) => kind !== 'comment' && !fresh.some(one => contains(one, { start, end: start })),
    )
    .map(token => edited.file.text.slice(token.start, token.end));
  let at = 0;
  for (const [i, part] of kept.entries()) {
    const isLast = i === kept.length - 1;
    const from = isLast ? said.length - part.length : placeOf(said, part, at);
    const isThere = from >= at && part.every((token, j) => said[from + j] === token);
    if (!isThere || (i === 0 && from !== 0)) return 'lines would change that are no part of this change';
    at = from + part.length;
  }
  return undefined;
}

function placeOf(said: readonly string[], part: readonly string[], from: number): number {
  for (let at = from; at + part.length <= said.length; at++)
    if (part.every((token, i) => said[at + i] === token)) return at;
  return -1;
}

function endOfLine(text: string, at: number): number {
  const end = text.indexOf('\n', Math.max(0, at - 1));
  return end < 0 ? text.length : end + 1;
}

/** The tokens of code from an offset to another. */
function codeOf({ tokens, text }: SourceFile, start: number, end: number): readonly string[] {
  return tokens
    .within(start, end)
    .filter(({ kind }) => kind !== 'comment')
    .map(token => text.slice(token.start, token.end));
}

function headOf({ file, item }: Placed): string {
  return file.text.slice(item.start, item.body?.start ?? item.end);
}

function directivesOf({ file, item }: Placed): string {
  return [...file.tokens.within(item.start, item.end)]
    .filter(({ kind }) => kind === 'directive')
    .map(({ start, end }) => file.text.slice(start, end))
    .join('\n');
}

/** How often each token stands in a function, and anywhere in it a trigraph or a backslash that only blanks follow. */
function countsOf({ file, item }: Placed): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  const count = (word: string) => counts.set(word, (counts.get(word) ?? 0) + 1);
  for (const word of codeOf(file, item.start, item.end)) count(word);
  for (const [trap] of file.text
    .slice(item.start, item.end)
    .matchAll(/\?\?[=/'()!<>-]|\\[ \t\f\v\r]+(?=\n)/g))
    if (trap !== '\\\r') count(trap);
  return counts;
}

/**
 * A declaration that is new, and is more than a plain variable of a name and a type that mean nothing else; or a word that
 * neither the function nor the change knows.
 */
function strayDeclaration(
  { original, offered, keywords }: Frame,
  edited: Placed,
  { known, made, words }: Declared & { readonly words: ReadonlySet<string> },
): string | undefined {
  const left = known.map(one => saying(offered.file, one));
  const locals = [...known, ...(declarationsIn(original) ?? [])].flatMap(({ declarators }) => declarators);
  const names = new Set(locals.map(({ name }) => name));
  const isOther = (name: string) => !names.has(name) && (words.has(name) || /^[A-Z][A-Z0-9_]*$/.test(name));
  const fresh = new Set<string>();
  for (const one of made) {
    const text = saying(edited.file, one);
    const at = left.indexOf(text);
    if (at >= 0) {
      left.splice(at, 1);
      continue;
    }
    if (!isPlain(edited.file, one)) return `"${text}" is more than a variable of a known type`;
    for (const { name, pointers } of one.declarators) {
      if (isOther(name)) return `a new variable would have the name of ${name}, which is something else`;
      if (pointers > 0 || locals.some(other => other.name === name && other.pointers > 0))
        return `${name} would point to something else`;
      fresh.add(name);
    }
  }
  const isKnown = (word: string) =>
    words.has(word) || fresh.has(word) || keywords.has(word) || CONTROL.has(word) || BUILTIN_TYPES.has(word);
  const code = codeOf(edited.file, edited.item.start, edited.item.end);
  // A constant is what the prover takes it for; a macro that stands for statements is not.
  const isConstant = (word: string, i: number) =>
    /^[A-Z][A-Z0-9_]*$/.test(word) &&
    code[i + 1] !== '(' &&
    !(code[i + 1] === ';' && /^[;{}):]$/.test(code[i - 1] ?? ''));
  const strange = code.find(
    (word, i) => /^[A-Za-z_]/.test(word) && word !== 'const' && !isKnown(word) && !isConstant(word, i),
  );
  return strange && `it would say ${strange}, which nothing in it says`;
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
