/** Which definitions of a variable reach which place: sets of bits, one for each definition of the function. */

import { ensure } from '../remember.js';
import type { Code } from './machine.js';
import { successorsOf } from './program.js';
import type { Access } from './webs.js';

/** Definitions that reach a place; undefined among them stands for "none yet" (for a parameter: the caller's). */
export type Reaching = ReadonlySet<Access | undefined>;

export interface DataFlow {
  /** The accesses of each step, in the order in which they happen. */
  readonly accesses: readonly (readonly Access[])[];
  /** Whether execution can come to a step. */
  isReached(step: number): boolean;
  /** The definitions of a variable, by id, that reach the entry of a step, and its end. */
  entering(step: number, id: number): Reaching;
  leaving(step: number, id: number): Reaching;
  /** The definitions that reach an access of a step, of the variable it is about. */
  before(step: number, access: Access): Reaching;
}

/** What is known of one variable: the numbers of its bits. The first stands for "none yet". */
interface Bits {
  readonly numbers: number[];
  readonly defs: (Access | undefined)[];
}

const has = (bits: Uint32Array, n: number): boolean => ((bits[n >>> 5]! >>> (n & 31)) & 1) === 1;
const put = (bits: Uint32Array, n: number): void => {
  bits[n >>> 5]! |= 1 << (n & 31);
};
const take = (bits: Uint32Array, n: number): void => {
  bits[n >>> 5]! &= ~(1 << (n & 31));
};

/** Follows all definitions to the places that they reach. */
export function flowOf(code: Code, accesses: readonly (readonly Access[])[]): DataFlow {
  const { steps } = code.program;
  const bitsOf = new Map<number, Bits>();
  const numberOf = new Map<Access, number>();
  let size = 0;
  for (const variable of code.names.variables)
    if (variable.scalar) bitsOf.set(variable.id, { numbers: [size++], defs: [undefined] });
  for (const access of accesses.flat()) {
    if (access.kind !== 'def') continue;
    numberOf.set(access, size);
    const bits = bitsOf.get(access.variable.id)!;
    bits.numbers.push(size++);
    bits.defs.push(access);
  }
  const through = (bits: Uint32Array, some: readonly Access[]): Uint32Array => {
    if (!some.some(a => a.kind === 'def')) return bits;
    const out = bits.slice();
    for (const access of some) {
      if (access.kind === 'use') continue;
      if (access.certain) for (const n of bitsOf.get(access.variable.id)!.numbers) take(out, n);
      put(out, numberOf.get(access)!);
    }
    return out;
  };

  const entry = new Uint32Array(Math.ceil(size / 32));
  for (const { numbers } of bitsOf.values()) put(entry, numbers[0]!);
  const entering: (Uint32Array | undefined)[] = steps.map(() => undefined);
  entering[0] = entry;
  const waiting = new Set([0]);
  // Sweeps in the order of the text: most of what a step needs is there before it is looked at.
  while (waiting.size > 0) {
    for (let s = 0; s < steps.length; s++) {
      if (!waiting.delete(s)) continue;
      const out = through(entering[s]!, accesses[s]!);
      for (const next of successorsOf(steps[s]!, s)) {
        const into = entering[next];
        if (!into) entering[next] = out.slice();
        else if (!merge(into, out)) continue;
        waiting.add(next);
      }
    }
  }

  const chosen = (bits: Uint32Array | undefined, id: number): Reaching => {
    const own = bitsOf.get(id);
    if (!bits || !own) return new Set();
    return new Set(own.defs.filter((_, i) => has(bits, own.numbers[i]!)));
  };
  const kept = new Map<number, Map<number, Reaching>>();
  const flow: DataFlow = {
    accesses,
    isReached: step => entering[step] !== undefined,
    entering: (step, id) =>
      ensure(
        ensure(kept, step, () => new Map<number, Reaching>()),
        id,
        () => chosen(entering[step], id),
      ),
    leaving(step, id) {
      const some = accesses[step]!.filter(a => a.variable.id === id && a.kind === 'def');
      const from = entering[step];
      return some.length === 0 ? flow.entering(step, id) : chosen(from && through(from, some), id);
    },
    before(step, access) {
      const { id } = access.variable;
      const all = accesses[step]!;
      const some = all.slice(0, all.indexOf(access)).filter(a => a.variable.id === id && a.kind === 'def');
      const from = entering[step];
      return some.length === 0 ? flow.entering(step, id) : chosen(from && through(from, some), id);
    },
  };
  return flow;
}

/** Adds the bits of one set to another; whether there were new ones. */
function merge(into: Uint32Array, from: Uint32Array): boolean {
  let changed = false;
  for (let i = 0; i < into.length; i++) {
    const both = (into[i]! | from[i]!) >>> 0;
    if (both !== into[i]) changed = true;
    into[i] = both;
  }
  return changed;
}
