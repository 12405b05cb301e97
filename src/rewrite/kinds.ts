/**
 * What kind of value an expression has: a code, an error number, something else. The analysis is of one function;
 * what calls return comes from outside.
 */

import type { Code } from '../flow/evaluate.js';
import { ERRNO } from '../flow/idioms.js';
import type { Resolution, Variable } from '../flow/resolve.js';
import { bare, calleeOf, walk } from '../flow/walk.js';
import { type Access, type Web, websOf } from '../flow/webs.js';
import type { Call, Cast, Expr, Identifier, Member } from '../source/ast.js';
import { sharedWebs } from './shared.js';
import type { SpelledOut } from './spelled-out.js';

/**
 * A lattice: `neutral` (zero, or nothing yet) below `code`, `errno` and `other`, and `mixed` above them.
 * `open` is what a call gives whose function nobody has judged yet; it yields to anything but `neutral`.
 */
export type Kind = 'neutral' | 'open' | 'code' | 'errno' | 'other' | 'mixed';

/** The least kind that covers both. */
export function join(a: Kind, b: Kind): Kind {
  if (a === b) return a;
  if (a === 'neutral') return b;
  if (b === 'neutral') return a;
  if (a === 'open') return b;
  if (b === 'open') return a;
  return 'mixed';
}

/** What is left of two values that are no codes, each a mask of the other. */
function masked(a: Kind, b: Kind): Kind {
  if (a === 'neutral' || b === 'neutral') return 'neutral';
  return a === 'open' || b === 'open' ? 'open' : 'other';
}

/** What is known about names outside the function. */
export interface Surroundings {
  /** Whether a name stands for a code: `VM_FAULT_OOM`. */
  isCode(name: string): boolean;
  /** The kind of a call's result; `names` says what the function's own names mean, where it is known. */
  kindOfCall(call: Call, names: Resolution | undefined): Kind;
  /** How a parameter of the function carries codes, by its place from 0; undefined where it does not. */
  passingOf(index: number, type: string): Passing | undefined;
  /** How what is called takes codes at one of its places. */
  passedTo(call: Call, index: number): Passing | undefined;
  /** Whether a definition of a name is at hand, of a macro or a function. */
  isFound(name: string): boolean;
  /** What a macro stands for where it is used: one expression for each of its definitions. */
  readonly spelledOut: SpelledOut;
  /** How a member that holds codes is declared; undefined for one that does not. */
  cellOf(member: Member, names: Resolution | undefined): 'new' | 'typed' | undefined;
}

/** How a parameter carries codes: it is one, or it points to where one is stored. */
export type Passing = 'value' | 'out';

export interface Kinds {
  readonly webs: readonly Web[];
  kindOf(expr: Expr): Kind;
  kindOfWeb(web: Web): Kind;
  /** Of all values that the function returns, together. */
  readonly returned: Kind;
  /** Calls whose result reaches a return, of functions nobody has judged yet. */
  readonly open: readonly Call[];
  /** Other calls by name whose result reaches a return, beside codes. */
  readonly handedOn: readonly Call[];
  /** All other calls by name whose result reaches a return. */
  readonly unknown: readonly Call[];
  /** The calls whose value is or-ed into a code that is returned, as far as it is not known what they give. */
  readonly beside: readonly Call[];
  /** Members that are given a code. */
  readonly stored: readonly Member[];
  /** Calls by name that are given a code, with the place of it. */
  readonly given: readonly { readonly call: Call; readonly index: number }[];
  /** Members, and variables of the file, through which functions are called whose result is returned. */
  readonly through: readonly (Member | Identifier)[];
}

