/** Where a name may be made that other files know: by macros of headers, or of files in its own folder. */
import type { SourceFile } from '../source/file.js';
import type { Headers } from './includes.js';
import { vocabularyOf } from './pasted.js';
import type { Search } from './search.js';

/** Who may make a name that other files write out. */
export interface Gluing {
  /** The macros of these headers that may make a name from an end of it that they say. */
  macrosFor(name: string, home: SourceFile, headers: readonly string[]): readonly string[];
  /** The `.c` files in a file's folder with macros of their own that may. */
  filesFor(name: string, path: string): readonly string[];
}

/** So long an end of a name says more than that it begins alike. */
const TELLING = 4;
/** A word beside `##`, or one that is an argument by itself. */
const PARTS = /(\w+)\s*##|##\s*(\w+)|[(,]\s*(\w+)\s*(?=[,)])/g;

/** Looks into headers and folders when asked. */
export function openGluing(search: Search, headers: Headers): Gluing {
  const folders = new Map<string, ReadonlyMap<string, ReadonlySet<string>>>();

  const partsIn = (folder: readonly string[]): ReadonlyMap<string, ReadonlySet<string>> => {
    const key = folder[0] ?? '';
    const known = folders.get(key);
    if (known !== undefined) return known;
    const found = new Map<string, ReadonlySet<string>>();
    for (const path of folder.filter(one => one.endsWith('.c'))) {
      const text = search.peek(path) ?? '';
      if (text.includes('##')) found.set(path, new Set(partsOf(definitionsIn(text))));
    }
    folders.set(key, found);
    return found;
  };

  return {
    macrosFor: (name, home, paths) => {
      const { reach } = vocabularyOf(headers, home);
      const found = paths.flatMap(path =>
        [...headers.definitionsIn(path)]
          .filter(([, texts]) => texts.some(text => partsOf(text).some(part => isEnd(name, part))))
          .map(([macro]) => macro),
      );
      return [...new Set(found)].filter(macro => reach(macro).pastes);
    },
    filesFor: (name, path) =>
      [...partsIn(headers.siblings(path))].flatMap(([sibling, parts]) =>
        [...parts].some(part => isEnd(name, part)) ? [sibling] : [],
      ),
  };
}

function definitionsIn(text: string): string {
  return (text.match(/^[ \t]*#[ \t]*define[ \t](?:[^\\\n]|\\[\s\S])*/gm) ?? []).join('\n');
}

function partsOf(text: string): readonly string[] {
  return [...text.matchAll(PARTS)].map(match => match[1] ?? match[2] ?? match[3]!);
}

function isEnd(name: string, part: string): boolean {
  if (part.length >= name.length) return false;
  if (name.startsWith(part)) return part.endsWith('_') || part.length >= TELLING;
  return name.endsWith(part) && (part.startsWith('_') || part.length >= TELLING);
}
