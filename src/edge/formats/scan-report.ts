/** What the formats of `scan` have to say. */
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
  /** What stands before the paths of the tree, for readers who count from a folder above it: `''`, or with `/`. */
  readonly prefix: string;
}

/** The verdicts that there is something to do about, each with its fingerprint; what is done is only counted. */
export function openVerdicts({
  ledger: { verdicts },
}: ScanReport): readonly { readonly verdict: Verdict; readonly fingerprint: string }[] {
  const prints = fingerprintsOf(verdicts);
  return verdicts
    .map((verdict, i) => ({ verdict, fingerprint: prints[i]! }))
    .filter(({ verdict }) => verdict.kind !== 'done');
}