/** Works out the kinds of all values of a function. Terminates: the lattice is finite, kinds only rise. */
export function kindsOf(code: Code, around: Surroundings): Kinds {
  const shared = sharedWebs(code, (call, index) => around.passedTo(call, index) === 'out');
  const webs = shared.length === 0 ? websOf(code) : [...websOf(code), ...shared];
  const webOfUse = new Map(webs.flatMap(w => w.uses.map(u => [u.node as Expr | undefined, w] as const)));
  const kinds = new Map<Web, Kind>(webs.map(w => [w, shared.includes(w) ? 'code' : 'neutral']));
  const { params } = code.program.fn;
  const passing = (variable: Variable | undefined): Passing | undefined => {
    const { param } = variable ?? {};
    return param && around.passingOf(params.indexOf(param), param.type);
  };

  const kindOf = (expr: Expr): Kind => {
    const e = bare(expr);
    switch (e.kind) {
      case 'number':
        return e.value === 0 ? 'neutral' : 'other';
      case 'identifier': {
        if (around.isCode(e.name)) return 'code';
        const variable = code.names.of(e);
        if (!variable) return e.name === 'NULL' ? 'neutral' : (kindSaid(e) ?? 'other');
        const web = webOfUse.get(e);
        const own = web ? kinds.get(web)! : 'other';
        if (!variable.param || !web?.undefinedReaches) return own;
        return join(own, passing(variable) === 'value' ? 'code' : 'other');
      }
      case 'unary': {
        const operand = bare(e.operand);
        const errno = e.op === '-' && operand.kind === 'identifier' && ERRNO.has(operand.name);
        if (errno) return 'errno';
        if (e.op === '*' && operand.kind === 'identifier') {
          return passing(code.names.of(operand)) === 'out' ? 'code' : 'other';
        }
        return e.op === '~' ? kindOf(operand) : 'other';
      }
      case 'call':
        return kindOfCall(e);
      case 'binary':
        return kindOfBinary(e.op, e.left, e.right);
      case 'conditional':
        return join(e.then ? kindOf(e.then) : kindOf(e.test), kindOf(e.otherwise));
      case 'assign':
        return e.op === '=' ? kindOf(e.value) : join(kindOf(e.target), kindOf(e.value));
      case 'comma':
        return kindOf(e.items[e.items.length - 1]!);
      case 'cast':
        return isMadeInteger(e) && kindOf(e.operand) === 'code' ? 'other' : kindOf(e.operand);
      case 'member':
        return around.cellOf(e, code.names) === undefined ? 'other' : 'code';
      case 'statement-expr': {
        const value = valueOfBlock(e);
        return value === undefined ? 'other' : kindOf(value);
      }
      default:
        return 'other';
    }
  };
  const kindOfCall = (call: Call): Kind => {
    const name = calleeOf(call);
    if (name === 'PTR_ERR' || name === 'PTR_ERR_OR_ZERO') return 'errno';
    if (name === 'likely' || name === 'unlikely') return 'other';
    const kind = around.kindOfCall(call, code.names);
    return kind === 'other' ? (kindSaid(call) ?? kind) : kind;
  };
  /** Of what a macro stands for; undefined for what is none. */
  const kindSaid = (use: Identifier | Call): Kind | undefined => {
    const said = around.spelledOut(use);
    return said.length === 0 ? undefined : said.map(kindOf).reduce(join);
  };
  const kindOfBinary = (op: string, left: Expr, right: Expr): Kind => {
    if (op !== '|' && op !== '&' && op !== '^') return 'other';
    const a = kindOf(left);
    const b = kindOf(right);
    // A mask keeps a code a code, whatever the other side is called; of nothing it keeps nothing.
    if (op === '&') return a === 'code' || b === 'code' ? 'code' : masked(a, b);
    // What is or-ed into a code is part of it: `VM_FAULT_HWPOISON | index`.
    return a === 'code' || b === 'code' ? 'code' : join(a, b);
  };
  const kindOfDef = (def: Access, web: Web): Kind => {
    if (def.value) return kindOf(def.value);
    const assign = def.assign;
    if (assign?.kind !== 'assign') return 'other';
    // `ret |= x` and `ret &= ~x` keep what the variable held.
    const before = webOfUse.get(bare(assign.target));
    const held = before ? kinds.get(before)! : kinds.get(web)!;
    return assign.op === '|=' || assign.op === '&='
      ? join(held, assign.op === '&=' ? 'neutral' : kindOf(assign.value))
      : 'other';
  };

  for (let changed = true; changed; ) {
    changed = false;
    for (const web of webs) {
      const now = web.defs.reduce<Kind>((k, def) => join(k, kindOfDef(def, web)), kinds.get(web)!);
      if (now === kinds.get(web)) continue;
      kinds.set(web, now);
      changed = true;
    }
  }
  let returned: Kind = 'neutral';
  const open: Call[] = [];
  const others: Call[] = [];
  let codes = webs.some(w => w.defs.some(d => d.value && kindOf(d.value) === 'code'));
  walk(code.program.fn, node => {
    if (node.kind === 'return' && node.value) {
      const kind = kindOf(uncast(node.value));
      returned = join(returned, kind);
      codes ||= kind === 'code';
    }
  });
  const through: (Member | Identifier)[] = [];
  for (const call of returnedCalls(code, webs, around.spelledOut)) {
    if (call.kind !== 'call') continue;
    const callee = bare(call.callee);
    const meant = callee.kind === 'unary' && callee.op === '*' ? bare(callee.operand) : callee;
    const isOutside = meant.kind === 'identifier' && code.names.of(meant) === undefined;
    if (meant.kind === 'member' || isOutside) through.push(meant);
    if (calleeOf(call) === undefined) continue;
    const kind = kindOfCall(call);
    if (kind === 'open' || kind === 'other') (kind === 'open' ? open : others).push(call);
  }
  const handedOn = codes && (returned as Kind) === 'mixed' ? others : [];
  const ored = joinedToCodes(code, kindOf);
  const beside = others.filter(call => ored.has(call));
  const given: { readonly call: Call; readonly index: number }[] = [];
  const stored: Member[] = [];
  walk(code.program.fn, node => {
    const target = node.kind === 'assign' ? bare(node.target) : undefined;
    if (node.kind === 'assign' && target?.kind === 'member' && kindOf(node.value) === 'code')
      stored.push(target);
    if (node.kind !== 'call' || calleeOf(node) === undefined) return;
    node.args.forEach((arg, index) => {
      if (kindOf(arg) === 'code') given.push({ call: node, index });
    });
  });
  return {
    webs,
    kindOf,
    kindOfWeb: w => kinds.get(w)!,
    returned,
    open,
    handedOn,
    unknown: others,
    beside,
    stored,
    given,
    through,
  };
}

