import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { applyPatchText, unifiedDiff } from '../../src/patch/index.js';
import { editedText, strangers } from './texts.js';

const change = { path: 'gizmo.c', before: 'a\nb\nc\nd\ne\nf\ng\nh\n', after: 'a\nb\nc\nd\nE\nf\ng\nh\ni\n' };

test('a printed patch turns the text before into the text after', () => {
  fc.assert(
    fc.property(fc.oneof(editedText, strangers), ({ before, after }) => {
      fc.pre(before !== after);
      expect(applyPatchText(before, unifiedDiff([{ path: 'a ü.c', before, after }]))).toBe(after);
    }),
    { numRuns: 400 },
  );
});

test('adds and deletes files, and keeps the text where only the mode changes', () => {
  expect(applyPatchText('', unifiedDiff([{ path: 'a.c', before: undefined, after: 'x\ny' }]))).toBe('x\ny');
  expect(applyPatchText('x\ny', unifiedDiff([{ path: 'a.c', before: 'x\ny', after: undefined }]))).toBe('');
  const mode = unifiedDiff([{ path: 'a.c', before: 'x\n', after: 'x\n', oldMode: '100644', mode: '100755' }]);
  expect(applyPatchText('x\n', mode)).toBe('x\n');
});

test.each([
  ['a line more in front', `new\n${change.before}`, 'old line 2 is not the one it shows'],
  ['another line', change.before.replace('d\n', 'D\n'), 'old line 4 is not the one it shows'],
  ['another line end', change.before.replace('d\n', 'd\r\n'), 'old line 4 is not the one it shows'],
  ['no final newline', change.before.trimEnd(), 'old line 8 is not the one it shows'],
  ['a text that is too short', 'a\n', 'old line 2 is not the one it shows'],
  ['an empty text', '', 'it is out of order or beyond the end'],
])('does not look for another place: %s', (_, before, message) => {
  expect(() => applyPatchText(before, unifiedDiff([change]))).toThrow(message);
});

test('does not take a hunk whose new side begins elsewhere', () => {
  const moved = unifiedDiff([change]).replace(/\+2,8 @@/, '+3,8 @@');
  expect(() => applyPatchText(change.before, moved)).toThrow('its new side would begin at 2');
});

test('takes one file at a time', () => {
  const two = unifiedDiff([change, { ...change, path: 'b.c' }]);
  expect(() => applyPatchText(change.before, two)).toThrow('expected the patch of one file, found 2 files');
});
