/** The proof of a series: each of its steps applied to what the ones before left, and looked at. */
import { findFlaw } from '../edit/prove.js';
import { applyPatchText, filePatch } from '../patch/index.js';
import { openRead } from '../sources.js';
import type { Stage } from './stages.js';
import { findDiscord, type TypeGround } from './types.js';

/** What is wrong after a step. */
export interface Failing {
  /** From 1. */
  readonly step: number;
  /** One clause. */
  readonly why: string;
}

/**
 * The first thing that is wrong with the series; undefined where each of its beginnings is a tree of its own: each
 * patch applies to what the ones before left, each file reads no worse than it did, and the types of functions hold
 * together.
 */
export async function findFailing(
  stages: readonly Stage[],
  ground: TypeGround,
): Promise<Failing | undefined> {
  const paths = [...new Set(stages.flatMap(({ files }) => files.map(({ path }) => path)))];
  const texts = new Map(paths.map(path => [path, openRead(ground.sources, path).text]));
  const states: ReadonlyMap<string, string>[] = [new Map(texts)];
  for (const [at, { files }] of stages.entries()) {
    for (const { path, before, after, edits } of files) {
      const why = applies(texts.get(path)!, path, before, after) ?? reads(path, after, edits, ground);
      if (why !== undefined) return { step: at + 1, why };
      texts.set(path, after);
    }
    states.push(new Map(texts));
  }
  return findDiscord(states, ground);
}

function applies(text: string, path: string, before: string, after: string): string | undefined {
  const { text: patch } = filePatch({ path, before, after });
  try {
    return applyPatchText(text, patch) === after ? undefined : `${path} would not become what it should`;
  } catch (error) {
    return `${path} would not take its patch: ${(error as Error).message}`;
  }
}

function reads(
  path: string,
  after: string,
  edits: Stage['files'][number]['edits'],
  { sources }: TypeGround,
): string | undefined {
  const before = openRead(sources, path);
  return findFlaw(before, before.reopen(after), edits);
}
