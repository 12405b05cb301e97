/** Sets that grow together: what goes in together or not at all. */
import { groupBy } from '../order.js';

/** Begins with no sets; each member is added with the first that it is joined with. */
export function openJoins<T>() {
  const parent = new Map<T, T>();
  const find = (one: T): T => {
    const up = parent.get(one) ?? one;
    if (up === one) return one;
    const top = find(up);
    parent.set(one, top);
    return top;
  };
  const holds = (one: T, isKind: (one: T) => boolean): boolean =>
    [...parent.keys()].some(other => find(other) === find(one) && isKind(other));
  return {
    join: (a: T, b: T): void => {
      for (const one of [a, b]) if (!parent.has(one)) parent.set(one, one);
      parent.set(find(b), find(a));
    },
    /** Whether the group of one holds one of a kind. */
    holds,
    /** Whether the groups of two are apart, and each holds one of a kind. */
    holdBoth: (a: T, b: T, isKind: (one: T) => boolean): boolean =>
      find(a) !== find(b) && holds(a, isKind) && holds(b, isKind),
    groups: (): readonly (readonly T[])[] => [...groupBy(parent.keys(), find).values()],
  };
}
