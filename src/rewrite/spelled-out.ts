/**
 * What a macro stands for where code uses it, as a piece of syntax: its definition with the arguments put in; likewise
 * an enumerator of the file that is given a value. The nodes
 * of the arguments are those of the code, so that whatever is known of them is known inside; all others stand, as far
 * as places go, where the use stands.
 */

import type { Facts } from '../facts/facts.js';
import { paramsOf } from '../flow/macro-text.js';
import { bare, walk } from '../flow/walk.js';
import { ensure, remember } from '../remember.js';
import type { Call, Expr, Identifier, Stmt } from '../source/ast.js';
import { inOneLine } from '../source/comments.js';
import type { MacroDef, SourceFile } from '../source/file.js';
import type { Span } from '../source/span.js';

/** What a use of a macro says, by each definition that it can mean; none for what is no macro or cannot be read so. */
export type SpelledOut = (use: Identifier | Call) => readonly Expr[];

/** No file has this many definitions of a macro that all say something else of codes. */
const MOST_DEFINITIONS = 8;

/** Spells out the macros of a file. */
function spellOut(file: SourceFile, macrosOf: (name: string) => readonly MacroDef[]): SpelledOut {
  const known = new WeakMap<Expr, readonly Expr[]>();
  /** The macros that a node of our making came from: a macro is not replaced inside of itself. */
  const inside = new WeakMap<Expr, ReadonlySet<string>>();

  const marked = (made: Expr, from: ReadonlySet<string>): Expr => {
    inside.set(made, from);
    return made;
  };
  const nameIn = (use: Identifier | Call): string | undefined => {
    const said = use.kind === 'call' ? bare(use.callee) : use;
    return said.kind === 'identifier' ? said.name : undefined;
  };
  const find = (use: Identifier | Call): readonly Expr[] => {
    const name = nameIn(use);
    const before = inside.get(use);
    if (name === undefined || before?.has(name)) return [];
    const from = new Set([...(before ?? []), name]);
    return [...macrosOf(name), ...(enumeratorsOf(file).get(name) ?? [])]
      .slice(0, MOST_DEFINITIONS)
      .flatMap(macro => {
        const body = bodyOf(file, macro);
        if (body === undefined) return [];
        const isPlain = macro.params === undefined;
        if (use.kind === 'identifier') return isPlain ? placed(body, use, new Map(), from) : [];
        // `#define HANDLER gizmo_fault`, and `HANDLER(vmf)`.
        if (isPlain) return marked({ ...use, callee: placed(body, use.callee, new Map(), from) }, from);
        const params = paramsOf(macro);
        if (params.length !== use.args.length) return [];
        return placed(body, use, new Map(params.map((one, i) => [one, use.args[i]!])), from);
      });
  };
  const placed = (body: Expr, at: Span, args: ReadonlyMap<string, Expr>, from: ReadonlySet<string>): Expr => {
    const put = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(put);
      if (typeof value !== 'object' || value === null) return value;
      const node = value as Expr;
      const arg = node.kind === 'identifier' ? args.get(node.name) : undefined;
      if (arg !== undefined) return arg;
      const entries = Object.entries(node).map(([key, one]) => [key, put(one)]);
      const made = { ...Object.fromEntries(entries), start: at.start, end: at.end } as Expr;
      return marked(made, from);
    };
    return put(body) as Expr;
  };
  return use => {
    const found = known.get(use) ?? find(use);
    known.set(use, found);
    return found;
  };
}

/** What macros stand for in the files of a tree, each once. */
const spelledOutOf = remember((_facts: Facts): Map<string, SpelledOut> => new Map());

/** Spells out the macros that code in a file of a tree can mean. */
export function spelledOutIn(facts: Facts, path: string): SpelledOut {
  return ensure(spelledOutOf(facts), path, () => {
    const file = facts.file(path);
    return file === undefined ? () => [] : spellOut(file, name => facts.macrosOf(name, path));
  });
}

