/** Which headers a file includes, nearest first, and what they declare. Read on demand, each header's text once. */
import type { MacroDef, SourceFile } from '../source/file.js';
import { standsIn } from '../words.js';
import { parametersIn, typesDeclared } from './declared.js';
import { folderOf, isShared, nameOf, openIncludePaths } from './include-paths.js';
import { computedIn, hasTornInclude, inclusionsIn } from './inclusions.js';
import type { Definition } from './macros.js';
import { definitionFrom, type Outline, outlineOf } from './outlines.js';
import type { World } from './places.js';
import type { Search } from './search.js';
import { agreed, type StructDef, type TypeRef, typesOf } from './structs.js';
import { tokenText, wordsOf } from './tokens.js';

/** What code in a file can mean by a name, as far as its own text and the headers it includes say. */
export interface Headers extends World {
  /** The types of a function's parameters, as its declarations in the nearest file say them. */
  parameters(name: string, path: string): readonly (readonly TypeRef[])[];
  /** What defines a macro nearest, and what else of the driver's own does: `#if` chooses among them. */
  macros(name: string, path: string): readonly MacroDef[];
  /** The headers that a file includes, at any depth, from outside the folders of shared headers. */
  beside(path: string): readonly string[];
  /** The files that include a `.c` file as if it were a header, at any depth; undefined until the search knows. */
  includers(path: string): readonly string[] | undefined;
  /** The files that a file itself includes. */
  includesOf(path: string): readonly string[];
  /** Of all files of the tree that a file includes at any depth, and itself, those that say a word. */
  saying(word: string, path: string): readonly string[];
  /** Where a file includes one whose name it does not say, so that what is read there is not known: offsets. */
  computedIn(path: string): readonly number[];
  /** The files among those that a file includes, and itself, with an include line that cannot be read. */
  tornAround(path: string): readonly string[];
  /** Whether an include line's file is one of the tree. */
  isFound(line: string, path: string): boolean;
  /** What a macro stands for in the headers that a file includes, and in others that were looked at. */
  definitions(name: string, path: string): readonly Definition[];
  /** The macros that a header defines to say a word, each with what follows its name. */
  definitionsIn(path: string): ReadonlyMap<string, readonly string[]>;
  /** The files in a file's own folder, with itself. */
  siblings(path: string): readonly string[];
  /** In how many of the files that a file is compiled from a word stands. */
  spread(word: string, path: string): number;
  /** All that a typedef may mean in a file. */
  typedefs(name: string, path: string): readonly TypeRef[];
  /** The file that gives a typedef its meaning in another one; undefined where none was found. */
  typedefHome(name: string, path: string): string | undefined;
  /** Whether a header defines or declares the name outside function bodies. */
  declares(header: SourceFile, name: string): boolean;
}

/** Headers further away than this are not looked at: a bound for trees that include in circles of names. */
const MOST_HEADERS = 3000;

const NONE: readonly Definition[] = [];

