/**
 * The door to tree-sitter: text in, a plain tree out. No parser object leaves this file, so nothing has to be freed
 * by others, and nothing else depends on the binding.
 */
import { createRequire } from 'node:module';
import { Language, type Tree, type TreeCursor, Parser as TreeSitter } from 'web-tree-sitter';
import type { Known, Settle } from './directives.js';

/** A node of the concrete tree. Offsets are those of the text that was parsed, plus the shift that was asked for. */
export interface SyntaxNode {
  readonly type: string;
  /** The role in the parent that the grammar names: `left`, `body`; undefined where it names none. */
  readonly field: string | undefined;
  /** The parser made it up to go on. */
  readonly missing: boolean;
  start: number;
  end: number;
  readonly children: readonly SyntaxNode[];
}

/** A C parser; synchronous once it is open. */
export interface Parser {
  /**
   * The tree of a text, shifted by `shift` bytes. A text that is no C gives a tree with ERROR nodes; one whose tree
   * is too deep to walk, or that the parser gives up on, gives a reason instead.
   */
  parse(text: string, shift: number): SyntaxNode | { readonly why: string };
  /** What is known of conditions of the preprocessor; undefined where nothing is. */
  readonly settle?: Settle | undefined;
  /** What a condition says where macros that the reader knows are replaced. */
  readonly spell?: Known['spell'] | undefined;
}

/** The same parser for a reader who knows more of the conditions. */
export function withSettled(parser: Parser, settle: Settle): Parser {
  return { ...parser, settle };
}

/** Deeper trees could overflow the stack of those who walk them. */
const DEEPEST = 1200;

/** Node types that have no children worth copying. Most nodes are leaves, and asking each for children is dear. */
const LEAVES = new Set([
  'identifier',
  'type_identifier',
  'field_identifier',
  'statement_identifier',
  'primitive_type',
  'string_literal',
]);

/** Node types whose children have no roles. */
const ROLELESS = new Set(['compound_statement', 'argument_list', 'initializer_list', 'translation_unit']);

/** Opens a parser: loads the grammar once for the process. Await it at the edge. */
export async function openParser(): Promise<Parser> {
  await TreeSitter.init();
  const grammar = createRequire(import.meta.url).resolve('tree-sitter-c/tree-sitter-c.wasm');
  const language = await Language.load(grammar);
  const parser = new TreeSitter().setLanguage(language);
  const names: Names = {
    types: language.types,
    fields: language.fields,
    leaf: language.types.map((type, id) => LEAVES.has(type) || !language.nodeTypeIsNamed(id)),
  };
  return {
    parse(text, shift) {
      const tree = parser.parse(text);
      if (tree === null) return { why: 'the parser gave up on it' };
      try {
        return snapshot(tree, names, shift) ?? { why: 'it is nested too deeply' };
      } finally {
        tree.delete();
      }
    },
  };
}

/** What the numbers of the grammar mean. */
interface Names {
  readonly types: readonly string[];
  readonly fields: readonly (string | null)[];
  readonly leaf: readonly boolean[];
}

/** Copies a tree into plain objects; undefined where it is deeper than can be walked. */
function snapshot(tree: Tree, names: Names, shift: number): SyntaxNode | undefined {
  const cursor = tree.walk();
  try {
    const root = copy(cursor, names, shift, true);
    if (root.leaf || !cursor.gotoFirstChild()) return root.node;
    const path = [root.node];
    for (;;) {
      const parent = path[path.length - 1] ?? root.node;
      const { node, leaf } = copy(cursor, names, shift, ROLELESS.has(parent.type));
      (parent.children as SyntaxNode[]).push(node);
      if (!leaf && cursor.gotoFirstChild()) {
        if (path.push(node) > DEEPEST) return undefined;
        continue;
      }
      while (!cursor.gotoNextSibling()) {
        path.pop();
        if (path.length === 0) return root.node;
        cursor.gotoParent();
      }
    }
  } finally {
    cursor.delete();
  }
}

/** Copies one node. Each look through the cursor is a call into wasm; it is not asked for what is known already. */
function copy(
  cursor: TreeCursor,
  names: Names,
  shift: number,
  roleless: boolean,
): { node: SyntaxNode; leaf: boolean } {
  const id = cursor.nodeTypeId;
  const start = cursor.startIndex;
  const end = cursor.endIndex;
  const node: SyntaxNode = {
    type: names.types[id] ?? 'ERROR',
    field: roleless ? undefined : (names.fields[cursor.currentFieldId] ?? undefined),
    missing: start === end && cursor.nodeIsMissing,
    start: start + shift,
    end: end + shift,
    children: [],
  };
  return { node, leaf: names.leaf[id] ?? false };
}
