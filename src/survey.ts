/**
 * One look at a tree: from its files to a finding for every occurrence. A run looks once at the tree as it is, and
 * again at the tree that it proposes.
 */
import type { Amend } from './amend.js';
import type { Compat } from './compat.js';
import { UserError } from './errors.js';
import { collectFacts, type Facts, type Seed, type Wanted } from './facts/index.js';
import { hearIgnores, IGNORE_WORD, type UsedIgnore } from './ignore.js';
import {
  crashUnit,
  type Finding,
  type Judged,
  judgeUnit,
  planOf,
  type Slip,
  unfollowedUnit,
} from './judge.js';
import type { Kernels } from './kernels/guards.js';
import type { Counted } from './ledger.js';
import { findGlued, findOccurrences, glueWordsOf } from './occurrences.js';
import { compare } from './order.js';
import type { Family } from './shelf.js';
import type { SourceFile } from './source/file.js';
import { isRead, type Sources } from './sources.js';
import { filesWithTorn, findTorn } from './torn.js';
import type { Unit, Wishes } from './transform.js';
import { sortPaths } from './tree/path.js';
import type { Tree } from './tree/tree.js';
import { findUnits } from './units.js';
import type { Ledger } from './verdict.js';
import type { Watch } from './watch.js';

/** What is looked at. */
export interface Ground {
  readonly tree: Tree;
  readonly sources: Sources;
  /** Where occurrences are looked for; all of the tree where undefined. Facts come from all of the tree. */
  readonly paths: readonly string[] | undefined;
  /** Whether occurrences of a file under `paths` are wanted; all are where undefined. */
  readonly selects?: ((path: string) => boolean) | undefined;
  readonly families: readonly Family[];
  readonly wishes: Wishes;
  readonly kernels: Kernels;
  /** How many times the usual a function may take to evaluate; the usual where undefined. */
  readonly effort?: number | undefined;
  /** Whether the newest kernel that the tree is said to be built with has what came with a release. */
  readonly hasRelease?: Facts['hasRelease'] | undefined;
  /** The header that new code includes for older kernels; undefined where it needs none. */
  readonly compat?: Compat | undefined;
}

/** What was seen. */
export interface Survey {
  /** One per occurrence and transform. */
  readonly findings: readonly Finding[];
  readonly counted: Counted;
  readonly unread: Ledger['unread'];
  readonly slips: readonly Slip[];
  /** The comments that say to leave something, in files that were looked at. */
  readonly ignores: readonly UsedIgnore[];
  /** The names among those that new code uses that the tree declares. */
  readonly declared: ReadonlySet<string>;
}

/**
 * Judges every occurrence of the families' keywords.
 *
 * @param amend what a person made of changes.
 *
 * @throws the signal's reason, where the watch has one; UserError where the tree cannot be searched.
 */
export async function survey(ground: Ground, watch: Watch, amend?: Amend): Promise<Survey> {
  const { tree, paths, families, selects = () => true } = ground;
  await watch('search', 0, 1);
  const listed = (await tree.list(paths)).filter(selects);
  const keywords = [...new Set(families.flatMap(family => family.keywords))];
  const words = [...new Set([...keywords, ...glueWordsOf(keywords), IGNORE_WORD])].sort(compare);
  const [plain, torn] = await Promise.all([
    tree.withWords(words, paths),
    filesWithTorn(tree, keywords, paths),
  ]);
  const holding = sortPaths([...plain, ...torn]).filter(selects);
  await watch('search', 1, 1);

  const { files, unread, slips } = await readAll(ground.sources, holding, watch);
  const tasks = files.flatMap(file => families.flatMap(family => tasksOf(file, family)));
  const unfollowed = files.flatMap(file =>
    families.flatMap(family =>
      findUnfollowed(file, family.keywords).flatMap(({ code, found }) =>
        findUnits(file, found, family).map(unit => unfollowedUnit(family, unit, code)),
      ),
    ),
  );
  const counts = files.map(file => countIn(file, families));
  const occurrences = counts.reduce((sum, count) => sum + count, 0);
  const filesWithKeywords = unread.length + counts.filter(count => count > 0).length;
  const found = await judgeAll(ground, tasks, watch, amend);
  const judged = [...found.judged, ...unfollowed];
  return {
    declared: found.declared,
    ...hearIgnores(
      judged.flatMap(({ findings }) => findings),
      files.map(({ path }) => path),
      ground.sources,
    ),
    counted: { filesListed: listed.length, filesWithKeywords, occurrences },
    unread,
    slips: [...slips, ...judged.flatMap(one => one.slips)],
  };
}

interface ReadFiles {
  readonly files: readonly SourceFile[];
  readonly unread: Ledger['unread'];
  /** Of files that our own code failed on. */
  readonly slips: readonly Slip[];
}

