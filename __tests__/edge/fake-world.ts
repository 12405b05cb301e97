/** A world that remembers what was written. */
import type { World } from '../../src/edge/world.js';

export interface FakeWorld extends World {
  /** What went to standard output and standard error, one unit per byte. */
  written(): { out: string; err: string };
}

export function fakeWorld(
  overrides: {
    cwd?: string;
    env?: World['env'];
    outIsTerminal?: boolean;
    errIsTerminal?: boolean;
    elapsed?: () => number;
  } = {},
): FakeWorld {
  const channel = (isTerminal: boolean, pieces: string[]) => ({
    isTerminal,
    columns: 80,
    write: async (piece: string | Buffer) => {
      pieces.push(Buffer.from(piece as string).toString('latin1'));
    },
  });
  const out: string[] = [];
  const err: string[] = [];
  return {
    cwd: overrides.cwd ?? '/',
    env: overrides.env ?? {},
    out: channel(overrides.outIsTerminal ?? false, out),
    err: channel(overrides.errIsTerminal ?? false, err),
    elapsed: overrides.elapsed ?? (() => 0),
    costs: () => ({ wall: 0, cpu: 0, peak: 0 }),
    today: () => new Date('2018-09-20T12:00:00Z'),
    canAsk: false,
    keyboard: () => {
      throw new Error('nobody is there');
    },
    written: () => ({ out: out.join(''), err: err.join('') }),
  };
}
