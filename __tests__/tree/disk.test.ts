import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, renameSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import fc from 'fast-check';
import { UserError } from '../../src/errors.js';
import { openDisk } from '../../src/tree/disk.js';
import { decodePath } from '../../src/tree/path.js';
import { patternOf } from '../../src/tree/search.js';
import { commitAll, git, put, scratch } from './scratch.js';

jest.setTimeout(300_000);

const WORDS = ['gizmo_insert', 'gizmo_map'];

/**
 * What a tree lists and finds in each of the ways there are: in the checkout; in the same folder without its `.git`,
 * searched by git; and read by ourselves.
 */
async function allWays(folder: string, paths?: readonly string[]) {
  const ask = async (useGit: boolean) => {
    const tree = await openDisk(folder, { useGit });
    return { list: await tree.list(paths), found: await tree.withWords(WORDS, paths) };
  };
  const byGit = await ask(true);
  const aside = join(scratch(), 'aside');
  renameSync(join(folder, '.git'), aside);
  const plain = await ask(true);
  renameSync(aside, join(folder, '.git'));
  return { byGit, plain, own: await ask(false) };
}

/** The one answer that all ways give. */
async function agreed(folder: string, paths?: readonly string[]) {
  const { byGit, plain, own } = await allWays(folder, paths);
  expect(byGit).toEqual(own);
  expect(plain).toEqual(own);
  return own;
}

test('pairs of words are found with a comma between them', async () => {
  const folder = scratch({
    'near.c': 'GLUE(put,all)\n',
    'apart.c': 'GLUE(x, put \t,\tall)\n',
    'torn.c': 'GLUE(put,\nall)\n',
    'none.c': 'GLUE(input, all) put, allof; put; all\n',
  });
  for (const useGit of [true, false]) {
    const tree = await openDisk(folder, { useGit });
    expect(await tree.withWords(['gizmo_map', 'put,all'])).toEqual(['apart.c', 'near.c']);
  }
});

test('a checkout and a plain folder list the same files and find the same words', async () => {
  const folder = scratch({
    'a/one.c': 'int x = gizmo_insert(1);\n',
    'a/two.h': '/* gizmo_map */\n',
    'a/none.c': 'gizmo_insert_all(); my_gizmo_map(); gizmo_mapper\n',
    'a/retry.c': 'xgizmo_map gizmo_map\n',
    'a/text.txt': 'gizmo_map\n',
    'b/binary.c': '\0\0\0gizmo_map\0',
    'b/empty.h': '',
    'b/nolf.c': 'gizmo_map',
    'b/crlf.c': 'gizmo_map\r\n',
    'b/latin.c': '\xe9gizmo_map\xe9',
    'b/dollar.c': 'gizmo_map$',
    'with space/[x]/star*.c': 'gizmo_map\n',
    '-dash.c': 'gizmo_map\n',
    'new\nline.c': 'gizmo_map\n',
    '"quote".c': 'gizmo_map\n',
    'Makefile.c/inner.c': 'gizmo_insert\n',
  });
  writeFileSync(join(folder, '\u00fc\u{1f600}.c'), 'gizmo_map\n');
  writeFileSync(join(folder, '\uff5e.c'), 'gizmo_map\n');
  commitAll(folder);
  put(folder, { 'untracked.c': 'gizmo_map\n' });

  const { found } = await agreed(folder);
  expect(found).toEqual([
    '"quote".c',
    '-dash.c',
    'Makefile.c/inner.c',
    'a/one.c',
    'a/retry.c',
    'a/two.h',
    'b/binary.c',
    'b/crlf.c',
    'b/dollar.c',
    'b/latin.c',
    'b/nolf.c',
    'new\nline.c',
    'untracked.c',
    'with space/[x]/star*.c',
    '\u00fc\u{1f600}.c',
    '\uff5e.c',
  ]);
});

test('paths limit both ways alike, and their special characters mean nothing', async () => {
  const folder = scratch({
    '[x]/in.c': 'gizmo_map\n',
    'x/out.c': 'gizmo_map\n',
    'deep/er/in.h': 'gizmo_map\n',
    'deeper/out.h': 'gizmo_map\n',
    'star*.c': 'gizmo_map\n',
    'stars.c': 'gizmo_map\n',
  });
  commitAll(folder);
  const { found } = await agreed(folder, ['[x]', 'deep', 'star*.c']);
  expect(found).toEqual(['[x]/in.c', 'deep/er/in.h', 'star*.c']);
});

