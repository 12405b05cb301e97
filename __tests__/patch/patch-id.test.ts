import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { type FileChange, patchId, unifiedDiff } from '../../src/patch/index.js';
import { editedText } from './texts.js';

/** What git gives for the same diff. */
function theirs(files: readonly FileChange[]): string {
  const input = Buffer.from(unifiedDiff(files), 'latin1');
  return execFileSync('git', ['patch-id', '--stable'], { input, encoding: 'utf8' }).slice(0, 40);
}

test('the id is git’s', () => {
  const change = fc.record({ path: fc.constantFrom('a.c', 'with space/b.c', 'grüße.h'), text: editedText });
  const changes = fc.uniqueArray(change, { minLength: 1, selector: ({ path }) => path });
  fc.assert(
    fc.property(changes, list => {
      const files = list.map(({ path, text: { before, after } }) => ({
        path,
        before,
        after: before === after ? `${after}more\n` : after,
      }));
      expect(patchId(files)).toBe(theirs(files));
    }),
    { numRuns: 40 },
  );
});

test('it does not change when lines around do', () => {
  const at = (head: string) =>
    patchId([{ path: 'a.c', before: `${head}\n\n\n\n\na\n`, after: `${head}\n\n\n\n\nb\n` }]);
  expect(at('x')).toBe(at('x\ny\nz'));
  expect(at('x')).not.toBe(patchId([{ path: 'a.c', before: 'x\n', after: 'b\n' }]));
});
