/**
 * tree-sitter's tree of a masked item -> the AST, with the mask's notes undone.
 *
 * Invariants: names and types are read from the clean text, spans are those of the file; what is not understood
 * becomes `unknown` and a doubt, and nothing is left out in silence.
 */
import type { Doubt, UnknownNode } from './ast.js';
import type { SyntaxNode } from './parse.js';
import type { Sheet, StandIn } from './sheet.js';
import type { Span } from './span.js';

/** What the lowering functions share. */
export interface Lowering {
  readonly sheet: Sheet;
  /** The clean text; index it with `offset - sheet.start`. */
  readonly clean: string;
  /** Nodes that stand for something else. */
  readonly standIns: ReadonlyMap<SyntaxNode, StandIn>;
  readonly doubts: Doubt[];
}

/** Prepares a tree for lowering: stretches nodes to what they stand for, so that children lie inside parents. */
export function lowering(sheet: Sheet, root: SyntaxNode): Lowering {
  const standIns = new Map<SyntaxNode, StandIn>();
  const stretch = (node: SyntaxNode): void => {
    const leaf = node.children.length === 0 || node.type === 'string_literal';
    const note = leaf ? sheet.notes.standIns.get(node.start) : undefined;
    if (note !== undefined && node.end > node.start) {
      standIns.set(node, note);
      node.end = note.end;
    }
    if (leaf) return;
    for (const child of node.children) {
      stretch(child);
      if (child.missing) continue;
      node.end = Math.max(node.end, child.end);
    }
  };
  stretch(root);
  return { sheet, clean: sheet.clean.toString('latin1'), standIns, doubts: [] };
}

/** The clean text of a span. */
export function textOf(low: Lowering, span: Span): string {
  return low.clean.slice(span.start - low.sheet.start, span.end - low.sheet.start);
}

/** A type or an operand as text: white space folded. */
export function folded(low: Lowering, span: Span): string {
  return textOf(low, span).replace(/\s+/g, ' ').trim();
}

/** An `unknown` node, and the doubt that goes with it. */
export function unknown(low: Lowering, span: Span, why: string): UnknownNode {
  low.doubts.push({ start: span.start, end: span.end, why });
  return { kind: 'unknown', start: span.start, end: span.end, why };
}

/** Why a node cannot be trusted as a whole: the parser erred directly in it. */
export function troubleIn(node: SyntaxNode): string | undefined {
  if (node.type === 'ERROR') return 'the parser could not read it';
  for (const child of node.children) {
    if (child.type === 'ERROR') return 'the parser could not read a part of it';
    if (child.missing) return `the parser misses a ${child.type}`;
  }
  return undefined;
}

/** The child with a role in its parent. */
export function field(node: SyntaxNode, name: string): SyntaxNode | undefined {
  return node.children.find(child => child.field === name);
}

/** The children that are not punctuation or keywords. */
export function operands(node: SyntaxNode): SyntaxNode[] {
  return node.children.filter(child => !PUNCTUATION.has(child.type));
}

const PUNCTUATION = new Set('( ) { } [ ] , ; : ? return case default'.split(' '));

export const spanOf = (span: Span): Span => ({ start: span.start, end: span.end });
