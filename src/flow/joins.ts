/** Places at which ways through a function join again, and which of them two versions of it have in common. */

import { ensure } from '../remember.js';
import type { Stmt } from '../source/ast.js';
import type { Code } from './machine.js';
import { type Step, successorsOf } from './program.js';

const MAX_JOINS = 600;

/** Pairs of steps, one of each version, that begin with a statement both have. */
export function joinsOf(before: Code, after: Code): readonly (readonly [number, number])[] {
  const shapes = openShapes();
  const a = before.program.joins.map(j => shapes(j.stmt));
  const b = after.program.joins.map(j => shapes(j.stmt));
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head++;
  let tail = 0;
  while (
    tail < a.length - head &&
    tail < b.length - head &&
    a[a.length - 1 - tail] === b[b.length - 1 - tail]
  )
    tail++;
  const middle = [a.slice(head, a.length - tail), b.slice(head, b.length - tail)] as const;
  const small = Math.max(...middle.map(m => m.length)) <= MAX_JOINS;
  const pairs = [
    ...a.slice(0, head).map((_, i) => [i, i] as const),
    ...(small ? common(...middle).map(([i, j]) => [i + head, j + head] as const) : []),
    ...a.slice(a.length - tail).map((_, i) => [a.length - tail + i, b.length - tail + i] as const),
  ];
  return pairs.map(([i, j]) => [before.program.joins[i]!.step, after.program.joins[j]!.step]);
}

/** The places of one version from which a step that `matters` can still be reached. */
export function joinsBefore(
  { program }: Code,
  matters: (step: Step) => boolean,
): readonly (readonly [number])[] {
  const { steps } = program;
  const before: number[][] = steps.map(() => []);
  steps.forEach((step, s) => {
    for (const next of successorsOf(step, s)) before[next]!.push(s);
  });
  const found = new Set<number>();
  const queue = steps.flatMap((step, s) => (matters(step) ? [s] : []));
  for (let s = queue.pop(); s !== undefined; s = queue.pop()) {
    if (found.has(s)) continue;
    found.add(s);
    queue.push(...before[s]!);
  }
  return program.joins.flatMap(j => (found.has(j.step) ? [[j.step] as const] : []));
}

/** A longest common subsequence, as pairs of places. */
function common(a: readonly number[], b: readonly number[]): readonly (readonly [number, number])[] {
  const best: number[][] = Array.from({ length: a.length + 1 }, () =>
    new Array<number>(b.length + 1).fill(0),
  );
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      best[i]![j] = a[i] === b[j] ? best[i + 1]![j + 1]! + 1 : Math.max(best[i + 1]![j]!, best[i]![j + 1]!);
    }
  }
  const pairs: (readonly [number, number])[] = [];
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    if (a[i] === b[j]) pairs.push([i++, j++]);
    else if (best[i + 1]![j]! >= best[i]![j + 1]!) i++;
    else j++;
  }
  return pairs;
}

const PLACES = /^(start|end|\w*Span)$/;

/** Numbers for statements: equal ones have the same. */
function openShapes(): (stmt: Stmt) => number {
  const known = new Map<string, number>();
  const shape = (node: unknown): string | number => {
    if (Array.isArray(node)) return `[${node.map(shape).join(',')}]`;
    if (node === null || typeof node !== 'object') return JSON.stringify(node) ?? 'none';
    const parts = Object.entries(node).flatMap(([key, value]) =>
      PLACES.test(key) ? [] : [`${key}:${shape(value)}`],
    );
    const text = parts.join(';');
    return ensure(known, text, () => known.size);
  };
  return stmt => shape(stmt) as number;
}
