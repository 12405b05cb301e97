/** The ledger for people. */
import { groupBy } from '../order.js';
import { countReasons, KINDS } from '../report/counts.js';
import { decodeUtf8, printable } from '../unicode.js';
import type { Ledger, Totals, Verdict, VerdictKind } from '../verdict.js';
import type { Paint } from './paint.js';

export { countReasons };

/** `path:line:col`, fit to be printed. */
export function placeOf({ occurrence: { path, line, column } }: Verdict): string {
  return `${printable(path)}:${line}:${column}`;
}

/** The whole ledger, one verdict a line, a blank line between files; then what it adds up to. */
export function ledgerText(ledger: Ledger, paint: Paint): string {
  const files = groupBy(ledger.verdicts, ({ occurrence }) => occurrence.path).values();
  const blocks = [...files].map(verdicts => verdicts.map(verdict => verdictLine(verdict, paint)).join(''));
  const unread = ledger.unread.map(
    ({ path, why }) =>
      `${paint.bold(printable(path))}: ${paint.red('unread')}: ${printable(decodeUtf8(why))}\n`,
  );
  if (unread.length > 0) blocks.push(unread.join(''));
  blocks.push(totalsText(ledger));
  return blocks.join('\n');
}

function verdictLine(verdict: Verdict, paint: Paint): string {
  const { kind, code, transform, message, occurrence } = verdict;
  const inside = occurrence.inside === undefined ? '' : ` (in ${occurrence.inside})`;
  const sentence = printable(decodeUtf8(`${transform}: ${message}${inside}`));
  return `${paint.bold(placeOf(verdict))}: ${brushOf(kind, paint)(kind)} [${code}] ${sentence}\n`;
}

/** The colour of a kind of verdict. */
export function brushOf(kind: VerdictKind, paint: Paint): (text: string) => string {
  return { convert: paint.green, review: paint.cyan, refuse: paint.yellow, done: paint.dim }[kind];
}

function totalsText({ verdicts, totals, unread }: Ledger): string {
  const counts = countReasons(verdicts);
  const digits = String(totals.occurrences).length;
  const number = (count: number) => String(count).padStart(digits);
  const lines = KINDS.flatMap(kind => [
    `  ${number(totals[kind])}  ${kind}\n`,
    ...counts
      .filter(count => count.kind === kind)
      .map(({ code, verdicts: { length } }) => `  ${' '.repeat(digits)}  ${number(length)}  ${code}\n`),
  ]);
  const lost = unread.length === 0 ? '' : `${plural(unread.length, 'file')} could not be read\n`;
  return `${sumOf(totals)}\n${lines.join('')}${lost}`;
}

function sumOf({ filesListed, filesWithKeywords, occurrences }: Totals): string {
  const found = `${plural(occurrences, 'occurrence')} in ${plural(filesWithKeywords, 'file')}`;
  return `${found}, of ${filesListed} that were searched`;
}

/** `1 file`, `2 files`. */
export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
