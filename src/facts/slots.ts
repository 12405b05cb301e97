/** Everything that is stored in the slots of some tables, wherever in the tree: found from the tables' names. */

import type { Item, SourceFile } from '../source/file.js';
import type { Effect } from './effects.js';
import type { FunctionRef, SlotTable } from './facts.js';
import type { Functions } from './functions.js';
import type { Headers } from './includes.js';
import { functionEffects } from './mentions.js';
import type { Search } from './search.js';
import { typesOf } from './structs.js';
import { codeFrom, codeUpTo, tokenAt, tokenText, wordsOf } from './tokens.js';

/** A search for stored functions that goes on from round to round. */
export interface Sweep {
  /** The functions found since the last call; whatever needs another round is asked of the search. */
  advance(): readonly FunctionRef[];
}

/** What in a file may be a table, and what the tables hold. */
export interface Tables {
  /** Types and macros by which a file may make a table without saying its tag; grows as files are learned. */
  readonly makers: ReadonlySet<string>;
  readonly fields: ReadonlySet<string>;
  /** Learns the typedefs and macros of a file that stand for a table. */
  learn(file: SourceFile): void;
  /** The names in a file that stand where a value is stored, in items that can be tables or fill one. */
  namesIn(file: SourceFile): ReadonlySet<string>;
  /** What a file does to put a function of this name into the tables. */
  storesOf(file: SourceFile, name: string): readonly Store[];
}

/** The effect of a mention that puts a function somewhere. */
export type Store = Extract<Effect, { kind: 'store' }>;

/** Reads files for what they put into the tables. */
export function openTables(headers: Headers, tables: readonly SlotTable[]): Tables {
  const tags = new Set(tables.map(table => table.struct));
  const fields = new Set(tables.flatMap(table => table.fields));
  const makers = new Set<string>(tags);
  const isOurs = (store: Store): boolean =>
    tables.some(({ struct, fields: own }) => struct === store.tag && own.includes(store.field));

  return {
    makers,
    fields,
    learn: file => {
      for (const [name, type] of typesOf(file).typedefs) {
        if (type.base.startsWith('struct ') && tags.has(type.base.slice('struct '.length))) makers.add(name);
      }
      for (const macro of file.macros) {
        const says = (word: string) => new RegExp(`\\b${word}\\b`).test(macro.body);
        const fills = [...fields].some(field => new RegExp(`\\.\\s*${field}\\s*=[^=]`).test(macro.body));
        if (fills || [...tags].some(says)) makers.add(macro.name);
      }
    },
    namesIn: file => {
      const items = new Set<Item>();
      const table = wordsOf(file);
      const note = (index: number): void => {
        const item = file.itemAt(file.tokens[index]!.start);
        if (item !== undefined) items.add(item);
      };
      for (const field of fields) {
        for (const index of table.code.get(field) ?? []) if (isFilled(file, index)) note(index);
      }
      for (const maker of makers) for (const index of table.code.get(maker) ?? []) note(index);
      return new Set([...items].flatMap(item => valueNames(file, item)));
    },
    storesOf: (file, name) =>
      functionEffects(headers, file, name).filter(
        (effect): effect is Store => effect.kind === 'store' && isOurs(effect),
      ),
  };
}

/** Looks for what is stored in the tables. With no tables it asks nothing. */
export function openSweep(
  search: Search,
  headers: Headers,
  functions: Functions,
  tables: readonly SlotTable[],
): Sweep {
  const { makers, fields, learn, namesIn, storesOf } = openTables(headers, tables);
  const searched = new Set<string>();
  const files = new Set<string>();
  const unresolved = new Map<string, { name: string; path: string }>();

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
      const pattern = makers.has(word)
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
        unresolved.delete(key);
        found.push(...functions.meant(name, path));
      }
      return found;
    },
  };
}

/** Whether a member's name stands in `.name = `, `->name = ` or, as old compilers wrote it, `name: `. */
function isFilled(file: SourceFile, index: number): boolean {
  const after = tokenText(file, codeFrom(file, index + 1));
  const before = tokenText(file, codeUpTo(file, index - 1));
  return /^(->|\.)$/.test(before)
    ? after === '=' || after === '[' || after === '.'
    : after === ':' && /^[{,]$/.test(before);
}

/** The words of an item that stand where a value does: after `=`, in a list, as an argument. */
function valueNames(file: SourceFile, item: Item): string[] {
  const names: string[] = [];
  for (let i = tokenAt(file, item.start); (file.tokens[i]?.start ?? item.end) < item.end; i++) {
    if (file.tokens[i]!.kind !== 'word') continue;
    const before = tokenText(file, codeUpTo(file, i - 1));
    const after = tokenText(file, codeFrom(file, i + 1));
    const name = tokenText(file, i);
    // Names without a small letter are constants such as NULL.
    const stored = /[a-z]/.test(name) && /^[=,({&?:)]$/.test(before) && /^[,})\];?:]$/.test(after);
    if (stored) names.push(name);
  }
  return names;
}
