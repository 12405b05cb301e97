/** What functions return: codes, errnos, something else; in all their configurations together. */
import type { FunctionRef } from '../facts/facts.js';
import type { Code } from '../flow/machine.js';
import { plainCodeOf } from '../flow/prove.js';
import { walk } from '../flow/walk.js';
import type { FunctionDef } from '../source/ast.js';
import { type Kind, type Kinds, kindsOf, type Surroundings } from './kinds.js';
import type { RoleMemory } from './role-memory.js';

/** How functions are read, and what was found of them so far. */
export interface ReturnedGround {
  /** A function as it will read: one for each configuration; none where it cannot be read for certain. */
  read(fn: FunctionRef): readonly FunctionDef[];
  /** Likewise, once its variables that hold codes and other values are taken apart; none where they cannot be. */
  readApart(fn: FunctionRef, around: Surroundings): readonly FunctionDef[];
  around(fn: FunctionRef): Surroundings;
  readonly memory: Pick<RoleMemory, 'kinds' | 'apart'>;
}

export interface ReturnedKinds {
  /** The kinds of all values of a function, by configuration: as they are known, or worked out `now`. */
  kindsIn(fn: FunctionRef): readonly Kinds[];
  kindsNow(fn: FunctionRef): readonly Kinds[];
  /** What a function returns. */
  of(fn: FunctionRef): Kind;
  /** What it returns once its variables are taken apart; worked out anew where more is known of its calls. */
  apart(fn: FunctionRef): Kind;
  /** Whether what it returns does not say what it is: nothing but zero, or what others return. */
  isOpen(fn: FunctionRef): boolean;
  /** Has a function worked out anew: more is known of what it calls. */
  forget(fn: FunctionRef): void;
}

export function openReturned({ read, readApart, around, memory }: ReturnedGround): ReturnedKinds {
  const { kinds, apart } = memory;
  /** Functions whose result is being worked out: a call of one of them says nothing yet. */
  const asking = new Set<FunctionRef>();
  const kindsNow = (fn: FunctionRef) => read(fn).map(def => kindsOf(plainCodeOf(def), around(fn)));
  const kindsIn = (fn: FunctionRef): readonly Kinds[] => {
    const known = kinds.get(fn);
    if (known !== undefined) return known;
    const found = kindsNow(fn);
    kinds.set(fn, found);
    return found;
  };
  return {
    kindsIn,
    kindsNow,
    of: fn => joined(kindsIn(fn)),
    apart: fn => {
      const said = read(fn)
        .map(def => saidOfCalls(plainCodeOf(def), around(fn)))
        .join('\n');
      const known = apart.get(fn);
      if (known?.said === said) return known.returned;
      const taken = readApart(fn, around(fn));
      const returned = joined(taken.map(def => kindsOf(plainCodeOf(def), around(fn))));
      apart.set(fn, { said, returned });
      return returned;
    },
    isOpen: fn => {
      if (asking.has(fn)) return true;
      asking.add(fn);
      const returned = joined(kindsIn(fn));
      asking.delete(fn);
      return returned === 'neutral' || returned === 'open';
    },
    forget: fn => void kinds.delete(fn),
  };
}

/** What the configurations of a function return, together; `other` where none could be read. */
export function joined(all: readonly Kinds[]): Kind {
  const kinds = new Set(all.map(({ returned }) => returned).filter(kind => kind !== 'neutral'));
  if (kinds.size > 1) return 'mixed';
  return [...kinds][0] ?? (all.length === 0 ? 'other' : 'neutral');
}

/** The kinds of all calls in a function, in order. */
function saidOfCalls(
  { program, names }: Code,
  { kindOfCall, passedTo, passingOf, cellOf }: Surroundings,
): string {
  const kinds: string[] = program.fn.params.map(({ type }, index) => passingOf(index, type) ?? '');
  walk(program.fn, node => {
    if (node.kind === 'member') kinds.push(cellOf(node, names) ?? '');
    if (node.kind !== 'call') return;
    const taken = node.args.map((_, index) => passedTo(node, index) ?? '');
    kinds.push(`${kindOfCall(node, names)}${taken.join('')}`);
  });
  return kinds.join();
}
