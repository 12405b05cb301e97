/** Whether two functions are the same but for the types they are declared with: nothing to evaluate then. */
import type { Edit } from '../edit/edit.js';
import { remember } from '../remember.js';
import type { Declaration, Expr, FunctionDef, Stmt } from '../source/ast.js';
import type { SourceFile } from '../source/file.js';
import type { TableRow, Vantage } from '../verdict.js';
import { mint, type Proof } from './proof.js';
import { bare, walk } from './walk.js';

const SPANS: ReadonlySet<string> = new Set([
  'start',
  'end',
  'nameSpan',
  'typeSpan',
  'returnTypeSpan',
  'argsSpan',
  'fieldSpan',
  'opSpan',
  'testSpan',
  'elseSpan',
]);

/** A text that two nodes share exactly when they differ in places and declared types alone. */
function shapeOf(node: unknown): unknown {
  if (Array.isArray(node)) return statements(node).map(shapeOf);
  if (node === null || typeof node !== 'object') return node;
  const entries = Object.entries(node).filter(([key]) => !SPANS.has(key) && key !== 'returnType');
  const kind = (node as { kind?: string }).kind;
  return entries
    .filter(([key]) => !(key === 'type' && (kind === 'declaration' || kind === undefined)))
    .map(([key, value]) => [key, shapeOf(value)]);
}

/** `int a, b;` is `int a; int b;`: a declaration taken apart is the same. */
function statements(nodes: readonly unknown[]): readonly unknown[] {
  return nodes.flatMap(node => {
    const stmt = node as Stmt;
    if (stmt === null || typeof stmt !== 'object' || stmt.kind !== 'declaration') return [node];
    return stmt.declarators.map((d): Declaration => ({ ...stmt, declarators: [d] }));
  });
}

/** Declarations of one block in another order are the same where their initialisers have no effect. */
function sorted(fn: FunctionDef): FunctionDef {
  const visit = (s: Stmt): Stmt => {
    switch (s.kind) {
      case 'block': {
        const body = (statements(s.body) as readonly Stmt[]).map(visit);
        return { ...s, body: arrange(body) };
      }
      case 'if':
        return { ...s, then: visit(s.then), otherwise: s.otherwise && visit(s.otherwise) };
      case 'while':
      case 'do':
      case 'for':
      case 'foreach':
      case 'switch':
        return { ...s, body: visit(s.body) };
      default:
        return s;
    }
  };
  return { ...fn, body: visit(fn.body) as FunctionDef['body'] };
}

/**
 * Brings runs of declarations without an initialiser, or with a plain constant, into the order of their names, where
 * none of the others may name them.
 */
function arrange(body: readonly Stmt[]): readonly Stmt[] {
  const first = body.findIndex(s => s.kind !== 'declaration');
  const declared = (first < 0 ? body : body.slice(0, first)).flatMap(s =>
    s.kind === 'declaration' ? s.declarators : [],
  );
  const names = new Set(declared.map(d => d.name));
  // What stands in the brackets of an array is not known here.
  const isNamed = (name: string) =>
    declared.some(d => d.array || (d.init !== undefined && mentions(d.init, name)));
  const isConstant = (init: Expr | undefined): boolean => {
    const e = init && bare(init);
    if (e?.kind === 'unary') return isConstant(e.operand) && /^[-+~!]$/.test(e.op);
    return e === undefined || e.kind === 'number' || (e.kind === 'identifier' && !names.has(e.name));
  };
  const movable = (s: Stmt) =>
    s.kind === 'declaration' &&
    s.declarators.length > 0 &&
    s.declarators.every(d => isConstant(d.init) && !isNamed(d.name));
  const result: Stmt[] = [];
  let run: Declaration[] = [];
  const flush = () => {
    run.sort((a, b) => (a.declarators[0]!.name < b.declarators[0]!.name ? -1 : 1));
    result.push(...run);
    run = [];
  };
  const rest: Stmt[] = [];
  let declaring = true;
  for (const s of body) {
    if (declaring && s.kind === 'declaration') {
      if (movable(s)) run.push(s);
      else rest.push(s);
      continue;
    }
    declaring = false;
    rest.push(s);
  }
  flush();
  return [...result, ...rest];
}

/** Whether an expression names a variable, in an operand of `sizeof` too. */
function mentions(value: Expr, name: string): boolean {
  let found = false;
  walk(value, node => {
    if (node.kind === 'identifier') found ||= node.name === name;
    if (node.kind === 'type-operand') found ||= new RegExp(`\\b${name}\\b`).test(node.text);
    if (node.kind === 'unknown') found = true;
  });
  return found;
}

/** Proves that a rewrite changed types alone; undefined where it changed more. */
export function proveSameButTypes(before: FunctionDef, after: FunctionDef): Proof | undefined {
  return shapeText(before) === shapeText(after) ? mint([], []) : undefined;
}

const shapeText = remember((fn: FunctionDef) => JSON.stringify(shapeOf(sorted(fn))));

/** One proof for rewrites that go in together: the table of the first, and what any of them declares. */
export function proveTogether(first: Proof, others: readonly Proof[]): Proof {
  const differences = [first, ...others].flatMap(p => p.differences);
  return mint(first.table, [...new Set(differences)].sort(), first);
}

/** The proof of a function above those that call what is converted, which says where that is. */
export function proveFrom(proof: Proof, from: Vantage): Proof {
  return mint(proof.table, proof.differences, { about: proof.about, from });
}

/** The proof with more declared differences, which are in no value's outcome. */
export function proveSaying(proof: Proof, sentences: readonly string[]): Proof {
  if (sentences.length === 0) return proof;
  return mint(proof.table, [...new Set([...proof.differences, ...sentences])].sort(), proof);
}

/** The proof with one more declared difference: that of every row whose outcomes are not the same. */
export function proveBut(proof: Proof, sentence: string): Proof {
  const rows = proof.table.map(row =>
    row.before === row.after
      ? row
      : { ...row, difference: row.difference === undefined ? sentence : `${row.difference}; ${sentence}` },
  );
  return mint(rows, [...new Set([...proof.differences, sentence])].sort(), proof);
}

/**
 * The proof of a repair: the text was evaluated as it was meant, and `rows` say what it did and does as it runs. Each
 * row whose outcomes differ is a declared difference, and `also` are more of them.
 */
export function proveRepaired(proof: Proof, rows: readonly TableRow[], also: readonly string[] = []): Proof {
  const said = rows.flatMap(({ difference }) => difference ?? []);
  return mint(rows, [...new Set([...said, ...also])].sort(), proof);
}

/** Words of C's own integer types. */
const INTEGER_WORDS = /^(?:(?:unsigned|signed|int|long|short|char)\s*)+$/;

/**
 * Proves a change of a declaration in which nothing is evaluated: the words of an integer type become the name of
 * one. Undefined where the change is more than that.
 */
export function proveRedeclared(before: string, after: string): Proof | undefined {
  return INTEGER_WORDS.test(before) && /^[A-Za-z_]\w*$/.test(after) ? mint([], []) : undefined;
}

/**
 * Proves that edits only put text between the top-level items of files: what is there stays as it is. Undefined where
 * one of them takes something away, or stands inside an item.
 */
export function proveInserted(
  edits: readonly Edit[],
  open: (path: string) => SourceFile | undefined,
): Proof | undefined {
  const between = edits.every(({ path, start, end }) => {
    const file = open(path);
    const around = file?.items.find(item => item.start < start && start < item.end);
    return file !== undefined && start === end && around === undefined;
  });
  return between ? mint([], []) : undefined;
}
