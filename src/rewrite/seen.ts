/**
 * A function as it reads where what holds a value for a moment is a variable: a member or memory that it stores into and
 * reads again, an out-parameter of what it calls, a parameter that is handed the value. For following values only; such a
 * function is never written, and its spans are those of the text.
 */
import { bare, calleeOf, walk } from '../flow/walk.js';
import type { AstNode, Call, Expr, FunctionDef, Identifier, Stmt } from '../source/ast.js';
import type { Span } from '../source/span.js';

/** How a function is looked at. */
export interface View {
  /** Places that count as variables, spelled by `placeOf`. */
  readonly places?: ReadonlySet<string>;
  /** Functions that store their value through one of their parameters: name -> which, and whether they always do. */
  readonly outs?: ReadonlyMap<string, OutParameter>;
  /** Where members are called that hold the functions: offsets of their names in the text, as if `THROUGH` were called. */
  readonly members?: ReadonlySet<number>;
  /** Whether what is or-ed into a variable counts as one of the values that it may have. */
  readonly joins?: boolean;
  /** Where members are read that hold a value, as if `ENTERING` were called there: offsets of their names in the text. */
  readonly kept?: ReadonlySet<number>;
  /** Which parameter is given a value, as if it were that of a call of `ENTERING`. */
  readonly entering?: number;
}

/** The name of what is called through a member, and of what gives a parameter its value: such as no source can hold. */
export const THROUGH = '<through>';
export const ENTERING = '<entering>';

export interface OutParameter {
  readonly index: number;
  readonly always: boolean;
}

/** Whether a view changes anything. */
export const isPlain = ({ places, outs, members, kept, entering, joins }: View): boolean =>
  entering === undefined && !joins && ![places, outs, members, kept].some(some => (some?.size ?? 0) > 0);

/** A member, or what a pointer leads to, by its spelling: `f->err`, `*p`. Undefined for what may be another one each time. */
export function placeOf(expr: Expr): string | undefined {
  const e = bare(expr);
  if (e.kind === 'member') {
    const object = pathOf(e.object);
    return object && `${object}${e.arrow ? '->' : '.'}${e.field}`;
  }
  if (e.kind !== 'unary' || e.op !== '*') return undefined;
  const operand = pathOf(e.operand);
  return operand && `*${operand}`;
}

function pathOf(expr: Expr): string | undefined {
  const e = bare(expr);
  return e.kind === 'identifier' ? e.name : e.kind === 'member' ? placeOf(e) : undefined;
}

/** The variable that a place begins with. */
const baseOf = (place: string): string => /^\*?(\w+)/.exec(place)![1]!;

/** The function under a view. */
export function viewed(fn: FunctionDef, view: View): FunctionDef {
  if (isPlain(view)) return fn;
  const places = settledPlaces(fn, view.places ?? new Set());
  const body = changed(fn.body, node => asSeen(node, fn, { ...view, places })) as FunctionDef['body'];
  const declared = [...places].map((place): Stmt => declarationOf(place, fn.body));
  return { ...fn, body: { ...body, body: [...declared, ...enteringOf(fn, view), ...body.body] } };
}

/** The places that begin with a variable which is never given another value. */
function settledPlaces(fn: FunctionDef, places: ReadonlySet<string>): ReadonlySet<string> {
  const moved = new Set<string>();
  walk(fn.body, node => {
    const target =
      node.kind === 'assign' ? bare(node.target) : node.kind === 'update' ? bare(node.operand) : undefined;
    if (target?.kind === 'identifier') moved.add(target.name);
  });
  return new Set([...places].filter(place => !moved.has(baseOf(place))));
}

/** What stands in the place of a node; undefined where it stays. */
function asSeen(node: AstNode, fn: FunctionDef, view: View): Expr | undefined {
  switch (node.kind) {
    case 'member':
    case 'unary': {
      if (node.kind === 'member' && view.kept?.has(node.fieldSpan.start)) return enteringAt(node);
      const place = placeOf(node);
      return place !== undefined && view.places?.has(place) ? named(place, node) : undefined;
    }
    case 'assign': {
      const { op, target, value } = node;
      // What is or-ed in is one of the values that the variable may have from here on.
      if (!view.joins || op !== '|=' || bare(target).kind !== 'identifier') return undefined;
      const either: Expr = {
        ...spanOf(value),
        kind: 'conditional',
        test: unknown(node),
        then: target,
        otherwise: value,
      };
      return { ...node, op: '=', value: either };
    }
    case 'call':
      return callSeen(node, fn, view);
    default:
      return undefined;
  }
}

