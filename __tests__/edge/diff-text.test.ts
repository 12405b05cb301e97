import { diffForPeople } from '../../src/edge/diff-text.js';
import { paintFor } from '../../src/edge/paint.js';

const tags = {
  colored: true,
  bold: (text: string) => `<b>${text}</b>`,
  dim: (text: string) => text,
  red: (text: string) => `<r>${text}</r>`,
  green: (text: string) => `<g>${text}</g>`,
  yellow: (text: string) => text,
  cyan: (text: string) => `<c>${text}</c>`,
  inverse: (text: string) => text,
};

const DIFF = [
  'diff --git a/x.c b/x.c',
  '--- a/x.c',
  '+++ b/x.c',
  '@@ -1,3 +1,3 @@ int f(void)',
  ' {',
  '--- removed that looks like a header',
  '+++ added that looks like one',
  ' }',
  '@@ -9 +9 @@',
  '-old',
  '\\ No newline at end of file',
  '+new',
  '\\ No newline at end of file',
  'diff --git a/y.c b/y.c',
  '',
].join('\n');

test('each line has the colour of what it is, not of what it looks like', () => {
  expect(diffForPeople(DIFF, tags).split('\n')).toEqual([
    '<b>diff --git a/x.c b/x.c</b>',
    '<b>--- a/x.c</b>',
    '<b>+++ b/x.c</b>',
    '<c>@@ -1,3 +1,3 @@</c> int f(void)',
    ' {',
    '<r>--- removed that looks like a header</r>',
    '<g>+++ added that looks like one</g>',
    ' }',
    '<c>@@ -9 +9 @@</c>',
    '<r>-old</r>',
    '\\ No newline at end of file',
    '<g>+new</g>',
    '\\ No newline at end of file',
    '<b>diff --git a/y.c b/y.c</b>',
    '',
  ]);
});

test('without colour a harmless diff stays as it is, and a hostile one is made harmless', () => {
  expect(diffForPeople(DIFF, paintFor(false))).toBe(DIFF);
  expect(diffForPeople('', paintFor(true))).toBe('');
  const hostile = '@@ -1 +1 @@\n-\x1b]0;owned\x07 \xc3\xbc \xfc\r\n+\tfine\n';
  expect(diffForPeople(hostile, paintFor(false))).toBe(
    '@@ -1 +1 @@\n-\\x1b]0;owned\\x07 \u00fc \\xfc\\x0d\n+\tfine\n',
  );
});
