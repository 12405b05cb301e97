import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fillFolder } from '../../src/tree/folder.js';
import { scratch } from './scratch.js';

const files = [
  { name: '0001-a.patch', bytes: Buffer.from('one\xff', 'latin1') },
  { name: '0002-b.patch', bytes: Buffer.from('two') },
];

test('a new folder is made with all above it, an empty one is filled', () => {
  const top = scratch();
  const folder = join(top, 'deep/out');
  fillFolder(folder, 'deep/out', files);
  expect(readdirSync(folder)).toEqual(['0001-a.patch', '0002-b.patch']);
  expect(readFileSync(join(folder, '0001-a.patch'), 'latin1')).toBe('one\xff');

  const empty = scratch();
  fillFolder(empty, 'empty', files);
  expect(readdirSync(empty)).toHaveLength(2);
});

test('a folder that holds something, or is a file, is refused and left as it is', () => {
  const top = scratch({ 'out/keep.txt': 'mine', file: '' });
  expect(() => fillFolder(join(top, 'out'), 'out', files)).toThrow(
    'the folder out is not empty (it holds keep.txt): name a new or empty folder',
  );
  expect(readdirSync(join(top, 'out'))).toEqual(['keep.txt']);
  expect(() => fillFolder(join(top, 'file'), 'file', files)).toThrow(
    'expected a folder to write to, found the file file: name a new or empty folder',
  );
  expect(() => fillFolder(join(top, 'file/below'), 'file/below', files)).toThrow(
    'cannot use file/below: a part of its path is not a folder',
  );
});

test('where one file cannot be written, none stays', () => {
  const top = scratch();
  const bad = [...files, { name: 'no/such/folder.patch', bytes: Buffer.from('') }];
  expect(() => fillFolder(join(top, 'out'), 'out', bad)).toThrow(
    'cannot write to out: no such file or folder',
  );
  expect(readdirSync(top)).toEqual([]);

  const empty = join(top, 'empty');
  mkdirSync(empty);
  expect(() => fillFolder(empty, 'empty', bad)).toThrow('cannot write to empty');
  expect(readdirSync(empty)).toEqual([]);
});
