/** A function's text with some edits made. */
import { applyWithin, type Edit, type Item, type SourceFile } from '../../src/kit.js';

/** The text of an item after those of the edits that lie in it. */
export function textAfter({ path, text }: SourceFile, item: Item, edits: readonly Edit[]): string {
  return applyWithin(
    text,
    item,
    edits.filter(edit => edit.path === path),
  );
}
