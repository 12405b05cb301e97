/** Function definitions by name and file, and which of them a name can mean where. */
import { compare } from '../order.js';
import type { Item, SourceFile } from '../source/file.js';
import type { FunctionRef } from './facts.js';
import type { Search } from './search.js';
import { codeFrom, codeUpTo, tokenAt, tokenText, wordsOf } from './tokens.js';

export interface Functions {
  /** The function an item defines; undefined for other items. */
  at(file: SourceFile, item: Item): FunctionRef | undefined;
  /**
   * What the name means in a file: the file's own definitions; those of other files that it can see too, where it has
   * none that is always compiled, or one that gives way to another.
   */
  meant(name: string, path: string): readonly FunctionRef[];
  /** Of these, those that the search knows without being asked for more. */
  known(name: string, path: string): readonly FunctionRef[];
  /** Whether a use of the function's name in a file can mean this very definition. */
  mayMean(fn: FunctionRef, path: string): boolean;
}

/** Orders functions by path and offset. */
export function byPlace(a: FunctionRef, b: FunctionRef): number {
  return compare(a.path, b.path) || a.item.start - b.item.start;
}

/** A name that more files than this mention is not followed: so common a function is called from everywhere. */
export const MOST_HOLDERS = 150;

/** Whether a definition is visible in its own file only. */
export function isStatic(file: SourceFile, item: Item): boolean {
  const end = item.body?.start ?? item.end;
  for (let i = tokenAt(file, item.start); (file.tokens.startAt(i) ?? end) < end; i++) {
    const text = tokenText(file, i);
    // Where the word is a macro, it may say nothing.
    if (text === 'static') return !file.macros.some(({ name }) => name === 'static');
    if (text === '(') return false;
  }
  return false;
}

/** What old compilers had between the parameters' names and the body: a declaration of each. */
const OLD_STYLE = /\(\s*\w+(?:\s*,\s*\w+)*\s*\)\s*(?:[A-Za-z_][\w\s*,[\]()]*;\s*)+$/;

/** Where the part of a header ends that says the name: at the body, or where the parameters are declared behind it. */
function headEnd(file: SourceFile, item: Item): number {
  const end = item.body?.start ?? item.end;
  const old = OLD_STYLE.exec(file.text.slice(item.start, end));
  return old === null ? end : item.start + old.index;
}

/**
 * Whether a function's header can be trusted to give its name and storage class: it is made of words, stars and
 * parentheses only, and what stands before it ends where it seems to end.
 */
