/**
 * What a person decided of changes: a readable file, which later runs replay. A decision knows its change by what the
 * change takes away and puts in, not by lines, so that it holds while other lines move, and no longer than that.
 */

import type { Edit } from '../edit/edit.js';
import { UserError } from '../errors.js';
import { compare } from '../order.js';
import { hashOf } from '../report/fingerprint.js';
import type { SourceFile } from '../source/file.js';
import { contains } from '../source/span.js';
import { armOf } from '../standing.js';
import { decodeUtf8, encodeUtf8 } from '../unicode.js';
import type { Change } from '../verdict.js';
import type { After } from './carried.js';

export type Answer = 'yes' | 'no';

export interface Decision {
  /** The change's name in the run that was reviewed; for people. */
  readonly change: string;
  /** What makes sure that it is still the same change. */
  readonly fingerprint: string;
  readonly answer: Answer;
  /** What the change did when a person agreed to it (`outcomeOf`); goes with `yes`, which holds for nothing else. */
  readonly outcome?: string | undefined;
  /** The change as a person edited it, a unified diff, one unit per byte; goes with `yes`. */
  readonly edited?: string | undefined;
  /** What the change leaves in the tree, so that it is known once it is made; goes with `yes`. */
  readonly after?: After | undefined;
}

/** Decisions by fingerprint. */
export type Decisions = ReadonlyMap<string, Decision>;

/** What is known of a file that a change edits. */
export type FileOf = (path: string) => Pick<SourceFile, 'text' | 'items'> | undefined;

/** The edits that decisions know a change by: those that were offered, whatever a person or a run made of them. */
export const editsOffered = ({ offered, edits }: Pick<Change, 'offered' | 'edits'>): readonly Edit[] =>
  offered ?? edits;

const itemAround = (file: ReturnType<FileOf>, edit: Edit) => file?.items.find(one => contains(one, edit));

/** 32 hex digits for what edits do in which functions, wherever the lines of these are. */
export function fingerprintOf(edits: readonly Edit[], fileOf: FileOf): string {
  const said = edits.map(edit => {
    const file = fileOf(edit.path);
    const item = itemAround(file, edit);
    const said = [edit.path, item?.name, file?.text.slice(edit.start, edit.end), edit.text];
    // The arms of an `#if` may hold the same function twice, and each is decided by itself: by its own condition.
    const twins = file?.items.filter(one => one.name === item?.name) ?? [];
    if (item === undefined || twins.length < 2) return said;
    const alike = twins.filter(one => armOf(one.under) === armOf(item.under));
    const place = [...said, armOf(item.under), alike.filter(one => one.start < item.start).length];
    // Where one of those that nothing tells apart comes or goes, which is which is not known, and is asked again.
    return alike.length < 2 ? place : [...place, alike.length];
  });
  return hashOf(JSON.stringify(said));
}

/**
 * 32 hex digits for what a person agrees to besides the text of a change: what kind of change it is, what it does for each
 * value, which differences it declares, and the functions that it stands in, wherever their lines are: a table names calls,
 * and not what these are given.
 */
export function outcomeOf(change: Change, fileOf: FileOf): string {
  const { kind, table, differences } = change;
  const around = editsOffered(change).map(edit => {
    const file = fileOf(edit.path);
    const item = itemAround(file, edit);
    return item && file!.text.slice(item.start, item.end).replace(/\s+/g, ' ');
  });
  const rows = table.map(({ value, before, after, difference }) => [value, before, after, difference ?? '']);
  return hashOf(JSON.stringify([kind, rows, differences, [...new Set(around)]]));
}

/** Whether a decision about a change's text holds for what it does: no is no, but yes was said of what was shown. */
export function stands({ answer, outcome }: Decision, change: Change, fileOf: FileOf): boolean {
  return answer === 'no' || outcome === outcomeOf(change, fileOf);
}

const VERSION = 1;

/** One decision; what was edited as lines that people can read. */
function decisionText({ change, answer, fingerprint, outcome, after, edited }: Decision): string {
  const text = JSON.stringify({ change, answer, fingerprint, outcome, after });
  if (edited === undefined) return text;
  const lines = decodeUtf8(edited).replace(/\n$/, '').split('\n');
  const list = lines.map(line => `\n      ${JSON.stringify(line)}`).join(',');
  return `${text.slice(0, -1)},"edited":[${list}\n    ]}`;
}

