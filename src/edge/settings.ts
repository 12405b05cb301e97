/**
 * `faultline.config.json`: what a tree wants of every run over it. Data only: it names no program, and nothing in it
 * is ever executed. `docs/schema/config-1.json` describes it to editors.
 */

import { lstatSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { transforms as shelf } from '../../transforms/index.js';
import { errnoOf, failureInWords, UserError } from '../errors.js';
import { RANGE_SHAPE, readRange } from '../kernels/range.js';
import { chooseTransforms } from '../shelf.js';
import { readRegular } from '../tree/regular.js';
import { printable } from '../unicode.js';
import type { Arguments } from './command.js';
import { doubleKeyIn } from './double-key.js';
import { wrongGlobIn } from './globs.js';
import { budget, type Check, globs, inShort, namesOf, yesOrNo } from './shapes.js';
import type { World } from './world.js';

export const SETTINGS_NAME = 'faultline.config.json';

/** What can be set; each as the option of the same name. */
export interface Settings {
  readonly transforms?: readonly string[];
  readonly include?: readonly string[];
  readonly exclude?: readonly string[];
  readonly review?: boolean;
  readonly kernel?: string;
  /** As written: relative to the folder of the file. */
  readonly headers?: string;
  readonly effort?: number;
  readonly largest?: number;
}

/** Settings and the absolute path of the file that they stand in. */
export interface FoundSettings {
  readonly file: string;
  readonly settings: Settings;
}

const list = namesOf('names');
const text: Check = value => (typeof value === 'string' && value !== '' ? undefined : 'a text');
const release: Check = value =>
  typeof value === 'string' && readRange(value) !== undefined ? undefined : RANGE_SHAPE;

const KEYS: Readonly<Record<keyof Settings | '$schema', Check>> = {
  $schema: text,
  transforms: list,
  include: globs,
  exclude: globs,
  review: yesOrNo,
  kernel: release,
  headers: text,
  effort: budget('effort'),
  largest: budget('largest'),
};

/** The settings in a text. @param shown what messages call the file. @throws UserError that names the key. */
export function parseSettings(json: string, shown: string): Settings {
  let document: unknown;
  try {
    document = JSON.parse(json.replace(/^\ufeff/, ''));
  } catch (error) {
    throw new UserError(`${shown}: expected JSON, found something else: ${failureInWords(error)}`);
  }
  if (typeof document !== 'object' || document === null || Array.isArray(document)) {
    throw new UserError(`${shown}: expected an object, found ${inShort(document)}`);
  }
  const double = doubleKeyIn(json);
  if (double !== undefined) {
    const [first, second] = double.lines;
    const where = first === second ? `in line ${first}` : `in lines ${first} and ${second}`;
    throw new UserError(`${shown}: expected each key once, found ${inShort(double.key)} twice, ${where}`);
  }
  for (const [key, value] of Object.entries(document)) {
    if (!Object.hasOwn(KEYS, key)) {
      const known = Object.keys(KEYS).join(', ');
      throw new UserError(`${shown}: "${key}" is no setting; expected one of ${known}`);
    }
    const expected = KEYS[key as keyof typeof KEYS](value);
    if (expected !== undefined)
      throw new UserError(`${shown}: ${key}: expected ${expected}, found ${inShort(value)}`);
  }
  return document as Settings;
}

/** The settings nearest to a folder, in it or above it. @throws UserError for a file that cannot be read, or is none. */
export function findSettings(folder: string): FoundSettings | undefined {
  for (let at = folder; ; at = dirname(at)) {
    const file = join(at, SETTINGS_NAME);
    const json = readIfThere(file, found => readRegular(found, { follow: true }));
    if (json !== undefined) return { file, settings: parseSettings(json, file) };
    if (dirname(at) === at) return undefined;
  }
}

/** The settings of a file. @throws UserError where it is not there, or is none. */
export function readSettings(shown: string, { cwd }: Pick<World, 'cwd'>): FoundSettings {
  const file = resolve(cwd, shown);
  // Whoever names a pipe means it.
  const json = readIfThere(file, readFileSync);
  if (json === undefined) throw new UserError(`--config: expected a file, found none at ${shown}`);
  return { file, settings: parseSettings(json, shown) };
}

function readIfThere(file: string, read: (file: string) => Buffer): string | undefined {
  try {
    return read(file).toString('utf8');
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(errnoOf(error) ?? '')) {
      if (!isLink(file)) return undefined;
      throw new UserError(`cannot read the settings ${file}: it is a symbolic link that leads nowhere`);
    }
    throw new UserError(`cannot read the settings ${file}: ${failureInWords(error)}`);
  }
}

function isLink(file: string): boolean {
  try {
    return lstatSync(file).isSymbolicLink();
  } catch {
    return false;
  }
}

/** The arguments as they are with settings: what the command line says goes before. */
export function withSettings(args: Arguments, { file, settings }: FoundSettings, root: string): Arguments {
  checkNames(settings.transforms ?? [], file);
  checkFrom(settings, file);
  const { transforms, include = [], exclude = [], review, kernel, headers, effort, largest } = settings;
  const set: Readonly<Record<string, string | undefined>> = {
    kernel,
    headers: headers === undefined ? undefined : resolve(dirname(file), headers),
  };
  return {
    ...args,
    transforms: args.transforms.length > 0 ? args.transforms : (transforms ?? []),
    review: args.review || review === true,
    budget: {
      ...(effort !== undefined && { effort }),
      ...(largest !== undefined && { largest }),
      ...args.budget,
    },
    globs: [...args.globs, { include, exclude, prefix: prefixFrom(dirname(file), root) }],
    text: name => args.text(name) ?? set[name],
  };
}

/** @throws UserError that names the key, for a name that no transform has. */
function checkNames(names: readonly string[], file: string): void {
  try {
    chooseTransforms(shelf, names);
  } catch (error) {
    throw new UserError(`${file}: transforms: ${failureInWords(error)}`);
  }
}

/** @throws UserError that names the key, for a glob that names the folder of the file itself. */
function checkFrom({ include = [], exclude = [] }: Settings, file: string): void {
  const wrong = wrongGlobIn({ include, exclude }, dirname(file));
  if (wrong === undefined) return;
  throw new UserError(`${file}: ${wrong.list}: expected ${wrong.expected}, found ${inShort(wrong.glob)}`);
}

/** @throws UserError that names the key, where the headers are in no folder; also for a command that reads none. */
export function checkHeaders({ file, settings: { headers } }: FoundSettings): void {
  if (headers === undefined) return;
  const found = statSync(resolve(dirname(file), headers), { throwIfNoEntry: false });
  if (found?.isDirectory()) return;
  const what = found === undefined ? 'nothing' : 'something else';
  throw new UserError(`${file}: headers: expected a folder, found ${what} at ${JSON.stringify(headers)}`);
}

/** What stands before the paths of a tree to count them from a folder; empty where the tree is not below it. */
function prefixFrom(folder: string, root: string): string {
  const below = relative(folder, root).split(sep).join('/');
  return below === '' || isAbove(below) ? '' : `${below}/`;
}

/** One line that says which settings hold, since nobody may remember that there are any. */
export function settingsLine({ file }: FoundSettings, { cwd }: Pick<World, 'cwd'>): string {
  const below = relative(cwd, file);
  return `settings of ${printable(isAbove(below) ? file : below)}\n`;
}

function isAbove(path: string): boolean {
  return path === '..' || path.startsWith('../');
}
