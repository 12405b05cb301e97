import { chmodSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findUncommitted } from '../../src/tree/committed.js';
import { openDisk } from '../../src/tree/disk.js';
import { commitAll, git, put, scratch } from './scratch.js';

async function statesIn(folder: string, paths: readonly string[]) {
  const files = paths.map(path => ({ path, bytes: readFileSync(join(folder, path)) }));
  return (await findUncommitted(await openDisk(folder), files)).map(({ path, why }) => `${path} ${why}`);
}

test('each way of not being committed is told apart', async () => {
  const folder = scratch({
    'clean.c': 'a',
    'edited.c': 'a',
    'staged.c': 'a',
    'undone.c': 'a',
    'sub/\u00fc x.c': 'a',
  });
  commitAll(folder);
  put(folder, { 'edited.c': 'b', 'staged.c': 'b', 'undone.c': 'b', 'new.c': 'b', 'added.c': 'b' });
  git(folder, 'add', 'staged.c', 'undone.c', 'added.c');
  put(folder, { 'undone.c': 'a' });
  const names = ['added.c', 'clean.c', 'edited.c', 'new.c', 'staged.c', 'sub/\u00fc x.c', 'undone.c'];
  expect(await statesIn(folder, names)).toEqual([
    'added.c has staged changes',
    'edited.c has changes',
    'new.c is not tracked',
    'staged.c has staged changes',
    'undone.c has staged changes',
  ]);
  expect(await statesIn(join(folder, 'sub'), ['\u00fc x.c'])).toEqual([]);
});

test('a checkout with CRLF line ends is clean, one without a commit never', async () => {
  const folder = scratch({ 'a.c': 'a\nb\n' });
  commitAll(folder);
  put(folder, { 'a.c': 'a\r\nb\r\n' });
  expect(await statesIn(folder, ['a.c'])).toEqual([]);

  const unborn = scratch({ 'a.c': 'a' });
  git(unborn, 'init', '-q');
  git(unborn, 'add', 'a.c');
  expect(await statesIn(unborn, ['a.c'])).toEqual(['a.c has staged changes']);
});

test('special characters in a name mean nothing to git', async () => {
  const folder = scratch({ ':(top)x.c': 'a', '*.c': 'a', '-n.c': 'a', 'other.c': 'a' });
  commitAll(folder);
  put(folder, { 'other.c': 'b' });
  expect(await statesIn(folder, [':(top)x.c', '*.c', '-n.c'])).toEqual([]);
});

test('modes count where they are given, as the disk or the index has them', async () => {
  const folder = scratch({ 'a.c': 'a', 'b.c': 'b' });
  commitAll(folder);
  const statesOf = async () => {
    const tree = await openDisk(folder);
    const files = ['a.c', 'b.c'].map(path => ({
      ...{ path, bytes: readFileSync(join(folder, path)) },
      mode: tree.isExecutable(path) ? '100755' : '100644',
    }));
    return (await findUncommitted(tree, files)).map(({ path, why }) => `${path} ${why}`);
  };
  chmodSync(join(folder, 'a.c'), 0o755);
  expect(await statesOf()).toEqual(['a.c has changes']);
  git(folder, 'config', 'core.fileMode', 'false');
  expect(await statesOf()).toEqual([]);
  git(folder, 'update-index', '--chmod=+x', 'b.c');
  expect(await statesOf()).toEqual(['b.c has staged changes']);
  expect((await openDisk(folder)).isExecutable('b.c')).toBe(true);
});

test('a file that git does not keep has the mode of the disk, whatever it trusts', async () => {
  const folder = scratch({ 'a.c': 'a' });
  commitAll(folder);
  git(folder, 'config', 'core.fileMode', 'false');
  put(folder, { 'new.c': 'n' });
  chmodSync(join(folder, 'new.c'), 0o755);
  expect((await openDisk(folder)).isExecutable('new.c')).toBe(true);
});
