import * as fc from 'fast-check';
import { comparePaths, placeAmong, sortPaths } from '../../src/tree/path.js';
import { decodeUtf8 } from '../../src/unicode.js';

/** Names of any bytes, as the tree has them. */
const names = fc.array(
  fc
    .uint8Array({ minLength: 1, maxLength: 5 })
    .map(bytes => decodeUtf8(Buffer.from(bytes).toString('latin1'))),
);

test('paths are ordered by their bytes, and found among sorted ones', () => {
  fc.assert(
    fc.property(
      names,
      fc.string({ unit: fc.constantFrom('a', '/', '\u00e9', '\uf000', '\u{1f600}'), maxLength: 3 }),
      (paths, other) => {
        const sorted = sortPaths(paths);
        for (const [at, path] of sorted.entries()) {
          expect(placeAmong(sorted, path)).toBe(at);
          if (at > 0) expect(comparePaths(sorted[at - 1]!, path)).toBeLessThan(0);
        }
        expect(placeAmong(sorted, other)).toBe(sorted.includes(other) ? sorted.indexOf(other) : undefined);
        expect(sortPaths([...sorted].reverse())).toEqual(sorted);
      },
    ),
  );
});

test('characters beyond the first plane come last, single bytes where they belong', () => {
  expect(sortPaths(['\u{1f600}', '\uf000', 'a', '\u00e9', decodeUtf8('\x80')])).toEqual([
    'a',
    decodeUtf8('\x80'),
    '\u00e9',
    '\uf000',
    '\u{1f600}',
  ]);
});
