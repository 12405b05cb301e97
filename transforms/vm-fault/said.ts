/** Verdicts under a page fault, as they are put into words. */
import {
  type Conversion,
  type Item,
  type Migration,
  type Offer,
  proveRepaired,
  type SourceFile,
} from '../../src/kit.js';
import type { Verdict } from './calls.js';
import { ALIAS_EFFECTS } from './contract.js';

/** The verdict of a proven rewrite under a page fault, with what it declares. */
export function conversionVerdict(change: Offer): Verdict {
  const { differences } = change.proof;
  if (differences.length === 0) return { kind: 'convert', code: 'in-fault-handler', change };
  // What a value no longer comes with may be a reference that is dropped, and what it comes with one that is taken.
  const isMore = differences.some(isOfEffects);
  return {
    kind: isMore ? 'review' : 'convert',
    code: isMore ? 'does-otherwise' : 'in-fault-handler-but',
    holes: { differences: differences.join('; ') },
    change,
  };
}

/** Whether a difference is in what is done for a value, and not in what is returned alone. */
export const isOfEffects = (sentence: string): boolean =>
  Object.values(ALIAS_EFFECTS).some(said => sentence.includes(said.split(/\{\{\w+\}\}/)[1]!));

/** Changes that were offered, with what else is different where an old name was a macro for a new one. */
const repairs = new WeakMap<Offer, Offer>();

/** The verdict with one more declared difference: where old names were macros for new ones, a code was read as an errno. */
export function sayingRepair(verdict: Verdict, renamed: ReadonlyMap<string, string>): Verdict {
  if (verdict.kind !== 'convert' && verdict.kind !== 'review') return verdict;
  const { change } = verdict;
  const names = [...renamed].map(([old, instead]) => `${old}() is a macro for ${instead}()`).join(' and ');
  const differences = [`where ${names}, the code was taken for an errno before`];
  const said = repairs.get(change) ?? {
    ...change,
    proof: proveRepaired(change.proof, change.proof.table, [...change.proof.differences, ...differences]),
  };
  repairs.set(change, said);
  const isPlain = /^(?:in-fault-handler(?:-but)?|does-otherwise)$/.test(verdict.code);
  return isPlain ? { ...verdict, ...conversionVerdict(said) } : { ...verdict, change: said };
}

/**
 * What stands in the way in a function of a file, with the place where it is known.
 *
 * @param named a place that was named already
 */
export function obstacleOf(
  file: SourceFile,
  conversion: Exclude<Conversion, { kind: 'converted' }>,
  named?: string,
): string {
  const why = conversion.kind === 'differs' ? conversion.sentence : conversion.why;
  const at = 'at' in conversion ? conversion.at : undefined;
  const place = at === undefined ? named : `${file.path}:${file.position(at).line}`;
  return place === named ? why : `${why} (${place})`;
}

/** A function, and where it calls an old name first. */
export function firstCallIn(
  file: SourceFile,
  item: Item,
  { calls }: Migration,
): { readonly function: string; readonly place: string } {
  const call = file.tokens
    .within(item.start, item.end)
    .find(({ start, end }) => calls.has(file.text.slice(start, end)));
  const at = file.position(call?.start ?? item.start).line;
  return { function: item.name ?? 'this function', place: `${file.path}:${at}` };
}
