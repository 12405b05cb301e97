/**
 * What a function does where a call of ours fails, set aside: it is written out behind the call, and what else stands there
 * goes on for success alone. So our value meets no other one, however the function goes on; and each of its readings is of
 * ours. Nothing is said in new words by that, and that it is the same is for a prover to say.
 */
import { liveAt } from '../flow/live.js';
import type { Variable } from '../flow/resolve.js';
import { walk } from '../flow/walk.js';
import type { Expr, Stmt } from '../source/ast.js';
import { continuationOf, type Ways } from './continuation.js';
import { type Draft, isStatement, revise } from './draft.js';
import { innerIndent, inPlaceOf, textOf } from './emit.js';
import { hoisted } from './hoisted.js';
import { isLoop } from './jumps.js';
import { deeper, newlineOf } from './layout.js';
import type { Migration } from './migration.js';
import { type Observation, observe } from './observe.js';
import { type CallSite, sitesOf } from './sites.js';
import { declarationAfter, freeName } from './variables.js';
import { addNumbers } from './ways.js';

/** A function has no more calls that this is done for. */
const MOST_CALLS = 8;

/**
 * The function with failures set aside for each call where that can be written; undefined where it can for none.
 *
 * @param goRound whether that is done for failures after which a loop goes round: what held the value lacks it there
 */
export function failuresAside(draft: Draft, migration: Migration, goRound: boolean): Draft | undefined {
  const plain = hoisted(draft, migration) ?? draft;
  let current = plain;
  // From the last on: what is written out for one has no further calls in it, so that the others keep their places.
  for (let at = Math.min(sitesOf(plain, migration).length, MOST_CALLS) - 1; at >= 0; at--) {
    const site = sitesOf(current, migration)[at];
    if (site?.use.kind !== 'assigned') continue;
    const seen = observe(current.code, migration, { joins: false });
    if (seen.incomplete) break;
    current = setAside(current, site, seen, migration, goRound) ?? current;
  }
  return current === draft ? undefined : current;
}

function setAside(
  draft: Draft,
  site: CallSite,
  seen: Observation,
  migration: Migration,
  goRound: boolean,
): Draft | undefined {
  const { use, stmt, call } = site;
  if (use.kind !== 'assigned' || !use.whole || stmt.kind !== 'expr') return undefined;
  const { variable } = use;
  if (!variable.decl || variable.param) return undefined;
  const keeps = migration.codeNames.includes(variable.name);
  const result = keeps ? variable.name : freeName(draft, migration.codeNames);
  const rest = keeps ? freeName(draft, migration.oldNames) : variable.name;
  const named = accessesOf(draft, variable);
  const ways = waysBehind(draft, seen, stmt, call, migration);
  const said = (name: string) => named.map(({ start, end }) => ({ start, end, text: name }));
  const lines = ways && continuationOf(draft, stmt, { ...ways, goRound, renames: keeps ? [] : said(result) });
  if (!lines) return undefined;
  const indent = innerIndent(draft, stmt);
  const nl = newlineOf(draft.text);
  const test = [`if (${result}) {`, ...lines.map(l => indent + deeper('') + l), `${indent}}`].join(nl);
  const resets = needsReset(draft, seen, stmt, variable)
    ? [`${rest} = ${migration.classes[0]!.before};`]
    : [];
  const place = inPlaceOf(draft, stmt, [`${result} = ${textOf(draft, call)};`, test, ...resets]);
  const outside = keeps ? said(rest).filter(c => c.end <= stmt.start || c.start >= stmt.end) : [];
  const { nameSpan } = variable.declarator!;
  return revise(draft, [
    place,
    ...outside,
    ...(keeps ? [{ start: nameSpan.start, end: nameSpan.end, text: rest }] : []),
    declarationAfter(draft, variable.decl, variable.type, result),
  ]);
}

/** Where a variable's name stands, but for its declaration. */
function accessesOf({ fn, code }: Draft, variable: Variable): readonly Expr[] {
  const found: Expr[] = [];
  walk(fn, node => {
    if (node.kind === 'identifier' && code.names.of(node) === variable) found.push(node);
  });
  return found;
}

/** The ways on which a call failed, behind it; undefined where there is none. */
function waysBehind(
  draft: Draft,
  { paths }: Observation,
  stmt: Stmt,
  call: Expr,
  migration: Migration,
): Pick<Ways, 'isTaken' | 'mayStandTwice'> | undefined {
  const success = migration.classes[0]!.after;
  const failed = paths.filter(p => p.calls.some(c => c.call === call && c.valueClass.after !== success));
  const steps = new Set<number>();
  const loops = loopsAround(draft, stmt).map(loop => draft.code.program.ranges.get(loop)!);
  for (const { visits, end } of failed) {
    // What is done behind another loop is not known to be done on these ways alone.
    if (end.kind === 'head' && !loops.some(({ from, to }) => from <= end.step && end.step < to))
      return undefined;
    const at = visits.findIndex(v => v.stmt === stmt);
    for (const { step } of visits.slice(at + 1)) steps.add(step);
  }
  const { ranges } = draft.code.program;
  const calls = new Set<Expr | Stmt>(sitesOf(draft, migration).map(s => s.stmt));
  const isTaken = (one: Stmt) => {
    const range = ranges.get(one);
    for (let s = range?.from ?? 0; s < (range?.to ?? 0); s++) if (steps.has(s)) return true;
    return false;
  };
  return failed.length > 0 ? { isTaken, mayStandTwice: one => !calls.has(one) } : undefined;
}

function loopsAround({ parents }: Draft, stmt: Stmt): readonly Stmt[] {
  const loops: Stmt[] = [];
  for (let at = parents.get(stmt); at; at = parents.get(at))
    if (isStatement(at) && isLoop(at)) loops.push(at);
  return loops;
}

/** Whether a variable may be something else than the old success where the call was made, and is read behind it. */
function needsReset(draft: Draft, { paths }: Observation, stmt: Stmt, variable: Variable): boolean {
  const { ranges } = draft.code.program;
  if (!liveAt(draft.code, ranges.get(stmt)!.to).has(variable.id)) return false;
  const numbers = new Set<number>();
  const isKnown = paths.every(path =>
    path.visits.every(v => v.stmt !== stmt || addNumbers(numbers, path, v.env.get(variable.id))),
  );
  return !isKnown || [...numbers].some(n => n !== 0);
}
