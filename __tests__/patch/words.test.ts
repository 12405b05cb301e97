import { expect, test } from '@jest/globals';
import { columnsOf, mailHazards, setParagraph, subjectFaults } from '../../src/patch/index.js';

test('a paragraph is set in 75 columns, its white space folded', () => {
  const text = `${'word '.repeat(15)}\n  end`;
  expect(setParagraph(text)).toBe(`${'word '.repeat(14)}word\nend`);
  expect(setParagraph(`${'word '.repeat(14)}words`)).toBe(`${'word '.repeat(14)}words`);
  expect(setParagraph(`${'word '.repeat(14)}wordss`)).toBe(`${'word '.repeat(13)}word\nwordss`);
  expect(setParagraph(`a ${'x'.repeat(80)} b`, 20)).toBe(`a\n${'x'.repeat(80)}\nb`);
  expect(setParagraph(' ')).toBe('');
});

test('columns are those of a terminal', () => {
  expect(['abc', 'Größe', '日本', 'e\u0301', '\u{1f600}', 'ｆ', ''].map(columnsOf)).toEqual([
    3, 5, 4, 1, 2, 2, 0,
  ]);
});

test.each([
  ['From here on', 'splits'],
  ['diff -u says so', 'cuts'],
  ['Index: a.c', 'cuts'],
  ['---', 'cuts'],
  ['--- a/gizmo.c', 'cuts'],
  ['--- ', 'cuts'],
  ['---- 8< ---- cut here', 'cuts'],
  ['-- >8 --', 'cuts'],
  ['a\rb', 'lost'],
  ['a\0b', 'lost'],
  ['\udce4', 'lost'],
  ['ü'.repeat(500), 'lost'],
  ['  @@ -1,2 +3,4 @@', 'fault'],
  ['\t+++ b/gizmo.c', 'fault'],
  ['# a comment', 'fault'],
])('%j is a hazard that %s', (line, kind) => {
  expect(mailHazards(`Text.\n${line}\n`)).toEqual([{ kind, line: 2, text: line, why: expect.any(String) }]);
});

test.each(['From: me <a@b>', 'Subject: x', '>From me', '[PATCH] x', 'date: now'])(
  '%j is a hazard as the first line only',
  line => {
    expect(mailHazards(`\n${line}`)).toMatchObject([{ kind: 'header', line: 2 }]);
    expect(mailHazards(`Text.\n${line}`)).toEqual([]);
  },
);

test.each([
  'from here',
  ' From here',
  ' diff -u',
  'different',
  '----',
  '--',
  '-- ',
  '---x',
  'Indexes: 3',
  'a >8 b',
  '@@ me',
  'a@b',
  '+++',
])('%j is harmless', line => {
  expect(mailHazards(`Text.\n${line}\n`)).toEqual([]);
});

test.each([
  [`gizmo: ${'x'.repeat(69)}`, 'is longer than 75 columns'],
  ['gizmo: Use widgets.', 'ends with a full stop'],
  ['[gizmo] widget: Use it', 'begins with a bracket, which git am drops'],
  ['Use widgets', 'has no prefix such as "drm/gizmo: "'],
  ['gizmo: Fix sparse warning', 'names the tool, not the problem (EMAIL_SUBJECT)'],
  ['drivers/gizmo.c: Use widgets', 'begins with a file, not a subsystem'],
])('the subject %j %s', (subject, why) => {
  expect(subjectFaults([subject])).toEqual([{ patch: 0, why }]);
});

test('a subject may come once', () => {
  expect(subjectFaults(['gizmo: Use widgets', 'widget: Be used', 'gizmo: Use widgets'])).toEqual([
    { patch: 2, why: 'is the subject of patch 1 as well' },
  ]);
  expect(subjectFaults([`gizmo: ${'x'.repeat(68)}`, 'sparse: Mind gizmos', 'drm/gizmo: x: Use f()'])).toEqual(
    [],
  );
});
