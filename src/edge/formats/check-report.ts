/** What the formats of `check` have to say. */
import { createHash } from 'node:crypto';
import { type CheckFinding, type CheckResult, keyOf } from '../../check/finding.js';
import { decodeUtf8 } from '../../unicode.js';

/** A result, with what was asked for. */
export interface CheckReport extends CheckResult {
  readonly transforms: readonly string[];
  /** What the findings are new against: a revision, or `HEAD` for what is staged; all count where undefined. */
  readonly since: string | undefined;
  /** How many findings the baseline held, which are left out. */
  readonly known: number;
  /** What stands before the paths of the tree, for readers who count from a folder above it: `''`, or with `/`. */
  readonly prefix: string;
}

/** A short name for what stays the same of a finding when other lines come, go and move. */
export function fingerprintOf(finding: CheckFinding): string {
  return createHash('sha256').update(keyOf(finding)).digest('hex').slice(0, 32);
}

/** The column in UTF-16 units, from 1, as readers of JSON count; the finding's own counts bytes. */
export function utf16Column({ source, column }: CheckFinding): number {
  return decodeUtf8(source.slice(0, column - 1)).length + 1;
}

/** The column behind the place, in the same units. */
export function utf16EndColumn(finding: CheckFinding): number {
  const { source, column, start, end } = finding;
  const marked = source.slice(column - 1, column - 1 + end - start);
  return utf16Column(finding) + decodeUtf8(marked).length;
}
