/** Where a review keeps its decisions, whatever links lead there. */
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  lstatSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
} from 'node:fs';
import { join } from 'node:path';
import { keepDecisions, lockDecisions } from '../../src/edge/decisions-file.js';
import { withoutPrivileges } from '../e2e/bin.js';
import { scratch } from '../tree/scratch.js';

/** As `npm test` builds it first. */
const BUILT = join(process.cwd(), 'dist/src/edge/decisions-file.js');
const NONE = '{"decisionsVersion": 1, "decisions": []}\n';
const ONE = { change: 'a.c:fault', fingerprint: '0'.repeat(32), answer: 'no' } as const;

test('are written through a symbolic link', () => {
  const away = scratch({ 'shared.json': NONE });
  const cwd = scratch();
  symlinkSync(join(away, 'shared.json'), join(cwd, 'more.json'));
  symlinkSync('more.json', join(cwd, 'mine.json'));
  keepDecisions('mine.json', { cwd }).write(new Map([[ONE.fingerprint, ONE]]));
  expect(readFileSync(join(away, 'shared.json'), 'utf8')).toContain('a.c:fault');
  expect(readlinkSync(join(cwd, 'mine.json'))).toBe('more.json');
  expect(lstatSync(join(cwd, 'more.json')).isSymbolicLink()).toBe(true);
  expect([readdirSync(away), readdirSync(cwd).sort()]).toEqual([['shared.json'], ['mine.json', 'more.json']]);
});

test('are locked where they lie, whichever name leads there', () => {
  const cwd = scratch({ 'shared.json': NONE });
  symlinkSync('shared.json', join(cwd, 'mine.json'));
  const free = lockDecisions('mine.json', { cwd });
  expect(() => lockDecisions('shared.json', { cwd })).toThrow(/^another run of faultline/);
  expect(readdirSync(cwd).sort()).toEqual(['.shared.json.lock', 'mine.json', 'shared.json']);
  free();
});

test('are not made where a link leads that has nothing at its end', () => {
  const away = join(scratch(), 'nothing.json');
  const cwd = scratch();
  symlinkSync(away, join(cwd, 'mine.json'));
  const told = 'cannot write the decisions mine.json: it is a symbolic link that leads nowhere';
  expect(() => lockDecisions('mine.json', { cwd })).toThrow(told);
  expect(() => keepDecisions('mine.json', { cwd }).write(new Map([[ONE.fingerprint, ONE]]))).toThrow(told);
  expect([existsSync(away), readdirSync(cwd)]).toEqual([false, ['mine.json']]);
});

test('are told to be write-protected before anything is asked', () => {
  const cwd = scratch({ 'mine.json': NONE });
  chmodSync(join(cwd, 'mine.json'), 0o444);
  // For root nothing is write-protected, so the built module does it in a process that gives that up.
  const script = `
    import { keepDecisions, lockDecisions } from ${JSON.stringify(BUILT)};
    const world = { cwd: ${JSON.stringify(cwd)} };
    const decisions = new Map([['${ONE.fingerprint}', ${JSON.stringify(ONE)}]]);
    for (const act of [() => lockDecisions('mine.json', world), () => keepDecisions('mine.json', world).write(decisions)])
      try { act(); console.log('done'); } catch (error) { console.log(error.message); }`;
  const [command, ...args] = [...withoutPrivileges(), process.execPath, '--input-type=module', '-e', script];
  const told = 'cannot write the decisions mine.json: permission denied';
  expect(execFileSync(command!, args, { encoding: 'utf8' })).toBe(`${told}\n${told}\n`);
  expect([readFileSync(join(cwd, 'mine.json'), 'utf8'), readdirSync(cwd)]).toEqual([NONE, ['mine.json']]);
});
