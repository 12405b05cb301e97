/** What becomes of functions that have to change together: twins, and all that is stored in one member. */
import type { Edit } from '../edit/edit.js';
import { type FunctionRef, type MemberPlace, OF_TYPEDEFS, type StoredIn } from '../facts/facts.js';
import { keyOfMember } from '../facts/index.js';
import { ensure } from '../remember.js';
import type { FunctionDef } from '../source/ast.js';
import { type AstrayGround, type Planned, pointerStuck } from './astray.js';
import { type DeclarationGround, declarationStuck, declaredWith, sharedEdits } from './declarations.js';
import { fateOfMember, type MemberFate, nameOfMember } from './members.js';
import { resultStuck } from './results.js';
import type { RetypedItem } from './retype-item.js';
import type { Roles } from './roles.js';

/** Whether a member points to functions that return codes from now on. */
export type Follows = (member: StoredIn) => boolean;

/** What becomes of one function, its declarations among it. */
export interface Piece extends Planned {
  result: RetypedItem;
  /** As it reads before it gets its types; one for each configuration. */
  readonly definitions: readonly FunctionDef[];
  /** Definitions of the same function; they change together. */
  readonly group: readonly FunctionRef[];
  /** The declarations of it, and of the members that hold it. */
  prototypes: readonly Edit[];
  /** Functions that are stored in the same members; they change together. */
  beside: readonly FunctionRef[];
  /** Functions that call it through one of those. */
  through: readonly FunctionRef[];
}

const isRetyped = (piece: Piece | undefined): boolean => piece?.result.kind === 'retyped';

/** Where one definition of a function cannot change, none does; nor do functions that share a member with one. */
export function settleGroups(
  ground: AstrayGround,
  roles: Roles,
  pieces: ReadonlyMap<FunctionRef, Piece>,
): Follows {
  const { facts, type } = ground;
  const isCode = (fn: FunctionRef) =>
    roles.roleOf(fn) !== undefined && pieces.get(fn)?.result.kind !== 'obstacle';
  const fates = new Map<string, MemberFate>();
  const fateOf = (place: MemberPlace) =>
    ensure(fates, keyOfMember(place), () => fateOfMember(facts, place, type, ground.values.context, isCode));
  const follows: Follows = place => {
    if (place.context === ground.values.context) return true;
    const fate = fateOf(place);
    if (fate.kind === 'stays') return false;
    const isTaken = fate.functions.some(fn => isRetyped(pieces.get(fn)));
    return fate.edits.length === 0 || isTaken || (fate.isFed && carriersOf(place).length > 0);
  };
  /** Who calls through a member that no function of the tree is stored in, as far as they change; all or none. */
  const carriersOf = (place: MemberPlace): readonly Piece[] => {
    const callers = (facts.memberFacts(place)?.callers ?? []).flatMap(fn => pieces.get(fn) ?? []);
    return callers.some(({ result }) => result.kind === 'obstacle') ? [] : callers.filter(isRetyped);
  };
  const declarations: DeclarationGround = {
    facts,
    type,
    followers: name => [...pieces.values()].flatMap(({ fn }) => (fn.name === name && isCode(fn) ? [fn] : [])),
  };
  const changing = [...pieces.values()].filter(
    ({ fn, definitions }) =>
      roles.roleOf(fn) && definitions.some(({ returnType }) => type.replaces.has(returnType)),
  );
  for (const piece of pieces.values()) {
    if (roles.roleOf(piece.fn) === undefined) continue;
    // What a pointer gives is the clearer reason where it is returned beside codes.
    const why =
      piece.result.kind === 'obstacle'
        ? pointerStuck(ground, roles, piece, follows)
        : resultStuck(facts, piece.fn, piece.definitions, type);
    if (why !== undefined) piece.result = { kind: 'obstacle', why };
  }
  for (let before = -1, after = 0; before < after; ) {
    before = after;
    fates.clear();
    for (const piece of pieces.values()) {
      if (changing.includes(piece) || piece.result.kind !== 'retyped') continue;
      const why = pointerStuck(ground, roles, piece, follows);
      if (why === undefined) continue;
      piece.result = { kind: 'obstacle', why };
      after++;
    }
    for (const piece of changing) {
      if (piece.result.kind === 'obstacle') continue;
      const why =
        twinStuck(piece, pieces) ??
        placeStuck(ground, piece, fateOf) ??
        declarationStuck(declarations, piece.fn) ??
        pointerStuck(ground, roles, piece, follows);
      if (why === undefined) continue;
      piece.result = { kind: 'obstacle', why };
      after++;
    }
  }
  for (const piece of changing) {
    if (piece.result.kind === 'obstacle') continue;
    piece.beside = [...piece.beside, ...declaredWith(declarations, piece.fn)];
    piece.prototypes = [...piece.prototypes, ...sharedEdits(declarations, piece.fn)];
    for (const place of (facts.usesOf(piece.fn) ?? []).flatMap(({ into }) => into)) {
      if (place.context === ground.values.context) continue;
      const fate = fateOf(place);
      if (fate.kind !== 'changes') continue;
      piece.prototypes = [...piece.prototypes, ...fate.edits];
      piece.beside = [...piece.beside, ...fate.functions];
      piece.through = [...piece.through, ...(facts.memberFacts(place)?.callers ?? [])];
    }
  }
  for (const place of roles.members) {
    const fate = fateOf(place);
    if (fate.kind !== 'changes' || !fate.isFed) continue;
    const carriers = carriersOf(place);
    for (const piece of carriers) {
      piece.prototypes = [...piece.prototypes, ...fate.edits];
      piece.beside = [...piece.beside, ...carriers.map(({ fn }) => fn)];
    }
  }
  return follows;
}

function twinStuck(piece: Piece, pieces: ReadonlyMap<FunctionRef, Piece>): string | undefined {
  const stuck = piece.group.find(other => pieces.get(other)?.result.kind === 'obstacle');
  return stuck && `its twin at ${stuck.path}:${stuck.line} cannot be retyped`;
}

/** Why the type of a function has to stay: a place that holds its address and would not follow. */
function placeStuck(
  { facts, values }: AstrayGround,
  { fn }: Piece,
  fateOf: (place: MemberPlace) => MemberFate,
): string | undefined {
  for (const use of facts.usesOf(fn) ?? []) {
    const line = () => facts.file(use.path)?.position(use.offset).line;
    if (use.escapes !== undefined) return `it ${use.escapes} at ${use.path}:${line()}`;
    for (const place of use.into) {
      if (place.context === values.context) continue;
      const what = place.struct === OF_TYPEDEFS ? 'declared by' : 'stored in';
      const stored = `it is ${what} ${nameOfMember(place)} at ${use.path}:${line()}`;
      if (place.context !== undefined) return `${stored}, where no code is expected`;
      const fate = fateOf(place);
      if (fate.kind === 'stays') return `${stored}, which ${fate.why}`;
    }
  }
  return undefined;
}
