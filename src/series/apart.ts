/**
 * Functions that go on saying another type than the slots they stand in, where a series gives these one that is but
 * another name of theirs. Nothing falls out with anything, so that no proof stops it; but it has to be said.
 */
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
 * Those of the whole tree, in the order of their files.
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
  const names = new Set(stored.map(({ name }) => name));
  const own = new Map(after.map(file => [file.path, file]));
  const holding = names.size === 0 ? [] : await tree.withWords([...names]);
  return holding.flatMap(path => {
    const file = own.get(path) ?? sources.open(path);
    if (!isRead(file)) return [];
    return headsIn(file, [], ({ name }) => name !== undefined && names.has(name))
      .filter(({ what }) => what === 'definition')
      .flatMap(head => {
        // A static function of a body is put into slots by that body alone.
        const isFree = !head.isStatic || path.endsWith('.h');
        const its = stored.filter(({ name, path: by }) => name === head.name && (isFree || by === path));
        const slotType = its.map(({ slot }) => typeOf.get(slot)!).find(type => type !== head.type);
        return slotType === undefined ? [] : [{ head, slotType }];
      });
  });
}
