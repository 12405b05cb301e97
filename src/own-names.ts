/** What a tree declares itself of the names that `--compat` declares, and which files see it. */
import { openIncludePaths } from './facts/include-paths.js';
import type { SourceFile } from './source/file.js';
import { isRead, type Sources } from './sources.js';
import type { Tree } from './tree/tree.js';

/** The names of a run's header that the tree has declarations of. */
export interface OwnNames {
  /** Whether a name is declared otherwise than in these words. */
  has(name: string, but?: string): boolean;
  /** The header that a file has to include for a name of the tree's own; undefined where it sees one, or none has it. */
  headerFor(name: string, path: string): string | undefined;
}

interface Declared {
  readonly path: string;
  /** In one line. */
  readonly text: string;
}

/** Looks for declarations and definitions of the names, but not in some files. */
export async function openOwnNames(
  tree: Tree,
  sources: Sources,
  names: readonly string[],
  isLeft: (path: string) => boolean,
): Promise<OwnNames> {
  const paths = await tree.list();
  const include = openIncludePaths(paths);
  const files = (await tree.withWords(names))
    .filter(path => !isLeft(path))
    .map(path => sources.open(path))
    .filter(isRead);
  const declared = new Map(names.map(name => [name, files.flatMap(file => declarationsOf(file, name))]));

  const seenBy = (path: string): ReadonlySet<string> => {
    const seen = new Set([path]);
    for (const next of seen) {
      const file = sources.open(next);
      for (const { name, quoted } of isRead(file) ? includesOf(file) : []) {
        const found = include.resolve(name, quoted, next);
        if (found !== undefined) seen.add(found);
      }
    }
    return seen;
  };

  return {
    has: (name, but) => declared.get(name)!.some(({ text }) => text !== but),
    headerFor: (name, path) => {
      const all = declared.get(name)!;
      const seen = seenBy(path);
      if (all.some(one => seen.has(one.path))) return undefined;
      return all.find(one => one.path.endsWith('.h'))?.path;
    },
  };
}

/** Whether a file declares or defines a name itself, for some kernels or for all. */
export const declaresItself = (file: SourceFile, name: string): boolean =>
  declarationsOf(file, name).length > 0 || file.macros.some(macro => macro.name === name);

function declarationsOf({ items, text, path }: SourceFile, name: string): readonly Declared[] {
  const isTypedef = new RegExp(`^typedef\\b[^;{}]*\\b${name}\\s*;`);
  return items
    .map(item => ({ item, said: text.slice(item.start, item.end).trim().replace(/\s+/g, ' ') }))
    .filter(({ item, said }) => item.name === name || isTypedef.test(said))
    .map(({ said }) => ({ path, text: said }));
}

const INCLUDE = /^[ \t]*#[ \t]*include\b[ \t]*(?:<([^>\n]*)>|"([^"\n]*)")/;

function includesOf({
  text,
  tokens,
}: SourceFile): readonly { readonly name: string; readonly quoted: boolean }[] {
  return tokens.ofKind('directive').flatMap(({ start, end }) => {
    const match = INCLUDE.exec(text.slice(start, end));
    const name = match?.[2] ?? match?.[1];
    return name === undefined ? [] : [{ name, quoted: match![2] !== undefined }];
  });
}
