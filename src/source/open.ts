/** Opens a source file: everything else in this folder put together, lazily, each item parsed once. */
import { remember } from '../remember.js';
import { type Configuration, configurationsOf } from './config.js';
import { decode } from './decode.js';
import {
  type Arm,
  buildTree,
  type DirectiveTree,
  type Known,
  macroOf,
  readDirective,
  testsOf,
} from './directives.js';
import {
  type DeclarationVariant,
  type FunctionVariant,
  type Item,
  isElsewhere,
  type MacroDef,
  type SourceFile,
  type Token,
  type Unreadable,
} from './file.js';
import { findItems, type ItemParts } from './items.js';
import { lex } from './lex.js';
import { lineTable } from './lines.js';
import type { Parser } from './parse.js';
import { readDeclarations, readFunction } from './read.js';
import type { Span } from './span.js';
import type { Tokens } from './tokens.js';

/**
 * Opens a file given as bytes, or as text that `decode` made.
 *
 * Lexing and segmentation happen at once, and only once; functions and declarations are parsed when asked for, and kept. Never
 * throws for what stands in the file.
 */
export function openSource(parser: Parser, path: string, source: Uint8Array | string): SourceFile {
  const text = typeof source === 'string' ? source : decode(source);
  const whole = { text, known: parser };
  const { tokens, tree, parts } = takeApart(whole);
  const items = parts.map(({ item }) => (isElsewhere(item.under) ? withoutCode(item) : item));
  const places = new Map(items.map((item, index) => [item, index]));
  const borders = bordersOf(tree);
  const macros: MacroDef[] = tree.directives
    .flatMap((d, i) => macroOf(d, tree.armAfter[i]) ?? [])
    .filter(({ under }) => !isElsewhere(under));
  const lines = lineTable(text);
  const functions = new Map<Item, readonly FunctionVariant[] | Unreadable>();
  const declarations = new Map<Item, readonly DeclarationVariant[] | Unreadable>();

  const configurations = (item: Item): readonly Configuration[] | Unreadable => {
    const part = parts[places.get(item) ?? -1];
    if (part === undefined) throw new Error(`the item at ${item.start} is not one of ${path}`);
    if (item.doubt !== undefined) return { why: item.doubt };
    const pieces = { tokens: part.tokens(), arms: part.arms() };
    if (!item.split) return [{ tokens: pieces.tokens, under: [] }];
    const shown = item.kind === 'declaration' ? withoutMembers(text, pieces) : pieces;
    return configurationsOf(shown.tokens, shown.arms, part.arm, item.under, text);
  };

  return {
    path,
    text,
    reopen: other => reopened(parser).open(path, other),
    tokens,
    items,
    macros,
    position: lines.position,
    lineSpan: lines.lineSpan,
    elsewhere: elsewhereIn(tree, text.length),
    underAt(offset) {
      return testsOf(borders[lastStartingAt(borders, offset)]?.arm);
    },
    itemAt(offset) {
      const found = items[lastStartingAt(items, offset)];
      return found !== undefined && offset < found.end ? found : undefined;
    },
    functionsOf(item) {
      return kept(functions, item, () => {
        if (item.kind !== 'function') return { why: 'it is no function' };
        return each(configurations(item), one => {
          const fn = readFunction(text, one.tokens, parser);
          return 'why' in fn ? fn : [{ fn, under: one.under }];
        });
      });
    },
    declarationsOf(item) {
      return kept(declarations, item, () => {
        if (item.kind !== 'declaration') return { why: 'it is no declaration' };
        return each(configurations(item), one => {
          const found = readDeclarations(text, one.tokens, parser);
          return 'why' in found ? found : found.map(decl => ({ decl, under: one.under }));
        });
      });
    },
  };
}

/** Where another arm begins, or none. */
interface Border {
  readonly start: number;
  readonly arm: Arm | undefined;
}

function bordersOf({ directives, armAfter }: DirectiveTree): readonly Border[] {
  return directives.flatMap(({ token }, i) =>
    i > 0 && armAfter[i] === armAfter[i - 1] ? [] : [{ start: token.start, arm: armAfter[i] }],
  );
}

