/** Looks at what `check` is asked about: a tree, what is staged in it, or what it gained since a revision. */
import { resolve } from 'node:path';
import type { CheckResult } from '../check/finding.js';
import { UserError } from '../errors.js';
import { type Ignore, NOT_NEEDED } from '../ignore.js';
import type { Parser } from '../source/index.js';
import type { AnyTransform } from '../transform.js';
import { limitTo } from '../tree/limit.js';
import { openSince, openStaged, type States } from '../tree/states.js';
import type { Tree } from '../tree/tree.js';
import { encodeUtf8 } from '../unicode.js';
import { type Arguments, treeFolder } from './command.js';
import { kernelsFrom } from './kernels.js';
import { progressLine } from './progress.js';
import { selectorOf } from './select.js';
import { type Timing, timingFor } from './timing.js';
import type { World } from './world.js';

/** A result, and of what. */
export interface Looked {
  readonly result: CheckResult;
  /** The absolute path of the tree. */
  readonly root: string;
  /** The revision that findings are new against; undefined where all count. */
  readonly since: string | undefined;
  readonly transforms: readonly AnyTransform[];
}

/** @throws UserError for arguments that name nothing, or contradict each other. */
export async function lookAt(args: Arguments, world: World): Promise<Looked> {
  const since = args.text('since');
  if (since !== undefined && args.flag('staged'))
    throw new UserError('--staged and --since: give only one of them');
  const progress = progressLine(world, args.quiet);
  const timing = timingFor(world, args.timing);
  try {
    const look = since !== undefined || args.flag('staged') ? lookAtChange : lookAtTree;
    const show: Show = one => {
      progress.show(one);
      timing.hear(one);
    };
    const { again, ...looked } = await look(args, world, show, timing.watched);
    const result = await withIdle(looked.result, again, args, looked.transforms);
    await progress.end();
    await timing.tell();
    return { ...looked, result };
  } finally {
    await progress.end();
  }
}

/** What was looked at, to look at some of it once more. */
interface Again {
  readonly tree: Tree;
  readonly parser: Parser;
  readonly onProgress: Show;
  /** Set where only what a change added was judged. */
  readonly isChange: boolean;
}

/**
 * The result with a note for each comment that neither a finding nor what `scan` would change needs. These are looked for
 * in the files of the comments that cover nothing, which hardly any check has. Where transforms are left out, a comment may
 * be there for one of them.
 */
async function withIdle(
  result: CheckResult,
  { isChange, ...asked }: Again,
  args: Arguments,
  transforms: readonly AnyTransform[],
): Promise<CheckResult> {
  const { idle = [] } = result;
  if (idle.length === 0 || args.transforms.length > 0) return result;
  const request = { ...asked, transforms, kernels: kernelsFrom(args), budget: args.budget };
  const paths = [...new Set(idle.map(({ path }) => path))];
  const isSame = (a: Ignore) => (b: Ignore) => a.path === b.path && a.line === b.line;
  const { check } = await import('../check/check.js');
  const left = isChange ? ((await check({ ...request, paths })).idle ?? []) : idle;
  const { run } = await import('../run.js');
  const { ignores } = await run({ ...request, paths, takeReview: false });
  const useless = idle.filter(one => left.some(isSame(one)) && !ignores.find(isSame(one))?.used);
  const notes = useless.map(
    ({ path, line }) => `${encodeUtf8(path).toString('latin1')}:${line}: ${NOT_NEEDED}`,
  );
  return { ...result, notes: [...result.notes, ...notes] };
}

type Show = ReturnType<typeof progressLine>['show'];

async function lookAtTree(
  args: Arguments,
  world: World,
  onProgress: Show,
  watched: Timing['watched'],
): Promise<Looked & { readonly again: Again }> {
  const [{ chosenTransforms, openTree }, { check }] = await Promise.all([
    import('./ask.js'),
    import('../check/check.js'),
  ]);
  const transforms = chosenTransforms(args);
  const { tree, paths } = await openTree(args, world, 'own');
  const selects = selectorOf(args.globs);
  const parser = await openParser();
  const kernels = kernelsFrom(args);
  const result = await check({
    tree: watched(tree),
    paths,
    selects,
    transforms,
    parser,
    kernels,
    budget: args.budget,
    onProgress,
  });
  const again = { tree, parser, onProgress, isChange: false };
  return { result, root: tree.root, since: undefined, transforms, again };
}

/** Whatever takes long is begun at once: git looks at the states while modules are loaded. */
async function lookAtChange(
  args: Arguments,
  world: World,
  onProgress: Show,
  watched: Timing['watched'],
): Promise<Looked & { readonly again: Again }> {
  const since = args.text('since');
  const [states, parser, { chosenTransforms }, { checkChange }, { reachCache }] = await Promise.all([
    openStates(args, world),
    openParser(),
    import('./ask.js'),
    import('../check/since.js'),
    import('./reach-cache.js'),
  ]);
  const { root, before, after, changed, beforeId } = states;
  const transforms = chosenTransforms(args);
  const paths = args.paths.length === 0 ? undefined : limitTo(root, world.cwd, args.paths);
  const kernels = kernelsFrom(args);
  const reaches = reachCache(root, beforeId, world.env, kernels);
  const result = await checkChange({
    before: watched(before),
    after: watched(after),
    changed,
    reaches,
    paths,
    selects: selectorOf(args.globs),
    transforms,
    parser,
    kernels,
    budget: args.budget,
    onProgress,
  });
  const again = { tree: after, parser, onProgress, isChange: true };
  return { result, root, since: since ?? 'HEAD', transforms, again };
}

async function openStates(args: Arguments, world: World): Promise<States> {
  const folder = treeFolder(args, world);
  const since = args.text('since');
  const index = world.env.GIT_INDEX_FILE;
  return since === undefined
    ? openStaged(folder, index && resolve(world.cwd, index))
    : openSince(folder, since);
}

async function openParser(): Promise<Parser> {
  const source = await import('../source/index.js');
  return source.openParser();
}
