/** A journal that a tree brings is somebody's wish: it reaches nothing but what a run of ours could have left. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { finishFormer, hashOf, openJournal } from '../../src/tree/journal.js';
import { readRegular } from '../../src/tree/regular.js';
import { scratch } from './scratch.js';

const NOBODY = 2 ** 30;
const OLD = 'old\n';
const before = hashOf(Buffer.from(OLD));
const brought = (folder: string, entry: unknown) =>
  writeFileSync(join(folder, '.faultline-apply'), typeof entry === 'string' ? entry : JSON.stringify(entry));

describe('a journal that no run of ours wrote', () => {
  const FOLDER = { 'sub/x.c': OLD, 'sub/.faultline-1-0': 'evil\n' };
  const cases = (away: string): readonly (readonly [string, string, string])[] => [
    ['an absolute path', join(away, '.faultline-1-0'), join(away, 'x.c')],
    ['a way out', '../.faultline-1-0', '../x.c'],
    ['a way out and back', 'sub/../../.faultline-1-0', 'sub/../../x.c'],
    ['a folder behind a link', 'link/.faultline-1-0', 'link/x.c'],
    ['another folder', 'sub/.faultline-1-0', 'x.c'],
    ['a file that is no text of ours', 'sub/x.c', 'sub/y.c'],
    ['a file that is no source', 'sub/.faultline-1-0', 'sub/Makefile'],
    ['nothing', '', ''],
  ];
  test.each(cases('/').map(([name], at) => [name, at] as const))('%s', (_, at) => {
    for (const step of ['write', 'move']) {
      const away = scratch({ 'x.c': OLD, '.faultline-1-0': 'theirs\n' });
      const folder = scratch(FOLDER);
      symlinkSync(away, join(folder, 'link'));
      const [, from, to] = cases(away)[at]!;
      brought(folder, { pid: NOBODY, step, moves: [{ from, to, before }] });
      expect(() => finishFormer(folder)).toThrow(/not as a run that was cut off leaves it.*remove it/);
      expect(readFileSync(join(away, 'x.c'), 'utf8')).toBe(OLD);
      expect(readFileSync(join(away, '.faultline-1-0'), 'utf8')).toBe('theirs\n');
      expect(readFileSync(join(folder, 'sub/x.c'), 'utf8')).toBe(OLD);
    }
  });

  test.each([
    ['no object', '[]'],
    ['no process', { pid: '1; rm', step: 'write', moves: [] }],
    ['no step', { pid: NOBODY, step: 'x', moves: [] }],
    ['no moves', { pid: NOBODY, step: 'write', moves: [{}] }],
  ])('%s', (_, entry) => {
    const folder = scratch(FOLDER);
    brought(folder, entry);
    expect(() => finishFormer(folder)).toThrow(/remove it/);
  });

  test('a pipe or a link in its place is a clear error, not a wait', () => {
    const pipe = scratch();
    execFileSync('mkfifo', [join(pipe, '.faultline-apply')]);
    expect(() => finishFormer(pipe)).toThrow(/it is a pipe, socket or device/);
    const link = scratch();
    symlinkSync('/dev/zero', join(link, '.faultline-apply'));
    expect(() => finishFormer(link)).toThrow(/it is a symbolic link/);
  });
});

test('what a link leads to that lies where the journal is written is not written to', () => {
  const folder = scratch({ 'x.c': OLD });
  const away = join(scratch({ theirs: 'theirs\n' }), 'theirs');
  symlinkSync(away, join(folder, '.faultline-apply.new'));
  const journal = openJournal(folder);
  journal.note('write', [{ from: join(folder, '.faultline-1-0'), to: join(folder, 'x.c'), before }]);
  expect(readFileSync(away, 'utf8')).toBe('theirs\n');
  journal.end();
  expect(existsSync(join(folder, '.faultline-apply'))).toBe(false);
});

test('one that a run of ours wrote is finished, wherever the tree lies by now', () => {
  const folder = scratch({ 'sub/x.c': OLD, 'sub/.faultline-1-0': 'new\n' });
  brought(folder, {
    pid: NOBODY,
    step: 'move',
    moves: [{ from: 'sub/.faultline-1-0', to: 'sub/x.c', before }],
  });
  expect(finishFormer(folder)).toEqual({ replaced: [join(folder, 'sub/x.c')], left: [] });
  expect(readFileSync(join(folder, 'sub/x.c'), 'utf8')).toBe('new\n');
});

test('what another run finishes already is left to it', () => {
  const folder = scratch({ 'x.c': OLD, '.faultline-1-0': 'new\n', '.faultline-finish': `${process.ppid}\n` });
  brought(folder, { pid: NOBODY, step: 'move', moves: [{ from: '.faultline-1-0', to: 'x.c', before }] });
  expect(() => finishFormer(folder)).toThrow(
    /another run of faultline \(process \d+\) finishes in .* what was cut off/,
  );
  expect(readFileSync(join(folder, 'x.c'), 'utf8')).toBe(OLD);
});

test('a regular file is read, and nothing else', () => {
  const folder = scratch({ 'a.txt': 'a' });
  symlinkSync('a.txt', join(folder, 'link'));
  expect(readRegular(join(folder, 'a.txt')).toString()).toBe('a');
  expect(readRegular(join(folder, 'link'), { follow: true }).toString()).toBe('a');
  expect(() => readRegular(join(folder, 'link'))).toThrow(/ELOOP/);
  expect(() => readRegular('/dev/zero')).toThrow(/ENXIO/);
  expect(() => readRegular(folder)).toThrow(/EISDIR/);
});
