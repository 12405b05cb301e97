/** The patch of one file: from its bytes before and after to the text that `git diff` prints. */
import { createHash } from 'node:crypto';
import { UserError } from '../errors.js';
import { type Hunk, hunksBetween, labelByDefault, labelInC, printHunk } from './hunks.js';
import { concat, type Latin1, latin1 } from './latin1.js';
import { quotePath } from './quote.js';

/** The modes git knows for regular files. */
export type FileMode = '100644' | '100755';

/** A file before and after. At least one of the two texts is there, and they or the modes differ. */
export interface FileChange {
  /** Relative to the tree's root, `/` between parts; as people read it, not as bytes. */
  readonly path: string;
  /** The old text, one unit per byte; undefined for a file that is added. */
  readonly before: string | undefined;
  /** The new text, one unit per byte; undefined for a file that is deleted. */
  readonly after: string | undefined;
  /** The file's mode; `100644` unless said. */
  readonly mode?: FileMode;
  /** The old mode where it changes. */
  readonly oldMode?: FileMode;
}

/** How a file's patch is written. */
export interface DiffOptions {
  /** Hex digits of the blob ids in the `index` line, 4 to 40; 12 unless said, as kernel people set it. */
  readonly abbrev?: number;
}

/** The patch of one file. */
export interface FilePatch {
  readonly path: string;
  /** Undefined for a file that is added. */
  readonly oldMode: FileMode | undefined;
  /** Undefined for a file that is deleted. */
  readonly newMode: FileMode | undefined;
  readonly hunks: readonly Hunk[];
  /** Lines with `+` and with `-`. */
  readonly added: number;
  readonly removed: number;
  /** What `git diff` prints for the file, from `diff --git` on. */
  readonly text: Latin1;
}

/**
 * Makes the patch of one file. Its text equals what `git diff --no-renames` prints in a repository with the kernel's
 * attributes (`*.c` and `*.h` are `diff=cpp`) and without diff settings.
 *
 * @throws UserError for a binary file, for a path that is not inside the tree, and where nothing changes.
 */
export function filePatch(change: FileChange, options: DiffOptions = {}): FilePatch {
  const { path, before, after } = change;
  checkPath(path);
  for (const text of [before, after]) {
    if (text !== undefined && isBinary(text)) {
      throw new UserError(
        `${path}: expected text, found a NUL byte; a binary file cannot be part of a patch`,
      );
    }
  }
  const mode = change.mode ?? '100644';
  const oldMode = before === undefined ? undefined : (change.oldMode ?? mode);
  const newMode = after === undefined ? undefined : mode;
  if (before === after && oldMode === newMode) {
    throw new UserError(`${path}: expected a change, found none; leave the file out of the patch`);
  }
  const hunks = hunksBetween(before ?? '', after ?? '', /\.[ch]$/.test(path) ? labelInC : labelByDefault);
  const count = (sign: string): number =>
    hunks.reduce((sum, hunk) => sum + hunk.lines.filter(line => line.sign === sign).length, 0);
  const text = concat(header(change, oldMode, newMode, options.abbrev ?? 12), ...hunks.map(printHunk));
  return { path, oldMode, newMode, hunks, added: count('+'), removed: count('-'), text };
}

/** The id git gives to a file's content: 40 hex digits. */
export function blobId(text: string): string {
  const bytes = Buffer.from(text, 'latin1');
  return createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
}

/** What git takes for binary: a NUL among the first 8000 bytes. */
function isBinary(text: string): boolean {
  const nul = text.indexOf('\0');
  return nul >= 0 && nul < 8000;
}

function checkPath(path: string): void {
  const parts = path.split('/');
  if (path.includes('\0') || parts.some(part => part === '' || part === '.' || part === '..')) {
    throw new UserError(
      `expected a path relative to the tree's root, found ${JSON.stringify(path)}; name the file from the root`,
    );
  }
}

/** All above the first hunk. */
function header(
  { path, before, after }: FileChange,
  oldMode: FileMode | undefined,
  newMode: FileMode | undefined,
  abbrev: number,
): Latin1 {
  if (!Number.isInteger(abbrev) || abbrev < 4 || abbrev > 40) {
    throw new UserError(`expected a length of 4 to 40 hex digits for blob ids, found ${abbrev}`);
  }
  const oldName = quotePath(path, 'a/');
  const newName = quotePath(path, 'b/');
  const id = (text: string | undefined): string =>
    (text === undefined ? '0'.repeat(40) : blobId(text)).slice(0, abbrev);

  let text = `diff --git ${oldName} ${newName}\n`;
  if (oldMode === undefined) text += `new file mode ${newMode}\n`;
  else if (newMode === undefined) text += `deleted file mode ${oldMode}\n`;
  else if (oldMode !== newMode) text += `old mode ${oldMode}\nnew mode ${newMode}\n`;
  if (before !== after) {
    text += `index ${id(before)}..${id(after)}${oldMode === newMode ? ` ${newMode}` : ''}\n`;
  }
  if ((before ?? '') !== (after ?? '')) {
    // A name with a space is followed by a tab, so that readers which cut names at white space find its end.
    const end = path.includes(' ') ? '\t\n' : '\n';
    text += `--- ${oldMode === undefined ? '/dev/null\n' : oldName + end}`;
    text += `+++ ${newMode === undefined ? '/dev/null\n' : newName + end}`;
  }
  return latin1(text);
}
