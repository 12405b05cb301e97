/**
 * Old values that the new call no longer tells apart: which other one each of them becomes, and what is said of it.
 *
 * Success takes in the classes that the new call reports as success. Where a contract has a restorer, every class
 * becomes the one whose value comes back.
 */
import type { Call } from '../source/ast.js';
import { type Contract, successOf, type ValueClass } from './contract.js';
import { nameOfErrno } from './idioms.js';
import { bare, calleeOf } from './walk.js';

/** A class that becomes another one. */
export interface Merge {
  readonly into: ValueClass;
  /** The declared difference. */
  readonly sentence: string;
}

/** What a class becomes; undefined where it stays what it was. */
export function mergeOf(contract: Contract, c: ValueClass): Merge | undefined {
  const success = successOf(contract);
  const { restorer } = contract;
  if (!restorer) {
    const isAlias = c.after === success.after && c.before !== success.before && !c.own;
    return isAlias ? { into: success, sentence: contract.aliasSentence } : undefined;
  }
  const restored = restorer.values.get(c.after);
  if (restored === undefined || restored === c.before) return undefined;
  if (restored === success.before) return { into: success, sentence: contract.aliasSentence };
  const into = contract.classes.find(other => other.before === restored) ?? {
    name: nameOfErrno(restored) ?? String(restored),
    before: restored,
    after: c.after,
  };
  const sentence = restorer.lostSentence.replace('{{value}}', c.name).replace('{{instead}}', into.name);
  return { into, sentence };
}

/** Whether a call is the contract's restorer around one of its new calls. */
export function isRestored({ restorer, calls }: Contract, expr: Call): boolean {
  if (restorer === undefined || calleeOf(expr) !== restorer.name || expr.args.length !== 2) return false;
  const [value, flags] = [bare(expr.args[0]!), bare(expr.args[1]!)];
  if (flags.kind !== 'number' || flags.value !== restorer.flags || value.kind !== 'call') return false;
  const inner = calleeOf(value);
  if (inner === undefined || ![...calls.values()].includes(inner)) return false;
  return !calls.has(inner) || calls.get(inner) === inner;
}
