/**
 * A rewrite that is right, made to read as a person would write it. Each step is held against the original, and may
 * declare no more differences than there were.
 */
import type { Proof } from '../flow/proof.js';
import { type Answer, prove } from '../flow/prove.js';
import type { Draft } from './draft.js';
import { joinCodes } from './joined.js';
import { startsLine, wholeLines } from './layout.js';
import { sayWithMappers } from './mapped.js';
import { mergedVariables } from './merged.js';
import type { Migration } from './migration.js';
import type { Change } from './pieces.js';
import type { Proven } from './proven.js';
import { shorten } from './shorter.js';
import type { Manner } from './tactics.js';
import { type Baseline, baselineOf } from './tidy.js';

export interface Migrated {
  /** In coordinates of the function's text. */
  readonly edits: readonly Change[];
  readonly proof: Proof;
  readonly draft: Draft;
}

/** What a rewrite is held against. */
interface Question {
  readonly original: Draft;
  readonly migration: Migration;
  readonly manner: Manner;
}

/** The rewrite in fewer and plainer words, where there are some. */
export function refined(original: Draft, migrated: Migrated, migration: Migration, manner: Manner): Migrated {
  const question = { original, migration, manner };
  const said = bettered(question, migrated, sayWithMappers);
  if (migration.restorer) return said;
  const short = bettered(question, said, shorten);
  return withOneVariable(question, withJoinedCodes(question, short));
}

/** Whether a rewrite takes fewer lines, or as many with less in them, and says no more things otherwise. */
export function isShorter(a: Migrated, b: Migrated): boolean {
  const lines = linesOf(a) - linesOf(b);
  const isLess = lines < 0 || (lines === 0 && plain(a).length < plain(b).length);
  return isLess && a.proof.differences.length <= b.proof.differences.length;
}

/** The lines of the rewritten function, but for those of remarks: what keeps more of them is no longer for that. */
export const linesOf = (migrated: Migrated): number => plain(migrated).split('\n').length;

/** The text of the rewritten function without remarks, and without the lines that they have to themselves. */
function plain({ draft: { text, comments } }: Migrated): string {
  const spans = comments.map(c => (startsLine(text, c.start) ? wholeLines(text, c) : c));
  return spans.reduceRight((rest, { start, end }) => rest.slice(0, start) + rest.slice(end), text);
}

/** What the prover says of a text in the place of the original. */
export function proveOf(original: Draft, next: Draft, migration: Migration, { returns }: Manner): Answer {
  const { fn, inline, macros } = original;
  return prove({ contract: migration, before: fn, after: next.fn, returns, inline, macros });
}

/** The proof of a text that declares no differences but those of a rewrite; undefined where there is none. */
function proveWithin({ original, migration, manner }: Question, { proof }: Migrated) {
  const declared = new Set(proof.differences);
  return (next: Draft): Proof | undefined => {
    const answer = proveOf(original, next, migration, manner);
    const isWithin = answer.kind === 'proven' && answer.proof.differences.every(d => declared.has(d));
    return isWithin ? answer.proof : undefined;
  };
}

type Step = (
  draft: Draft,
  baseline: Baseline,
  migration: Migration,
  prove: (next: Draft) => Proof | undefined,
) => Proven | undefined;

function bettered(question: Question, migrated: Migrated, step: Step): Migrated {
  const { original, migration } = question;
  const baseline = baselineOf(original, migration);
  const found = step(migrated.draft, baseline, migration, proveWithin(question, migrated));
  return found ? { edits: found.draft.pieces.edits(), ...found } : migrated;
}

/** The rewrite with codes that are joined with others said by the variable that holds them, where that is shorter. */
function withJoinedCodes(question: Question, migrated: Migrated): Migrated {
  const joined = bettered(question, migrated, joinCodes);
  if (joined === migrated) return migrated;
  const shorter = bettered(question, joined, shorten);
  return isShorter(shorter, migrated) ? shorter : migrated;
}

/** The rewrite with one variable of codes where it has two, of which one is only copied into the other. */
function withOneVariable(question: Question, migrated: Migrated): Migrated {
  let { proof } = migrated;
  const proveNext = proveWithin(question, migrated);
  const draft = mergedVariables(migrated.draft, question.migration, next => {
    const found = proveNext(next);
    proof = found ?? proof;
    return found !== undefined;
  });
  return draft === migrated.draft ? migrated : { edits: draft.pieces.edits(), proof, draft };
}
