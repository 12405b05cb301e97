/**
 * Files that a change does not touch, and whose code means something else since: a macro that they use has another
 * body, a member another type, a name no definition; or a touched file includes them only now.
 */
import { meaningsIn, openSight } from '../facts/index.js';
import type { SourceFile } from '../source/file.js';
import { isRead, type Sources } from '../sources.js';
import type { ChangedPath, Tree } from '../tree/tree.js';
import type { CheckGround } from './check.js';
import { includesOf, type Touched } from './novel.js';

/** The states that are compared. */
interface Pair {
  readonly before: CheckGround;
  readonly after: CheckGround;
}

/** A name of which a change took a meaning away, or gave it another one. */
export interface Shift {
  readonly name: string;
  readonly isMacro: boolean;
  /** The files that say what it means. */
  readonly homes: readonly string[];
}

/** So many files are looked at for one name. */
const MOST_USERS = 200;

/** The names that mean something else to other files since a change. Nothing but the changed files is read. */
export function shiftsOf({ before, after }: Pair, changed: readonly ChangedPath[]): readonly Shift[] {
  const then = meaningsOf(
    before.sources,
    changed.map(one => one.before),
  );
  const now = meaningsOf(
    after.sources,
    changed.map(one => one.after),
  );
  const names = new Set([...then.keys(), ...now.keys()]);
  return [...names].flatMap(name => {
    const [old, current] = [then.get(name), now.get(name)];
    const isSame = old?.meanings.size === current?.meanings.size;
    if (isSame && [...(old?.meanings ?? [])].every(one => current!.meanings.has(one))) return [];
    const meanings = [...(old?.meanings ?? []), ...(current?.meanings ?? [])];
    const isMacro = meanings.some(one => one.startsWith('macro '));
    // What is new has no users but those that are new too; a macro can hide what the name meant.
    if (old === undefined && !isMacro) return [];
    return [{ name, isMacro, homes: [...(old?.homes ?? []), ...(current?.homes ?? [])] }];
  });
}

interface Meaning {
  readonly meanings: Set<string>;
  readonly homes: string[];
}

/** What some files say to others that include them. */
function meaningsOf(sources: Sources, paths: readonly (string | undefined)[]): ReadonlyMap<string, Meaning> {
  const found = new Map<string, Meaning>();
  for (const path of paths) {
    const file = path?.endsWith('.h') ? sources.open(path) : undefined;
    if (file === undefined || !isRead(file)) continue;
    for (const [name, own] of meaningsIn(file)) {
      const all = found.get(name) ?? { meanings: new Set<string>(), homes: [] };
      found.set(name, all);
      all.homes.push(file.path);
      for (const one of own) all.meanings.add(one);
    }
  }
  return found;
}

/** The files in which code means something else, and what was not looked at: sentences for people. */
export interface Shifted {
  readonly touched: readonly Touched[];
  readonly notes: readonly string[];
}

/**
 * Looks for the files that say shifted names, as far as they can matter: of names that are no macros, those that also
 * say one of some words.
 */
export async function filesShifted(
  { before, after }: Pair,
  touched: readonly Touched[],
  shifts: readonly Shift[],
  matters: ReadonlySet<string>,
): Promise<Shifted> {
  const known = new Set(touched.map(({ file }) => file.path));
  const words = new Map<string, Set<string>>();
  const notes: string[] = [];
  const note = (path: string, own: Iterable<string>): void => {
    const all = words.get(path) ?? new Set();
    words.set(path, all);
    for (const word of own) all.add(word);
  };
  for (const path of await includedNow({ before, after }, touched)) note(path, wordsOf(after.sources, path));
  const queue = new Map(shifts.map(shift => [shift.name, shift]));
  for (const [name, shift] of queue) {
    const users = await usersOf(after, shift, matters);
    const others = users.filter(path => !known.has(path)).length;
    if (others > MOST_USERS) {
      const many = `${others} files that use it were not looked at`;
      notes.push(`${name} means something else since the change, and ${many}`);
      continue;
    }
    for (const path of users) {
      const file = after.sources.open(path);
      if (!isRead(file)) continue;
      if (!known.has(path)) note(path, wordsAround(file, name));
      for (const next of madeOf(file, shift)) if (!queue.has(next.name)) queue.set(next.name, next);
    }
  }
  return { touched: [...words].flatMap(([path, novel]) => touchedBy(after.sources, path, novel)), notes };
}

/** The names that a file declares by means of a shifted one: they mean something else as well. */
function madeOf(file: SourceFile, { name }: Shift): readonly Shift[] {
  const homes = [file.path];
  return [...meaningsIn(file)].flatMap(([other, meanings]) => {
    const own = [...meanings].filter(one => !one.startsWith('member of') || !one.includes(`of ${name}:`));
    const said = own.filter(one => saysWord(one, name));
    if (other === name || said.length === 0) return [];
    return [{ name: other, isMacro: said.some(one => one.startsWith('macro ')), homes }];
  });
}

function touchedBy(sources: Sources, path: string, novel: ReadonlySet<string>): readonly Touched[] {
  const file = sources.open(path);
  return isRead(file) ? [{ file, was: path, before: undefined, novel, shifted: true }] : [];
}

/** The files that touched files include only now, from outside the folders of shared headers. */
async function includedNow({ before, after }: Pair, touched: readonly Touched[]): Promise<readonly string[]> {
  const changed = touched.filter(
    one => one.before !== undefined && includesOf(one.before) !== includesOf(one.file.text),
  );
  if (changed.length === 0) return [];
  const sightOf = ({ tree, sources }: CheckGround) => openSight(tree, sources.open);
  const [then, now] = [await sightOf(before), await sightOf(after)];
  const found = changed.flatMap(({ file, was }) => {
    const known = new Set(was === undefined ? [] : then.beside(was));
    return now.beside(file.path).filter(path => !known.has(path));
  });
  return [...new Set(found)];
}

/** The files that say a name and may see what it means. */
async function usersOf(
  { tree, sources }: CheckGround,
  { name, isMacro, homes }: Shift,
  matters: ReadonlySet<string>,
): Promise<readonly string[]> {
  const holders = await tree.withWords([name]);
  const near = isMacro ? holders : await both(tree, holders, matters);
  if (near.length === 0) return [];
  const { maySee } = await openSight(tree, sources.open);
  return near.filter(path => homes.some(home => path === home || maySee(path, home)));
}

async function both(
  tree: Tree,
  holders: readonly string[],
  matters: ReadonlySet<string>,
): Promise<readonly string[]> {
  if (holders.length === 0) return [];
  const others = new Set(await tree.withWords([...matters].sort()));
  return holders.filter(path => others.has(path));
}

function wordsOf(sources: Sources, path: string): readonly string[] {
  const file = sources.open(path);
  return isRead(file) ? (file.text.match(/[A-Za-z_]\w*/g) ?? []) : [];
}

/** The words of all items that say a name; of all the file, where the name decides what of it is compiled. */
function wordsAround(file: SourceFile, name: string): readonly string[] {
  const decides = new RegExp(`^[ \\t]*#[ \\t]*(?:el)?if(?:[^\\n]|\\\\\\r?\\n)*\\b${name}\\b`, 'm');
  if (decides.test(file.text)) return file.text.match(/[A-Za-z_]\w*/g) ?? [];
  return file.items
    .map(({ start, end }) => file.text.slice(start, end))
    .filter(text => saysWord(text, name))
    .flatMap(text => text.match(/[A-Za-z_]\w*/g) ?? []);
}

function saysWord(text: string, word: string): boolean {
  return new RegExp(`\\b${word}\\b`).test(text);
}
