/**
 * Damaged drivers, some; `npm run fuzz -- 100000` is the big run. The seed of each input is its number, and
 * `FUZZ_FROM` the first one.
 */
import { jest } from '@jest/globals';
import { openParser } from '../src/source/index.js';
import { cpuSeconds } from './cpu.js';
import { damaged, drivers, look } from './damage.js';

const COUNT = 300;
const FIRST = Number(process.env.FUZZ_FROM ?? 1);
jest.setTimeout(600_000);

test(`${COUNT} damaged drivers`, async () => {
  const parser = await openParser();
  let changed = 0;
  for (let seed = FIRST; seed < FIRST + COUNT; seed++) {
    const begun = cpuSeconds();
    const { wrong, after } = await look(damaged(seed, drivers), seed, parser);
    expect({ seed, wrong, isSlow: cpuSeconds() - begun > 60 }).toEqual({ seed, wrong: [], isSlow: false });
    if (after !== undefined) changed++;
  }
  // Damage that leaves nothing to convert would show nothing.
  expect(changed).toBeGreaterThan(COUNT / 20);
});
