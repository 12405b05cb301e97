/** What a run writes for people never takes the place of what they wrote. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeWhole } from '../../src/edge/whole-file.js';
import { scratch } from '../tree/scratch.js';

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
