/** Members in no slot table that hold functions which return codes: what is stored beside, and who calls through them. */
import type { Facts, FunctionRef, MemberPlace } from '../facts/facts.js';
import { keyOfMember } from '../facts/index.js';
import { plainCodeOf } from '../flow/prove.js';
import type { FunctionDef } from '../source/ast.js';
import type { CodeValues } from './code-values.js';
import type { Kinds } from './kinds.js';
import { alikeOf, nameOfMember, slotsInto, storedIn } from './members.js';
import { pointerOfFile } from './pointers.js';
import type { ReturnedKinds } from './returned-kinds.js';
import type { RoleMemory } from './role-memory.js';

/** Where such members are looked for, and what is done with what they lead to. */
export interface HeldGround {
  readonly facts: Facts;
  readonly values: CodeValues;
  readonly memory: Pick<RoleMemory, 'codes' | 'members' | 'called'>;
  readonly returned: ReturnedKinds;
  read(fn: FunctionRef): readonly FunctionDef[];
  /** A function that nobody looked at yet, one that returns codes, and one of whose calls more is known now. */
  look(fn: FunctionRef): void;
  add(fn: FunctionRef, why: string): void;
  lookAgain(fn: FunctionRef): void;
}

export interface HeldFunctions {
  /** Notes the members that a code function calls for what it returns; slots are known without. */
  note(fn: FunctionRef, all: readonly Kinds[]): void;
  /** Looks at the members that hold codes' functions by now. */
  grow(): void;
  /** The members that hold code functions or may, with those declared together with them. */
  wanted(): readonly MemberPlace[];
}

export function openHeld(ground: HeldGround): HeldFunctions {
  const { facts, values, memory, returned, read, look, add, lookAgain } = ground;
  const { codes, members, called } = memory;

  /** The members that a code function is stored in, as far as no slot table names them. */
  const membersOf = (fn: FunctionRef): readonly MemberPlace[] =>
    (facts.usesOf(fn) ?? []).flatMap(({ into }) =>
      into.filter(({ context, home }) => context === undefined && home !== undefined),
    );
  /** The pointer to functions that a file has under a name which no function has. */
  const variableMeant = (path: string, name: string): MemberPlace | undefined =>
    facts.definitionsOf(name, path).length === 0 ? pointerOfFile(facts, path, name)?.member : undefined;
  const growOne = (place: MemberPlace): void => {
    if (members.has(keyOfMember(place))) return;
    const stored = storedIn(facts, place);
    if (stored === undefined) return;
    const fed = slotsInto(facts, place);
    for (const other of stored) {
      look(other);
      if (!codes.has(other) && returned.of(other) === 'neutral') {
        add(other, `is stored in ${nameOfMember(place)}, where functions return codes`);
      }
    }
    const isClear = stored.every(other => codes.has(other)) && fed.every(one => one === values.context);
    if (!isClear || stored.length + fed.length === 0) return;
    for (const one of alikeOf(facts, place)) {
      members.set(keyOfMember(one), one);
      for (const caller of facts.memberFacts(one)!.callers) lookAgain(caller);
    }
  };
  const places = () => [...[...codes.keys()].flatMap(membersOf), ...called.values()];
  return {
    note: (fn, all) =>
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
      }),
    grow: () => places().forEach(growOne),
    wanted: () => places().flatMap(place => alikeOf(facts, place)),
  };
}
