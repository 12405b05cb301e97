/** Which functions of a tree return codes: by the slot they are in, by what they return, by who relies on them. */
import type { CellPlace, Facts, FunctionRef, MemberPlace, Use } from '../facts/facts.js';
import { byPlace, keyOfMember, slotBeside } from '../facts/index.js';
import type { Code } from '../flow/machine.js';
import { plainCodeOf } from '../flow/prove.js';
import type { Resolution } from '../flow/resolve.js';
import { bare, calleeOf, walk } from '../flow/walk.js';
import { ensure, remember } from '../remember.js';
import type { Call, FunctionDef, Member } from '../source/ast.js';
import { standsIn } from '../words.js';
import { TRUTH } from './carriers.js';
import { type CellMemory, freshCells, openCells } from './cells.js';
import { type Kind, type Kinds, kindsOf, type Passing, type Surroundings } from './kinds.js';
import { alikeOf, nameOfMember, slotsInto, storedIn } from './members.js';
import { freshPassing, openPassing, type PassingMemory } from './passing.js';
import { pointerOfFile } from './pointers.js';
import type { CodeType } from './retype.js';
import { type SpelledOut, spellOut } from './spelled-out.js';

/** What a family says about its codes. */
export interface CodeValues {
  /** The context whose slots hold functions that return codes. */
  readonly context: string;
  /** Members that return codes when they are called: the fields of those slots. */
  readonly slotFields: ReadonlySet<string>;
  /** Functions of the tree's own API that return codes. */
  readonly calls: ReadonlySet<string>;
  /** Functions that return codes wherever the tree has no definition of them; the transform asks for them. */
  readonly elsewhere: ReadonlySet<string>;
  /** Likewise, functions that take codes, or where to put them: by the places of those parameters from 0. */
  readonly takers: ReadonlyMap<string, ReadonlyMap<number, Passing>>;
  isCode(name: string): boolean;
  /** Whether a function is a tracepoint: what it prints leaves the types there, and its declaration stays. */
  isTracepoint(name: string): boolean;
}

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

/** What was found of the roles while less was known: facts only grow, and so do roles. */
export interface RoleMemory {
  readonly codes: Map<FunctionRef, Role>;
  readonly kinds: Map<FunctionRef, readonly Kinds[]>;
  /** What functions return once variables are taken apart, and what of calls that was said with. */
  readonly apart: Map<FunctionRef, { readonly said: string; readonly returned: Kind }>;
  readonly seen: Set<FunctionRef>;
  /** Functions whose result is returned beside codes: they may return codes too, wherever they are defined. */
  readonly handedOn: Set<string>;
  /** Functions that give nothing but zero where a code is returned, with the name of who returns it. */
  readonly helpers: Map<FunctionRef, string>;
  /** The uses that were followed already. */
  readonly followed: Map<FunctionRef, readonly Use[] | undefined>;
  /** Members in no slot table that hold nothing but functions that return codes, by their keys. */
  readonly members: Map<string, MemberPlace>;
  /** Members, likewise, whose functions' results code functions return: what they hold is looked at. */
  readonly called: Map<string, MemberPlace>;
  /** Parameters that carry codes. */
  readonly passing: PassingMemory;
  /** Members that hold codes as plain values. */
  readonly cells: CellMemory;
}

/** Nothing is known yet, but for parameters and members that cannot change. */
export function freshMemory(blocked: Iterable<string> = [], cells: Iterable<string> = []): RoleMemory {
  return {
    codes: new Map(),
    kinds: new Map(),
    apart: new Map(),
    seen: new Set(),
    handedOn: new Set(),
    helpers: new Map(),
    followed: new Map(),
    members: new Map(),
    called: new Map(),
    passing: freshPassing(blocked),
    cells: freshCells(cells),
  };
}

