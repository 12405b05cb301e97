/** Which functions of a tree return codes: by the slot they are in, by what they return, by who relies on them. */
import type { Facts, FunctionRef } from '../facts/facts.js';
import { codeOf } from '../flow/prove.js';
import { bare, calleeOf } from '../flow/walk.js';
import type { FunctionDef } from '../source/ast.js';
import { type Kind, type Kinds, kindsOf, type Surroundings } from './kinds.js';

/** What a family says about its codes. */
export interface CodeValues {
  /** The context whose slots hold functions that return codes. */
  readonly context: string;
  /** Members that return codes when they are called: the fields of those slots. */
  readonly slotFields: ReadonlySet<string>;
  /** Functions of the tree's own API that return codes. */
  readonly calls: ReadonlySet<string>;
  isCode(name: string): boolean;
}

export interface Role {
  readonly fn: FunctionRef;
  /** Why it returns a code: one clause. */
  readonly why: string;
}

export interface Roles {
  /** Functions that return codes, in order of path and offset. */
  readonly codes: readonly Role[];
  /** Functions that return a code on one way and an error number or something else on another. */
  readonly mixed: readonly FunctionRef[];
  /** All functions that were looked at. */
  readonly seen: readonly FunctionRef[];
  around(path: string): Surroundings;
  isCode(fn: FunctionRef): boolean;
}

const idOf = (fn: FunctionRef) => `${fn.path}:${fn.item.start}`;

/** Finds the roles. Terminates: functions only ever become code functions, and there are finitely many. */
export function findRoles(facts: Facts, seeds: readonly FunctionRef[], values: CodeValues): Roles {
  const seen = new Map<string, FunctionRef>();
  const codes = new Map<string, Role>();
  const kindCache = new Map<string, readonly Kinds[]>();
  const see = (fn: FunctionRef) => {
    if (!seen.has(idOf(fn))) seen.set(idOf(fn), fn);
  };
  for (const fn of seeds) see(fn);
  for (const fn of facts.slotFunctions(values.context)) {
    see(fn);
    codes.set(idOf(fn), { fn, why: 'is stored in a slot' });
  }
  const around = (path: string): Surroundings => ({
    isCode: values.isCode,
    kindOfParam: () => undefined,
    kindOfCall: call => kindOfCall(path, call),
  });
  const kindOfCall = (path: string, call: Parameters<Surroundings['kindOfCall']>[0]): Kind => {
    const callee = bare(call.callee);
    if (callee.kind === 'member')
      return values.slotFields.has(callee.field) && call.args.length > 0 ? 'code' : 'other';
    const name = calleeOf(call);
    if (name === undefined) return 'other';
    if (values.calls.has(name)) return 'code';
    const definitions = facts.definitionsOf(name, path);
    if (definitions.some(d => codes.has(idOf(d)))) return 'code';
    return definitions.length > 0 ? 'open' : 'other';
  };
  const kinds = (fn: FunctionRef): readonly Kinds[] => {
    const variants = facts.variantsOf(fn);
    if ('why' in variants) return [];
    return variants.filter(v => isTrusted(v.fn)).map(v => kindsOf(codeOf(v.fn), around(fn.path)));
  };

  for (let grown = true; grown; ) {
    grown = false;
    kindCache.clear();
    const add = (fn: FunctionRef, why: string) => {
      if (codes.has(idOf(fn))) return;
      see(fn);
      codes.set(idOf(fn), { fn, why });
      grown = true;
      for (const { caller } of facts.callersOf(fn)) see(caller);
      for (const twin of facts.definitionsOf(fn.name, fn.path)) add(twin, `is the twin of ${fn.name}()`);
    };
    for (const fn of [...seen.values()]) {
      if (codes.has(idOf(fn))) continue;
      const all = kinds(fn);
      kindCache.set(idOf(fn), all);
      if (
        all.some(k => k.returned === 'code') &&
        all.every(k => k.returned === 'code' || k.returned === 'neutral')
      ) {
        add(fn, 'returns a code');
      }
    }
    for (const { fn } of [...codes.values()]) {
      for (const twin of facts.definitionsOf(fn.name, fn.path)) add(twin, `is the twin of ${fn.name}()`);
      for (const { caller } of facts.callersOf(fn)) {
        if (!seen.has(idOf(caller))) {
          see(caller);
          grown = true;
        }
      }
      // What a code function hands on is a code, where nothing else speaks against it.
      for (const k of kinds(fn))
        for (const call of k.open) {
          for (const callee of facts.definitionsOf(calleeOf(call)!, fn.path)) {
            const own = kinds(callee);
            if (own.length > 0 && own.every(o => o.returned === 'neutral'))
              add(callee, `its result is returned by ${fn.name}()`);
          }
        }
    }
  }
  const mixed = [...seen.values()].filter(
    fn =>
      !codes.has(idOf(fn)) &&
      (kindCache.get(idOf(fn)) ?? []).some(k => k.returned === 'mixed' && returnsCode(k)),
  );
  const order = (a: FunctionRef, b: FunctionRef) =>
    a.path < b.path ? -1 : a.path > b.path ? 1 : a.item.start - b.item.start;
  return {
    codes: [...codes.values()].sort((a, b) => order(a.fn, b.fn)),
    mixed: mixed.sort(order),
    seen: [...seen.values()].sort(order),
    around,
    isCode: fn => codes.has(idOf(fn)),
  };
}

const isTrusted = (fn: FunctionDef) => fn.doubtful.length === 0;

/** Whether some value that is returned is a code. */
function returnsCode(kinds: Kinds): boolean {
  return kinds.webs.some(
    w => kinds.kindOfWeb(w) === 'code' || w.defs.some(d => d.value && kinds.kindOf(d.value) === 'code'),
  );
}
