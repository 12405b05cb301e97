/**
 * Runs that are cut off: each file is whole, and the next run finishes the job. Here before each single step that
 * changes the disk, and at some moments of the clock; `FAULTS=1000` is the big run, of a thousand random moments.
 */
import { cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import { hashOf } from '../../src/tree/journal.js';
import { randomOf } from '../oracle/rng.js';
import { scratch } from '../tree/scratch.js';
import { faultline } from './bin.js';
import { type Killing, type Runner, reviewKilled, runKilled, startRunner } from './kills.js';
import { FAULT } from './trees.js';

/** How many runs are cut off at a moment of the clock, a third of them each of apply, series and review. */
const TIMES = Number(process.env.FAULTS ?? 12);
const EACH = Math.ceil(TIMES / 3);
const ONLY = ['-t', 'vm-insert-page', '--kernel', '4.20'];

jest.setTimeout(600_000 + TIMES * 20_000);

const names = Array.from({ length: 5 }, (_, i) => `drivers/gizmo${i}/gizmo.c`);
const TREE = Object.fromEntries(names.map((name, i) => [name, FAULT.replaceAll('gizmo', `gizmo${i}`)]));

/** Enough for a change of several files; each more costs as many runs as it has steps. */
const FEW = Object.fromEntries(Object.entries(TREE).slice(0, 2));

const read = (folder: string) =>
  names
    .filter(name => existsSync(join(folder, name)))
    .map(name => readFileSync(join(folder, name), 'latin1'));
const strays = (folder: string) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(name => name.includes('.faultline-'));

let runner: Runner;
beforeAll(() => {
  runner = startRunner();
});
afterAll(() => runner.end());

/**
 * Random moments of a command's life, more of them late in it, when it writes; `long` is how long it takes by itself.
 */
function momentsOf(long: number, seed: number): number[] {
  const r = randomOf(seed);
  return Array.from({ length: EACH }, (_, i) => long * (i % 4 === 0 ? r.next() : 0.6 + 0.5 * r.next()));
}

/** The life of a command on this machine, of three. */
async function lifeOf(act: (at: number) => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let at = 0; at < 3; at++) {
    const begun = performance.now();
    await act(at);
    times.push(performance.now() - begun);
  }
  return times.sort((a, b) => a - b)[1]!;
}

/** Cuts a run off at each of its steps in turn, until it comes to its end. @returns how many steps it has. */
async function atEachStep(cut: (killing: Killing) => Promise<boolean>): Promise<number> {
  for (let step = 1; ; step++) if (!(await cut({ step }))) return step - 1;
}

const NEVER = { after: 2 ** 30 };

describe('an apply that is killed leaves whole files, and the next one finishes it', () => {
  const clean = scratch(TREE);
  const before = read(clean);
  let after: string[];
  const copy = () => {
    const folder = scratch();
    cpSync(clean, folder, { recursive: true });
    return folder;
  };
  const cut = async (killing: Killing, folder = copy()) => {
    const count = read(folder).length;
    const wasKilled = await runKilled(['apply', ...ONLY, folder], killing);
    const now = read(folder);
    expect(now.map((text, at) => text === before[at] || text === after[at])).not.toContain(false);
    expect(await runner.run(['apply', '-q', ...ONLY, folder])).toEqual({ code: 0, err: '' });
    expect(read(folder)).toEqual(after.slice(0, count));
    expect(strays(folder)).toEqual([]);
    return wasKilled;
  };
  beforeAll(async () => {
    const whole = copy();
    expect(await runner.run(['apply', '-q', ...ONLY, whole])).toEqual({ code: 0, err: '' });
    after = read(whole);
    expect(after.filter((text, at) => text !== before[at])).toHaveLength(names.length);
  });

  test('before each of its steps', async () => {
    // Each file is at least opened, written, brought to disk and renamed.
    expect(await atEachStep(killing => cut(killing, scratch(FEW)))).toBeGreaterThan(4 * 2);
  });

  test(`at ${EACH} moments`, async () => {
    const long = await lifeOf(() => runKilled(['apply', ...ONLY, copy()], NEVER));
    for (const moment of momentsOf(long, 1)) await cut({ after: moment });
  });

  test('two at once are kept apart, and what both wanted is done', async () => {
    const other = startRunner();
    for (let round = 0; round < 5; round++) {
      const folder = copy();
      const both = [runner, other].map(one => one.run(['apply', '-q', ...ONLY, folder]));
      for (const { code, err } of await Promise.all(both)) {
        if (code === 0) expect(err).toBe('');
        else {
          expect(code).toBe(2);
          expect(err).toMatch(
            /another run of faultline \(process \d+\) is writing|has changed since it was read/,
          );
        }
      }
      expect(await runner.run(['apply', '-q', ...ONLY, folder])).toEqual({ code: 0, err: '' });
      expect(read(folder)).toEqual(after);
      expect(strays(folder)).toEqual([]);
    }
    other.end();
  });
});

