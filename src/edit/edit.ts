/** A change to one file: the bytes of a span give way to a text. An empty span inserts. */
import type { Span } from '../source/span.js';

export interface Edit extends Span {
  /** Relative to the tree's root. */
  readonly path: string;
  /** New text, one UTF-16 unit per byte like the file's own. */
  readonly text: string;
}

/** Replaces the bytes of `span`. */
export function replace(path: string, span: Span, text: string): Edit {
  return { path, start: span.start, end: span.end, text };
}

/** Inserts before the byte at `offset`. */
export function insert(path: string, offset: number, text: string): Edit {
  return { path, start: offset, end: offset, text };
}

/** Removes the bytes of `span`. */
export function remove(path: string, span: Span): Edit {
  return { path, start: span.start, end: span.end, text: '' };
}
