/**
 * Calls of members that only the kernel should call, from a context that they are not meant for: a page fault handler
 * that calls a driver's `mmap` through its table. Looked for in the files that fill tables of that context, where a call
 * surely runs in it: in a handler of the file, or in what handlers of the file call; in a tree that is no whole
 * kernel, also in functions of other files that such a file calls.
 */
import { ensure } from '../remember.js';
import type { Item, SourceFile } from '../source/file.js';
import type { Effect } from './effects.js';
import type { SlotTable } from './facts.js';
import { isStatic } from './functions.js';
import type { Headers } from './includes.js';
import { functionEffects, memberEffects } from './mentions.js';
import type { IsNamesake } from './namesakes.js';
import type { Search } from './search.js';
import { wordsOf } from './tokens.js';

/** Finds such calls. */
export interface Trespass {
  /** The calls of a member of a table; undefined until the search knows. */
  of(table: SlotTable, field: string, isNamesake: IsNamesake): readonly Trespasser[] | undefined;
}

/** A call in its file, or a place there that may be one. */
export interface Trespasser {
  readonly file: SourceFile;
  readonly effect: Extract<Effect, { kind: 'call' | 'doubt' }>;
}

/** So many functions of a file are looked at on the way from a call up to a handler. */
const MOST_STEPS = 50;
/** In a tree of more files than this those without handlers are not looked through: it costs more than all else. */
const MOST_PATHS = 5000;

/** Looks into the files that name the tables of a context, all of them once. */
export function openTrespass(search: Search, headers: Headers, tables: readonly SlotTable[]): Trespass {
  const found = new Map<string, readonly Trespasser[]>();
  const texts = new Map<string, readonly Peeked[]>();

  const tablesOf = (context: string) => tables.filter(table => table.context === context);
  /** The files that name a table of a context, and the members that they call; undefined until the search knows. */
  const filesOf = (context: string) => {
    const holders = tablesOf(context).map(({ struct }) => search.holders(struct));
    if (holders.some(paths => paths === undefined)) return undefined;
    return ensure(texts, context, () =>
      [...new Set(holders.flatMap(paths => paths!))].map(path => ({
        path,
        ...readIn(search.peek(path) ?? ''),
      })),
    );
  };

  /** Whether functions of some files that lie below their handlers call one of another file, itself or what leads to it. */
  const isCalledFrom = (
    handlers: readonly Peeked[],
    file: SourceFile,
    start: Item,
    slots: readonly SlotTable[],
  ): boolean => {
    const leading = above(headers, file, start);
    if (leading === undefined) return true;
    const names = [...leading].flatMap(item =>
      item.name === undefined || isStatic(file, item) ? [] : [item.name],
    );
    return handlers.some(({ path, names: said }) => {
      const own = names.filter(name => said.has(name));
      const user = own.length === 0 ? undefined : search.open(path);
      if (user === undefined) return false;
      return own
        .filter(name => !user.items.some(item => item.kind === 'function' && item.name === name))
        .flatMap(name => functionEffects(headers, user, name))
        .some(
          effect =>
            effect.kind === 'doubt' || (effect.kind === 'call' && isBelow(headers, user, effect.item, slots)),
        );
    });
  };

  return {
    of: (table, field, isNamesake) => {
      const { struct, unless } = table;
      if (unless === undefined) return [];
      const key = `${struct}.${field}`;
      const answer = found.get(key);
      if (answer !== undefined) return answer;
      const holders = search.paths.length > MOST_PATHS ? [] : search.holders(field);
      const files = filesOf(unless);
      if (files === undefined || holders === undefined) return undefined;
      const near = files
        .filter(one => one.calls.has(field))
        .flatMap(({ path }) => search.open(path) ?? [])
        .filter(file => mayBe(file, field, tablesOf(unless)));
      const known = new Set(files.map(({ path }) => path));
      const far = holders.filter(path => !known.has(path));
      const call = new RegExp(`(?:->|\\.)\\s*${field}\\s*\\)?\\s*\\(`);
      const others = far
        .filter(path => call.test(search.peek(path) ?? ''))
        .flatMap(path => search.open(path) ?? [])
        .filter(file => isSaid(files, file, field));
      const isReached = (file: SourceFile, item: Item): boolean =>
        known.has(file.path)
          ? isBelow(headers, file, item, tablesOf(unless))
          : isCalledFrom(files, file, item, tablesOf(unless));
      const said = [...near, ...others].map(file => ({
        file,
        effects: memberEffects(headers, file, { tag: struct, field })
          .filter(effect => effect.kind === 'doubt' || effect.kind === 'call')
          .filter(effect => {
            const item = effect.kind === 'call' ? effect.item : file.itemAt(effect.offset);
            return item?.body === undefined || item.name === undefined || isReached(file, item);
          }),
      }));
      const meant = said
        .filter(({ effects }) => effects.length > 0)
        .map(one => ({ ...one, isOther: isNamesake(struct, one.file.path) }));
      if (meant.some(({ isOther }) => isOther === undefined)) return undefined;
      const calls = meant
        .filter(({ isOther }) => isOther !== true)
        .flatMap(({ file, effects }) => effects.map(effect => ({ file, effect })));
      found.set(key, calls);
      return calls;
    },
  };
}

