/**
 * Codes that are joined with others by `|` in each arm of what maps the result: the variable that holds the code says the
 * same in all arms, and what then no longer tells anything apart goes.
 */
import type { Proof } from '../flow/proof.js';
import type { Variable } from '../flow/resolve.js';
import { bare, walk } from '../flow/walk.js';
import { type Access, dataFlowOf, websOf } from '../flow/webs.js';
import { ensure } from '../remember.js';
import type { Expr, Stmt } from '../source/ast.js';
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
  const flow = dataFlowOf(draft.code);
  // Where no call was made before, a variable holds nothing that a code could be said by, though nobody may come there.
  const isHeldIn = (stmt: Stmt, { variable, defs }: Holder): boolean => {
    const range = draft.code.program.ranges.get(stmt);
    return range !== undefined && [...flow.entering(range.from, variable.id)].some(def => defs.has(def));
  };
  walk(draft.fn, stmt => {
    if (stmt.kind !== 'return' && stmt.kind !== 'expr') return;
    const names = held.filter(holder => isHeldIn(stmt, holder)).map(({ variable }) => variable.name);
    walk(stmt, node => {
      if (node.kind !== 'binary' || node.op !== '|') return;
      const [left, right] = [node.left, node.right];
      for (const [operand, other] of [
        [left, right],
        [right, left],
      ] as const) {
        if (!isCode(operand, migration) || isCode(other, migration)) continue;
        for (const name of names) found.push({ start: operand.start, end: operand.end, text: name });
      }
    });
  });
  return found;
}

/** A variable, and the definitions that give it what a new call returns. */
interface Holder {
  readonly variable: Variable;
  readonly defs: ReadonlySet<Access | undefined>;
}

/** The variables that hold what the new calls return. */
function holders(draft: Draft, migration: Migration): readonly Holder[] {
  const news = new Set(migration.calls.values());
  // What is given a code by its name holds that one, and none that a call gave.
  const calls: Migration = { ...migration, constants: new Map() };
  const found = new Map<Variable, Set<Access | undefined>>();
  for (const { variable, defs } of websOf(draft.code))
    for (const def of defs)
      if (storesNew(def, calls, news)) ensure(found, variable, () => new Set()).add(def);
  return [...found].map(([variable, defs]) => ({ variable, defs }));
}

/** A code by its name, or one of several. */
function isCode(expr: Expr, migration: Migration): boolean {
  const e = bare(expr);
  if (e.kind === 'conditional')
    return e.then !== undefined && isCode(e.then, migration) && isCode(e.otherwise, migration);
  return e.kind === 'identifier' && (constantOf(e, migration) ?? 0) > 0;
}
