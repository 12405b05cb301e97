/**
 * Types for codes, planned over a tree: which functions, prototypes and members change together, and how.
 *
 * A *component* is what goes in together or not at all: a function with its prototypes and twins, what was converted
 * together with it, and the functions of its own folder that call it or that it calls.
 */
import type { Edit } from '../edit/edit.js';
import type { Facts, FunctionRef, Use } from '../facts/facts.js';
import { folderOf, keyOfMember, type Wanted } from '../facts/index.js';
import type { Contract } from '../flow/contract.js';
import { plainCodeOf } from '../flow/prove.js';
import { ensure, remember } from '../remember.js';
import type { Item } from '../source/file.js';
import { contains } from '../source/span.js';
import { type Strayed, straysOf } from './astray.js';
import { callersIn } from './callers.js';
import type { Reader } from './carriers.js';
import { declarationOf, holdsCodes, touches } from './cells.js';
import type { CodeValues } from './code-values.js';
import {
  type Component,
  componentsOf,
  isInside,
  isOther,
  type Made,
  type OtherChange,
  unique,
} from './components.js';
import { type Follows, type Piece, settleGroups } from './groups.js';
import { openJoins } from './joins.js';
import { kindsOf } from './kinds.js';
import type { Migration } from './migration.js';
import { keyOfParam } from './passing.js';
import type { Change } from './pieces.js';
import { declaredForms, parametersAt, redeclare, redeclareParams } from './prototypes.js';
import type { CodeType } from './retype.js';
import { type Begun, type RetypedItem, readBegun, readRetyped, retypeItem } from './retype-item.js';
import { freshMemory, type Role, type RoleMemory } from './role-memory.js';
import { findRoles, type RoleGround, type Roles } from './roles.js';
import { sharedDeclaration } from './shared-prototypes.js';
import { withArticle } from './stray-notes.js';
import { type Stuck, stuckCallsIn } from './stuck-calls.js';

/** What is to be typed. */
export interface TypingGround {
  /** Stands for the tree and what is changed in it: what was found under it before is built on. */
  readonly key: object;
  readonly facts: Facts;
  readonly seeds: readonly FunctionRef[];
  readonly values: CodeValues;
  readonly type: CodeType;
  /** Without calls: what a variable that is taken apart is proven against. */
  readonly contract: Contract;
  /** What code of a file may say maps of errnos with; undefined where it has nothing for that. */
  mapsFor(path: string): Migration | undefined;
  readonly others: readonly OtherChange[];
}

/** What is said of one function. */
export type Typed =
  | {
      readonly kind: 'changes';
      readonly component: Component;
      readonly role: Role | undefined;
      /** Where codes go on into something that keeps its type, and that this function can speak for. */
      readonly strays: readonly Strayed[];
    }
  /** Nothing is left to do: it returns the type already, or returns no code and holds none in another type. */
  | { readonly kind: 'same'; readonly role: Role | undefined; readonly strays: readonly Strayed[] }
  | { readonly kind: 'obstacle'; readonly why: string; readonly role: Role | undefined };

export interface Typing {
  of(fn: FunctionRef): Typed | undefined;
  /**
   * The component that edits an item of a file: a prototype, a member. Where several things are declared, of that one
   * which is declared at an offset.
   */
  at(path: string, item: Item, offset?: number): Component | undefined;
  /** The component that a change is part of: another change, or the component itself. */
  holding(change: OtherChange): Component | undefined;
}

/** What has to be known before types can be planned: the uses of functions, and what is done with members. */
export function usersWanted(ground: TypingGround): readonly Wanted[] {
  const { codes, members, takers, helpers, cellsWanted } = rolesIn(ground);
  return [...codes.map(({ fn }) => fn), ...members, ...takers, ...helpers, ...cellsWanted];
}

