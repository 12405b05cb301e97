/** Loops that the rewrite left to run once: what tried again for an error that never comes needs no loop. */
import { childrenOf, walk } from '../flow/walk.js';
import type { Stmt } from '../source/ast.js';
import { removal } from './dead.js';
import { type Draft, isStatement, siblingsOf } from './draft.js';
import { inPlaceOf, textOf } from './emit.js';
import { decidedTest, outdented, unwrapped } from './fold.js';
import { isLoop } from './jumps.js';
import type { Change } from './pieces.js';

type Loop = Extract<Stmt, { kind: 'do' | 'while' | 'for' }>;

/** `do { … } while (0)`, `while (0)`, and a loop that is always left at its end, where the rewrite made them. */
export function unwrapLoops(draft: Draft): readonly Change[] {
  const changes: Change[] = [];
  walk(draft.fn, node => {
    if (changes.length > 0) return;
    if (node.kind === 'do' || node.kind === 'while' || node.kind === 'for')
      changes.push(...unwrappedLoop(draft, node));
  });
  return changes;
}

function unwrappedLoop(draft: Draft, loop: Loop): readonly Change[] {
  const test = loop.test && decidedTest(draft, loop.test);
  if (loop.kind === 'while' && test?.holds === false) {
    if (test.work) return [inPlaceOf(draft, loop, [`${textOf(draft, test.work)};`])];
    return siblingsOf(draft, loop) ? [removal(draft, loop)] : [];
  }
  const endsOnce = (loop.kind === 'do' && test?.holds === false) || isLeftAtEnd(draft, loop);
  if (!endsOnce || hasOwnJumps(loop.body)) return [];
  const work = test?.work ? [`${textOf(draft, test.work)};`] : [];
  const { body } = loop;
  if (body.kind !== 'block') return [inPlaceOf(draft, loop, [outdented(draft, body, loop), ...work])];
  // What a block declares stays in it.
  if (!siblingsOf(draft, loop) || body.body.some(s => s.kind === 'declaration')) return [];
  const inner = unwrapped(draft, body, loop);
  return inner === undefined ? [] : [inPlaceOf(draft, loop, [inner, ...work])];
}

/** Whether a loop is left by the last statement of its body, which is new. */
function isLeftAtEnd({ pieces }: Draft, loop: Loop): boolean {
  const isEntered = loop.kind === 'for' ? !loop.init && !loop.test && !loop.step : loop.kind === 'do';
  const last = loop.body.kind === 'block' ? loop.body.body.at(-1) : loop.body;
  return isEntered && last?.kind === 'return' && !pieces.keeps(last);
}

/** Whether a body has a `break` or a `continue` that belongs to its loop. */
function hasOwnJumps(body: Stmt): boolean {
  const visit = (stmt: Stmt, inLoop: boolean, inSwitch: boolean): boolean => {
    if (stmt.kind === 'continue') return !inLoop;
    if (stmt.kind === 'break') return !inLoop && !inSwitch;
    const loops = inLoop || isLoop(stmt);
    const switches = inSwitch || stmt.kind === 'switch';
    return childrenOf(stmt).some(child => isStatement(child) && visit(child, loops, switches));
  };
  return visit(body, false, false);
}
