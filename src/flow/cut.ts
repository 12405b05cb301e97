/** Generalising the state of programs where execution can come back to: what makes a proof about loops finite. */

import { ensure, remember } from '../remember.js';
import type { Expr, Stmt } from '../source/ast.js';
import { contains, type Span } from '../source/span.js';
import type { Domain, Domains } from './domain.js';
import { liveAt } from './live.js';
import type { Code, Env } from './machine.js';
import { ANY, type Range } from './types.js';
import { isSym, keyOf, type Sym, type Symbols, type Value } from './values.js';
import { bare, walk } from './walk.js';

/** Where one program stands. */
export interface Point {
  readonly step: number;
  readonly env: Env;
}

/** Where all programs under evaluation stand, and what is known there. */
export interface State {
  /** One point for each program. */
  readonly points: readonly Point[];
  readonly domains: Domains;
  /** Names of the classes that calls returned on the way here, where that still matters. */
  readonly seen: readonly string[];
}

const regionsOf = remember((_code: Code) => new Map<string, ReadonlySet<number>>());

/** Variables that are assigned somewhere in a region of a function. */
function assignedIn(code: Code, region: Span): ReadonlySet<number> {
  return ensure(regionsOf(code), `${region.start}:${region.end}`, () => findAssigned(code, region));
}

function findAssigned(code: Code, region: Span): ReadonlySet<number> {
  const found = new Set<number>();
  const add = (target: Expr) => {
    let e = bare(target);
    while (e.kind === 'member' && !e.arrow) e = bare(e.object);
    if (e.kind !== 'identifier') return;
    const variable = code.names.of(e);
    if (variable) found.add(variable.id);
  };
  const visit = (node: Expr | Stmt) => {
    if (!contains(region, node)) return;
    if (node.kind === 'assign') add(node.target);
    else if (node.kind === 'update') add(node.operand);
    else if (node.kind === 'foreach' || (node.kind === 'call' && code.macros)) node.args.forEach(add);
    else if (node.kind === 'declaration') {
      for (const d of node.declarators) {
        const variable = code.names.declaredBy(d);
        if (variable) found.add(variable.id);
      }
    }
  };
  walk(code.program.fn, visit);
  return found;
}

/** What a loop assigns; nothing at a cut that is no loop head. */
function assignedAt(code: Code, step: number): ReadonlySet<number> {
  const s = code.program.steps[step]!;
  return s.op === 'head' ? assignedIn(code, s.region) : new Set();
}

/** One variable of each program, which hold the same value. */
type Twins = readonly number[];

/** What was seen at the cuts so far: which twins hold other numbers in other rounds of a loop. */
export interface Rounds {
  /** Whether the twins have had another number at this cut before; remembers the one they have now. */
  hasChanged(cut: string, twins: Twins, n: number): boolean;
}

export function openRounds(): Rounds {
  const first = new Map<string, number>();
  const changed = new Set<string>();
  return {
    hasChanged(cut, twins, n) {
      const key = `${cut}/${twins.join()}`;
      const known = first.get(key);
      if (known === undefined) first.set(key, n);
      else if (known !== n) changed.add(key);
      return changed.has(key);
    },
  };
}

/**
 * The state in which the programs stand at a cut, made general: where a loop assigns variables that have the same
 * value in all programs, and another one in other rounds, they become a fresh symbol, the same in all. What differs
 * between the programs stays as it is, and what nobody reads any more is left out. So every later arrival in the
 * same relation is covered, and there are finitely many relations.
 *
 * @param exact variables of the first program whose numbers are kept all the same
 */
export function generalise(
  codes: readonly Code[],
  symbols: Symbols,
  state: State,
  rounds: Rounds,
  exact: ReadonlySet<number> = new Set(),
): State {
  const envs = state.points.map((p, i) => {
    const live = liveAt(codes[i]!, p.step);
    return [...p.env].filter(([id]) => live.has(id)).sort((a, b) => a[0] - b[0]);
  });
  const loops = state.points.map((p, i) => assignedAt(codes[i]!, p.step));
  const assigned = envs.map((env, i) => env.filter(([id]) => loops[i]!.has(id)));
  const general = assigned.map(() => new Map<number, string>());
  const cut = state.points.map(p => p.step).join();
  for (const { twins, value } of twinsOf(codes, assigned)) {
    if (isSym(value) || (!exact.has(twins[0]!) && rounds.hasChanged(cut, twins, value))) {
      const group = `general ${isSym(value) ? value.key : twins.join()}`;
      for (const [i, id] of twins.entries()) general[i]!.set(id, group);
    }
  }

  // Symbols are renamed in order of appearance, so that equal states get equal names.
  const renamed = new Map<string, Sym>();
  const rename = (group: string, range: Range): Sym => {
    const known = renamed.get(group);
    if (known) return known;
    const sym = symbols.of(`cut ${renamed.size} ${range.low}:${range.high}`, range);
    renamed.set(group, sym);
    return sym;
  };
  const domains = new Map<string, Domain>();
  const convert = (id: number, value: Value, i: number): Value => {
    const group = general[i]!.get(id);
    if (group !== undefined) return rename(group, isSym(value) ? value : ANY);
    if (!isSym(value)) return value;
    const fresh = rename(value.key, value);
    const domain = state.domains.get(value.key);
    if (domain) domains.set(fresh.key, domain);
    return fresh;
  };
  return {
    points: state.points.map((p, i) => ({
      step: p.step,
      env: new Map(envs[i]!.map(([id, value]) => [id, convert(id, value, i)])),
    })),
    domains,
    seen: state.seen,
  };
}

/** Variables that have the same value in all programs; of several, those of one name belong together. */
function twinsOf(
  codes: readonly Code[],
  envs: readonly (readonly (readonly [number, Value])[])[],
): readonly { readonly twins: Twins; readonly value: Value }[] {
  const [first, ...others] = envs;
  const found: { twins: number[]; value: Value }[] = [];
  const taken = others.map(() => new Set<number>());
  const nameOf = (i: number, id: number) => codes[i]!.names.variables[id]!.name;
  for (const byName of [true, false]) {
    for (const [id, value] of first!) {
      if (found.some(f => f.twins[0] === id)) continue;
      const rest = others.map((env, j) =>
        env.find(
          ([other, v]) =>
            keyOf(v) === keyOf(value) &&
            !taken[j]!.has(other) &&
            (!byName || nameOf(j + 1, other) === nameOf(0, id)),
        ),
      );
      if (rest.some(r => r === undefined)) continue;
      const twins = [id, ...rest.map(r => r![0])];
      for (const [j, r] of rest.entries()) taken[j]!.add(r![0]);
      found.push({ twins, value });
    }
  }
  return found;
}

/** Equal texts for equal states. */
export function stateKey({ points, domains, seen }: State): string {
  const env = (e: Env) => [...e].map(([id, v]) => `${id}=${keyOf(v)}`).join(',');
  const known = [...domains].map(([k, d]) => `${k}:${d.values.join('|')}`).sort();
  return `${points.map(p => `${p.step};${env(p.env)}`).join(';;')};;${known.join(';')};;${seen.join(',')}`;
}
