import { chmodSync, lstatSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../../src/errors.js';
import { type Replacement, replaceFiles } from '../../src/tree/replace.js';
import { scratch } from './scratch.js';

const change = (folder: string, name: string, before: string, after: string): Replacement => ({
  file: join(folder, name),
  name,
  before: Buffer.from(before, 'latin1'),
  after: Buffer.from(after, 'latin1'),
});

test('texts are replaced byte for byte, modes stay, nothing is left beside', () => {
  const folder = scratch({ 'a.c': 'old\r\n\xe9\0', 'b.c': 'b' });
  chmodSync(join(folder, 'a.c'), 0o4751);
  chmodSync(join(folder, 'b.c'), 0o640);
  replaceFiles([change(folder, 'a.c', 'old\r\n\xe9\0', 'new\r\n\xe9\0\xff'), change(folder, 'b.c', 'b', '')]);
  expect(readFileSync(join(folder, 'a.c'), 'latin1')).toBe('new\r\n\xe9\0\xff');
  expect(readFileSync(join(folder, 'b.c'), 'latin1')).toBe('');
  expect(lstatSync(join(folder, 'a.c')).mode & 0o7777).toBe(0o4751);
  expect(lstatSync(join(folder, 'b.c')).mode & 0o7777).toBe(0o640);
  expect(readdirSync(folder)).toEqual(['a.c', 'b.c']);
});

test('a file with the longest name there is can be replaced', () => {
  const name = `${'n'.repeat(253)}.c`;
  const folder = scratch({ [name]: 'old' });
  replaceFiles([change(folder, name, 'old', 'new')]);
  expect(readFileSync(join(folder, name), 'latin1')).toBe('new');
});

test('a file that is not what was read stops all, before anything is written', () => {
  const folder = scratch({ 'a.c': 'a', 'b.c': 'edited meanwhile' });
  const changes = [change(folder, 'a.c', 'a', 'A'), change(folder, 'b.c', 'b', 'B')];
  expect(() => replaceFiles(changes)).toThrow(UserError);
  expect(() => replaceFiles(changes)).toThrow(
    'b.c has changed since it was read; it was left as it is now. Run the command again',
  );
  expect(readFileSync(join(folder, 'a.c'), 'latin1')).toBe('a');
  expect(readFileSync(join(folder, 'b.c'), 'latin1')).toBe('edited meanwhile');
  expect(readdirSync(folder)).toEqual(['a.c', 'b.c']);
});

test('a file that changes at the last moment is left alone, and what was done before is said', () => {
  const folder = scratch({ 'a.c': 'a' });
  // The second replacement finds what the first one wrote.
  const changes = [change(folder, 'a.c', 'a', 'A'), change(folder, 'a.c', 'a', 'other')];
  expect(() => replaceFiles(changes)).toThrow(
    /a\.c has changed since it was read.*\(1 of 2 files were rewritten before that, whole: a\.c; /,
  );
  expect(readFileSync(join(folder, 'a.c'), 'latin1')).toBe('A');
  expect(readdirSync(folder)).toEqual(['a.c']);
});

test('a file that is gone, or has become a link, is a clear error', () => {
  const folder = scratch({ 'a.c': 'a', 'target.c': 'a' });
  rmSync(join(folder, 'a.c'));
  expect(() => replaceFiles([change(folder, 'a.c', 'a', 'A')])).toThrow(
    'cannot read a.c: no such file or folder',
  );
  symlinkSync('target.c', join(folder, 'a.c'));
  expect(() => replaceFiles([change(folder, 'a.c', 'a', 'A')])).toThrow(
    'cannot read a.c: it is a symbolic link, or its path has too many of them',
  );
  expect(readFileSync(join(folder, 'target.c'), 'latin1')).toBe('a');
});

test('a place for the new text that is taken is not overwritten', () => {
  const folder = scratch({ 'a.c': 'a' });
  const taken = join(folder, `.faultline-${process.pid}-0`);
  writeFileSync(taken, 'precious');
  expect(() => replaceFiles([change(folder, 'a.c', 'a', 'A')])).toThrow(
    'cannot write a.c: it exists already',
  );
  expect(readFileSync(taken, 'latin1')).toBe('precious');
});
