/** What is left for a person, in a few lines on standard error. */
import type { Ledger } from '../verdict.js';
import type { Arguments } from './command.js';
import { isLeft, leftForPerson } from './exit.js';
import { countReasons, placeOf, plural } from './ledger-text.js';
import type { World } from './world.js';

/** So many places are named for each reason. */
const PLACES = 3;

/** Where the reasons are said, and what takes what needs consent. */
interface Hints {
  readonly why: string;
  readonly review: string;
}

const HINTS: Hints = { why: '`faultline scan` says why', review: '--review takes those in review' };

/** Tells what a run leaves for a person; nothing with `--quiet`, or where nothing is left. */
export async function tellLeft(
  ledger: Ledger,
  args: Arguments,
  { err }: World,
  { why, review }: Hints = HINTS,
): Promise<void> {
  const left = leftForPerson(ledger, args.review);
  if (args.quiet || left === 0) return;
  const counts = countReasons(ledger.verdicts.filter(verdict => isLeft(verdict, args.review)));
  const lines = counts.map(({ kind, code, verdicts }) => {
    const places = verdicts.slice(0, PLACES).map(placeOf).join(', ');
    const more = verdicts.length > PLACES ? ', …' : '';
    return `  ${verdicts.length} ${kind} [${code}]: ${places}${more}\n`;
  });
  if (ledger.unread.length > 0) lines.push(`  ${plural(ledger.unread.length, 'file')} could not be read\n`);
  const hints = [why];
  if (!args.review && ledger.totals.review > 0) hints.push(review);
  await err.write(`${plural(left, 'place')} left for a person; ${hints.join(', ')}\n${lines.join('')}`);
}
