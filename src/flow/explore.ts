/**
 * Walks all paths of one program, or of several side by side, from the entry and from each cut on.
 *
 * Cuts are the heads of loops, and places where ways join again while the programs still agree: what comes behind
 * such a place is looked at once for each state, not once for each way to it.
 */
import { type Contract, numbersOf, successOf, withOwnClasses } from './contract.js';
import { generalise, openRounds, type Point, type State, stateKey } from './cut.js';
import { type Domains, poolOf } from './domain.js';
import { type Code, evaluate, type Observer, type Run, type Start } from './evaluate.js';
import { MIN_ERRNO } from './idioms.js';
import { openTape } from './tape.js';
import { INT, rangeOf, typeOf } from './types.js';
import { isSym, openSymbols, type Value } from './values.js';
import { distinctClasses, pathsOf, type Universe, type World } from './world.js';

const VARIABLES_PER_STEP = 32;

export interface Limits {
  readonly paths: number;
  readonly states: number;
  /** Steps of all evaluations together; those of a function with many variables count for more. */
  readonly steps: number;
}

/** One path between two cuts. */
export interface Segment {
  readonly world: World;
  readonly state: State;
  /** One run for each program. */
  readonly runs: readonly Run[];
  /** Evaluates one of the programs on this path again; nobody is told of it. */
  again(program: number): Run;
  /** What this path found out about the symbols of these keys. */
  domainsOf(keys: ReadonlySet<string>): Domains;
}

/**
 * What follows from a segment: nothing more to do (`done`), an end of the whole walk (`stop`), or the points at which
 * the programs stand, where all of them have come to a cut.
 */
export type Verdict =
  | 'done'
  | 'stop'
  | { readonly points: readonly Point[]; readonly seen: readonly string[] };

export interface Walk {
  readonly codes: readonly Code[];
  readonly observers: readonly Observer[];
  readonly universe: Universe;
  readonly limits: Limits;
  /** Pairs of steps, one for each program, at which ways join; none where only loops are cut. */
  readonly joins: readonly (readonly number[])[];
  /** Whether ways are cut at joins behind a call that succeeded, too; behind one that failed they never are. */
  readonly cutsBehindCalls: boolean;
  /** Variables of the first program, by id, whose numbers are kept in loops too: they take few. */
  readonly exact?: ReadonlySet<number>;
  /** Where the programs stand at the beginning, at a cut; at their entries where it is not set. */
  readonly from?: State;
  visit(segment: Segment): Verdict;
}

/** What the values of a comparison are: the constants that matter, and the classes worth telling apart. */
export function universeOf(given: Contract, constants: ReadonlySet<number>, computed: boolean): Universe {
  const pool = poolOf(numbersToTry(given, constants));
  const contract = withOwnClasses(given, pool.within(INT).values);
  const apart = computed || contract.restorer !== undefined;
  return { contract, symbols: openSymbols(), pool, options: distinctClasses(contract, constants, apart) };
}

/** The constants of functions, and all numbers that the contract knows. */
function numbersToTry(contract: Contract, constants: ReadonlySet<number>): readonly number[] {
  const values = contract.classes.flatMap(c => (c.own ? [] : [c.before, c.after]));
  const mapped = contract.mappers.flatMap(m => [...m.cases.flatMap(c => [c.value, c.result]), m.otherwise]);
  const own = contract.own ? numbersOf(contract.own) : [];
  return [...constants, ...values, ...mapped, ...own, MIN_ERRNO, -1];
}

/** The contract as a rewrite of a function with these constants has to know it. */
export function contractFor<C extends Contract>(contract: C, constants: ReadonlySet<number>): C {
  if (!contract.own) return contract;
  return withOwnClasses(contract, poolOf(numbersToTry(contract, constants)).within(INT).values);
}

/** The state in which nothing has happened yet. */
function entryOf(codes: readonly Code[], { symbols, contract }: Universe): State {
  const points = codes.map(code => {
    const env = new Map<number, Value>();
    for (const { id, param, scalar, type, pointers, name } of code.names.variables) {
      if (param && scalar)
        env.set(id, symbols.of(`param ${name}`, rangeOf(typeOf(type, pointers, contract.codeType))));
    }
    return { step: 0, env };
  });
  return { points, domains: new Map(), seen: [] };
}

/** The limits with more effort, or less. */
function scaled({ paths, states, steps }: Limits, effort = 1): Limits {
  return { paths: paths * effort, states: states * effort, steps: steps * effort };
}

