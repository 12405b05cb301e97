/** Which functions of a changed file can do something else than before, or be reached otherwise. */
import type { Item, SourceFile } from '../source/file.js';
import { layOut } from '../source/index.js';
import { changedIn, type Touched } from './novel.js';

/** Something that a file declares: names, and all words it says. */
interface Declaring {
  /** Undefined for a macro. */
  readonly item: Item | undefined;
  readonly names: readonly string[];
  readonly words: ReadonlySet<string>;
}

/**
 * The functions that changed or say, by way of whatever the file declares, a name that changed; and those that changed
 * code names or named, with what these name. All of the file's where it is new, where what is compiled or included changed, and
 * where it is the meaning of its words that did.
 */
export function functionsAffected(touched: Touched): ReadonlySet<Item> {
  const { file, before, novel, shifted } = touched;
  const functions = file.items.filter(({ kind }) => kind === 'function');
  const changed =
    before === undefined || shifted ? undefined : changedIn({ text: before, ...layOut(before) }, file);
  if (changed === undefined) return new Set(functions);
  const all = declaringIn(file);
  const own = all.filter(({ item }) => item !== undefined && changed.items.has(item));
  const above = spread(
    all,
    own,
    new Set([...changed.names, ...own.flatMap(({ names }) => names)]),
    ({ words }) => words,
    ({ names }) => names,
  );
  const below = spread(
    all,
    [],
    new Set([...novel, ...changed.words]),
    ({ names }) => names,
    ({ words }) => words,
  );
  return new Set(functions.filter(item => above.has(item) || below.has(item)));
}

/** All that is led to from some names: whatever `says` one of them is, and then what it `gives` counts too. */
function spread(
  all: readonly Declaring[],
  first: readonly Declaring[],
  names: Set<string>,
  says: (one: Declaring) => Iterable<string>,
  gives: (one: Declaring) => Iterable<string>,
): ReadonlySet<Item | undefined> {
  const reached = new Set(first);
  for (let before = -1; before < reached.size; ) {
    before = reached.size;
    for (const one of all) {
      if (reached.has(one) || !holdsAny(names, says(one))) continue;
      reached.add(one);
      for (const name of gives(one)) names.add(name);
    }
  }
  return new Set([...reached].map(({ item }) => item));
}

function holdsAny(names: ReadonlySet<string>, some: Iterable<string>): boolean {
  for (const name of some) if (names.has(name)) return true;
  return false;
}

function declaringIn(file: SourceFile): readonly Declaring[] {
  const wordsOf = (text: string) => new Set(text.match(/[A-Za-z_]\w*/g));
  return [
    ...file.items.map(item => ({
      item,
      names: namesOf(file, item),
      words: wordsOf(file.text.slice(item.start, item.end)),
    })),
    ...file.macros.map(({ name, body }) => ({ item: undefined, names: [name], words: wordsOf(body) })),
  ];
}

/** The names that an item may declare: of what is no function, every word that something is made of or behind. */
function namesOf({ text }: SourceFile, { kind, name, start, end }: Item): readonly string[] {
  if (kind === 'function') return name === undefined ? [] : [name];
  const declared = text.slice(start, end).matchAll(/([A-Za-z_]\w*)[\s)]*(?=[=;,[({]|$)/g);
  return [...declared].map(match => match[1]!);
}