/** A file that fills tables, as far as words go. */
interface Peeked {
  readonly path: string;
  /** The members that it names, but for those that it only fills. */
  readonly calls: ReadonlySet<string>;
  /** All words of it. */
  readonly names: ReadonlySet<string>;
}

function readIn(text: string): Omit<Peeked, 'path'> {
  const members = text.matchAll(/(?:->|\.)\s*(\w+)\b(?!\s*=[^=])/g);
  return { calls: new Set([...members].map(match => match[1]!)), names: new Set(text.match(/\w+/g)) };
}

/** Whether, by words alone, some files call a function that may lead to a call of a member in another file. */
function isSaid(files: readonly Peeked[], file: SourceFile, field: string): boolean {
  const users = usersIn(file, field);
  const isUnread = ({ body, name }: Item) => body === undefined || name === undefined;
  return [...users].some(
    user =>
      isUnread(user) ||
      (user.name !== undefined &&
        files.some(({ names, path }) => path !== file.path && names.has(user.name!))),
  );
}

/** The functions of a file that say a word, or the name of one that does. */
function usersIn(file: SourceFile, word: string): ReadonlySet<Item> {
  const itemsWith = itemsIn(file);
  const reached = new Set(itemsWith(word).filter(({ body, kind }) => body !== undefined || kind === 'other'));
  for (const { name } of reached) {
    if (name === undefined || reached.size > MOST_STEPS) continue;
    for (const user of itemsWith(name))
      if (user.body !== undefined || user.kind === 'other') reached.add(user);
  }
  return reached;
}

function itemsIn(file: SourceFile): (word: string) => readonly Item[] {
  const { code } = wordsOf(file);
  return word => (code.get(word) ?? []).flatMap(index => file.itemAt(file.tokens.startAt(index)!) ?? []);
}

/** A function of a file, and those of the file that lead to it by calls; undefined where others may. */
function above(headers: Headers, file: SourceFile, start: Item): ReadonlySet<Item> | undefined {
  const reached = new Set([start]);
  for (const { name } of reached) {
    if (name === undefined || reached.size > MOST_STEPS) continue;
    for (const effect of functionEffects(headers, file, name)) {
      if (effect.kind === 'call') reached.add(effect.item);
      if (effect.kind === 'doubt') return undefined;
    }
  }
  return reached;
}

/** Whether, by words alone, a function that calls such a member may lie below a handler: most do not. */
function mayBe(file: SourceFile, field: string, tables: readonly SlotTable[]): boolean {
  const itemsWith = itemsIn(file);
  const slots = new Set(tables.flatMap(({ struct, fields }) => [struct, ...fields]).flatMap(itemsWith));
  const reached = new Set(itemsWith(field).filter(({ body }) => body !== undefined));
  for (const item of reached) {
    if (item.name === undefined) continue;
    for (const user of itemsWith(item.name)) {
      if (slots.has(user) || (user.body === undefined && user.kind === 'other')) return true;
      if (user.body !== undefined) reached.add(user);
    }
  }
  return false;
}

/** Whether functions of the file lead to one from a slot of some tables, or may. */
function isBelow(headers: Headers, file: SourceFile, start: Item, tables: readonly SlotTable[]): boolean {
  const reached = new Set([start]);
  for (const { name } of reached) {
    if (name === undefined || reached.size > MOST_STEPS) continue;
    for (const effect of functionEffects(headers, file, name)) {
      if (effect.kind === 'call') reached.add(effect.item);
      // What is not understood may be a slot; whose function it is says the same then.
      if (effect.kind === 'doubt') return true;
      const isSlot = ({ struct, fields }: SlotTable) =>
        effect.kind === 'store' && effect.tag === struct && fields.includes(effect.field);
      if (tables.some(isSlot)) return true;
    }
  }
  return false;
}
