/** Reads and writes the baseline of a check. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Baseline, baselineText, parseBaseline } from '../check/baseline.js';
import type { CheckFinding } from '../check/finding.js';
import { failureInWords, UserError } from '../errors.js';
import { writeWhole } from './whole-file.js';
import type { World } from './world.js';

/** The findings in a baseline file. @throws UserError where it is none. */
export function readBaseline(shown: string, { cwd }: World): Baseline {
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
export function writeBaseline(shown: string, findings: readonly CheckFinding[], world: World): void {
  writeWhole(shown, baselineText(findings), 'baseline', world);
}
