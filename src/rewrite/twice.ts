/** An arm that ends with the very `return` that stands behind it: the rewrite made the two equal, and one is enough. */
import { walk } from '../flow/walk.js';
import type { If } from '../source/ast.js';
import { type Draft, siblingsOf } from './draft.js';
import { textOf } from './emit.js';
import { wholeLines } from './layout.js';
import type { Change } from './pieces.js';

/**
 * Takes the `return` out of such an arm, which goes on to the other one.
 *
 * @param original its text: what it had stays
 */
export function dropSecondReturns(draft: Draft, original: string): readonly Change[] {
  let found: Change | undefined;
  walk(draft.fn, node => {
    if (!found && node.kind === 'if') found = withoutReturn(draft, node, original);
  });
  return found ? [found] : [];
}

function withoutReturn(draft: Draft, node: If, original: string): Change | undefined {
  const { then, otherwise } = node;
  const place = siblingsOf(draft, node);
  const next = place?.list[place.at + 1];
  if (otherwise || next?.kind !== 'return' || then.kind !== 'block' || then.body.length < 2) return undefined;
  const last = then.body.at(-1)!;
  if (last.kind !== 'return' || textOf(draft, last) !== textOf(draft, next)) return undefined;
  // What is said of one of the two has no other place.
  const isSaid = draft.comments.some(c => c.start >= then.body.at(-2)!.end && c.end <= next.start);
  if (isSaid || original.includes(textOf(draft, then))) return undefined;
  return { ...wholeLines(draft.text, last), text: '' };
}
