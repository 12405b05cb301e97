/**
 * The door to tree-sitter: text in, a plain tree out. No parser object leaves this file, so nothing has to be freed
 * by others, and nothing else depends on the binding.
 */
import { createRequire } from 'node:module';
import { Language, type Tree, type TreeCursor, Parser as TreeSitter } from 'web-tree-sitter';

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
}

/** Deeper trees could overflow the stack of those who walk them. */
const DEEPEST = 1200;

/** Opens a parser: loads the grammar once for the process. Await it at the edge. */
export async function openParser(): Promise<Parser> {
  await TreeSitter.init();
  const grammar = createRequire(import.meta.url).resolve('tree-sitter-c/tree-sitter-c.wasm');
  const language = await Language.load(grammar);
  const parser = new TreeSitter().setLanguage(language);
  return {
    parse(text, shift) {
      const tree = parser.parse(text);
      if (tree === null) return { why: 'the parser gave up on it' };
      try {
        return snapshot(tree, language, shift) ?? { why: 'it is nested too deeply' };
      } finally {
        tree.delete();
      }
    },
  };
}

/** Copies a tree into plain objects; undefined where it is deeper than can be walked. */
function snapshot(tree: Tree, language: Language, shift: number): SyntaxNode | undefined {
  const cursor = tree.walk();
  try {
    const root = copy(cursor, language, shift);
    const path: SyntaxNode[][] = [root.children as SyntaxNode[]];
    for (;;) {
      if (cursor.gotoFirstChild()) {
        if (path.length > DEEPEST) return undefined;
      } else {
        path.pop();
        for (;;) {
          if (path.length === 0) return root;
          if (cursor.gotoNextSibling()) break;
          cursor.gotoParent();
          path.pop();
        }
      }
      const node = copy(cursor, language, shift);
      path.at(-1)?.push(node);
      path.push(node.children as SyntaxNode[]);
    }
  } finally {
    cursor.delete();
  }
}

/** Each look through the cursor is a call into wasm; names are looked up by number on this side. */
function copy(cursor: TreeCursor, language: Language, shift: number): SyntaxNode {
  const start = cursor.startIndex;
  const end = cursor.endIndex;
  return {
    type: language.types[cursor.nodeTypeId] ?? 'ERROR',
    field: language.fields[cursor.currentFieldId] ?? undefined,
    missing: start === end && cursor.nodeIsMissing,
    start: start + shift,
    end: end + shift,
    children: [],
  };
}
