/** Which headers a file includes, nearest first, and what they declare. Read on demand, each header's text once. */
import type { MacroDef, SourceFile } from '../source/file.js';
import { placeAmong } from '../tree/path.js';
import type { World } from './places.js';
import { holdsWord, type Search } from './search.js';
import { declaredBetween, type StructDef, type TypeRef, typeFromText, typesOf } from './structs.js';
import { tokenAt, tokenText, wordsOf } from './tokens.js';

/** What code in a file can mean by a name, as far as its own text and the headers it includes say. */
export interface Headers extends World {
  /** The file's own definitions of a macro, else those of the nearest included header that has one. */
  macros(name: string, path: string): readonly MacroDef[];
  /** The headers that a file includes, at any depth, from outside the folders of shared headers. */
  beside(path: string): readonly string[];
  /** The `.c` files in a file's own folder that include it as if it were a header. */
  includers(path: string): readonly string[];
  /** In how many of the files that a file is compiled from a word stands. */
  spread(word: string, path: string): number;
  /** Whether a header defines or declares the name outside function bodies. */
  declares(header: SourceFile, name: string): boolean;
}

/** Headers further away than this are not looked at: a bound for trees that include in circles of names. */
const MOST_HEADERS = 3000;

/** For so many questions it does not pay to put all paths of a tree into a set. */
const SOME = 2000;

/** Where `#include <name>` is looked for, after the architecture's own folders. */
const HEADER_ROOTS = ['include/', 'include/uapi/', 'include/asm-generic/', ''];

/** Answers from the files of a search. Everything found is kept. */
export function openHeaders(search: Search): Headers {
  const included = new Map<string, readonly string[]>();
  const inclusions = new Map<string, ReadonlyMap<string, readonly string[]>>();
  const outlines = new Map<string, Outline>();
  const closures = new Map<string, readonly string[]>();
  const kept = new Map<string, unknown>();
  let byName: Map<string, string[]> | undefined;

  let asked = 0;
  let existing: ReadonlySet<string> | undefined;
  const exists = (path: string): boolean => {
    if (++asked > SOME) existing ??= new Set(search.paths);
    return existing?.has(path) ?? placeAmong(search.paths, path) !== undefined;
  };
  const pathsNamed = (name: string): readonly string[] => {
    if (byName === undefined) {
      byName = new Map();
      for (const path of search.paths) {
        const base = path.slice(path.lastIndexOf('/') + 1);
        const same = byName.get(base);
        if (same === undefined) byName.set(base, [path]);
        else same.push(path);
      }
    }
    return byName.get(name) ?? [];
  };

  /** The file that an `#include` means: beside the includer, in a folder of headers, or else the nearest so named. */
  const resolve = (name: string, quoted: boolean, from: string): string | undefined => {
    const tail = normalised(name);
    const beside = normalised(`${folderOf(from)}${name}`);
    const arch = /^arch\/\w+\//.exec(from)?.[0];
    const roots = [...(arch ? [`${arch}include/`, `${arch}include/uapi/`] : []), ...HEADER_ROOTS];
    const known = [...(quoted ? [beside] : []), ...roots.map(root => root + tail)];
    const exact = known.find(exists);
    if (exact !== undefined || !quoted) return exact;
    const candidates = pathsNamed(name.slice(name.lastIndexOf('/') + 1));
    const fitting = candidates.filter(path => path === tail || path.endsWith(`/${tail}`));
    return fitting.reduce<string | undefined>(
      (best, path) =>
        best === undefined || commonFolders(path, from) > commonFolders(best, from) ? path : best,
      undefined,
    );
  };

  const includesOf = (path: string): readonly string[] => {
    const known = included.get(path);
    if (known !== undefined) return known;
    const names = textOf(path).matchAll(/^[ \t]*#[ \t]*include[ \t]*(["<])([^">\n]+)[">]/gm);
    const found = [...names].map(match => resolve(match[2]!, match[1] === '"', path));
    const result = [...new Set(found.filter(target => target !== undefined))];
    included.set(path, result);
    return result;
  };

  const textOf = (path: string): string => search.text(path) ?? '';

  /** What a header's text seems to define, without taking it apart. */
  const outline = (path: string): Outline => {
    const known = outlines.get(path) ?? outlineOf(textOf(path));
    outlines.set(path, known);
    return known;
  };

  /** In one folder, which `.c` files are included by which. */
  const inclusionsIn = (folder: string): ReadonlyMap<string, readonly string[]> => {
    const known = inclusions.get(folder);
    if (known !== undefined) return known;
    const found = new Map<string, string[]>();
    inclusions.set(folder, found);
    for (const path of search.paths) {
      if (!path.startsWith(folder) || !path.endsWith('.c') || folderOf(path) !== folder) continue;
      for (const [, name] of (search.peek(path) ?? '').matchAll(
        /^[ \t]*#[ \t]*include[ \t]*"([^"\n]+\.c)"/gm,
      )) {
        const target = resolve(name!, true, path);
        if (target !== undefined) found.set(target, [...(found.get(target) ?? []), path]);
      }
    }
    return found;
  };

  /** The file itself, then all it includes, in order of distance. */
  const closureOf = (path: string): readonly string[] => {
    const known = closures.get(path);
    if (known !== undefined) return known;
    const reached = new Set([path]);
    for (const next of reached) {
      if (reached.size >= MOST_HEADERS) break;
      for (const header of includesOf(next)) reached.add(header);
    }
    const result = [...reached];
    closures.set(path, result);
    return result;
  };

  /** What the nearest file whose text may hold it has to say; undefined where none has anything. */
  const nearest = <T>(
    key: string,
    path: string,
    mayHold: (header: string) => boolean,
    ask: (file: SourceFile) => T | undefined,
  ): T | undefined => {
    const full = `${key} ${path}`;
    if (kept.has(full)) return kept.get(full) as T | undefined;
    let result: T | undefined;
    for (const header of closureOf(path)) {
      if (!mayHold(header)) continue;
      const file = search.open(header);
      result = file && ask(file);
      if (result !== undefined) break;
    }
    kept.set(full, result);
    return result;
  };

  return {
    structs: (tag, path) => {
      const anonymous = /^\(at (.*):\d+\)$/.exec(tag)?.[1];
      const bodies = (file: SourceFile) => typesOf(file).structs.get(tag);
      if (anonymous !== undefined) {
        const file = search.open(anonymous);
        return (file && bodies(file)) ?? [];
      }
      const mayHold = (header: string) => outline(header).tags.has(tag);
      return nearest<readonly StructDef[]>(`struct ${tag}`, path, mayHold, bodies) ?? [];
    },
    typedef: (name, path) => {
      const mayHold = (header: string) => outline(header).typedefs && holdsWord(textOf(header), name);
      return nearest(`typedef ${name}`, path, mayHold, file => typesOf(file).typedefs.get(name));
    },
    declared: (name, path) => {
      const mayHold = (header: string) => holdsWord(textOf(header), name);
      return nearest(`name ${name}`, path, mayHold, file => typeDeclared(file, name));
    },
    macros: (name, path) => {
      const mayHold = (header: string) => outline(header).macros.has(name);
      const defined = (file: SourceFile) => {
        const own = file.macros.filter(macro => macro.name === name);
        return own.length > 0 ? own : undefined;
      };
      return nearest<readonly MacroDef[]>(`macro ${name}`, path, mayHold, defined) ?? [];
    },
    beside: path => {
      const reached = new Set([path]);
      for (const next of reached) {
        for (const header of includesOf(next)) if (isLocal(header)) reached.add(header);
      }
      reached.delete(path);
      return [...reached];
    },
    includers: path => inclusionsIn(folderOf(path)).get(path) ?? [],
    spread: (word, path) => closureOf(path).filter(header => holdsWord(textOf(header), word)).length,
    declares: declaresName,
  };
}

/** Names that a text seems to define: more than it does, but none of its own is missing. */
interface Outline {
  readonly macros: ReadonlySet<string>;
  readonly tags: ReadonlySet<string>;
  readonly typedefs: boolean;
}

function outlineOf(text: string): Outline {
  const macros = text.matchAll(/^[ \t]*#[ \t]*define[ \t]+(\w+)/gm);
  const bodies = text.matchAll(/\b(?:struct|union)\b([^;{}()=]*)\{/g);
  return {
    macros: new Set([...macros].map(match => match[1]!)),
    tags: new Set([...bodies].flatMap(match => match[1]!.match(/\w+/g) ?? [])),
    typedefs: text.includes('typedef'),
  };
}

/** Whether a header lies outside the folders that the whole tree includes from. */
function isLocal(path: string): boolean {
  return !/^(arch\/\w+\/)?include\//.test(path);
}

/** The folder of a file, with its `/`; '' at the root. */
function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1);
}

function normalised(path: string): string {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.' && part !== '') parts.push(part);
  }
  return parts.join('/');
}