/** Plans the types. */
export function planTypes(ground: TypingGround): Typing {
  const { facts } = ground;
  const { roles, pieces, follows } = settled(ground);

  const joins = openJoins<FunctionRef | OtherChange>();
  const holding = joinCells(ground, roles, pieces, joins.join);
  const near: [FunctionRef, FunctionRef][] = [];
  const far: [FunctionRef, FunctionRef][] = [];
  for (const [fn, { group, beside, through, result }] of pieces) {
    const others = othersIn(ground, fn);
    if (result.kind !== 'retyped' && others.length === 0) continue;
    // Who hands in where to store a code has to change with the one who stores it.
    const storesOut = [...roles.paramsOf(fn).values()].includes('out');
    for (const other of [...group, ...beside, ...(storesOut ? callersIn(facts, fn) : [])]) {
      if (pieces.get(other)?.result.kind === 'retyped') joins.join(fn, other);
    }
    for (const other of others) joins.join(fn, other);
    const folder = folderOf(fn.path);
    for (const caller of [...callersIn(facts, fn), ...through]) {
      if (pieces.get(caller)?.result.kind !== 'retyped') continue;
      (folderOf(caller.path) === folder ? near : far).push([fn, caller]);
    }
  }
  // Two conversions of calls, each with its own table of values, stay two changes: either reads well by itself.
  const isConversion = (one: FunctionRef | OtherChange) => isOther(one) && ground.others.includes(one);
  for (const [fn, caller] of near) if (!joins.holdBoth(fn, caller, isConversion)) joins.join(fn, caller);
  // Where nothing in a component was asked about, it goes with who calls it, or whom it calls.
  const seeds = new Set<FunctionRef | OtherChange>(ground.seeds);
  const isAsked = (one: FunctionRef | OtherChange) => seeds.has(one) || isConversion(one);
  for (const [fn, caller] of far) {
    if (!joins.holds(fn, isAsked) || !joins.holds(caller, isAsked)) joins.join(fn, caller);
  }
  const components = componentsOf(pieces, joins.groups());
  return typingOf(ground, roles, pieces, components, follows, holding);
}

/** Joins each member that gets the type with all functions that touch it, as far as they can be read; these. */
function joinCells(
  { facts, type }: TypingGround,
  { cells }: Roles,
  pieces: ReadonlyMap<FunctionRef, Piece>,
  join: (a: FunctionRef | OtherChange, b: FunctionRef | OtherChange) => void,
): ReadonlySet<FunctionRef> {
  const holding = new Set<FunctionRef>();
  for (const cell of cells) {
    const change = declarationOf(facts, cell, type);
    if (change === undefined) continue;
    for (const fn of facts.cellFacts(cell)!.users) {
      const piece = pieces.get(fn);
      if (
        piece === undefined ||
        piece.result.kind === 'obstacle' ||
        !touches(facts, fn.path, piece.definitions, cell)
      )
        continue;
      join(change, fn);
      holding.add(fn);
    }
  }
  return holding;
}

/** What becomes of each function; parameters that turn out to be stuck are left, and all is worked out again. */
function settled(ground: TypingGround): Settled {
  const memory = memoryOf(ground.key);
  for (;;) {
    const roles = rolesIn(ground);
    const pieces = new Map(roles.seen.map(fn => [fn, pieceOf(ground, roles, fn)]));
    const follows = settleGroups(ground, roles, pieces);
    const stuck = stuckParams(ground, roles, pieces);
    const cells = stuckCells(ground, roles);
    if (stuck.length + cells.length === 0) return { roles, pieces, follows };
    // Each time there are more of them, and there are finitely many parameters and members.
    const { passing, cells: known } = memory.roles;
    memory.roles = freshMemory([...passing.blocked, ...stuck], [...known.blocked, ...cells]);
  }
}

interface Settled {
  readonly roles: Roles;
  readonly pieces: ReadonlyMap<FunctionRef, Piece>;
  readonly follows: Follows;
}

function pieceOf(ground: TypingGround, roles: Roles, fn: FunctionRef): Piece {
  const { facts, type, contract } = ground;
  const role = roles.roleOf(fn);
  const begun = begunOf(ground, fn);
  const maps = ground.mapsFor(fn.path);
  const isTwin = role?.isTwin === true;
  const wish = { returns: role !== undefined, isTwin, around: roles.around(fn), type, contract, maps };
  const result: RetypedItem = begun === undefined ? unread : retypeItem(begun, wish);
  const carriesCodes = (one: FunctionRef) => roles.roleOf(one) !== undefined || roles.paramsOf(one).size > 0;
  const uses = carriesCodes(fn) ? (facts.usesOf(fn) ?? []) : [];
  const paths = new Set(carriesCodes(fn) ? [fn.path, ...uses.map(({ path }) => path)] : []);
  const named = [...paths].flatMap(path => facts.definitionsOf(fn.name, path));
  const group = [...new Set(named)].filter(carriesCodes);
  return {
    fn,
    begun,
    definitions: readOnce(ground, memoryOf(ground.key).read, fn),
    result,
    group: group.includes(fn) ? group : [fn],
    prototypes: prototypesOf(ground, roles, fn, uses),
    beside: [],
    through: [],
  };
}