function callSeen(call: Call, fn: FunctionDef, view: View): Expr | undefined {
  const callee = bare(call.callee);
  if (callee.kind === 'member' && view.members?.has(callee.fieldSpan.start))
    return { ...call, callee: { ...spanOf(callee), kind: 'identifier', name: THROUGH } };
  const out = view.outs?.get(calleeOf(call) ?? '');
  const given = out && bare(call.args[out.index] ?? call);
  const target = given?.kind === 'unary' && given.op === '&' ? bare(given.operand) : undefined;
  if (out !== undefined && target?.kind === 'identifier') {
    const rest = { ...call, args: call.args.map((arg, at) => (at === out.index ? number(arg) : arg)) };
    const value: Expr = out.always
      ? rest
      : {
          ...spanOf(call),
          kind: 'conditional',
          test: unknown(call),
          then: named(target.name, call),
          otherwise: rest,
        };
    return { ...spanOf(call), kind: 'assign', op: '=', target, value };
  }
  const reached = [...(view.places ?? [])].filter(place => call.args.some(arg => leadsTo(arg, place, fn)));
  if (reached.length === 0) return undefined;
  // Whoever is given the way to a place may store something else there.
  const stores = reached.map(
    (place): Expr => ({
      ...spanOf(call),
      ...{ kind: 'conditional', test: unknown(call), otherwise: number(call) },
      then: { ...spanOf(call), kind: 'assign', op: '=', target: named(place, call), value: unknown(call) },
    }),
  );
  return { ...spanOf(call), kind: 'comma', items: [...stores, call] };
}

/** Whether what is called can come to a place by what it is given: its address, or the pointer that it begins with. */
function leadsTo(arg: Expr, place: string, fn: FunctionDef): boolean {
  const e = bare(arg);
  const given = e.kind === 'unary' && e.op === '&' ? bare(e.operand) : e;
  const path = given.kind === 'identifier' ? given.name : placeOf(given);
  if (path === undefined) return false;
  const isWhole = given === e && fn.params.every(({ name, type }) => name !== path || type.includes('*'));
  return (
    (isWhole || given !== e) &&
    (place === path || place.startsWith(`${path}->`) || place.startsWith(`${path}.`) || place === `*${path}`)
  );
}

/** The statement that gives a parameter its value. */
function enteringOf({ params, body }: FunctionDef, { entering }: View): readonly Stmt[] {
  const name = entering === undefined ? undefined : params[entering]?.name;
  if (name === undefined) return [];
  const at = { start: body.start, end: body.start };
  const value = enteringAt(at);
  const target: Identifier = { ...at, kind: 'identifier', name };
  return [{ ...at, kind: 'expr', expr: { ...at, kind: 'assign', op: '=', target, value } }];
}

function enteringAt(span: Span): Expr {
  const at = spanOf(span);
  const callee: Identifier = { ...at, kind: 'identifier', name: ENTERING };
  return { ...at, kind: 'call', callee, args: [], argsSpan: at };
}

function declarationOf(place: string, { start }: Span): Stmt {
  const at = { start, end: start };
  const declarator = { ...at, name: nameFor(place), nameSpan: at, pointers: 0, array: false, func: false };
  return {
    ...at,
    kind: 'declaration',
    type: 'int',
    typeSpan: at,
    declarators: [{ ...declarator, init: undefined }],
  };
}

/** A name that no source can hold. */
const nameFor = (place: string): string => (/^\w+$/.test(place) ? place : `<${place}>`);

const spanOf = ({ start, end }: Span): Span => ({ start, end });
const named = (place: string, at: Span): Identifier => ({
  ...spanOf(at),
  kind: 'identifier',
  name: nameFor(place),
});
const number = (at: Span): Expr => ({ ...spanOf(at), kind: 'number', text: '0', value: 0 });
/** Something of which nothing is known: a name that no source can hold. */
const unknown = (at: Span): Expr => ({ ...spanOf(at), kind: 'identifier', name: '<unknown>' });

/** Whether a function stores something in a place once, on each way through it, by the expression at an offset. */
export function isStoredAlways(fn: FunctionDef, place: string, at: number): boolean {
  let stores = 0;
  walk(fn.body, node => {
    if (node.kind === 'assign' && placeOf(node.target) === place) stores += 1;
  });
  const index = fn.body.body.findIndex(({ start, end }) => start <= at && at < end);
  const isPlainBefore = (stmt: Stmt) => {
    let leaves = false;
    walk(stmt, node => {
      leaves ||= node.kind === 'return' || node.kind === 'goto';
    });
    return !leaves;
  };
  return (
    stores === 1 && fn.body.body[index]?.kind === 'expr' && fn.body.body.slice(0, index).every(isPlainBefore)
  );
}

/** A tree with other nodes in the place of some, from below; what does not change is kept as it is. */
function changed(node: unknown, put: (node: AstNode) => Expr | undefined): unknown {
  if (Array.isArray(node)) {
    const items = node.map(item => changed(item, put));
    return items.some((item, at) => item !== node[at]) ? items : node;
  }
  if (typeof node !== 'object' || node === null) return node;
  const entries = Object.entries(node).map(([key, value]) => [key, value, changed(value, put)] as const);
  const isSame = entries.every(([, was, now]) => was === now);
  const now = isSame ? node : Object.fromEntries(entries.map(([key, , value]) => [key, value]));
  return 'kind' in now ? (put(now as AstNode) ?? now) : now;
}
