/** The files of a tree as read and taken apart: each once in a run, and those that no edit touched once for all. */
import { USUAL } from './budget.js';
import { failureInWords, stackOf } from './errors.js';
import { isBinary } from './source/decode.js';
import type { SourceFile } from './source/file.js';
import { openSource, type Parser } from './source/index.js';
import type { Tree } from './tree/tree.js';

/** A file that could not be used, and why, one clause. */
export interface Unread {
  readonly unread: string;
  /** Set where our own code failed. */
  readonly stack?: string | undefined;
}

export interface Sources {
  /** The file, or why there is none; the same answer each time. */
  open(path: string): SourceFile | Unread;
  /** The paths that were opened. */
  opened(): readonly string[];
  /** The sources of a tree that differs from this one's in the given paths only; what both share is not read again. */
  changed(tree: Tree, paths: ReadonlySet<string>): Sources;
}

/** Whether a file could be read. */
export function isRead(file: SourceFile | Unread): file is SourceFile {
  return !('unread' in file);
}

/**
 * A file that is known to be readable.
 *
 * @throws Error where it is not, since no offer that was checked edits such a file.
 */
export function openRead(sources: Sources, path: string): SourceFile {
  const file = sources.open(path);
  if (!isRead(file)) throw new Error(`internal error: ${path} is edited but was not read: ${file.unread}`);
  return file;
}

/** The files of a tree, none read yet. @param largest the megabytes that a file may have. */
export function openSources(tree: Tree, parser: Parser, largest = USUAL.largest): Sources {
  const read = (from: Tree) => (path: string) => openFile(from, parser, path, largest);
  return sourcesOver(read(tree), read);
}

/** What is read of a path. */
type Read = (path: string) => SourceFile | Unread;

function sourcesOver(read: Read, readFrom: (tree: Tree) => Read): Sources {
  const opened = new Map<string, SourceFile | Unread>();
  const open = (path: string) => {
    const file = opened.get(path) ?? read(path);
    opened.set(path, file);
    return file;
  };
  return {
    open,
    opened: () => [...opened.keys()],
    changed: (tree, paths) => {
      const anew = readFrom(tree);
      return sourcesOver(path => (paths.has(path) ? anew(path) : open(path)), readFrom);
    },
  };
}

function openFile(tree: Tree, parser: Parser, path: string, largest: number): SourceFile | Unread {
  const result = tree.read(path);
  if ('unread' in result) return result;
  const { bytes } = result;
  if (bytes.length > largest * 2 ** 20)
    return { unread: `it is larger than ${largest} MB (--largest reads larger ones)` };
  if (isBinary(bytes)) return { unread: 'it is binary' };
  try {
    return openSource(parser, path, bytes);
  } catch (error) {
    return { unread: `reading it as C failed: ${failureInWords(error)}`, stack: stackOf(error) };
  }
}
