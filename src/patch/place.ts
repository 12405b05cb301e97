/**
 * A patch that a person edited, placed in the texts that it is meant for. People change lines and not the numbers
 * above them, so the counts of a hunk are not believed, and a hunk may stand elsewhere by now if only one place fits.
 */
import { UserError } from '../errors.js';
import { decodeUtf8 } from '../unicode.js';
import { splitLines } from './lines.js';
import { unquotePath } from './quote.js';

/** A place of a file, in bytes. */
export interface Place {
  readonly path: string;
  readonly start: number;
  readonly end: number;
}

/** What the patch does at one place: its bytes give way to a text. */
export interface Placed extends Place {
  /** One unit per byte. */
  readonly text: string;
}

interface Hunk {
  readonly path: string;
  /** The old line, from 1, that the hunk says it begins at. */
  readonly line: number;
  readonly lines: { readonly sign: string; text: string }[];
}

/**
 * Where each run of changed lines goes.
 *
 * @param patch one unit per byte.
 * @param textOf the text of a file, one unit per byte; undefined where the patch may not change it.
 * @param about what the patch is about: where a hunk fits several times, it is meant for the one that holds such a place.
 * @throws UserError for a text that is no patch, and for a hunk that fits at no place or at several.
 */
export function placePatch(
  patch: string,
  textOf: (path: string) => string | undefined,
  about: readonly Place[],
): readonly Placed[] {
  const hunks = hunksOf(patch);
  if (hunks.length === 0) throw new UserError('expected a diff with a hunk ("@@ ... @@"), found none');
  return hunks.flatMap(hunk => {
    const before = textOf(hunk.path);
    if (before === undefined) throw new UserError(`${hunk.path} is no file of this change`);
    const own = about.filter(({ path }) => path === hunk.path);
    return runsOf(hunk, placeOf(hunk, before, own));
  });
}

function hunksOf(patch: string): readonly Hunk[] {
  const hunks: Hunk[] = [];
  let path: string | undefined;
  let hunk: Hunk | undefined;
  for (const line of splitLines(patch)) {
    const header = /^@@ -(\d+)/.exec(line);
    if (line.startsWith('diff --git ')) [path, hunk] = [undefined, undefined];
    else if (header !== null) {
      if (path === undefined)
        throw new UserError('expected a line "+++ b/PATH" above the first hunk, found none');
      hunk = { path, line: Math.max(1, Number(header[1])), lines: [] };
      hunks.push(hunk);
    } else if (hunk === undefined) {
      const name = /^\+\+\+ (.*?)\t?\n?$/.exec(line)?.[1];
      if (name !== undefined) path = decodeUtf8(unquotePath(name)).replace(/^b\//, '');
    } else if (line.startsWith('\\')) {
      const last = hunk.lines.at(-1);
      if (last !== undefined) last.text = last.text.replace(/\n$/, '');
    } else if (/^[ +-]/.test(line)) {
      hunk.lines.push({ sign: line.charAt(0), text: line.slice(1) });
    } else if (line.trim() === '') {
      // An editor takes the blank away that begins an empty line.
      hunk.lines.push({ sign: ' ', text: line });
    } else {
      throw new UserError(`expected " ", "+" or "-" at the beginning of a line, found: ${line.trimEnd()}`);
    }
  }
  return hunks;
}

/** The offset at which a hunk's kept and removed lines stand. */
function placeOf({ path, line, lines }: Hunk, before: string, about: readonly Place[]): number {
  const old = lines.map(({ sign, text }) => (sign === '+' ? '' : text)).join('');
  const starts = [0];
  for (const text of splitLines(before)) starts.push(starts.at(-1)! + text.length);
  const said = starts[line - 1];
  // A hunk without old lines fits everywhere.
  const fitting = starts.filter(start => before.startsWith(old, start) && (old !== '' || start === said));
  const holding = fitting.filter(start =>
    about.some(place => place.start <= start + old.length && start <= place.end),
  );
  for (const choice of [holding, fitting]) {
    if (choice.length === 1) return choice[0]!;
    if (choice.includes(said!)) return said!;
  }
  const found = fitting.length === 0 ? 'no place' : `${fitting.length} places`;
  throw new UserError(
    `the hunk at line ${line} of ${path} fits at ${found}: its lines that begin with " " or "-" must be as they are there`,
  );
}

/** The runs of changed lines, each as one replacement. */
function runsOf({ path, lines }: Hunk, offset: number): readonly Placed[] {
  const runs: { path: string; start: number; end: number; text: string }[] = [];
  let at = offset;
  let isOpen = false;
  for (const { sign, text } of lines) {
    if (sign !== ' ' && !isOpen) runs.push({ path, start: at, end: at, text: '' });
    isOpen = sign !== ' ';
    const run = runs.at(-1);
    if (sign === '+') run!.text += text;
    else at += text.length;
    if (sign === '-') run!.end = at;
  }
  return runs;
}
