/** The certificate that a rewrite does what the text before did, but for named differences. */
import type { TableRow, Vantage } from '../verdict.js';

const minted = new WeakSet<object>();

/** What was proven of one rewrite. Only `mint` makes one; the engine checks `isProof` before it takes an offer. */
export interface Proof {
  /** The name of the function that the table is of; undefined where there is no table. */
  readonly about: string | undefined;
  /** Where that function is, if it is one above those that call what is converted. */
  readonly from?: Vantage | undefined;
  readonly table: readonly TableRow[];
  /** Sentences, one per declared difference that occurs. */
  readonly differences: readonly string[];
}

/** For the provers in `src/flow` alone (a border test says so). */
export function mint(
  table: readonly TableRow[],
  differences: readonly string[],
  { about, from }: Partial<Pick<Proof, 'about' | 'from'>> = {},
): Proof {
  const proof: Proof = Object.freeze({ about, from, table, differences });
  minted.add(proof);
  return proof;
}

/** Whether a value came out of a prover of this process. */
export function isProof(value: object): value is Proof {
  return minted.has(value);
}
