/** Runs that are cut off: each file is whole, and the next run finishes the job. */
import { spawn } from 'node:child_process';
import { cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import { hashOf } from '../../src/tree/journal.js';
import { scratch } from '../tree/scratch.js';
import { BIN, faultline, PERSON } from './bin.js';
import { FAULT } from './trees.js';

jest.setTimeout(600_000);

/** How often a run is cut off here; `FAULTS=1000` for the big run. */
const TIMES = Number(process.env.FAULTS ?? 8);
const ONLY = ['-t', 'vm-insert-page', '--kernel', '4.20'];

const names = Array.from({ length: 40 }, (_, i) => `drivers/gizmo${i}/gizmo.c`);
const TREE = Object.fromEntries(names.map((name, i) => [name, FAULT.replaceAll('gizmo', `gizmo${i}`)]));

const read = (folder: string) => names.map(name => readFileSync(join(folder, name), 'latin1'));
const strays = (folder: string) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(name => name.includes('.faultline-'));

/** Starts a command and kills it after so many milliseconds. */
function cutOff(args: readonly string[], after: number): Promise<void> {
  return new Promise(resolve => {
    const child = spawn(process.execPath, [BIN, ...args], { stdio: 'ignore', env: PERSON });
    const timer = setTimeout(() => child.kill('SIGKILL'), after);
    child.on('close', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

test('an apply that is killed leaves whole files, and the next one finishes it', async () => {
  const clean = scratch(TREE);
  const whole = scratch();
  cpSync(clean, whole, { recursive: true });
  const begun = performance.now();
  expect(faultline(['apply', ...ONLY, whole]).code).toBe(0);
  const long = performance.now() - begun;
  const [before, after] = [read(clean), read(whole)];

  for (let i = 0; i < TIMES; i++) {
    const folder = scratch();
    cpSync(clean, folder, { recursive: true });
    // Most of the time goes by before anything is written: the moments near the end are the ones that matter.
    await cutOff(['apply', ...ONLY, folder], long * (0.7 + (0.4 * i) / TIMES));
    const now = read(folder);
    expect(now.map((text, at) => text === before[at] || text === after[at])).not.toContain(false);
    expect(faultline(['apply', ...ONLY, folder]).code).toBe(0);
    expect(read(folder)).toEqual(after);
    expect(strays(folder)).toEqual([]);
  }
});

test('a series that is killed leaves whole patches, and the next one replaces them', async () => {
  const tree = scratch(TREE);
  const args = (out: string) => [
    'series',
    ...ONLY,
    '--no-recipients',
    '--max',
    '50',
    '--force',
    tree,
    '-o',
    out,
  ];
  const patches = (out: string) =>
    existsSync(out) ? readdirSync(out).filter(name => name.endsWith('.patch')) : [];
  // The date is that of the run.
  const textOf = (file: string) => readFileSync(file, 'latin1').replace(/^Date: .*$/m, '');
  const textsOf = (out: string) => new Map(patches(out).map(name => [name, textOf(join(out, name))]));
  const whole = join(scratch(), 'out');
  const begun = performance.now();
  expect(faultline(args(whole)).code).toBe(0);
  const long = performance.now() - begun;
  const wanted = textsOf(whole);
  expect(wanted.size).toBe(41);

  for (let i = 0; i < TIMES; i++) {
    const out = join(scratch(), 'out');
    await cutOff(args(out), long * (0.8 + (0.3 * i) / TIMES));
    for (const [name, text] of textsOf(out)) expect(text).toBe(wanted.get(name));
    expect(faultline(args(out)).code).toBe(0);
    expect(textsOf(out)).toEqual(wanted);
    expect(strays(out)).toEqual(['.faultline-series']);
  }
});

test('a review that is killed keeps each decision that it took, and goes on behind them', async () => {
  const tree = scratch(TREE);
  const file = join(scratch(), 'decisions.json');
  const review = [process.execPath, BIN, 'review', ...ONLY, '--decisions', file, tree];
  const typed = (keys: string, after?: number) =>
    new Promise<void>(resolve => {
      const command = `echo $$ > '${file}.pid'; exec ${review.map(word => `'${word}'`).join(' ')}`;
      const env = { ...PERSON, TERM: 'xterm' };
      const child = spawn('script', ['-qec', command, '/dev/null'], {
        env,
        stdio: ['pipe', 'ignore', 'ignore'],
      });
      child.stdin!.on('error', () => undefined).write(keys);
      if (after === undefined) child.stdin!.end();
      const kill = () => process.kill(Number(readFileSync(`${file}.pid`, 'utf8')), 'SIGKILL');
      const timer = setTimeout(kill, after ?? 2 ** 30);
      child.on('close', () => {
        clearTimeout(timer);
        resolve();
      });
    });
  const decided = (): number =>
    existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).decisions.length : 0;
  const begun = performance.now();
  await typed('q');
  const long = performance.now() - begun;

  let before = decided();
  for (let i = 0; i < TIMES && before < names.length; i++) {
    await typed('n'.repeat(8), long * (0.9 + (0.3 * i) / TIMES));
    const now = decided();
    expect(now).toBeGreaterThanOrEqual(before);
    before = now;
  }
  await typed('n'.repeat(names.length));
  expect(decided()).toBe(names.length);
  expect(faultline(['diff', ...ONLY, '--decisions', file, tree]).out).toBe('');
});

describe('what a run that was cut off left behind', () => {
  const journal = (folder: string, step: string, pid = 2 ** 30) => {
    const [to, from] = [names[0]!, 'drivers/gizmo0/.faultline-1-0'];
    writeFileSync(join(folder, from), 'new text\n');
    writeFileSync(
      join(folder, '.faultline-apply'),
      JSON.stringify({ pid, step, moves: [{ from, to, before: HASH }] }),
    );
  };
  const HASH = hashOf(Buffer.from(TREE[names[0]!]!, 'latin1'));

  test('goes on where all was written', () => {
    const folder = scratch(TREE);
    journal(folder, 'move');
    const { err } = faultline(['apply', ...ONLY, folder]);
    expect(err).toContain('finished what a run began that was cut off: 1 file rewritten');
    expect(read(folder)[0]).toBe('new text\n');
    expect(strays(folder)).toEqual([]);
  });

  test('is taken back where something was not written yet', () => {
    const folder = scratch(TREE);
    journal(folder, 'write');
    expect(faultline(['apply', ...ONLY, folder]).code).toBe(0);
    expect(read(folder)[0]).toContain('vmf_insert_page');
    expect(strays(folder)).toEqual([]);
  });

  test('never replaces what somebody changed since', () => {
    const folder = scratch(TREE);
    journal(folder, 'move');
    writeFileSync(join(folder, names[0]!), 'mine\n');
    const { err } = faultline(['apply', ...ONLY, folder]);
    expect(err).toMatch(/drivers\/gizmo0\/gizmo\.c was changed since, and left as it is/);
    expect(read(folder)[0]).toBe('mine\n');
    expect(strays(folder)).toEqual([]);
  });

  test('is none of ours while that run is at work', () => {
    const folder = scratch(TREE);
    journal(folder, 'move', process.pid);
    const { code, err } = faultline(['apply', ...ONLY, folder]);
    expect([code, err]).toEqual([
      2,
      expect.stringMatching(/another run of faultline \(process \d+\) is writing/),
    ]);
    expect(read(folder)).toEqual(Object.values(TREE));
  });
});
