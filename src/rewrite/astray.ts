/** The strays of functions as a plan leaves them, told in the lines of the tree as it is. */
import type { Facts, FunctionRef, StoredIn } from '../facts/facts.js';
import { remember } from '../remember.js';
import type { FunctionDef } from '../source/ast.js';
import type { CodeValues } from './code-values.js';
import type { CodeType } from './retype.js';
import { type Begun, type RetypedItem, readText } from './retype-item.js';
import type { Roles } from './roles.js';
import type { Stray } from './stray-notes.js';
import { offsetBefore, straysIn } from './strays.js';

/** A stray with its place in the tree. */
export interface Strayed extends Omit<Stray, 'offset'> {
  readonly fn: FunctionRef;
  readonly path: string;
  /** From 1. */
  readonly line: number;
}

/** A function with what becomes of it. */
export interface Planned {
  readonly fn: FunctionRef;
  readonly begun: Begun | undefined;
  readonly result: RetypedItem;
}

/** What strays are looked for in. */
export interface AstrayGround {
  readonly facts: Facts;
  readonly values: CodeValues;
  readonly type: CodeType;
}

const known = remember((_: RetypedItem): Map<Roles, readonly Strayed[]> => new Map());

/**
 * The strays of a function once it is what the plan makes of it; none where it cannot be read. What goes through a
 * member that points to code functions from now on is no stray.
 */
export function straysOf(
  ground: AstrayGround,
  roles: Roles,
  planned: Planned,
  follows: (member: StoredIn) => boolean,
): readonly Strayed[] {
  return allStraysOf(ground, roles, planned).filter(({ member }) => member === undefined || !follows(member));
}

function allStraysOf(
  { facts, values, type }: AstrayGround,
  roles: Roles,
  planned: Planned,
): readonly Strayed[] {
  const { fn, result } = planned;
  const before = known(result).get(roles);
  if (before !== undefined) return before;
  const all = strayedOf(planned, (def, text) =>
    straysIn(def, {
      facts,
      path: fn.path,
      text,
      type,
      around: roles.around(fn),
      values,
      returns: roles.roleOf(fn) !== undefined,
      changes: result.kind === 'retyped',
    }),
  );
  known(result).set(roles, all);
  return all;
}

/** What is found in a function as the plan leaves it, each thing once, told in the lines of the tree as it is. */
export function strayedOf(
  { fn, begun, result }: Planned,
  find: (def: FunctionDef, text: string) => readonly Stray[],
): readonly Strayed[] {
  if (begun === undefined) return [];
  const { file, item } = begun;
  const changes = result.kind === 'retyped' ? result.changes : begun.changes;
  const { text, fns } = readText({ file, item, changes });
  const found = new Map<string, Strayed>();
  for (const { offset, ...stray } of fns.flatMap(def => find(def, text))) {
    const { line } = file.position(offsetBefore({ start: item.start, changes }, offset));
    if (!found.has(stray.what)) found.set(stray.what, { ...stray, fn, path: fn.path, line });
  }
  return [...found.values()];
}

/** Why a function cannot have its type: it would not fit a pointer to functions that keeps its own. */
export function pointerStuck(
  ground: AstrayGround,
  roles: Roles,
  planned: Planned,
  follows: (member: StoredIn) => boolean,
): string | undefined {
  const found = straysOf(ground, roles, planned, follows).find(({ kind }) => kind === 'pointer');
  return found && `it ${found.what} (${found.path}:${found.line})`;
}
