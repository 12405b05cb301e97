/** Reads and writes what a person decided. */
import { accessSync, constants, existsSync, lstatSync, readFileSync, realpathSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { errnoOf, failureInWords, UserError } from '../errors.js';
import { placePatch } from '../patch/index.js';
import {
  type Decision,
  type Decisions,
  decisionsText,
  editsOffered,
  fingerprintOf,
  parseDecisions,
  stands,
} from '../review/decisions.js';
import type { RunRequest } from '../run.js';
import { openRead } from '../sources.js';
import { takeLock } from '../tree/lock.js';
import { readRegular } from '../tree/regular.js';
import type { Option } from './command.js';
import { writeWhole } from './whole-file.js';
import type { World } from './world.js';

/** The option of commands that replay decisions. */
export const DECISIONS_OPTION: Option = {
  name: 'decisions',
  kind: 'text',
  value: 'FILE',
  what: 'Take and leave out changes as the file of a review says',
};

/** The decisions in a file; none where there is no file and it `mayBeNew`. @throws UserError where it holds none. */
export function readDecisions(shown: string, world: Pick<World, 'cwd'>, mayBeNew: boolean): Decisions {
  const text = textOf(shown, world, mayBeNew);
  return text === undefined ? new Map() : parseDecisions(text, shown);
}

/** The text of a file; undefined where there is none and it `mayBeNew`. */
function textOf(shown: string, { cwd }: Pick<World, 'cwd'>, mayBeNew: boolean): string | undefined {
  try {
    const file = resolve(cwd, shown);
    // The one that a review keeps may lie in the tree, and be put there by anybody.
    return (mayBeNew ? readRegular(file, { follow: true }) : readFileSync(file)).toString('utf8');
  } catch (error) {
    if (mayBeNew && errnoOf(error) === 'ENOENT') return undefined;
    throw new UserError(
      `cannot read the decisions ${shown}: ${failureInWords(error)}; \`faultline review\` writes them`,
    );
  }
}

/** The file that a review keeps its decisions in. */
export interface KeptDecisions {
  readonly decisions: Decisions;
  /** @throws UserError where somebody else changed the file since it was read */
  checkSame(): void;
  /**
   * Writes decisions, whole or not at all.
   *
   * @throws UserError where they cannot be written, and where somebody else changed the file meanwhile: it stays as they
   * left it, and what was to be written stands beside it
   */
  write(decisions: Decisions): void;
}

/** Opens the file of a review, which may be new. @throws UserError where it holds no decisions. */
export function keepDecisions(shown: string, world: Pick<World, 'cwd'>): KeptDecisions {
  let known = textOf(shown, world, true);
  return {
    decisions: known === undefined ? new Map() : parseDecisions(known, shown),
    checkSame: () => {
      if (textOf(shown, world, true) === known) return;
      throw new UserError(
        `${shown} was changed by somebody else while the tree was looked at, and nothing was decided here: review again`,
      );
    },
    write: decisions => {
      const text = decisionsText(decisions);
      if (textOf(shown, world, true) !== known) {
        const aside = freeBeside(shown, world);
        writeWhole(aside, text, 'decisions', world);
        throw new UserError(
          `${shown} was changed by somebody else during this review, so it stays as it is; what was decided here, with what the file held before, is in ${aside}: put the two together, then review again`,
        );
      }
      writeWhole(shown, text, 'decisions', world, targetOf(shown, world));
      known = text;
    },
  };
}

/** The file that a name leads to, through symbolic links. @throws UserError for one that leads nowhere. */
function targetOf(shown: string, { cwd }: Pick<World, 'cwd'>): string {
  const file = resolve(cwd, shown);
  try {
    return realpathSync(file);
  } catch (error) {
    // What such a link names may lie anywhere, so nothing is made there.
    if (lstatSync(file, { throwIfNoEntry: false })?.isSymbolicLink()) {
      const why =
        errnoOf(error) === 'ENOENT' ? 'it is a symbolic link that leads nowhere' : failureInWords(error);
      throw new UserError(`cannot write the decisions ${shown}: ${why}`);
    }
    return file;
  }
}

/** A name beside a file that nothing has. */
function freeBeside(shown: string, { cwd }: Pick<World, 'cwd'>): string {
  for (let number = 1; ; number++) {
    const name = `${shown}.mine${number === 1 ? '' : number}`;
    if (!existsSync(resolve(cwd, name))) return name;
  }
}

/**
 * Keeps other reviews from deciding in the same file, whatever links lead there, until what is returned is called.
 *
 * @throws UserError where one does, or the file cannot be written.
 */
export function lockDecisions(shown: string, world: Pick<World, 'cwd'>): () => void {
  const file = targetOf(shown, world);
  try {
    if (existsSync(file)) accessSync(file, constants.W_OK);
  } catch (error) {
    throw new UserError(`cannot write the decisions ${shown}: ${failureInWords(error)}`);
  }
  return takeLock(join(dirname(file), `.${basename(file)}.lock`), `keeps decisions in ${shown}`);
}

/** What a run makes of changes that were edited. `used` as in `deciderFor`. */
export function amenderFor(
  decisions: Decisions,
  used: (fingerprint: string) => void = () => undefined,
): NonNullable<RunRequest['amend']> {
  return (edits, fileOf) => {
    const decision = decisions.get(fingerprintOf(edits, fileOf));
    if (decision?.edited === undefined) return undefined;
    used(decision.fingerprint);
    return placePatch(decision.edited, path => fileOf(path)?.text, edits);
  };
}

/**
 * How a run decides by decisions. A change that was left out stays out when its text has changed since, until a person
 * has seen the new one: whoever said no did not say yes to something else. Nor did who said yes, where the same text does
 * something else by now.
 *
 * @param used is told of each decision that holds for a change of the tree.
 * @param held is told of each change that is left out for what was said of an earlier form of it.
 */
export function deciderFor(
  decisions: Decisions,
  used: (fingerprint: string) => void = () => undefined,
  held: (decision: Decision) => void = () => undefined,
): NonNullable<RunRequest['decide']> {
  const refused = new Map([...decisions.values()].filter(isNo).map(decision => [decision.change, decision]));
  return (change, sources) => {
    const fileOf = (path: string) => openRead(sources, path);
    const known = decisions.get(fingerprintOf(editsOffered(change), fileOf));
    const decision = known && stands(known, change, fileOf) ? known : undefined;
    // What a person wrote is not taken for anything else than what they saw of it.
    const lapsed = known !== undefined && decision === undefined && change.edited ? known : undefined;
    if (lapsed !== undefined) {
      held(lapsed);
      used(lapsed.fingerprint);
      return 'no';
    }
    const earlier = known === undefined ? refused.get(change.id) : undefined;
    if (earlier !== undefined) held(earlier);
    const holds = decision ?? earlier;
    if (holds !== undefined) used(holds.fingerprint);
    return holds?.answer;
  };
}

const isNo = ({ answer }: Decision): boolean => answer === 'no';
