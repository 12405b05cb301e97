import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  type Cover,
  combine,
  type FileChange,
  type Patch,
  type Person,
  patchFileName,
  renderSeries,
  type SeriesOptions,
} from '../../src/patch/index.js';
import { type Commit, DATE, gitVersion, type Repo, repoWith, SENDER } from './repo.js';
import { editedText } from './texts.js';

const OPTIONS: SeriesOptions = { sender: SENDER, date: DATE, signature: gitVersion() };
const FROM = `--from=${SENDER.name} <${SENDER.email}>`;

const gizmo: FileChange = { path: 'drivers/gizmo/gizmo.c', before: 'int a;\n', after: 'int b;\n' };
const plain: Commit = {
  subject: 'gizmo: Use the widget',
  body: 'The widget is there to be used.',
  files: [gizmo],
};

function mails(
  patches: readonly Patch[],
  cover?: Cover,
  options: Partial<SeriesOptions> = {},
): Map<string, string> {
  const files = renderSeries(patches, cover, { ...OPTIONS, ...options });
  return new Map(files.map(({ name, bytes }) => [name, bytes.toString('latin1')]));
}

/** The first commit's id, and the mails of all after it. */
function theirs(repo: Repo, ...args: readonly string[]): Map<string, string> {
  const root = repo.git('rev-list', '--max-parents=0', 'HEAD').toString().trim();
  const out = repo.formatPatch(FROM, ...args, `${root}..HEAD`);
  return new Map([...out].map(([name, bytes]) => [name, bytes.toString('latin1')]));
}

/** The files as they are before the first of the commits that touches them. */
function startOf(commits: readonly Commit[]): FileChange[] {
  const first = new Map<string, FileChange>();
  for (const change of commits.flatMap(({ files }) => files)) {
    if (!first.has(change.path)) first.set(change.path, change);
  }
  return [...first.values()].filter(({ before }) => before !== undefined);
}

function committed(commits: readonly Commit[]): Repo {
  const repo = repoWith(startOf(commits));
  repo.apply(commits);
  return repo;
}

/** `count` commits that add a line each to one file. */
function growing(count: number): Commit[] {
  const text = (lines: number): string => Array.from({ length: lines }, (_, n) => `int a${n};\n`).join('');
  return Array.from({ length: count }, (_, n) => ({
    subject: `gizmo: Add line ${n}`,
    body: 'It was not there.',
    files: [{ path: 'gizmo.c', before: text(n + 1), after: text(n + 2) }],
  }));
}

const people: readonly Person[] = [
  SENDER,
  { name: 'H. Peter Gizmo', email: 'hp@example.org' },
  { name: "Theodora Gi'zmo", email: 'a.very.long.address@of.a.very.long.domain.name.example.org' },
  { name: 'Jörg Müller', email: 'jm@example.org' },
  { name: 'O"Gizmo \\ X', email: 'o@example.org' },
  { name: '山田 太郎', email: 'yt@example.org' },
  { name: 'Gizmo, Widget (Corp)', email: 'gw@example.org' },
  {
    name: 'Äe Ïthér Nâme Thät Is So Löng Thät It Dœs Not Fit Ön One Lïne Of A Maïl',
    email: 'long@example.org',
  },
  {
    name: 'A Name That Is So Long That It Does Not Fit On One Line Of A Mail By Far As It Is',
    email: 'l@e.org',
  },
  { name: 'x=?y', email: 'x@example.org' },
];
const words = fc.constantFrom(
  ...'use the widget for gizmo_fault() a.b "q" — Größe x=?y under_score 日本語 (no) ... -- é #1 50% a,b \\back'.split(
    ' ',
  ),
  'averyveryverylongwordthatdoesnotfitanywhereatallandgoesonandonandonandonandonandonandon',
);
const sentence = (max: number): fc.Arbitrary<string> =>
  fc.array(words, { minLength: 1, maxLength: max, size: 'max' }).map(list => list.join(' '));