describe('a series that is killed leaves whole patches, and the next one replaces them', () => {
  const tree = scratch(TREE);
  const options = ['series', '-q', ...ONLY, '--no-recipients', '--max', '50', '--force'];
  const args = (out: string) => [...options, tree, '-o', out];
  const patches = (out: string) =>
    existsSync(out) ? readdirSync(out).filter(name => name.endsWith('.patch')) : [];
  // The date is that of the run.
  const textOf = (file: string) => readFileSync(file, 'latin1').replace(/^Date: .*$/m, '');
  const textsOf = (out: string) => new Map(patches(out).map(name => [name, textOf(join(out, name))]));
  let wanted: Map<string, string>;
  let former: string;
  /** Into a new folder, or in place of the patches of a former run. */
  const cut = async (killing: Killing, isNew: boolean) => {
    const out = join(scratch(), 'out');
    if (!isNew) cpSync(former, out, { recursive: true });
    const wasKilled = await runKilled(args(out), killing);
    for (const [name, text] of textsOf(out)) expect(text).toBe(wanted.get(name));
    if (!isNew) expect(textsOf(out).size).toBe(wanted.size);
    expect(await runner.run(args(out))).toEqual({ code: 0, err: '' });
    expect(textsOf(out)).toEqual(wanted);
    expect(strays(out)).toEqual(['.faultline-series']);
    return wasKilled;
  };
  beforeAll(async () => {
    former = join(scratch(), 'out');
    expect(await runner.run(args(former))).toEqual({ code: 0, err: '' });
    wanted = textsOf(former);
    expect(wanted.size).toBe(names.length + 1);
  });

  test('before each of its steps', async () => {
    const few = scratch(FEW);
    const whole = join(scratch(), 'out');
    expect((await runner.run([...options, few, '-o', whole])).code).toBe(0);
    const steps = await atEachStep(async killing => {
      const out = join(scratch(), 'out');
      const wasKilled = await runKilled([...options, few, '-o', out], killing);
      for (const [name, text] of textsOf(out)) expect(text).toBe(textsOf(whole).get(name));
      expect(await runner.run([...options, few, '-o', out])).toEqual({ code: 0, err: '' });
      expect(textsOf(out)).toEqual(textsOf(whole));
      expect(strays(out)).toEqual(['.faultline-series']);
      return wasKilled;
    });
    // Two patches and a cover letter.
    expect(steps).toBeGreaterThan(3 * 3);
  });

  test(`at ${EACH} moments`, async () => {
    const long = await lifeOf(() => runKilled(args(join(scratch(), 'out')), NEVER));
    for (const [i, moment] of momentsOf(long, 2).entries()) await cut({ after: moment }, i % 2 === 0);
  });
});

test(`a review that is killed at ${EACH} moments keeps each decision that it took, and goes on behind them`, async () => {
  const tree = scratch(TREE);
  const fileIn = (folder: string) => join(folder, 'decisions.json');
  const args = (file: string) => ['review', '-q', ...ONLY, '--decisions', file, tree];
  const decided = (file: string): number =>
    existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).decisions.length : 0;
  const all = 'n'.repeat(names.length);
  const long = await lifeOf(() => reviewKilled(args(fileIn(scratch())), all, 2 ** 30));

  let folder = scratch();
  let before = 0;
  for (const moment of momentsOf(long, 3)) {
    const file = fileIn(folder);
    await reviewKilled(args(file), 'nn', moment);
    const now = decided(file);
    expect(now).toBeGreaterThanOrEqual(before);
    before = now;
    if (now < names.length) continue;
    expect((await runner.run(['diff', '-q', ...ONLY, '--decisions', file, tree])).code).toBe(0);
    folder = scratch();
    before = 0;
  }
  expect(await runner.run(args(fileIn(folder)), all)).toEqual({ code: 0, err: '' });
  expect(decided(fileIn(folder))).toBe(names.length);
  expect(readdirSync(folder)).toEqual(['decisions.json']);
});

test('two reviews do not write over what the other decides', async () => {
  const file = join(scratch({ '.decisions.json.lock': `${process.pid}\n` }), 'decisions.json');
  expect(await runner.run(['review', '-q', ...ONLY, '--decisions', file, scratch(FEW)], 'nn')).toEqual({
    code: 2,
    err: expect.stringContaining(
      `another run of faultline (process ${process.pid}) keeps decisions in ${file}`,
    ),
  });
  expect(existsSync(file)).toBe(false);
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
