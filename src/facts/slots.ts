/** Everything that is stored in the slots of some tables, wherever in the tree: found from the tables' names. */

import type { Item, SourceFile } from '../source/file.js';
import type { Store } from './effects.js';
import type { FunctionRef, SlotTable, SlotUse } from './facts.js';
import type { Functions } from './functions.js';
import type { Headers } from './includes.js';
import { type Definition, reveal, useAt, usesAround } from './macros.js';
import { functionEffects, macroEffects } from './mentions.js';
import { isDead } from './never.js';
import { vocabularyOf } from './pasted.js';
import { isMadeByMacro } from './positions.js';
import type { Search } from './search.js';
import { type TypeRef, typesOf } from './structs.js';
import { codeFrom, codeUpTo, tokenAt, tokenText, wordsOf } from './tokens.js';

/** A search for stored functions that goes on from round to round. */
export interface Sweep {
  /** The functions found since the last call; whatever needs another round is asked of the search. */
  advance(): readonly FunctionRef[];
  /** The names found in the tables for which the tree has no definition that could be read, by name and file. */
  readonly homeless: readonly HomelessName[];
}

/** A name that a file puts into a table, and that no function is known to have. */
export interface HomelessName {
  readonly name: string;
  readonly slot: SlotUse;
}

/** What in a file may be a table, and what the tables hold. */
export interface Tables {
  /** Types and macros by which a file may make a table without saying its tag; grows as files are learned. */
  readonly makers: ReadonlySet<string>;
  readonly fields: ReadonlySet<string>;
  /** Whether one of these is a macro. */
  isMacro(word: string): boolean;
  /** Learns the typedefs and macros of a file that stand for a table. */
  learn(file: SourceFile): void;
  /** The names in a file that stand where a value is stored, in items that can be tables or fill one. */
  namesIn(file: SourceFile): ReadonlySet<string>;
  /** What a file does to put a function of this name into the tables. */
  storesOf(file: SourceFile, name: string): readonly Store[];
}

/** The slots among the tables' that a store fills. */
export function slotsFor(tables: readonly SlotTable[], file: SourceFile, store: Store): readonly SlotUse[] {
  const { tag, field, holder, under, offset } = store;
  const { line } = file.position(offset);
  return tables
    .filter(table => table.struct === tag && table.fields.includes(field))
    .map(table => ({ table, field, holder, path: file.path, line, under, dead: isDead(under) }));
}

/** Reads files for what they put into the tables. */
export function openTables(headers: Headers, tables: readonly SlotTable[]): Tables {
  const tags = new Set(tables.map(table => table.struct));
  const fields = new Set(tables.flatMap(table => table.fields));
  const makers = new Set<string>(tags);
  const isOurs = (store: Store): boolean =>
    tables.some(({ struct, fields: own }) => struct === store.tag && own.includes(store.field));

  const macros = new Set<string>();
  const said = new Map<SourceFile, { readonly makers: number; readonly names: NamesFromMacros }>();
  /** What macros put into tables in a file, found anew when there are more makers. */
  const macroNames = (file: SourceFile): NamesFromMacros => {
    const known = said.get(file);
    if (known?.makers === makers.size) return known.names;
    const names = namesFromMacros(headers, file, { makers, fields });
    said.set(file, { makers: makers.size, names });
    return names;
  };

  return {
    makers,
    fields,
    isMacro: word => macros.has(word),
    learn: file => {
      const isTable = ({ base }: TypeRef) =>
        base.startsWith('struct ') && tags.has(base.slice('struct '.length));
      for (const [name, types] of typesOf(file).typedefs) if (types.some(isTable)) makers.add(name);
      const fills = new RegExp(`(?:->|\\.)\\s*(?:${[...fields].join('|')})\\s*=[^=]`);
      for (let before = -1; makers.size > before; ) {
        before = makers.size;
        for (const { name, body } of file.macros) {
          const says = () => body.match(/[A-Za-z_]\w*/g)?.some(word => makers.has(word)) ?? false;
          if (makers.has(name) || !(fills.test(body) || says())) continue;
          makers.add(name);
          macros.add(name);
        }
      }
    },
    namesIn: file => {
      const items = itemsThat(file, fields, makers);
      const written = [...items].flatMap(item => valueNames(file, item));
      return new Set([...written, ...macroNames(file).keys()]);
    },
    storesOf: (file, name) => {
      const macros = macroNames(file).get(name) ?? [];
      const effects = [
        ...functionEffects(headers, file, name),
        ...macros.flatMap(macro =>
          macroEffects(headers, file, { name: macro, target: name, calls: false, alias: false }),
        ),
      ];
      return effects.filter((effect): effect is Store => effect.kind === 'store' && isOurs(effect));
    },
  };
}

