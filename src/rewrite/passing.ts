/**
 * Which parameters carry codes: by value, or out through a pointer. One does where every use of its function is a
 * call that is known, each of them hands in a code (or zero, or where to put one), and the function does with it
 * nothing but what is done with codes.
 */
import type { Facts, FunctionRef, Use } from '../facts/facts.js';
import { plainCodeOf } from '../flow/prove.js';
import { bare, calleeOf } from '../flow/walk.js';
import type { Call, Expr, FunctionDef } from '../source/ast.js';
import {
  callsOf,
  carriesCodes,
  isNull,
  isPrinted,
  isReadAsCode,
  passingOfType,
  type Reader,
  storesCode,
} from './carriers.js';
import type { Kind, Kinds, Passing } from './kinds.js';
import { listBehind, parameterTexts } from './layout.js';
import { parametersAt } from './prototypes.js';
import type { CodeType } from './retype.js';

/** What parameters are looked for in. */
export interface PassingGround {
  readonly facts: Facts;
  readonly type: CodeType;
  /** Functions that return codes by themselves: what they take is known. */
  readonly calls: ReadonlySet<string>;
  /** A function as it will read, once for each configuration. */
  read(fn: FunctionRef): readonly FunctionDef[];
  /** The kinds of its values, as far as parameters are known; in the order of `read`. */
  kindsNow(fn: FunctionRef): readonly Kinds[];
  returnsCode(fn: FunctionRef): boolean;
  isCode(name: string): boolean;
  /** How a function of the name takes codes at a place, wherever the tree has no definition of it. */
  takenElsewhere(name: string, index: number): Passing | undefined;
  /** Whether what a function of the name takes stays as it is. */
  isBorder(name: string): boolean;
  /** Other definitions that a user of a function can mean. */
  twinsOf(fn: FunctionRef): readonly FunctionRef[];
}

/** What was found while less was known. */
export interface PassingMemory {
  readonly params: Map<FunctionRef, Map<number, Passing>>;
  /** Parameters that turned out to be part of what cannot change, by `keyOfParam`. */
  readonly blocked: Set<string>;
  /** Parameters that may carry codes, by `keyOfParam`. */
  readonly candidates: Map<string, Candidate>;
  /** The names of their functions. */
  readonly names: Set<string>;
  /** Where codes are handed in: who takes them may not be known at once. */
  readonly handed: Map<string, { readonly path: string; readonly name: string; readonly index: number }>;
}

interface Candidate {
  readonly fn: FunctionRef;
  readonly index: number;
  readonly passing: Passing;
}

/** Nothing is known yet, but for what cannot change. */
export function freshPassing(blocked: Iterable<string> = []): PassingMemory {
  return {
    params: new Map(),
    blocked: new Set(blocked),
    candidates: new Map(),
    names: new Set(),
    handed: new Map(),
  };
}

/** A text that stands for a parameter. */
export function keyOfParam({ path, item }: FunctionRef, index: number): string {
  return `${path}:${item.start} ${index}`;
}

export interface PassingRoles {
  /** How a parameter of a function carries codes. */
  passingOf(fn: FunctionRef, index: number, type: string): Passing | undefined;
  /** How what is called from a file takes codes at one of its places. */
  passedTo(path: string, call: Call, index: number): Passing | undefined;
  /** Learns what a function hands to others, and what it takes. */
  note(fn: FunctionRef, kinds: readonly Kinds[]): void;
  /** Finds more parameters that carry codes; the functions of which more is known since. */
  grow(): readonly FunctionRef[];
  /** The functions whose uses have to be known. */
  wanted(): readonly FunctionRef[];
}

