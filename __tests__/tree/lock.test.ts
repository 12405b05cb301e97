import { execFileSync, spawn } from 'node:child_process';
import { readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { takeLock } from '../../src/tree/lock.js';
import { scratch } from './scratch.js';

test('one run has it at a time, and gives it back', () => {
  const folder = scratch();
  const file = join(folder, '.lock');
  const free = takeLock(file, 'writes patches to out');
  expect(readFileSync(file, 'utf8')).toBe(`${process.pid}\n`);
  expect(() => takeLock(file, 'writes patches to out')).toThrow(
    `another run of faultline (process ${process.pid}) writes patches to out; wait for it, or, where no such run is left, remove ${file}`,
  );
  free();
  takeLock(file, 'x')();
  expect(readdirSync(folder)).toEqual([]);
});

test('a run that is no more does not keep it, nor does what is no lock', async () => {
  const folder = scratch();
  const file = join(folder, '.lock');
  const gone = spawn('true');
  await new Promise(resolve => gone.on('close', resolve));
  for (const text of [`${gone.pid}\n`, '', 'what?']) {
    writeFileSync(file, text);
    takeLock(file, 'x')();
  }
  expect(readdirSync(folder)).toEqual([]);
});

test('what cannot be a lock is a clear error, and is not followed', () => {
  const folder = scratch({ theirs: 'theirs' });
  const file = join(folder, '.lock');
  symlinkSync('theirs', file);
  expect(() => takeLock(file, 'x')).toThrow(/^cannot write .*\.lock: it is a symbolic link/);
  expect(readFileSync(join(folder, 'theirs'), 'utf8')).toBe('theirs');
  const pipe = join(folder, '.pipe');
  execFileSync('mkfifo', [pipe]);
  expect(() => takeLock(pipe, 'x')).toThrow(/it is a pipe, socket or device/);
  expect(() => takeLock(join(folder, 'none/.lock'), 'x')).toThrow(/no such file or folder/);
});