const paths = [
  'gizmo.c',
  'drivers/gizmo/gizmo.c',
  'with space/gizmo widget.c',
  'grüße.h',
  'q"u\to\\te.c',
  'Makefile',
  'a/path/that/goes/on/and/on/and/on/for/ever/and/ever/and/then/some/more/gizmo_of_the_widget.c',
  'a_name_without_any_folder_that_is_longer_than_all_that_a_diffstat_has_room_for_in_a_line.c',
];
const mode = fc.constantFrom('100644' as const, '100755' as const);

/** One patch: some of the paths, edited, added, deleted or with another mode. */
const commit: fc.Arbitrary<Commit> = fc
  .record({
    subject: sentence(14).map(text => `gizmo: ${text}`),
    body: fc.array(sentence(25), { maxLength: 3 }).map(list => list.map(text => `* ${text}`).join('\n\n')),
    author: fc.constantFrom(...people),
    date: fc.record({
      seconds: fc.integer({ min: 1e9, max: 2e9 }),
      offset: fc.constantFrom(0, 330, -480, -210),
    }),
    files: fc.uniqueArray(
      fc.record({
        path: fc.constantFrom(...paths),
        text: editedText,
        modes: fc.tuple(mode, mode),
        kind: fc.constantFrom('edit', 'edit', 'edit', 'add', 'delete'),
      }),
      { minLength: 1, maxLength: paths.length, selector: file => file.path },
    ),
  })
  .map(({ files, ...rest }) => ({
    ...rest,
    files: files.map(({ path, text, modes, kind }): FileChange => {
      if (kind === 'add') return { path, before: undefined, after: text.after, mode: modes[1] };
      if (kind === 'delete') return { path, before: text.before, after: undefined, mode: modes[1] };
      const after = text.after === text.before ? `${text.after}\nmore\n` : text.after;
      return { path, before: text.before, after, oldMode: modes[0], mode: modes[1] };
    }),
  }));

test('any patch equals git’s, to the byte', () => {
  fc.assert(
    fc.property(commit, one => {
      const repo = repoWith(one.files.filter(({ before }) => before !== undefined));
      repo.apply([one]);
      expect(mails([{ ...one, body: one.body ?? '' }])).toEqual(theirs(repo));
    }),
    { numRuns: 25, endOnFailure: true },
  );
}, 300_000);

const settings: readonly [string, Partial<SeriesOptions>, readonly string[]][] = [
  ['nothing special', {}, []],
  ['a version', { version: 3 }, ['-v3']],
  ['version 1', { version: 1 }, []],
  ['a request for comments', { rfc: true, version: 2 }, ['--rfc', '-v2']],
  ['a prefix', { subjectPrefix: 'PATCH net-next', version: 2 }, ['--subject-prefix=PATCH net-next', '-v2']],
  ['a mail to reply to', { inReplyTo: '<1@example.org>' }, ['--in-reply-to=<1@example.org>']],
];

test.each(settings)('a series with %s equals git’s, cover letter and all', (_, options, args) => {
  const commits = [
    ...growing(11),
    { ...plain, author: people[3]!, files: [{ ...gizmo, before: undefined }] },
  ];
  const repo = committed(commits);
  repo.git('config', 'branch.main.description', 'gizmo: Use widgets\n\nWhat, why and how.\n\nAnd more.\n');
  const cover = { subject: 'gizmo: Use widgets', blurb: 'What, why and how.\n\nAnd more.' };
  const base = repo.git('rev-parse', 'HEAD~12').toString().trim();
  const patches = commits.map(one => ({ ...one, body: one.body! }));

  const ours = mails(patches, undefined, { ...options, base: { commit: base } });
  expect(ours).toEqual(theirs(repo, `--base=${base}`, ...args));
  expect([...ours.keys()][11]).toContain('0012-gizmo-Use-the-widget.patch');

  // The cover letter is dated when it is written, which git takes from the clock.
  const undated = (all: Map<string, string>): [string, string][] =>
    [...all].map(([name, text]) => [name, name.includes('0000-') ? text.replace(/^Date: .*/m, '') : text]);
  const covered = mails(patches, cover, { ...options, base: { commit: base } });
  expect(undated(covered)).toEqual(
    undated(theirs(repo, `--base=${base}`, '--cover-letter', '--cover-from-description=subject', ...args)),
  );
});