/** What is or-ed into a code, or into what may be one. */
function joinedToCodes(code: Code, kindOf: (expr: Expr) => Kind): ReadonlySet<Expr> {
  const found = new Set<Expr>();
  const add = (into: Expr, expr: Expr) => {
    if (/^(code|mixed)$/.test(kindOf(into))) found.add(bare(expr));
  };
  walk(code.program.fn, node => {
    if (node.kind === 'assign' && node.op === '|=') add(node.target, node.value);
    if (node.kind !== 'binary' || node.op !== '|') return;
    add(node.left, node.right);
    add(node.right, node.left);
  });
  return found;
}

/** The calls whose value is returned, directly or through one variable. */
function returnedCalls(code: Code, webs: readonly Web[], spelledOut: SpelledOut): ReadonlySet<Expr> {
  const returned = new Set<Expr>();
  const partsOf = (expr: Expr) => valuesIn(expr, spelledOut);
  walk(code.program.fn, node => {
    if (node.kind === 'return' && node.value) for (const part of partsOf(node.value)) returned.add(part);
  });
  const calls = new Set<Expr>();
  for (const web of webs) {
    if (!web.uses.some(({ node }) => node !== undefined && returned.has(node))) continue;
    for (const { value, assign } of web.defs) {
      const added = assign?.kind === 'assign' && assign.op === '|=' ? assign.value : undefined;
      const from = value ?? added;
      for (const part of from ? partsOf(from) : []) if (part.kind === 'call') calls.add(part);
    }
  }
  for (const part of returned) if (part.kind === 'call') calls.add(part);
  return calls;
}

/** What a value is made of: neither what decides about it, nor what is handed to who makes it. */
function valuesIn(expr: Expr, spelledOut: SpelledOut): readonly Expr[] {
  const partsOf = (one: Expr) => valuesIn(one, spelledOut);
  const e = bare(expr);
  const said = e.kind === 'call' || e.kind === 'identifier' ? spelledOut(e) : [];
  if (said.length > 0) return said.flatMap(partsOf);
  switch (e.kind) {
    case 'conditional':
      return [...partsOf(e.then ?? e.test), ...partsOf(e.otherwise)];
    case 'binary':
      return /^[|&^]$/.test(e.op) ? [...partsOf(e.left), ...partsOf(e.right)] : [];
    case 'assign':
      return partsOf(e.value);
    case 'comma':
      return partsOf(e.items[e.items.length - 1]!);
    case 'cast':
      return partsOf(e.operand);
    case 'statement-expr': {
      const value = valueOfBlock(e);
      return value === undefined ? [e] : partsOf(value);
    }
    default:
      return [e];
  }
}

/** What a block in an expression gives: what its last statement says. */
function valueOfBlock({ body }: Extract<Expr, { kind: 'statement-expr' }>): Expr | undefined {
  const last = body.body.at(-1);
  return last?.kind === 'expr' ? last.expr : undefined;
}

/** A cast that says of a value that it is an integer from there on; `__force` says that it is meant so. */
export function isMadeInteger({ type }: Cast): boolean {
  return /^(?:(?:const|signed|unsigned|int|long|short|char|__force)\b\s*)+$|^(?:const )?(?:__force )?(?:_*[us](?:8|16|32|64)|u?int\d+_t|s?size_t)$/.test(
    type,
  );
}

/** What a function returns of a value that is cast to an integer in front of all. */
function uncast(expr: Expr): Expr {
  const e = bare(expr);
  return e.kind === 'cast' && isMadeInteger(e) ? uncast(e.operand) : expr;
}
