/** Functions of any size come to an answer in bounded time and memory. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { memoryUsage } from 'node:process';
import { faultline } from '../e2e/bin.js';
import { convertByEngine, refusalOf } from './engine.js';
import { handlerOf, LARGE } from './large.js';

/** On a machine that nothing else uses each takes below seven seconds, and no more than 400 MB come on top. */
const SECONDS = 60;
const MEGABYTES = 1500;
const ANSWERS = /^(not-evaluated|obstacle|would-differ)$/;

it.each(Object.entries(LARGE))(
  'refuses %s, and soon',
  async (_what, body) => {
    const before = memoryUsage.rss();
    const conversion = await convertByEngine(handlerOf(body));
    expect(conversion).toEqual({ refused: expect.stringMatching(ANSWERS) });
    expect(memoryUsage.rss() - before).toBeLessThan(MEGABYTES * 1e6);
  },
  SECONDS * 1000,
);

it('says what is too much, and nothing of another kind', async () => {
  const said = async (what: keyof typeof LARGE) => refusalOf(handlerOf(LARGE[what]!));
  expect(await said('ifs nested 150 deep')).toMatch(/^not-evaluated: .*nested too deeply/);
  expect(await said('1,000 ifs in a row with effects')).toMatch(/^not-evaluated: .*too many paths/);
});

it(
  'brings the whole command to its end on a tree of such files',
  () => {
    const folder = mkdtempSync(join(tmpdir(), 'faultline-large-'));
    try {
      Object.values(LARGE).forEach((body, i) => {
        writeFileSync(join(folder, `large${i}.c`), handlerOf(body), 'latin1');
      });
      const { code, out, err } = faultline(['scan', folder]);
      expect(err).toBe('');
      expect(code).toBe(1);
      expect(out).toContain('not-evaluated');
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
  SECONDS * 2000,
);