/** A text's tokens, and the items that they make. */
interface Apart {
  readonly tokens: Tokens;
  readonly tree: DirectiveTree;
  readonly parts: readonly ItemParts[];
}

/** The outermost arms that are compiled elsewhere. */
function elsewhereIn({ groups }: DirectiveTree, length: number): readonly Span[] {
  const found: Span[] = [];
  for (const { arms, end } of groups) {
    arms.forEach(({ tests, opener, parent }, i) => {
      if (!isElsewhere(tests) || isElsewhere(testsOf(parent))) return;
      found.push({ start: opener.token.end, end: (arms[i + 1]?.opener ?? end)?.token.start ?? length });
    });
  }
  return found.sort((a, b) => a.start - b.start);
}

/** An item that is compiled elsewhere: its span is all that is left of it. */
function withoutCode({ start, end, under }: Item): Item {
  return {
    kind: 'other',
    start,
    end,
    under,
    name: undefined,
    body: undefined,
    split: false,
    doubt: undefined,
  };
}

function takeApart({ text, known }: Whole): Apart {
  const tokens = lex(text);
  const directives = tokens.ofKind('directive');
  const tree = buildTree(directives.map(token => readDirective(text, token, known)));
  return { tokens, tree, parts: findItems(text, tokens, tree) };
}

/** A text's tokens and items, without a parser: what stands inside of them is not read. */
export function layOut(text: string): { readonly tokens: Tokens; readonly items: readonly Item[] } {
  const { tokens, parts } = takeApart({ text, known: {} });
  return { tokens, items: parts.map(({ item }) => item) };
}

interface Whole {
  readonly text: string;
  readonly known: Known;
}

/** So many bytes of texts that were opened again are remembered, and what was read of them. */
const MOST_REOPENED = 4 * 1024 * 1024;

/** The texts that a parser was given for rewrites: one candidate after the other comes to the same text. */
const reopened = remember((parser: Parser) => {
  const known = new Map<string, SourceFile>();
  let bytes = 0;
  return {
    open: (path: string, text: string): SourceFile => {
      const key = `${path}\n${text}`;
      const found = known.get(key);
      if (found !== undefined) return found;
      const file = openSource(parser, path, text);
      known.set(key, file);
      bytes += key.length;
      for (const oldest of known.keys()) {
        if (bytes <= MOST_REOPENED || oldest === key) break;
        known.delete(oldest);
        bytes -= oldest.length;
      }
      return file;
    },
  };
});

/** The tokens of an item, and for each the arm it lies in. */
interface Pieces {
  readonly tokens: readonly Token[];
  readonly arms: readonly (Arm | undefined)[];
}

/** A declaration without the body of the tag it defines, whose `#if` groups are of no interest. */
function withoutMembers(text: string, part: Pieces): Pieces {
  const texts = part.tokens.map(token => text.slice(token.start, token.end));
  const open = texts.findIndex(t => t === '=' || t === '{');
  if (texts[open] !== '{') return part;
  let depth = 0;
  for (let i = open; i < texts.length; i++) {
    if (texts[i] === '{') depth++;
    else if (texts[i] === '}' && --depth === 0) {
      const outside = <T>(all: readonly T[]): T[] => [...all.slice(0, open + 1), ...all.slice(i)];
      return { tokens: outside(part.tokens), arms: outside(part.arms) };
    }
  }
  return part;
}

function kept<K, V>(cache: Map<K, V>, key: K, make: () => V): V {
  const known = cache.get(key);
  if (known !== undefined) return known;
  const made = make();
  cache.set(key, made);
  return made;
}

/** Reads each configuration; one that cannot be read makes the item unreadable. */
function each<T>(
  found: readonly Configuration[] | Unreadable,
  read: (one: Configuration) => readonly T[] | Unreadable,
): readonly T[] | Unreadable {
  if ('why' in found) return found;
  const all: T[] = [];
  for (const one of found) {
    const some = read(one);
    if ('why' in some) return some;
    all.push(...some);
  }
  return all;
}

/** The index of the last item that starts at or before an offset. */
function lastStartingAt(items: readonly { readonly start: number }[], offset: number): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const mid = (low + high) >> 1;
    if ((items[mid]?.start ?? 0) <= offset) low = mid + 1;
    else high = mid;
  }
  return low - 1;
}
