/** Which functions of a tree return codes: by the slot they are in, by what they return, by who relies on them. */
import type { CellPlace, Facts, FunctionRef, MemberPlace } from '../facts/facts.js';
import { byPlace, slotBeside } from '../facts/index.js';
import { plainCodeOf } from '../flow/prove.js';
import { calleeOf } from '../flow/walk.js';
import type { Call, FunctionDef } from '../source/ast.js';
import { openCallKinds } from './call-kinds.js';
import { callersIn, definedIn, twinsOf } from './callers.js';
import { TRUTH } from './carriers.js';
import { openCells } from './cells.js';
import type { CodeValues } from './code-values.js';
import { openHeld } from './held-functions.js';
import type { Kinds, Passing, Surroundings } from './kinds.js';
import { openPassing } from './passing.js';
import { joined, openReturned } from './returned-kinds.js';
import type { CodeType } from './retype.js';
import { freshMemory, type Role, type RoleMemory } from './role-memory.js';
import { spelledOutIn } from './spelled-out.js';

/** Where roles are looked for. */
export interface RoleGround {
  readonly facts: Facts;
  /** Functions that may have to do with codes; more are found from them. */
  readonly seeds: readonly FunctionRef[];
  readonly values: CodeValues;
  readonly type: CodeType;
  /** A function as it will read: one for each configuration; none where it cannot be read for certain. */
  read(fn: FunctionRef): readonly FunctionDef[];
  /** Likewise, once its variables that hold codes and other values are taken apart; none where they cannot be. */
  readApart(fn: FunctionRef, around: Surroundings): readonly FunctionDef[];
}

export interface Roles {
  /** Functions that return codes, in order of path and offset. */
  readonly codes: readonly Role[];
  /** All functions that were looked at, likewise. */
  readonly seen: readonly FunctionRef[];
  roleOf(fn: FunctionRef): Role | undefined;
  /** The members in no slot table that hold code functions or may, with those declared together with them. */
  readonly members: readonly MemberPlace[];
  /** The parameters of a function that carry codes, by their places from 0. */
  paramsOf(fn: FunctionRef): ReadonlyMap<number, Passing>;
  /** The functions whose parameters may carry codes. */
  readonly takers: readonly FunctionRef[];
  /** The functions of which it matters who calls them. */
  readonly helpers: readonly FunctionRef[];
  /** The members that are taken to hold codes as plain values, and those that may. */
  readonly cells: readonly CellPlace[];
  readonly cellsWanted: readonly CellPlace[];
  around(fn: FunctionRef): Surroundings;
}

