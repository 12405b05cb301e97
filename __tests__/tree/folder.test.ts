import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkFolder, fillFolder } from '../../src/tree/folder.js';
import { scratch } from './scratch.js';

const files = [
  { name: '0001-a.patch', bytes: Buffer.from('one\xff', 'latin1') },
  { name: '0002-b.patch', bytes: Buffer.from('two') },
];
const NAMES = ['.faultline-series', '0001-a.patch', '0002-b.patch'];

test('a new folder is made with all above it, and one without patches is filled', () => {
  const top = scratch();
  const folder = join(top, 'deep/out');
  fillFolder(folder, 'deep/out', files);
  expect(readdirSync(folder)).toEqual(NAMES);
  expect(readFileSync(join(folder, '0001-a.patch'), 'latin1')).toBe('one\xff');

  const notes = scratch({ 'notes.txt': 'mine' });
  fillFolder(notes, 'notes', files);
  expect(readdirSync(notes)).toEqual([...NAMES, 'notes.txt']);
});

test('the patches of a former run give way with force only, and nothing else does', () => {
  const folder = scratch({ 'notes.txt': 'mine' });
  const more = { name: 'gizmo/0001-c.patch', bytes: Buffer.from('three') };
  fillFolder(folder, 'out', [...files, more]);
  expect(() => fillFolder(folder, 'out', files)).toThrow(
    'the folder out holds the patches of a former run (0001-a.patch): name another folder, or replace them with --force',
  );
  expect(checkFolder(folder, 'out', true)).toEqual(['0001-a.patch', '0002-b.patch', 'gizmo/0001-c.patch']);
  fillFolder(folder, 'out', [{ name: '0001-d.patch', bytes: Buffer.from('four') }], true);
  expect(readdirSync(folder)).toEqual(['.faultline-series', '0001-d.patch', 'notes.txt']);
});

test('a patch that somebody else wrote, or changed, is never replaced', () => {
  const folder = scratch();
  fillFolder(folder, 'out', files);
  writeFileSync(join(folder, '0002-b.patch'), 'two, and my words');
  expect(() => fillFolder(folder, 'out', files, true)).toThrow(
    'the folder out holds a patch that was changed since it was written (0002-b.patch): move it away, or name another folder',
  );
  const other = scratch({ 'sub/0001-x.patch': 'x' });
  expect(() => checkFolder(other, 'other', true)).toThrow(
    'the folder other holds a patch that faultline did not write (sub/0001-x.patch)',
  );
});

test('what is no folder, or lies behind none, is refused', () => {
  const top = scratch({ file: '' });
  expect(() => fillFolder(join(top, 'file'), 'file', files)).toThrow(
    'expected a folder to write to, found the file file: name a new or empty folder',
  );
  expect(() => fillFolder(join(top, 'file/below'), 'file/below', files)).toThrow(
    'cannot use file/below: a part of its path is not a folder',
  );
});

test('where one file cannot be written, none stays, and what was there does', () => {
  const top = scratch();
  const bad = [...files, { name: `${'x'.repeat(300)}.patch`, bytes: Buffer.from('') }];
  expect(() => fillFolder(join(top, 'out'), 'out', bad)).toThrow('cannot write to out: its name is too long');
  expect(readdirSync(top)).toEqual([]);

  const empty = join(top, 'empty');
  mkdirSync(empty);
  expect(() => fillFolder(empty, 'empty', bad)).toThrow('cannot write to empty');
  expect(readdirSync(empty)).toEqual([]);
});

test('a folder in which none can be made is a clear error, and no endless one', () => {
  expect(() => fillFolder('/proc/patches/deep', 'deep', files)).toThrow(/^cannot write to deep: /);
});

test('where one file cannot be written, the former ones of the same names come back', () => {
  const folder = scratch();
  fillFolder(folder, 'out', files);
  const list = () => readdirSync(folder).map(name => [name, readFileSync(join(folder, name), 'latin1')]);
  const before = list();
  const bad = [
    { name: '0001-a.patch', bytes: Buffer.from('new') },
    { name: `${'x'.repeat(300)}.patch`, bytes: Buffer.from('') },
  ];
  expect(() => fillFolder(folder, 'out', bad, true)).toThrow('cannot write to out');
  // Both runs' patches are known, so that either can be replaced.
  expect(list().filter(([name]) => name !== '.faultline-series')).toEqual(before.slice(1));
  fillFolder(folder, 'out', files, true);
  expect(list()).toEqual(before);
});

test('what a killed run left behind goes, and what a run at work needs stays', () => {
  const dead = 2 ** 30;
  const folder = scratch({ [`.faultline-${dead}/0`]: 'half', [`.faultline-${process.ppid}/0`]: 'at work' });
  fillFolder(folder, 'out', files);
  expect(readdirSync(folder)).toEqual([`.faultline-${process.ppid}`, ...NAMES]);
});

test('two runs do not write to one folder at once', () => {
  const folder = scratch({ '.faultline-lock': `${process.ppid}\n` });
  expect(() => fillFolder(folder, 'out', files)).toThrow(
    `another run of faultline (process ${process.ppid}) writes patches to out; wait for it`,
  );
  expect(readdirSync(folder)).toEqual(['.faultline-lock']);
});

test('a pipe that is called like a patch is a clear error, not a wait', () => {
  const folder = scratch();
  execFileSync('mkfifo', [join(folder, '0001-a.patch')]);
  expect(() => fillFolder(folder, 'out', files, true)).toThrow(/^the folder out holds a patch/);
  execFileSync('mkfifo', [join(folder, '.faultline-series')]);
  expect(() => fillFolder(folder, 'out', files, true)).toThrow(/it is a pipe, socket or device/);
});