/** The items of a file that name a maker of tables, or fill a member of one. */
function itemsThat(
  file: SourceFile,
  fields: ReadonlySet<string>,
  makers: ReadonlySet<string>,
): ReadonlySet<Item> {
  const table = wordsOf(file);
  const filled = [...fields].flatMap(field =>
    (table.code.get(field) ?? []).filter(index => isFilled(file, index)),
  );
  const made = [...makers].flatMap(maker => table.code.get(maker) ?? []);
  return new Set([...filled, ...made].flatMap(index => file.itemAt(file.tokens.startAt(index)!) ?? []));
}

/** The names that macros put into tables, each with those macros. */
type NamesFromMacros = ReadonlyMap<string, readonly string[]>;

/** The names that macros of tables, and others in what makes a table, put into them where a file uses them. */
function namesFromMacros(
  headers: Headers,
  file: SourceFile,
  { makers, fields }: Pick<Tables, 'makers' | 'fields'>,
): NamesFromMacros {
  const { definitions, reach } = vocabularyOf(headers, file);
  const stored = new RegExp(
    `(?:->|\\.)\\s*(?:${[...fields].join('|')})\\s*=\\s*[(&\\s]*([A-Za-z_]\\w*)`,
    'g',
  );
  const matters = (word: string) => {
    const own = definitions(word);
    if (own.length === 0) return false;
    const { words, pastes } = reach(word);
    return pastes || [...fields].some(field => words.has(field)) || own.some(setsWhatItIsGiven);
  };
  // A list that is given what to make of each of its entries: `GIZMO_OPS(SET)`.
  const outermost = (index: number): number => {
    const item = file.itemAt(file.tokens.startAt(index)!);
    const around = item === undefined ? [] : usesAround(file, index, item.start);
    const whole = around.filter(({ name }) => definitions(name).length > 0).at(-1);
    return whole === undefined ? index : tokenAt(file, whole.start);
  };
  const named = [...wordsOf(file).code]
    .filter(([macro]) => makers.has(macro) && definitions(macro).length > 0)
    .flatMap(([, indexes]) => indexes.map(outermost));
  const listed = [...itemsThat(file, fields, makers)]
    .flatMap(item => elementsIn(file, item))
    .filter(index => matters(tokenText(file, index)));
  const found = new Map<string, string[]>();
  for (const index of new Set([...named, ...listed])) {
    const { name: macro, start, end } = useAt(file, index);
    const said = reveal(file.text.slice(start, end), { definitions, matters, arm: 0 }) ?? '';
    for (const [, name] of said.matchAll(stored)) found.set(name!, [...(found.get(name!) ?? []), macro]);
  }
  return found;
}

/** Whether a macro fills the member that it is given the name of: `#define SET(op, fn) .op = fn,`. */
function setsWhatItIsGiven({ params = [], body }: Definition): boolean {
  const set = body.matchAll(/(?:->|\.)\s*(\w+)\s*=(?!=)/g);
  return [...set].some(([, field]) => params.includes(field!));
}

/** The words of an item that stand in the place of an element, or of a statement, with arguments. */
function elementsIn(file: SourceFile, item: Item): readonly number[] {
  const found: number[] = [];
  for (let i = tokenAt(file, item.start); (file.tokens.startAt(i) ?? item.end) < item.end; i++) {
    if (file.tokens.kindAt(i)! !== 'word' || tokenText(file, codeFrom(file, i + 1)) !== '(') continue;
    if (/^[{},;)]$/.test(tokenText(file, codeUpTo(file, i - 1)))) found.push(i);
  }
  return found;
}

