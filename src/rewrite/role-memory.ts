/** What was found of the roles of functions so far: facts only grow, and so do roles. */
import type { FunctionRef, MemberPlace, Use } from '../facts/facts.js';
import { type CellMemory, freshCells } from './cells.js';
import type { Kind, Kinds } from './kinds.js';
import { freshPassing, type PassingMemory } from './passing.js';

/** That a function returns codes. */
export interface Role {
  readonly fn: FunctionRef;
  /** Why it returns a code: one clause. */
  readonly why: string;
  /** Whether that is so for another definition's sake alone. */
  readonly isTwin?: true;
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
