/** The main tactic: every definition and every reading of the value in new words. */
import { codeOfOwn } from '../flow/contract.js';
import type { Variable } from '../flow/resolve.js';
import { bare, calleeOf, walk } from '../flow/walk.js';
import type { Access } from '../flow/webs.js';
import type { Expr, Stmt } from '../source/ast.js';
import type { Span } from '../source/span.js';
import { type Carry, carryOf } from './carry.js';
import { type Changes, isObstacle } from './changes.js';
import { removal } from './dead.js';
import { initSpan } from './declared.js';
import { type Draft, outermost, siblingsOf } from './draft.js';
import { callText, readAt, renameCall, textOf } from './emit.js';
import { advance, columnOf } from './layout.js';
import { mapAround, mapped } from './map-call.js';
import { type Latitude, mapsOf, mayBecome } from './maps.js';
import { codeOfOld, type Migration, spell } from './migration.js';
import type { Observation } from './observe.js';
import type { Change } from './pieces.js';
import { remarkedInPlaceOf } from './remarks.js';
import type { CallSite } from './sites.js';
import type { Carrier, Values } from './test.js';
import { testAround, translateUse } from './uses.js';

/** What the tactic works with. */
interface Work {
  readonly draft: Draft;
  readonly sites: readonly CallSite[];
  readonly carry: Carry;
  readonly migration: Migration;
  readonly observation: Observation;
  /** What constants become that are no values of the call. */
  readonly constants: ReadonlyMap<number, number>;
  readonly latitude: Latitude;
  /** Statements that give way to something else as a whole. */
  readonly replaced: readonly Stmt[];
}

const inside = (a: { start: number; end: number }, b: { start: number; end: number }) =>
  b.start <= a.start && a.end <= b.end;
const isGone = (work: Work, node: { start: number; end: number }) => work.replaced.some(r => inside(node, r));

/**
 * Says every test of the value in new words, returns it where only its mapping is left, and takes away what maps it
 * in the middle.
 */
export function translate(
  draft: Draft,
  sites: readonly CallSite[],
  observation: Observation,
  migration: Migration,
  latitude: Latitude,
): Changes {
  const carry = carryOf(draft, new Set(sites.map(s => s.call)), migration);
  const mappings = new Map<Variable, ReturnType<typeof mapsOf>>();
  for (const { variable } of carry.webs) {
    if (!mappings.has(variable))
      mappings.set(variable, mapsOf(draft, observation, variable, migration, latitude, carry));
  }
  const changes: Change[] = [];
  const replaced: Stmt[] = [];
  for (const [variable, { places }] of mappings) {
    for (const place of places) {
      if (replaced.some(r => inside(place, r))) continue;
      replaced.push(place);
      if (!returnsAlone(draft, place, variable))
        changes.push(remarkedInPlaceOf(draft, place, `return ${variable.name};`));
    }
  }
  for (const [variable, { maps }] of mappings) {
    for (const [stmt, target] of maps) {
      if (replaced.some(r => inside(stmt, r) || inside(r, stmt))) continue;
      replaced.push(stmt);
      changes.push(copyInstead(draft, stmt, variable, target));
    }
  }
  const constants = new Map([...mappings.values()].flatMap(m => [...m.constants]));
  const work: Work = { draft, sites, carry, migration, observation, constants, latitude, replaced };
  for (const part of [constantDefs, readings]) {
    const some = part(work);
    if (isObstacle(some)) return some;
    changes.push(...some);
  }
  // A test that holds the call has it under its new name already.
  return [...changes, ...renames(work).filter(r => !changes.some(c => inside(r, c)))];
}

function returnsAlone(draft: Draft, stmt: Stmt, variable: Variable): boolean {
  if (stmt.kind !== 'return' || !stmt.value) return false;
  const value = bare(stmt.value);
  return value.kind === 'identifier' && draft.code.names.of(value) === variable;
}

/** `target = v;` in place of what maps `v`; nothing where they are the same. */
function copyInstead(draft: Draft, stmt: Stmt, variable: Variable, target: Variable): Change {
  if (target !== variable) {
    if (stmt.kind === 'declaration') {
      return { ...initSpan(draft.text, target.declarator!), text: ` = ${variable.name}` };
    }
    return remarkedInPlaceOf(draft, stmt, `${target.name} = ${variable.name};`);
  }
  if (!siblingsOf(draft, stmt)) return { start: stmt.start, end: stmt.end, text: ';' };
  return removal(draft, stmt);
}

function renames(work: Work): readonly Change[] {
  return work.sites.filter(s => !isGone(work, s.call)).map(s => renameCall(work.draft, s));
}

/** The new value of an old one. */
function newOf({ draft, migration, constants }: Work, old: number): number | undefined {
  const own = draft.own && codeOfOwn(draft.own, old);
  return own ?? codeOfOld(migration, old) ?? constants.get(old);
}

/** Constants that join the value become new ones. */
function constantDefs(work: Work): Changes {
  const { draft, carry, migration } = work;
  const changes: Change[] = [];
  for (const def of carry.known) {
    const constants = carry.leavesOf(def).flatMap(l => (l.kind === 'constant' ? [l] : []));
    if (constants.length === 0 || isGone(work, constants[0]!.expr) || !isOurWorld(carry, def)) continue;
    const isRead = carry.webs.some(w => w.uses.some(u => u.sources.includes(def)));
    for (const { expr, old } of constants) {
      const code = newOf(work, old);
      if (code !== undefined)
        changes.push({ start: expr.start, end: expr.end, text: spell(migration, code) });
      else if (isRead)
        return { why: `${textOf(draft, expr)} has no counterpart among the new values`, at: expr.start };
    }
  }
  return changes;
}