/** Walks; gives why it could not come to an end, if so. */
export function explore(walk: Walk): { readonly tooMuch: string } | undefined {
  const { codes, universe } = walk;
  const limits = scaled(walk.limits, universe.contract.effort);
  const joinAt = codes.map((_, i) => new Map(walk.joins.map((pair, j) => [pair[i]!, j])));
  const rounds = openRounds();
  const entry = walk.from
    ? generalise(codes, universe.symbols, walk.from, rounds, walk.exact)
    : entryOf(codes, universe);
  const queue: State[] = [entry];
  // Only what begins at an entry has the number 0.
  const first = walk.from ? 1 : 0;
  const known = new Map<string, number>([[stateKey(entry), first]]);
  // Each step may copy the values of all variables.
  const weights = codes.map(({ names }) => 1 + Math.floor(names.variables.length / VARIABLES_PER_STEP));
  let walked = 0;
  let steps = 0;
  for (let state = queue.shift(); state; state = queue.shift()) {
    const id = known.get(stateKey(state))!;
    const paths = pathsOf(universe, state.domains);
    const { world, domainsOf } = paths;
    const tape = openTape(paths);
    const begin = (i: number, cutting: boolean, passing: number) => ({
      ...startOf(walk, state!, i, id, cutting ? joinAt[i]! : new Map(), world),
      passing,
    });
    const count = (i: number, run: Run): Run => {
      steps += run.taken * weights[i]!;
      return run;
    };
    const run = (i: number, cutting: boolean, passing = 0): Run =>
      count(
        i,
        tape.run(codes[i]!, () => begin(i, cutting, passing), walk.observers[i] ?? {}),
      );
    do {
      if (++walked > limits.paths) return { tooMuch: 'paths' };
      if (steps > limits.steps) return { tooMuch: 'paths' };
      let runs = codes.map((_, i) => run(i, true));
      let cutting = true;
      if (!standTogether(runs, joinAt)) {
        cutting = false;
        runs = codes.map((_, i) => run(i, false));
      }
      // Effects of the calls go by the new name in both programs.
      const news = new Set(universe.contract.calls.values());
      // A loop around the call that is none any more in the other program: its head is gone through once.
      const isBefore = (one: Run) => isHead(one) && !one.effects.some(e => news.has(e.name));
      const passed = runs.map((one, i) =>
        isBefore(one) && runs.some(other => !isHead(other) && other.end.kind !== 'unknown')
          ? run(i, cutting, 1)
          : undefined,
      );
      runs = runs.map((one, i) => passed[i] ?? one);
      tape.close();
      const again = (i: number) => count(i, evaluate(codes[i]!, begin(i, cutting, passed[i] ? 1 : 0), world));
      const verdict = walk.visit({ world, state, runs, again, domainsOf });
      if (verdict === 'stop') return undefined;
      if (verdict === 'done') continue;
      const keys = symbolsAt(verdict.points);
      const arrival = generalise(
        codes,
        universe.symbols,
        { ...verdict, domains: domainsOf(keys) },
        rounds,
        walk.exact,
      );
      const key = stateKey(arrival);
      if (known.has(key)) continue;
      if (known.size >= limits.states) return { tooMuch: 'states of its loops' };
      known.set(key, known.size + first);
      queue.push(arrival);
    } while (tape.next());
  }
  return undefined;
}

/** The keys of the symbols that variables hold somewhere. */
export function symbolsAt(points: readonly Point[]): ReadonlySet<string> {
  return new Set(points.flatMap(({ env }) => [...env.values()].flatMap(v => (isSym(v) ? [v.key] : []))));
}

function startOf(
  walk: Walk,
  state: State,
  i: number,
  id: number,
  joins: ReadonlyMap<number, number>,
  world: World,
): Start {
  const success = successOf(world.contract).name;
  return {
    ...state.points[i]!,
    prefix: id === 0 ? '' : `c${id}:`,
    skipHead: id !== 0,
    // While an error is on its way, what it comes to is followed to the end.
    isCut: step =>
      joins.has(step) &&
      (walk.cutsBehindCalls
        ? [...world.classes.values()].every(c => c.name === success)
        : world.classes.size === 0),
  };
}

const isHead = ({ end }: Run) => end.kind === 'head';

/** Whether no program has come to a join at which the others do not stand. */
function standTogether(runs: readonly Run[], joinAt: readonly ReadonlyMap<number, number>[]): boolean {
  const joins = runs.map((run, i) => (run.end.kind === 'head' ? joinAt[i]!.get(run.end.step) : undefined));
  return joins.every(j => j === joins[0]) || joins.every(j => j === undefined);
}