test('threads as git does it', () => {
  const commits = growing(2);
  const repo = committed(commits);
  const ids = repo.git('rev-list', '--reverse', 'HEAD~2..HEAD').toString().trim().split('\n');
  const patches = commits.map((one, at) => ({ ...one, body: one.body!, commit: ids[at] }));
  const headers = (all: Map<string, string>): string[][] =>
    [...all.values()].map(text =>
      text
        .slice(0, text.indexOf('\nFrom: '))
        .replace(/\.\d{9,}\.git\./g, '.TIME.git.')
        .split('\n')
        .slice(1)
        .map(line => line.replace(/^Message-I[dD]/, 'Message-Id')),
    );
  const thread = { seconds: 1526279400 };
  const cover = { subject: 's', blurb: 'b' };
  for (const inReplyTo of [undefined, '<1@example.org>']) {
    const args = ['--thread=shallow', ...(inReplyTo === undefined ? [] : [`--in-reply-to=${inReplyTo}`])];
    expect(headers(mails(patches, undefined, { thread, inReplyTo }))).toEqual(headers(theirs(repo, ...args)));
    expect(headers(mails(patches, cover, { thread, inReplyTo }))).toEqual(
      headers(theirs(repo, '--cover-letter', ...args)),
    );
  }
});

test('without commits, ids come from what the mails say', () => {
  const ids = (subject: string): string[] =>
    [
      ...mails(
        [
          { ...plain, subject, body: '' },
          { ...plain, body: '' },
        ],
        undefined,
        { thread: { seconds: 7 } },
      ).values(),
    ].map(text => /^Message-Id: <([0-9a-f]{40})\.7\.git\.ann@example\.org>$/m.exec(text)![1]!);
  expect(ids('gizmo: One')).toEqual(ids('gizmo: One'));
  expect(ids('gizmo: One')[0]).not.toBe(ids('gizmo: Two')[0]);
  expect(new Set(ids('gizmo: One')).size).toBe(2);
});

test('git am takes a series from its files and from one mailbox', () => {
  const commits: Commit[] = [
    { ...plain, author: people[6]!, body: 'Größe — 50%.\n\n  indented, kept' },
    {
      subject:
        'gizmo: Überall — and a subject so long that it has to be folded twice, or even more often than that',
      files: [
        { path: 'grüße dir/crlf.c', before: 'a;\r\nb;\r\n', after: 'a;\r\nc;\r\n' },
        { path: 'no-end.c', before: 'a;\nb;', after: 'a;\nc;', oldMode: '100644', mode: '100755' },
        { path: 'latin1.c', before: '\xe4;\n', after: '\xe4;\n\xf6;' },
      ],
    },
    ...growing(9),
  ];
  const repo = committed(commits);
  const tree = repo.git('rev-parse', 'HEAD^{tree}').toString();
  const log = repo.git('log', '--format=%an|%ae|%at|%s|%b').toString();
  const files = renderSeries(
    commits.map(one => ({ ...one, body: one.body ?? '' })),
    undefined,
    OPTIONS,
  );
  const names = files.map(({ name, bytes }) => {
    const file = join(repo.folder, '.git', name);
    writeFileSync(file, bytes);
    return file;
  });
  const mbox = join(repo.folder, '.git', 'mbox');
  writeFileSync(mbox, Buffer.concat(files.map(({ bytes }) => bytes)));
  for (const mailbox of [names, [mbox]]) {
    repo.git('reset', '-q', '--hard', `HEAD~${commits.length}`);
    repo.git('am', '-q', '--keep-cr', ...mailbox);
    expect(repo.git('rev-parse', 'HEAD^{tree}').toString()).toBe(tree);
    expect(repo.git('log', '--format=%an|%ae|%at|%s|%b').toString()).toBe(log);
  }
});

