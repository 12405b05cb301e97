/**
 * Whether the types of functions hold together at each step of a series: never may a definition, its declarations and
 * the slots it stands in say different types. Types are compared as the compiler sees them, typedefs resolved.
 *
 * Only what a step gives another type is looked for in the tree, once for the whole series; a function whose new type
 * is but another name of the old one cannot fall out with anything.
 */
import type { SlotTable } from '../facts/index.js';
import { groupBy } from '../order.js';
import type { Item, SourceFile } from '../source/file.js';
import { isRead, openRead } from '../sources.js';
import { type Head, headsIn } from './heads.js';
import { bodiesOf, type Stored, slotHeads, storedOf, type TypeGround } from './stored.js';
import { openTypedefs, type Resolve, type State, type Typedefs } from './typedefs.js';

/** Two places that disagree after a step. */
export interface Discord {
  /** From 1. */
  readonly step: number;
  /** `f() returns int (a.c:3), but its declaration in a.h:7 says gizmo_t`. */
  readonly why: string;
}

/**
 * The first discord that the series brings, if any: what disagrees before it begins is not its own.
 *
 * @param steps The files that each step changes, as they read after it.
 */
export async function findDiscord(
  steps: readonly (readonly SourceFile[])[],
  ground: TypeGround,
): Promise<Discord | undefined> {
  const states = statesOf(steps, ground);
  const typedefs = openTypedefs(ground.tree, new Set(states[0]!.keys()));
  const retyped = await retypedIn(states, ground.slots, typedefs);
  if (retyped.functions.size === 0 && retyped.slots.size === 0) return undefined;

  const { heads: around, stored } = await surroundings(retyped, ground, states[0]!);
  const names = new Set([...retyped.functions, ...stored.map(({ name }) => name)]);
  const bodies = bodiesOf(ground.slots);
  const known = new WeakMap<SourceFile, readonly Head[]>();
  const headsOf = (file: SourceFile): readonly Head[] => {
    const own = known.get(file) ?? headsIn(file, ground.slots, item => isAbout(item, file, names, bodies));
    known.set(file, own);
    return own;
  };
  const seen = new Set<string>();
  for (const [step, state] of states.entries()) {
    const heads = [...[...state.values()].flatMap(headsOf), ...around];
    const resolve = await typedefs.resolver(
      state,
      heads.map(({ type }) => type),
    );
    for (const why of discordsIn(heads, names, stored, resolve)) {
      // Where two places disagree from the start, they may go on so.
      const key = why.replace(/:\d+/g, '');
      if (step > 0 && !seen.has(key)) return { step, why };
      seen.add(key);
    }
  }
  return undefined;
}

/** The files of the series before its first step, and after each. */
function statesOf(
  steps: readonly (readonly SourceFile[])[],
  { sources }: TypeGround,
): readonly [State, ...State[]] {
  const paths = [...new Set(steps.flat().map(({ path }) => path))];
  let now: State = new Map(paths.map(path => [path, openRead(sources, path)]));
  const states: [State, ...State[]] = [now];
  for (const files of steps) {
    now = new Map([...now, ...files.map(file => [file.path, file] as const)]);
    states.push(now);
  }
  return states;
}

/** What is given another type: functions, and slots by `slotName`. */
interface Retyped {
  readonly functions: ReadonlySet<string>;
  readonly slots: ReadonlySet<string>;
}

/** What any step gives a type that it did not have, or that was not there. */
async function retypedIn(
  states: readonly State[],
  slots: readonly SlotTable[],
  typedefs: Typedefs,
): Promise<Retyped> {
  const found = { functions: new Set<string>(), slots: new Set<string>() };
  for (const [at, state] of states.slice(1).entries()) {
    const former = states[at]!;
    for (const [path, fresh] of state) {
      const old = former.get(path)!;
      if (old === fresh) continue;
      const [before, after] = [changedHeads(old, fresh, slots), changedHeads(fresh, old, slots)];
      const was = await typedefs.resolver(former, typesOf(before));
      const is = await typedefs.resolver(state, typesOf(after));
      const types = new Set(before.map(head => `${head.what} ${head.name} ${was(head.type)}`));
      for (const { what, name, type } of after) {
        if (types.has(`${what} ${name} ${is(type)}`)) continue;
        found[what === 'slot' ? 'slots' : 'functions'].add(name);
      }
    }
  }
  return found;
}

