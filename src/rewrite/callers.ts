/** Who relies on a function: those that use it in their bodies, and the other definitions that they can mean. */
import type { Facts, FunctionRef } from '../facts/facts.js';
import { standsIn } from '../words.js';

/** The functions that use another one in their bodies, by its name or by that of a macro of their file which says it. */
export function callersIn(facts: Facts, fn: FunctionRef): readonly FunctionRef[] {
  const uses = facts.usesOf(fn) ?? [];
  const inside = uses.filter(({ kind, item }) => kind === 'inside' && item !== fn.item);
  const callers = inside.flatMap(({ path, item }) => facts.functionAt(path, item!) ?? []);
  const said = uses.filter(({ kind, item }) => kind === 'other' && item === undefined);
  return [...new Set([...callers, ...said.flatMap(({ path, offset }) => usersOfMacro(facts, path, offset))])];
}

/** The functions of a file that use the macro of it whose definition holds an offset. */
function usersOfMacro(facts: Facts, path: string, offset: number): readonly FunctionRef[] {
  const file = facts.file(path);
  const macro = file?.macros.find(({ start, end }) => start <= offset && offset < end);
  if (file === undefined || macro === undefined) return [];
  const users = file.items.filter(
    ({ kind, start, end }) => kind === 'function' && standsIn(file.text.slice(start, end), macro.name),
  );
  return users.flatMap(item => facts.functionAt(path, item) ?? []);
}

/** Other definitions of the same name that a user of a function can mean: an `#else` twin, a stub in a header. */
export function twinsOf(facts: Facts, fn: FunctionRef): readonly FunctionRef[] {
  const paths = new Set([fn.path, ...(facts.usesOf(fn) ?? []).map(({ path }) => path)]);
  const meant = new Set([...paths].flatMap(path => facts.definitionsOf(fn.name, path)));
  return meant.has(fn) ? [...meant].filter(other => other !== fn) : [];
}

/** The definitions of a name in one file. */
export function definedIn(facts: Facts, name: string, path: string): readonly FunctionRef[] {
  const items = facts.file(path)?.items.filter(item => item.kind === 'function' && item.name === name) ?? [];
  return items.flatMap(item => facts.functionAt(path, item) ?? []);
}
