import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { blobId, type FileChange, filePatch, unifiedDiff } from '../../src/patch/index.js';
import { repoWith } from './repo.js';
import { dice, editedText, sliding, strangers, worn } from './texts.js';

/** What `git diff` prints for the changes, all in one commit. */
function gitDiff(changes: readonly FileChange[]): string {
  const repo = repoWith(changes);
  repo.write(changes, 'after');
  repo.commit('Change\n');
  return repo.git('diff', '--no-renames', 'HEAD~', 'HEAD').toString('latin1');
}

function named(texts: readonly { readonly before: string; readonly after: string }[]): FileChange[] {
  return texts
    .map((text, at) => ({
      ...text,
      path: `${at % 4 === 3 ? 'Makefile' : 'gizmo'}${at}${at % 4 === 3 ? '' : '.c'}`,
    }))
    .filter(({ before, after }) => before !== after);
}

test.each([
  ['edits', editedText],
  ['unrelated texts', strangers],
  ['repeated blocks', sliding],
])(
  'hunks of %s equal git’s',
  (_, texts) => {
    fc.assert(
      fc.property(fc.array(texts, { minLength: 90, maxLength: 100, size: 'max' }), pairs => {
        const changes = named(pairs);
        expect(unifiedDiff(changes)).toBe(gitDiff(changes));
      }),
      { numRuns: 3, endOnFailure: true },
    );
  },
  120_000,
);

/** Two texts that drive the search of a script to one of its limits. */
const drives: readonly (readonly [string, (roll: (n: number) => number) => [string[], string[]]])[] = [
  [
    'so different that the search gives up',
    roll => {
      const lines = (): string[] => Array.from({ length: 2500 }, () => `\tv${roll(60)};\n`);
      return [lines(), lines()];
    },
  ],
  [
    'so long that the search splits at good-looking places',
    roll => {
      const fresh = (): string => `\tv${roll(300)};\n`;
      const lines = Array.from({ length: 40_000 }, fresh);
      return [lines, worn(lines, 50, roll, fresh)];
    },
  ],
  [
    'in which frequent lines stand among ones without partner',
    roll => {
      let made = 0;
      const common = (): string => (roll(2) === 0 ? '}\n' : '\n');
      const lines = Array.from({ length: 2500 }, () => (roll(9) === 0 ? common() : `\tv${roll(900)};\n`));
      const block = (): string[] =>
        Array.from({ length: 120 }, () => (roll(1000) < 60 + roll(3) * 120 ? common() : `u${made++}\n`));
      const patched = (): string[] => {
        const own = [...lines];
        for (let n = 0; n < 10; n++) own.splice(roll(own.length), roll(50), ...block());
        return own;
      };
      return [patched(), patched()];
    },
  ],
];

test.each(drives)(
  'texts %s differ as git says',
  (_, make) => {
    const changes = [1, 2, 3].map(seed => {
      const [before, after] = make(dice(seed));
      return { path: `big${seed}.c`, before: before.join(''), after: after.join('') };
    });
    // Compared as one flag: a failure would print megabytes.
    expect(unifiedDiff(changes) === gitDiff(changes)).toBe(true);
  },
  60_000,
);