/** Looks for what is stored in the tables. With no tables it asks nothing. */
export function openSweep(
  search: Search,
  headers: Headers,
  functions: Functions,
  tables: readonly SlotTable[],
): Sweep {
  const { makers, fields, isMacro, learn, namesIn, storesOf } = openTables(headers, tables);
  const searched = new Set<string>();
  const files = new Set<string>();
  const unresolved = new Map<string, { name: string; path: string }>();
  const homeless: HomelessName[] = [];

  const isUnclear = (fn: FunctionRef): boolean => {
    const file = search.open(fn.path);
    return file === undefined || isMadeByMacro(file, fn.item);
  };
  /** Keeps where a name without a definition is stored. */
  const keep = (name: string, path: string): void => {
    const file = search.open(path);
    if (file === undefined) return;
    for (const store of storesOf(file, name))
      homeless.push(...slotsFor(tables, file, store).map(slot => ({ name, slot })));
  };

  /** The `.c` files that one is compiled together with: a static function of theirs can be meant there. */
  const compiledWith = (path: string): readonly string[] | undefined => {
    const includers = headers.includers(path);
    const tops = [path, ...(includers ?? [])];
    const all = new Set(tops.flatMap(top => [top, ...headers.beside(top)]));
    return includers && [...all].filter(one => one !== path && one.endsWith('.c'));
  };

  const look = (path: string): void => {
    const file = search.open(path);
    if (file === undefined) return;
    for (const name of namesIn(file)) {
      if (storesOf(file, name).length > 0) unresolved.set(`${name} ${path}`, { name, path });
    }
  };

  const worthOpening = (path: string, pattern: RegExp): boolean => pattern.test(search.peek(path) ?? '');

  const scan = (): void => {
    const filled = new RegExp(
      `(?:->|\\.)\\s*(?:${[...fields].join('|')})\\s*=[^=]|[{,]\\s*(?:${[...fields].join('|')})\\s*:`,
    );
    for (const word of [...fields, ...makers]) {
      if (searched.has(word)) continue;
      const holders = search.holders(word);
      if (holders === undefined) continue;
      searched.add(word);
      const pattern = isMacro(word)
        ? /(?:)/
        : makers.has(word)
          ? new RegExp(`\\b${word}\\b[^;]*[=(]|define(?:.|\\\\\\n)*\\b${word}\\b|typedef[^;]*\\b${word}\\b`)
          : filled;
      for (const path of holders) {
        if (files.has(path) || !worthOpening(path, pattern)) continue;
        files.add(path);
        const file = search.open(path);
        if (file !== undefined) learn(file);
        look(path);
      }
    }
  };

  return {
    advance: () => {
      if (tables.length === 0) return [];
      let before: number;
      do {
        before = makers.size;
        scan();
      } while (makers.size > before);
      const found: FunctionRef[] = [];
      for (const [key, { name, path }] of unresolved) {
        const own = functions.meant(name, path);
        if (own.every(fn => fn.item.under.length > 0) && search.holders(name) === undefined) continue;
        const unit = own.length > 0 ? [] : compiledWith(path);
        if (unit === undefined) continue;
        unresolved.delete(key);
        const meant =
          [path, ...unit].map(one => functions.meant(name, one)).find(fns => fns.length > 0) ?? [];
        // A lone `name(...)` before a body may be a macro's use, so nobody follows it as a function.
        if (meant.every(isUnclear)) keep(name, path);
        found.push(...meant);
      }
      return found;
    },
    homeless,
  };
}

/** Whether a member's name stands in `.name = `, `->name = ` or, as old compilers wrote it, `name: `. */
export function isFilled(file: SourceFile, index: number): boolean {
  const after = tokenText(file, codeFrom(file, index + 1));
  const before = tokenText(file, codeUpTo(file, index - 1));
  return /^(->|\.)$/.test(before)
    ? after === '=' || after === '[' || after === '.'
    : after === ':' && /^[{,]$/.test(before);
}

/** The words of an item that stand where a value does: after `=`, in a list, as an argument. */
function valueNames(file: SourceFile, item: Item): string[] {
  const names: string[] = [];
  for (let i = tokenAt(file, item.start); (file.tokens.startAt(i) ?? item.end) < item.end; i++) {
    if (file.tokens.kindAt(i)! !== 'word') continue;
    const before = tokenText(file, codeUpTo(file, i - 1));
    const after = tokenText(file, codeFrom(file, i + 1));
    const name = tokenText(file, i);
    // Names without a small letter are constants such as NULL.
    const stored = /[a-z]/.test(name) && /^[=,({&?:)]$/.test(before) && /^[,})\];?:]$/.test(after);
    if (stored) names.push(name);
  }
  return names;
}
