/** Proves a function that a person rewrote: whatever tactic they had, it must do what the text before did. */
import type { Proof } from '../flow/proof.js';
import { outcomesOf, prove, type Returns } from '../flow/prove.js';
import type { Item, SourceFile } from '../source/file.js';
import type { TableRow } from '../verdict.js';
import { callsOld, configurationKey, inliner, macrosIn, parserFor } from './function.js';
import type { Migration } from './migration.js';

/**
 * Evaluates a function of a file before and as `after` has it, in all its configurations, for each value that the old
 * calls can return: it must do and return the same, but for what the migration declares. Undefined where it calls no
 * old name, so that there is nothing to evaluate it for.
 */
export function proveRewritten(
  file: SourceFile,
  item: Item,
  after: string,
  migration: Migration,
): Proof | { readonly why: string } | undefined {
  const variants = file.functionsOf(item);
  if ('why' in variants) return { why: variants.why };
  const text = file.text.slice(item.start, item.end);
  const inline = inliner(file, item, migration);
  const macros = macrosIn(file, migration);
  let proof: Proof | undefined;
  let isCalling = false;
  for (const { fn, under } of variants) {
    const parse = parserFor(file, configurationKey(under));
    const [was, now] = [parse(text), parse(after)];
    const doubt = [...(was?.fn.doubtful ?? []), ...(now?.fn.doubtful ?? [])][0];
    if (!was || !now || doubt) return { why: doubt?.why ?? 'it cannot be read as one function' };
    const answer = prove({
      ...{ contract: migration, before: was.fn, after: now.fn, returns: 'equal', inline, macros },
    });
    if (answer.kind === 'differs') return { why: answer.sentence };
    if (answer.kind === 'unknown') return { why: answer.why };
    if (callsOld(fn, migration) && !isCalling) [proof, isCalling] = [answer.proof, true];
    proof ??= answer.proof;
  }
  return isCalling ? proof : undefined;
}

/** Calls that change besides, by their old names, and how what the function returns may change. */
interface Manner {
  readonly others?: ReadonlyMap<string, string>;
  readonly returns?: Returns;
}

/**
 * What a function of a file does before and as `after` has it, for each value of the calls, in the first configuration
 * that makes one: an account, no proof. Undefined where it cannot be evaluated, and where one of the `others`, which
 * change too, is called in the same configuration.
 */
export function accountOf(
  file: SourceFile,
  item: Item,
  after: string,
  migration: Migration,
  { others = new Map(), returns = 'equal' }: Manner = {},
): readonly TableRow[] | undefined {
  const variants = file.functionsOf(item);
  if ('why' in variants) return undefined;
  const text = file.text.slice(item.start, item.end);
  const inline = inliner(file, item, migration);
  const macros = macrosIn(file, migration);
  const all = variants.filter(({ fn }) => callsOld(fn, migration));
  if (all.some(({ fn }) => callsOld(fn, { calls: others }))) return undefined;
  const [calling] = all;
  const parse = calling && parserFor(file, configurationKey(calling.under));
  const [was, now] = [parse?.(text), parse?.(after)];
  if (!was || !now) return undefined;
  return outcomesOf({ contract: migration, before: was.fn, after: now.fn, returns, inline, macros });
}