const odd: readonly [string, FileChange][] = [
  ['an added file', { path: 'a.c', before: undefined, after: 'int a;\n' }],
  ['an added empty file', { path: 'a.c', before: undefined, after: '' }],
  ['an added executable', { path: 'run.sh', before: undefined, after: 'x\n', mode: '100755' }],
  ['a deleted file', { path: 'a.c', before: 'int a;\nint b;\n', after: undefined }],
  ['a deleted empty file', { path: 'a.c', before: '', after: undefined, mode: '100755' }],
  ['a file that becomes empty', { path: 'a.c', before: 'x\n', after: '' }],
  ['a file that was empty', { path: 'a.c', before: '', after: 'x' }],
  ['a mode', { path: 'a.c', before: 'x\n', after: 'x\n', oldMode: '100644', mode: '100755' }],
  ['mode and text', { path: 'a.c', before: 'x\n', after: 'y\n', oldMode: '100755', mode: '100644' }],
  ['an executable', { path: 'a.c', before: 'x\n', after: 'y\n', mode: '100755' }],
  ['a lost final newline', { path: 'a.c', before: 'a\nb\n', after: 'a\nb' }],
  ['a gained final newline', { path: 'a.c', before: 'a\nb', after: 'a\nb\n' }],
  ['no final newline on both sides', { path: 'a.c', before: 'a\nb', after: 'c\nb' }],
  ['a name with spaces', { path: 'a b/c d.c', before: 'x\n', after: 'y\n' }],
  ['a name with spaces, added', { path: 'a b/c d.c', before: undefined, after: 'y\n' }],
  ['a name beyond ASCII', { path: 'grüße/ä b.c', before: 'x\n', after: 'y\n' }],
  ['a name with quotes, tabs and backslashes', { path: 'a"b\tc\\d\x07.c', before: 'x\n', after: 'y\n' }],
  [
    'a label of 80 bytes ending in a character',
    {
      path: 'a.c',
      before: `int ${'x'.repeat(75)}ü${'y'.repeat(9)}\n1\n2\n3\n4\n5\n`,
      after: `int ${'x'.repeat(75)}ü${'y'.repeat(9)}\n1\n2\n3\n4\nfive\n`,
    },
  ],
  [
    'a NUL beyond the part that git looks at',
    {
      path: 'a.c',
      before: `${'x\n'.repeat(4100)}\0\n`,
      after: `${'x\n'.repeat(4100)}\0y\n`,
    },
  ],
];

test.each(odd)('%s is printed as git does', (_, change) => {
  expect(filePatch(change).text).toBe(gitDiff([change]));
});

test('many files come in the order of their bytes', () => {
  const paths = ['b.c', 'a.c', 'a/z.c', 'a-b.c', 'a0.c', 'Z.c', 'ü.c', '\u{1f600}.c', '\uff5e.c'];
  const changes = paths.map(path => ({ path, before: '1\n', after: '2\n' }));
  expect(unifiedDiff(changes)).toBe(gitDiff(changes));
});

test('a name that is not UTF-8 keeps its bytes', () => {
  expect(unifiedDiff([{ path: 'a\udce4.c', before: '1\n', after: '2\n' }])).toMatch(
    /^diff --git "a\/a\\344\.c" "b\/a\\344\.c"\n/,
  );
});

test('blob ids are git’s, and as long as asked', () => {
  expect(blobId('hello\n')).toBe('ce013625030ba8dba906f756967f9e9ca394464a');
  const full = filePatch({ path: 'a.c', before: 'hello\n', after: 'x\n' }, { abbrev: 40 });
  expect(full.text).toContain(`index ce013625030ba8dba906f756967f9e9ca394464a..${blobId('x\n')} 100644\n`);
  expect(filePatch({ path: 'a.c', before: 'hello\n', after: 'x\n' }).text).toContain('index ce013625030b..');
});

test('counts added and removed lines, and says where hunks begin', () => {
  const patch = filePatch({
    path: 'a.c',
    before: 'int f(void)\n{\n1\n2\n3\n4\n',
    after: 'int f(void)\n{\n1\n2\n3\n4\n5\n6\n',
  });
  expect(patch).toMatchObject({ added: 2, removed: 0, oldMode: '100644', newMode: '100644' });
  expect(patch.hunks).toHaveLength(1);
  expect(patch.hunks[0]).toMatchObject({
    oldStart: 4,
    oldCount: 3,
    newStart: 4,
    newCount: 5,
    label: 'int f(void)',
  });
});

test.each<[string, FileChange, RegExp]>([
  ['nothing changes', { path: 'a.c', before: 'x', after: 'x' }, /a\.c: expected a change, found none/],
  ['a file is binary', { path: 'a.c', before: 'x\0', after: 'y' }, /a\.c: expected text, found a NUL byte/],
  [
    'a path leaves the tree',
    { path: '../a.c', before: 'x', after: 'y' },
    /relative to the tree's root, found "\.\.\/a\.c"/,
  ],
  ['a path is absolute', { path: '/a.c', before: 'x', after: 'y' }, /relative to the tree's root/],
])('refuses when %s', (_, change, message) => {
  expect(() => filePatch(change)).toThrow(message);
});

test('refuses ids of no length, and a file given twice', () => {
  const change = { path: 'a.c', before: 'x', after: 'y' };
  expect(() => filePatch(change, { abbrev: 3 })).toThrow('4 to 40 hex digits');
  expect(() => unifiedDiff([change, change])).toThrow('a.c: expected one change per file, found two');
});