/** `enum { GIZMO_OK = VM_FAULT_NOPAGE }`: the names that a file gives to values so, as if they were macros. */
const enumeratorsOf = remember((file: SourceFile): ReadonlyMap<string, readonly MacroDef[]> => {
  const found = new Map<string, MacroDef[]>();
  for (const { kind, start, end, under } of file.items) {
    const text = kind === 'function' ? '' : file.text.slice(start, end);
    for (const [, list] of text.matchAll(/\benum\b[^;{}]*\{([^{}]*)\}/g)) {
      for (const [, name, body] of list!.matchAll(/\b([A-Za-z_]\w*)\s*=\s*([^,#]*)/g)) {
        const one = { name: name!, params: undefined, body: body!, under, start, end };
        found.set(name!, [...(found.get(name!) ?? []), one]);
      }
    }
  }
  return found;
});

const bodies = new WeakMap<MacroDef, { readonly body: Expr | undefined }>();

/** Reads a definition, once: headers are the same for all files. */
function bodyOf(file: SourceFile, macro: MacroDef): Expr | undefined {
  const found = bodies.get(macro) ?? { body: bodyIn(file, macro) };
  bodies.set(macro, found);
  return found.body;
}

/** A definition as an expression, or as statements in `({ … })`; undefined where it is neither. */
function bodyIn(file: SourceFile, macro: MacroDef): Expr | undefined {
  const body = inOneLine(macro.body).trim();
  if (body === '' || body.includes('#') || macro.params?.some(one => one.includes('...'))) return undefined;
  const said = readAs(file, `return ${body};`) ?? readAs(file, `return ({ ${body}; });`);
  return said && plainly(said);
}

/** `typeof(x)`, and what it is asked of. */
const TYPE_OF = /^(?:const )?_*typeof_*\s*\(\s*(\w+)\s*\)$/;

/**
 * A body in which what only stands for another value, `typeof(x) one = (x);`, is said by that value. Where nothing else is
 * left of a block than a value, it is the value.
 */
function plainly(body: Expr): Expr {
  const stand = new Map<string, Expr>();
  walk(body, node => {
    if (node.kind !== 'declaration' || node.declarators.length !== 1) return;
    const { name, init, pointers, array } = node.declarators[0]!;
    const value = init && bare(init);
    const asked = value?.kind === 'identifier' ? value.name : undefined;
    const isSame = asked !== undefined && TYPE_OF.exec(node.type)?.[1] === asked;
    if (isSame && pointers === 0 && !array && !isGivenAnew(body, name)) stand.set(name, init!);
  });
  const put = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.filter(one => !isGone(one)).map(put);
    if (typeof value !== 'object' || value === null) return value;
    const node = value as Expr;
    if (node.kind === 'identifier' && stand.has(node.name)) return stand.get(node.name);
    const made = Object.fromEntries(Object.entries(node).map(([key, one]) => [key, put(one)])) as unknown;
    return node.kind === 'statement-expr' ? valueAlone(made as BlockExpr) : made;
  };
  const isGone = (one: unknown): boolean => {
    const stmt = one as Stmt | null;
    return (
      typeof stmt === 'object' && stmt?.kind === 'declaration' && stand.has(stmt.declarators[0]?.name ?? '')
    );
  };
  return put(body) as Expr;
}

type BlockExpr = Extract<Expr, { kind: 'statement-expr' }>;

/** Whether a body gives a variable another value than its first, or its address to somebody, or has two of the name. */
function isGivenAnew(body: Expr, name: string): boolean {
  let declared = 0;
  let found = false;
  const isMeant = (e: Expr) => {
    const target = bare(e);
    return target.kind === 'identifier' && target.name === name;
  };
  walk(body, node => {
    if (node.kind === 'declaration') declared += node.declarators.filter(one => one.name === name).length;
    found ||=
      (node.kind === 'assign' && isMeant(node.target)) ||
      (node.kind === 'update' && isMeant(node.operand)) ||
      (node.kind === 'unary' && node.op === '&' && isMeant(node.operand));
  });
  return found || declared > 1;
}

/** The value of a block that is nothing else. */
function valueAlone(block: BlockExpr): Expr {
  const [only, ...others] = block.body.body;
  return only?.kind === 'expr' && others.length === 0 ? only.expr : block;
}

function readAs(file: SourceFile, stmt: string): Expr | undefined {
  const text = `int macro(void)\n{\n\t${stmt}\n}\n`;
  const opened = file.reopen(text);
  const [item, ...others] = opened.items;
  const variants = item?.kind === 'function' && others.length === 0 ? opened.functionsOf(item) : [];
  const fn = 'why' in variants || variants.length !== 1 ? undefined : variants[0]!.fn;
  const [only, ...rest] = fn?.body.body ?? [];
  if (only?.kind !== 'return' || only.value === undefined || rest.length > 0 || fn!.doubtful.length > 0)
    return undefined;
  let isClear = true;
  walk(only.value, node => (isClear &&= node.kind !== 'unknown'));
  return isClear ? only.value : undefined;
}
