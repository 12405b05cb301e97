/** Reads and writes what a person decided. */
import { readFileSync } from 'node:fs';
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
export function readDecisions(shown: string, { cwd }: Pick<World, 'cwd'>, mayBeNew: boolean): Decisions {
  let text: string;
  try {
    const file = resolve(cwd, shown);
    // The one that a review keeps may lie in the tree, and be put there by anybody.
    text = (mayBeNew ? readRegular(file, { follow: true }) : readFileSync(file)).toString('utf8');
  } catch (error) {
    if (mayBeNew && errnoOf(error) === 'ENOENT') return new Map();
    throw new UserError(
      `cannot read the decisions ${shown}: ${failureInWords(error)}; \`faultline review\` writes them`,
    );
  }
  return parseDecisions(text, shown);
}

/** Writes decisions, whole or not at all. @throws UserError where they cannot be written. */
export function writeDecisions(shown: string, decisions: Decisions, world: Pick<World, 'cwd'>): void {
  writeWhole(shown, decisionsText(decisions), 'decisions', world);
}

/** Keeps other reviews from deciding in the same file, until what is returned is called. @throws UserError where one does. */
export function lockDecisions(shown: string, { cwd }: Pick<World, 'cwd'>): () => void {
  const file = resolve(cwd, shown);
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
    const known = decisions.get(fingerprintOf(editsOffered(change), path => openRead(sources, path)));
    const decision = known && stands(known, change) ? known : undefined;
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
