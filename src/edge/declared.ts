/** What changes do otherwise than the code before, by declaration: said wherever a change is shown. */
import { groupBy } from '../order.js';
import { decodeUtf8, printable } from '../unicode.js';
import type { Ledger } from '../verdict.js';
import type { Arguments } from './command.js';
import { plural } from './ledger-text.js';
import type { World } from './world.js';

/** One declared difference at one place. */
export interface Declared {
  readonly path: string;
  /** `path:line: sentence`, one line, fit to be printed. */
  readonly text: string;
}

/** All declared differences of the changes that a run makes, in order of their places. */
export function declaredIn({ changes, verdicts }: Ledger, takeReview: boolean): readonly Declared[] {
  const made = changes.filter(({ kind }) => kind === 'convert' || takeReview);
  const sentencesOf = new Map(made.map(change => [change.id, change.differences]));
  const differing = verdicts.filter(({ change }) => (sentencesOf.get(change ?? '')?.length ?? 0) > 0);
  const said = groupBy(
    differing.flatMap(verdict =>
      sentencesOf.get(verdict.change!)!.map(sentence => ({
        id: `${verdict.change} ${sentence}`,
        isOwn: verdict.message.includes(sentence),
        verdict,
        sentence,
      })),
    ),
    ({ id }) => id,
  );
  const found = [...said.values()].flatMap(all => {
    // A change of several functions says of each what is true of it; what none says is meant of the whole.
    const own = all.filter(({ isOwn }) => isOwn);
    return own.length > 0 ? own : all.slice(0, 1);
  });
  const order = new Map(verdicts.map((verdict, i) => [verdict, i]));
  const sorted = found.sort((a, b) => order.get(a.verdict)! - order.get(b.verdict)!);
  const declared = sorted.map(({ verdict: { occurrence }, sentence }) => ({
    path: occurrence.path,
    text: `${printable(occurrence.path)}:${occurrence.line}: ${printable(decodeUtf8(sentence))}`,
  }));
  return [...new Map(declared.map(one => [one.text, one])).values()];
}

/** Tells the declared differences on standard error, each at its place; nothing with `--quiet`. */
export async function tellDeclared(ledger: Ledger, args: Arguments, { err }: World): Promise<void> {
  const all = declaredIn(ledger, args.review);
  if (args.quiet || all.length === 0) return;
  const lines = all.map(({ text }) => `  ${text}\n`);
  await err.write(`${plural(all.length, 'declared difference')}\n${lines.join('')}`);
}
