/** What the exit code says, and how a failure is told. */
import { UserError } from '../errors.js';
import type { EngineCode } from '../reasons.js';
import { printable } from '../unicode.js';
import type { Ledger, Verdict } from '../verdict.js';
import { VERSION } from '../version.js';
import type { World } from './world.js';

/** 0: nothing is left for a person; 1: some sites need one; 2: it could not work. */
export type ExitCode = 0 | 1 | 2;

/** How many verdicts are left for a person, and files that nobody could look into. */
export function leftForPerson({ verdicts, totals, unread }: Ledger, takeReview: boolean): number {
  const decided = verdicts.filter(({ code }) => DECIDED.has(code)).length;
  return totals.refuse - decided + (takeReview ? 0 : totals.review) + unread.length;
}

/** Whether a person has to look at a verdict: not where one has looked, and said to leave it. */
export function isLeft({ kind, code }: Verdict, takeReview: boolean): boolean {
  return (kind === 'refuse' && !DECIDED.has(code)) || (kind === 'review' && !takeReview);
}

const DECIDED: ReadonlySet<string> = new Set<EngineCode>(['ignored', 'declined']);

/** The exit code of a run that worked. */
export function exitCodeOf(ledger: Ledger, takeReview: boolean): ExitCode {
  return leftForPerson(ledger, takeReview) === 0 ? 0 : 1;
}

/** Tells a failure on standard error. What the user can mend is one line; the rest asks to be reported. */
export async function tellFailure(error: unknown, world: World, debug: boolean): Promise<ExitCode> {
  const told = isUserError(error) ? `faultline: ${printable(error.message)}\n` : bugReport(error, debug);
  // Where even this cannot be written, the exit code has to do.
  await world.err.write(told).catch(() => undefined);
  return 2;
}

function isUserError(error: unknown): error is UserError {
  return error instanceof UserError;
}

function bugReport(error: unknown, debug: boolean): string {
  const { message, stack } = error instanceof Error ? error : { message: String(error), stack: undefined };
  return [
    `faultline: internal error: ${printable(message)}`,
    `This is a bug of faultline ${VERSION} (node ${process.version}, ${process.platform}), not of your tree.`,
    debug
      ? printable(stack ?? 'no stack').replaceAll('\\x0a', '\n')
      : 'Please report it with what the same command prints with --debug.',
    '',
  ].join('\n');
}
