/** Who uses a function by its name, one level up and no further: for what a change of its type reaches. */
import type { Item, SourceFile } from '../source/file.js';
import { standsIn } from '../words.js';
import type { Effect } from './effects.js';
import { type FunctionRef, OF_TYPEDEFS, type SlotTable, type StoredIn, type Use } from './facts.js';
import { type Functions, isStatic, MOST_HOLDERS } from './functions.js';
import type { Headers } from './includes.js';
import { callsOnly, functionEffects } from './mentions.js';
import { isDeclared, isOtherName, isPlainCall, surroundings } from './positions.js';
import type { Search } from './search.js';
import { declaredBetween } from './structs.js';
import { codeFrom, tokenAt, tokenText, wordsOf } from './tokens.js';

export interface Users {
  /** Asks for the uses of a function, which the search's next rounds bring; false where they were asked for before. */
  want(fn: FunctionRef): boolean;
  /** Asks the search for what is not known yet. */
  advance(): Iterable<void>;
  /** In order of path and offset; undefined where nobody asked, or too many files name it. */
  of(fn: FunctionRef): readonly Use[] | undefined;
}

/** Users as the search finds them. */
export function openUsers(
  search: Search,
  headers: Headers,
  functions: Functions,
  tables: readonly SlotTable[],
): Users {
  const wanted = new Set<FunctionRef>();
  const known = new Map<FunctionRef, readonly Use[] | undefined>();

  /** The files that can name a function; undefined until the search knows. */
  const scopeOf = (fn: FunctionRef): readonly string[] | undefined => {
    const file = search.open(fn.path);
    if (file === undefined) return [];
    if (!isStatic(file, fn.item) || fn.path.endsWith('.h')) return search.holders(fn.name);
    const includers = headers.includers(fn.path);
    if (includers === undefined) return undefined;
    const tops = [fn.path, ...includers];
    const others = tops.flatMap(top => [top, ...headers.saying(fn.name, top), ...headers.beside(top)]);
    return [...new Set(others)].filter(path => standsIn(search.text(path) ?? '', fn.name));
  };
  const usesOf = (fn: FunctionRef, scope: readonly string[]): readonly Use[] =>
    [...scope].sort().flatMap(path => {
      const file = search.open(path);
      return file !== undefined && functions.mayMean(fn, path) ? usesIn(headers, tables, file, fn) : [];
    });

  return {
    want: fn => {
      if (known.has(fn) || wanted.has(fn)) return false;
      wanted.add(fn);
      return true;
    },
    *advance() {
      for (const fn of wanted) {
        yield;
        const scope = scopeOf(fn);
        if (scope === undefined) continue;
        wanted.delete(fn);
        known.set(fn, scope.length > MOST_HOLDERS ? undefined : usesOf(fn, scope));
      }
    },
    of: fn => known.get(fn),
  };
}

/** The uses in one file, the definition's own header left out. */
function usesIn(
  headers: Headers,
  tables: readonly SlotTable[],
  file: SourceFile,
  fn: FunctionRef,
): readonly Use[] {
  const { path } = file;
  const uses: Use[] = [];
  const table = wordsOf(file);
  let effects: readonly Effect[] | undefined;
  /** What a mention does that is no plain call: asked of the file once, and only where there is one. */
  const deedsAt = (at: number, isCall: boolean): Pick<Use, 'into' | 'escapes'> => {
    if (isCall) return PLAIN;
    effects ??= functionEffects(headers, file, fn.name);
    const own = effects.filter(({ offset }) => offset === at);
    return { into: own.flatMap(effect => intoOf(headers, tables, effect)), escapes: escapeOf(own, fn.name) };
  };
  for (const index of table.code.get(fn.name) ?? []) {
    if (isOtherName(file, index)) continue;
    const offset = file.tokens.startAt(index)!;
    const item = file.itemAt(offset);
    if (item !== undefined && item.name === fn.name && item.body !== undefined && offset < item.body.start)
      continue;
    const kind = kindOf(file, item, index);
    const isCall = kind === 'prototype' || (kind === 'inside' && isPlainCall(file, index));
    const typedef = kind === 'prototype' ? typedefOf(headers, file, item!, index) : undefined;
    uses.push({ kind, path, offset, item, ...(typedef ?? deedsAt(offset, isCall)) });
  }
  for (const index of table.directives.get(fn.name) ?? []) {
    const offset = file.tokens.startAt(index)!;
    uses.push({ kind: 'other', path, offset, item: undefined, ...deedsAt(offset, false) });
  }
  return uses.sort((a, b) => a.offset - b.offset);
}

/** The typedef of functions by which a declaration declares a function: `static gizmo_fn gizmo_map;` */
function typedefOf(
  headers: Headers,
  file: SourceFile,
  item: Item,
  index: number,
): Pick<Use, 'into' | 'escapes'> | undefined {
  if (!/^[,;]$/.test(tokenText(file, codeFrom(file, index + 1)))) return undefined;
  const name = tokenText(file, index);
  const declared = declaredBetween(file, tokenAt(file, item.start), tokenAt(file, item.end)).find(
    one => one.name === name,
  );
  if (declared === undefined || declared.type.stars > 0) return undefined;
  const { base } = declared.type;
  const meant = headers.typedef(base, file.path);
  if (meant?.base !== '()' || meant.stars > 0) return undefined;
  const home = headers.typedefHome(base, file.path);
  return { into: [{ struct: OF_TYPEDEFS, field: base, home, context: undefined }], escapes: undefined };
}

const PLAIN = { into: [], escapes: undefined };

/** The member that an effect puts a function into, with the file that defines its struct. */
function intoOf(headers: Headers, tables: readonly SlotTable[], effect: Effect): readonly StoredIn[] {
  if (effect.kind !== 'store') return [];
  const { tag, field, path } = effect;
  const slot = tables.find(({ struct, fields }) => struct === tag && fields.includes(field));
  const home = headers.structs(tag, path)[0]?.path;
  return [{ struct: tag, field, home, context: slot?.context }];
}

/** Where the address of a function goes, other than into a member; a call through a variable is such a place. */
function escapeOf(effects: readonly Effect[], name: string): string | undefined {
  for (const effect of effects) {
    if (effect.kind === 'doubt') return effect.why;
    if (effect.kind === 'call') return 'is called through a variable';
    if (effect.kind === 'macro' && !callsOnly(effect.macro, name)) {
      return `is named by the macro ${effect.macro.name}`;
    }
  }
  return undefined;
}

function kindOf(file: SourceFile, item: Item | undefined, index: number): Use['kind'] {
  if (item === undefined) return 'other';
  if (item.body !== undefined) return file.tokens.startAt(index)! > item.body.start ? 'inside' : 'other';
  const around = surroundings(file, item, index);
  if (around === 'value') return 'stored';
  return around === 'top' && item.kind === 'declaration' && isDeclared(file, item, index)
    ? 'prototype'
    : 'other';
}
