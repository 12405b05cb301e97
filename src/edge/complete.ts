/** What may stand next on a command line. */
import type { Command } from './command.js';
import { GLOBAL_OPTIONS, optionsOf } from './options.js';

/** Options that yargs itself has. */
const OWN = ['--help', '--version'];

/**
 * The words that may stand where the last of `words` does (the first is the program's name): commands, options, or the
 * values of an option. Empty where a file may stand, which shells complete themselves.
 */
export function completions(words: readonly string[], commands: readonly Command[]): readonly string[] {
  // Of `--format=sarif` and of `vm-fault-t,vm-insert-page`, shells with and without such words complete the end.
  const [, option, typed] = /^(--[\w-]+)=(.*)$/.exec(words.at(-1) ?? '') ?? [];
  if (option !== undefined) {
    return completions([...words.slice(0, -1), option, typed!], commands).map(word => `${option}=${word}`);
  }
  if (words.at(-1) === '=') return completions([...words.slice(0, -1), ''], commands);
  if (words.at(-2) === '=') return completions(words.toSpliced(-2, 1), commands);
  const current = words.at(-1) ?? '';
  const command = commands.find(({ name }) => name === words[1]);
  const starting = (list: readonly string[]) => list.filter(word => word.startsWith(current));
  if (words.length <= 2 && !current.startsWith('-')) {
    return starting([...commands.map(({ name }) => name), 'completion']);
  }
  if (words[1] === 'completion' && words.length === 3) return starting(['bash', 'zsh', 'fish']);
  const options = [...GLOBAL_OPTIONS, ...(command === undefined ? [] : optionsOf(command))];
  const before = words.at(-2) ?? '';
  const taking = options.find(({ name, short }) => before === `--${name}` || before === `-${short}`);
  if (taking !== undefined && taking.kind !== 'flag') {
    // Where several may be given, one is completed behind those that are there.
    const there = taking.kind === 'list' ? current.slice(0, current.lastIndexOf(',') + 1) : '';
    return starting((taking.values ?? []).map(value => there + value));
  }
  if (!current.startsWith('-')) return [];
  return starting([...options.map(({ name }) => `--${name}`), ...OWN]);
}