export interface Role {
  readonly fn: FunctionRef;
  /** Why it returns a code: one clause. */
  readonly why: string;
  /** Whether that is so for another definition's sake alone. */
  readonly isTwin?: true;
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

/** The functions that use another one in their bodies, by its name or by that of a macro of their file which says it. */
export function callersIn(facts: Facts, fn: FunctionRef): readonly FunctionRef[] {
  const uses = facts.usesOf(fn) ?? [];
  const inside = uses.filter(({ kind, item }) => kind === 'inside' && item !== fn.item);
  const callers = inside.flatMap(({ path, item }) => facts.functionAt(path, item!) ?? []);
  const said = uses.filter(({ kind, item }) => kind === 'other' && item === undefined);
  return [...new Set([...callers, ...said.flatMap(({ path, offset }) => usersOfMacro(facts, path, offset))])];
}

/** The functions of a file that use the macro of it whose definition holds an offset. */
function usersOfMacro(facts: Facts, path: string, offset: number): readonly FunctionRef[] {
  const file = facts.file(path);
  const macro = file?.macros.find(({ start, end }) => start <= offset && offset < end);
  if (file === undefined || macro === undefined) return [];
  const users = file.items.filter(
    ({ kind, start, end }) => kind === 'function' && standsIn(file.text.slice(start, end), macro.name),
  );
  return users.flatMap(item => facts.functionAt(path, item) ?? []);
}

/** Finds the roles. Terminates: functions only ever become code functions, and there are finitely many. */
export function findRoles(
  { facts, seeds, values, type, read, readApart }: RoleGround,
  {
    codes,
    kinds,
    apart,
    seen,
    handedOn,
    helpers,
    followed,
    members,
    called,
    passing: params,
    cells: cellMemory,
  }: RoleMemory = freshMemory(),
): Roles {
  const named = new Map<string, FunctionRef[]>();
  const open: FunctionRef[] = [];
  /** Functions whose result is being worked out: a call of one of them says nothing yet. */
  const asking = new Set<FunctionRef>();

  const look = (fn: FunctionRef): void => {
    if (seen.has(fn)) return;
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
    note(fn);
    follow(fn);
  };
  const note = (fn: FunctionRef): void => void named.set(fn.name, [...(named.get(fn.name) ?? []), fn]);
  /** Looks at who uses a code function, and at its twins, once more is known of them. */
  const follow = (fn: FunctionRef): void => {
    const uses = facts.usesOf(fn);
    if (followed.has(fn) && followed.get(fn) === uses) return;
    followed.set(fn, uses);
    // What was worked out of its callers may have been too little.
    for (const caller of callersIn(facts, fn)) {
      kinds.delete(caller);
      if (seen.has(caller)) open.push(caller);
      else look(caller);
    }
    for (const twin of twinsOf(facts, fn)) {
      add(twin, `is the twin of ${fn.name}() in ${fn.path}`, { isTwin: true });
    }
  };

  /** The pointer to functions that a file has under a name which no function has. */
  const variableMeant = (path: string, name: string): MemberPlace | undefined =>
    facts.definitionsOf(name, path).length === 0 ? pointerOfFile(facts, path, name)?.member : undefined;
  const isCodeMember = (path: string, member: Member, names: Resolution | undefined): boolean => {
    if (![...members.values()].some(({ field }) => field === member.field)) return false;
    const place = names && facts.memberMeant(path, names, member);
    return place !== undefined && members.has(keyOfMember(place));
  };
  const kindOfCall = (path: string, call: Call, names: Resolution | undefined): Kind => {
    const said = bare(call.callee);
    const callee = said.kind === 'unary' && said.op === '*' ? bare(said.operand) : said;
    if (callee.kind === 'member') {
      const isSlot = values.slotFields.has(callee.field) && call.args.length > 0;
      return isSlot || isCodeMember(path, callee, names) ? 'code' : 'other';
    }
    if (callee.kind === 'conditional') {
      const arms = [callee.then, callee.otherwise].map(
        arm => arm && kindOfCall(path, { ...call, callee: arm }, names),
      );
      return arms.every(kind => kind === 'code') ? 'code' : 'other';
    }
    if (callee.kind === 'identifier' && names?.of(callee) === undefined) {
      if (members.has(keyOfMember({ struct: '', field: callee.name, home: path }))) return 'code';
    }
    const name = calleeOf(call);
    if (name === undefined) return 'other';
    if (values.calls.has(name)) return 'code';
    const meant = named.has(name) ? facts.definitionsOf(name, path) : [];
    if (meant.some(fn => codes.has(fn))) return 'code';
    const near = definedNear(name, path);
    const isElsewhere = near.length === 0 && values.elsewhere.has(name);
    if (isElsewhere && facts.definitionsOf(name, path).length === 0) return 'code';
    if (near.length === 0 && isDeclaredCode(name, path)) return 'code';
    return near.length > 0 && near.every(isOpen) ? 'open' : 'other';
  };
  /** Whether all that is at hand of a function are declarations, once its name was asked for, and they say codes. */
  const isDeclaredCode = (name: string, path: string): boolean => {
    if (!handedOn.has(name) || facts.definitionsOf(name, path).length > 0) return false;
    const said = facts.declaredResults(name, path) ?? [];
    return said.length > 0 && said.every(one => one.match(/\w+/g)?.includes(type.codeType));
  };
  /** Whether what a function returns does not say what it is: nothing but zero, or what others return. */
  const isOpen = (fn: FunctionRef): boolean => {
    // One whose result is just being worked out says nothing yet.
    if (asking.has(fn)) return true;
    asking.add(fn);
    const returned = joined(kindsIn(fn));
    asking.delete(fn);
    return returned === 'neutral' || returned === 'open';
  };
  /** The definitions of a name that are at hand: in the file, or anywhere once the name was asked for. */
  const definedNear = (name: string, path: string): readonly FunctionRef[] =>
    handedOn.has(name) ? facts.definitionsOf(name, path) : definedIn(facts, name, path);
  const around = (fn: FunctionRef): Surroundings => ({
    isCode: values.isCode,
    passingOf: (index, type) => passing.passingOf(fn, index, type),
    passedTo: (call, index) => passing.passedTo(fn.path, call, index),
    kindOfCall: (call, names) => kindOfCall(fn.path, call, names),
    cellOf: (member, names) => cells.stateOf(fn.path, member, names),
    isFound: name =>
      facts.macrosOf(name, fn.path).length > 0 || facts.definitionsOf(name, fn.path).length > 0,
    spelledOut: spelledOutIn(facts, fn.path),
  });
  /** The next function to look at; members and parameters may bring more once there is none. */
  const next = (): FunctionRef | undefined => {
    if (open.length === 0) growHelpers();
    if (open.length === 0) growMembers();
    for (const fn of open.length === 0 ? cells.grow() : []) {
      kinds.delete(fn);
      seen.add(fn);
      open.push(fn);
    }
    if (open.length === 0) {
      for (const fn of passing.grow()) {
        kinds.delete(fn);
        seen.add(fn);
        open.push(fn);
      }
    }
    return open.shift();
  };
  const cells = openCells(facts, type, cellMemory);
  const kindsOfAll = (fn: FunctionRef) => read(fn).map(def => kindsOf(plainCodeOf(def), around(fn)));
  const passing = openPassing(
    {
      facts,
      type,
      calls: values.calls,
      read,
      kindsNow: kindsOfAll,
      returnsCode: fn => codes.has(fn),
      isCode: values.isCode,
      takenElsewhere: (name, index) => values.takers.get(name)?.get(index),
      isBorder: values.isTracepoint,
      twinsOf: fn => twinsOf(facts, fn),
    },
    params,
  );
  const kindsIn = (fn: FunctionRef): readonly Kinds[] => {
    const known = kinds.get(fn);
    if (known !== undefined) return known;
    const found = kindsOfAll(fn);
    kinds.set(fn, found);
    return found;
  };

  /** What a function returns once its variables are taken apart; worked out anew where more is known of its calls. */
  const returnedApart = (fn: FunctionRef): Kind => {
    const said = read(fn)
      .map(def => saidOfCalls(plainCodeOf(def), around(fn)))
      .join('\n');
    const known = apart.get(fn);
    if (known?.said === said) return known.returned;
    const returned = joined(readApart(fn, around(fn)).map(def => kindsOf(plainCodeOf(def), around(fn))));
    apart.set(fn, { said, returned });
    return returned;
  };

  /** Where a function returns a code here and a call's result there, what is called is looked at. */
  const handOn = (fn: FunctionRef, calls: readonly Call[]): void => {
    const names = calls.flatMap(call => calleeOf(call) ?? []);
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
      const near = definedNear(name, fn.path);
      grown ||= (near.length > 0 && near.every(isOpen)) || isDeclaredCode(name, fn.path);
    }
    if (!grown) return;
    kinds.delete(fn);
    open.push(fn);
  };

