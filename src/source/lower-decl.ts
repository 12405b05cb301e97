/** Declarations of tree-sitter's tree -> ours. */
import type { Declaration, Declarator } from './ast.js';
import { field, folded, type Lowering, spanOf, textOf, troubleIn, unknown } from './lower.js';
import { lowerExpr } from './lower-expr.js';
import type { SyntaxNode } from './parse.js';
import type { Span } from './span.js';
import { ATTRIBUTE_CALLS, ATTRIBUTES } from './words.js';

/** Lowers a declaration; undefined where no declarator can be read, which the caller turns into `unknown`. */
export function lowerDeclaration(low: Lowering, node: SyntaxNode): Declaration | undefined {
  const declarators: Declarator[] = [];
  const specifiers = specifiersOf(node);
  for (const [i, child] of node.children.entries()) {
    if (child.field !== 'declarator') continue;
    const declarator = lowerDeclarator(low, child);
    if (declarator === undefined || isAnnotation(declarator)) return undefined;
    declarators.push({ ...declarator, ...withAnnotations(low, node, i) });
  }
  const first = specifiers[0] ?? node;
  const typeSpan = { start: first.start, end: specifiers.at(-1)?.end ?? first.end };
  return { kind: 'declaration', ...spanOf(node), type: folded(low, typeSpan), typeSpan, declarators };
}

/** `int j, __maybe_unused;`: no name that a declarator may give, but what was torn off the one before. */
const isAnnotation = ({ name }: Declarator): boolean => ATTRIBUTES.has(name) || ATTRIBUTE_CALLS.has(name);

/** The span of a declarator with the attributes beside it, which the mask blanked: they belong to it alone. */
function withAnnotations(low: Lowering, { children }: SyntaxNode, at: number): Span {
  const { start, end } = children[at]!;
  const { tokens } = low.sheet.structure;
  const comma = children[at - 1];
  const stop = children[at + 1];
  const first = comma?.type === ',' ? tokens[tokenFrom(tokens, comma.end)] : undefined;
  const last = /^[,;]$/.test(stop?.type ?? '') ? tokens[tokenFrom(tokens, stop!.start) - 1] : undefined;
  return { start: Math.min(start, first?.start ?? start), end: Math.max(end, last?.end ?? end) };
}

/** The index of the first token that begins at an offset or behind it. */
function tokenFrom(tokens: readonly Span[], offset: number): number {
  let [low, high] = [0, tokens.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (tokens[middle]!.start < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The nodes before the first declarator. */
export function specifiersOf(node: SyntaxNode): SyntaxNode[] {
  const end = node.children.findIndex(child => child.field === 'declarator' || child.type === ';');
  return end < 0 ? [...node.children] : node.children.slice(0, end);
}

/**
 * Lowers one declarator. The flags tell what the name itself is: `*f(void)` is a function, `(*f)(void)` is not.
 */
function lowerDeclarator(low: Lowering, node: SyntaxNode): Declarator | undefined {
  const initialised = node.type === 'init_declarator';
  const value = initialised ? field(node, 'value') : undefined;
  let at = initialised ? field(node, 'declarator') : node;
  let pointers = 0;
  let kind = '';
  while (at !== undefined && !NAMES.has(at.type)) {
    if (troubleIn(at) !== undefined) return undefined;
    if (at.type === 'pointer_declarator') pointers++;
    if (at.type !== 'parenthesized_declarator') kind = at.type;
    const outer: SyntaxNode = at;
    at =
      field(outer, 'declarator') ?? outer.children.find(child => /declarator$|identifier$/.test(child.type));
  }
  if (at === undefined || at.missing) return undefined;
  const trouble = initialised ? troubleIn(node) : undefined;
  return {
    ...spanOf(node),
    name: textOf(low, at),
    nameSpan: spanOf(at),
    pointers,
    array: kind === 'array_declarator',
    func: kind === 'function_declarator',
    init:
      trouble !== undefined
        ? unknown(low, node, trouble)
        : initialised
          ? lowerExpr(low, value, node)
          : undefined,
  };
}

const NAMES = new Set(['identifier', 'type_identifier', 'field_identifier', 'primitive_type']);
