/**
 * Members of structs that hold codes as plain values. One becomes what codes are where it is given one, and all that is
 * done with it in the tree is what is done with codes.
 */
import type { Edit } from '../edit/edit.js';
import { replace } from '../edit/edit.js';
import type { CellPlace, Facts, FunctionRef, MemberPlace } from '../facts/facts.js';
import { keyOfMember } from '../facts/index.js';
import type { Proof } from '../flow/proof.js';
import { plainCodeOf } from '../flow/prove.js';
import type { Resolution } from '../flow/resolve.js';
import { proveRedeclared } from '../flow/same.js';
import { bare, walk } from '../flow/walk.js';
import { remember } from '../remember.js';
import type { FunctionDef, InitList, Member } from '../source/ast.js';
import { isCodePlace, type Reader } from './carriers.js';
import { typeInPlace } from './layout.js';
import { valueMembers } from './prototypes.js';
import type { CodeType } from './retype.js';
import { parentsIn } from './shared.js';
import { isForUserSpace } from './user-space.js';

/** The members that are taken to hold codes, and those that may, by their keys. */
export interface CellMemory {
  readonly believed: Map<string, CellPlace>;
  readonly candidates: Map<string, CellPlace>;
  /** Those that turned out not to. */
  readonly blocked: ReadonlySet<string>;
}

/** Nothing is known yet, but for what cannot change. */
export function freshCells(blocked: Iterable<string> = []): CellMemory {
  return { believed: new Map(), candidates: new Map(), blocked: new Set(blocked) };
}

/** What a member that holds codes is declared as: it has their type already, or gets it. */
export type CellState = 'new' | 'typed';

export interface Cells {
  /** Whether an expression of a function means a member that holds codes. */
  stateOf(path: string, member: Member, names: Resolution | undefined): CellState | undefined;
  /** Learns of members that a function gives codes. */
  note(path: string, stored: readonly Member[], names: Resolution): void;
  /** Takes those that are known well enough for holding codes: the functions that name one of them. */
  grow(): readonly FunctionRef[];
  /** The members of which more has to be known. */
  wanted(): readonly CellPlace[];
}

/** Looks for members, from what is remembered. */
export function openCells(
  facts: Facts,
  type: CodeType,
  { believed, candidates, blocked }: CellMemory,
): Cells {
  const fields = new Set([...believed.values()].map(({ field }) => field));
  return {
    stateOf: (path, member, names) => {
      if (names === undefined) return undefined;
      if (fields.has(member.field)) {
        const place = facts.memberMeant(path, names, member);
        if (place !== undefined && believed.has(keyOfMember(place))) return 'new';
      }
      if (!typedFields(facts, type).has(member.field)) return undefined;
      const meant = facts.typeMeant(path, names, member);
      return meant?.base === type.codeType && meant.stars === 0 ? 'typed' : undefined;
    },
    note: (path, stored, names) => {
      for (const member of stored) {
        const place = facts.memberMeant(path, names, member);
        if (place?.home === undefined || place.context !== undefined) continue;
        const key = keyOfMember(place);
        if (candidates.has(key) || blocked.has(key)) continue;
        const cell: CellPlace = { ...place, isCell: true };
        if (declarationOf(facts, cell, type) !== undefined) candidates.set(key, cell);
      }
    },
    grow: () => {
      const grown: FunctionRef[] = [];
      for (const [key, cell] of candidates) {
        const known = believed.has(key) ? undefined : facts.cellFacts(cell);
        if (known === undefined || known.doubts.length > 0) continue;
        believed.set(key, cell);
        fields.add(cell.field);
        grown.push(...known.users);
      }
      return grown;
    },
    wanted: () => [...candidates.values()],
  };
}

const remembered = remember((_: Facts) => new Map<string, ReadonlySet<string>>());

function typedFields(facts: Facts, { codeType }: CodeType): ReadonlySet<string> {
  const known = remembered(facts);
  const found = known.get(codeType) ?? facts.fieldsOf(codeType);
  known.set(codeType, found);
  return found;
}

/** A member's change: its declaration alone. */
export interface CellChange {
  readonly edits: readonly Edit[];
  readonly proof: Proof;
}

/** What gives a member its type; undefined where it is not declared plainly, by itself and once. */
export function declarationOf(
  facts: Facts,
  { struct, field, home }: MemberPlace,
  type: CodeType,
): CellChange | undefined {
  const file = home === undefined ? undefined : facts.file(home);
  const [found, ...others] = file?.items.flatMap(item => valueMembers(file, item, struct, field)) ?? [];
  if (file === undefined || found === undefined || others.length > 0 || !type.replaces.has(found.type)) {
    return undefined;
  }
  if (isForUserSpace(file, found.span.start)) return undefined;
  const proof = proveRedeclared(found.type, type.codeType);
  const put = typeInPlace(file.text, found.span, type.codeType);
  return proof && { edits: [replace(file.path, put, put.text)], proof };
}

/** Whether a function does with a member nothing but what is done with codes. */
export function holdsCodes(facts: Facts, path: string, reader: Reader, cell: MemberPlace): boolean {
  const { code } = reader;
  const parents = parentsIn(code.program.fn);
  const key = keyOfMember(cell);
  let holds = true;
  walk(code.program.fn, node => {
    if (node.kind === 'init-list') holds &&= isFilledWithCodes(node, cell.field, reader);
    if (node.kind !== 'member' || node.field !== cell.field) return;
    const place = facts.memberMeant(path, code.names, node);
    // A member of a type that nobody knows may be this one.
    if (place === undefined) holds = false;
    else if (keyOfMember(place) === key) holds &&= isCodePlace(node, reader, parents);
  });
  return holds;
}

/** Whether a function names a member, and not only another one that is called like it. */
export function touches(
  facts: Facts,
  path: string,
  definitions: readonly FunctionDef[],
  cell: MemberPlace,
): boolean {
  const key = keyOfMember(cell);
  let found = false;
  for (const code of definitions.map(plainCodeOf)) {
    walk(code.program.fn, node => {
      if (found || node.kind !== 'member' || node.field !== cell.field) return;
      const place = facts.memberMeant(path, code.names, node);
      found = place !== undefined && keyOfMember(place) === key;
    });
  }
  return found;
}

function isFilledWithCodes(list: InitList, field: string, { kinds }: Reader): boolean {
  return list.items.every(({ path, value }) => {
    if (path.at(-1) !== field || bare(value).kind === 'init-list') return true;
    return /^(?:code|neutral)$/.test(kinds.kindOf(value));
  });
}
