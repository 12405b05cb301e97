import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { diffstat } from '../../src/patch/index.js';
import { DATE, repoWith } from './repo.js';

const file = (path: string, added: number, removed: number) => ({
  path,
  oldMode: '100644' as const,
  newMode: '100644' as const,
  added,
  removed,
});

test('names, numbers and graphs share the width as git has it', () => {
  const lines = (count: number, mark: string): string =>
    Array.from({ length: count }, (_, n) => `${mark}${n}\n`).join('');
  const name = fc.array(fc.constantFrom('a', 'gizmo', 'a_long_name_of_a_file', '/', '/', 'ü'), {
    minLength: 1,
    maxLength: 9,
  });
  const part = fc.record({
    path: name.map(
      parts =>
        parts
          .join('')
          .replace(/\/+/g, '/')
          .replace(/^\/|\/$/g, '') || 'x',
    ),
    added: fc.oneof(fc.nat(9), fc.nat(2000)),
    removed: fc.oneof(fc.nat(3), fc.nat(300)),
  });
  const parts = fc.array(part, { minLength: 1, maxLength: 6 }).map(list =>
    // The number makes the names differ, also as files and folders.
    list.map((one, at) => ({ ...one, path: `${at}${one.path}.c` })),
  );
  fc.assert(
    fc.property(parts, fc.constantFrom(72, 80, 40, 20), (list, width) => {
      const repo = repoWith(
        list.map(({ path, removed }) => ({ path, before: lines(removed, '-'), after: '' })),
      );
      repo.write(
        list.map(({ path, added }) => ({ path, before: '', after: lines(added, '+') })),
        'after',
      );
      repo.commit('Change\n', undefined, DATE);
      const shown = list.filter(({ added, removed }) => added + removed > 0);
      expect(
        diffstat(
          shown.map(({ path, added, removed }) => file(path, added, removed)),
          width,
        ),
      ).toBe(
        shown.length === 0
          ? ' 0 files changed\n'
          : repo.git('diff', `--stat=${width}`, '--summary', 'HEAD~').toString('latin1'),
      );
    }),
    { numRuns: 25, endOnFailure: true },
  );
}, 300_000);

test.each([
  ['nothing', [], ' 0 files changed\n'],
  ['one line', [file('a', 1, 0)], ' a | 1 +\n 1 file changed, 1 insertion(+)\n'],
  [
    'two files',
    [file('a', 0, 1), file('bb', 2, 9)],
    ' a  |  1 -\n bb | 11 ++---------\n 2 files changed, 2 insertions(+), 10 deletions(-)\n',
  ],
  [
    'a mode alone',
    [{ ...file('a', 0, 0), newMode: '100755' as const }],
    ' a | 0\n 1 file changed, 0 insertions(+), 0 deletions(-)\n mode change 100644 => 100755 a\n',
  ],
])('%s', (_, files, text) => {
  expect(diffstat(files)).toBe(text);
});
