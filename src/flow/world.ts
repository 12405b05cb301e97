/**
 * What two programs under comparison share on one path: which value each undetermined thing has.
 *
 * Both programs ask the same world by the same keys, so that they see the same inputs. Each answer that could have
 * been another is a decision; `nextPath` turns to the next combination until all are done.
 */
import { type Contract, successOf, type ValueClass } from './contract.js';
import type { Domain, Domains, Pool, Test } from './domain.js';
import type { Range } from './types.js';
import { isSym, type Sym, type Symbols, type Value } from './values.js';

interface Decision {
  readonly options: number;
  chosen: number;
}

/** A moment of a path: how many decisions had been asked for, and how many things had been found out. */
export interface Mark {
  decisions: number;
  changes: number;
}

/** What one evaluation found out by itself, by symbol. */
export type Own = Map<string, Domain>;

/** Something was found out: what was there before, so that it can be forgotten again. */
interface Change {
  readonly map: Map<string, unknown>;
  readonly key: string;
  readonly before: unknown;
}

/** Thrown inside an evaluation when it has to stop; the prover turns it into an outcome. */
export class Stop extends Error {
  constructor(
    readonly why: string,
    readonly at: number,
  ) {
    super(why);
  }
}

export interface World {
  readonly contract: Contract;
  readonly symbols: Symbols;
  /** Whether a number is among those that symbols are tried with: only these may be compared with a symbol. */
  isTried(n: number): boolean;
  /** Whether a test holds for a value; narrows what is known of a symbol. */
  decide(value: Value, test: Test): boolean;
  /** Least and greatest of what a symbol is known to be; gaps count with a number inside them. */
  boundsOf(sym: Sym): Range;
  /** The numbers worth trying that a value can still be. */
  numbersOf(value: Value): readonly number[];
  /** What was found out about symbols so far on this path, by key. */
  known(): Domains;
  /** The number a value is known to be, if it is. */
  numberOf(value: Value): number | undefined;
  /** Canonical text of a value under what is known at the end of the path. */
  keyOf(value: Value): string;
  /** The class that the contract call of this key returns on this path. */
  classOf(callKey: string): ValueClass;
  /** Classes chosen so far on this path, by call key. */
  readonly classes: ReadonlyMap<string, ValueClass>;
  /** Sees another class for the calls of these keys until the next `override`; undefined ends it. */
  override(classes: ReadonlyMap<string, ValueClass> | undefined): void;
  /**
   * Runs `work` as one evaluation. While it runs, only what this evaluation itself found out is known of a symbol, so
   * that what it computes does not depend on what the other program tested before; the answers still agree.
   *
   * @param own where that is kept; one that is taken up again goes on with what it had.
   */
  evaluation<T>(own: Own, work: () => T): T;
  /** How many decisions were asked for so far on this path. */
  readonly decided: number;
  /** Notes this moment: cheap, for it is done before each step. */
  mark(mark: Mark): Mark;
  /** Forgets what was found out since a moment of this path. The decisions themselves stay. */
  rewind(mark: Mark): void;
}

export interface Paths {
  readonly world: World;
  /** Begins the next combination; false when all have been seen. */
  nextPath(): boolean;
  /**
   * Turns to the next combination: gives which decision, from 0, comes out otherwise there, those behind it being open
   * again; undefined when all have been seen. The world has to be rewound to a moment before it.
   */
  turn(): number | undefined;
  /** What this path found out about the symbols of these keys. */
  domainsOf(keys: ReadonlySet<string>): Domains;
}

/** What all paths of one question have in common. */
export interface Universe {
  readonly contract: Contract;
  readonly symbols: Symbols;
  readonly pool: Pool;
  readonly options: readonly ValueClass[];
}

/**
 * Classes that no constant of either program tells apart are tried once: the first of such a group stands for it.
 * Where a program computes with the value, every class is its own.
 */
export function distinctClasses(
  contract: Contract,
  constants: ReadonlySet<number>,
  computed: boolean,
): readonly ValueClass[] {
  const borders = [...constants].sort((a, b) => a - b);
  const gapOf = (n: number) => borders.filter(b => b < n).length;
  const groups = new Map<string, ValueClass[]>();
  for (const c of contract.classes) {
    const alone = computed || constants.has(c.before) || c === successOf(contract);
    const key = alone ? `${c.name} = ${c.before}` : `${c.after}/${gapOf(c.before)}`;
    groups.set(key, [...(groups.get(key) ?? []), c]);
  }
  return [...groups.values()].map(group => {
    // An error of the helper's own that is like a value of the call is named by that: nothing tells the two apart.
    const named = group.some(c => !c.own) ? group.filter(c => !c.own) : group;
    return { ...named[0]!, name: [...new Set(named.map(c => c.name))].join(', ') };
  });
}

