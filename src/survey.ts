/**
 * One look at a tree: from its files to a finding for every occurrence. A run looks once at the tree as it is, and
 * again at the tree that it proposes.
 */
import { collectFacts, type Facts } from './facts/index.js';
import { type Finding, judgeUnit, type Slip } from './judge.js';
import type { Counted } from './ledger.js';
import { findOccurrences } from './occurrences.js';
import { compare } from './order.js';
import type { Family } from './shelf.js';
import type { SourceFile } from './source/file.js';
import { isRead, type Sources } from './sources.js';
import type { Unit } from './transform.js';
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
  readonly families: readonly Family[];
}

/** What was seen. */
export interface Survey {
  /** One per occurrence and transform. */
  readonly findings: readonly Finding[];
  readonly counted: Counted;
  readonly unread: Ledger['unread'];
  readonly slips: readonly Slip[];
}

/** Judges every occurrence of the families' keywords. @throws the signal's reason, where the watch has one. */
export async function survey(ground: Ground, watch: Watch): Promise<Survey> {
  const { tree, sources, paths, families } = ground;
  await watch('search', 0, 1);
  const listed = await tree.list(paths);
  const words = [...new Set(families.flatMap(({ keywords }) => keywords))].sort(compare);
  const holding = await tree.withWords(words, paths);

  const slips: Slip[] = [];
  const files: SourceFile[] = [];
  const unread: { path: string; why: string }[] = [];
  for (const [i, path] of holding.entries()) {
    await watch('read', i, holding.length);
    const file = sources.open(path);
    if (isRead(file)) {
      files.push(file);
      continue;
    }
    const { unread: why, stack } = file;
    unread.push({ path, why });
    if ('stack' in file) slips.push({ path, line: 1, transforms: [], what: why, stack });
  }

  const found = files.flatMap(file => families.map(family => unitsOf(file, family)));
  await watch('facts', 0, 1);
  const facts = await collect(ground, found);

  const findings: Finding[] = [];
  for (const [i, { family, units }] of found.entries()) {
    await watch('judge', i, found.length);
    for (const unit of units) {
      const judged = judgeUnit(family, unit, facts);
      findings.push(...judged.findings);
      slips.push(...judged.slips);
    }
  }
  const occurrences = found.reduce((sum, { count }) => sum + count, 0);
  const counted = { filesListed: listed.length, filesWithKeywords: holding.length, occurrences };
  return { findings, counted, unread, slips };
}

/** What a family has to judge in a file. */
interface Found {
  readonly family: Family;
  readonly units: readonly Unit<unknown>[];
  /** The occurrences, counted before they were put into units. */
  readonly count: number;
}

function unitsOf(file: SourceFile, family: Family): Found {
  const occurrences = findOccurrences(file, family.keywords);
  return { family, units: findUnits(file, occurrences, family), count: occurrences.length };
}

function collect({ tree, sources, families }: Ground, found: readonly Found[]): Promise<Facts> {
  const slots = new Map(families.flatMap(({ rule }) => rule.slots.map(slot => [JSON.stringify(slot), slot])));
  const seeds = found.flatMap(({ units }) =>
    units.flatMap(({ file: { path }, item }) => (item === undefined ? [] : [{ path, item }])),
  );
  return collectFacts({
    tree,
    open: sources.open,
    slots: [...slots.values()],
    seeds,
    ask: families.flatMap(({ asks }) => asks),
  });
}
