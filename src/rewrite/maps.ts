/**
 * Where a function turns the old value into the code that it means: from there on, the new value is what it was
 * turned into. A *place* is where nothing else is left to do, and gives way to `return v;`. A *map* is a statement in
 * the middle that only turns one variable's value into another's, and gives way to a copy, or to nothing.
 */

import { countedAs, countsIn } from '../flow/counts.js';
import type { Env } from '../flow/evaluate.js';
import { landing } from '../flow/program.js';
import type { Variable } from '../flow/resolve.js';
import type { Value } from '../flow/values.js';
import { dataFlowOf } from '../flow/webs.js';
import type { Expr, Stmt } from '../source/ast.js';
import type { Carry } from './carry.js';
import type { Draft } from './draft.js';
import type { Migration } from './migration.js';
import type { Observation, PathRecord } from './observe.js';

/** How much a rewrite may say otherwise: only what success hides anyway, or all that the migration declares. */
export type Latitude = 'strict' | 'declared';

export interface Mapped {
  /** Statements that give way to `return v;`, outermost first on every path. */
  readonly places: ReadonlySet<Stmt>;
  /** Statements that give way to `to = v;`. */
  readonly maps: ReadonlyMap<Stmt, Variable>;
  /** What constants that are not values of the call become: old -> new. */
  readonly constants: ReadonlyMap<number, number>;
}

const NOT_A_PLACE: ReadonlySet<string> = new Set([
  'label',
  'case',
  'default',
  'empty',
  'declaration',
  'block',
]);
const MAPPING: ReadonlySet<string> = new Set(['if', 'switch', 'expr', 'declaration']);

/** Whether a function may make `code` of an old value where it made `was` of it. */
export function mayBecome(
  migration: Migration,
  old: number,
  was: number,
  code: number,
  latitude: Latitude,
): boolean {
  if (was === code) return true;
  const valueClass = migration.classes.find(c => c.before === old && !c.own);
  if (!valueClass) return false;
  const success = migration.classes[0]!;
  if (valueClass !== success && valueClass.after === success.after) return true;
  if (latitude === 'strict') return false;
  return migration.returned.some(
    d => d.valueClass === valueClass.name && d.before === was && d.after === code,
  );
}

/** Finds places and maps of a variable's value. */
export function mapsOf(
  draft: Draft,
  observation: Observation,
  variable: Variable,
  migration: Migration,
  latitude: Latitude,
  carry: Carry,
): Mapped {
  const constants = new Map<number, number>();
  const isRight = (value: Value | undefined, was: number | undefined): boolean => {
    if (typeof value !== 'number' || was === undefined) return false;
    const classes = migration.classes.filter(c => c.before === value);
    if (classes.length > 0)
      return classes.every(c =>
        c.own ? c.after === was : mayBecome(migration, value, was, c.after, latitude),
      );
    // A value that the call cannot return: what the function makes of it is what it has to become.
    const known = constants.get(value);
    if (known !== undefined) return known === was;
    constants.set(value, was);
    return true;
  };
  const flow = dataFlowOf(draft.code);
  const isOurs = (step: number) =>
    [...flow.entering(step, variable.id)].some(def => def !== undefined && carry.ours.has(def));
  // A 1 that the function writes as one is no code, whatever stands for 1.
  const { returned } = countsIn(draft.fn);
  const isCode: IsRight = (value, was) => !returned.has(was ?? 0) && isRight(value, was);
  const isPlace = (stmt: Stmt) => isNamedAt(draft, variable, stmt);
  const places = placesOf(observation, variable, isCode, isOurs, isPlace);
  return { places, maps: middleMaps(draft, observation, variable, places, isRight), constants };
}

type IsRight = (value: Value | undefined, was: number | undefined) => boolean;

function placesOf(
  observation: Observation,
  variable: Variable,
  isRight: IsRight,
  isOurs: (step: number) => boolean,
  isPlace: (stmt: Stmt) => boolean,
): ReadonlySet<Stmt> {
  const good = new Map<Stmt, boolean>();
  for (const path of observation.paths) {
    let entered: Stmt | undefined;
    for (const v of path.visits) {
      if (!v.stmt || v.stmt === entered || NOT_A_PLACE.has(v.stmt.kind)) continue;
      entered = v.stmt;
      const last = v.effects === path.effectStmts.length;
      const before = good.get(v.stmt) ?? (isOurs(v.step) && isPlace(v.stmt));
      good.set(v.stmt, before && last && isRight(v.env.get(variable.id), path.returned));
    }
  }
  const firstGood = (path: PathRecord) => path.visits.find(v => v.stmt && good.get(v.stmt) === true)?.stmt;
  const places = new Set<Stmt>();
  for (const path of observation.paths) {
    const first = firstGood(path);
    if (first && path.calls.length > 0) places.add(first);
  }
  // What other paths come to at the same place goes with it.
  for (const path of observation.paths) {
    const first = firstGood(path);
    if (first && path.calls.length === 0) places.add(first);
  }
  return places;
}

