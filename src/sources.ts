/** The files of a tree as read and taken apart: each once in a run, and those that no edit touched once for all. */
import { failureInWords, stackOf } from './errors.js';
import { isBinary } from './source/decode.js';
import type { SourceFile } from './source/file.js';
import { openSource, type Parser } from './source/index.js';
import type { Tree } from './tree/tree.js';

/** Above this a file is not C that people wrote, and would only cost memory. */
const MOST_BYTES = 32 * 1024 * 1024;

/** A file that could not be used, and why, one clause. */
export interface Unread {
  readonly unread: string;
  /** Set where our own code failed. */
  readonly stack?: string | undefined;
}

export interface Sources {
  /** The file, or why there is none; the same answer each time. */
  open(path: string): SourceFile | Unread;
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

/** The files of a tree, none read yet. */
export function openSources(tree: Tree, parser: Parser): Sources {
  return sourcesOver(path => openFile(tree, parser, path), parser);
}

function sourcesOver(read: (path: string) => SourceFile | Unread, parser: Parser): Sources {
  const opened = new Map<string, SourceFile | Unread>();
  const open = (path: string) => {
    const file = opened.get(path) ?? read(path);
    opened.set(path, file);
    return file;
  };
  return {
    open,
    changed: (tree, paths) =>
      sourcesOver(path => (paths.has(path) ? openFile(tree, parser, path) : open(path)), parser),
  };
}

function openFile(tree: Tree, parser: Parser, path: string): SourceFile | Unread {
  const result = tree.read(path);
  if ('unread' in result) return result;
  const { bytes } = result;
  if (bytes.length > MOST_BYTES) return { unread: `it is larger than ${MOST_BYTES >> 20} MB` };
  if (isBinary(bytes)) return { unread: 'it is binary' };
  try {
    return openSource(parser, path, bytes);
  } catch (error) {
    return { unread: `reading it as C failed: ${failureInWords(error)}`, stack: stackOf(error) };
  }
}
