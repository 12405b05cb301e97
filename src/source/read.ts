/** One configuration of an item -> masked, parsed, lowered. */
import type { FunctionDef } from './ast.js';
import type { Token, TopDeclaration, Unreadable } from './file.js';
import { readHeader } from './header.js';
import { type Lowering, lowering, textOf, troubleIn } from './lower.js';
import { lowerDeclaration, specifiersOf } from './lower-decl.js';
import { lowerBlock } from './lower-stmt.js';
import { mask } from './mask.js';
import type { Parser, SyntaxNode } from './parse.js';

/** A header that no parser objects to; the true one is read by `readHeader`. */
const HEADER = 'void f()';

/** Reads the function that one configuration of an item shows. */
export function readFunction(
  text: string,
  tokens: readonly Token[],
  parser: Parser,
): FunctionDef | Unreadable {
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

/** Reads the declarations that one configuration of an item shows; one doubt makes all of them unreadable. */
export function readDeclarations(
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
    const decl = topDeclaration(low, child);
    if (decl === undefined && child.type !== ';')
      low.doubts.push({ start, end, why: 'the parser could not read it' });
    if (decl !== undefined) found.push(decl);
  }
  const [doubt] = low.doubts;
  return doubt === undefined ? found : { why: doubt.why };
}

function topDeclaration(low: Lowering, node: SyntaxNode): TopDeclaration | undefined {
  if (!/^(?:declaration|type_definition|struct_specifier|union_specifier|enum_specifier)$/.test(node.type)) {
    return undefined;
  }
  const decl = troubleIn(node) === undefined ? lowerDeclaration(low, node) : undefined;
  if (decl === undefined) return undefined;
  const words = specifiersOf(node).map(one => textOf(low, one));
  return {
    ...decl,
    isStatic: words.includes('static'),
    isExtern: words.includes('extern'),
    isTypedef: node.type === 'type_definition',
  };
}