  /** The members that a code function is stored in, as far as no slot table names them. */
  const membersOf = (fn: FunctionRef): readonly MemberPlace[] =>
    (facts.usesOf(fn) ?? []).flatMap(({ into }) =>
      into.filter(({ context, home }) => context === undefined && home !== undefined),
    );
  /** What gives zero alone is a code's where nobody else calls it: others may take it for success. */
  const growHelpers = (): void => {
    for (const [fn, by] of helpers) {
      if (codes.has(fn) || facts.usesOf(fn) === undefined) continue;
      const isOurs = callersIn(facts, fn).every(caller => codes.has(caller));
      if (isOurs && joined(kindsIn(fn)) === 'neutral') add(fn, `its result is returned by ${by}()`);
    }
  };
  /** Looks at the members that hold codes now: what is stored beside, and who calls through them. */
  const growMembers = (): void => {
    for (const place of [...[...codes.keys()].flatMap(membersOf), ...called.values()]) growMember(place);
  };
  const growMember = (place: MemberPlace): void => {
    if (members.has(keyOfMember(place))) return;
    const stored = storedIn(facts, place);
    if (stored === undefined) return;
    const fed = slotsInto(facts, place);
    for (const other of stored) {
      look(other);
      if (!codes.has(other) && joined(kindsIn(other)) === 'neutral') {
        add(other, `is stored in ${nameOfMember(place)}, where functions return codes`);
      }
    }
    const isClear = stored.every(other => codes.has(other)) && fed.every(one => one === values.context);
    if (!isClear || stored.length + fed.length === 0) return;
    for (const one of alikeOf(facts, place)) {
      members.set(keyOfMember(one), one);
      for (const caller of facts.memberFacts(one)!.callers) {
        kinds.delete(caller);
        seen.add(caller);
        open.push(caller);
      }
    }
  };

