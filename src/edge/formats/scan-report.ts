/** What the formats of `scan` have to say. */
import type { UsedIgnore, Useless } from '../../ignore.js';
import type { EngineCode } from '../../reasons.js';
import { fingerprintsOf } from '../../report/fingerprint.js';
import type { Sources } from '../../sources.js';
import type { AnyTransform } from '../../transform.js';
import type { Ledger, Verdict } from '../../verdict.js';

/** A ledger, with what was asked for. */
export interface ScanReport {
  readonly ledger: Ledger;
  readonly sources: Sources;
  readonly transforms: readonly AnyTransform[];
  readonly review: boolean;
  readonly ignores: readonly UsedIgnore[];
  /** The comments among them that are there for nothing. */
  readonly useless: readonly Useless[];
  /** What stands before the paths of the tree, for readers who count from a folder above it: `''`, or with `/`. */
  readonly prefix: string;
}

export interface OpenVerdict {
  readonly verdict: Verdict;
  readonly fingerprint: string;
}

/** Whether a format that cannot say "suppressed" tells a verdict at all. */
export function isLoud({ verdict }: OpenVerdict): boolean {
  return verdict.code !== ('ignored' satisfies EngineCode);
}

/** The verdicts that there is something to do about, each with its fingerprint; what is done is only counted. */
export function openVerdicts({ ledger: { verdicts }, sources }: ScanReport): readonly OpenVerdict[] {
  const prints = fingerprintsOf(verdicts, sources);
  return verdicts
    .map((verdict, i) => ({ verdict, fingerprint: prints[i]! }))
    .filter(({ verdict }) => verdict.kind !== 'done');
}