test('random texts: whole words are found alike', async () => {
  const piece = fc.constantFrom(
    'gizmo_map',
    'gizmo_insert',
    '_',
    'x',
    '7',
    ' ',
    '\n',
    '\0',
    '\xff',
    '(',
    'gizmo_',
  );
  const text = fc.array(piece, { maxLength: 12 }).map(pieces => pieces.join(''));
  await fc.assert(
    fc.asyncProperty(fc.array(text, { minLength: 1, maxLength: 30 }), async texts => {
      const folder = scratch(Object.fromEntries(texts.map((content, at) => [`f${at}.c`, content])));
      git(folder, 'init', '-q');
      git(folder, 'add', '-A');
      const { list, found } = await agreed(folder);
      const border = new RegExp(`(?<![A-Za-z0-9_])(?:${WORDS.join('|')})(?![A-Za-z0-9_])`);
      expect(found).toEqual(list.filter(path => border.test(texts[Number(path.slice(1, -2))]!)));
    }),
    { numRuns: 15 },
  );
});

test('a word across the border of two pieces of a large file is found, and only as a whole', async () => {
  const at = (offset: number, word: string) => `${' '.repeat(offset)}${word}\n${' '.repeat(3 << 20)}`;
  const files: Record<string, string> = {};
  for (let step = -14; step <= 14; step++) {
    files[`yes${step}.c`] = at((1 << 20) + step, 'gizmo_map');
    files[`no${step}.c`] = at((1 << 20) + step, 'gizmo_maps');
  }
  const long = 'x'.repeat(1 << 20);
  for (let step = -14; step <= 14; step++) {
    files[`no-long${step}.c`] = `gizmo_map${long.slice(Math.abs(step))}gizmo_map gizmo_${long}gizmo_map`;
  }
  files['yes-long.c'] = `${long}${long} gizmo_map`;
  const tree = await openDisk(scratch(files), { useGit: false });
  const found = await tree.withWords(WORDS);
  expect(found).toHaveLength(30);
  expect(found.every(path => path.startsWith('yes'))).toBe(true);
});

test('searches that are asked for together find what each finds alone', async () => {
  const folder = scratch({
    'words.c': 'gizmo_map(1);\n',
    'other.c': 'gizmo_insert(1);\n',
    'includes.c': '#include "words.c"\n',
    'both.h': '# include <other.c>\nint gizmo_map(int);\n',
    'asm.S': 'call gizmo_map\n',
    'list.inc': '#include "words.c"\n',
    'none.c': 'int x;\n',
    'number.h': 'int gizmo\\u005fget(void);\n',
    'torn.c': 'int gizmo_\\\r\nput(void);\n',
  });
  commitAll(folder);
  put(folder, { 'untracked.c': '#include "words.c"\ngizmo_map(2);\n' });
  const { withWords, others, beyondWords } = await openDisk(folder);
  const asked = [
    () => withWords(['gizmo_map']),
    () => withWords(['gizmo_insert']),
    async () => (await others(['gizmo_map'])).map(({ path }) => path),
    () => beyondWords(),
    () => withWords(['gizmo_map'], ['both.h']),
  ];
  const together = await Promise.all(asked.map(ask => ask()));
  expect(together).toEqual([
    ['both.h', 'untracked.c', 'words.c'],
    ['other.c'],
    ['asm.S'],
    ['both.h', 'includes.c', 'number.h', 'torn.c', 'untracked.c'],
    ['both.h'],
  ]);
  for (const [at, ask] of asked.entries()) expect(await ask()).toEqual(together[at]);
});

test('git ignores are left out in a checkout, but a tracked file counts though an ignore names it', async () => {
  const folder = scratch({
    '.gitignore': 'gen*.c\n',
    'gen-tracked.c': 'gizmo_map\n',
    'src.c': 'gizmo_map\n',
  });
  commitAll(folder);
  put(folder, { 'gen-built.c': 'gizmo_map\n' });
  const tree = await openDisk(folder);
  expect(tree).toMatchObject({ inGit: true, isTop: true });
  expect(await tree.list()).toEqual(['gen-tracked.c', 'src.c']);
  expect(await tree.withWords(WORDS)).toEqual(['gen-tracked.c', 'src.c']);
});

