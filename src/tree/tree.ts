/**
 * The port through which the engine sees a tree. `disk.ts` is the real one, `memory.ts` the one of tests.
 *
 * Paths are Unicode strings, unlike the contents of files: `path.ts` has them from bytes and back.
 */

/** A file of the tree, as read. */
export type ReadResult = { readonly bytes: Buffer } | { readonly unread: string };

/** A file that is not C, with its text, one unit per byte. */
export interface OtherFile {
  readonly path: string;
  readonly text: string;
}

/** Headers of another folder that a tree is built with. */
export interface Borrowed {
  /** Sorted. */
  readonly paths: readonly string[];
  has(path: string): boolean;
  /** Those of the paths that hold at least one of the words. */
  withWords(words: readonly string[]): Promise<readonly string[]>;
}

export interface Tree {
  /**
   * The `.c` and `.h` files of the tree, relative to its root, `/` between parts, sorted bytewise; only those
   * under `paths` where paths are given.
   */
  list(paths?: readonly string[]): Promise<readonly string[]>;
  /**
   * The listed files that hold at least one of the words as a whole word (C identifier borders), sorted. A file
   * that cannot be read is among them, so that `read` says why: what was not looked at is never passed over.
   * `one,other` is a pair of words, with a comma between them and no more than blanks around it.
   */
  withWords(words: readonly string[], paths?: readonly string[]): Promise<readonly string[]>;
  /**
   * The listed files that searches for words do not do justice to: those that include a `.c` file as if it were a header,
   * and those with a word that goes on in the next line or has a character by its number. More may be among them. Sorted.
   */
  beyondWords(): Promise<readonly string[]>;
  /**
   * The files in other languages that are built into the same programs (assembler, linker scripts, lists that C
   * files include, ...) and hold at least one of the words. Sorted.
   */
  others(words: readonly string[]): Promise<readonly OtherFile[]>;
  read(path: string): ReadResult;
  /** Headers that are none of the tree's, and are only read: never listed, searched or changed. */
  readonly borrowed?: Borrowed | undefined;
  /** Set for a tree that holds what another one does, but for some `.c` and `.h` files. */
  readonly over?: { readonly below: Tree; readonly paths: ReadonlySet<string> };
}

/** A file that differs between two trees. `before` is missing for a new one, `after` for one that is gone. */
export interface ChangedPath {
  readonly before: string | undefined;
  readonly after: string | undefined;
}