  /** Notes the members that a code function calls for what it returns; slots are known without. */
  const callThrough = (fn: FunctionRef, all: readonly Kinds[]): void => {
    all.forEach(({ through }, i) => {
      for (const member of through) {
        if (member.kind === 'identifier') {
          const variable = variableMeant(fn.path, member.name);
          if (variable !== undefined) called.set(keyOfMember(variable), variable);
          continue;
        }
        if (values.slotFields.has(member.field)) continue;
        const place = facts.memberMeant(fn.path, plainCodeOf(read(fn)[i]!).names, member);
        if (place?.home !== undefined) called.set(keyOfMember(place), place);
      }
    });
  };

  for (const fn of codes.keys()) note(fn);
  for (const fn of [...codes.keys()]) follow(fn);
  for (const fn of facts.slotFunctions(values.context)) {
    const slots = facts.slotsOf(fn).filter(({ table }) => table.context === values.context);
    const { holder, field } = slotBeside(fn.item.under, slots)!;
    add(fn, `is stored in ${holder}.${field}`);
  }
  for (const fn of seeds) look(fn);
  // What is called may be known by now.
  const waits = (all: readonly Kinds[]) => joined(all) === 'mixed' || all.some(one => one.beside.length > 0);
  for (const [fn, all] of kinds) if (seen.has(fn) && waits(all)) open.push(fn);
  growMembers();
  for (let fn = next(); fn !== undefined; fn = next()) {
    const all = kindsIn(fn);
    passing.note(fn, all);
    all.forEach(({ stored }, i) => {
      if (stored.length > 0) cells.note(fn.path, stored, plainCodeOf(read(fn)[i]!).names);
    });
    const returned = joined(all);
    // A truth is made of a code, and keeps none of it.
    const mayReturn = !codes.has(fn) && !read(fn).some(({ returnType }) => TRUTH.test(returnType));
    if (mayReturn && returned === 'code') add(fn, 'returns a code');
    if (mayReturn && returned === 'mixed') {
      handOn(
        fn,
        all.flatMap(({ handedOn: calls }) => calls),
      );
      if (returnedApart(fn) === 'code') add(fn, 'returns a code');
    }
    if (!codes.has(fn)) continue;
    // What is or-ed into a code may be a stub of a header that gives zero alone; what is returned may be declared as one.
    handOn(
      fn,
      all.flatMap(({ beside, unknown }) => [...beside, ...unknown]),
    );
    callThrough(fn, all);
    // What a code function hands on is a code, where nothing else speaks against it.
    for (const call of all.flatMap(k => k.open)) {
      for (const callee of definedNear(calleeOf(call)!, fn.path)) {
        if (joined(kindsIn(callee)) === 'neutral') helpers.set(callee, helpers.get(callee) ?? fn.name);
      }
    }
  }
  return {
    codes: [...codes.values()].sort((a, b) => byPlace(a.fn, b.fn)),
    seen: [...seen].sort(byPlace),
    roleOf: fn => codes.get(fn),
    paramsOf: fn => params.params.get(fn) ?? NO_PARAMS,
    takers: passing.wanted(),
    helpers: [...helpers.keys()],
    cells: [...cellMemory.believed.values()],
    cellsWanted: cells.wanted(),
    members: [...[...codes.keys()].flatMap(membersOf), ...called.values()].flatMap(place =>
      alikeOf(facts, place),
    ),
    around,
  };
}

