/** What `check` finds, as plain data, and what makes two findings the same one. */
import type { Mark } from '../alike.js';
import type { Ignore } from '../ignore.js';
import type { Span } from '../source/span.js';
import type { Piece } from '../standing.js';
import type { ChainStep, Ledger } from '../verdict.js';

/** One line of the way from a slot to what is wrong. */
export interface Step {
  readonly path: string;
  readonly line: number;
  /** One clause: `gizmo_fault() calls gizmo_insert()`. */
  readonly text: string;
}

/** Something that must not be. Its span is the name of the call, the type of the handler, or what was inspected. */
export interface CheckFinding extends Span {
  readonly code: string;
  readonly kind: 'call' | 'handler' | 'inspected';
  readonly path: string;
  /** From 1; the column counts bytes. */
  readonly line: number;
  readonly column: number;
  /** The function it stands in. */
  readonly function: string;
  /** The function called, or the type returned. */
  readonly subject: string;
  /** Which of the calls of `subject` in `function` it is, from 1. */
  readonly ordinal: number;
  /** The statement it stands in, and what is around that; empty for a handler, of which there is one. */
  readonly statement: string;
  readonly within: string;
  /** What it comes behind; empty for a handler. */
  readonly behind: string;
  /** What tells it from those that are alike in all else. */
  readonly mark: Mark;
  /** All pieces of the function. */
  readonly around: readonly Piece[];
  /** The function to call instead, where it is a call. */
  readonly instead?: string | undefined;
  /** The line it stands in, one unit per byte, without its line end. */
  readonly source: string;
  /** One sentence. */
  readonly message: string;
  /** What to write instead, one sentence. */
  readonly advice: string;
  /** From the slot down to the function. */
  readonly chain: readonly ChainStep[];
  /** The same, line by line as a compiler would tell it. */
  readonly steps: readonly Step[];
}

/** What kind of finding it is, and in which function: findings of equal kind are told apart by what they stand in. */
export interface Kind {
  readonly code: string;
  readonly path: string;
  readonly function: string;
  readonly subject: string;
}

/** A kind as one string, equal for equal kinds only. */
export function kindKey({ code, path, function: name, subject }: Kind): string {
  return JSON.stringify([code, path, name, subject]);
}

/** What stays the same when other lines come, go and move. */
export interface Identity extends Kind {
  readonly statement: string;
  readonly within: string;
  readonly mark: Mark;
}

/** An identity as one string, equal for equal identities only. */
export function keyOf({ statement, within, mark, ...kind }: Identity): string {
  return JSON.stringify([kindKey(kind), statement, within, mark]);
}

/** Everything that a check has to say. */
export interface CheckResult {
  /** In order of path and offset. */
  readonly findings: readonly CheckFinding[];
  /** What was not judged, and why: sentences for people. */
  readonly notes: readonly string[];
  /** Files that may hold something and could not be read. */
  readonly unread: Ledger['unread'];
  /** The comments that cover no finding; whether they keep what `scan` would change, only that knows. */
  readonly idle?: readonly Ignore[] | undefined;
}
