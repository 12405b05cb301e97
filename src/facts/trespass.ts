/**
 * Calls of members that only the kernel should call, from a context that they are not meant for: a page fault handler
 * that calls a driver's `mmap` through its table. Looked for in the files that fill tables of that context, where a call
 * surely runs in it: in a handler of the file, or in what handlers of the file call.
 */
import { ensure } from '../remember.js';
import type { Item, SourceFile } from '../source/file.js';
import type { Effect } from './effects.js';
import type { SlotTable } from './facts.js';
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

/** Looks into the files that name the tables of a context, all of them once. */
export function openTrespass(search: Search, headers: Headers, tables: readonly SlotTable[]): Trespass {
  const found = new Map<string, readonly Trespasser[]>();
  const texts = new Map<string, readonly { readonly path: string; readonly calls: ReadonlySet<string> }[]>();

  const tablesOf = (context: string) => tables.filter(table => table.context === context);
  /** The files that name a table of a context, and the members that they call; undefined until the search knows. */
  const filesOf = (context: string) => {
    const holders = tablesOf(context).map(({ struct }) => search.holders(struct));
    if (holders.some(paths => paths === undefined)) return undefined;
    return ensure(texts, context, () =>
      [...new Set(holders.flatMap(paths => paths!))].map(path => ({
        path,
        calls: callsIn(search.peek(path)),
      })),
    );
  };

  return {
    of: (table, field, isNamesake) => {
      const { struct, unless } = table;
      if (unless === undefined) return [];
      const key = `${struct}.${field}`;
      const known = found.get(key);
      if (known !== undefined) return known;
      const files = filesOf(unless);
      if (files === undefined) return undefined;
      const near = files
        .filter(one => one.calls.has(field))
        .flatMap(({ path }) => search.open(path) ?? [])
        .filter(file => mayBe(file, field, tablesOf(unless)));
      const namesakes = near.map(file => isNamesake(struct, file.path));
      if (namesakes.includes(undefined)) return undefined;
      const calls = near
        .filter((_, at) => namesakes[at] !== true)
        .flatMap(file =>
          memberEffects(headers, file, { tag: struct, field })
            .filter(effect => effect.kind === 'doubt' || effect.kind === 'call')
            .filter(
              effect => effect.kind === 'doubt' || isBelow(headers, file, effect.item, tablesOf(unless)),
            )
            .map(effect => ({ file, effect })),
        );
      found.set(key, calls);
      return calls;
    },
  };
}

/** The members that a text calls. */
function callsIn(text: string | undefined): ReadonlySet<string> {
  return new Set([...(text ?? '').matchAll(/(?:->|\.)\s*(\w+)\s*\)?\s*\(/g)].map(match => match[1]!));
}

/** Whether, by words alone, a function that calls such a member may lie below a handler: most do not. */
function mayBe(file: SourceFile, field: string, tables: readonly SlotTable[]): boolean {
  const { code } = wordsOf(file);
  const itemsWith = (word: string) =>
    (code.get(word) ?? []).flatMap(index => file.itemAt(file.tokens.at(index)!.start) ?? []);
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
