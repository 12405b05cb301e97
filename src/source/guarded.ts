/** Headers that count once. */
import { remember } from '../remember.js';
import type { Item, SourceFile } from './file.js';

/** Whether a header begins with `#ifndef X` and `#define X`, so that it counts once. */
export const isGuarded = remember((header: SourceFile): boolean => {
  const [first, second] = header.tokens
    .ofKind('directive')
    .slice(0, 2)
    .map(({ start, end }) => header.text.slice(start, end));
  const guard = /^#\s*ifndef\s+(\w+)\s*$/.exec(first ?? '')?.[1];
  return guard !== undefined && new RegExp(`^#\\s*define\\s+${guard}\\s*$`).test(second ?? '');
});

/** Whether an item is there in every configuration of who includes the file. */
export function isAlwaysThere(file: SourceFile, { under }: Item): boolean {
  return under.length === 0 || (under.length === 1 && isGuarded(file));
}
