/**
 * Whether the types of functions hold together at each step of a series: never may a definition, its declarations and
 * the slots it stands in say different types. Types are compared as the compiler sees them, typedefs resolved.
 */
import { findStores, type SlotTable } from '../facts/index.js';
import { groupBy } from '../order.js';
import type { Item, SourceFile } from '../source/file.js';
import { isRead, type Sources } from '../sources.js';
import { overlay } from '../tree/memory.js';
import type { Tree } from '../tree/tree.js';
import { type Head, headsIn, slotName } from './heads.js';

/** Where the series is looked at. */
export interface TypeGround {
  readonly tree: Tree;
  readonly sources: Sources;
  readonly slots: readonly SlotTable[];
}

/** The texts of the files that the series changes, after each step; the first entry is the tree as it is. */
export type States = readonly ReadonlyMap<string, string>[];

/** Two places that disagree after a step. */
export interface Discord {
  /** From 1. */
  readonly step: number;
  /** `f() returns int (a.c:3), but its declaration in a.h:7 says gizmo_t`. */
  readonly why: string;
}

/** The first discord that the series brings, if any: what disagrees before it begins is not its own. */
export async function findDiscord(states: States, ground: TypeGround): Promise<Discord | undefined> {
  const first = states[0]!;
  const last = states.at(-1)!;
  const open = opener(ground.sources);
  const retyped = retypedBetween(first, last, open, ground.slots);
  if (retyped.size === 0) return undefined;

  const names = [...retyped].filter(name => !name.includes(' '));
  const mentioning = names.length === 0 ? [] : await ground.tree.withWords(names);
  const outside = mentioning
    .filter(path => !first.has(path))
    .flatMap(path => {
      const file = ground.sources.open(path);
      return isRead(file) ? headsIn(file, [], ({ name }) => name !== undefined && retyped.has(name)) : [];
    });
  const stores = await storesOf(names, mentioning, ground);
  const slotsOutside = await slotHeads(ground, first, stores);
  const seen = new Set<string>();
  for (const [step, state] of states.entries()) {
    const heads = [...state].flatMap(([path, text]) =>
      headsIn(open(path, text), ground.slots, item => isAbout(item, retyped, stores)),
    );
    const resolve = await resolverFor(state, [...heads, ...outside, ...slotsOutside], ground.tree);
    for (const why of discordsIn([...heads, ...outside, ...slotsOutside], retyped, stores, resolve)) {
      // Where two places disagree from the start, they may go on so.
      const key = why.replace(/:\d+/g, '');
      if (step > 0 && !seen.has(key)) return { step, why };
      seen.add(key);
    }
  }
  return undefined;
}

type Opener = (path: string, text: string) => SourceFile;

/** Opens texts of files; a text once. */
function opener(sources: Sources): Opener {
  const known = new Map<string, Map<string, SourceFile>>();
  return (path, text) => {
    const texts = known.get(path) ?? new Map<string, SourceFile>();
    known.set(path, texts);
    const file = texts.get(text) ?? reopened(sources, path, text);
    texts.set(text, file);
    return file;
  };
}

function reopened(sources: Sources, path: string, text: string): SourceFile {
  const file = sources.open(path);
  if (!isRead(file)) throw new Error(`internal error: ${path} is edited but was not read: ${file.unread}`);
  return file.text === text ? file : file.reopen(text);
}

/** The functions and slots whose type is another after the series. */
function retypedBetween(
  first: ReadonlyMap<string, string>,
  last: ReadonlyMap<string, string>,
  open: Opener,
  slots: readonly SlotTable[],
): ReadonlySet<string> {
  const names = new Set<string>();
  for (const [path, before] of first) {
    const [old, fresh] = [open(path, before), open(path, last.get(path)!)];
    const typesIn = (file: SourceFile, other: SourceFile) => {
      const heads = headsIn(file, slots, item => !other.text.includes(file.text.slice(item.start, item.end)));
      return groupBy(heads, ({ name, what }) => `${what} ${name}`);
    };
    const after = typesIn(fresh, old);
    for (const [key, heads] of typesIn(old, fresh)) {
      const now = after.get(key)?.map(({ type }) => type) ?? [];
      if (now.length > 0 && heads.some(({ type }) => !now.includes(type))) names.add(heads[0]!.name);
    }
  }
  return names;
}

/** Which slots each function is put into, by the function's name. */
type Stores = ReadonlyMap<string, ReadonlySet<string>>;

async function storesOf(
  names: readonly string[],
  paths: readonly string[],
  ground: TypeGround,
): Promise<Stores> {
  if (names.length === 0 || ground.slots.length === 0) return new Map();
  const wanted = new Map(paths.map(path => [path, new Set(names)]));
  const stored = await findStores(ground.tree, ground.sources.open, ground.slots, wanted);
  const found = new Map<string, Set<string>>();
  for (const { name, slot } of stored) {
    found.set(name, (found.get(name) ?? new Set()).add(slotName(slot.table.struct, slot.field)));
  }
  return found;
}