test('what lies on disk counts, not what the index remembers', async () => {
  const folder = scratch({
    'assumed.c': 'old\n',
    'skipped.c': 'old\n',
    'gone.c': 'gizmo_map\n',
    'now.c': 'old\n',
  });
  commitAll(folder);
  git(folder, 'update-index', '--assume-unchanged', 'assumed.c');
  git(folder, 'update-index', '--skip-worktree', 'skipped.c');
  put(folder, { 'assumed.c': 'gizmo_map\n', 'skipped.c': 'gizmo_map\n', 'now.c': 'gizmo_map\n' });
  rmSync(join(folder, 'gone.c'));
  const { found } = await agreed(folder);
  expect(found).toEqual(['assumed.c', 'now.c', 'skipped.c']);
});

test('a file in conflict is listed once', async () => {
  const folder = scratch({ 'both.c': 'gizmo_map 0\n' });
  commitAll(folder);
  git(folder, 'checkout', '-q', '-b', 'other');
  put(folder, { 'both.c': 'gizmo_map 1\n' });
  git(folder, 'commit', '-qam', 'One');
  git(folder, 'checkout', '-q', 'main');
  put(folder, { 'both.c': 'gizmo_map 2\n' });
  git(folder, 'commit', '-qam', 'Two');
  expect(() => git(folder, 'merge', 'other')).toThrow();
  expect(await agreed(folder)).toEqual({ list: ['both.c'], found: ['both.c'] });
});

test('a folder of a bigger checkout is a tree of its own', async () => {
  const folder = scratch({ 'top.c': 'gizmo_map\n', 'sub/in.c': 'gizmo_map\n', '.gitignore': 'out\n' });
  commitAll(folder);
  const sub = await openDisk(join(folder, 'sub'));
  expect(sub).toMatchObject({ inGit: true, isTop: false });
  expect(await sub.list()).toEqual(['in.c']);
  expect(await sub.withWords(WORDS)).toEqual(['in.c']);

  // Where git ignores the whole folder it has no say in it.
  put(folder, { 'out/made.c': 'gizmo_map\n' });
  const out = await openDisk(join(folder, 'out'));
  expect(out.inGit).toBe(false);
  expect(await out.withWords(WORDS)).toEqual(['made.c']);
});

test('links, pipes and folders that are called like sources are passed over, by git and by the walk', async () => {
  const outside = scratch({ 'secret.c': 'gizmo_map\n', 'lib/more.c': 'gizmo_map\n' });
  const folder = scratch({ 'real.c': 'gizmo_map\n', 'dir.c/inner.txt': 'gizmo_map\n' });
  symlinkSync('real.c', join(folder, 'inside.c'));
  symlinkSync(join(outside, 'secret.c'), join(folder, 'outside.c'));
  symlinkSync(join(outside, 'lib'), join(folder, 'lib'));
  symlinkSync('loop', join(folder, 'loop'));
  symlinkSync('nowhere', join(folder, 'dangling.c'));
  execFileSync('mkfifo', [join(folder, 'pipe.c')]);
  commitAll(folder);
  symlinkSync('real.c', join(folder, 'untracked-link.c'));
  expect(await agreed(folder)).toEqual({ list: ['real.c'], found: ['real.c'] });
});

test('a tracked file whose folder has become a link out of the tree is not read', async () => {
  const outside = scratch({ 'x.c': 'gizmo_map\n' });
  const folder = scratch({ 'sub/x.c': 'gizmo_map\n', 'pipe.c': 'gizmo_map\n' });
  commitAll(folder);
  rmSync(join(folder, 'sub'), { recursive: true });
  symlinkSync(outside, join(folder, 'sub'));
  rmSync(join(folder, 'pipe.c'));
  execFileSync('mkfifo', [join(folder, 'pipe.c')]);
  const tree = await openDisk(folder);
  expect(tree.read('sub/x.c')).toEqual({ unread: 'it lies behind a symbolic link' });
  expect(tree.read('pipe.c')).toEqual({ unread: 'it is no regular file' });
  expect(await tree.withWords(WORDS)).not.toContain('pipe.c');
});

