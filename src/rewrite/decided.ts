/** Conditions in new words that come out the same on every path: they are said so, and fold away. */
import { walk } from '../flow/walk.js';
import type { If } from '../source/ast.js';
import type { Draft } from './draft.js';
import { textOf } from './emit.js';
import type { Observation } from './observe.js';
import type { Change } from './pieces.js';
import { workIn } from './same.js';
import type { Baseline } from './tidy.js';

/** Whether there is a condition that the rewrite wrote, or a `switch`. */
export function mayBeDecided(draft: Draft, baseline: Baseline): boolean {
  let found = false;
  walk(draft.fn, node => {
    if (node.kind === 'switch' || (node.kind === 'if' && isOurs(draft, node, baseline))) found = true;
  });
  return found;
}

/** `1` or `0` for the tests of the rewrite that always or never hold where they stand, and do nothing else. */
export function decidedTests(draft: Draft, seen: Observation, baseline: Baseline): readonly Change[] {
  if (seen.incomplete) return [];
  const sides = new Map<number, Set<number>>();
  for (const { step, side } of seen.paths.flatMap(path => path.sides))
    sides.set(step, (sides.get(step) ?? new Set()).add(side));
  return draft.code.program.steps.flatMap((step, at) => {
    if (step.op !== 'branch' || step.stmt.kind !== 'if' || step.stmt.test !== step.test) return [];
    const [side, ...others] = sides.get(at) ?? [];
    if (side === undefined || others.length > 0) return [];
    if (!isOurs(draft, step.stmt, baseline) || workIn(step.test) !== 'none') return [];
    return [{ start: step.test.start, end: step.test.end, text: String(side) }];
  });
}

const isOurs = (draft: Draft, { test }: If, { text }: Baseline): boolean =>
  !text.includes(textOf(draft, test));
