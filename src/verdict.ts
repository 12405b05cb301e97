/** What a run says: occurrences, verdicts, changes, the ledger that adds them up. Plain data throughout. */
import type { Edit } from './edit/edit.js';
import type { Span } from './source/span.js';

/**
 * - `convert`: sure; `diff`, `apply` and `series` take it.
 * - `review`: right, but a person has to agree; taken only with `--review`.
 * - `refuse`: not by machine, with the reason.
 * - `done`: nothing to do here.
 */
export type VerdictKind = 'convert' | 'review' | 'refuse' | 'done';

/** Where in the text a keyword stands. */
export type OccurrencePlace = 'code' | 'comment' | 'string' | 'directive';

/** One keyword of a transform, standing as a whole word in the tree. */
export interface Occurrence extends Span {
  readonly path: string;
  readonly keyword: string;
  readonly place: OccurrencePlace;
  /** From 1; the column counts bytes. */
  readonly line: number;
  readonly column: number;
  /** The enclosing function, if any. */
  readonly inside: string | undefined;
}

/**
 * One row of the value table: what the code does for one value the old call can return. What it does for all values
 * alike (it gives back a lock) is in no row.
 */
export interface TableRow {
  /** The value, as people write it: `-EBUSY`. */
  readonly value: string;
  /** The outcome before and after: `returns VM_FAULT_NOPAGE after dev_err()`. */
  readonly before: string;
  readonly after: string;
  /** The name of the declared difference, where before and after differ. */
  readonly difference: string | undefined;
}

/** Said beside a table. */
export const LEFT_OUT = 'what is done for each of them is left out';

/** One step of a call chain, from a slot down to a call: `gem_vm_ops.fault (drv.c:40)`. */
export interface ChainStep {
  readonly name: string;
  readonly path: string;
  readonly line: number;
}

/**
 * Where in a series a change belongs if it does not simply go with its driver: `first` for what the others build on
 * (a typedef), `last` for what they must all have come before (the type of a slot).
 */
export type Phase = 'first' | 'last';

/** A function that a table is of in place of those that call what is converted, since it makes of their values its own. */
export interface Vantage {
  readonly path: string;
  /** The function's, in the text before. */
  readonly start: number;
  readonly end: number;
  /** The names of those that call what is converted. */
  readonly over: readonly string[];
}

/** Edits that go in together or not at all, with what was proven about them. */
export interface Change {
  /** Unique in the run, stable for the same tree: `path:function`. */
  readonly id: string;
  readonly kind: 'convert' | 'review';
  readonly transforms: readonly string[];
  /** Sorted by path and offset, disjoint. */
  readonly edits: readonly Edit[];
  /** The function that the table is of; undefined where there is none. */
  readonly about?: string | undefined;
  /** Set where that function need not be one that the edits are in. */
  readonly from?: Vantage | undefined;
  readonly table: readonly TableRow[];
  /** Sentences, one per declared difference that occurs. */
  readonly differences: readonly string[];
  readonly phase?: Phase | undefined;
  /** What its patch says instead of the transforms' own words, such as for a change that only prepares the others. */
  readonly words?: ChangeWords | undefined;
  /** The edits as they were offered, where others go with them; what a decision knows the change by. */
  readonly offered?: readonly Edit[] | undefined;
  /** Set where a person edited it: the functions that they made something else, of which there is one at least. */
  readonly edited?: readonly string[] | undefined;
}

/** The words of a change, as a transform has them of itself. */
export interface ChangeWords {
  /** Imperative, lower case, no full stop. */
  readonly title: string;
  /** Paragraphs. */
  readonly why: readonly string[];
}

export interface Verdict {
  readonly transform: string;
  readonly occurrence: Occurrence;
  readonly kind: VerdictKind;
  /** A key of the rule's or the engine's table of reasons. */
  readonly code: string;
  /** The reason as one sentence, holes filled. */
  readonly message: string;
  /** The change that carries this verdict's edits; set exactly for `convert` and `review`. */
  readonly change: string | undefined;
  /** Why the function runs where it runs; empty where it does not matter. */
  readonly chain: readonly ChainStep[];
}

/** Everything a run has to say about a tree. */
export interface Ledger {
  /** In order of path, offset, transform. */
  readonly verdicts: readonly Verdict[];
  readonly changes: readonly Change[];
  readonly totals: Totals;
  /** Files that hold a keyword but could not be read, with the reason; their occurrences are not known. */
  readonly unread: readonly { readonly path: string; readonly why: string }[];
}

/** `occurrences` is counted apart from the verdicts; that they are equal is an invariant, checked on every run. */
export interface Totals {
  readonly filesListed: number;
  readonly filesWithKeywords: number;
  readonly occurrences: number;
  readonly convert: number;
  readonly review: number;
  readonly refuse: number;
  readonly done: number;
}
