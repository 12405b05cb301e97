/**
 * faultline for programs: what `import 'faultline'` gives. Promises of plain data, which JSON and structuredClone can
 * carry; each run can be watched and stopped. Nothing is written, printed or asked, and no settings file is read.
 */
import { resolve } from 'node:path';
import { transforms as shelf } from '../../transforms/index.js';
import type { Budget } from '../budget.js';
import { UserError } from '../errors.js';
import { unifiedDiff } from '../patch/index.js';
import { type RunResult, run } from '../run.js';
import { SPLITS, type Split } from '../series/plan.js';
import { chooseTransforms } from '../shelf.js';
import { openParser } from '../source/index.js';
import type { AnyTransform } from '../transform.js';
import { type DiskTree, openDisk } from '../tree/disk.js';
import { limitTo } from '../tree/limit.js';
import type { Progress } from '../watch.js';
import { checkInclude } from './ask.js';
import { changesOf } from './changes.js';
import { discordIn } from './discord.js';
import { ledgerJson } from './ledger-json.js';
import { checkKeys, checkRequest } from './request.js';
import { selectorOf } from './select.js';
import { outlineJson, outlineOf } from './series/outline.js';
import { readPeople } from './series/people.js';

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

/** Judges every occurrence. @throws UserError for a request that names nothing. */
export async function scan(request: Request): Promise<LedgerDocument> {
  return ledgerOf(await look(request), request);
}

/** What `faultline diff` shows. @throws UserError as `scan` does. */
export async function diff(request: Request): Promise<DiffDocument> {
  const looked = await look(request);
  return {
    ledger: ledgerOf(looked, request),
    diff: unifiedDiff(changesOf(looked)),
    files: looked.files.map(({ path, before, after }) => ({ path, before, after })),
    missing: looked.missing,
    discord: (await discordIn(looked)) ?? null,
  };
}

/**
 * How a series would be split into patches and postings.
 *
 * @param wish `split` is `driver` and `most` (patches of one posting) 15 unless given.
 * @throws UserError as `scan` does, for a wish that says nothing, and where MAINTAINERS cannot be read.
 */
export async function plan(
  request: Request,
  wish: { readonly split?: Split; readonly most?: number } = {},
): Promise<PlanDocument> {
  checkKeys('wish', wish, WISH);
  const { split = 'driver', most = 15 } = wish;
  const looked = await look(request);
  const changes = looked.ledger.changes.filter(({ kind }) => kind === 'convert' || request.review === true);
  const outlines = await outlineOf(looked, changes, readPeople(looked.tree), { split, most });
  return JSON.parse(outlineJson(outlines, split)) as PlanDocument;
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

interface Looked extends RunResult {
  readonly tree: DiskTree;
  readonly transforms: readonly AnyTransform[];
  readonly paths: readonly string[] | undefined;
}

async function look(request: Request): Promise<Looked> {
  checkRequest(request);
  const { paths = [], include = [], exclude = [], transforms: names = [], signal, onProgress } = request;
  const transforms = chosen(names);
  const tree = await openDisk(resolve(request.tree));
  const within = paths.length === 0 ? undefined : limitTo(tree.root, tree.root, paths);
  await checkInclude(include, tree, within, 'include');
  const result = await run({
    tree,
    paths: within,
    selects: selectorOf([{ include, exclude, prefix: '' }]),
    transforms,
    parser: await openParser(),
    takeReview: request.review ?? false,
    prepare: request.prepare ?? false,
    budget: budgetOf(request),
    signal,
    onProgress,
  });
  return { ...result, tree, transforms, paths: within };
}

function budgetOf(request: Request): Partial<Budget> {
  const given = (['effort', 'largest'] as const).filter(name => request[name] !== undefined);
  return Object.fromEntries(given.map(name => [name, request[name]!]));
}

function chosen(names: readonly string[]): readonly AnyTransform[] {
  try {
    return chooseTransforms(shelf, names);
  } catch (error) {
    throw new UserError(`transforms: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function ledgerOf(
  { ledger, ignores, transforms, sources }: Looked,
  { review = false }: Request,
): LedgerDocument {
  const names = transforms.map(({ name }) => name);
  return JSON.parse(ledgerJson(ledger, { transforms: names, review, ignores, sources })) as LedgerDocument;
}
