/** Functions whose `#if` arms are rewritten each for itself, and what comes of all of them in one text. */
import { overlaps } from '../source/span.js';
import type { Change } from './pieces.js';

/** A line of a conditional: what stands before it and behind it need not be compiled together. */
const CONDITIONAL = /^[ \t]*#[ \t]*(?:if|ifdef|ifndef|elif|elifdef|elifndef|else|endif)\b/gm;

/** Whether changes that belong together reach over a line of a conditional: where one of them is compiled, another may not be. */
export function reachesOver(text: string, changes: readonly Change[]): boolean {
  if (changes.length === 0) return false;
  const start = Math.min(...changes.map(c => c.start));
  const end = Math.max(...changes.map(c => c.end));
  return [...text.matchAll(CONDITIONAL)].some(({ index }) => index >= start && index < end);
}

/**
 * The changes of all configurations in one text: what two of them change alike is changed once. Undefined where they
 * change one place differently.
 */
export function united(all: readonly (readonly Change[])[]): readonly Change[] | undefined {
  const found: Change[] = [];
  for (const change of all.flat()) {
    const known = found.find(other => overlaps(other, change) || sameSpan(other, change));
    if (known === undefined) found.push(change);
    else if (!sameSpan(known, change) || known.text !== change.text) return undefined;
  }
  return found.sort((a, b) => a.start - b.start || a.end - b.end);
}

const sameSpan = (a: Change, b: Change): boolean => a.start === b.start && a.end === b.end;
