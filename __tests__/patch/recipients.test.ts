import { expect, test } from '@jest/globals';
import { findRecipients, parseMailmap, parseMaintainers, type Recipient } from '../../src/patch/index.js';
import { perlRegex } from '../../src/patch/perl-regex.js';

const MAINTAINERS = `List of maintainers
===================

	M: is mail, F: is a file

Maintainers List
----------------

GIZMO BUS
M:	Ann Author <ann@example.org>
M:	"Bo B. Bus" <bo@example.org>
R:	Cy Czech <cy@example.org> (locking, of all things)
L:	gizmo@lists.example.org (moderated for non-subscribers)
L:	insiders@lists.example.org (subscribers-only)
S:	Supported
W:	http://gizmo.example.org/
T:	git git://example.org/gizmo.git
F:	drivers/gizmo/
F:	include/linux/gizmo*.h
X:	drivers/gizmo/widget/

GIZMO WIDGET DRIVER WITH A TITLE THAT GOES ON AND ON AND ON
M:	Dee D'Arc <dee@example.org>, Ed E <ed@example.org>
L:	Widget People <widget@lists.example.org>
S:	Odd Fixes
F:	drivers/*/widget/
F:	drivers/gizmo/widget/w?.c

OLD GIZMO
S:	Orphan
F:	drivers/gizmo/old.c
M:	ed@example.org

WIDGET WATCHERS
M:	Fay F <fay@example.org>
S:	Maintained
N:	w[x-z]dget
K:	\\bwidget_(?:get|put)\\b
K:	gizmo_
	 always|gizmo_never

FOLDER WITHOUT SLASH
M:	Gus <gus@example.org>
S:	Maintained
F:	lib/gizmo

THE REST
M:	Top Dog <top@example.org>
L:	all@lists.example.org
S:	Buried alive in reporters
F:	*
F:	*/
`;

const maintainers = parseMaintainers(MAINTAINERS, path => path === 'lib/gizmo');

/** As get_maintainer.pl prints them. */
function shown(recipients: readonly Recipient[]): string[] {
  return recipients.map(
    ({ name, email, role }) => `${name === undefined ? email : `${name} <${email}>`} (${role})`,
  );
}

function who(paths: readonly string[], text = ''): string[] {
  return shown(findRecipients(maintainers, { paths, text }).all);
}

const bus = [
  'Ann Author <ann@example.org> (supporter:GIZMO BUS)',
  'Bo B. Bus <bo@example.org> (supporter:GIZMO BUS)',
  'Cy Czech <cy@example.org> (reviewer:GIZMO BUS)',
];
const busLists = ['gizmo@lists.example.org (moderated list:GIZMO BUS)'];
const TITLE = 'GIZMO WIDGET DRIVER WITH A TITLE THAT GOES ON A...';
const widget = [
  `Dee D'Arc <dee@example.org> (odd fixer:${TITLE})`,
  `Ed E <ed@example.org> (odd fixer:${TITLE})`,
];
const widgetLists = [`widget@lists.example.org (open list:${TITLE})`];
const all = 'all@lists.example.org (open list)';

test.each<[string, string[], string[]]>([
  ['a folder', ['drivers/gizmo/core.c'], [...bus, ...busLists, all]],
  ['a folder below', ['drivers/gizmo/pci/core.c'], [...bus, ...busLists, all]],
  ['a star', ['include/linux/gizmo_bus.h'], [...bus, ...busLists, all]],
  ['a star that does not cross a slash', ['include/linux/gizmo/bus.h'], [all]],
  ['an exclusion', ['drivers/gizmo/widget/core.c'], [...widget, ...widgetLists, all]],
  ['a star for a folder', ['drivers/other/widget/core.c'], [...widget, ...widgetLists, all]],
  [
    'the closest section first',
    ['drivers/gizmo/old.c'],
    ['ed@example.org (orphan minder:OLD GIZMO)', ...bus, ...busLists, all],
  ],
  ['a part of the name', ['fs/wydget.c'], ['Fay F <fay@example.org> (maintainer:WIDGET WATCHERS)', all]],
  [
    'a folder named without slash',
    ['lib/gizmo/a.c'],
    ['Gus <gus@example.org> (maintainer:FOLDER WITHOUT SLASH)', all],
  ],
  ['nobody in particular', ['mm/a.c'], [all]],
  ['no file', [], []],
  [
    'two files, in the order of their names',
    ['drivers/gizmo/widget/w1.c', 'drivers/gizmo/core.c'],
    [...bus, ...widget, ...busLists, all, ...widgetLists],
  ],
])('%s', (_, paths, expected) => {
  expect(who(paths)).toEqual(expected);
});