/** Whether some reader of a definition reads our value as well: what only other readers see stays as it is. */
function isOurWorld(carry: Carry, def: Access): boolean {
  const readers = carry.webs.flatMap(w => w.uses).filter(u => u.sources.includes(def));
  if (readers.length === 0) return def.node !== undefined;
  return readers.some(
    u => u.sources.some(s => carry.ours.has(s)) && u.sources.every(s => carry.known.has(s)),
  );
}

function readings(work: Work): Changes {
  const { draft, sites, carry, migration } = work;
  const calls = new Map<Expr, CallSite>(sites.map(s => [s.call, s]));
  const uses = carry.webs
    .flatMap(w => w.uses)
    .filter(u => u.node && !isGone(work, u.node) && u.sources.some(s => carry.ours.has(s)));
  const pure = uses.filter(u => u.sources.every(s => carry.known.has(s)));
  const useOf = new Map<Expr, Access>(pure.map(u => [u.node!, u]));
  const embedded = (e: Expr) => (e.kind === 'assign' && e.op === '=' ? calls.get(bare(e.value)) : undefined);
  const classes = migration.classes.map(c => [c.before, c.after] as const);
  const carrier: Carrier = {
    is: e => useOf.has(bare(e)) || embedded(bare(e)) !== undefined,
    text: e => textWith(draft, bare(e), embedded(bare(e))),
    values: e => {
      const use = useOf.get(bare(e));
      return use ? valuesOf(work, use) : classes;
    },
  };
  const told: string[] = [];
  carrier.apart = (one, other, code) => {
    const names = [one, other].map(n => migration.classes.find(c => c.before === n)?.name ?? String(n));
    told.push(`, which tells ${names.join(' from ')}, and both are ${spell(migration, code)} now`);
  };
  const changes: Change[] = [];
  const isCovered = (node: Expr) => changes.some(c => inside(node, c));
  for (const { node } of pure) {
    if (isCovered(node!)) continue;
    const use = useOf.get(node!)!;
    told.length = 0;
    const change =
      isSuccessAlone(work, use) ?? withoutMap(work, use) ?? translateUse(draft, node!, carrier, migration);
    if (!change) {
      const why = makesPointer(draft, node!, useOf)
        ? 'it goes into ERR_PTR()'
        : `it is read at "${readAt(draft, node!)}"${told[0] ?? ''}`;
      return { why, at: node!.start };
    }
    if (change === 'same') continue;
    if (isObstacle(change)) return change;
    changes.push(...change);
  }
  for (const site of sites) {
    if (site.use.kind !== 'assigned' || site.use.whole || isGone(work, site.call) || isCovered(site.call))
      continue;
    const change = testAround(draft, site.call, carrier, 'mask', migration);
    if (change) changes.push(change);
  }
  return changes;
}

/** Whether the expression around a use makes a pointer of the value: `ret ? ERR_PTR(ret) : p`. */
function makesPointer(draft: Draft, node: Expr, uses: ReadonlyMap<Expr, unknown>): boolean {
  let found = false;
  walk(outermost(draft, node), call => {
    found ||=
      call.kind === 'call' && calleeOf(call) === 'ERR_PTR' && call.args.some(arg => uses.has(bare(arg)));
  });
  return found;
}

/** An assignment inside a condition, with the call under its new name; anything else as it is. */
function textWith(draft: Draft, e: Expr, site: CallSite | undefined): string {
  if (!site) return textOf(draft, e);
  const head = draft.text.slice(e.start, site.call.start);
  return (
    head +
    callText(draft, site, advance(columnOf(draft.text, e.start), head), ')') +
    draft.text.slice(site.call.end, e.end)
  );
}

/** The values of a reading; undefined where one has no counterpart. */
function valuesOf(work: Work, use: Access): Values | undefined {
  const success = work.migration.classes[0]!;
  const found: (readonly [number, number])[] = [];
  for (const [old, known] of work.carry.valuesAt(use) ?? []) {
    const code = known ?? newOf(work, old);
    if (code === undefined) return undefined;
    if (old === success.before) found.unshift([old, code]);
    else found.push([old, code]);
  }
  return found.length > 0 ? found : undefined;
}

/** The value itself in place of a call that maps it, where the new value is what that makes of the old one. */
function withoutMap(work: Work, use: Access): readonly Change[] | undefined {
  const { draft, migration, latitude } = work;
  const map = mapAround(draft, use.node!, migration);
  const values = map && valuesOf(work, use);
  const isMapped = values?.every(([old, code]) =>
    mayBecome(migration, old, mapped(map!.mapper, old), code, latitude),
  );
  return isMapped ? [{ ...spanOf(map!.call), text: textOf(draft, use.node!) }] : undefined;
}

const spanOf = ({ start, end }: Span): Span => ({ start, end });

/**
 * A value that is handed on, and can only be the old success there, stays 0: the new success is a number that others
 * would take for a value.
 */
function isSuccessAlone(work: Work, use: Access): readonly Change[] | undefined {
  const { draft, observation, migration } = work;
  const parent = draft.parents.get(use.node!);
  if (parent?.kind === 'return' && draft.returnsNew) return undefined;
  const success = migration.classes[0]!;
  if (parent?.kind !== 'return' && parent?.kind !== 'assign' && parent?.kind !== 'call') return undefined;
  if (parent.kind === 'assign' && parent.value !== use.node) return undefined;
  if (parent.kind === 'call' && !parent.args.includes(use.node!)) return undefined;
  const visits = observation.paths.flatMap(p => p.visits.filter(v => v.stmt === use.stmt));
  const only = visits.length > 0 && visits.every(v => v.env.get(use.variable.id) === success.before);
  return only ? [{ start: use.node!.start, end: use.node!.end, text: String(success.before) }] : undefined;
}