test('receivers stand one per line, encoded or quoted as their names need', () => {
  const to = [
    { email: 'list@example.org' },
    { name: 'Jörg Müller', email: 'jm@example.org' },
    { name: 'Gizmo, Widget (Corp)', email: 'gw@example.org' },
  ];
  const [text] = mails([{ ...plain, body: 'b', to, cc: [people[7]!] }]).values();
  expect(text).toContain(
    'Subject: [PATCH] gizmo: Use the widget\n' +
      'To: list@example.org,\n' +
      '    =?UTF-8?q?J=C3=B6rg=20M=C3=BCller?= <jm@example.org>,\n' +
      '    "Gizmo, Widget (Corp)" <gw@example.org>\n' +
      'Cc: =?UTF-8?q?=C3=84e=20=C3=8Fth=C3=A9r=20N=C3=A2me=20Th=C3=A4t=20Is=20So?=\n' +
      ' =?UTF-8?q?=20L=C3=B6ng=20Th=C3=A4t=20It=20D=C5=93s=20Not=20Fit=20=C3=96n?=\n' +
      ' =?UTF-8?q?=20One=20L=C3=AFne=20Of=20A=20Ma=C3=AFl?= <long@example.org>\n\n',
  );
});

test('notes stand between the line that ends the message and the diffstat', () => {
  const [text] = mails([{ ...plain, body: 'b', notes: 'v2: other widget \n\n' }]).values();
  expect(text).toContain('\n\nb\n---\nv2: other widget\n\n drivers/gizmo/gizmo.c | 2 +-\n');
});

test('a resent series says so after its version', () => {
  const [text] = mails(
    [{ ...plain, body: '' }],
    { subject: 's', blurb: 'b' },
    { version: 2, resend: true },
  ).values();
  expect(text).toContain('Subject: [PATCH v2 RESEND 0/1] s\n');
});

test('a cover letter in other scripts is encoded, and ends with its appendix and the base', () => {
  const cover = {
    subject: 'gizmo: Größe',
    blurb: 'Grüße',
    appendix: 'Range-diff against v1:\n1:  aa = 1:  bb x',
  };
  const base = { commit: 'a'.repeat(40), prerequisites: ['b'.repeat(40), 'c'.repeat(40)] };
  const sender = { name: 'Ann Autör', email: 'ann@example.org' };
  const [letter, patch] = [...mails([{ ...plain, body: 'b' }], cover, { base, sender, version: 2 }).values()];
  expect(letter).toBe(
    `From ${'0'.repeat(40)} Mon Sep 17 00:00:00 2001
From: =?UTF-8?q?Ann=20Aut=C3=B6r?= <ann@example.org>
Date: Mon, 14 May 2018 12:00:00 +0530
Subject: [PATCH v2 0/1] =?UTF-8?q?gizmo:=20Gr=C3=B6=C3=9Fe?=
MIME-Version: 1.0
Content-Type: text/plain; charset=UTF-8
Content-Transfer-Encoding: 8bit

Gr\xc3\xbc\xc3\x9fe

Ann Aut\xc3\xb6r (1):
  gizmo: Use the widget

 drivers/gizmo/gizmo.c | 2 +-
 1 file changed, 1 insertion(+), 1 deletion(-)

Range-diff against v1:
1:  aa = 1:  bb x

base-commit: ${base.commit}
prerequisite-patch-id: ${base.prerequisites[0]}
prerequisite-patch-id: ${base.prerequisites[1]}
-- 
${gitVersion()}

`,
  );
  expect(patch).not.toContain('base-commit');
});

test.each([
  ['a plain subject', 1, 'gizmo: Use the widget', 1, '0001-gizmo-Use-the-widget.patch'],
  ['odd characters', 12, 'a/b: Foo..bar -- "q" (x) .', 1, '0012-a-b-Foo.bar-q-x.patch'],
  ['nothing left', 1, '...', 1, '0001-.patch'],
  ['another script', 1, 'ä: öü x', 1, '0001-x.patch'],
  ['a long subject', 3, 'a'.repeat(80), 2, `v2-0003-${'a'.repeat(49)}.patch`],
])('a file is named after %s', (_, number, subject, version, name) => {
  expect(patchFileName(number, subject, version)).toBe(name);
});

