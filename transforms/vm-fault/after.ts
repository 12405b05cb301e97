/** A function's text with some edits made. */
import type { Edit, Item, SourceFile } from '../../src/kit.js';

/** The text of an item after those of the edits that lie in it. */
export function textAfter(file: SourceFile, item: Item, edits: readonly Edit[]): string {
  const own = edits.filter(e => e.path === file.path && e.start >= item.start && e.end <= item.end);
  return [...own]
    .sort((a, b) => b.start - a.start)
    .reduce(
      (text, { start, end, text: now }) =>
        text.slice(0, start - item.start) + now + text.slice(end - item.start),
      file.text.slice(item.start, item.end),
    );
}