async function readAll(sources: Sources, paths: readonly string[], watch: Watch): Promise<ReadFiles> {
  const files: SourceFile[] = [];
  const unread: { path: string; why: string }[] = [];
  const slips: Slip[] = [];
  for (const [i, path] of paths.entries()) {
    await watch('read', i, paths.length);
    const file = sources.open(path);
    if (isRead(file)) {
      files.push(file);
      continue;
    }
    unread.push({ path, why: file.unread });
    if ('stack' in file) slips.push({ path, line: 1, transforms: [], what: file.unread, stack: file.stack });
  }
  await watch('read', paths.length, paths.length);
  return { files, unread, slips };
}

/** A unit and who judges it. */
interface Task {
  readonly family: Family;
  readonly unit: Unit<unknown>;
}

function tasksOf(file: SourceFile, family: Family): readonly Task[] {
  return findUnits(file, findOccurrences(file, family.keywords), family).map(unit => ({ family, unit }));
}

/** Where keywords are written so that what they do is not followed, by the reason that says so. */
const findUnfollowed = (file: SourceFile, keywords: readonly string[]) =>
  [
    { code: 'glued', found: findGlued(file, keywords) },
    { code: 'torn', found: findTorn(file, keywords) },
  ] as const;

/** Counted apart from the units, so that the ledger can tell when one is lost on the way. */
function countIn(file: SourceFile, families: readonly Family[]): number {
  return families.reduce(
    (sum, { keywords }) =>
      sum +
      [findOccurrences, findGlued, findTorn].reduce((all, find) => all + find(file, keywords).length, 0),
    0,
  );
}

interface JudgedAll {
  readonly judged: readonly Judged[];
  readonly declared: ReadonlySet<string>;
}

async function judgeAll(
  ground: Ground,
  tasks: readonly Task[],
  watch: Watch,
  amend: Amend | undefined,
): Promise<JudgedAll> {
  await watch('facts', 0, 1);
  let facts: Facts;
  try {
    facts = await collect(ground, tasks, () => watch('facts', 0, 1));
  } catch (error) {
    // Whoever stops the run is not failing.
    await watch('facts', 0, 1);
    if (error instanceof UserError) throw error;
    // Nothing can be judged without facts, but every occurrence still gets its verdict. One slip tells it all.
    const crashed = tasks.map(({ family, unit }) => crashUnit(family, unit, error));
    const judged = crashed.map(({ findings, slips }, i) => ({ findings, slips: i === 0 ? slips : [] }));
    return { judged, declared: new Set(introducedBy(ground.families)) };
  }
  const judged: Judged[] = [];
  await watch('facts', 1, 1);
  const plans = new Map<Family, ReturnType<typeof planOf>>();
  for (const [i, family] of ground.families.entries()) {
    await watch('plan', i, ground.families.length);
    plans.set(family, planOf(family, unitsOf(tasks, family), facts, ground.wishes));
  }
  await watch('plan', plans.size, plans.size);
  for (const [i, { family, unit }] of tasks.entries()) {
    await watch('judge', i, tasks.length);
    judged.push(judgeUnit(family, unit, facts, plans.get(family)!, { amend, kernels: ground.kernels }));
  }
  await watch('judge', tasks.length, tasks.length);
  // The names alone: through the facts all that was read would stay.
  return { judged, declared: new Set(introducedBy(ground.families).filter(facts.declares)) };
}

function collect(
  { tree, sources, families, effort, hasRelease }: Ground,
  tasks: readonly Task[],
  pause: () => Promise<void>,
): Promise<Facts> {
  const slots = new Map(families.flatMap(({ rule }) => rule.slots.map(slot => [JSON.stringify(slot), slot])));
  return collectFacts({
    tree,
    open: sources.open,
    slots: [...slots.values()],
    seeds: tasks.flatMap(seedsOf),
    allSlots: [...new Set(families.flatMap(({ sweeps }) => sweeps))],
    slotsOnly: true,
    explore: facts => families.flatMap(family => explored(family, unitsOf(tasks, family), facts)),
    ask: families.flatMap(({ asks }) => asks),
    lent: introducedBy(families),
    pause,
    effort,
    hasRelease,
  });
}

/** What a rule wants to know more of. What it throws here it throws again when it plans, and is heard there. */
function explored(family: Family, units: readonly Unit<unknown>[], facts: Facts): readonly Wanted[] {
  try {
    return family.rule.explore?.(units, facts) ?? [];
  } catch {
    return [];
  }
}

function unitsOf(tasks: readonly Task[], family: Family): readonly Unit<unknown>[] {
  return tasks.filter(task => task.family === family).map(({ unit }) => unit);
}

/**
 * The function whose context a unit needs: one whose code uses a keyword. Not one that only speaks of it, nor one of
 * the API itself: what leads to the core of an API is half of the tree.
 */
function seedsOf({ family, unit: { file, item, occurrences } }: Task): readonly Seed[] {
  if (item === undefined || (item.name !== undefined && family.api.has(item.name))) return [];
  const isFollowed = occurrences.some(o => o.place === 'code' && family.followed.has(o.keyword));
  return isFollowed ? [{ path: file.path, item }] : [];
}

/** Names that new code of the families uses. */
export function introducedBy(families: readonly Family[]): readonly string[] {
  return families.flatMap(({ introduces }) => [...introduces.keys()]);
}