function typesOf(heads: readonly Head[]): readonly string[] {
  return heads.map(({ type }) => type);
}

/** The heads in the items of a file that the other version of it does not hold as they are. */
function changedHeads(file: SourceFile, other: SourceFile, slots: readonly SlotTable[]): readonly Head[] {
  const textOf = ({ text }: SourceFile, { start, end }: Item) => text.slice(start, end);
  const texts = new Set(other.items.map(item => textOf(other, item)));
  return headsIn(file, slots, item => !texts.has(textOf(file, item)));
}

/** What the files that the series leaves alone say of what it retypes, and what stands in which slots. */
async function surroundings(
  { functions, slots }: Retyped,
  ground: TypeGround,
  changed: State,
): Promise<{ readonly heads: readonly Head[]; readonly stored: readonly Stored[] }> {
  const { tree, sources } = ground;
  const find = async (names: Iterable<string>) => {
    const words = [...names];
    return words.length === 0 ? [] : await tree.withWords(words);
  };
  const mentioning = await find(functions);
  const stored = await storedOf(functions, mentioning, slots, ground);
  const names = new Set([...functions, ...stored.map(({ name }) => name)]);
  const holding = names.size === functions.size ? mentioning : await find(names);
  const heads = holding
    .filter(path => !changed.has(path))
    .flatMap(path => {
      const file = sources.open(path);
      return isRead(file) ? headsIn(file, [], ({ name }) => name !== undefined && names.has(name)) : [];
    });
  const wanted = new Set(stored.map(({ slot }) => slot));
  return { heads: [...heads, ...(await slotHeads(wanted, ground, path => changed.has(path)))], stored };
}

/** Whether an item says what a function of the names returns, or what a slot's function does. */
function isAbout(item: Item, { text }: SourceFile, names: ReadonlySet<string>, bodies: RegExp): boolean {
  if (item.name !== undefined && names.has(item.name)) return true;
  // A struct's body has its tag for a name, or none.
  return item.kind !== 'function' && bodies.test(text.slice(item.start, item.end));
}

/** All that disagrees, one clause each. */
function discordsIn(
  heads: readonly Head[],
  names: ReadonlySet<string>,
  stored: readonly Stored[],
  resolve: Resolve,
): readonly string[] {
  const own = heads.filter(({ name, what }) => what !== 'slot' && names.has(name));
  const slots = groupBy(
    heads.filter(({ what }) => what === 'slot'),
    ({ name }) => name,
  );
  const storedBy = groupBy(stored, ({ name }) => name);
  const scopes = groupBy(own, ({ name, isStatic, path }) => (isStatic ? `${name} ${path}` : name));
  return [...scopes.values()].flatMap(places => {
    const [first] = [...places].sort((a, b) => rank(a) - rank(b));
    const { name, isStatic, path } = first!;
    // A static function of a body is put into slots by that body alone.
    const isOwn = (one: Stored) => !isStatic || path.endsWith('.h') || one.path === path;
    const its = new Set((storedBy.get(name) ?? []).filter(isOwn).map(({ slot }) => slot));
    const around = [...places, ...[...its].flatMap(slot => slots.get(slot) ?? [])];
    const other = around.find(({ type }) => resolve(type) !== resolve(first!.type));
    if (other === undefined) return [];
    const where = other.what === 'slot' ? `${other.name}` : `its ${other.what}`;
    return [
      `${name}() returns ${first!.type} (${path}:${first!.line}), but ${where} in ` +
        `${other.path}:${other.line} says ${other.type}`,
    ];
  });
}

function rank({ what }: Head): number {
  return ['definition', 'declaration', 'slot'].indexOf(what);
}
