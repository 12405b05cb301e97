/** Sorting, searching and grouping that come out the same on every machine. */

/** Orders strings by their units, whatever the locale. */
export function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The items by key, keys and items in the order in which they are first met. */
export function groupBy<K, T>(items: Iterable<T>, keyOf: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}

/** How many of the first items pass a test that no item passes after one that failed: found by halving. */
export function countWhile<T>(items: readonly T[], test: (item: T) => boolean): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (test(items[middle]!)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The items, each once, in the order in which they are first met. */
export function unique<T>(items: Iterable<T>): readonly T[] {
  return [...new Set(items)];
}