test('changes of one file in several patches add up, and those undone fall out', () => {
  const step = (before: string, after: string, path = 'a.c'): FileChange => ({ path, before, after });
  expect(
    combine([[step('1', '2')], [step('2', '3'), step('x', 'y', 'b.c')], [step('y', 'x', 'b.c')]]),
  ).toEqual([{ path: 'a.c', before: '1', after: '3', mode: '100644', oldMode: '100644' }]);
  expect(() => combine([[step('1', '2')], [step('1', '3')]])).toThrow(
    'a.c: expected each patch to go on from',
  );
});

const good: Patch = { ...plain, body: 'b' };
test.each<[string, Patch, Partial<SeriesOptions>, string]>([
  [
    'a line break in the subject',
    { ...good, subject: 'a\nBcc: x@y' },
    {},
    'expected the subject of patch 1 on one line',
  ],
  [
    'a carriage return in the subject',
    { ...good, subject: 'a\rb' },
    {},
    'expected the subject of patch 1 on one line',
  ],
  ['no subject', { ...good, subject: ' ' }, {}, 'expected the subject of patch 1, found nothing'],
  ['a bracket in front of the subject', { ...good, subject: '[media] x' }, {}, 'without brackets in front'],
  ['a broken character in the subject', { ...good, subject: 'a \udce4' }, {}, 'in UTF-8'],
  ['a line break in a name', { ...good, cc: [{ name: 'A\nB', email: 'a@b' }] }, {}, 'forge a mail header'],
  [
    'a line break in an address',
    { ...good, to: [{ email: 'a@b\nBcc: c@d' }] },
    {},
    'a receiver of patch 1 to have an address',
  ],
  ['two addresses in one', { ...good, to: [{ email: 'a@b,c@d' }] }, {}, 'found "a@b,c@d"'],
  ['an address without @', { ...good, to: [{ email: 'root' }] }, {}, 'such as name@example.org'],
  [
    'an author with a line break',
    { ...good, author: { name: 'A\nB', email: 'a@b.c' } },
    {},
    'the author of patch 1',
  ],
  [
    'a sender without a name',
    good,
    { sender: { name: '', email: 'a@b' } },
    'expected the name of the sender, found nothing',
  ],
  [
    'a sender without an address',
    good,
    { sender: { name: 'A', email: '' } },
    'expected the sender to have an address',
  ],
  ['a line break in an id', good, { inReplyTo: '<a@b>\nBcc: c@d' }, 'expected a message id'],
  ['commas in the prefix', good, { subjectPrefix: 'PATCH,RFC' }, 'words with spaces between'],
  ['a bracket in the prefix', good, { subjectPrefix: 'PATCH] x [' }, 'words with spaces between'],
  ['a line break in the signature', good, { signature: '2\nx' }, 'a version on one line'],
  ['version zero', good, { version: 0 }, 'a version from 1 on'],
  ['a short base', good, { base: { commit: 'abc' } }, 'an object id of 40 hex digits'],
  ['a patch without files', { ...good, files: [] }, {}, 'expected patch 1 to change a file'],
  [
    'a body that begins a mail',
    { ...good, body: 'a\nFrom here on' },
    {},
    'found line 2: "From here on"; it begins a new mail',
  ],
  ['a body that cuts the message', { ...good, body: '--- a\nb' }, {}, 'it ends the message for git am'],
  ['notes that begin the patch', { ...good, notes: 'diff --git a/x b/x' }, {}, 'the notes of patch 1'],
])('refuses %s', (_, patch, options, message) => {
  expect(() => mails([patch], undefined, options)).toThrow(message);
});

test('refuses a series without patches, and a cover letter that would split the mailbox', () => {
  expect(() => mails([])).toThrow('expected at least one patch');
  expect(() => mails([good], { subject: 's', blurb: 'From me' })).toThrow(
    'in the cover letter, found line 1',
  );
});
