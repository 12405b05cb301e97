/**
 * Helpers that hand the errno of their calls on, perhaps to one another, and the functions that take it in the end:
 * they convert together, or not at all.
 */
import type { OwnErrors } from '../flow/contract.js';
import type { Item, SourceFile } from '../source/file.js';
import { type Conversion, convertFunction, draftsOf, namesCalledIn } from './function.js';
import { type Handed, handedBy, narrowed, onlyOf } from './handed.js';
import type { Migration } from './migration.js';
import { ownErrorsOf } from './own.js';
import type { Manner } from './tactics.js';

/** One function of a file. */
export interface FunctionPlace {
  readonly file: SourceFile;
  readonly item: Item;
}

/** Functions among which an errno goes from hand to hand. */
export interface Company {
  /** Those that return it. */
  readonly helpers: readonly FunctionPlace[];
  /** Those that call them, and make something else of it. */
  readonly takers: readonly FunctionPlace[];
}

type Converted = Extract<Conversion, { kind: 'converted' }>;
type Failed = Exclude<Conversion, { kind: 'converted' }>;

export type Together =
  /** Helpers first, in the order given. */
  | { readonly kind: 'converted'; readonly all: readonly Converted[] }
  /** `at` is the place in the list of those. */
  | { readonly kind: 'helper-stays'; readonly at: number; readonly failed: Failed }
  | { readonly kind: 'taker-stays'; readonly at: number; readonly failed: Failed };

/** The migration of functions that call the old names or one of these helpers, which keep their names. */
export function joinedBy(helpers: readonly FunctionPlace[], migration: Migration): Migration {
  return { ...migration, calls: new Map([...migration.calls, ...handing(helpers, migration).calls]) };
}

/** The same of functions whose own calls of the old names stay. */
export function handing(helpers: readonly FunctionPlace[], migration: Migration): Migration {
  return { ...migration, calls: new Map(helpers.map(({ item }) => [item.name!, item.name!])) };
}

/**
 * Converts helpers, so that they return new values, and their takers, so that they take them. Errors that helpers make
 * themselves become what all takers make of them.
 */
export function convertTogether(company: Company, given: Migration): Together {
  const migration = inAll([...company.helpers, ...company.takers], given);
  const helpers = calleesFirst(company.helpers);
  const handed = handedBy(helpers, joinedBy(helpers, migration));
  const plain = convertAll(company, migration, undefined, handed);
  if (plain.kind !== 'helper-stays') return plain;
  const hands = handing(helpers, migration);
  const drafts = company.takers.map(({ file, item }) => draftsOf(file, item, hands));
  if (drafts.some(d => d === undefined)) return plain;
  const only = onlyOf(new Set(hands.calls.keys()), handed);
  let together: Together = plain;
  for (const negative of [false, true]) {
    const own = ownErrorsOf(
      drafts.flatMap(d => d!),
      hands,
      negative,
      only,
    );
    if (!own) continue;
    const tried = convertAll(company, migration, own, handed);
    if (tried.kind === 'converted') return tried;
    // How far it came says best what stands in the way.
    if (together.kind === 'helper-stays') together = tried;
  }
  return together;
}

function convertAll(
  { helpers, takers }: Company,
  migration: Migration,
  own: OwnErrors | undefined,
  handed: Handed,
): Together {
  const joined = joinedBy(helpers, migration);
  /** The helpers that return errors of their own, or of one that they call. */
  const giving = new Set<string>();
  const isGiven = ({ file, item }: FunctionPlace) =>
    [...namesCalledIn(file, item)].some(name => giving.has(name));
  const found = new Map<FunctionPlace, Converted>();
  for (const helper of calleesFirst(helpers)) {
    const { file, item } = helper;
    const convert = (given: Migration, returns: Manner['returns']) =>
      convertFunction(file, item, given, { mayReturn: true, returns });
    const isPlain = !isGiven(helper);
    const plain = isPlain ? convert(joined, 'mapped') : undefined;
    const one =
      own && plain?.kind !== 'converted' ? convert(isPlain ? joined : { ...joined, own }, own) : plain!;
    if (one.kind !== 'converted') return { kind: 'helper-stays', at: helpers.indexOf(helper), failed: one };
    if (one !== plain) giving.add(item.name!);
    found.set(helper, one);
  }
  for (const [at, taker] of takers.entries()) {
    const { file, item } = taker;
    const given = own && isGiven(taker) ? { ...joined, own } : joined;
    const one = convertFunction(file, item, narrowed(given, namesCalledIn(file, item), handed), {
      mayReturn: true,
      returns: 'equal',
    });
    if (one.kind !== 'converted') return { kind: 'taker-stays', at, failed: one };
    found.set(taker, one);
  }
  return { kind: 'converted', all: [...helpers, ...takers].map(place => found.get(place)!) };
}

/** The migration without what holds in one file alone, where there are several. */
export function inAll(places: readonly Pick<FunctionPlace, 'file'>[], migration: Migration): Migration {
  if (places.every(({ file }) => file.path === places[0]!.file.path)) return migration;
  const { ownErrnos: _, ...rest } = migration;
  return rest;
}

/** Helpers in an order in which those that one calls come before it, as far as they do not call each other. */
function calleesFirst(helpers: readonly FunctionPlace[]): readonly FunctionPlace[] {
  const byName = new Map(helpers.map(helper => [helper.item.name!, helper]));
  const sorted = new Set<FunctionPlace>();
  const met = new Set<FunctionPlace>();
  const visit = (helper: FunctionPlace): void => {
    if (met.has(helper)) return;
    met.add(helper);
    for (const name of namesCalledIn(helper.file, helper.item)) {
      const callee = byName.get(name);
      if (callee) visit(callee);
    }
    sorted.add(helper);
  };
  for (const helper of helpers) visit(helper);
  return [...sorted];
}
