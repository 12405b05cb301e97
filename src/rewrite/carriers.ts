/** Parameters that carry codes: whether all that a function does with one is what is done with codes. */
import type { Code } from '../flow/evaluate.js';
import { bare } from '../flow/walk.js';
import type { AstNode, Call, Expr, FunctionDef, Identifier, Stmt } from '../source/ast.js';
import type { Kinds, Passing } from './kinds.js';
import { aboveOf, parentsIn } from './shared.js';

/** One configuration of a function, and what is known of its values. */
export interface Reader {
  readonly code: Code;
  readonly kinds: Kinds;
  /** Whether it returns a code. */
  readonly returnsCode: boolean;
  /** Whether a name stands for a code, or for a macro that takes one apart: `VM_FAULT_GET_HINDEX`. */
  isCode(name: string): boolean;
  /** How what is called takes codes at one of its places. */
  passedTo(call: Call, index: number): Passing | undefined;
}

/** A type that keeps of a code only whether there was one. */
export const TRUTH = /\b(?:bool|_Bool)\b/;

type Parents = ReadonlyMap<AstNode, Expr | Stmt>;

/** How a parameter of this type could carry codes: `int`, `unsigned int *`; undefined for other types. */
export function passingOfType(type: string, replaces: ReadonlySet<string>): Passing | undefined {
  const plain = type
    .replace(/\b(const|register)\b/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  if (replaces.has(plain)) return 'value';
  return plain.endsWith('*') && !/\bconst\b/.test(type) && replaces.has(plain.slice(0, -1).trim())
    ? 'out'
    : undefined;
}

/** Whether a function stores a code through a parameter, or hands it to one that does. */
export function storesCode(reader: Reader, index: number): boolean {
  const parents = parentsIn(reader.code.program.fn);
  return mentionsOf(reader, index, parents).some(node => {
    const parent = aboveOf(node, parents);
    if (parent?.kind === 'call') return placeIn(parent, node, reader) === 'out';
    if (parent?.kind !== 'unary' || parent.op !== '*') return false;
    const store = aboveOf(parent, parents);
    const isStore = store?.kind === 'assign' && bare(store.target) === parent;
    return isStore && reader.kinds.kindOf(store.value) === 'code';
  });
}

/** Whether everything that is done with a parameter is what is done with a code. */
export function carriesCodes(reader: Reader, index: number, passing: Passing): boolean {
  const parents = parentsIn(reader.code.program.fn);
  const mentions = mentionsOf(reader, index, parents);
  return mentions.every(node =>
    passing === 'value' ? isCodePlace(node, reader, parents) : isOutPlace(node, reader, parents),
  );
}

/** Whether a local variable is used as a code wherever its value is read. */
export function isReadAsCode(reader: Reader, nodes: readonly Identifier[]): boolean {
  const parents = parentsIn(reader.code.program.fn);
  return nodes.every(node => {
    const parent = aboveOf(node, parents);
    return (parent?.kind === 'unary' && parent.op === '&') || isCodePlace(node, reader, parents);
  });
}

function mentionsOf({ code }: Reader, index: number, parents: Parents): readonly Identifier[] {
  const param = code.program.fn.params[index];
  return [...parents.keys()].filter(
    (node): node is Identifier =>
      node.kind === 'identifier' && param !== undefined && code.names.of(node)?.param === param,
  );
}

/** Whether a place takes a code, or is a store of one in what is mentioned there. */
export function isCodePlace(node: Expr, reader: Reader, parents: Parents): boolean {
  const parent = aboveOf(node, parents);
  const { kinds } = reader;
  const isZeroOrCode = (e: Expr) => /^(code|neutral)$/.test(kinds.kindOf(e));
  switch (parent?.kind) {
    case 'binary': {
      const other = bare(parent.left) === node ? parent.right : parent.left;
      if (parent.op === '&&' || parent.op === '||') return true;
      if (parent.op === '==' || parent.op === '!=') return isZeroOrCode(other);
      return /^[&|^]$/.test(parent.op) && isZeroOrCode(other) && isCodePlace(parent, reader, parents);
    }
    case 'unary':
      return parent.op === '!' || (parent.op === '~' && isCodePlace(parent, reader, parents));
    case 'conditional':
      return bare(parent.test) === node || isCodePlace(parent, reader, parents);
    case 'assign':
      return bare(parent.target) === node
        ? /^[|&^]?=$/.test(parent.op) && isZeroOrCode(parent.value)
        : isCodeTarget(parent, reader);
    case 'declaration':
      return parent.declarators.every(
        ({ init, pointers }) => init === undefined || bare(init) !== node || pointers === 0,
      );
    case 'call':
      return (
        isTruth(parent) ||
        isOfCodes(parent, reader) ||
        placeIn(parent, node, reader) === 'value' ||
        isPrinted(parent, node)
      );
    case 'return':
      return reader.returnsCode || TRUTH.test(reader.code.program.fn.returnType);
    case 'switch':
      return casesIn(parent.body).every(isZeroOrCode);
    case 'if':
    case 'while':
    case 'do':
    case 'expr':
      return true;
    default:
      return false;
  }
}

/** Whether a code is stored where codes are, in a local variable or through a pointer, or a truth is made of it. */
function isCodeTarget(assign: Extract<Expr, { kind: 'assign' }>, { kinds, code }: Reader): boolean {
  const target = bare(assign.target);
  if (target.kind === 'unary') {
    if (target.op !== '*') return false;
    const meant = code.names.of(bare(target.operand) as Identifier);
    return kinds.kindOf(target) === 'code' || TRUTH.test(meant?.param?.type ?? '');
  }
  if (target.kind === 'member') return kinds.kindOf(target) === 'code';
  if (target.kind !== 'identifier' || code.names.of(target) === undefined) return false;
  return kinds.webs.some(
    web => kinds.kindOfWeb(web) === 'code' && web.defs.some(def => def.assign === assign),
  );
}

function isOutPlace(node: Identifier, reader: Reader, parents: Parents): boolean {
  const parent = aboveOf(node, parents);
  switch (parent?.kind) {
    case 'unary':
      if (parent.op === '!') return true;
      return parent.op === '*' && isCodePlace(parent, reader, parents);
    case 'binary': {
      const other = bare(parent.left) === node ? parent.right : parent.left;
      return /^(&&|\|\|)$/.test(parent.op) || (/^[=!]=$/.test(parent.op) && isNull(other));
    }
    case 'conditional':
      return bare(parent.test) === node;
    case 'call':
      return isTruth(parent) || placeIn(parent, node, reader) === 'out';
    case 'if':
    case 'while':
    case 'do':
      return true;
    default:
      return false;
  }
}

/** Whether an expression is a null pointer. */
export function isNull(expr: Expr): boolean {
  const e = bare(expr);
  return (e.kind === 'identifier' && e.name === 'NULL') || (e.kind === 'number' && e.value === 0);
}

function isTruth({ callee }: Call): boolean {
  return (
    callee.kind === 'identifier' &&
    /^(?:likely|unlikely|(?:VM_)?(?:WARN|BUG)_ON(?:_ONCE)?)$/.test(callee.name)
  );
}

/** Whether what is called is a macro that is named like a code. */
function isOfCodes({ callee }: Call, { isCode }: Reader): boolean {
  return callee.kind === 'identifier' && isCode(callee.name);
}

function placeIn(call: Call, node: Expr, { passedTo }: Reader): Passing | undefined {
  const index = call.args.findIndex(arg => bare(arg) === node);
  return index < 0 ? undefined : passedTo(call, index);
}

/** Whether a call prints one of its arguments: a format stands before it. */
export function isPrinted({ args }: Call, node: Expr): boolean {
  const format = args.findIndex(arg => arg.kind === 'string' && arg.text.includes('%'));
  return format >= 0 && args.findIndex(arg => bare(arg) === node) > format;
}

/** The values of the cases of a `switch`. */
export function casesIn(body: Stmt): readonly Expr[] {
  const stmts = body.kind === 'block' ? body.body : [body];
  return stmts.flatMap(stmt => (stmt.kind === 'case' ? [stmt.value] : []));
}

/** All calls of a function by its name; undefined where the name is mentioned in another way too. */
export function callsOf(fn: FunctionDef, name: string): readonly Call[] | undefined {
  const parents = parentsIn(fn);
  const calls: Call[] = [];
  for (const node of parents.keys()) {
    if (node.kind !== 'identifier' || node.name !== name) continue;
    const parent = aboveOf(node, parents);
    if (parent?.kind !== 'call' || bare(parent.callee) !== node) return undefined;
    calls.push(parent);
  }
  return calls;
}