function commonFolders(a: string, b: string): number {
  const left = a.split('/');
  const right = b.split('/');
  let count = 0;
  while (count < left.length && left[count] === right[count]) count++;
  return count;
}

/** The type of a variable, or what a function or a plain accessor macro gives, as the file's top level declares it. */
function typeDeclared(file: SourceFile, name: string): TypeRef | undefined {
  const macro = file.macros.find(candidate => candidate.name === name);
  if (macro !== undefined) return typeOfMacro(macro.body);
  for (const index of wordsOf(file).code.get(name) ?? []) {
    const { start } = file.tokens[index]!;
    const item = file.itemAt(start);
    if (item === undefined || item.kind === 'other') continue;
    const end = item.body?.start ?? item.end;
    if (start >= end) continue;
    const field = declaredBetween(file, tokenAt(file, item.start), tokenAt(file, end)).find(
      candidate => candidate.name === name,
    );
    if (field !== undefined) return field.type;
  }
  return undefined;
}

/** What a macro such as `#define to_gizmo(p) container_of(p, struct gizmo, base)` gives. */
function typeOfMacro(body: string): TypeRef | undefined {
  const entry = /\bcontainer_of\s*\([\s\S]*?,\s*((?:struct|union)\s+\w+)\s*,/.exec(body)?.[1];
  if (entry !== undefined) return typeFromText(entry, 1);
  const cast = /^\(*\(((?:const\s+)?(?:struct|union)\s+\w+\s*\*+)\s*\)/.exec(body)?.[1];
  return cast === undefined ? undefined : typeFromText(cast);
}

function declaresName(header: SourceFile, name: string): boolean {
  if (header.macros.some(macro => macro.name === name)) return true;
  return (wordsOf(header).code.get(name) ?? []).some(index => {
    const { start } = header.tokens[index]!;
    const item = header.itemAt(start);
    if (item === undefined) return false;
    if (item.name === name) return true;
    if (item.body !== undefined && item.kind === 'function' && start >= item.body.start) return false;
    return isDeclarator(header, index);
  });
}

/** Whether a word of a declaration is what it declares: a name before `(`, `[`, `;`, `=`, `,` or the end of an enum. */
function isDeclarator(file: SourceFile, index: number): boolean {
  return /^[([;=,}:]$/.test(tokenText(file, index + 1));
}