const unread: RetypedItem = { kind: 'obstacle', why: 'its file was not read' };

function prototypesOf(
  { facts, type }: TypingGround,
  roles: Roles,
  fn: FunctionRef,
  uses: readonly Use[],
): readonly Edit[] {
  const items = new Map<Item, string>();
  for (const { kind, item, path } of uses) if (kind === 'prototype') items.set(item!, path);
  const params = new Set(roles.paramsOf(fn).keys());
  return [...items].flatMap(([item, path]) => {
    const file = facts.file(path)!;
    const forms = roles.roleOf(fn) === undefined ? [] : declaredForms(file, item);
    const at = params.size > 0 ? parametersAt(file, item, fn.name) : undefined;
    const handed = at === undefined ? [] : redeclareParams(file, at, type.codeType, params);
    // What it shares its declaration with has to be known before that gets another type.
    const ours = forms.filter(
      form => form.names.includes(fn.name) && type.replaces.has(form.type) && form.nameEnd !== undefined,
    );
    if (ours.length === 1) return redeclare(file, ours[0]!, type.codeType, params);
    return [...handed, ...ours.flatMap(form => redeclare(file, form, type.codeType))];
  });
}

/**
 * Parameters that carry codes in functions that cannot change, or that are called by such a one with the address of
 * a variable: by their keys.
 */
function stuckParams({ facts }: TypingGround, roles: Roles, pieces: ReadonlyMap<FunctionRef, Piece>) {
  const isStuck = (fn: FunctionRef) => pieces.get(fn)?.result.kind === 'obstacle';
  return [...pieces.values()].flatMap(({ fn, group }) => {
    const params = [...roles.paramsOf(fn)];
    if (params.length === 0) return [];
    const isHeld = group.some(isStuck);
    const isHeldByCaller = callersIn(facts, fn).some(isStuck);
    const stuck = params.filter(([, passing]) => isHeld || (passing === 'out' && isHeldByCaller));
    return stuck.map(([index]) => keyOfParam(fn, index));
  });
}

/** Members that are not used as what holds codes, once all is known that does: by their keys. */
function stuckCells(ground: TypingGround, roles: Roles): readonly string[] {
  const { facts, values } = ground;
  return roles.cells
    .filter(cell =>
      facts.cellFacts(cell)!.users.some(fn => {
        const around = roles.around(fn);
        const definitions = readOnce(ground, memoryOf(ground.key).read, fn);
        return (
          definitions.length === 0 ||
          definitions.map(plainCodeOf).some(code => {
            const reader: Reader = {
              code,
              kinds: kindsOf(code, around),
              returnsCode: roles.roleOf(fn) !== undefined,
              isCode: values.isCode,
              passedTo: around.passedTo,
            };
            return !holdsCodes(facts, fn.path, reader, cell);
          })
        );
      }),
    )
    .map(keyOfMember);
}

/** The other changes that edit a function. */
function othersIn({ others }: TypingGround, fn: FunctionRef): readonly OtherChange[] {
  return others.filter(({ edits }) => edits.some(edit => isInside(fn, edit)));
}

function begunOf(ground: TypingGround, fn: FunctionRef): Begun | undefined {
  const file = ground.facts.file(fn.path);
  if (file === undefined) return undefined;
  const { item } = fn;
  const changes = unique(othersIn(ground, fn).flatMap(({ edits }) => edits))
    .filter(edit => isInside(fn, edit))
    .map(({ start, end, text }): Change => ({ start: start - item.start, end: end - item.start, text }));
  return { file, item, changes };
}

