/**
 * Translation validation: evaluates a function before and after a rewrite, for each value that the rewritten calls
 * can return, and compares what the two do.
 *
 * Invariant: `proven` is said only if on every path, up to the cuts and from each cut on, both programs have the same
 * effects in the same order and end alike, but for the differences the contract declares.
 */
import type { FunctionDef } from '../source/ast.js';
import { type Contract, successOf, type ValueClass } from './contract.js';
import { generalise, type ProductState, stateKey } from './cut.js';
import { type Code, constantsOf, type End, evaluate, type Observer, type Run, type Start } from './evaluate.js';
import { MIN_ERRNO } from './idioms.js';
import { programOf } from './program.js';
import { mint, type Proof } from './proof.js';
import { resolve } from './resolve.js';
import { OutcomeTable } from './table.js';
import { poolOf, type Value } from './values.js';
import { distinctClasses, pathsOf, type World } from './world.js';

/** How the values that the function returns relate: unchanged, or changed as the contract says. */
export type Returns = 'equal' | 'mapped';

export interface Question {
  readonly contract: Contract;
  readonly before: FunctionDef;
  readonly after: FunctionDef;
  readonly returns: Returns;
  /** Bodies that may be evaluated in place of a call. */
  readonly inline?: (name: string) => Code | undefined;
  readonly observeBefore?: Observer;
  readonly observeAfter?: Observer;
}

export type Answer =
  | { readonly kind: 'proven'; readonly proof: Proof }
  /** Both could be evaluated, and differ. */
  | { readonly kind: 'differs'; readonly sentence: string }
  /** Something could not be evaluated. `at` is an offset in the text of the `version` named. */
  | { readonly kind: 'unknown'; readonly why: string; readonly at: number; readonly version: 'before' | 'after' };

const MAX_PATHS = 30_000;
const MAX_STATES = 200;

/** A function made ready for evaluation. */
export function codeOf(fn: FunctionDef, inline: (name: string) => Code | undefined = () => undefined): Code {
  return { program: programOf(fn), names: resolve(fn), inline };
}

/** Evaluates both versions and compares. Never throws; bounded. */
export function prove(question: Question): Answer {
  const { contract } = question;
  const before = codeOf(question.before, question.inline);
  const after: Code = { ...codeOf(question.after, question.inline), rewritten: true };
  const constants = new Set([...constantsOf(question.before, contract), ...constantsOf(question.after, contract)]);
  const values = contract.classes.flatMap(c => [c.before, c.after]);
  const mapped = contract.mappers.flatMap(m => [...m.cases.flatMap(c => [c.value, c.result]), m.otherwise]);
  const pool = poolOf([...constants, ...values, ...mapped, MIN_ERRNO, -1]);
  const options = distinctClasses(contract, constants);
  const table = new OutcomeTable(contract, options);
  const differences = new Set<string>();

  const entry: ProductState = {
    before: { step: 0, env: new Map() },
    after: { step: 0, env: new Map() },
    domains: new Map(),
  };
  const queue: ProductState[] = [entry];
  const seen = new Map<string, number>([[stateKey(entry), 0]]);
  let paths = 0;
  for (let state = queue.shift(); state; state = queue.shift()) {
    const id = seen.get(stateKey(state))!;
    const prefix = id === 0 ? '' : `c${id}:`;
    const all = pathsOf(contract, pool, options, state.domains);
    const startOf = (side: { step: number; env: Start['env'] }): Start => ({ ...side, prefix, skipHead: id !== 0 });
    do {
      if (++paths > MAX_PATHS) return tooMuch('paths', question.before.start);
      const old = evaluate(before, startOf(state.before), all.world, question.observeBefore);
      const now = evaluate(after, startOf(state.after), all.world, question.observeAfter);
      if (old.end.kind === 'unknown') return { kind: 'unknown', why: old.end.why, at: old.end.at, version: 'before' };
      if (now.end.kind === 'unknown') return { kind: 'unknown', why: now.end.why, at: now.end.at, version: 'after' };
      const rerun = (classes: ReadonlyMap<string, ValueClass>): Run => {
        all.world.override(classes);
        const run = evaluate(before, startOf(state!.before), all.world);
        all.world.override(undefined);
        return run;
      };
      const judged = compare(contract, question.returns, all.world, old, now, rerun);
      table.add(all.world, old, now, judged.differences);
      if (!judged.same) return { kind: 'differs', sentence: table.explain(all.world, old, now) };
      for (const d of judged.differences) differences.add(d);
      if (judged.before.end.kind !== 'head' || now.end.kind !== 'head') continue;
      const oldHead = judged.before.end;
      const keys = new Set([...oldHead.env.values(), ...now.end.env.values()].flatMap(v => (typeof v === 'number' ? [] : [v.key])));
      const arrival = generalise(before, after, { before: oldHead, after: now.end, domains: all.domainsOf(keys) }, 'g');
      const key = stateKey(arrival);
      if (seen.has(key)) continue;
      if (seen.size >= MAX_STATES) return tooMuch('states of its loops', question.before.start);
      seen.set(key, seen.size);
      queue.push(arrival);
    } while (all.nextPath());
  }
  return { kind: 'proven', proof: mint(table.rows(), [...differences].sort()) };
}

