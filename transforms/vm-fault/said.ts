/** Verdicts under a page fault, as they are put into words. */
import type { Conversion, Item, Migration, Offer, SourceFile } from '../../src/kit.js';
import type { Verdict } from './calls.js';

/** The verdict of a proven rewrite under a page fault, with what it declares. */
export function conversionVerdict(change: Offer): Verdict {
  const { differences } = change.proof;
  if (differences.length === 0) return { kind: 'convert', code: 'in-fault-handler', change };
  return {
    kind: 'convert',
    code: 'in-fault-handler-but',
    holes: { differences: differences.join('; ') },
    change,
  };
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
  const call = file.tokens.find(
    t => t.start >= item.start && t.end <= item.end && calls.has(file.text.slice(t.start, t.end)),
  );
  const at = file.position(call?.start ?? item.start).line;
  return { function: item.name ?? 'this function', place: `${file.path}:${at}` };
}
