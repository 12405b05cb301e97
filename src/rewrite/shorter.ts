/**
 * Statements that a rewrite made superfluous, though each by itself looks as if it told something apart: a test for
 * one error before the same for all, a code that is stored where it is already. Which ones are is for the prover to say.
 */
import type { Proof } from '../flow/proof.js';
import { bare, walk } from '../flow/walk.js';
import type { Stmt } from '../source/ast.js';
import { removal } from './dead.js';
import { type Draft, siblingsOf } from './draft.js';
import { inPlaceOf, textOf } from './emit.js';
import { isJump } from './jumps.js';
import type { Migration } from './migration.js';
import type { Change } from './pieces.js';
import { improve, type Proven } from './proven.js';
import { folded, workIn } from './same.js';
import { constantOf } from './test.js';
import type { Baseline } from './tidy.js';

/** So many proposals are tried for one function. */
const MOST_TRIES = 16;

type If = Extract<Stmt, { kind: 'if' }>;

/**
 * Takes away what `prove` says is not missed; undefined where there is nothing.
 *
 * @param prove gives the proof of a text that may stand in the place of the original, undefined for one that may not
 */
export function shorten(
  draft: Draft,
  baseline: Baseline,
  migration: Migration,
  prove: (next: Draft) => Proof | undefined,
): Proven | undefined {
  const propose = (current: Draft) => proposals(current, baseline, migration);
  return improve(draft, migration, { most: MOST_TRIES, baseline, propose, byPlace: true, prove });
}

function proposals(draft: Draft, { text }: Baseline, migration: Migration): readonly Change[] {
  const found: Change[] = [];
  walk(draft.fn, node => {
    if (node.kind === 'if' && !text.includes(textOf(draft, node))) found.push(...withoutTest(draft, node));
    if (node.kind === 'expr' && !text.includes(textOf(draft, node)) && siblingsOf(draft, node)) {
      const { expr } = node;
      const isCode = expr.kind === 'assign' && expr.op === '=' && bare(expr.target).kind === 'identifier';
      // An error number that the code gives itself says why, also where another would lead to the same.
      if (isCode && (constantOf(expr.value, migration) ?? 0) > 0) found.push(removal(draft, node));
    }
  });
  return found;
}

const isOnlyJump = (stmt: Stmt | undefined): boolean => stmt !== undefined && isJump(only(stmt));

/** The one statement of a block of one. */
const only = (stmt: Stmt): Stmt => (stmt.kind === 'block' && stmt.body.length === 1 ? stmt.body[0]! : stmt);

/** An `if` without one of its arms, or without the test between two arms that are the same. */
function withoutTest(draft: Draft, stmt: If): readonly Change[] {
  const { then, otherwise } = stmt;
  if (draft.comments.some(c => c.start >= stmt.start && c.end <= stmt.end)) return [];
  const work = workIn(stmt.test);
  const found: Change[] = [];
  if (otherwise && isOnlyJump(then) && textOf(draft, only(then)) === textOf(draft, only(otherwise))) {
    const arm = textOf(draft, only(then));
    if (work === 'none') found.push(inPlaceOf(draft, stmt, [arm]));
    else if (work !== 'more') found.push(inPlaceOf(draft, stmt, [`${textOf(draft, work)};`, arm]));
  }
  if (work !== 'none') return found;
  if (!otherwise) {
    const place = siblingsOf(draft, stmt);
    const next = place?.list[place.at + 1];
    // The same is done behind it where another test holds.
    const isSaidAgain =
      next?.kind === 'if' && folded(textOf(draft, next.then)) === folded(textOf(draft, then));
    if (place && (isOnlyJump(then) || isSaidAgain)) found.push(removal(draft, stmt));
    return found;
  }
  if (isOnlyJump(then) && otherwise.kind !== 'block')
    found.push(inPlaceOf(draft, stmt, [textOf(draft, otherwise)]));
  if (isOnlyJump(otherwise)) found.push({ start: then.end, end: stmt.end, text: '' });
  return found;
}