/** Answers from the files of a search. Everything found is kept. */
export function openHeaders(search: Search): Headers {
  const included = new Map<string, readonly string[]>();
  /** Those of the files that were asked for what they include that may include more than they say. */
  const torn = new Set<string>();
  /** What follows the name in the definitions of macros that say words, and what was read from it. */
  const bodies = new Map<string, string[]>();
  const read = new Map<string, readonly Definition[]>();
  const outlined = new Set<string>();
  let inclusions: ReadonlyMap<string, readonly string[]> | undefined;
  const outlines = new Map<string, Outline>();
  /** The files that seem to define a macro, of those that have an outline. */
  const homes = new Map<string, string[]>();
  const closures = new Map<string, readonly string[]>();
  const kept = new Map<string, unknown>();
  const paths = openIncludePaths(search.paths, search.borrowed);

  const includesOf = (path: string): readonly string[] => {
    const known = included.get(path);
    if (known !== undefined) return known;
    const text = textOf(path);
    if (hasTornInclude(text)) torn.add(path);
    const found = inclusionsIn(text).map(match => resolved(match, path));
    const result = [...new Set(found.filter(target => target !== undefined))];
    included.set(path, result);
    return result;
  };

  /** A file of any ending can be included; the tree lists `.c` and `.h` alone, so others are looked for at once. */
  const resolved = (match: RegExpMatchArray, path: string): string | undefined => {
    const name = match[2]!;
    if (/\.[ch]$/.test(name)) return paths.resolve(name, match[1] === '"', path);
    const places = [...(match[1] === '"' ? [folderOf(path) + name] : []), `include/${name}`, name];
    return places.find(place => !place.includes('..') && search.text(place) !== undefined);
  };

  const textOf = (path: string): string => search.text(path) ?? '';

  /** What a header's text seems to define, without taking it apart. */
  const outline = (path: string): Outline => {
    const known = outlines.get(path);
    if (known !== undefined) return known;
    const made = outlineOf(textOf(path));
    outlines.set(path, made);
    for (const name of made.macros) {
      const known = homes.get(name);
      if (known === undefined) homes.set(name, [path]);
      else known.push(path);
    }
    for (const [name, own] of path.endsWith('.c') ? [] : made.definitions) {
      const others = bodies.get(name);
      read.delete(name);
      if (others === undefined) bodies.set(name, [...own]);
      else others.push(...own);
    }
    return made;
  };

  /** Which `.c` files are included by which files. */
  const findInclusions = (): ReadonlyMap<string, readonly string[]> | undefined => {
    if (inclusions !== undefined) return inclusions;
    const including = search.beyondWords();
    if (including === undefined) return undefined;
    const found = new Map<string, string[]>();
    for (const path of including) {
      for (const match of inclusionsIn(search.peek(path) ?? '')) {
        if (!match[2]!.endsWith('.c')) continue;
        // Where the tree does not have it, it may be any file of that name.
        const target = resolved(match, path) ?? nameOf(match[2]!);
        found.set(target, [...(found.get(target) ?? []), path]);
      }
    }
    inclusions = found;
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

  /** Reads the outlines of all that a file includes. */
  const outlineAll = (path: string): void => {
    if (outlined.has(path)) return;
    outlined.add(path);
    for (const header of closureOf(path)) outline(header);
  };

  /** Whether a word stands in a file: told without its text where it surely does not. */
  const says = (header: string, word: string) =>
    outline(header).maySay(word) && standsIn(textOf(header), word);

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

  /** What the nearest file has to say, and all others that may say something else: of these, `#if` chooses one. */
  const everything = <T>(
    key: string,
    path: string,
    mayHold: (header: string) => boolean,
    mayDiffer: (header: string) => boolean,
    ask: (file: SourceFile) => readonly T[],
    closure = () => closureOf(path),
  ): readonly T[] => {
    const full = `${key} ${path}`;
    const known = kept.get(full) as readonly T[] | undefined;
    if (known !== undefined) return known;
    const found: T[] = [];
    for (const header of closure()) {
      if (!mayHold(header) || (found.length > 0 && !mayDiffer(header))) continue;
      const file = search.open(header);
      if (file !== undefined) found.push(...ask(file));
    }
    kept.set(full, found);
    return found;
  };

  const mayMeanType = (name: string) => (header: string) =>
    outline(header).mayName(name) && standsIn(textOf(header), name);
  const typedefs = (name: string, path: string): readonly TypeRef[] => {
    const names = new RegExp(`\\b${name}\\s*(\\[[^\\]]*\\]\\s*)*[;,]`);
    const mayDiffer = (header: string) => names.test(textOf(header));
    const meant = (file: SourceFile) => typesOf(file).typedefs.get(name) ?? [];
    return everything<TypeRef>(`typedef ${name}`, path, mayMeanType(name), mayDiffer, meant);
  };

  return {
    structs: (tag, path) => {
      const anonymous = /^\(at (.*):\d+\)$/.exec(tag)?.[1];
      const bodies = (file: SourceFile) => typesOf(file).structs.get(tag);
      if (anonymous !== undefined) {
        const file = search.open(anonymous);
        return (file && bodies(file)) ?? [];
      }
      const mayHold = (header: string) => outline(header).mayDefine(tag);
      return everything<StructDef>(`struct ${tag}`, path, mayHold, mayHold, file => bodies(file) ?? []);
    },
    typedef: (name, path) => agreed(typedefs(name, path)),
    typedefs,
    typedefHome: (name, path) => {
      const home = (file: SourceFile) => (typesOf(file).typedefs.has(name) ? file.path : undefined);
      return nearest(`home of ${name}`, path, mayMeanType(name), home);
    },
    declared: (name, path) => {
      const mayHold = (header: string) => says(header, name);
      const begins = new RegExp(
        `^[A-Za-z_][^;{}()]*\\b${name}\\s*[;=[(]|#[ \\t]*define[ \\t]+${name}\\b`,
        'm',
      );
      const mayDiffer = (header: string) => isLocal(header) || begins.test(textOf(header));
      const types = (file: SourceFile) => typesDeclared(file, name);
      return agreed(everything<TypeRef>(`name ${name}`, path, mayHold, mayDiffer, types));
    },
    parameters: (name, path) => {
      const mayHold = (header: string) => says(header, name);
      return everything(
        `parameters ${name}`,
        path,
        mayHold,
        () => false,
        file => parametersIn(file, name),
      );
    },
    macros: (name, path) => {
      outlineAll(path);
      const known = homes.get(name);
      if (known === undefined) return [];
      const own = (file: SourceFile) => file.macros.filter(macro => macro.name === name);
      const among = () => inOrder(known, closureOf(path));
      return everything<MacroDef>(`macro ${name}`, path, () => true, isLocal, own, among);
    },
    beside: path => {
      const reached = new Set([path]);
      for (const next of reached) {
        for (const header of includesOf(next)) if (isLocal(header)) reached.add(header);
      }
      reached.delete(path);
      return [...reached];
    },
    includers: path => {
      const known = findInclusions();
      const reached = new Set([path]);
      for (const next of reached) {
        const users = [...(known?.get(next) ?? []), ...(known?.get(nameOf(next)) ?? [])];
        for (const user of users) reached.add(user);
      }
      reached.delete(path);
      return known && [...reached];
    },
    includesOf,
    computedIn: path => computedIn(textOf(path)),
    tornAround: path => {
      const all = closureOf(path);
      return torn.size === 0 ? [] : all.filter(one => torn.has(one));
    },
    isFound: (line, path) => {
      const [match] = inclusionsIn(line);
      return match !== undefined && resolved(match, path) !== undefined;
    },
    definitionsIn: path => outline(path).definitions,
    siblings: path => paths.filesIn(folderOf(path)),
    definitions: (name, path) => {
      outlineAll(path);
      const known = read.get(name);
      if (known !== undefined) return known;
      const texts = bodies.get(name);
      if (texts === undefined) return NONE;
      const found = texts.map(definitionFrom);
      read.set(name, found);
      return found;
    },
    spread: (word, path) => closureOf(path).filter(header => says(header, word)).length,
    saying: (word, path) =>
      closureOf(path).filter(header => !search.isBorrowed(header) && says(header, word)),
    declares: declaresName,
  };
}

/** Those of a few paths that stand in a list, in its order. */
function inOrder(few: readonly string[], list: readonly string[]): readonly string[] {
  const places = few.map(path => list.indexOf(path)).filter(place => place >= 0);
  return places.sort((a, b) => a - b).map(place => list[place]!);
}

function isLocal(path: string): boolean {
  return !isShared(path);
}

function declaresName(header: SourceFile, name: string): boolean {
  if (header.macros.some(macro => macro.name === name)) return true;
  // What is declared for other kernels is there for these without.
  if (header.elsewhere.some(({ start, end }) => standsIn(header.text.slice(start, end), name))) return true;
  return (wordsOf(header).code.get(name) ?? []).some(index => {
    const { start } = header.tokens.at(index)!;
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
