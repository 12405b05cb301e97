/** The ways from slots down to a function, along what is known of it already: nothing is searched for. Pure. */
import { assume } from '../source/conditions.js';
import type { ConfigTest } from '../source/file.js';
import type { ChainStep } from '../verdict.js';
import type { Facts, FunctionRef, SlotUse } from './facts.js';

/**
 * The slot to name of those that hold a function: one that is compiled where the function is. Of a name that is defined
 * under `#ifdef CONFIG_A` and again under `CONFIG_B` each definition may be in the tables of both.
 */
export function slotBeside<S extends Pick<SlotUse, 'under' | 'dead'>>(
  under: readonly ConfigTest[],
  slots: readonly S[],
): S | undefined {
  const rankOf = (slot: S): number => {
    if (slot.dead) return -2;
    if (assume(under, slot.under) === undefined) return -1;
    return under.filter(test => slot.under.some(other => isSame(test, other))).length;
  };
  const best = Math.max(...slots.map(rankOf));
  return slots.find(slot => rankOf(slot) === best);
}

function isSame(a: ConfigTest, b: ConfigTest): boolean {
  return a.condition === b.condition && a.holds === b.holds;
}

/** A slot as the first step of a chain. */
export function slotStep({ holder, field, path, line }: SlotUse): ChainStep {
  return { name: `${holder}.${field}`, path, line };
}

/** A function as a step of a chain. */
export function stepOf({ name, path, line }: FunctionRef): ChainStep {
  return { name, path, line };
}

/** The functions above one, itself first, the nearest next: each with the one below it. */
export function* above(
  fn: FunctionRef,
  callersOf: (fn: FunctionRef) => readonly FunctionRef[],
): Generator<readonly [FunctionRef, readonly ChainStep[]]> {
  const below = new Map<FunctionRef, FunctionRef | undefined>([[fn, undefined]]);
  for (const [at] of below) {
    const tail: ChainStep[] = [];
    for (let step: FunctionRef | undefined = at; step !== undefined; step = below.get(step))
      tail.push(stepOf(step));
    yield [at, tail];
    for (const caller of callersOf(at)) if (!below.has(caller)) below.set(caller, at);
  }
}

/** More functions above one are not looked at for a way. */
const MOST_ABOVE = 1000;

/**
 * The shortest known chain from a slot down to a function, of one context where it is given; empty where none is known.
 * Where the context of the function was worked out its own chain is taken: that knows more ways than names tell.
 */
export function chainTo(fn: FunctionRef, facts: Facts, context?: string): readonly ChainStep[] {
  const { names, chains } = facts.contextOf(fn);
  const known = chains.find((steps, i) => steps.length > 0 && (context ?? names[i]) === names[i]);
  if (known !== undefined) return known;
  const users = (one: FunctionRef) => [
    ...facts.callersOf(one).map(({ caller }) => caller),
    ...(facts.usesOf(one) ?? []).flatMap(({ kind, path, item }) =>
      kind === 'inside' && item !== one.item ? (facts.functionAt(path, item!) ?? []) : [],
    ),
  ];
  let left = MOST_ABOVE;
  for (const [at, tail] of above(fn, users)) {
    const slots = facts.slotsOf(at).filter(({ table }) => (context ?? table.context) === table.context);
    const slot = slotBeside(at.item.under, slots);
    if (slot !== undefined) return [slotStep(slot), ...tail];
    if (left-- === 0) break;
  }
  return [];
}
