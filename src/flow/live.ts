/** Which variables may still be read, at each step. */

import { ensure, remember } from '../remember.js';
import type { Expr } from '../source/ast.js';
import type { Code } from './machine.js';
import { type Step, successorsOf } from './program.js';
import { bare, walk } from './walk.js';

const liveOf = remember((code: Code) => ({
  masks: findLive(code),
  sets: new Map<number, ReadonlySet<number>>(),
}));

/** The ids of the variables that some path from a step reads before it sets them. */
export function liveAt(code: Code, step: number): ReadonlySet<number> {
  const { masks, sets } = liveOf(code);
  return ensure(sets, step, () => {
    const mask = masks[step]!;
    return new Set(code.names.variables.filter(v => (mask >> BigInt(v.id)) & 1n).map(v => v.id));
  });
}

function findLive(code: Code): readonly bigint[] {
  const { steps } = code.program;
  const local = steps.map(step => accessOf(code, step));
  const before: number[][] = steps.map(() => []);
  steps.forEach((step, s) => {
    for (const next of successorsOf(step, s)) before[next]!.push(s);
  });
  const live: bigint[] = steps.map(() => 0n);
  const queue = steps.map((_, s) => s);
  while (queue.length > 0) {
    const s = queue.pop()!;
    let out = 0n;
    for (const next of successorsOf(steps[s]!, s)) out |= live[next]!;
    const { reads, sets } = local[s]!;
    const into = reads | (out & ~sets);
    if (into === live[s]) continue;
    live[s] = into;
    queue.push(...before[s]!);
  }
  return live;
}

/** What a step may read, and what it sets whatever happens. */
function accessOf(code: Code, step: Step): { readonly reads: bigint; readonly sets: bigint } {
  let reads = 0n;
  let sets = 0n;
  const bit = (id: number | undefined) => (id === undefined ? 0n : 1n << BigInt(id));
  const read = (expr: Expr | undefined, except?: Expr) => {
    if (!expr) return;
    walk({ kind: 'paren', inner: expr, start: expr.start, end: expr.end }, node => {
      if (node.kind !== 'identifier' || node === except) return;
      reads |= bit(code.names.of(node)?.id);
      for (const { id } of code.names.behind(node)) reads |= bit(id);
    });
  };
  switch (step.op) {
    case 'declare':
      read(step.declarator.init);
      sets = bit(code.names.declaredBy(step.declarator)?.id);
      break;
    case 'eval': {
      const e = bare(step.expr);
      const target = e.kind === 'assign' && e.op === '=' ? bare(e.target) : undefined;
      const isName = target?.kind === 'identifier';
      read(step.expr, isName ? target : undefined);
      if (isName) sets = bit(code.names.of(target)?.id);
      break;
    }
    case 'branch':
    case 'switch':
      read(step.test);
      break;
    case 'iterate':
      for (const arg of step.loop.args) read(arg);
      for (const { id } of code.names.behind(step.loop)) reads |= bit(id);
      break;
    case 'return':
      read(step.value);
  }
  return { reads, sets };
}
