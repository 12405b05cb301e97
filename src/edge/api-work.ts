/** What programs ask for, done: the same documents as `api.ts` gives, in this thread. */
import { resolve } from 'node:path';
import { transforms as shelf } from '../../transforms/index.js';
import type { Budget } from '../budget.js';
import { UserError } from '../errors.js';
import { unifiedDiff } from '../patch/index.js';
import { type RunResult, run } from '../run.js';
import { chooseTransforms } from '../shelf.js';
import { openParser } from '../source/index.js';
import type { AnyTransform } from '../transform.js';
import { type DiskTree, openDisk } from '../tree/disk.js';
import { limitTo } from '../tree/limit.js';
import type { Onlooker } from '../watch.js';
import type { DiffDocument, LedgerDocument, PlanDocument, Request, Wish } from './api.js';
import { checkInclude } from './ask.js';
import { changesOf } from './changes.js';
import { discordIn } from './discord.js';
import { ledgerJson } from './ledger-json.js';
import { selectorOf } from './select.js';
import { outlineJson, outlineOf } from './series/outline.js';
import { readPeople } from './series/people.js';

/** What can be asked for, by name, with what each is given and gives. */
export interface Works {
  readonly scan: { readonly request: Plain; readonly gives: LedgerDocument };
  readonly diff: { readonly request: Plain; readonly gives: DiffDocument };
  readonly plan: { readonly request: Plain & { readonly wish: Wish }; readonly gives: PlanDocument };
}

/** A request that another thread can be given. */
export type Plain = Omit<Request, keyof Onlooker>;

/** Each of them. @throws UserError for a request that names nothing. */
export const works: {
  readonly [N in keyof Works]: (
    request: Works[N]['request'],
    onlooker: Onlooker,
  ) => Promise<Works[N]['gives']>;
} = {
  scan: async (request, onlooker) => ledgerOf(await look(request, onlooker), request),
  diff: async (request, onlooker) => {
    const looked = await look(request, onlooker);
    return {
      ledger: ledgerOf(looked, request),
      diff: unifiedDiff(changesOf(looked)),
      files: looked.files.map(({ path, before, after }) => ({ path, before, after })),
      missing: looked.missing,
      discord: (await discordIn(looked)) ?? null,
    };
  },
  plan: async (request, onlooker) => {
    const { split = 'driver', most = 15 } = request.wish;
    const looked = await look(request, onlooker);
    const changes = looked.ledger.changes.filter(({ kind }) => kind === 'convert' || request.review === true);
    const outlines = await outlineOf(looked, changes, readPeople(looked.tree), { split, most });
    return JSON.parse(outlineJson(outlines, split)) as PlanDocument;
  },
};

interface Looked extends RunResult {
  readonly tree: DiskTree;
  readonly transforms: readonly AnyTransform[];
  readonly paths: readonly string[] | undefined;
}

async function look(request: Plain, onlooker: Onlooker): Promise<Looked> {
  const { paths = [], include = [], exclude = [], transforms: names = [] } = request;
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
    ...onlooker,
  });
  return { ...result, tree, transforms, paths: within };
}

function budgetOf(request: Plain): Partial<Budget> {
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
