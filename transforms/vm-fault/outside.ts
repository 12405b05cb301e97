/** Calls in functions that are not known to run under a page fault alone: there an errno has to stay an errno. */
import {
  type ChainStep,
  type Conversion,
  convertFunction,
  type Escape,
  escapesOf,
  type Facts,
  type FunctionRef,
  type Holes,
  type Migration,
  type Offer,
  type Unit,
} from '../../src/kit.js';
import type { InsertCalls } from './calls.js';
import { ERRNO_RESTORER } from './contract.js';
import { restorerIn } from './helpers.js';

/** A function with calls, and what is known of where it runs. */
export interface Place {
  readonly unit: Unit<InsertCalls>;
  readonly fn: FunctionRef | undefined;
  readonly facts: Facts;
  /** A clause about where it runs, behind the function's name. */
  readonly where: string;
  readonly chain: readonly ChainStep[];
}

type Failed = Exclude<Conversion, { kind: 'converted' }>;

/** What can be done for calls that go away where their errno is wanted. */
export type Restored =
  | { readonly kind: 'restored'; readonly change: Offer; readonly holes: Holes }
  | { readonly kind: 'no-helper'; readonly holes: Holes }
  | { readonly kind: 'failed'; readonly conversion: Failed };

/** Tries to make the new calls give an errno again. `migration` names only calls that go away. */
export function restoreErrno(place: Place, migration: Migration): Restored {
  const { unit, facts, where } = place;
  const { file, item } = unit;
  const restorer = restorerIn(facts, file.path, migration);
  const said = { function: item!.name ?? 'this function', where, helper: ERRNO_RESTORER };
  if (restorer === undefined)
    return { kind: 'no-helper', holes: { ...said, goes: goesTo(place, migration) ?? 'is read' } };
  const restoring: Migration = { ...migration, restorer, returned: [] };
  const conversion = convertFunction(file, item!, restoring, { mayReturn: false, returns: 'equal' });
  if (conversion.kind !== 'converted') return { kind: 'failed', conversion };
  const { edits, proof } = conversion;
  const differences = proof.differences.length === 0 ? 'nothing' : proof.differences.join('; ');
  return { kind: 'restored', change: { edits, proof }, holes: { ...said, differences } };
}

/** So many places are named; the others are counted. */
const NAMED = 3;

/** Where the errno goes, as a clause behind "its errno"; undefined where it is only tested, or cannot be followed. */
export function goesTo(place: Place, migration: Migration): string | undefined {
  const { unit } = place;
  const escapes = escapesOf(unit.file, unit.item!, migration);
  const clauses = escapes.filter(e => e.kind !== 'returned').map(e => clauseOf(e, unit.file.path));
  if (escapes.some(e => e.kind === 'returned')) clauses.push(returnedTo(place));
  return clauses.length === 0 ? undefined : listed(clauses);
}

function clauseOf({ kind, what, line }: Escape, path: string): string {
  return kind === 'handed'
    ? `is given to ${what} (${path}:${line})`
    : `is stored in ${what} (${path}:${line})`;
}

function returnedTo({ fn, facts }: Place): string {
  if (fn === undefined) return 'is returned';
  const slots = facts
    .slotsOf(fn)
    .map(({ field, table, path, line }) => `through .${field} of struct ${table.struct} (${path}:${line})`);
  const callers = facts
    .callersOf(fn)
    .map(({ caller, line }) => `to ${caller.name}() (${caller.path}:${line})`);
  const ways = [...new Set([...slots, ...callers])];
  return ways.length === 0 ? 'is returned to callers that are not known' : `is returned ${listed(ways)}`;
}

/** `a`, `a and b`, `a, b and c`, `a, b, c and 2 more`. */
export function listed(all: readonly string[]): string {
  const more = all.length - NAMED;
  const said = more > 0 ? [...all.slice(0, NAMED), `${more} more`] : all;
  return [said.slice(0, -1).join(', '), ...said.slice(-1)].filter(part => part !== '').join(' and ');
}