test('keywords are looked for in the message, and below it in changed lines only', () => {
  const watcher = 'Fay F <fay@example.org> (maintainer:WIDGET WATCHERS)';
  const patch = (message: string, line: string): string =>
    `Subject: x\n\n${message}\n---\n a | 1 +\n\ndiff --git a/mm/a.c b/mm/a.c\n--- a/mm/a.c\n+++ b/mm/a.c\n@@ -1 +1 @@ widget_put\n${line}\n`;
  expect(who(['mm/a.c'], patch('', '+widget_get();'))).toEqual([watcher, all].sort());
  expect(who(['mm/a.c'], patch('', '-\twidget_put();'))).toContain(watcher);
  expect(who(['mm/a.c'], patch('Uses widget_get().', '+x'))).toContain(watcher);
  expect(who(['mm/a.c'], patch('', ' widget_get();'))).not.toContain(watcher);
  expect(who(['mm/a.c'], patch('', '+widget_getter();'))).not.toContain(watcher);
});

test('a list with a name in front of it is written to, and known as one that the script prints nothing for', () => {
  const text = `GIZMO DRIVER
L:	Gizmo People <gizmo@lists.example.org> (moderated for non-subscribers)
L:	<bare@lists.example.org>
L:	Nobody At All
S:	Maintained
F:	drivers/gizmo/
`;
  const { all: found } = findRecipients(
    parseMaintainers(text, () => false),
    { paths: ['drivers/gizmo/a.c'], text: '' },
  );
  expect(found.map(({ email, kind, unprinted }) => [email, kind, unprinted])).toEqual([
    ['gizmo@lists.example.org', 'list', true],
    ['bare@lists.example.org', 'list', undefined],
  ]);
});

test('each receiver knows the line that brought it', () => {
  const { all: found, uncovered } = findRecipients(maintainers, {
    paths: ['drivers/gizmo/core.c', 'mm/a.c'],
    text: '',
  });
  expect(found[1]).toEqual({
    name: 'Bo B. Bus',
    email: 'bo@example.org',
    kind: 'maintainer',
    role: 'supporter:GIZMO BUS',
    why:
      'MAINTAINERS:11 lists them under GIZMO BUS, ' +
      'whose F: drivers/gizmo/ (line 18) matches drivers/gizmo/core.c',
  });
  expect(found.map(({ kind }) => kind)).toEqual(['maintainer', 'maintainer', 'reviewer', 'list', 'list']);
  expect(uncovered).toEqual(['mm/a.c']);
  expect(findRecipients(maintainers, { paths: ['lib/gizmo/a.c'], text: '' }).uncovered).toEqual([]);
});

test('.mailmap says who people are today, and joins those who are one', () => {
  const mailmap = parseMailmap(`# who is who
Ann Newname <ann@new.example.org> <ann@example.org>
<bo@new.example.org> <bo@example.org>
Dee Right <dee@new.example.org> Dee D'Arc <dee@example.org>
Ann Newname <ann@new.example.org> Ed E <ed@example.org>
Gus Gustav <gus@example.org>
nonsense
`);
  const names = (path: string): string[] =>
    findRecipients(maintainers, { paths: [path], text: '' }, mailmap).all.map(
      ({ name, email }) => `${name} <${email}>`,
    );
  expect(names('drivers/gizmo/core.c').slice(0, 2)).toEqual([
    'Ann Newname <ann@new.example.org>',
    'Bo B. Bus <bo@new.example.org>',
  ]);
  expect(names('drivers/gizmo/widget/w1.c').slice(0, 2)).toEqual([
    'Dee Right <dee@new.example.org>',
    'Ann Newname <ann@new.example.org>',
  ]);
  expect(names('lib/gizmo/a.c')[0]).toBe('Gus Gustav <gus@example.org>');
});

