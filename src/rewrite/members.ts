/**
 * Members of structs in no slot table that hold functions which return codes: what they point to changes together
 * with all functions that are stored there, or not at all.
 */
import type { Edit } from '../edit/edit.js';
import { type Facts, type FunctionRef, type MemberPlace, OF_TYPEDEFS } from '../facts/facts.js';
import { keyOfMember } from '../facts/index.js';
import { proveRedeclared } from '../flow/same.js';
import {
  type Declared,
  functionMembers,
  functionTypedefs,
  functionVariables,
  redeclare,
} from './prototypes.js';
import type { CodeType } from './retype.js';

/** What becomes of a member. */
export type MemberFate =
  | {
      readonly kind: 'changes';
      /** Those of its declaration; none where it has its type already. */
      readonly edits: readonly Edit[];
      /** All functions stored in it, and in what is declared together with it. */
      readonly functions: readonly FunctionRef[];
      /** Whether it is given what slots hold: functions that nobody names. */
      readonly isFed: boolean;
    }
  /** `why` is one clause that follows the name of the place. */
  | { readonly kind: 'stays'; readonly why: string };

/** The member and those that a typedef declares together with it, in the order in which they are met. */
export function alikeOf(facts: Facts, place: MemberPlace): readonly MemberPlace[] {
  const found = new Map([[keyOfMember(place), place]]);
  for (const one of found.values()) {
    for (const other of facts.memberFacts(one)?.alike ?? []) found.set(keyOfMember(other), other);
  }
  return [...found.values()];
}

/** The functions stored in a member and in what is declared together with it; undefined where that is not clear. */
export function storedIn(facts: Facts, place: MemberPlace): readonly FunctionRef[] | undefined {
  const all = alikeOf(facts, place).map(one => facts.memberFacts(one));
  if (all.some(known => known === undefined || known.doubts.length > 0)) return undefined;
  return [...new Set(all.flatMap(known => known!.functions))];
}

/** The contexts of the slots whose functions go into a member, or into what is declared together with it. */
export function slotsInto(facts: Facts, place: MemberPlace): readonly string[] {
  return alikeOf(facts, place).flatMap(one => facts.memberFacts(one)?.slots ?? []);
}

/** Says what becomes of a member in which functions are stored that return codes. */
export function fateOfMember(
  facts: Facts,
  place: MemberPlace,
  type: CodeType,
  context: string,
  isCode: (fn: FunctionRef) => boolean,
): MemberFate {
  const all = alikeOf(facts, place);
  for (const one of all) {
    const known = facts.memberFacts(one);
    const also = one === place ? '' : `shares its type with ${nameOfMember(one)}, which `;
    if (known === undefined) return stays(`${also}was not looked at`);
    const [doubt] = known.doubts;
    if (doubt !== undefined) return stays(`${also}${doubt}`);
    const strange = known.slots.find(one => one !== context);
    if (strange !== undefined) return stays(`${also}is given functions of other slots too`);
    const other = known.functions.find(fn => !isCode(fn));
    if (other !== undefined) {
      const holds = one.struct === OF_TYPEDEFS ? 'declares' : 'holds';
      return stays(`${also}${holds} ${other.name}() too, which returns no code`);
    }
  }
  const edits = declarationsOf(facts, place).map(({ file, declared }) => {
    if (declared.type === type.codeType) return [];
    if (facts.isBorrowed(file.path)) return undefined;
    const isProven = type.replaces.has(declared.type) && proveRedeclared(declared.type, type.codeType);
    return isProven ? redeclare(file, declared, type.codeType) : undefined;
  });
  if (edits.length === 0 || edits.includes(undefined)) {
    const lender = declarationsOf(facts, place).find(({ file }) => facts.isBorrowed(file.path));
    return stays(
      lender === undefined
        ? 'is declared in a way that is not understood'
        : `is declared with another type in ${lender.file.path}, which is none of the tree's`,
    );
  }
  return {
    kind: 'changes',
    edits: edits.flatMap(own => own!),
    functions: storedIn(facts, place)!,
    isFed: slotsInto(facts, place).length > 0,
  };
}

/** `.fault of struct gizmo_ops`. */
export function nameOfMember({ struct, field }: MemberPlace): string {
  if (struct === OF_TYPEDEFS) return `the type ${field}`;
  return struct === '' ? `the variable ${field}` : `.${field} of struct ${struct}`;
}

function stays(why: string): MemberFate {
  return { kind: 'stays', why };
}

/** Where a member's type is said: in its struct, once for each `#if`, or in a typedef. */
function declarationsOf(facts: Facts, place: MemberPlace) {
  const typedef = facts.memberFacts(place)?.typedef;
  const path = typedef?.path ?? place.home;
  const file = path === undefined ? undefined : facts.file(path);
  if (file === undefined) return [];
  const declared = file.items.flatMap((item): readonly Declared[] =>
    place.struct === ''
      ? functionVariables(file, item, place.field)
      : typedef === undefined
        ? functionMembers(file, item, place.struct, new Set([place.field]))
        : functionTypedefs(file, item, typedef.name),
  );
  return declared.map(one => ({ file, declared: one }));
}
