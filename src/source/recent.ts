/** Remembering what was asked for lately: what is large and can be made again is not worth keeping for all. */

/**
 * A pure function of an object that remembers its answers for the `most` objects it was last asked about.
 * Answers for others are made again, so nobody may count on getting the same object twice.
 */
export function recently<K extends object, V>(most: number, find: (key: K) => V): (key: K) => V {
  const known = new Map<K, V>();
  let last: { readonly key: K; readonly value: V } | undefined;
  return key => {
    if (last?.key === key) return last.value;
    const value = known.get(key) ?? find(key);
    // Those asked for last stand last.
    known.delete(key);
    known.set(key, value);
    for (const oldest of known.keys()) {
      if (known.size <= most) break;
      known.delete(oldest);
    }
    last = { key, value };
    return value;
  };
}
