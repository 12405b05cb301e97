/** A helper that hands the errno of its calls on, and all its callers: they convert together, or not at all. */
import type { Item, SourceFile } from '../source/file.js';
import { type Conversion, convertFunction, draftsOf } from './function.js';
import type { Migration } from './migration.js';
import { ownErrorsOf } from './own.js';

/** One function of a file. */
export interface FunctionPlace {
  readonly file: SourceFile;
  readonly item: Item;
}

type Converted = Extract<Conversion, { kind: 'converted' }>;
type Failed = Exclude<Conversion, { kind: 'converted' }>;

export type Together =
  | { readonly kind: 'converted'; readonly helper: Converted; readonly callers: readonly Converted[] }
  | { readonly kind: 'helper-stays'; readonly failed: Failed }
  /** `at` is the caller's place in the list. */
  | { readonly kind: 'caller-stays'; readonly at: number; readonly failed: Failed };

/**
 * Converts a helper, so that it returns new values, and its callers, so that they take them. Errors that the helper
 * makes itself become what all callers make of them.
 */
export function convertTogether(
  helper: FunctionPlace,
  callers: readonly FunctionPlace[],
  migration: Migration,
): Together {
  const name = helper.item.name!;
  const widened: Migration = { ...migration, calls: new Map([[name, name]]) };
  const plain = convertFunction(helper.file, helper.item, migration, { mayReturn: true, returns: 'mapped' });
  if (plain.kind === 'converted') return withCallers(plain, callers, widened);
  let together: Together = { kind: 'helper-stays', failed: plain };
  const drafts = callers.map(({ file, item }) => draftsOf(file, item, widened));
  if (drafts.some(d => d === undefined)) return together;
  for (const negative of [false, true]) {
    const own = ownErrorsOf(
      drafts.flatMap(d => d!),
      widened,
      negative,
    );
    if (!own) continue;
    const mapped = convertFunction(helper.file, helper.item, migration, { mayReturn: true, returns: own });
    const tried: Together =
      mapped.kind === 'converted'
        ? withCallers(mapped, callers, { ...widened, own })
        : { kind: 'helper-stays', failed: mapped };
    if (tried.kind === 'converted') return tried;
    // How far it came says best what stands in the way.
    if (together.kind === 'helper-stays') together = tried;
  }
  return together;
}

function withCallers(helper: Converted, callers: readonly FunctionPlace[], widened: Migration): Together {
  const converted: Converted[] = [];
  for (const [at, { file, item }] of callers.entries()) {
    const one = convertFunction(file, item, widened, { mayReturn: true, returns: 'equal' });
    if (one.kind !== 'converted') return { kind: 'caller-stays', at, failed: one };
    converted.push(one);
  }
  return { kind: 'converted', helper, callers: converted };
}