function tooMuch(what: string, at: number): Answer {
  return { kind: 'unknown', why: `the function has too many ${what} to evaluate`, at, version: 'before' };
}

interface Comparison {
  readonly same: boolean;
  readonly differences: readonly string[];
  /** The run of the old program that the new one agrees with. */
  readonly before: Run;
}

/** Whether effects agree; `instead` are the results of the two runs, where a value may give way to the other. */
function sameEffects(world: World, a: Run, b: Run, instead?: readonly [number, number]): boolean {
  const alike = (v: Value, w: Value) =>
    world.keyOf(v) === world.keyOf(w) ||
    (instead !== undefined && world.numberOf(v) === instead[0] && world.numberOf(w) === instead[1]);
  return (
    a.effects.length === b.effects.length &&
    a.effects.every((x, i) => {
      const y = b.effects[i]!;
      return (
        x.name === y.name &&
        x.values.length === y.values.length &&
        x.values.every((v, j) => alike(v, y.values[j]!))
      );
    })
  );
}

function sameEnd(contract: Contract, returns: Returns, world: World, a: End, b: End): boolean {
  if (a.kind === 'return' && b.kind === 'return') {
    if (a.value === undefined || b.value === undefined) return a.value === b.value;
    if (returns === 'equal') return world.keyOf(a.value) === world.keyOf(b.value);
    const x = world.numberOf(a.value);
    const y = world.numberOf(b.value);
    return contract.classes.some(c => c.before === x && c.after === y);
  }
  if (a.kind === 'stop' && b.kind === 'stop') return a.what === b.what;
  return a.kind === 'head' && b.kind === 'head';
}

function compare(
  contract: Contract,
  returns: Returns,
  world: World,
  old: Run,
  now: Run,
  rerun: (classes: ReadonlyMap<string, ValueClass>) => Run,
): Comparison {
  const plain = agree(contract, returns, world, old, now, rerun);
  if (plain.same) return plain;
  const success = successOf(contract);
  const aliased = new Map<string, ValueClass>();
  for (const [key, c] of world.classes) {
    if (c.after === success.after && c.before !== success.before) aliased.set(key, success);
  }
  if (aliased.size === 0) return plain;
  const asSuccess = rerun(aliased);
  const again = agree(contract, returns, world, asSuccess, now, classes => rerun(new Map([...aliased, ...classes])));
  return again.same ? { ...again, differences: [contract.aliasSentence, ...again.differences] } : plain;
}

/** Equal, or equal but for a declared difference in what is returned. */
function agree(
  contract: Contract,
  returns: Returns,
  world: World,
  old: Run,
  now: Run,
  rerun: (classes: ReadonlyMap<string, ValueClass>) => Run,
): Comparison {
  const no: Comparison = { same: false, differences: [], before: old };
  const effects = sameEffects(world, old, now);
  if (effects && sameEnd(contract, returns, world, old.end, now.end)) return { same: true, differences: [], before: old };
  if (old.end.kind !== 'return' || now.end.kind !== 'return') return no;
  if (old.end.value === undefined || now.end.value === undefined) return no;
  const a = world.numberOf(old.end.value);
  const b = world.numberOf(now.end.value);
  const seen = [...world.classes.values()];
  for (const d of effects ? contract.returned : []) {
    if (a === d.before && b === d.after && seen.some(c => c.name.split(', ').includes(d.valueClass))) {
      return { same: true, differences: [d.sentence], before: old };
    }
  }
  const success = successOf(contract);
  // The error that is reported now may also show where the function hands its result to somebody before it returns.
  if (a !== success.after || b === undefined || !(effects || sameEffects(world, old, now, [a, b]))) return no;
  for (const [key, c] of world.classes) {
    if (c.after !== b || c.after === success.after) continue;
    // The old code ignored this error only if it does the very same when the call succeeds.
    const spared = rerun(new Map([[key, success]]));
    if (sameEffects(world, old, spared) && sameEnd(contract, 'equal', world, old.end, spared.end)) {
      return { same: true, differences: [contract.ignoredSentence], before: old };
    }
  }
  return no;
}
