/** Which functions stand in which slots, for those that a series gives another type. */
import { findStores, type SlotTable } from '../facts/index.js';
import { isRead, type Sources } from '../sources.js';
import type { Tree } from '../tree/tree.js';
import { type Head, headsIn, slotName } from './heads.js';

/** Where the series is looked at. */
export interface TypeGround {
  readonly tree: Tree;
  readonly sources: Sources;
  readonly slots: readonly SlotTable[];
}

/** That a file puts a function into a slot. */
export interface Stored {
  /** The function's. */
  readonly name: string;
  /** The file that does it. */
  readonly path: string;
  /** As `slotName` has it. */
  readonly slot: string;
}

/**
 * What is put into slots: under the names of some functions, in the files that mention them; and whatever is put into
 * some slots, in any file that names the struct.
 *
 * @param mentioning The files that hold one of the names.
 * @param slots Names of slots.
 */
export async function storedOf(
  names: ReadonlySet<string>,
  mentioning: readonly string[],
  slots: ReadonlySet<string>,
  { tree, sources, slots: tables }: TypeGround,
): Promise<readonly Stored[]> {
  // Several transforms know one table.
  const known = [...new Map(tables.map(table => [JSON.stringify(table), table])).values()];
  const swept = known.filter(table => slotsOf(table).some(slot => slots.has(slot)));
  const holding = swept.length === 0 ? [] : await tree.withWords(swept.map(({ struct }) => struct));
  const anyWord = holding.flatMap(path => {
    const file = sources.open(path);
    // Any word may be a function in a slot.
    return isRead(file) ? [[path, new Set(file.text.match(/[A-Za-z_]\w*/g))] as const] : [];
  });
  const byName = names.size === 0 ? [] : mentioning.map(path => [path, names] as const);
  const found = [
    ...(await findIn(known, byName, { tree, sources })),
    ...(await findIn(swept, anyWord, { tree, sources })),
  ].filter(({ name, slot }) => names.has(name) || slots.has(slot));
  return [...new Map(found.map(one => [`${one.slot} ${one.name} ${one.path}`, one])).values()];
}

/** What is put into some tables, of the words of each file. */
async function findIn(
  tables: readonly SlotTable[],
  within: readonly (readonly [path: string, words: ReadonlySet<string>])[],
  { tree, sources }: Pick<TypeGround, 'tree' | 'sources'>,
): Promise<readonly Stored[]> {
  if (within.length === 0 || tables.length === 0) return [];
  const found = await findStores(tree, sources.open, tables, new Map(within));
  return found.map(({ name, slot }) => ({
    ...{ name, path: slot.path },
    slot: slotName(slot.table.struct, slot.field),
  }));
}

/** What the headers that the series leaves alone say of some slots. */
export async function slotHeads(
  wanted: ReadonlySet<string>,
  { tree, sources, slots }: TypeGround,
  isChanged: (path: string) => boolean,
): Promise<readonly Head[]> {
  const structs = slots.filter(table => slotsOf(table).some(slot => wanted.has(slot)));
  if (structs.length === 0) return [];
  const bodies = bodiesOf(structs);
  const holding = await tree.withWords(structs.map(({ struct }) => struct));
  return holding
    .filter(path => path.endsWith('.h') && !isChanged(path))
    .flatMap(path => {
      const file = sources.open(path);
      return isRead(file) && bodies.test(file.text)
        ? headsIn(file, structs, item => item.kind !== 'function')
        : [];
    })
    .filter(({ what }) => what === 'slot');
}

/** Where a body of one of the structs begins; of none where there are none. */
export function bodiesOf(tables: readonly SlotTable[]): RegExp {
  return new RegExp(`\\bstruct\\s+(?:${tables.map(({ struct }) => struct).join('|') || '(?!)'})\\s*\\{`);
}

function slotsOf({ struct, fields }: SlotTable): readonly string[] {
  return fields.map(field => slotName(struct, field));
}
