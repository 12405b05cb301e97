/**
 * What a person decided of changes: a readable file, which later runs replay. A decision knows its change by what the
 * change takes away and puts in, not by lines, so that it holds while other lines move, and no longer than that.
 */

import { UserError } from '../errors.js';
import { compare } from '../order.js';
import { hashOf } from '../report/fingerprint.js';
import { decodeUtf8 } from '../unicode.js';
import type { Change } from '../verdict.js';

export type Answer = 'yes' | 'no';

export interface Decision {
  /** The change's name in the run that was reviewed; for people. */
  readonly change: string;
  /** What makes sure that it is still the same change. */
  readonly fingerprint: string;
  readonly answer: Answer;
}

/** Decisions by fingerprint. */
export type Decisions = ReadonlyMap<string, Decision>;

/**
 * 32 hex digits for what a change does, wherever its lines are.
 *
 * @param textOf the text of a file that the change edits, one unit per byte
 */
export function fingerprintOf({ edits }: Pick<Change, 'edits'>, textOf: (path: string) => string): string {
  const said = edits.map(({ path, start, end, text }) => [path, textOf(path).slice(start, end), text]);
  return hashOf(JSON.stringify(said));
}

const VERSION = 1;

/** The text of a file of decisions: one a line, sorted, so that a merge has little to fight about. */
export function decisionsText(decisions: Decisions): string {
  const lines = [...decisions.values()]
    .sort((a, b) => compare(a.change, b.change) || compare(a.fingerprint, b.fingerprint))
    .map(
      ({ change, answer, fingerprint }) =>
        `\n    ${JSON.stringify({ change: decodeUtf8(change), answer, fingerprint })}`,
    );
  const list = lines.length === 0 ? '' : `${lines.join(',')}\n  `;
  return `{\n  "decisionsVersion": ${VERSION},\n  "madeBy": "faultline review",\n  "decisions": [${list}]\n}\n`;
}

/** @throws UserError for a text that holds no decisions. */
export function parseDecisions(text: string, shown: string): Decisions {
  const bad = (found: string) =>
    new UserError(`${shown} holds no decisions: ${found}; \`faultline review --decisions FILE\` writes one`);
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    throw bad('expected JSON, found something else');
  }
  const { decisionsVersion, decisions } = (document ?? {}) as Record<string, unknown>;
  if (decisionsVersion !== VERSION) {
    throw bad(`expected "decisionsVersion": ${VERSION}, found ${JSON.stringify(decisionsVersion) ?? 'none'}`);
  }
  if (!Array.isArray(decisions)) throw bad('expected a list "decisions", found none');
  return new Map(
    decisions.map((one: unknown, at) => {
      if (!isDecision(one)) {
        throw bad(
          `expected change, fingerprint and an answer "yes" or "no" in decision ${at + 1}, found ${JSON.stringify(one)}`,
        );
      }
      const { change, fingerprint, answer } = one;
      return [fingerprint, { change, fingerprint, answer }];
    }),
  );
}

function isDecision(value: unknown): value is Decision {
  const { change, fingerprint, answer } = (value ?? {}) as Record<string, unknown>;
  return (
    typeof change === 'string' &&
    typeof fingerprint === 'string' &&
    /^[0-9a-f]{32}$/.test(fingerprint) &&
    (answer === 'yes' || answer === 'no')
  );
}
