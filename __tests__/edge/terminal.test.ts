import { colorChoice, isColored } from '../../src/edge/paint.js';
import { progressLine } from '../../src/edge/progress.js';
import { UserError } from '../../src/errors.js';
import { fakeWorld } from './fake-world.js';

describe('colour', () => {
  const terminal = fakeWorld({ outIsTerminal: true }).out;
  const pipe = fakeWorld().out;

  test('goes to terminals that can show it, unless the user says otherwise', () => {
    expect(isColored('auto', terminal, {})).toBe(true);
    expect(isColored('auto', terminal, { NO_COLOR: '' })).toBe(true);
    expect(isColored('auto', terminal, { NO_COLOR: '1' })).toBe(false);
    expect(isColored('auto', terminal, { TERM: 'dumb' })).toBe(false);
    expect(isColored('auto', pipe, {})).toBe(false);
    expect(isColored('always', pipe, { NO_COLOR: '1' })).toBe(true);
    expect(isColored('never', terminal, {})).toBe(false);
  });

  test('has three choices', () => {
    expect(colorChoice('always')).toBe('always');
    expect(() => colorChoice('pink')).toThrow(UserError);
    expect(() => colorChoice('')).toThrow('--color: expected auto, always or never, found ""');
  });
});

describe('progress', () => {
  /** Shows steps at the given times in milliseconds, and says what the terminal got. */
  async function shownAt(
    times: readonly number[],
    options: { quiet?: boolean; errIsTerminal?: boolean; env?: Record<string, string> } = {},
  ) {
    let now = 0;
    const { errIsTerminal = true, env } = options;
    const world = fakeWorld({ errIsTerminal, elapsed: () => now, ...(env && { env }) });
    const line = progressLine(world, options.quiet ?? false);
    for (const [at, time] of times.entries()) {
      now = time;
      line.show({ phase: 'read', done: at, total: times.length });
    }
    await line.end();
    await line.end();
    return world.written().err;
  }

  test('nothing is shown of a run that is over within a second, without a terminal, or on a dumb one, or quietly', async () => {
    expect(await shownAt([0, 500, 999])).toBe('');
    expect(await shownAt([0, 5000], { errIsTerminal: false })).toBe('');
    expect(await shownAt([0, 5000], { quiet: true })).toBe('');
    expect(await shownAt([0, 5000], { env: { TERM: 'dumb' } })).toBe('');
    expect(await shownAt([0, 5000], { env: { TERM: 'xterm' } })).not.toBe('');
  });

  test('a longer run has a line that is redrawn ten times a second at most, and taken away', async () => {
    expect(await shownAt([0, 1000, 1050, 1100, 1101])).toBe('\r\x1b[Kreading 1/5\r\x1b[Kreading 3/5\r\x1b[K');
  });
});