export function isPlainHeader(file: SourceFile, item: Item): boolean {
  const end = headEnd(file, item);
  const before = file.itemAt(file.tokens.startAt(codeUpTo(file, tokenAt(file, item.start) - 1)) ?? -1);
  if (before?.doubt !== undefined) return false;
  for (let i = tokenAt(file, item.start); (file.tokens.startAt(i) ?? end) < end; i++) {
    const { kind } = file.tokens.at(i)!;
    if (kind === 'char' || (kind === 'punct' && /[{}#@;=]/.test(tokenText(file, i)))) return false;
  }
  return true;
}

/** Definitions as the search finds them: what was not searched for is not known. */
export function openFunctions(search: Search): Functions {
  const byFile = new WeakMap<SourceFile, ReadonlyMap<string, readonly FunctionRef[]>>();
  const refs = new WeakMap<Item, FunctionRef>();
  const elsewhere = new Map<string, readonly FunctionRef[]>();
  const weak = new Map<string, boolean>();

  const at = (file: SourceFile, item: Item): FunctionRef | undefined => {
    if (item.kind !== 'function' || item.name === undefined) return undefined;
    const known = refs.get(item);
    if (known !== undefined) return known;
    const { line } = file.position(nameOffset(file, item, item.name));
    const fn: FunctionRef = { name: item.name, path: file.path, line, item };
    refs.set(item, fn);
    return fn;
  };
  const inFile = (file: SourceFile): ReadonlyMap<string, readonly FunctionRef[]> => {
    const known = byFile.get(file);
    if (known !== undefined) return known;
    const map = new Map<string, FunctionRef[]>();
    for (const item of file.items) {
      const fn = at(file, item);
      if (fn !== undefined) map.set(fn.name, [...(map.get(fn.name) ?? []), fn]);
    }
    byFile.set(file, map);
    return map;
  };
  const ownOf = (name: string, path: string): readonly FunctionRef[] => {
    const file = search.open(path);
    return (file && inFile(file).get(name)) ?? [];
  };
  /** Definitions that other files see. Only complete once the search knows the name. */
  const shared = (name: string): readonly FunctionRef[] => {
    const known = elsewhere.get(name);
    if (known !== undefined) return known;
    return sharedAmong(name, search.holders(name));
  };
  const sharedAmong = (name: string, holders: readonly string[] | undefined): readonly FunctionRef[] => {
    const few = holders !== undefined && holders.length <= MOST_HOLDERS ? holders : [];
    const found = [...few, ...search.lenders(name)].flatMap(path => {
      const file = search.open(path);
      const own = (file && inFile(file).get(name)) ?? [];
      return file && !path.endsWith('.h') ? own.filter(fn => !isStatic(file, fn.item)) : own;
    });
    if (holders !== undefined) elsewhere.set(name, found);
    return found;
  };

  /** Whether a definition or declaration of the name says that it gives way to another one. */
  const isWeak = (fn: FunctionRef): boolean => {
    const home = search.open(fn.path);
    if (home === undefined || isStatic(home, fn.item)) return false;
    const known = weak.get(fn.name);
    if (known !== undefined) return known;
    const holders = search.holdersKnown(fn.name);
    const found = (holders ?? [fn.path]).some(path => {
      const file = search.open(path);
      return file !== undefined && saysWeak(file, fn.name);
    });
    if (holders !== undefined) weak.set(fn.name, found);
    return found;
  };

  const meantBy = (name: string, path: string, others: typeof shared): readonly FunctionRef[] => {
    const own = ownOf(name, path);
    if (own.some(fn => fn.item.under.length === 0) && !own.some(isWeak)) return own;
    return [...own, ...others(name).filter(fn => fn.path !== path)];
  };

  return {
    at,
    meant: (name, path) => meantBy(name, path, shared),
    known: (name, path) => meantBy(name, path, word => sharedAmong(word, search.holdersKnown(word))),
    mayMean: (fn, path) => {
      if (fn.path === path) return true;
      const file = search.open(path);
      const isOwn = (item: Item) => item.kind === 'function' || (file !== undefined && isStatic(file, item));
      const own = file?.items.filter(item => item.name === fn.name && isOwn(item)) ?? [];
      if (own.every(item => item.under.length > 0)) return true;
      // One that others may replace gives way to a definition in another file.
      return file !== undefined && !own.some(item => isStatic(file, item)) && isWeak(fn);
    },
  };
}

/** Whether a file calls a function weak: in a header of it (`__weak`, an attribute) or by a `#pragma`. */
function saysWeak(file: SourceFile, name: string): boolean {
  const isSaid = (item: Item): boolean => {
    const text = file.text.slice(item.start, item.body?.start ?? item.end);
    return text.replace(new RegExp(`\\b${name}\\b`), ' ').includes('weak') || /WEAK/.test(text);
  };
  const pragmas = wordsOf(file).directives.get(name) ?? [];
  return (
    pragmas.some(index => /^#\s*pragma\s+weak\b/.test(tokenText(file, index))) ||
    file.items.some(item => item.name === name && isSaid(item))
  );
}

/** Where the name of a function stands in its header. */
function nameOffset(file: SourceFile, item: Item, name: string): number {
  const end = item.body?.start ?? item.end;
  for (let i = tokenAt(file, item.start); (file.tokens.startAt(i) ?? end) < end; i++) {
    if (tokenText(file, i) === name && /^[()]$/.test(tokenText(file, codeFrom(file, i + 1)))) {
      return file.tokens.startAt(i)!;
    }
  }
  return item.start;
}
