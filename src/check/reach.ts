/**
 * Which names lead to forbidden calls in a tree. A change to other files can only bring such a call under a page
 * fault by mentioning one of them, so that most changes are known to be harmless by their words alone.
 */
import type { Way } from '../facts/index.js';
import { compare, groupBy } from '../order.js';
import type { Watch } from '../watch.js';
import type { CallSite } from './calls.js';
import { type CheckGround, collectFor, findAllCalls } from './check.js';
import type { Touched } from './novel.js';
import type { Plan } from './plan.js';

/** A function with forbidden calls, and all names on the ways to it. */
export interface ReachedFunction {
  readonly path: string;
  readonly name: string;
  readonly ways: readonly Way[];
}

export interface Reach {
  readonly functions: readonly ReachedFunction[];
  /** The headers whose macros make forbidden calls, and the names of these macros. */
  readonly headers: readonly string[];
  readonly macros: readonly string[];
}

/** Looks through a whole tree. */
export async function findReach(ground: CheckGround, plan: Plan, watch: Watch): Promise<Reach> {
  const { calls, macros } = await findAllCalls(ground, plan, watch);
  await watch('facts', 0, 1);
  const facts = await collectFor(ground, plan, calls);
  const byFunction = groupBy(calls, ({ path, function: name }) => `${path}\0${name}`);
  return {
    functions: [...byFunction.values()].map(own => {
      const { path, function: name } = own[0]!;
      const fns = new Set(own.flatMap(({ item }) => facts.functionAt(path, item) ?? []));
      return { path, name, ways: [...fns].flatMap(fn => facts.waysTo(fn)).concat(macroWays(own)) };
    }),
    headers: [...new Set(macros.map(({ path }) => path))].sort(compare),
    macros: macros.map(({ macro: { name } }) => name).sort(compare),
  };
}

function macroWays(calls: readonly CallSite[]): readonly Way[] {
  return calls.flatMap(({ through }) =>
    through.map(({ macro: { name }, path }) => ({
      kind: 'macro' as const,
      name,
      path: path.endsWith('.h') ? undefined : path,
    })),
  );
}

/** Every word that a reach depends on: as long as no file mentions one of them anew, it stays what it is. */
export function wordsOfReach({ functions, macros }: Reach, { forbidden }: Plan): ReadonlySet<string> {
  return new Set([
    ...forbidden.keys(),
    ...macros,
    ...functions.flatMap(({ ways }) => ways.map(({ name }) => name)),
  ]);
}

/** The functions to which a change may have opened a new way, by the words that it added. */
export function linkedBy(touched: readonly Touched[], { functions }: Reach): readonly ReachedFunction[] {
  // A function that other files could not see may have become one that they can.
  const own = new Set(touched.flatMap(({ file, was }) => [file.path, was]));
  const isLocal = ({ path }: Way) => path !== undefined && !own.has(path);
  return functions.filter(({ ways }) =>
    ways.some(way => !isLocal(way) && touched.some(one => isMentioned(way, one))),
  );
}

function isMentioned({ kind, name }: Way, { file, novel }: Touched): boolean {
  if (!novel.has(name)) return false;
  // A member is passed through where it is called, not where it is filled.
  return kind !== 'member' || new RegExp(`(?:->|\\.)\\s*${name}\\s*\\)?\\s*\\(`).test(file.text);
}
