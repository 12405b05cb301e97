/** Reads and writes the baseline of a check. */
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { baselineText, parseBaseline } from '../check/baseline.js';
import type { CheckFinding } from '../check/finding.js';
import { failureInWords, UserError } from '../errors.js';
import type { World } from './world.js';

/** The keys of the findings in a baseline file. @throws UserError where it is none. */
export function readBaseline(shown: string, { cwd }: World): ReadonlySet<string> {
  let text: string;
  try {
    text = readFileSync(resolve(cwd, shown), 'utf8');
  } catch (error) {
    throw new UserError(
      `cannot read the baseline ${shown}: ${failureInWords(error)}; --write-baseline writes one`,
    );
  }
  return parseBaseline(text, shown);
}

/** Writes a baseline of findings, whole or not at all. @throws UserError where it cannot be written. */
export function writeBaseline(shown: string, findings: readonly CheckFinding[], { cwd }: World): void {
  const file = resolve(cwd, shown);
  const beside = `${file}.${process.pid}.tmp`;
  try {
    writeFileSync(beside, baselineText(findings), { flag: 'wx' });
    renameSync(beside, file);
  } catch (error) {
    rmSync(beside, { force: true });
    throw new UserError(`cannot write the baseline ${shown}: ${failureInWords(error)}`);
  }
}
