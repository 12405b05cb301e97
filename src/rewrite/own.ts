/**
 * A helper that hands the errno of our calls on to its callers together with errors of its own: what the callers make
 * of these has to be made of them in the helper, once it returns new values.
 */
import { constantsOf } from '../flow/constants.js';
import { codeOfOwn, numbersOf, type OwnErrors } from '../flow/contract.js';
import { contractFor } from '../flow/explore.js';
import { calleeOf, walk } from '../flow/walk.js';
import { dataFlowOf } from '../flow/webs.js';
import type { Expr, Return, Stmt } from '../source/ast.js';
import { type Carry, carryOf, leavesOf } from './carry.js';
import { type Draft, revise } from './draft.js';
import { columnOf } from './layout.js';
import type { Migration } from './migration.js';
import { type Observation, observe, type PathRecord } from './observe.js';
import type { Change } from './pieces.js';
import { type Codes, layMap, sayMap } from './say-map.js';
import { sitesOf } from './sites.js';
import { addNumbers, meetingsOf, onWay, valuesOnWay } from './ways.js';

// ---- what the callers make of the errors ----

/**
 * What all callers of a helper make of an error of its own: what they make of a value of our calls as well, or a code
 * that they return for it. Undefined where they differ, or do neither.
 *
 * @param only the errors that it can have, where they are known
 */
export function ownErrorsOf(
  callers: readonly Draft[],
  migration: Migration,
  negative: boolean,
  only?: OwnErrors['only'],
): OwnErrors | undefined {
  const known = only ? { only } : {};
  const all = callers.map(draft =>
    madeOfErrors(draft, { ...migration, own: { negative, map: new Map(), otherwise: 0, ...known } }),
  );
  const map = new Map<number, number>();
  const others = new Set<number>();
  const above = new Set<number>();
  for (const made of all) {
    if (!made) return undefined;
    for (const [n, code] of made) {
      if (n > 0) above.add(code);
      if (!Number.isInteger(n)) {
        if (n < 0) others.add(code);
      } else if ((map.get(n) ?? code) !== code) return undefined;
      else map.set(n, code);
    }
  }
  // Where all of them are known, there are no others.
  const [otherwise = only && [...map.values()][0]] = others;
  if (otherwise === undefined || others.size > 1) return undefined;
  // Callers that ask for what is below 0 take anything above for success.
  const [positive] = above;
  const apart = positive !== undefined && above.size === 1 && positive !== otherwise;
  for (const [n, code] of map) if (code === otherwise || (apart && n > 0)) map.delete(n);
  const own: OwnErrors = apart
    ? { negative: true, positive, map, otherwise, ...known }
    : { negative, map, otherwise, ...known };
  return all.every(made => [...made!].every(([n, code]) => codeOfOwn(own, n) === code)) ? own : undefined;
}

/** For each number worth trying, the new value that stands for it in one caller. */
function madeOfErrors(draft: Draft, migration: Migration): Codes | undefined {
  const { own: _, ...known } = contractFor(migration, constantsOf(draft.code, migration));
  const classes = known.classes.map(c => (c.own ? { ...c, name: `own ${c.before}` } : c));
  const contract: Migration = { ...known, classes };
  const seen = observe(draft.code, contract, { joins: false, endsOnly: true });
  if (seen.incomplete) return undefined;
  const done = new Map<string, Set<string>>();
  for (const path of seen.paths) {
    const [call] = path.calls;
    if (!call || path.calls.length > 1) continue;
    for (const name of call.valueClass.name.split(', ')) {
      const some = done.get(name) ?? new Set();
      done.set(name, some.add(signature(path)));
    }
  }
  const key = (name: string) => [...(done.get(name) ?? [])].sort().join('\n');
  const made = new Map<number, number>();
  for (const c of classes) {
    if (!c.own || !done.has(c.name)) continue;
    const like = classes.filter(other => !other.own && key(other.name) === key(c.name));
    const same = like.find(other => other.before === c.before) ?? like.find(other => other === classes[0]);
    const code = onlyCode(seen, c.name) ?? (same ?? like[like.length - 1])?.after;
    if (code === undefined) return undefined;
    made.set(c.before, code);
  }
  return made;
}

/** What a path does behind its call, but for what depends on nothing else. */
function signature({ returned, end, effectStmts, calls }: PathRecord): string {
  const effects = effectStmts.slice(calls[0]!.effects).map(s => s.start);
  return `${end.kind} ${returned ?? '?'} ${effects.join()}`;
}

