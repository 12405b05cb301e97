/** Calls that an `#if` chooses between: the old one for kernels that do not have the new one. */
import { isNeverCompiled, type Occurrence, standsForOthers, type Unit } from '../../src/kit.js';
import type { InsertCalls } from './calls.js';

/** The calls of a function that another arm of an `#if` makes in the new way already, for kernels that have it. */
export function chosenByKernel(
  { file, item, occurrences }: Unit<InsertCalls>,
  calls: ReadonlyMap<string, string>,
): readonly Occurrence[] {
  if (item?.kind !== 'function') return [];
  return occurrences.filter(
    ({ keyword, place, start }) =>
      place === 'code' &&
      calls.has(keyword) &&
      !isNeverCompiled(file, start) &&
      standsForOthers(file, start, calls.get(keyword)!),
  );
}
