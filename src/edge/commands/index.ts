/** The commands. Each is loaded only when it is asked for: none of them needs all of faultline. */
import type { Command } from '../command.js';

/** In the order in which help shows them. */
const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  list: async () => (await import('./list.js')).list,
  scan: async () => (await import('./scan.js')).scan,
  diff: async () => (await import('./diff.js')).diff,
  apply: async () => (await import('./apply.js')).apply,
  series: async () => (await import('./series.js')).series,
  review: async () => (await import('./review.js')).review,
  report: async () => (await import('./report.js')).report,
  explain: async () => (await import('./explain.js')).explain,
  check: async () => (await import('./check.js')).check,
};

/** All commands, in that order. */
export const COMMAND_NAMES: readonly string[] = Object.keys(COMMANDS);

/** The commands that arguments may mean: the one they begin with, or else all, so that help can show them. */
export function commandsFor([first = '']: readonly string[]): Promise<readonly Command[]> {
  const names = Object.hasOwn(COMMANDS, first) ? [first] : COMMAND_NAMES;
  return Promise.all(names.map(name => COMMANDS[name]!()));
}
