/**
 * From proposals to new texts that are proven: gather, apply, prove, and again without what failed.
 *
 * Invariant: what comes out passed every proof as a whole, not only piece by piece.
 */
import { type AddedHeader, withHeader } from './compat.js';
import { applyEdits } from './edit/apply.js';
import type { Edit } from './edit/edit.js';
import { type Gathered, gather } from './edit/gather.js';
import { findFlaw } from './edit/prove.js';
import { failureInWords } from './errors.js';
import { withHomes } from './homes.js';
import type { Finding } from './judge.js';
import { compare } from './order.js';
import { sweep } from './orphans.js';
import type { Proposal } from './propose.js';
import type { EngineCode } from './reasons.js';
import { type Failure, lookAgain } from './second-look.js';
import { isRead, openRead } from './sources.js';
import type { Ground } from './survey.js';
import type { Holes } from './transform.js';
import { overlay } from './tree/memory.js';
import type { Watch } from './watch.js';

/** A file that the run changes; texts hold one unit per byte. */
export interface ChangedFile {
  readonly path: string;
  readonly before: string;
  readonly after: string;
}

/** Why the engine leaves a proposal out. */
export interface LeftOut {
  readonly code: EngineCode;
  readonly holes: Holes;
}

export interface Settled {
  /** Sorted by path. */
  readonly files: readonly ChangedFile[];
  /** The proposals left out, by id; all others are in the files. */
  readonly leftOut: ReadonlyMap<string, LeftOut>;
  /** The proposals that went in, by id: as proposed, or with what goes because nobody names it any more. */
  readonly taken: ReadonlyMap<string, Proposal>;
  /** The header that new code includes, where the tree has none yet. */
  readonly added: AddedHeader | undefined;
}

/** What there is to settle. */
export interface Case {
  readonly ground: Ground;
  /** All findings of the ground, and the proposals among them. */
  readonly findings: readonly Finding[];
  readonly proposals: readonly Proposal[];
  /** Whether a proposal goes in if it can. */
  isWanted(proposal: Proposal): boolean;
  /** Those that a person decided against, by id. */
  readonly declined: ReadonlySet<string>;
}

/** Settles which of the wanted proposals go in. Each round has fewer than the one before, so it ends. */
export async function settle(
  { ground, findings, proposals, isWanted, declined }: Case,
  watch: Watch,
): Promise<Settled> {
  // What was decided against is offered again by the second look, as what failed is.
  const wanted = proposals.filter(proposal => isWanted(proposal) || declined.has(proposal.id));
  const failed = new Map<string, LeftOut>([...declined].map(id => [id, { code: 'declined', holes: {} }]));
  for (let round = 0; ; round++) {
    await watch('prove', round, round + 1);
    const apart = gather(wanted.filter(({ id }) => !failed.has(id)));
    const swept = await sweep(apart.taken, ground);
    const { taken: whole, added } = ground.compat
      ? withHeader(swept, ground.sources, ground.compat)
      : { taken: await withHomes(swept, ground), added: undefined };
    const gathered = { ...gather(whole), refused: apart.refused };
    const leftOut = new Map([...failed, ...overlapsOf(gathered)]);
    const next = rewrite(ground, gathered);
    let failures = findFlaws(ground, next, gathered);
    if (failures.length === 0 && next.files.length > 0) {
      const left = wanted.filter(({ id }) => leftOut.has(id));
      failures = await lookAgain({ ...next, ...gathered, findings, left, isWanted }, watch);
    }
    if (failures.length === 0) {
      const taken = new Map(gathered.taken.map(proposal => [proposal.id, proposal]));
      return { files: next.files, leftOut, taken, added };
    }
    for (const { why, blamed } of failures) {
      for (const { id } of blamed) if (!failed.has(id)) failed.set(id, { code: 'unproven', holes: { why } });
    }
  }
}

function overlapsOf({ refused }: Gathered<Proposal>): readonly [string, LeftOut][] {
  return refused.map(({ candidate, other }) => {
    const { path, line } = other.findings[0]!.occurrence;
    return [candidate.id, { code: 'overlap', holes: { other: `${path}:${line}` } }];
  });
}

/** The tree after the gathered edits. */
interface Next {
  readonly files: readonly ChangedFile[];
  readonly ground: Ground;
}

function rewrite(ground: Ground, { edits }: Gathered<Proposal>): Next {
  const files = [...edits].map(([path, list]) => {
    const before = openRead(ground.sources, path).text;
    return { path, before, after: applyEdits(before, list) };
  });
  files.sort((a, b) => compare(a.path, b.path));
  const tree = overlay(ground.tree, Object.fromEntries(files.map(({ path, after }) => [path, after])));
  const sources = ground.sources.changed(tree, new Set(edits.keys()));
  return { files, ground: { ...ground, tree, sources } };
}

/** What is wrong with single files. */
function findFlaws(ground: Ground, next: Next, { taken, edits }: Gathered<Proposal>): readonly Failure[] {
  return next.files.flatMap(({ path }) => {
    const why = flawOf(ground, next, path, edits.get(path)!);
    return why === undefined
      ? []
      : [{ why, blamed: taken.filter(one => one.edits.some(edit => edit.path === path)) }];
  });
}

/** What is wrong with a file; also where finding it out fails, since then nothing is proven. */
function flawOf(ground: Ground, next: Next, path: string, edits: readonly Edit[]): string | undefined {
  const after = next.ground.sources.open(path);
  if (!isRead(after)) return `${path} could not be read again: ${after.unread}`;
  try {
    return findFlaw(openRead(ground.sources, path), after, edits);
  } catch (error) {
    return `proving ${path} failed: ${failureInWords(error)}`;
  }
}
