/** Which old values a helper can hand to its callers: what it keeps to itself, nobody can tell apart from anything. */

import { isSym } from '../flow/values.js';
import { proveRewritten } from './edited.js';
import { type Conversion, draftsOf } from './function.js';
import type { Migration } from './migration.js';
import { observe, type PathRecord } from './observe.js';
import { changedBy } from './through.js';
import type { FunctionPlace } from './together.js';

/** For helpers, by name, the old values that they can return; none where that is not known. */
export type Handed = ReadonlyMap<string, ReadonlySet<number> | undefined>;

/** The old values that a helper can return; undefined where that is not known. */
export function valuesHanded(
  { file, item }: FunctionPlace,
  migration: Migration,
): ReadonlySet<number> | undefined {
  const numbers = migration.classes.map(c => c.before);
  const found = new Set<number>();
  for (const draft of draftsOf(file, item, migration) ?? []) {
    const { paths, incomplete } = observe(draft.code, migration, { joins: false, endsOnly: true, numbers });
    if (incomplete) return undefined;
    for (const path of paths) {
      const values = returnedOn(path);
      if (!values) return undefined;
      for (const n of values) found.add(n);
    }
  }
  return found.size > 0 ? found : undefined;
}

/** The numbers that may be returned at the end of a path; none where it goes on. */
function returnedOn({ end, returned, known }: PathRecord): readonly number[] | undefined {
  if (end.kind !== 'return') return [];
  if (returned !== undefined) return [returned];
  return end.value !== undefined && isSym(end.value) ? known.get(end.value.key)?.values : undefined;
}

/** The migration of a function that calls only helpers of which the values are known: with no others. */
export function narrowed(migration: Migration, called: ReadonlySet<string>, handed: Handed): Migration {
  const names = [...called].filter(name => migration.calls.has(name));
  const values = names.map(name => handed.get(name));
  if (values.some(some => some === undefined)) return migration;
  const possible = new Set(values.flatMap(some => [...some!]));
  return { ...migration, classes: migration.classes.filter((c, i) => i === 0 || possible.has(c.before)) };
}

/** A conversion with the proof that it has for these values alone, where that is one. */
export function provenFor<C extends Extract<Conversion, { kind: 'converted' }>>(
  conversion: C,
  { file, item }: FunctionPlace,
  migration: Migration,
): C {
  const { after } = changedBy(file, item, conversion.edits);
  const proof = proveRewritten(file, item, after, migration);
  return proof === undefined || 'why' in proof ? conversion : { ...conversion, proof };
}