/** The text of a file of decisions: one a line, sorted, so that a merge has little to fight about. */
export function decisionsText(decisions: Decisions): string {
  const lines = [...decisions.values()]
    .sort((a, b) => compare(a.change, b.change) || compare(a.fingerprint, b.fingerprint))
    .map(decision => `\n    ${decisionText(decision)}`);
  const list = lines.length === 0 ? '' : `${lines.join(',')}\n  `;
  return `{\n  "decisionsVersion": ${VERSION},\n  "madeBy": "faultline review",\n  "decisions": [${list}]\n}\n`;
}

/** @throws UserError for a text that holds no decisions. */
export function parseDecisions(text: string, shown: string): Decisions {
  const bad = (found: string) =>
    new UserError(`${shown} holds no decisions: ${found}; \`faultline review --decisions FILE\` writes one`);
  let document: unknown;
  try {
    document = JSON.parse(text.replace(/^\ufeff/, ''));
  } catch {
    throw bad('expected JSON, found something else');
  }
  const { decisionsVersion, decisions } = (document ?? {}) as Record<string, unknown>;
  if (decisionsVersion !== VERSION) {
    throw bad(`expected "decisionsVersion": ${VERSION}, found ${JSON.stringify(decisionsVersion) ?? 'none'}`);
  }
  if (!Array.isArray(decisions)) throw bad('expected a list "decisions", found none');
  const read = new Map<string, Decision>();
  for (const [at, one] of decisions.entries()) {
    const wrong = wrongIn(one);
    if (wrong !== undefined) throw bad(`${wrong} in decision ${at + 1}${nameOf(one)}`);
    const { change, fingerprint, answer, outcome, after, edited } = one as Written;
    const decision = { change, fingerprint, answer, outcome, after, edited: edited && bytesOf(edited) };
    const other = read.get(fingerprint);
    if (other !== undefined && JSON.stringify(other) !== JSON.stringify(decision)) {
      throw bad(
        `expected one decision about each change, found two about ${change} that contradict each other`,
      );
    }
    read.set(fingerprint, decision);
  }
  return read;
}

function nameOf(value: unknown): string {
  const { change } = (value ?? {}) as Record<string, unknown>;
  return typeof change === 'string' ? ` (${change})` : '';
}

/** The lines of a diff, one unit per byte. */
function bytesOf(lines: readonly string[]): string {
  return encodeUtf8(lines.map(line => `${line}\n`).join('')).toString('latin1');
}

/** A decision as the file has it. */
type Written = Omit<Decision, 'edited'> & { readonly edited?: readonly string[] };

/** What was expected of a decision and what was found, as a clause; undefined for one that is as it should be. */
function wrongIn(value: unknown): string | undefined {
  const decision = (value ?? {}) as Record<string, unknown>;
  const { answer, after, edited } = decision;
  const expected = (what: string, key: string) =>
    `expected ${what} as "${key}", found ${JSON.stringify(decision[key]) ?? 'none'}`;
  if (typeof value !== 'object' || value === null) {
    return `expected an object, found ${JSON.stringify(value)}`;
  }
  if (typeof decision.change !== 'string') return expected('a name', 'change');
  if (!/^[0-9a-f]{32}$/.test(String(decision.fingerprint))) return expected('32 hex digits', 'fingerprint');
  if (answer !== 'yes' && answer !== 'no') return expected('"yes" or "no"', 'answer');
  if (!['undefined', 'string'].includes(typeof decision.outcome)) return expected('a text', 'outcome');
  if (after !== undefined && !isAfter(after)) return expected('lists of hashes by path', 'after');
  if (edited === undefined) return undefined;
  if (!Array.isArray(edited) || !edited.every(line => typeof line === 'string')) {
    return expected('the lines of a diff', 'edited');
  }
  return answer === 'no'
    ? 'expected "answer": "yes" beside "edited", found "no": take "edited" away, or say yes to it'
    : undefined;
}

function isAfter(value: unknown): value is After {
  return (
    typeof value === 'object' &&
    value !== null &&
    Object.values(value).every(list => Array.isArray(list) && list.every(one => typeof one === 'string'))
  );
}
