/** What a run writes for people never takes the place of what they wrote. */
import { chmodSync, chownSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeWhole } from '../../src/edge/whole-file.js';
import { scratch } from '../tree/scratch.js';

const isRoot = process.getuid?.() === 0;

it.each(['widget.c', 'include/../widget.h'])('is not written over a source file: %s', name => {
  const cwd = scratch();
  const file = join(cwd, name.replace('include/../', ''));
  writeFileSync(file, 'int widget;\n');
  expect(() => writeWhole(name.replace('include/../', './'), '<html>', 'report', { cwd })).toThrow(
    /^expected a file for the report, found the source file .*widget.*give another name$/,
  );
  expect(readFileSync(file, 'utf8')).toBe('int widget;\n');
});

it('is written over what was written before, and under a new name', () => {
  const cwd = scratch();
  for (const text of ['one', 'two']) {
    writeWhole('report.html', text, 'report', { cwd });
    expect(readFileSync(join(cwd, 'report.html'), 'utf8')).toBe(text);
  }
});

it('keeps the mode and the owner of what was written before', () => {
  const cwd = scratch({ 'report.html': 'one' });
  const file = join(cwd, 'report.html');
  chmodSync(file, 0o640);
  if (isRoot) chownSync(file, 65534, 65534);
  const { uid, gid } = statSync(file);
  writeWhole('report.html', 'two', 'report', { cwd });
  expect(statSync(file)).toMatchObject({ uid, gid });
  expect(statSync(file).mode & 0o7777).toBe(0o640);
  expect(readFileSync(file, 'utf8')).toBe('two');
});
