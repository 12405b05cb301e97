/** The proof of a series: each of its steps applied to what the ones before left, and looked at. */
import { findFlaw } from '../edit/prove.js';
import { applyPatchText, filePatch } from '../patch/index.js';
import type { SourceFile } from '../source/file.js';
import { openRead } from '../sources.js';
import type { Stage } from './stages.js';
import type { TypeGround } from './stored.js';
import { findDiscord } from './types.js';

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
  const texts = new Map<string, string>();
  const steps: (readonly SourceFile[])[] = [];
  for (const [at, { files }] of stages.entries()) {
    const reads: SourceFile[] = [];
    for (const { path, before, after, edits } of files) {
      const original = openRead(ground.sources, path);
      const rewritten = original.reopen(after);
      const text = texts.get(path) ?? original.text;
      const why = applies(text, path, before, after) ?? findFlaw(original, rewritten, edits);
      if (why !== undefined) return { step: at + 1, why };
      texts.set(path, after);
      reads.push(rewritten);
    }
    steps.push(reads);
  }
  return findDiscord(steps, ground);
}

function applies(text: string, path: string, before: string, after: string): string | undefined {
  const { text: patch } = filePatch({ path, before, after });
  try {
    return applyPatchText(text, patch) === after ? undefined : `${path} would not become what it should`;
  } catch (error) {
    return `${path} would not take its patch: ${(error as Error).message}`;
  }
}
