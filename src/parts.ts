/** Looking through syntax trees without knowing their shape. */

/** Every object of a tree of plain data, the root first; without recursion, since code may be nested very deep. */
export function* partsOf(root: object): Generator<object> {
  const open = [root];
  for (let part = open.pop(); part !== undefined; part = open.pop()) {
    yield part;
    for (const value of Object.values(part))
      if (typeof value === 'object' && value !== null) open.push(value);
  }
}