/** Finds the roles. Terminates: functions only ever become code functions, and there are finitely many. */
export function findRoles(
  { facts, seeds, values, type, read, readApart }: RoleGround,
  memory: RoleMemory = freshMemory(),
): Roles {
  const { codes, kinds, seen, handedOn, helpers, followed } = memory;
  const open: FunctionRef[] = [];

  const look = (fn: FunctionRef): void => {
    if (seen.has(fn)) return;
    seen.add(fn);
    open.push(fn);
  };
  /** What was worked out of a function may have been too little. */
  const lookAgain = (fn: FunctionRef): void => {
    returned.forget(fn);
    seen.add(fn);
    open.push(fn);
  };
  const add = (fn: FunctionRef, why: string, twin?: { readonly isTwin: true }): void => {
    if (codes.has(fn)) {
      // A reason of its own counts for more.
      if (twin === undefined && codes.get(fn)!.isTwin) codes.set(fn, { fn, why });
      return;
    }
    look(fn);
    codes.set(fn, { fn, why, ...twin });
    calls.note(fn.name);
    follow(fn);
  };
  /** Looks at who uses a code function, and at its twins, once more is known of them. */
  const follow = (fn: FunctionRef): void => {
    const uses = facts.usesOf(fn);
    if (followed.has(fn) && followed.get(fn) === uses) return;
    followed.set(fn, uses);
    callersIn(facts, fn).forEach(lookAgain);
    for (const twin of twinsOf(facts, fn)) {
      add(twin, `is the twin of ${fn.name}() in ${fn.path}`, { isTwin: true });
    }
  };

  const around = (fn: FunctionRef): Surroundings => ({
    isCode: values.isCode,
    passingOf: (index, type) => passing.passingOf(fn, index, type),
    passedTo: (call, index) => passing.passedTo(fn.path, call, index),
    kindOfCall: (call, names) => calls.kindOf(fn.path, call, names),
    cellOf: (member, names) => cells.stateOf(fn.path, member, names),
    isFound: name =>
      facts.macrosOf(name, fn.path).length > 0 || facts.definitionsOf(name, fn.path).length > 0,
    spelledOut: spelledOutIn(facts, fn.path),
  });
  const returned = openReturned({ read, readApart, around, memory });
  const calls = openCallKinds({ facts, values, type, memory, isOpen: returned.isOpen });
  const cells = openCells(facts, type, memory.cells);
  const passing = openPassing(
    {
      facts,
      type,
      calls: values.calls,
      read,
      kindsNow: returned.kindsNow,
      returnsCode: fn => codes.has(fn),
      isCode: values.isCode,
      takenElsewhere: (name, index) => values.takers.get(name)?.get(index),
      isBorder: values.isTracepoint,
      twinsOf: fn => twinsOf(facts, fn),
    },
    memory.passing,
  );
  const held = openHeld({ facts, values, memory, returned, read, look, add, lookAgain });

  /** The next function to look at; members and parameters may bring more once there is none. */
  const next = (): FunctionRef | undefined => {
    if (open.length === 0) growHelpers();
    if (open.length === 0) held.grow();
    if (open.length === 0) cells.grow().forEach(lookAgain);
    if (open.length === 0) passing.grow().forEach(lookAgain);
    return open.shift();
  };
  /** What gives zero alone is a code's where nobody else calls it: others may take it for success. */
  const growHelpers = (): void => {
    for (const [fn, by] of helpers) {
      if (codes.has(fn) || facts.usesOf(fn) === undefined) continue;
      const isOurs = callersIn(facts, fn).every(caller => codes.has(caller));
      if (isOurs && returned.of(fn) === 'neutral') add(fn, `its result is returned by ${by}()`);
    }
  };
  /** Where a function returns a code here and a call's result there, what is called is looked at. */
  const handOn = (fn: FunctionRef, handed: readonly Call[]): void => {
    const names = handed.flatMap(call => calleeOf(call) ?? []);
    const outside = names.filter(name => definedIn(facts, name, fn.path).length === 0);
    let grown = false;
    for (const name of outside) {
      grown ||= !handedOn.has(name);
      handedOn.add(name);
      for (const callee of facts.definitionsOf(name, fn.path)) {
        grown ||= !seen.has(callee);
        look(callee);
      }
      // It was not known when the calls were looked at.
      grown ||= calls.mayGive(name, fn.path);
    }
    if (grown) lookAgain(fn);
  };
  /** What one function says of itself, of the members and parameters that it uses, and of what it calls. */
  const learnFrom = (fn: FunctionRef, all: readonly Kinds[]): void => {
    passing.note(fn, all);
    all.forEach(({ stored }, i) => {
      if (stored.length > 0) cells.note(fn.path, stored, plainCodeOf(read(fn)[i]!).names);
    });
    judge(fn, all);
    if (!codes.has(fn)) return;
    // What is or-ed into a code may be a stub of a header that gives zero alone; what is returned may be declared as one.
    handOn(
      fn,
      all.flatMap(({ beside, unknown }) => [...beside, ...unknown]),
    );
    held.note(fn, all);
    // What a code function hands on is a code, where nothing else speaks against it.
    for (const call of all.flatMap(k => k.open)) {
      for (const callee of calls.definedNear(calleeOf(call)!, fn.path)) {
        if (returned.of(callee) === 'neutral') helpers.set(callee, helpers.get(callee) ?? fn.name);
      }
    }
  };
  /** Whether a function returns codes by what it returns. */
  const judge = (fn: FunctionRef, all: readonly Kinds[]): void => {
    // A truth is made of a code, and keeps none of it.
    if (codes.has(fn) || read(fn).some(({ returnType }) => TRUTH.test(returnType))) return;
    const kind = joined(all);
    if (kind === 'code') add(fn, 'returns a code');
    if (kind !== 'mixed') return;
    handOn(
      fn,
      all.flatMap(({ handedOn: handed }) => handed),
    );
    if (returned.apart(fn) === 'code') add(fn, 'returns a code');
  };

  for (const fn of codes.keys()) calls.note(fn.name);
  for (const fn of [...codes.keys()]) follow(fn);
  for (const fn of facts.slotFunctions(values.context)) {
    const slots = facts.slotsOf(fn).filter(({ table }) => table.context === values.context);
    const { holder, field } = slotBeside(fn.item.under, slots)!;
    add(fn, `is stored in ${holder}.${field}`);
  }
  seeds.forEach(look);
  // What is called may be known by now.
  const waits = (all: readonly Kinds[]) => joined(all) === 'mixed' || all.some(one => one.beside.length > 0);
  for (const [fn, all] of kinds) if (seen.has(fn) && waits(all)) open.push(fn);
  held.grow();
  for (let fn = next(); fn !== undefined; fn = next()) learnFrom(fn, returned.kindsIn(fn));
  return {
    codes: [...codes.values()].sort((a, b) => byPlace(a.fn, b.fn)),
    seen: [...seen].sort(byPlace),
    roleOf: fn => codes.get(fn),
    paramsOf: fn => memory.passing.params.get(fn) ?? NO_PARAMS,
    takers: passing.wanted(),
    helpers: [...helpers.keys()],
    cells: [...memory.cells.believed.values()],
    cellsWanted: cells.wanted(),
    members: held.wanted(),
    around,
  };
}

const NO_PARAMS: ReadonlyMap<number, Passing> = new Map();
