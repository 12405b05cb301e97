/** The trees that `check` compares, against what git itself says of them. */
import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { openSince, openStaged, type States } from '../../src/tree/states.js';
import type { Tree } from '../../src/tree/tree.js';
import { commitAll, git, put, scratch } from './scratch.js';

const FILES = {
  'a/clean.c': 'int clean_word;\n',
  'a/edited.c': 'int edited_word;\n',
  'a/staged.c': 'int staged_word;\n',
  'a/gone.c': 'int gone_word;\n',
  'a/dropped.c': 'int dropped_word;\n',
  'a/moved.c': 'int moved_word;\nint of;\nint some;\nint length;\n',
  'b/\u00fc.h': 'int other_word;\n',
  README: 'staged_word\n',
};

/** A checkout in which index and disk say different things of most files. */
function checkout(): string {
  const root = scratch(FILES);
  commitAll(root);
  put(root, { 'a/staged.c': 'int staged_word_2;\n', 'a/new.c': 'int new_word;\n' });
  git(root, 'add', 'a/staged.c', 'a/new.c');
  git(root, 'mv', 'a/moved.c', 'b/moved.c');
  git(root, 'rm', '-q', '--cached', 'a/dropped.c');
  put(root, {
    'a/edited.c': 'int disk_word;\n',
    'a/staged.c': 'int disk_word;\n',
    'a/untracked.c': 'int disk_word;\n',
  });
  rmSync(join(root, 'a/gone.c'));
  return root;
}

async function contents(tree: Tree): Promise<Record<string, string>> {
  const paths = await tree.list();
  return Object.fromEntries(
    paths.map(path => {
      const result = tree.read(path);
      return [path, 'unread' in result ? `unread: ${result.unread}` : result.bytes.toString('latin1')];
    }),
  );
}

/** What git keeps under a name of its own for a tree or an index: `HEAD:path`, `:path`. */
function gitContents(root: string, prefix: string, listing: readonly string[]): Record<string, string> {
  const paths = execFileSync('git', [...listing, '-z'], { cwd: root, encoding: 'utf8' })
    .split('\0')
    .filter(path => /\.[ch]$/.test(path));
  return Object.fromEntries(
    paths.map(path => [
      path,
      execFileSync('git', ['show', `${prefix}${path}`], { cwd: root, encoding: 'latin1' }),
    ]),
  );
}

const changes = ({ changed }: States) =>
  changed.map(({ before, after }) => `${before ?? '-'} -> ${after ?? '-'}`).sort();

test('staged: HEAD and the index, whatever is on disk', async () => {
  const root = checkout();
  const states = await openStaged(root);
  expect(await contents(states.after)).toEqual(gitContents(root, ':', ['ls-files']));
  expect(await contents(states.before)).toEqual(
    gitContents(root, 'HEAD:', ['ls-tree', '-r', '--name-only', 'HEAD']),
  );
  expect(changes(states)).toEqual([
    '- -> a/new.c',
    'a/dropped.c -> -',
    'a/moved.c -> b/moved.c',
    'a/staged.c -> a/staged.c',
  ]);
  expect(states.beforeId).toBe(git(root, 'rev-parse', 'HEAD^{tree}').trim());
});

test('since: a revision and the disk', async () => {
  const root = checkout();
  const states = await openSince(root, 'HEAD');
  expect(await contents(states.before)).toEqual(
    gitContents(root, 'HEAD:', ['ls-tree', '-r', '--name-only', 'HEAD']),
  );
  expect((await contents(states.after))['a/staged.c']).toBe('int disk_word;\n');
  expect(changes(states)).toEqual([
    '- -> a/new.c',
    '- -> a/untracked.c',
    'a/dropped.c -> a/dropped.c',
    'a/edited.c -> a/edited.c',
    'a/gone.c -> -',
    'a/moved.c -> b/moved.c',
    'a/staged.c -> a/staged.c',
  ]);
});

