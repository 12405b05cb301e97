/** Opens a source file: everything else in this folder put together, lazily, each item parsed once. */
import type { Doubt, FunctionDef } from './ast.js';
import { type Configuration, configurationsOf } from './config.js';
import { decode } from './decode.js';
import { buildTree, macroOf, readDirective } from './directives.js';
import type {
  DeclarationVariant,
  FunctionVariant,
  Item,
  MacroDef,
  SourceFile,
  Token,
  TopDeclaration,
  Unreadable,
} from './file.js';
import { readHeader } from './header.js';
import { findItems, type ItemParts } from './items.js';
import { lex } from './lex.js';
import { lineTable } from './lines.js';
import { type Lowering, lowering, troubleIn } from './lower.js';
import { lowerDeclaration, specifiersOf } from './lower-decl.js';
import { lowerBlock } from './lower-stmt.js';
import { mask } from './mask.js';
import type { Parser, SyntaxNode } from './parse.js';
import type { Sheet } from './sheet.js';

/**
 * Opens a file given as bytes, or as text that `decode` made.
 *
 * Lexing and segmentation happen at once; functions and declarations are parsed when asked for, and kept. Never
 * throws for what stands in the file.
 */
export function openSource(parser: Parser, path: string, source: Uint8Array | string): SourceFile {
  const text = typeof source === 'string' ? source : decode(source);
  const tokens = lex(text);
  const tree = buildTree(
    tokens.filter(token => token.kind === 'directive').map(token => readDirective(text, token)),
  );
  const parts = findItems(text, tokens, tree);
  const byItem = new Map(parts.map(part => [part.item, part]));
  const items = parts.map(part => part.item);
  const macros: MacroDef[] = tree.directives.flatMap((d, i) => macroOf(d, tree.armAfter[i]) ?? []);
  const lines = lineTable(text);
  const functions = new Map<Item, readonly FunctionVariant[] | Unreadable>();
  const declarations = new Map<Item, readonly DeclarationVariant[] | Unreadable>();

  const configurations = (item: Item): readonly Configuration[] | Unreadable => {
    const part = byItem.get(item);
    if (part === undefined) throw new Error(`the item at ${item.start} is not one of ${path}`);
    if (item.doubt !== undefined) return { why: item.doubt };
    if (!item.split) return [{ tokens: part.tokens, under: [] }];
    const { tokens, arms } = item.kind === 'declaration' ? withoutMembers(text, part) : part;
    return configurationsOf(tokens, arms, part.arm, item.under);
  };

  return {
    path,
    text,
    reopen: other => openSource(parser, path, other),
    tokens,
    items,
    macros,
    position: lines.position,
    lineSpan: lines.lineSpan,
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

/** A declaration without the body of the tag it defines, whose `#if` groups are of no interest. */
function withoutMembers(text: string, part: ItemParts): Pick<ItemParts, 'tokens' | 'arms'> {
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

/** A header that no parser objects to; the true one is read by `readHeader`. */
const HEADER = 'void f()';

function readFunction(text: string, tokens: readonly Token[], parser: Parser): FunctionDef | Unreadable {
  const open = bodyStart(text, tokens);
  const first = tokens[0];
  const last = tokens.at(-1);
  if (open < 0 || first === undefined || last === undefined)
    return { why: 'it has no body in one configuration' };
  const header = readHeader(text, tokens.slice(0, open));
  if (header === undefined) return { why: 'its header has no name and parameters' };
  const start = tokens[open]?.start ?? 0;
  const sheet = mask(text, tokens.slice(open), start, last.end);
  if ('why' in sheet) return sheet;
  const root = parser.parse(HEADER + sheet.masked.toString('latin1'), start - HEADER.length);
  if ('why' in root) return root;
  const low = lowering(sheet, root);
  const body = lowerBody(low, root, start, last.end);
  return {
    kind: 'function',
    start: first.start,
    end: last.end,
    ...header,
    body,
    doubtful: low.doubts,
  };
}

/** The index of the `{` of a function's body: the first after the parameters and outside brackets. */
function bodyStart(text: string, tokens: readonly Token[]): number {
  let depth = 0;
  let closed = false;
  for (const [i, token] of tokens.entries()) {
    if (token.kind !== 'punct') continue;
    const t = text.slice(token.start, token.end);
    if (t === '{' && depth === 0 && closed) return i;
    if (t === '(' || t === '[' || t === '{') depth++;
    else if (t === ')' || t === ']' || t === '}') {
      depth--;
      if (t === ')' && depth === 0) closed = true;
    }
  }
  return -1;
}

function lowerBody(low: Lowering, root: SyntaxNode, start: number, end: number): FunctionDef['body'] {
  const definition = root.children.find(child => child.type === 'function_definition');
  const block = definition?.children.find(
    child => child.type === 'compound_statement' && child.start === start,
  );
  if (block === undefined || block.end !== end || root.children.length !== 1) {
    low.doubts.push({ start, end, why: 'the parser does not see one body' });
  } else if (definition !== undefined && troubleIn(definition) !== undefined) {
    low.doubts.push({ start, end, why: 'the parser could not read a part of it' });
  }
  return block === undefined
    ? { kind: 'block', start, end, body: [] }
    : { ...lowerBlock(low, block), start, end };
}

function readDeclarations(
  text: string,
  tokens: readonly Token[],
  parser: Parser,
): readonly TopDeclaration[] | Unreadable {
  const start = tokens[0]?.start ?? 0;
  const end = tokens.at(-1)?.end ?? start;
  const sheet = mask(text, tokens, start, end);
  if ('why' in sheet) return sheet;
  const root = parser.parse(sheet.masked.toString('latin1'), start);
  if ('why' in root) return root;
  const low = lowering(sheet, root);
  const found: TopDeclaration[] = [];
  for (const child of root.children) {
    const decl = topDeclaration(low, sheet, child);
    if (decl === undefined && child.type !== ';')
      low.doubts.push({ start, end, why: 'the parser could not read it' });
    if (decl !== undefined) found.push(decl);
  }
  const doubt: Doubt | undefined = low.doubts[0];
  return doubt === undefined ? found : { why: doubt.why };
}

function topDeclaration(low: Lowering, sheet: Sheet, node: SyntaxNode): TopDeclaration | undefined {
  if (!/^(?:declaration|type_definition|struct_specifier|union_specifier|enum_specifier)$/.test(node.type)) {
    return undefined;
  }
  const decl = troubleIn(node) === undefined ? lowerDeclaration(low, node) : undefined;
  if (decl === undefined) return undefined;
  const words = specifiersOf(node).map(one =>
    low.clean.slice(one.start - sheet.start, one.end - sheet.start),
  );
  return {
    ...decl,
    isStatic: words.includes('static'),
    isExtern: words.includes('extern'),
    isTypedef: node.type === 'type_definition',
  };
}
