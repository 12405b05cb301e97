/**
 * What two programs under comparison share on one path: which value each undetermined thing has.
 *
 * Both programs ask the same world by the same keys, so that they see the same inputs. Each answer that could have
 * been another is a decision; `nextPath` turns to the next combination until all are done.
 */
import { type Contract, successOf, type ValueClass } from './contract.js';
import { isSym, type Sym, type Value } from './values.js';

interface Decision {
  readonly key: string;
  readonly options: number;
  chosen: number;
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
  /** Whether a predicate holds for a value; narrows what is known of a symbol. */
  decide(value: Value, predicate: (n: number) => boolean): boolean;
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
   */
  evaluation<T>(work: () => T): T;
}

export interface Paths {
  readonly world: World;
  /** Begins the next combination; false when all have been seen. */
  nextPath(): boolean;
  /** Facts (narrowed domains) of the path, to carry across a cut. */
  domainsOf(keys: ReadonlySet<string>): ReadonlyMap<string, readonly number[]>;
}

/** Classes that no constant of either program tells apart are tried once: the first of such a group stands for it. */
export function distinctClasses(contract: Contract, constants: ReadonlySet<number>): readonly ValueClass[] {
  const seen = new Map<string, ValueClass[]>();
  for (const c of contract.classes) {
    const told = constants.has(c.before) || c === successOf(contract);
    const key = told ? c.name : `${c.after}/other`;
    seen.set(key, [...(seen.get(key) ?? []), c]);
  }
  return [...seen.values()].map(group => ({ ...group[0]!, name: group.map(c => c.name).join(', ') }));
}

/** All paths through what is undetermined, given the values worth trying and what a cut carried over. */
export function pathsOf(
  contract: Contract,
  pool: readonly number[],
  options: readonly ValueClass[],
  carried: ReadonlyMap<string, readonly number[]>,
): Paths {
  const decisions: Decision[] = [];
  let cursor = 0;
  let domains = new Map(carried);
  let classes = new Map<string, ValueClass>();
  let overridden: ReadonlyMap<string, ValueClass> | undefined;

  // What the running evaluation found out by itself; undefined between evaluations.
  let own: Map<string, readonly number[]> | undefined;

  const choose = (key: string, count: number): number => {
    const known = decisions[cursor];
    if (known) {
      cursor++;
      return known.chosen;
    }
    decisions.push({ key, options: count, chosen: 0 });
    cursor++;
    return 0;
  };
  const fullOf = (sym: Sym): readonly number[] => carried.get(sym.key) ?? (sym.truth ? [0, 1] : pool);
  const domainOf = (sym: Sym): readonly number[] => domains.get(sym.key) ?? fullOf(sym);
  const seenOf = (sym: Sym): readonly number[] => (own ? (own.get(sym.key) ?? fullOf(sym)) : domainOf(sym));
  const holds = (sym: Sym, predicate: (n: number) => boolean): boolean => {
    const domain = domainOf(sym);
    const yes = domain.filter(predicate);
    if (yes.length === domain.length) return true;
    if (yes.length === 0) return false;
    const chosen = choose(sym.key, 2) === 0;
    domains.set(sym.key, chosen ? yes : domain.filter(n => !predicate(n)));
    return chosen;
  };

  const world: World = {
    contract,
    decide(value, predicate) {
      if (!isSym(value)) return predicate(value);
      const seen = seenOf(value);
      const yes = seen.filter(predicate);
      if (yes.length === seen.length) return true;
      if (yes.length === 0) return false;
      const answer = holds(value, predicate);
      own?.set(value.key, answer ? yes : seen.filter(n => !predicate(n)));
      return answer;
    },
    numberOf(value) {
      if (!isSym(value)) return value;
      const seen = seenOf(value);
      return seen.length === 1 && Number.isInteger(seen[0]) ? seen[0] : undefined;
    },
    evaluation(work) {
      own = new Map();
      try {
        return work();
      } finally {
        own = undefined;
      }
    },
    keyOf(value) {
      const n = this.numberOf(value);
      return n !== undefined ? `#${n}` : (value as Sym).key;
    },
    classOf(callKey) {
      let chosen = classes.get(callKey);
      if (!chosen) {
        chosen = options[options.length > 1 ? choose(`class:${callKey}`, options.length) : 0]!;
        classes.set(callKey, chosen);
      }
      return overridden?.get(callKey) ?? chosen;
    },
    get classes() {
      return classes;
    },
    override(next) {
      overridden = next;
    },
  };
  return {
    world,
    nextPath() {
      while (decisions.length > 0) {
        const last = decisions[decisions.length - 1]!;
        if (last.chosen + 1 < last.options) {
          last.chosen++;
          break;
        }
        decisions.pop();
      }
      cursor = 0;
      domains = new Map(carried);
      classes = new Map();
      overridden = undefined;
      return decisions.length > 0;
    },
    domainsOf(keys) {
      return new Map([...domains].filter(([key]) => keys.has(key)));
    },
  };
}
