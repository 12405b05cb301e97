/** One line on a terminal that says how far a run is, and goes away when it ends. */
import type { Phase, Progress } from '../watch.js';
import type { World } from './world.js';

/** A run that is over sooner shows nothing. */
const PATIENCE_MS = 1000;
const BETWEEN_MS = 100;

const DOING: Readonly<Record<Phase, string>> = {
  search: 'searching the tree',
  read: 'reading',
  facts: 'following the calls',
  plan: 'planning',
  judge: 'judging',
  prove: 'proving',
};

export interface ProgressLine {
  readonly show: (progress: Progress) => void;
  /** Takes the line away. */
  readonly end: () => Promise<void>;
}

/** The line, or a silent one where nobody would see it. */
export function progressLine({ err, env, elapsed }: World, quiet: boolean): ProgressLine {
  // A terminal that is dumb shows what takes a line away as it is written.
  if (quiet || !err.isTerminal || env.TERM === 'dumb')
    return { show: () => undefined, end: async () => undefined };
  let due = elapsed() + PATIENCE_MS;
  let isShown = false;
  const draw = (text: string) => err.write(`\r\x1b[K${text.slice(0, err.columns - 1)}`);
  return {
    show: ({ phase, done, total }) => {
      if (elapsed() < due) return;
      due = elapsed() + BETWEEN_MS;
      isShown = true;
      // Nobody waits for this line: one that cannot be drawn is not missed.
      draw(`${DOING[phase]}${total > 1 ? ` ${done}/${total}` : ''}`).catch(() => undefined);
    },
    end: async () => {
      if (isShown) await draw('');
      isShown = false;
    },
  };
}
