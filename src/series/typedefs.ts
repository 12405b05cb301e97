/** What typedefs stand for, at each step of a series: as the tree has them, and as the steps change them. */
import type { SourceFile } from '../source/file.js';
import type { Tree } from '../tree/tree.js';

/** The files that a series changes, as they read after one of its steps, by path. */
export type State = ReadonlyMap<string, SourceFile>;

/** A type as the compiler sees it: typedefs followed, as far as they stand for one word or for pointers to one. */
export type Resolve = (type: string) => string;

/** The typedefs of a tree and of a series. */
export interface Typedefs {
  /** How some types resolve in a state; a typedef of which the tree says nothing stands for itself. */
  resolver(state: State, types: readonly string[]): Promise<Resolve>;
}

/** @param changed the files that the series changes; what it leaves alone is searched once for each name. */
export function openTypedefs(tree: Tree, changed: ReadonlySet<string>): Typedefs {
  const inFile = new WeakMap<SourceFile, ReadonlyMap<string, string>>();
  const elsewhere = new Map<string, string | undefined>();

  const typedefsOf = (file: SourceFile): ReadonlyMap<string, string> => {
    const known = inFile.get(file) ?? typedefsIn(file.text);
    inFile.set(file, known);
    return known;
  };
  const search = async (names: readonly string[]): Promise<void> => {
    const unknown = names.filter(name => !elsewhere.has(name));
    if (unknown.length === 0) return;
    const headers = (await tree.withWords(unknown, ['include'])).filter(
      path => path.endsWith('.h') && !changed.has(path),
    );
    const found = headers.map(path => {
      const read = tree.read(path);
      return 'unread' in read ? new Map<string, string>() : typedefsIn(read.bytes.toString('latin1'));
    });
    for (const name of unknown) elsewhere.set(name, found.find(own => own.has(name))?.get(name));
  };

  const meaningsOf = async (state: State, types: readonly string[]): Promise<Map<string, string>> => {
    const versions = [...state.values()].map(typedefsOf).filter(own => own.size > 0);
    const meanings = new Map<string, string>();
    let asked = namesIn(types);
    while (asked.length > 0) {
      const own = (name: string) => versions.find(one => one.has(name))?.get(name);
      await search(asked.filter(name => own(name) === undefined));
      for (const name of asked) meanings.set(name, own(name) ?? elsewhere.get(name) ?? name);
      asked = namesIn(asked.map(name => meanings.get(name)!)).filter(name => !meanings.has(name));
    }
    return meanings;
  };

  return {
    resolver: async (state, types) => {
      const meanings = await meaningsOf(state, types);
      return type => resolved(type, meanings);
    },
  };
}

/** The typedefs of a text that stand for no struct's body and no function, by name. */
function typedefsIn(text: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const [, meaning, name] of text.matchAll(/\btypedef\s+([^;{}()]*[\s*])([A-Za-z_]\w*)\s*;/g)) {
    if (found.has(name!)) continue;
    const plain = meaning!.replace(/\b__\w+\b/g, ' ').replace(/\s+/g, ' ');
    found.set(name!, plain.trim());
  }
  return found;
}

/** So many typedefs are followed; a longer way is a ring. */
const MOST_LINKS = 16;

function resolved(type: string, meanings: ReadonlyMap<string, string>): string {
  let now = type;
  for (let i = 0; i < MOST_LINKS; i++) {
    const word = wordIn(now);
    const meaning = word === undefined ? undefined : meanings.get(word);
    if (word === undefined || meaning === undefined || meaning === word) break;
    now = now.replace(word, meaning);
  }
  return now.replace(/^(?:signed int|signed)$/, 'int').replace(/^unsigned$/, 'unsigned int');
}

const BUILT_IN = /^(?:void|char|short|int|long|signed|unsigned|float|double|_Bool|bool|struct|union|enum)$/;

/** The typedef's name that a type may be: its only word. */
function wordIn(type: string): string | undefined {
  const words = type.match(/[A-Za-z_]\w*/g) ?? [];
  return words.length === 1 && !BUILT_IN.test(words[0]!) ? words[0] : undefined;
}

function namesIn(types: readonly string[]): readonly string[] {
  return [...new Set(types.flatMap(type => wordIn(type) ?? []))];
}
