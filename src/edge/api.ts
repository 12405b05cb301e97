/**
 * faultline for programs: what `import 'faultline'` gives. Promises of plain data, which JSON and structuredClone can
 * carry; each run has a thread of its own, can be watched, and ends at once when it is told to. Nothing is written, printed or asked, and no settings file is read.
 */
import { resolve } from 'node:path';
import { transforms as shelf } from '../../transforms/index.js';
import { SPLITS, type Split } from '../series/plan.js';
import type { Progress } from '../watch.js';
import { inThread } from './api-thread.js';
import { checkKeys, checkRequest } from './request.js';

export { UserError } from '../errors.js';
export type { Split } from '../series/plan.js';
export type { Phase, Progress } from '../watch.js';

/** What is to be looked at, and how. */
export interface Request {
  /** The root of the tree, a folder. */
  readonly tree: string;
  /** Files and folders of it, relative to the tree; all of it unless given. */
  readonly paths?: readonly string[];
  /** Globs, as `--include` and `--exclude` take them. */
  readonly include?: readonly string[];
  readonly exclude?: readonly string[];
  /** Names of transforms; all unless given. */
  readonly transforms?: readonly string[];
  /** Whether what needs a person's consent goes in as well. */
  readonly review?: boolean;
  /** Whether what new code needs is declared in the tree first, where it is not. */
  readonly prepare?: boolean;
  /** How many times the usual a function may take to evaluate, and the megabytes that a file may have. */
  readonly effort?: number;
  readonly largest?: number;
  /** Stops the run: the promise is rejected with the signal's reason. */
  readonly signal?: AbortSignal;
  /** Called with each step of the run. */
  readonly onProgress?: (progress: Progress) => void;
}

/** The ledger, as `docs/schema/ledger-1.json` has it. */
export interface LedgerDocument {
  readonly schemaVersion: number;
  readonly tool: { readonly name: string; readonly version: string };
  readonly transforms: readonly string[];
  readonly review: boolean;
  readonly totals: Readonly<
    Record<
      'filesListed' | 'filesWithKeywords' | 'occurrences' | 'convert' | 'review' | 'refuse' | 'done',
      number
    >
  >;
  readonly reasons: readonly { readonly kind: string; readonly code: string; readonly count: number }[];
  readonly verdicts: readonly VerdictDocument[];
  readonly changes: readonly ChangeDocument[];
  readonly unread: readonly { readonly path: string; readonly why: string }[];
  /** The comments `faultline-ignore` in the files that were looked at. */
  readonly ignores: readonly {
    readonly path: string;
    readonly line: number;
    /** The line that it speaks of. */
    readonly covers: number;
    /** Empty where it is missing; then nothing is covered. */
    readonly reason: string;
    readonly used: boolean;
  }[];
}

export interface VerdictDocument {
  readonly path: string;
  /** From 1; the column counts bytes. */
  readonly line: number;
  readonly column: number;
  /** Offsets in bytes. */
  readonly start: number;
  readonly end: number;
  readonly keyword: string;
  readonly place: 'code' | 'comment' | 'string' | 'directive';
  readonly function: string | null;
  readonly transform: string;
  readonly kind: 'convert' | 'review' | 'refuse' | 'done';
  readonly code: string;
  readonly message: string;
  readonly change: string | null;
  readonly chain: readonly { readonly name: string; readonly path: string; readonly line: number }[];
  readonly fingerprint: string;
}

export interface ChangeDocument {
  readonly id: string;
  readonly kind: 'convert' | 'review';
  readonly transforms: readonly string[];
  /** Offsets in bytes. */
  readonly edits: readonly {
    readonly path: string;
    readonly start: number;
    readonly end: number;
    readonly text: string;
  }[];
  /** The function that the table is of; null where there is none. */
  readonly about: string | null;
  readonly table: readonly {
    readonly value: string;
    readonly before: string;
    readonly after: string;
    readonly difference: string | null;
  }[];
  readonly differences: readonly string[];
}

/** What would change. Texts of files have one UTF-16 unit for each byte, so that any file can be carried. */
export interface DiffDocument {
  readonly ledger: LedgerDocument;
  /** As `git apply` takes it, one unit per byte; empty where nothing changes. */
  readonly diff: string;
  readonly files: readonly { readonly path: string; readonly before: string; readonly after: string }[];
  /** Names that the new code uses and the tree declares nowhere: it builds only where other headers have them. */
  readonly missing: readonly string[];
  /** What would say two types of one function, where something that belongs together is changed in part; one clause. */
  readonly discord: string | null;
}

/** Which change goes into which patch, as `series --plan --json` prints it. */
export interface PlanDocument {
  readonly schemaVersion: number;
  readonly tool: { readonly name: string; readonly version: string };
  readonly split: Split;
  readonly series: readonly {
    readonly name: string | null;
    readonly tree: string | null;
    /** The names of the series that have to be taken before. */
    readonly after: readonly (string | null)[];
    readonly patches: readonly {
      readonly subject: string;
      readonly driver: string;
      readonly phase: 'first' | 'last' | null;
      readonly files: readonly string[];
      readonly changes: readonly string[];
    }[];
  }[];
}

/** How a series is to be split. */
export interface Wish {
  /** What a patch is; `driver` unless given. */
  readonly split?: Split;
  /** How many patches a posting has at most; 15 unless given. */
  readonly most?: number;
}

/** Judges every occurrence. @throws UserError for a request that names nothing. */
export async function scan(request: Request): Promise<LedgerDocument> {
  return inThread('scan', plainOf(request), request);
}

/** What `faultline diff` shows. @throws UserError as `scan` does. */
export async function diff(request: Request): Promise<DiffDocument> {
  return inThread('diff', plainOf(request), request);
}

/**
 * How a series would be split into patches and postings.
 *
 * @throws UserError as `scan` does, for a wish that says nothing, and where MAINTAINERS cannot be read.
 */
export async function plan(request: Request, wish: Wish = {}): Promise<PlanDocument> {
  checkKeys('wish', wish, WISH);
  return inThread('plan', { ...plainOf(request), wish: { ...wish } }, request);
}

/** A request as another thread can be given it. @throws UserError for one that nothing can be made of. */
function plainOf(request: Request): Omit<Request, 'signal' | 'onProgress'> {
  checkRequest(request);
  const { signal: _, onProgress: __, ...plain } = request;
  return { ...plain, tree: resolve(plain.tree) };
}

const SPLIT_NAMES = `${SPLITS.slice(0, -1).join(', ')} or ${SPLITS.at(-1)}`;

const WISH = {
  split: (value: unknown) => (SPLITS.includes(value as Split) ? undefined : SPLIT_NAMES),
  most: (value: unknown) =>
    Number.isInteger(value) && (value as number) >= 1 ? undefined : 'a whole number from 1 on',
};

/** The transforms there are, with what each does in one line. */
export function list(): readonly { readonly name: string; readonly title: string }[] {
  return shelf.map(({ name, title }) => ({ name, title }));
}