/** All paths through what is undetermined, beginning with what is known of the symbols of a cut. */
export function pathsOf({ contract, symbols, pool, options }: Universe, carried: Domains): Paths {
  const decisions: Decision[] = [];
  const { tried, within } = pool;
  let cursor = 0;
  const domains = new Map(carried);
  const classes = new Map<string, ValueClass>();
  let overridden: ReadonlyMap<string, ValueClass> | undefined;
  const changes: Change[] = [];

  // What the running evaluation found out by itself; undefined between evaluations.
  let own: Own | undefined;

  const learn = <T>(map: Map<string, T>, key: string, value: T): void => {
    changes.push({ map, key, before: map.get(key) });
    map.set(key, value);
  };

  const choose = (count: number): number => {
    const known = decisions[cursor++];
    if (known) return known.chosen;
    decisions.push({ options: count, chosen: 0 });
    return 0;
  };
  const fullOf = (sym: Sym): Domain => carried.get(sym.key) ?? within(sym);
  const domainOf = (sym: Sym): Domain => domains.get(sym.key) ?? fullOf(sym);
  const seenOf = (sym: Sym): Domain => (own ? (own.get(sym.key) ?? fullOf(sym)) : domainOf(sym));
  const holds = (sym: Sym, test: Test): boolean => {
    const { yes, no } = domainOf(sym).split(test);
    if (!no) return true;
    if (!yes) return false;
    const chosen = choose(2) === 0;
    learn(domains, sym.key, chosen ? yes : no);
    return chosen;
  };

  const world: World = {
    contract,
    symbols,
    isTried: n => tried.has(n),
    decide(value, test) {
      if (!isSym(value)) return test.holds(value);
      const { yes, no } = seenOf(value).split(test);
      if (!no) return true;
      if (!yes) return false;
      const answer = holds(value, test);
      if (own) learn(own, value.key, answer ? yes : no);
      return answer;
    },
    boundsOf: sym => seenOf(sym),
    numbersOf: value => (isSym(value) ? seenOf(value).values : [value]),
    known: () => domains,
    numberOf(value) {
      return isSym(value) ? seenOf(value).only : value;
    },
    evaluation(known, work) {
      own = known;
      try {
        return work();
      } finally {
        own = undefined;
      }
    },
    keyOf(value) {
      const n = isSym(value) ? seenOf(value).only : value;
      return n !== undefined ? `#${n}` : (value as Sym).key;
    },
    classOf(callKey) {
      let chosen = classes.get(callKey);
      if (!chosen) {
        chosen = options[options.length > 1 ? choose(options.length) : 0]!;
        learn(classes, callKey, chosen);
      }
      return overridden?.get(callKey) ?? chosen;
    },
    get classes() {
      return classes;
    },
    override(next) {
      overridden = next;
    },
    get decided() {
      return cursor;
    },
    mark(mark) {
      mark.decisions = cursor;
      mark.changes = changes.length;
      return mark;
    },
    rewind(mark) {
      for (let i = changes.length - 1; i >= mark.changes; i--) {
        const { map, key, before } = changes[i]!;
        if (before === undefined) map.delete(key);
        else map.set(key, before);
      }
      changes.length = mark.changes;
      cursor = mark.decisions;
      overridden = undefined;
    },
  };
  const turn = (): number | undefined => {
    while (decisions.length > 0) {
      const last = decisions[decisions.length - 1]!;
      if (last.chosen + 1 < last.options) {
        last.chosen++;
        return decisions.length - 1;
      }
      decisions.pop();
    }
    return undefined;
  };
  const beginning = { decisions: 0, changes: 0 };
  return {
    world,
    turn,
    nextPath() {
      const turned = turn();
      world.rewind(beginning);
      return turned !== undefined;
    },
    domainsOf(keys) {
      return new Map([...domains].filter(([key]) => keys.has(key)));
    },
  };
}
