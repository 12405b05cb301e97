/**
 * Codes that are joined with others by `|` in each arm of what maps the result: the variable that holds the code says the
 * same in all arms, and what then no longer tells anything apart goes.
 */
import type { Proof } from '../flow/proof.js';
import type { Variable } from '../flow/resolve.js';
import { bare, walk } from '../flow/walk.js';
import { websOf } from '../flow/webs.js';
import type { Expr } from '../source/ast.js';
import type { Draft } from './draft.js';
import type { Migration } from './migration.js';
import type { Change } from './pieces.js';
import { improve, type Proven } from './proven.js';
import { constantOf } from './test.js';
import type { Baseline } from './tidy.js';
import { storesNew } from './variables.js';

/** So many proposals are tried for one function. */
const MOST_TRIES = 12;

/** Says joined codes by the variable that holds them, where `prove` takes it; undefined where there are none. */
export function joinCodes(
  draft: Draft,
  baseline: Baseline,
  migration: Migration,
  prove: (next: Draft) => Proof | undefined,
): Proven | undefined {
  const propose = (current: Draft) => proposals(current, migration);
  return improve(draft, migration, { most: MOST_TRIES, baseline, propose, byPlace: true, prove });
}

function proposals(draft: Draft, migration: Migration): readonly Change[] {
  const held = holders(draft, migration);
  const found: Change[] = [];
  if (held.length === 0) return found;
  walk(draft.fn, node => {
    if (node.kind !== 'binary' || node.op !== '|') return;
    const [left, right] = [node.left, node.right];
    for (const [operand, other] of [
      [left, right],
      [right, left],
    ] as const) {
      if (!isCode(operand, migration) || isCode(other, migration)) continue;
      for (const { name } of held) found.push({ start: operand.start, end: operand.end, text: name });
    }
  });
  return found;
}

/** The variables that hold what the new calls return. */
function holders(draft: Draft, migration: Migration): readonly Variable[] {
  const news = new Set(migration.calls.values());
  const found = new Set<Variable>();
  for (const { variable, defs } of websOf(draft.code))
    if (defs.some(def => storesNew(def, migration, news))) found.add(variable);
  return [...found];
}

/** A code by its name, or one of several. */
function isCode(expr: Expr, migration: Migration): boolean {
  const e = bare(expr);
  if (e.kind === 'conditional')
    return e.then !== undefined && isCode(e.then, migration) && isCode(e.otherwise, migration);
  return e.kind === 'identifier' && (constantOf(e, migration) ?? 0) > 0;
}
