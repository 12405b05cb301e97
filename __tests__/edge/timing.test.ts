/** What --timing says: each phase once, the second look apart, and the time that searches took side by side. */
import { timingFor } from '../../src/edge/timing.js';
import type { Tree } from '../../src/tree/tree.js';
import { fakeWorld } from './fake-world.js';

const TREE: Tree = {
  list: async () => [],
  withWords: async () => [],
  beyondWords: async () => [],
  others: async () => [],
  read: () => ({ unread: 'there is nothing' }),
};

function clockedWorld() {
  let wall = 0;
  const world = { ...fakeWorld(), costs: () => ({ wall, cpu: wall / 2, peak: wall * 1e6 }) };
  const pass = (ms: number) => {
    wall += ms;
  };
  return { world, pass };
}

it('says what each phase cost', async () => {
  const { world, pass } = clockedWorld();
  const timing = timingFor(world, true);
  pass(100);
  for (const phase of ['search', 'judge', 'judge', 'prove', 'search'] as const) {
    timing.hear({ phase, done: 0, total: 1 });
    pass(1000);
  }
  await timing.tell();
  expect(world.written().err.trimStart().split('\n')).toEqual([
    'phase            wall s    cpu s  peak MB',
    'start              0.10     0.05      100',
    'search             1.00     0.50     1100',
    'judge              2.00     1.00     3100',
    'prove              1.00     0.50     4100',
    'search again       1.00     0.50     5100',
    'all                5.10     2.55     5100',
    'in these 0.00 s of waiting for 0 searches of the tree, done by other processes',
    '',
  ]);
});

it('says what a command does after the run as well', async () => {
  const { world, pass } = clockedWorld();
  const timing = timingFor(world, true);
  timing.hear({ phase: 'prove', done: 1, total: 1 });
  pass(1000);
  timing.enter('write');
  pass(500);
  await timing.tell();
  const rows = world.written().err.trimStart().split('\n').slice(1, 5);
  expect(rows.map(row => row.split(/ {2,}/).slice(0, 2))).toEqual([
    ['start', '0.00'],
    ['prove', '1.00'],
    ['write', '0.50'],
    ['all', '1.50'],
  ]);
});

it('counts time in which searches run side by side once', async () => {
  const { world, pass } = clockedWorld();
  const timing = timingFor(world, true);
  const tree = timing.watched(TREE);
  const both = Promise.all([tree.list(), tree.withWords(['a'])]);
  pass(2000);
  await both;
  await timing.tell();
  expect(world.written().err).toContain('2.00 s of waiting for 2 searches');
});

it('says nothing unless it is wanted', async () => {
  const world = fakeWorld();
  const timing = timingFor(world, false);
  expect(timing.watched(TREE)).toBe(TREE);
  timing.hear({ phase: 'search', done: 0, total: 1 });
  await timing.tell();
  expect(world.written().err).toBe('');
});