/** The new value that is returned on all paths on which the call gave a value. */
function onlyCode({ paths }: Observation, name: string): number | undefined {
  const returned = new Set(
    paths.filter(p => p.calls[0]?.valueClass.name.split(', ').includes(name)).map(p => p.returned),
  );
  const [code] = returned;
  return returned.size === 1 && code !== undefined && code > 0 ? code : undefined;
}

// ---- what the helper makes of them ----

/**
 * The helper with its own errors turned into new values: where they are returned, and where they meet those of the
 * calls. Undefined where there is no place for that.
 */
export function mapOwnErrors(draft: Draft, own: OwnErrors, migration: Migration): Draft | undefined {
  const calls = new Set(sitesOf(draft, migration).map(s => s.call));
  const carry = carryOf(draft, calls, migration);
  const seen = observe(draft.code, migration, { joins: false, numbers: numbersOf(own) });
  if (seen.incomplete) return undefined;
  const codes = codesOf(draft, own, migration);
  const changes: Change[] = [];
  for (const edge of meetingsOf(draft, carry)) {
    const values = valuesOnWay(draft, seen, edge);
    const text = sayMap(edge.variable, draft, codes, values, own, migration);
    const change = text && onWay(draft, edge, column => `${edge.variable} = ${layMap(text, column)};`);
    if (!change) return undefined;
    changes.push(change);
  }
  for (const stmt of returnsOf(draft)) {
    const leaves = leavesOf(draft, stmt.value!, calls, migration);
    for (const leaf of leaves) {
      if (leaf.kind === 'call' || leaf.kind === 'code') continue;
      if (leaf.kind === 'copy' && isOurs(draft, carry, leaf.expr)) continue;
      if (own.keeps && !(leaf.kind === 'constant' && leaf.old < 0)) continue;
      const values =
        leaf.kind === 'constant'
          ? [leaf.old]
          : (valuesAtReturn(draft, seen, stmt, leaf.expr) ?? errnosOf(leaf.expr, codes));
      const text = sayMap(leaf.expr!, draft, codes, values, own, migration);
      if (text === undefined) return undefined;
      const column = columnOf(draft.text, leaf.expr!.start);
      changes.push({ start: leaf.expr!.start, end: leaf.expr!.end, text: layMap(text, column) });
    }
  }
  const changed = revise(draft, changes);
  return changed && { ...changed, own };
}

/** What becomes of each number worth trying: of errors as the callers have it, of success. */
function codesOf(draft: Draft, own: OwnErrors, migration: Migration): Codes {
  const success = migration.classes[0]!;
  const { classes } = contractFor({ ...migration, own }, constantsOf(draft.code, migration));
  return new Map([
    [success.before, success.after],
    ...classes.filter(c => c.own).map(c => [c.before, c.after] as const),
  ]);
}

function returnsOf(draft: Draft): readonly Return[] {
  const found: Return[] = [];
  walk(draft.fn, node => {
    if (node.kind === 'return' && node.value) found.push(node);
  });
  return found;
}

/** Whether a reading of a variable can see a value of our calls; then its errors were mapped on the way to it. */
function isOurs(draft: Draft, carry: Carry, expr: Expr): boolean {
  const { accesses } = dataFlowOf(draft.code);
  const use = accesses.flat().find(a => a.kind === 'use' && a.node === expr);
  return use?.sources.some(s => carry.ours.has(s)) ?? false;
}

function valuesAtReturn(
  draft: Draft,
  seen: Observation,
  stmt: Stmt,
  expr: Expr | undefined,
): readonly number[] | undefined {
  const variable = expr?.kind === 'identifier' ? draft.code.names.of(expr) : undefined;
  if (!variable?.scalar) return undefined;
  const found = new Set<number>();
  for (const path of seen.paths)
    for (const visit of path.visits) {
      if (visit.stmt !== stmt) continue;
      if (!addNumbers(found, path, visit.env.get(variable.id))) return undefined;
    }
  return [...found];
}

/** What `PTR_ERR()` gives is an errno wherever somebody asks for it. */
function errnosOf(expr: Expr | undefined, codes: Codes): readonly number[] | undefined {
  const isErrno = expr && calleeOf(expr) === 'PTR_ERR';
  return isErrno ? [...codes.keys()].filter(n => n < 0) : undefined;
}