/** Looks for parameters, from what is remembered. */
export function openPassing(
  {
    facts,
    type,
    calls,
    read,
    kindsNow,
    returnsCode,
    isCode,
    takenElsewhere,
    isBorder,
    twinsOf,
  }: PassingGround,
  { params, blocked, candidates, names, handed }: PassingMemory,
): PassingRoles {
  /** Parameters that are taken to carry codes, to see whether that holds together. */
  let trial: ReadonlyMap<string, Candidate> | undefined;
  /** Those that turned out not to, while others are still on trial. */
  const dropped = new Set<string>();

  const ofType = (said: string): Passing | undefined => passingOfType(said, typed);
  const typed = new Set([type.codeType]);

  const passingOf = (fn: FunctionRef, index: number, said: string): Passing | undefined =>
    ofType(said) ?? trial?.get(keyOfParam(fn, index))?.passing ?? params.get(fn)?.get(index);

  const definitionPassing = (fn: FunctionRef, index: number): Passing | undefined => {
    const all = read(fn).map(def => passingOf(fn, index, def.params[index]?.type ?? ''));
    return all.every(one => one === all[0]) ? all[0] : undefined;
  };

  const passedTo = (path: string, call: Call, index: number): Passing | undefined => {
    const name = calleeOf(call);
    if (name === undefined) return undefined;
    const elsewhere = takenElsewhere(name, index);
    if (elsewhere !== undefined && facts.definitionsOf(name, path).length === 0) return elsewhere;
    if (!names.has(name)) return undefined;
    const [first, ...others] = facts.definitionsOf(name, path).map(fn => definitionPassing(fn, index));
    return others.every(one => one === first) ? first : undefined;
  };

  /** Notes that a parameter may carry codes. */
  const suspect = (fn: FunctionRef, index: number): void => {
    const key = keyOfParam(fn, index);
    if (candidates.has(key) || blocked.has(key)) return;
    const [def] = read(fn);
    const said = def?.params[index]?.type ?? '';
    const passing = ofType(said) ?? passingOfType(said, type.replaces);
    if (passing === undefined) return;
    names.add(fn.name);
    candidates.set(key, { fn, index, passing });
  };

  /** What a function hands on at one of its calls. */
  const suspectTaker = (path: string, call: Call, index: number): void => {
    const name = calleeOf(call)!;
    const isOwn = calls.has(name) || isBorder(name) || !/[a-z]/.test(name) || /^(un)?likely$/.test(name);
    if (isOwn || isPrinted(call, bare(call.args[index]!))) return;
    handed.set(`${path} ${name} ${index}`, { path, name, index });
    for (const callee of facts.definitionsOf(name, path)) suspect(callee, index);
  };

  const readersOf = (fn: FunctionRef): readonly Reader[] => {
    const kinds = kindsNow(fn);
    return read(fn).map((def, i) => ({
      code: plainCodeOf(def),
      kinds: kinds[i]!,
      returnsCode: returnsCode(fn),
      isCode,
      passedTo: (call, index) => passedTo(fn.path, call, index),
    }));
  };

  const note = (fn: FunctionRef, kinds: readonly Kinds[]): void => {
    for (const { given } of kinds) for (const { call, index } of given) suspectTaker(fn.path, call, index);
    const takes = read(fn)[0]?.params.flatMap(({ type: said }, index) => {
      const passing = ofType(said) ?? passingOfType(said, type.replaces);
      return passing === 'out' ? [index] : [];
    });
    for (const index of takes ?? []) {
      const isTyped = ofType(read(fn)[0]!.params[index]!.type) !== undefined;
      if (isTyped || readersOf(fn).some(reader => storesCode(reader, index))) suspect(fn, index);
    }
  };

  /** Whether a parameter carries codes, if those on trial do. */
  const holds = ({ fn, index, passing }: Candidate): boolean => {
    const group = [fn, ...twinsOf(fn)];
    const all = group.flatMap(one => read(one));
    if (group.some(one => read(one).length === 0)) return false;
    const uses = facts.usesOf(fn);
    if (uses === undefined) return false;
    const types = all.map(({ params: list }) => list[index]?.type ?? '');
    if (types.every(said => ofType(said) === passing)) return true;
    if (!types.every(said => (ofType(said) ?? passingOfType(said, type.replaces)) === passing)) return false;
    if (!uses.every(use => isPlainUse(fn.name, index, passing, use))) return false;
    return areGiven(fn, index, passing, uses) && group.every(one => isCarried(one, index, passing));
  };

  const isPlainUse = (name: string, index: number, passing: Passing, use: Use): boolean => {
    const { kind, path, item, into, escapes } = use;
    if (escapes !== undefined || into.length > 0 || item === undefined) return false;
    if (kind !== 'prototype') return kind !== 'stored';
    const file = facts.file(path)!;
    const at = parametersAt(file, item, name);
    const list = at === undefined ? undefined : listBehind(file.text, at);
    const said = list && parameterTexts(list)[index];
    return said !== undefined && isDeclaredAs(said, passing);
  };

  const isDeclaredAs = (said: string, passing: Passing): boolean => {
    const stars = said.split('*').length - 1;
    const words: readonly string[] = said.match(/\w+/g) ?? [];
    const isInteger = words.includes(type.codeType) || words.some(word => type.replaces.has(word));
    return isInteger && !said.includes('[') && stars === (passing === 'out' ? 1 : 0);
  };

  /** Whether all calls hand in what the parameter is taken for. */
  const areGiven = (fn: FunctionRef, index: number, passing: Passing, uses: readonly Use[]): boolean => {
    const inside = uses.filter(({ kind }) => kind === 'inside');
    const callers = new Set(inside.map(({ path, item }) => facts.functionAt(path, item!)));
    let codes = 0;
    for (const caller of callers) {
      const readers = caller === undefined ? [] : readersOf(caller);
      if (readers.length === 0) return false;
      let found = 0;
      for (const reader of readers) {
        const made = callsOf(reader.code.program.fn, fn.name);
        if (made === undefined) return false;
        found += made.length;
        for (const { args } of made) {
          const arg = args[index];
          const given =
            arg && (passing === 'out' ? givenOut(arg, reader, caller!) : reader.kinds.kindOf(arg));
          if (given !== 'code' && given !== 'neutral') return false;
          if (given === 'code') codes++;
        }
      }
      if (found === 0) return false;
    }
    // Who calls a function of the kernel's own stands elsewhere, and hands in what its headers say.
    return codes > 0 || (callers.size === 0 && takenElsewhere(fn.name, index) === passing);
  };

  /** What is handed in for a code to be stored in. */
  const givenOut = (arg: Expr, reader: Reader, caller: FunctionRef): Kind | undefined => {
    const { code, kinds } = reader;
    const e = bare(arg);
    if (isNull(e)) return 'neutral';
    if (e.kind === 'identifier') {
      const { fn } = code.program;
      const own = paramOf(fn, e);
      return own !== undefined && passingOf(caller, own, fn.params[own]!.type) === 'out' ? 'code' : undefined;
    }
    const target = e.kind === 'unary' && e.op === '&' ? bare(e.operand) : undefined;
    const variable = target?.kind === 'identifier' ? code.names.of(target) : undefined;
    const web = variable && kinds.webs.find(one => one.variable === variable);
    if (web === undefined || kinds.kindOfWeb(web) !== 'code') return undefined;
    const isInteger = type.replaces.has(variable!.type) || variable!.type === type.codeType;
    const nodes = web.uses.flatMap(({ node }) => node ?? []);
    return isInteger && isReadAsCode(reader, nodes) ? 'code' : undefined;
  };

  const isCarried = (fn: FunctionRef, index: number, passing: Passing): boolean =>
    readersOf(fn).every(reader => carriesCodes(reader, index, passing)) &&
    (passing === 'value' ||
      readersOf(fn).some(reader => storesCode(reader, index)) ||
      twinsOf(fn).length > 0);

  /** What is handed on by a parameter that is believed may carry codes too, and so may one that is handed to it. */
  const suspectAround = ({ fn, index, passing }: Candidate): void => {
    for (const { given } of kindsNow(fn)) for (const one of given) suspectTaker(fn.path, one.call, one.index);
    if (passing === 'value') return;
    for (const { path, item, kind } of facts.usesOf(fn) ?? []) {
      const caller = kind === 'inside' ? facts.functionAt(path, item!) : undefined;
      // What is stored out there is a code in the caller, which may hand it on.
      for (const { given } of caller === undefined ? [] : kindsNow(caller)) {
        for (const one of given) suspectTaker(path, one.call, one.index);
      }
      for (const def of caller === undefined ? [] : read(caller)) {
        for (const { args } of callsOf(def, fn.name) ?? []) {
          const own = args[index] === undefined ? undefined : paramOf(def, args[index]);
          if (own !== undefined) suspect(caller!, own);
        }
      }
    }
  };

  /** Those among the candidates that hold together: all are believed, and dropped while one of them does not hold. */
  const holding = (): ReadonlyMap<string, Candidate> => {
    const believed = new Map(candidates);
    for (const [key, { fn, index }] of candidates) {
      if (blocked.has(key) || params.get(fn)?.has(index)) believed.delete(key);
    }
    trial = believed;
    for (let size = -1; size !== believed.size; ) {
      size = believed.size;
      for (const one of [...believed.values()]) suspectAround(one);
      for (const [key, one] of candidates) {
        if (!believed.has(key) && !dropped.has(key) && !params.get(one.fn)?.has(one.index))
          believed.set(key, one);
      }
      for (const [key, one] of [...believed]) {
        if (holds(one)) continue;
        believed.delete(key);
        dropped.add(key);
      }
    }
    dropped.clear();
    trial = undefined;
    return believed;
  };

  for (const { path, name, index } of handed.values()) {
    for (const callee of facts.definitionsOf(name, path)) suspect(callee, index);
  }
  return {
    passingOf,
    passedTo,
    note,
    grow: () => {
      const changed = new Set<FunctionRef>();
      for (const { fn, index, passing } of holding().values()) {
        for (const one of [fn, ...twinsOf(fn)]) {
          params.set(one, new Map([...(params.get(one) ?? []), [index, passing]]));
          changed.add(one);
        }
        for (const { kind, path, item } of facts.usesOf(fn) ?? []) {
          const caller = kind === 'inside' ? facts.functionAt(path, item!) : undefined;
          if (caller !== undefined) changed.add(caller);
        }
      }
      return [...changed];
    },
    wanted: () => [...candidates.values()].map(({ fn }) => fn),
  };
}

/** The place of the parameter that an expression means; undefined where it means something else. */
function paramOf(fn: FunctionDef, expr: Expr): number | undefined {
  const e = bare(expr);
  const param = e.kind === 'identifier' ? plainCodeOf(fn).names.of(e)?.param : undefined;
  return param && fn.params.indexOf(param);
}