/** What macros stand for in the files of a tree, each once. */
const spelledOutOf = remember((_facts: Facts): Map<string, SpelledOut> => new Map());

function spelledOutIn(facts: Facts, path: string): SpelledOut {
  return ensure(spelledOutOf(facts), path, () => {
    const file = facts.file(path);
    return file === undefined ? () => [] : spellOut(file, name => facts.macrosOf(name, path));
  });
}

const NO_PARAMS: ReadonlyMap<number, Passing> = new Map();

/** The kinds of all calls in a function, in order. */
function saidOfCalls(
  { program, names }: Code,
  { kindOfCall, passedTo, passingOf, cellOf }: Surroundings,
): string {
  const kinds: string[] = program.fn.params.map(({ type }, index) => passingOf(index, type) ?? '');
  walk(program.fn, node => {
    if (node.kind === 'member') kinds.push(cellOf(node, names) ?? '');
    if (node.kind !== 'call') return;
    const taken = node.args.map((_, index) => passedTo(node, index) ?? '');
    kinds.push(`${kindOfCall(node, names)}${taken.join('')}`);
  });
  return kinds.join();
}

/** What the configurations of a function return, together; `other` where none could be read. */
function joined(all: readonly Kinds[]): Kind {
  const kinds = new Set(all.map(({ returned }) => returned).filter(kind => kind !== 'neutral'));
  if (kinds.size > 1) return 'mixed';
  return [...kinds][0] ?? (all.length === 0 ? 'other' : 'neutral');
}

/** Other definitions of the same name that a user of a function can mean: an `#else` twin, a stub in a header. */
function twinsOf(facts: Facts, fn: FunctionRef): readonly FunctionRef[] {
  const paths = new Set([fn.path, ...(facts.usesOf(fn) ?? []).map(({ path }) => path)]);
  const meant = new Set([...paths].flatMap(path => facts.definitionsOf(fn.name, path)));
  return meant.has(fn) ? [...meant].filter(other => other !== fn) : [];
}

/** The definitions of a name in one file. */
function definedIn(facts: Facts, name: string, path: string): readonly FunctionRef[] {
  const items = facts.file(path)?.items.filter(item => item.kind === 'function' && item.name === name) ?? [];
  return items.flatMap(item => facts.functionAt(path, item) ?? []);
}
