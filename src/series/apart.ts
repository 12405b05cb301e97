/**
 * Functions that go on saying another type than the slots they stand in, where a series gives these one that is but
 * another name of theirs. Nothing falls out with anything, so that no proof stops it; but it has to be said.
 */
import { groupBy } from '../order.js';
import type { SourceFile } from '../source/file.js';
import { isRead, openRead } from '../sources.js';
import { type Head, headsIn } from './heads.js';
import { bodiesOf, storedOf, type TypeGround } from './stored.js';

/** One such function. */
export interface Apart {
  /** Its definition as it reads at the end. */
  readonly head: Head;
  /** What its slot says. */
  readonly slotType: string;
}

/**
 * Those of the whole tree, of the files that fill slots first.
 *
 * @param after The files that the series changes, as they read at its end.
 */
export async function findApart(after: readonly SourceFile[], ground: TypeGround): Promise<readonly Apart[]> {
  const { tree, sources, slots } = ground;
  const bodies = bodiesOf(slots);
  const slotsOf = (file: SourceFile) =>
    bodies.test(file.text)
      ? headsIn(file, slots, ({ kind }) => kind !== 'function').filter(({ what }) => what === 'slot')
      : [];
  const changed = after.flatMap(file => {
    const was = new Map(slotsOf(openRead(sources, file.path)).map(({ name, type }) => [name, type]));
    return slotsOf(file).filter(({ name, type }) => was.get(name) !== type);
  });
  if (changed.length === 0) return [];
  const typeOf = new Map(changed.map(({ name, type }) => [name, type]));
  const stored = await storedOf(new Set(), [], new Set(typeOf.keys()), ground);
  const own = new Map(after.map(file => [file.path, file]));
  // A static function of a body is put into slots by that body alone.
  const storesOf = ({ name, isStatic, path }: Head) =>
    stored.filter(one => one.name === name && (!isStatic || path.endsWith('.h') || one.path === path));
  const definitionsIn = (path: string, names: ReadonlySet<string>): readonly Head[] => {
    const file = own.get(path) ?? sources.open(path);
    if (!isRead(file)) return [];
    const isMeant = (name: string | undefined) => name !== undefined && names.has(name);
    const found = headsIn(file, [], ({ kind, name }) => kind === 'function' && isMeant(name));
    return found.filter(head => storesOf(head).length > 0);
  };
  // Mostly what stores a function defines it; the tree is searched for the others alone.
  const near = [...groupBy(stored, ({ path }) => path)].flatMap(([path, here]) =>
    definitionsIn(path, new Set(here.map(({ name }) => name))),
  );
  const known = new Set([...near.map(({ name }) => name), ...NO_FUNCTIONS]);
  const others = new Set(stored.map(({ name }) => name).filter(name => !known.has(name)));
  const holding = others.size === 0 ? [] : await tree.withWords([...others]);
  const heads = [...near, ...holding.flatMap(path => definitionsIn(path, others))];
  return heads.flatMap(head => {
    const slotTypes = storesOf(head).map(({ slot }) => typeOf.get(slot)!);
    const slotType = slotTypes.find(type => type !== head.type);
    return slotType === undefined ? [] : [{ head, slotType }];
  });
}

/** What stands in slots as well, and in every file. */
const NO_FUNCTIONS = ['NULL', 'true', 'false'];
