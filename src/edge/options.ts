/** The options that commands share, as data: what parses the arguments and what completes them read the same. */
import { transforms } from '../../transforms/index.js';
import { BUDGET_OPTIONS } from './budget.js';
import type { Command, Option } from './command.js';

/** Of the program itself. */
export const GLOBAL_OPTIONS: readonly Option[] = [
  { name: 'quiet', short: 'q', kind: 'flag', what: 'Say nothing on standard error but failures' },
  { name: 'timing', kind: 'flag', what: 'Say what each phase cost, on standard error', rare: true },
  { name: 'debug', kind: 'flag', what: 'Show stacks of internal failures', rare: true },
  {
    name: 'color',
    kind: 'text',
    value: 'WHEN',
    what: 'auto (unless given), always or never',
    values: ['auto', 'always', 'never'],
  },
];

const TREE: readonly Option[] = [
  {
    name: 'transform',
    short: 't',
    kind: 'list',
    value: 'NAME',
    what: 'Only this transform (repeat it, or use commas)',
    values: transforms.map(({ name }) => name),
  },
  { name: 'config', kind: 'text', value: 'FILE', what: 'A file of settings', rare: true },
  { name: 'no-config', kind: 'flag', what: 'No settings, whatever is found', rare: true },
];

const PATHS: readonly Option[] = [
  { name: 'include', kind: 'list', value: 'GLOB', what: 'Only files of this glob (repeat it)', rare: true },
  { name: 'exclude', kind: 'list', value: 'GLOB', what: 'No files of this glob (repeat it)', rare: true },
];

const REVIEW: Option = { name: 'review', kind: 'flag', what: "Take what needs a person's consent as well" };

/** All options of a command but those of the program itself, as help shows them. */
export function optionsOf({ takesTree, takesPaths, takesReview, options }: Command): readonly Option[] {
  return [
    ...(takesTree ? TREE : []),
    ...(takesTree && takesPaths !== false ? PATHS : []),
    ...(takesTree ? BUDGET_OPTIONS : []),
    ...(takesTree && takesReview !== false ? [REVIEW] : []),
    ...options,
  ];
}