/** What the headers that the series leaves alone say of the slots. */
async function slotHeads(
  { tree, sources, slots }: TypeGround,
  changed: ReadonlyMap<string, string>,
  stores: Stores,
): Promise<readonly Head[]> {
  const wanted = new Set([...stores.values()].flatMap(own => [...own]));
  const structs = slots.filter(({ struct, fields }) =>
    fields.some(field => wanted.has(slotName(struct, field))),
  );
  if (structs.length === 0) return [];
  const bodies = new RegExp(`\\bstruct\\s+(?:${structs.map(({ struct }) => struct).join('|')})\\s*\\{`);
  const holding = await tree.withWords(structs.map(({ struct }) => struct));
  return holding
    .filter(path => path.endsWith('.h') && !changed.has(path))
    .flatMap(path => {
      const file = sources.open(path);
      return isRead(file) && bodies.test(file.text)
        ? headsIn(file, structs, item => item.kind !== 'function')
        : [];
    })
    .filter(({ what }) => what === 'slot');
}

function isAbout(item: Item, retyped: ReadonlySet<string>, stores: Stores): boolean {
  if (item.name !== undefined && retyped.has(item.name)) return true;
  // A struct's body has its tag for a name, or none.
  return item.kind !== 'function' && (stores.size > 0 || [...retyped].some(name => name.includes(' ')));
}

type Resolve = (type: string) => string;

/** Follows the typedefs that a state of the tree has, as far as the heads need them. */
async function resolverFor(
  state: ReadonlyMap<string, string>,
  heads: readonly Head[],
  tree: Tree,
): Promise<Resolve> {
  const known = new Map<string, string>();
  const own = overlay(tree, Object.fromEntries(state));
  let asked = new Set(heads.flatMap(({ type }) => wordIn(type) ?? []));
  while (asked.size > 0) {
    const next = new Set<string>();
    for (const name of asked) {
      const type = await typedefOf(name, state, own);
      known.set(name, type ?? name);
      const inner = type === undefined ? undefined : wordIn(type);
      if (inner !== undefined && !known.has(inner)) next.add(inner);
    }
    asked = next;
  }
  return type => {
    let resolved = type;
    for (let i = 0; i < 16; i++) {
      const word = wordIn(resolved);
      const meaning = word === undefined ? undefined : known.get(word);
      if (word === undefined || meaning === undefined || meaning === word) break;
      resolved = resolved.replace(word, meaning);
    }
    return resolved.replace(/^(?:signed int|signed)$/, 'int').replace(/^unsigned$/, 'unsigned int');
  };
}

const BUILT_IN = /^(?:void|char|short|int|long|signed|unsigned|float|double|_Bool|bool|struct|union|enum)$/;

/** The typedef's name that a type may be: its only word. */
function wordIn(type: string): string | undefined {
  const words = type.match(/[A-Za-z_]\w*/g) ?? [];
  return words.length === 1 && !BUILT_IN.test(words[0]!) ? words[0] : undefined;
}

/** What a typedef stands for; undefined where the tree has none of that name. */
async function typedefOf(
  name: string,
  state: ReadonlyMap<string, string>,
  tree: Tree,
): Promise<string | undefined> {
  const pattern = new RegExp(`\\btypedef\\s+([^;{}()]*[\\s*])${name}\\s*;`);
  const meaning = (text: string) =>
    pattern
      .exec(text)?.[1]
      ?.replace(/\b__\w+\b/g, ' ')
      .replace(/\s+/g, ' ')
      .trim();
  for (const text of state.values()) {
    const found = meaning(text);
    if (found !== undefined) return found;
  }
  for (const path of await tree.withWords([name], ['include'])) {
    const read = path.endsWith('.h') ? tree.read(path) : { unread: 'it is no header' };
    const found = 'unread' in read ? undefined : meaning(read.bytes.toString('latin1'));
    if (found !== undefined) return found;
  }
  return undefined;
}

/** All that disagrees, one clause each. */
function discordsIn(
  heads: readonly Head[],
  retyped: ReadonlySet<string>,
  stores: Stores,
  resolve: Resolve,
): readonly string[] {
  const own = heads.filter(({ name, what }) => what !== 'slot' && retyped.has(name));
  const slots = heads.filter(({ what }) => what === 'slot');
  const scopes = groupBy(own, ({ name, isStatic, path }) => (isStatic ? `${name} ${path}` : name));
  return [...scopes.values()].flatMap(places => {
    const [first] = [...places].sort((a, b) => rank(a) - rank(b));
    const stored = stores.get(first!.name);
    const around = [...places, ...slots.filter(({ name }) => stored?.has(name))];
    const other = around.find(({ type }) => resolve(type) !== resolve(first!.type));
    if (other === undefined) return [];
    const where = other.what === 'slot' ? `${other.name}` : `its ${other.what}`;
    return [
      `${first!.name}() returns ${first!.type} (${first!.path}:${first!.line}), but ${where} in ` +
        `${other.path}:${other.line} says ${other.type}`,
    ];
  });
}

function rank({ what }: Head): number {
  return ['definition', 'declaration', 'slot'].indexOf(what);
}