function rolesIn(ground: TypingGround): Roles {
  const { type, contract } = ground;
  const known = memoryOf(ground.key);
  const roleGround: RoleGround = {
    ...ground,
    read: fn => readOnce(ground, known.read, fn),
    readApart: (fn, around) => {
      const begun = begunOf(ground, fn);
      return begun === undefined ? [] : readRetyped(begun, { returns: true, around, type, contract });
    },
  };
  return findRoles(roleGround, known.roles);
}

type Definitions = ReturnType<typeof readBegun>;

/** What was worked out of one tree so far, by what stands for it. */
const memoryOf = remember(
  (_key: object): { roles: RoleMemory; readonly read: Map<FunctionRef, Definitions> } => ({
    roles: freshMemory(),
    read: new Map(),
  }),
);

/** Reads a function as it will be, once. */
function readOnce(ground: TypingGround, known: Map<FunctionRef, Definitions>, fn: FunctionRef): Definitions {
  return ensure(known, fn, () => {
    const begun = begunOf(ground, fn);
    return begun === undefined ? [] : readBegun(begun);
  });
}

/** What is said of a function that nobody asks about, and that takes codes and cannot change. */
function unchanged(fn: FunctionRef, why: string): readonly Strayed[] {
  const { path, line } = fn;
  return [{ kind: 'kept', what: `takes a code and stays as it is, since ${why}`, fn, path, line }];
}

function typingOf(
  ground: TypingGround,
  roles: Roles,
  pieces: ReadonlyMap<FunctionRef, Piece>,
  components: readonly Made[],
  follows: Follows,
  holding: ReadonlySet<FunctionRef>,
): Typing {
  const byMember = new Map(
    components.flatMap(made => [...made.members].map(member => [member, made] as const)),
  );
  const asked = new Set(ground.seeds);
  const keptBy = (fn: FunctionRef) => {
    const piece = roles.roleOf(fn) && pieces.get(fn);
    const said = piece?.result.kind === 'obstacle' ? piece.definitions[0]?.returnType : undefined;
    return said === undefined || said === ground.type.codeType ? undefined : withArticle(said);
  };
  const stuck: Stuck = {
    keptBy,
    names: new Set([...pieces.keys()].flatMap(fn => (keptBy(fn) === undefined ? [] : fn.name))),
  };
  /** A function's own strays, and those of its callers and of what changes with it that nobody asks about. */
  const spokenFor = remember((fn: FunctionRef): readonly Strayed[] => {
    const beside = [...(byMember.get(fn)?.members ?? [])].flatMap(one => (isOther(one) ? [] : one));
    const near = roles.roleOf(fn) ? [...callersIn(ground.facts, fn), ...beside] : beside;
    const silent = near.filter(one => !asked.has(one));
    return [...new Set([fn, ...silent])].flatMap(one => {
      const piece = pieces.get(one);
      if (piece === undefined) return [];
      if (piece.result.kind === 'obstacle') return one === fn ? [] : unchanged(one, piece.result.why);
      return [...straysOf(ground, roles, piece, follows), ...stuckCallsIn(ground, piece, stuck)];
    });
  });
  return {
    of: fn => {
      const piece = pieces.get(fn);
      if (piece === undefined) return undefined;
      const role = roles.roleOf(fn);
      const { result } = piece;
      if (result.kind === 'obstacle') return { ...result, role };
      const component = byMember.get(fn);
      const strays = spokenFor(fn);
      return component !== undefined && (result.kind === 'retyped' || holding.has(fn))
        ? { kind: 'changes', component, role, strays }
        : { kind: 'same', role, strays };
    },
    at: (path, item, offset = -1) => {
      const found = components.filter(({ edits }) =>
        edits.some(edit => edit.path === path && contains(item, edit)),
      );
      const file = found.length > 0 && item.kind === 'declaration' ? ground.facts.file(path) : undefined;
      const decl = file && sharedDeclaration(file, item);
      const own = decl?.declarators.find(({ start, end }) => start <= offset && offset < end);
      const isOwn = (one: FunctionRef | OtherChange) => !isOther(one) && one.name === own?.name;
      return found.find(({ members }) => own?.func !== true || [...members].some(isOwn));
    },
    holding: change => byMember.get(change) ?? components.find(component => component === change),
  };
}