test('people are one by name or by address, whatever the case; the first role stays', () => {
  const one = parseMaintainers(
    'A\nM:\tJo Jo <jo@a.org>\nS:\tMaintained\nF:\ta/b.c\n\nB\nM:\tJO JO <jo@b.org>\nR:\tX <JO@A.ORG>\nL:\tl@x.org\nL:\tL@X.org\nS:\tSupported\nF:\ta/\n',
    () => false,
  );
  expect(shown(findRecipients(one, { paths: ['a/b.c'], text: '' }).all)).toEqual([
    'Jo Jo <jo@a.org> (maintainer:A)',
    'l@x.org (open list:B)',
  ]);
});

test('a file without sections, or without anybody, is refused, and a pattern without meaning is named', () => {
  for (const text of ['<html>\n', '\0\0binary\nF: x\n', 'A\nM:\tnobody\nF:\ta/\n']) {
    expect(() => parseMaintainers(text, () => false)).toThrow(
      'expected sections with M: and F: lines in MAINTAINERS, found none',
    );
  }
  const broken = parseMaintainers('A\nM:\ta@b.c\nS:\tMaintained\nF:\ta/\nN:\t[z\nK:\t(x\n', () => false);
  expect(broken.problems).toEqual([
    'MAINTAINERS:5: the pattern "[z" means nothing',
    'MAINTAINERS:6: the pattern "(x" means nothing',
  ]);
  expect(shown(findRecipients(broken, { paths: ['a/x.c'], text: '(x' }).all)).toEqual([
    'a@b.c (maintainer:A)',
  ]);
});

test.each([
  ['a b # c', 'ab', true],
  ['a b', 'a b', false],
  ['a\\ b', 'a b', true],
  ['[ #]x', ' x', true],
  ['\\b(?i:clang|llvm)\\b', 'an LLVM x', true],
  ['(?i:a)b', 'AB', false],
  ['x(?i)[a-c]y', 'xBY', true],
  ['x(?i)[a-c]y', 'XbY', false],
  ['(?i)\\bfoo', 'a FOO', true],
  ['[[:space:]]x', '\tx', true],
  ['[^a]x', 'bx', true],
  ['[]a]x', ']x', true],
])('the Perl pattern %j on %j: %j', (pattern, text, match) => {
  expect(perlRegex(pattern).test(text)).toBe(match);
});

test('who takes everything in the end is written to by no section, as get_maintainer.pl has it', () => {
  const { all } = findRecipients(
    parseMaintainers(
      'ALPHA\nM:\tA B <a@b.org>\nM:\tLinus Torvalds <torvalds@linux-foundation.org>\nS:\tMaintained\nF:\tdrivers/a/\n',
      () => true,
    ),
    { paths: ['drivers/a/a.c'], text: '' },
  );
  expect(all.map(({ email }) => email)).toEqual(['a@b.org']);
});

test('what Unicode takes for the end of a line is none in MAINTAINERS, as to the script', () => {
  const text = 'GIZMO\nM:\tAnn\u2028Author <ann@example.org>\nR:\tBo\u2029 <bo@example.org>\nF:\tdrivers/\n';
  const odd = parseMaintainers(text, () => false);
  expect(odd.problems).toEqual([]);
  const { all } = findRecipients(odd, { paths: ['drivers/a.c'], text: '' }, parseMailmap(''));
  expect(all.map(({ email }) => email)).toEqual(['ann@example.org', 'bo@example.org']);
});
