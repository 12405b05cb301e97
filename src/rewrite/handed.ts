/** Which old values a helper can hand to its callers: what it keeps to itself, nobody can tell apart from anything. */
import type { OwnErrors } from '../flow/contract.js';
import { isSym } from '../flow/values.js';
import { draftsOf, namesCalledIn } from './function.js';
import type { Migration } from './migration.js';
import { observe, type PathRecord } from './observe.js';
import type { FunctionPlace } from './together.js';

/** What a helper can return. */
interface Values {
  /** Those of the calls' values that it can return, and other numbers. */
  readonly numbers: ReadonlySet<number>;
  /** Whether it returns nothing besides. */
  readonly areAll: boolean;
}

/** For helpers, by name, what they can return; none where that is not known. */
export type Handed = ReadonlyMap<string, Values | undefined>;

/** What each of some helpers can return, given with those before it that it calls. */
export function handedBy(helpers: readonly FunctionPlace[], joined: Migration): Handed {
  const handed = new Map<string, Values | undefined>();
  // What becomes of errors of their own is of no account here.
  const any: Migration = { ...joined, own: { negative: false, map: new Map(), otherwise: 1 } };
  for (const helper of helpers) {
    const called = namesCalledIn(helper.file, helper.item);
    const isLowest = ![...called].some(name => handed.has(name));
    handed.set(helper.item.name!, valuesOf(helper, isLowest ? joined : narrowed(any, called, handed)));
  }
  return handed;
}

function valuesOf({ file, item }: FunctionPlace, migration: Migration): Values | undefined {
  const numbers = migration.classes.map(c => c.before);
  const found = new Set<number>();
  let areAll = true;
  const variants = file.functionsOf(item);
  const drafts = draftsOf(file, item, migration) ?? [];
  // A configuration without a call may return anything.
  if ('why' in variants || drafts.length < variants.length) return undefined;
  for (const draft of drafts) {
    const { paths, incomplete } = observe(draft.code, migration, { joins: false, endsOnly: true, numbers });
    if (incomplete) return undefined;
    for (const path of paths) {
      if (path.end.kind !== 'return') continue;
      const values = returnedOn(path);
      if (!values) return undefined;
      for (const n of values) found.add(n);
      areAll &&= path.returned !== undefined && Number.isInteger(path.returned);
    }
  }
  return found.size > 0 ? { numbers: found, areAll } : undefined;
}

/** The numbers that stand for what may be returned at the end of a path; undefined where that is anything. */
function returnedOn({ end, returned, known }: PathRecord): readonly number[] | undefined {
  if (returned !== undefined) return [returned];
  const value = end.kind === 'return' ? end.value : undefined;
  return value !== undefined && isSym(value) ? known.get(value.key)?.values : undefined;
}

/** The migration of a function that calls only helpers of which the values are known: with no others. */
export function narrowed(migration: Migration, called: ReadonlySet<string>, handed: Handed): Migration {
  const values = [...called].filter(name => migration.calls.has(name)).map(name => handed.get(name));
  if (values.length === 0 || values.some(some => some === undefined)) return migration;
  const numbers = new Set(values.flatMap(some => [...some!.numbers]));
  const { own } = migration;
  const only = own && values.every(some => some!.areAll) ? { own: { ...own, only: numbers } } : {};
  const classes = migration.classes.filter((c, i) => i === 0 || numbers.has(c.before));
  return { ...migration, classes, ...only };
}

/** Own errors as the callers of some helpers can meet them. */
export function onlyOf(called: ReadonlySet<string>, handed: Handed): OwnErrors['only'] {
  const values = [...called].filter(name => handed.has(name)).map(name => handed.get(name));
  const areAll = values.length > 0 && values.every(some => some?.areAll);
  return areAll ? new Set(values.flatMap(some => [...some!.numbers])) : undefined;
}
