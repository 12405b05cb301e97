/** What a command is to the one who parses the arguments. yargs' own types stop there. */

import { resolve } from 'node:path';
import type { Budget } from '../budget.js';
import { UserError } from '../errors.js';
import type { ExitCode } from './exit.js';
import type { ColorChoice } from './paint.js';
import type { Globs } from './select.js';
import type { World } from './world.js';

/** An option that only some commands have. */
export interface Option {
  readonly name: string;
  readonly short?: string;
  /** Of a `text` given twice the last one counts; a `list` takes all. */
  readonly kind: 'flag' | 'text' | 'list';
  /** What stands for its value: `FILE`; none for a flag. */
  readonly value?: string;
  readonly what: string;
  /** The values it may have, where they are few. */
  readonly values?: readonly string[];
  /** Whether a help that would not fit a screen only names it. */
  readonly rare?: true;
}

/** The arguments of any command, checked. */
export interface Arguments {
  /** The command's own first argument; undefined where it has none. */
  readonly place: string | undefined;
  /** As given; `.` unless said. */
  readonly tree: string;
  readonly paths: readonly string[];
  /** Empty for all. */
  readonly transforms: readonly string[];
  readonly review: boolean;
  /** The globs of the command line, then those of the settings. */
  readonly globs: readonly Globs[];
  readonly quiet: boolean;
  readonly debug: boolean;
  readonly budget: Partial<Budget>;
  /** Whether to say what each phase cost. */
  readonly timing: boolean;
  readonly color: ColorChoice;
  /** Whether one of the command's own flags is set. */
  flag(name: string): boolean;
  /** The value of one of the command's own options. */
  text(name: string): string | undefined;
}

export interface Command {
  readonly name: string;
  /** One line, imperative, no full stop. */
  readonly what: string;
  /** Whether it takes a tree, and with it the options about trees. */
  readonly takesTree: boolean;
  /** An argument that must stand before TREE. */
  readonly place?: { readonly name: string; readonly what: string };
  /** Whether PATHs may follow TREE; they may unless said. */
  readonly takesPaths?: false;
  /** Whether consent to reviews makes a difference; it does unless said. */
  readonly takesReview?: false;
  /** What its exit codes mean, where that is not the same as for the other commands. */
  readonly exitCodes?: string;
  readonly options: readonly Option[];
  /** Command lines without the leading `faultline `, each with what it does. */
  readonly examples: readonly (readonly [line: string, what: string])[];
  /** @throws UserError */
  run(args: Arguments, world: World): Promise<ExitCode>;
}

/** The absolute path that TREE names. @throws UserError for an empty name. */
export function treeFolder({ tree }: Arguments, { cwd }: World): string {
  if (tree === '') throw new UserError('expected a folder as TREE, found an empty name');
  return resolve(cwd, tree);
}

/** The command's name with its arguments: `explain <PLACE> [TREE]`. */
export function usageOf({ name, place, takesTree, takesPaths }: Command): string {
  if (!takesTree) return name;
  return [
    name,
    ...(place ? [`<${place.name}>`] : []),
    '[TREE]',
    ...(takesPaths === false ? [] : ['[PATH..]']),
  ].join(' ');
}
