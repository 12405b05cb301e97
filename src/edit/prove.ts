/**
 * The postconditions of a rewritten file. They trust nothing that made it: neither the maker of the edits, nor the
 * library that put them in, nor the printer of the diff.
 */
import { applyPatchText, unifiedDiff } from '../patch/index.js';
import type { SourceFile } from '../source/file.js';
import type { Edit } from './edit.js';
import { findWorse } from './reading.js';

/** Why a rewritten file may not be shown, one clause; undefined where it may. `edits` are the file's, sorted. */
export function findFlaw(before: SourceFile, after: SourceFile, edits: readonly Edit[]): string | undefined {
  const { path } = before;
  if (before.text === after.text) return `${path} would not change`;
  if (!keepsOutside(before.text, after.text, edits)) return `${path} would change outside the edits`;
  const diff = unifiedDiff([{ path, before: before.text, after: after.text }]);
  if (applyPatchText(before.text, diff) !== after.text)
    return `the diff of ${path} would not give its new text`;
  return findWorse(before, after, edits);
}

/** Whether the text after is the text before with nothing but the edits changed: both walked side by side. */
export function keepsOutside(before: string, after: string, edits: readonly Edit[]): boolean {
  let from = 0;
  let to = 0;
  for (const { start, end, text } of edits) {
    const kept = before.slice(from, start);
    if (!after.startsWith(kept, to) || !after.startsWith(text, to + kept.length)) return false;
    to += kept.length + text.length;
    from = end;
  }
  return after.slice(to) === before.slice(from);
}
