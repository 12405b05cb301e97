/** Puts edits into a text. The only importer of magic-string. */
import MagicString from 'magic-string';
import { contains, type Span } from '../source/span.js';
import type { Edit } from './edit.js';

/**
 * The text after the edits of one file.
 *
 * @throws Error where the edits are not sorted and disjoint, or leave the text: `gather` gives such edits only.
 */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  checkEdits(text, edits);
  const result = new MagicString(text);
  for (const { start, end, text: into } of edits) {
    if (start === end) result.appendLeft(start, into);
    else if (into === '') result.remove(start, end);
    else result.update(start, end, into);
  }
  return result.toString();
}

/**
 * A part of a text after those of the edits of its file that lie in it.
 *
 * @throws Error as `applyEdits` does; the edits may come in any order.
 */
export function applyWithin(text: string, part: Span, edits: readonly Edit[]): string {
  const own = edits
    .filter(edit => contains(part, edit))
    .sort((a, b) => a.start - b.start || a.end - b.end)
    .map(edit => ({ ...edit, start: edit.start - part.start, end: edit.end - part.start }));
  return applyEdits(text.slice(part.start, part.end), own);
}

function checkEdits(text: string, edits: readonly Edit[]): void {
  let cursor = 0;
  for (const { path, start, end } of edits) {
    if (start < cursor || end < start || end > text.length) {
      throw new Error(
        `internal error: ${path}: edit [${start}, ${end}) is out of order, overlaps, or leaves the file`,
      );
    }
    cursor = end;
  }
}