/** Whether the name of a variable means it where a statement stands: in its block, and in no block of a namesake. */
function isNamedAt({ code, parents }: Draft, variable: Variable, stmt: Stmt): boolean {
  const above = new Set<Expr | Stmt>();
  for (let at: Expr | Stmt | undefined = stmt; at; at = parents.get(at)) above.add(at);
  const homes = code.names.variables
    .filter(({ name }) => name === variable.name)
    .map(one => ({ one, home: one.decl && parents.get(one.decl) }))
    .filter(({ home }) => home === undefined || above.has(home));
  // Blocks inside of others are declared in later.
  return homes.at(-1)?.one === variable;
}

/** One passage of a path through a statement. */
interface Passage {
  readonly value: Value | undefined;
  readonly changed: readonly number[];
  readonly after: Env;
  /** Whether it has no effect, and goes on behind the statement. */
  readonly plain: boolean;
  readonly ours: boolean;
}

function middleMaps(
  draft: Draft,
  observation: Observation,
  variable: Variable,
  places: ReadonlySet<Stmt>,
  isRight: IsRight,
): ReadonlyMap<Stmt, Variable> {
  const { ranges } = draft.code.program;
  const { variables } = draft.code.names;
  const found = new Map<Stmt, Variable>();
  const inside = (a: Stmt, b: Stmt) => b.start <= a.start && a.end <= b.end;
  const candidates = [...ranges.keys()]
    .filter(s => MAPPING.has(s.kind) && ![...places].some(p => inside(s, p)))
    .sort((a, b) => b.end - b.start - (a.end - a.start));
  for (const stmt of candidates) {
    if ([...found.keys()].some(f => inside(stmt, f))) continue;
    const passages = plainPassages(draft, observation, stmt, variable);
    if (!passages?.some(p => p.ours)) continue;
    const changed = new Set(passages.flatMap(p => p.changed));
    const [target] = changed;
    if (changed.size !== 1 || target === undefined || isCounted(draft, stmt, target)) continue;
    const numberOf = (v: Value | undefined) => (typeof v === 'number' ? v : undefined);
    if (passages.every(p => isRight(p.value, numberOf(p.after.get(target)))))
      found.set(stmt, variables[target]!);
  }
  return found;
}

/** Whether a statement gives a variable a number of its own making. */
function isCounted(draft: Draft, stmt: Stmt, target: number): boolean {
  const { from, to } = draft.code.program.ranges.get(stmt)!;
  const accesses = dataFlowOf(draft.code).accesses.slice(from, to).flat();
  return accesses.some(
    ({ kind, variable, value }) =>
      kind === 'def' && variable.id === target && value !== undefined && countedAs(value).length > 0,
  );
}

/** All passages through a statement; undefined where one of them does more than to compute, or not from a number. */
function plainPassages(
  draft: Draft,
  observation: Observation,
  stmt: Stmt,
  variable: Variable,
): readonly Passage[] | undefined {
  const { from, to } = draft.code.program.ranges.get(stmt)!;
  const accesses = dataFlowOf(draft.code).accesses.slice(from, to).flat();
  const reads = accesses.some(a => a.kind === 'use' && a.variable === variable);
  if (!reads || !accesses.some(a => a.kind === 'def')) return undefined;
  const found: Passage[] = [];
  for (const path of observation.paths) {
    const some = passagesOf(draft, path, stmt, variable);
    if (!some.every(p => p.plain && typeof p.value === 'number')) return undefined;
    found.push(...some);
  }
  return found;
}

function passagesOf(draft: Draft, path: PathRecord, stmt: Stmt, variable: Variable): readonly Passage[] {
  const { steps, ranges } = draft.code.program;
  const { from, to } = ranges.get(stmt)!;
  const isIn = (i: number) => path.visits[i]!.step >= from && path.visits[i]!.step < to;
  const found: Passage[] = [];
  for (let i = 0; i < path.visits.length; i++) {
    if (!isIn(i) || (i > 0 && isIn(i - 1))) continue;
    const start = path.visits[i]!;
    let j = i;
    while (j < path.visits.length && isIn(j)) j++;
    const next = path.visits[j];
    const end =
      next ??
      (path.end.kind === 'head'
        ? { step: path.end.step, env: path.end.env, effects: path.effectStmts.length }
        : undefined);
    const value = start.env.get(variable.id);
    if (start.step !== from || !end) {
      found.push({ value, changed: [], after: new Map(), plain: false, ours: false });
      continue;
    }
    const ids = new Set([...start.env.keys(), ...end.env.keys()]);
    found.push({
      value,
      changed: [...ids].filter(id => start.env.get(id) !== end.env.get(id)),
      after: end.env,
      plain: end.effects === start.effects && landing(steps, end.step) === landing(steps, to),
      ours: path.calls.length > 0,
    });
  }
  return found;
}
