/**
 * Changes that a person edited. What they say instead is no more believed than what a rule offers: it may differ from
 * the offer in the bodies of functions alone, and the rule's prover has to prove each of them.
 */
import { strayIn } from './amended-words.js';
import { applyEdits } from './edit/apply.js';
import type { Edit } from './edit/edit.js';
import { sortEdits } from './edit/gather.js';
import { failureInWords } from './errors.js';
import type { Facts } from './facts/facts.js';
import { groupBy } from './order.js';
import type { SourceFile } from './source/file.js';
import { contains } from './source/span.js';
import type { AnyRule, Offer, Rewritten, Unit } from './transform.js';

/**
 * The edits that a person wants in place of those that are offered; undefined where nothing was said of these.
 *
 * @throws UserError where what was said does not fit the texts.
 */
export type Amend = (
  offered: readonly Edit[],
  fileOf: (path: string) => SourceFile | undefined,
) => readonly Edit[] | undefined;

/** The offer as a person edited it, itself where nobody did, or why it cannot be taken. */
export function amendOffer(
  offer: Offer,
  ground: {
    readonly rule: AnyRule;
    readonly unit: Unit<unknown>;
    readonly facts: Facts;
    /** Those of the family. */
    readonly keywords: ReadonlySet<string>;
  },
  amend: Amend,
): Offer | { readonly why: string } {
  const { rule, unit, facts, keywords } = ground;
  const paths = new Set(offer.edits.map(({ path }) => path));
  const fileOf = (path: string) => (paths.has(path) ? facts.file(path) : undefined);
  let wanted: readonly Edit[] | undefined;
  try {
    wanted = amend(offer.edits, fileOf);
  } catch (error) {
    return { why: failureInWords(error) };
  }
  if (wanted === undefined) return offer;
  const edits = sortEdits(wanted);
  if (edits === undefined || edits.length === 0) return { why: 'it changes nothing, or one place twice' };
  const rewritten = rewrittenBy(offer.edits, edits, facts, keywords);
  if ('why' in rewritten) return rewritten;
  const byPerson = rewritten.filter(one => one.byPerson);
  if (byPerson.length === 0) return offer;
  const proof = rule.prove?.(rewritten, offer.proof, unit, facts) ?? { why: 'nothing can prove such edits' };
  return 'why' in proof ? proof : { ...offer, edits, proof, offered: offer.edits, byPerson };
}

/** The functions that the offer or the person rewrites, as they are to be. */
function rewrittenBy(
  offered: readonly Edit[],
  wanted: readonly Edit[],
  facts: Facts,
  keywords: ReadonlySet<string>,
): readonly Rewritten[] | { readonly why: string } {
  const found: Rewritten[] = [];
  for (const [path, edits] of groupBy(offered, one => one.path)) {
    const file = facts.file(path);
    if (file === undefined) return { why: `${path} was not read` };
    const own = wanted.filter(one => one.path === path);
    const [plain, made] = [edits, own].map(list => file.reopen(applyEdits(file.text, list)));
    const isAlike = (one: SourceFile) =>
      frameOf(one) === frameOf(plain!) && one.items.length === file.items.length;
    if (!isAlike(made!) || !isAlike(plain!)) {
      return { why: `only bodies of functions may be edited, and ${path} would change between them` };
    }
    for (const [i, item] of file.items.entries()) {
      const [was, offers, wants] = [file, plain!, made!].map(one => textAt(one, i));
      const byPerson = wants !== offers;
      if (byPerson && item.kind !== 'function') {
        return { why: `only bodies of functions may be edited, and ${item.name ?? 'a declaration'} is none` };
      }
      const isTouched = edits.some(edit => contains(item, edit));
      if (byPerson && !isTouched)
        return { why: `${item.name ?? 'a function'}() is no part of this change, and stays as it is` };
      const stray = byPerson
        ? strayIn(
            { original: { file, item }, offered: { file: plain!, item: plain!.items[i]! }, edits, keywords },
            { file: made!, item: made!.items[i]! },
          )
        : undefined;
      if (stray !== undefined)
        return { why: `only statements of functions may be edited: of ${item.name ?? 'one'}(), ${stray}` };
      if (byPerson || (isTouched && item.kind === 'function' && wants !== was)) {
        found.push({ file, item, after: wants!, byPerson });
      }
    }
  }
  return found;
}

const textAt = ({ text, items }: SourceFile, i: number): string => text.slice(items[i]!.start, items[i]!.end);

/** What stands between the items of a file, and what they are. */
function frameOf({ text, items }: SourceFile): string {
  const ends = [0, ...items.map(({ end }) => end)];
  const between = ends.map((end, i) => text.slice(end, items[i]?.start ?? text.length));
  return JSON.stringify([between, items.map(({ kind, name }) => [kind, name])]);
}