test('bytes come as they are', async () => {
  const all = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
  const folder = scratch();
  writeFileSync(join(folder, 'all.c'), all);
  const tree = await openDisk(folder);
  expect(tree.read('all.c')).toEqual({ bytes: all });
});

test('what cannot be read is said, never passed over', async () => {
  const folder = scratch({ 'huge.c': 'gizmo_map\n', 'ok.c': '' });
  truncateSync(join(folder, 'huge.c'), 3 * 2 ** 30);
  const tree = await openDisk(folder, { useGit: false });
  expect(await tree.withWords(WORDS)).toEqual(['huge.c']);
  expect(tree.read('huge.c')).toEqual({ unread: 'it has 3221225472 bytes; at most 268435456 are read' });
  expect(tree.read('missing.c')).toEqual({ unread: 'no such file or folder' });
});

test('a name that is not UTF-8 is listed without loss, found, and not read', async () => {
  const folder = scratch();
  writeFileSync(
    Buffer.concat([Buffer.from(`${folder}/bad`), Buffer.from([0xfc, 0x2e, 0x63])]),
    'gizmo_map\n',
  );
  writeFileSync(join(folder, 'bad\u00fc.c'), 'gizmo_map\n');
  commitAll(folder);
  const { found } = await agreed(folder);
  expect(found).toEqual(['bad\u00fc.c', 'bad\udcfc.c']);
  const tree = await openDisk(folder);
  expect(tree.read('bad\udcfc.c')).toEqual({ unread: 'its name is not UTF-8' });
});

test('a tree that is no folder, or is not there, is a clear error', async () => {
  const folder = scratch({ 'a.c': '' });
  await expect(openDisk(join(folder, 'none'))).rejects.toThrow(UserError);
  await expect(openDisk(join(folder, 'none'))).rejects.toThrow(
    /cannot open the tree .*none: no such file or folder/,
  );
  await expect(openDisk(join(folder, 'a.c'))).rejects.toThrow(/expected a folder as TREE, found the file/);
});

test('nothing that the tree configures is run', async () => {
  const folder = scratch({ 'a.c': 'gizmo_map\n', '.gitattributes': '*.c diff=evil filter=evil\n' });
  commitAll(folder);
  const mark = join(folder, 'ran');
  const evil = join(folder, 'evil.sh');
  writeFileSync(evil, `#!/bin/sh\ntouch ${mark}\ncat\n`);
  chmodSync(evil, 0o755);
  for (const key of [
    'core.fsmonitor',
    'core.pager',
    'diff.evil.textconv',
    'diff.external',
    'filter.evil.clean',
  ]) {
    git(folder, 'config', key, evil);
  }
  mkdirSync(join(folder, '.git/hooks'), { recursive: true });
  renameSync(evil, join(folder, '.git/hooks/post-index-change'));
  symlinkSync('.git/hooks/post-index-change', evil);
  put(folder, { 'a.c': 'gizmo_map again\n', 'b.c': 'gizmo_map\n' });
  const tree = await openDisk(folder);
  expect(await tree.withWords(WORDS)).toEqual(['a.c', 'b.c']);
  expect(() => execFileSync('test', ['-e', mark])).toThrow();
});

test('a pattern matches its words, and them alone', () => {
  const word = fc.stringMatching(/^[ab_1]{1,4}$/);
  fc.assert(
    fc.property(fc.array(word), fc.stringMatching(/^[ab_1 .]{0,12}$/), (words, text) => {
      const tokens = text.split(/[ .]+/);
      expect(new RegExp(patternOf(words)).test(text)).toBe(words.some(each => tokens.includes(each)));
    }),
    { numRuns: 2000 },
  );
});

test('paths to and from bytes', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 12 }), bytes => {
      const latin1 = Buffer.from(bytes).toString('latin1');
      const path = decodePath(latin1);
      expect(Buffer.from(path, 'utf8').toString('latin1') === latin1 || /\p{Surrogate}/u.test(path)).toBe(
        true,
      );
    }),
  );
});
