/**
 * Names that no search for words finds, in whatever file: one that goes on in the next line, one with a character by its
 * number, and one that a macro pastes together of parts which neither it nor a header near says. To know them every file
 * has to be read, so it is done for trees that are no whole kernel.
 */
import type { SourceFile } from '../source/file.js';
import type { Headers } from './includes.js';
import type { Doubt } from './nodes.js';
import { vocabularyOf } from './pasted.js';
import type { Search } from './search.js';

/** Knows such names of a tree. */
export interface HiddenNames {
  /** Where a name is written so that no word of it is found. */
  of(name: string): readonly Doubt[];
  /** The files that say two words which make the name, one after the other. */
  partsIn(name: string): readonly string[];
}

/** In a tree of more files than this nothing is read for it. */
const MOST_PATHS = 2000;
/** A word of which a line break is a part, or a character by its number. */
const BROKEN = /(?:\w|\\u[0-9A-Fa-f]{4})+(?:\\\r?\n(?:\w|\\u[0-9A-Fa-f]{4})+)+|\w*\\u[0-9A-Fa-f]{4}\w*/g;

/** The uses of macros in a file that paste, in statements that say both parts of a name and cannot be read. */
export function unreadIn(headers: Headers, file: SourceFile, name: string): readonly Doubt[] {
  return vocabularyOf(headers, file).pasting.flatMap(({ start, name: macro }) => {
    const end = file.text.indexOf(';', start);
    const words = new Set(file.text.slice(start, end < 0 ? undefined : end).match(/\w+/g));
    if (words.has(name) || !isMadeOfTwo(name, words)) return [];
    const { line } = file.position(start);
    return [{ why: `may be named by the macro ${macro}`, path: file.path, line }];
  });
}

function isMadeOfTwo(name: string, words: ReadonlySet<string>): boolean {
  const splits = Array.from({ length: name.length - 1 }, (_, at) => at + 1);
  return splits.some(at => words.has(name.slice(0, at)) && words.has(name.slice(at)));
}

interface Read {
  readonly broken: ReadonlyMap<string, readonly Doubt[]>;
  readonly words: ReadonlyMap<string, ReadonlySet<string>>;
}

/** Reads the tree on the first question. */
export function openHiddenNames(search: Search): HiddenNames {
  let known: Read | undefined;
  const all = (): Read => {
    known ??= search.paths.length > MOST_PATHS ? { broken: new Map(), words: new Map() } : readAll(search);
    return known;
  };
  return {
    of: name => all().broken.get(name) ?? [],
    partsIn: name => [...all().words].flatMap(([path, words]) => (isMadeOfTwo(name, words) ? [path] : [])),
  };
}

function readAll(search: Search): Read {
  const broken = new Map<string, Doubt[]>();
  const words = new Map<string, ReadonlySet<string>>();
  for (const path of search.paths) {
    const text = search.peek(path) ?? '';
    if (path.endsWith('.c')) words.set(path, new Set(text.match(/\w+/g)));
    for (const match of text.match(/\\(?:\r?\n|u)/) === null ? [] : text.matchAll(BROKEN)) {
      const name = match[0]
        .replace(/\\\r?\n/g, '')
        .replace(/\\u(.{4})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
      const line = text.slice(0, match.index).split('\n').length;
      const why = 'is named in a word that goes on in the next line, or is spelled by numbers';
      broken.set(name, [...(broken.get(name) ?? []), { why, path, line }]);
    }
  }
  return { broken, words };
}