test.each(['staged', 'since'])('%s: a search finds what reading finds', async how => {
  const root = checkout();
  const states = how === 'staged' ? await openStaged(root) : await openSince(root, 'HEAD');
  for (const tree of [states.before, states.after]) {
    const texts = await contents(tree);
    for (const word of [
      'clean_word',
      'edited_word',
      'staged_word',
      'disk_word',
      'gone_word',
      'moved_word',
      'new_word',
      'dropped_word',
      'other_word',
      'nowhere',
    ]) {
      const holding = Object.keys(texts).filter(path => new RegExp(`\\b${word}\\b`).test(texts[path]!));
      expect([word, await tree.withWords([word])]).toEqual([word, holding]);
      expect(await tree.withWords([word], ['b'])).toEqual(holding.filter(path => path.startsWith('b/')));
    }
    expect(await tree.withWords([])).toEqual([]);
    expect(await tree.list(['b'])).toEqual(Object.keys(texts).filter(path => path.startsWith('b/')));
  }
});

test('a checkout with CRLF line ends is read as git keeps it', async () => {
  const root = scratch({ 'a.c': 'int a;\n', 'b.c': 'int b;\n' });
  commitAll(root);
  put(root, { 'a.c': 'int a;\r\n', 'b.c': 'int changed;\n' });
  git(root, 'add', 'b.c');
  expect(await contents((await openStaged(root)).after)).toEqual({
    'a.c': 'int a;\n',
    'b.c': 'int changed;\n',
  });
});

test('an index is taken from a hook only where it is the own one', async () => {
  const root = scratch({ 'a.c': 'int a;\n' });
  commitAll(root);
  const other = scratch({ 'b.c': 'int b;\n' });
  commitAll(other);
  put(root, { 'a.c': 'int changed;\n' });
  const own = join(root, '.git/next-index.lock');
  execFileSync('git', ['read-tree', 'HEAD'], { cwd: root, env: { ...process.env, GIT_INDEX_FILE: own } });
  execFileSync('git', ['add', 'a.c'], { cwd: root, env: { ...process.env, GIT_INDEX_FILE: own } });
  expect(changes(await openStaged(root))).toEqual([]);
  expect(changes(await openStaged(root, own))).toEqual(['a.c -> a.c']);
  expect(changes(await openStaged(root, join(other, '.git/index')))).toEqual([]);
  // A worktree of its own keeps its index elsewhere.
  const more = join(scratch(), 'more');
  git(root, 'worktree', 'add', '-q', more);
  put(more, { 'a.c': 'int there;\n' });
  git(more, 'add', 'a.c');
  const index = git(more, 'rev-parse', '--path-format=absolute', '--git-path', 'index').trim();
  expect(changes(await openStaged(more, index))).toEqual(['a.c -> a.c']);
});

test('contents that git has not got here are said to be missing', async () => {
  const root = scratch({ 'a.c': 'int a;\n' });
  commitAll(root);
  put(root, { 'a.c': 'int b;\n' });
  git(root, 'add', 'a.c');
  const id = git(root, 'rev-parse', ':a.c').trim();
  rmSync(join(root, '.git/objects', id.slice(0, 2), id.slice(2)));
  put(root, { 'a.c': 'int c;\n' });
  expect(await contents((await openStaged(root)).after)).toEqual({
    'a.c': 'unread: git does not have it here',
  });
});

describe('a clone without a checkout', () => {
  // More than are looked at one by one.
  const MANY = 600;

  it('is searched and read as git keeps it', async () => {
    const files = Array.from({ length: MANY }, (_, i) => [`d${i % 7}/f${i}.c`, `int word_${i};\n`]);
    const origin = scratch({
      ...Object.fromEntries(files),
      'd0/includes.c': '#include "other.c"\n',
      'd0/a.S': 'word_3\n',
    });
    commitAll(origin);
    const root = scratch();
    git(root, 'clone', '-q', '--no-checkout', origin, 'clone');
    const clone = join(root, 'clone');
    git(clone, 'read-tree', 'HEAD');
    put(clone, { 'new.c': 'int word_3;\n' });
    git(clone, 'add', 'new.c');
    const { before, after } = await openStaged(clone);
    expect(await after.withWords(['word_3', 'word_599'])).toEqual(['d3/f3.c', 'd4/f599.c', 'new.c']);
    expect(await before.withWords(['word_3', 'word_599'])).toEqual(['d3/f3.c', 'd4/f599.c']);
    expect(await after.beyondWords()).toContain('d0/includes.c');
    expect((await after.others(['word_3'])).map(({ path }) => path)).toEqual(['d0/a.S']);
    const texts = await contents(after);
    expect(Object.keys(texts).length).toBe(MANY + 2);
    expect(texts['d4/f599.c']).toBe('int word_599;\n');
    expect(Object.values(texts).filter(text => text.startsWith('unread'))).toEqual([]);
  });
});
