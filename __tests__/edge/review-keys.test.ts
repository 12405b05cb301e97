/** What happens to a review beside its keys. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import { cli } from '../../src/edge/cli.js';
import type { World } from '../../src/edge/world.js';
import { scratch } from '../tree/scratch.js';
import { fakeWorld } from './fake-world.js';

// The machine may be busy.
jest.setTimeout(300_000);

const EXAMPLE = join(process.cwd(), 'examples/mmap-loop');

/** What a person sees; a number among the keys is the width that the terminal has from then on. */
async function seen(...keys: readonly (string | number)[]): Promise<string> {
  return (await reviewed(keys)).out;
}

/** The same, with what is done while the tree is looked at and while a key is waited for. */
async function reviewed(
  keys: readonly (string | number)[],
  {
    cwd = scratch(),
    tree = EXAMPLE,
    whileLooking = () => {},
    whileAsking = () => {},
    whileForgetting = () => {},
  } = {},
): Promise<{ readonly out: string; readonly err: string }> {
  const world = fakeWorld({ cwd, errIsTerminal: true, elapsed: () => 5000 });
  let columns = 80;
  let resized = () => {};
  const rest = [...keys];
  const next = async (): Promise<string> => {
    whileAsking();
    const key = rest.shift() ?? '';
    if (typeof key === 'string') return key;
    columns = key;
    resized();
    await new Promise(resolve => setTimeout(resolve, 20));
    return next();
  };
  const there: World = {
    ...world,
    out: {
      isTerminal: true,
      get columns() {
        return columns;
      },
      write: piece => world.out.write(piece),
    },
    err: {
      ...world.err,
      write: piece => {
        whileLooking();
        return world.err.write(piece);
      },
    },
    canAsk: true,
    keyboard: () => ({
      next,
      forget: async () => whileForgetting(),
      onResize: act => {
        resized = act;
      },
      lend: async act => act(),
      close: () => {},
    }),
  };
  await cli(['review', '--color=never', '--kernel', '4.20', tree], there);
  return world.written();
}

test('a review is interrupted at once while the tree is looked at, and gives its lock back while it asks', async () => {
  const listeners = () => process.listenerCount('SIGINT');
  const usual = listeners();
  const looking: number[] = [];
  const asking: number[] = [];
  await reviewed(['q'], {
    whileLooking: () => void looking.push(listeners()),
    whileAsking: () => void asking.push(listeners()),
  });
  expect(new Set(looking)).toEqual(new Set([usual]));
  expect(asking).toEqual([usual + 1]);
  expect(listeners()).toBe(usual);
});

test('decisions that somebody else made while the tree was looked at are not written over', async () => {
  const cwd = scratch();
  const file = join(cwd, 'faultline-decisions.json');
  const theirs = '{"decisionsVersion": 1, "decisions": []}\n';
  await expect(reviewed(['y'], { cwd, whileLooking: () => writeFileSync(file, theirs) })).rejects.toThrow(
    /was changed by somebody else while the tree was looked at, and nothing was decided here/,
  );
  expect(readFileSync(file, 'utf8')).toBe(theirs);
});

test('a line that is typed while the terminal is resized stays in sight', async () => {
  const out = await seen('/', 'g', 'i', 60, '\r', 'q');
  // As it was typed, and below the site as it is shown in the new width.
  expect(out.match(/^search: gi$/gm)).toHaveLength(2);
});

test('the question is asked in the width that the terminal has now', async () => {
  const out = await seen(40, 'q');
  expect(out).toContain('\nTake this change [y,n,a,d,e,j,k,g,/,q,?]? ');
  expect(out).toContain('\n[y,n,a,d,e,j,k,g,/,q,?]? q\n');
});

test('^Z puts the review aside, and shows the site again when it is called back', async () => {
  const kill = jest.spyOn(process, 'kill').mockReturnValue(true);
  const out = await seen('\x1a', 'q');
  expect(kill.mock.calls).toEqual([[0, 'SIGTSTP']]);
  kill.mockRestore();
  expect(out.match(/\(1\/1\)/g)).toHaveLength(2);
});

test('what was typed before the next site is shown is let go of', async () => {
  let forgotten = 0;
  const at: number[] = [];
  const desk = join(process.cwd(), 'examples/desk');
  await reviewed(['y', 'j', 'n', 'q'], {
    tree: desk,
    whileAsking: () => void at.push(forgotten),
    whileForgetting: () => {
      forgotten++;
    },
  });
  // Before the first site, and behind each answer; who only looks around may be as fast as they like.
  expect(at).toEqual([1, 2, 2, 3]);
});
