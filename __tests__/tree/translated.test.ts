import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openDisk } from '../../src/tree/disk.js';
import { findTranslated } from '../../src/tree/translated.js';
import { commitAll, git, put, scratch } from './scratch.js';

async function translatedIn(folder: string, ...paths: readonly string[]) {
  const files = paths.map(path => ({ path, bytes: readFileSync(join(folder, path)) }));
  const found = await findTranslated(await openDisk(folder), files);
  return found && `${found.path} ${found.how}`;
}

/** A checkout with these attributes, anew. */
function checkout(
  attributes: string,
  files: Record<string, string>,
  ...settings: [string, string][]
): string {
  const folder = scratch({ ...files, '.gitattributes': attributes });
  git(folder, 'init', '-q', '-b', 'main');
  for (const [key, value] of settings) git(folder, 'config', key, value);
  git(folder, 'add', '-A');
  git(folder, 'commit', '-q', '-m', 'Begin');
  for (const path of Object.keys(files)) rmSync(join(folder, path));
  git(folder, 'checkout', '-q', '.');
  return folder;
}

const UP = 'tr a-z A-Z';

test('a filter that the checkout configures translates, and it is not run', async () => {
  const ran = join(scratch(), 'ran');
  const folder = checkout('*.c filter=up\n', { 'a.c': 'int a;\n', 'b.h': 'int b;\n' });
  // An attribute alone names what this checkout does not have.
  expect(await translatedIn(folder, 'a.c', 'b.h')).toBeUndefined();
  git(folder, 'config', 'filter.up.clean', `touch ${ran}; ${UP}`);
  expect(await translatedIn(folder, 'b.h', 'a.c')).toBe('a.c by the filter "up"');
  expect(() => readFileSync(ran)).toThrow();
  git(folder, 'config', '--unset', 'filter.up.clean');
  git(folder, 'config', 'filter.up.process', 'true');
  expect(await translatedIn(folder, 'a.c')).toBe('a.c by the filter "up"');
  put(folder, { '.gitattributes': '*.c -filter\n' });
  expect(await translatedIn(folder, 'a.c')).toBeUndefined();
});

test('an encoding of the work tree translates, unless it is the one that git keeps', async () => {
  const folder = checkout('*.c working-tree-encoding=latin1\n*.h working-tree-encoding=UTF-8\n', {
    'a.c': '/* J\xf6rg */\n',
    'b.h': '/* J\xc3\xb6rg */\n',
  });
  expect(git(folder, 'show', ':a.c')).toBe('/* J\xc3\xb6rg */\n');
  expect(await translatedIn(folder, 'b.h')).toBeUndefined();
  expect(await translatedIn(folder, 'b.h', 'a.c')).toBe('a.c from latin1 to UTF-8');
});

test('ident translates where it has put something in', async () => {
  const folder = checkout('*.c ident\n', { 'a.c': '/* $Id$ */\n', 'b.c': 'int b;\n' });
  expect(readFileSync(join(folder, 'a.c'), 'latin1')).toMatch(/\$Id: [0-9a-f]+ \$/);
  expect(await translatedIn(folder, 'b.c')).toBeUndefined();
  expect(await translatedIn(folder, 'a.c')).toMatch(/^a\.c by taking back what the ident attribute put/);
});

describe('line ends are turned', () => {
  const crlf = (folder: string) => writeFileSync(join(folder, 'a.c'), 'int a;\r\nint more;\r\n');
  const turned = /^a\.c from CRLF to LF/;

  test.each<[string, string, [string, string][]]>([
    ['by an attribute', '*.c text eol=crlf\n', []],
    ['by eol alone', '*.c eol=crlf\n', []],
    ['where git finds out', '*.c text=auto\n', []],
    ['by a setting', '', [['core.autocrlf', 'true']]],
  ])('%s, also in a file that was edited since', async (_, attributes, settings) => {
    const folder = checkout(attributes, { 'a.c': 'int a;\n' }, ...settings);
    put(folder, { 'a.c': 'int a;\n' });
    expect(await translatedIn(folder, 'a.c')).toBeUndefined();
    put(folder, { 'a.c': 'int a;\r\n' });
    expect(await translatedIn(folder, 'a.c')).toMatch(turned);
    crlf(folder);
    expect(await translatedIn(folder, 'a.c')).toMatch(turned);
  });

  test('not where nothing says so, where it is forbidden, and in what git keeps so as it finds out', async () => {
    const plain = checkout('', { 'a.c': 'int a;\r\n' });
    expect(await translatedIn(plain, 'a.c')).toBeUndefined();
    crlf(plain);
    expect(await translatedIn(plain, 'a.c')).toBeUndefined();
    git(plain, 'config', 'core.autocrlf', 'true');
    expect(await translatedIn(plain, 'a.c')).toBeUndefined();
    const binary = checkout('*.c -text\n', { 'a.c': 'int a;\r\n' }, ['core.autocrlf', 'true']);
    crlf(binary);
    expect(await translatedIn(binary, 'a.c')).toBeUndefined();
  });
});

test('names of files that mean something to git, and folders below the top, are asked for as they are', async () => {
  const folder = checkout('*.c working-tree-encoding=latin1\n', {
    'sub/\u00fc [x] "y".c': '/* a */\n',
  });
  expect(await translatedIn(join(folder, 'sub'), '\u00fc [x] "y".c')).toBe(
    '\u00fc [x] "y".c from latin1 to UTF-8',
  );
  const plain = scratch({ 'a.c': 'int a;\r\n' });
  expect(await translatedIn(plain, 'a.c')).toBeUndefined();
  commitAll(plain);
  expect(await translatedIn(plain, 'a.c')).toBeUndefined();
});
