/**
 * Remembers between runs which names lead to forbidden calls in a checkout, so that only the first check of a change
 * has to look through the whole tree. Kept among the user's caches, never in the tree. What is remembered of one
 * commit holds for another as long as nothing between them mentions such a name anew; git tells.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { hasSameCode, novelWords, takesAway } from '../check/novel.js';
import type { Plan } from '../check/plan.js';
import { type Reach, wordsOfReach } from '../check/reach.js';
import type { Reaches } from '../check/since.js';
import type { ReleaseSet } from '../kernels/versions.js';
import { decode } from '../source/decode.js';
import { layOut } from '../source/index.js';
import { readBlobs } from '../tree/blobs.js';
import { treeDifferences } from '../tree/differences.js';
import { VERSION } from '../version.js';
import { wordsIn } from '../words.js';
import type { World } from './world.js';

/** More files than this are not compared: looking through the tree is as fast. */
const MOST_CHANGES = 5000;

interface Kept {
  readonly made: string;
  readonly treeId: string;
  readonly reach: Reach;
}

/**
 * The memory of one checkout, for the tree with this id. Where nothing can be kept, nothing is.
 *
 * @param kernels the releases that decide what of the tree is compiled: then any change may let a call come alive, so
 *   that what is remembered holds for this very tree
 */
export function reachCache(
  root: string,
  treeId: string,
  env: World['env'],
  kernels: ReleaseSet | undefined,
): Reaches {
  const folder = cacheFolder(env);
  const fileOf = (plan: Plan) =>
    folder && join(folder, `reach-${hash(root, planText(plan), kernelsText(kernels)).slice(0, 32)}.json`);
  return {
    of: async plan => {
      const file = fileOf(plan);
      const kept = file === undefined ? undefined : readKept(file);
      if (file === undefined || kept?.made !== makerOf(plan)) return undefined;
      if (kept.treeId === treeId) return kept.reach;
      if (kernels !== undefined || !(await holdsStill(root, kept, treeId, plan))) return undefined;
      write(file, { ...kept, treeId });
      return kept.reach;
    },
    keep: async (plan, reach) => {
      const file = fileOf(plan);
      if (file !== undefined) write(file, { made: makerOf(plan), treeId, reach });
    },
  };
}

function cacheFolder({ XDG_CACHE_HOME: cache, HOME: home }: World['env']): string | undefined {
  const base = cache?.startsWith('/') ? cache : home?.startsWith('/') ? join(home, '.cache') : undefined;
  return base && join(base, 'faultline');
}

/** What was looked for, and by which faultline: another one may see more. */
function makerOf(plan: Plan): string {
  return hash(VERSION, planText(plan));
}

const kernelsText = (kernels: ReleaseSet | undefined): string =>
  (kernels ?? []).map(({ from, below }) => `${from}-${below}`).join();

function planText({ rule, slots, forbidden }: Plan): string {
  return JSON.stringify([rule.context, slots, [...forbidden.keys()]]);
}

function hash(...parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}

function readKept(file: string): Kept | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Kept;
  } catch {
    return undefined;
  }
}

function write(file: string, kept: Kept): void {
  const beside = `${file}.${process.pid}.tmp`;
  try {
    mkdirSync(join(file, '..'), { recursive: true });
    writeFileSync(beside, JSON.stringify(kept));
    renameSync(beside, file);
  } catch {
    rmSync(beside, { force: true });
  }
}

/** Whether nothing that came between two trees mentions one of the names anew. */
async function holdsStill(
  root: string,
  { treeId: from, reach }: Kept,
  to: string,
  plan: Plan,
): Promise<boolean> {
  const entries = await treeDifferences(root, from, to);
  if (entries === undefined || entries.length > MOST_CHANGES) return false;
  const names = wordsOfReach(reach, plan);
  const blobs = await readBlobs(
    root,
    entries.flatMap(({ before, after }) => [...(before ? [before.id] : []), ...(after ? [after.id] : [])]),
  );
  const textOf = (id: string | undefined) => {
    const bytes = id === undefined ? undefined : blobs.get(id);
    return bytes === undefined ? undefined : decode(bytes);
  };
  return entries.every(({ before, after }) => {
    const [then, now] = [textOf(before?.id), textOf(after?.id)];
    if (now === undefined) return after === undefined && before?.path.endsWith('.h') !== true;
    if (then !== undefined && hasSameCode(then, now)) return true;
    const file = { text: now, ...layOut(now) };
    // What a header no longer says, or says otherwise, may open a way in files that say nothing new.
    if (after?.path.endsWith('.h') && then !== undefined && takesAway(then, file)) return false;
    const said = wordsIn(now, names);
    if (said.size === 0) return true;
    const novel = novelWords(then, file);
    return [...said].every(word => !novel.has(word));
  });
}
