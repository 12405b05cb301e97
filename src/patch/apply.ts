/**
 * The way back: a printed patch applied to the text it was made from, so that what is shown can be proven to be
 * what is meant. The printed text is read by jsdiff, which shares no code with our printer, and then taken
 * literally: jsdiff's own `applyPatch` would look for a place where a hunk fits, and guess at line ends.
 */
import { parsePatch, type StructuredPatchHunk } from 'diff';
import { splitLines } from './lines.js';

/**
 * Applies the printed patch of one file to its text before. Each hunk must stand at the very line it names, and
 * each kept or removed line must be there to the byte.
 *
 * @param before One unit per byte; empty for a file that the patch adds.
 * @param patch As `unifiedDiff` prints it, of one file.
 * @throws Error naming the first hunk that does not fit, or saying why the text is no patch of one file.
 */
export function applyPatchText(before: string, patch: string): string {
  const files = parsePatch(patch);
  const file = files[0];
  if (file === undefined || files.length > 1) {
    throw new Error(`expected the patch of one file, found ${files.length} files; apply them one by one`);
  }
  const old = splitLines(before);
  const result: string[] = [];
  let read = 0;
  for (const hunk of file.hunks) {
    // jsdiff counts the line after an empty side, not the line before it as the text does.
    const start = hunk.oldStart - 1;
    const misfit = (why: string): Error =>
      new Error(`the hunk at old line ${hunk.oldStart} does not fit: ${why}`);
    if (start < read || start > old.length) throw misfit('it is out of order or beyond the end');
    for (; read < start; read++) result.push(old[read]!);
    if (result.length !== hunk.newStart - 1) throw misfit(`its new side would begin at ${result.length + 1}`);
    for (const { sign, text } of linesOf(hunk)) {
      if (sign !== '+') {
        if (old[read] !== text) throw misfit(`old line ${read + 1} is not the one it shows`);
        read++;
      }
      if (sign !== '-') result.push(text);
    }
  }
  for (; read < old.length; read++) result.push(old[read]!);
  return result.join('');
}

/** The lines of a hunk, each with its line feed unless the mark after it says that it has none. */
function linesOf(hunk: StructuredPatchHunk): { readonly sign: string; readonly text: string }[] {
  const lines: { readonly sign: string; readonly text: string }[] = [];
  for (const [at, line] of hunk.lines.entries()) {
    if (line.startsWith('\\')) continue;
    const bare = hunk.lines[at + 1]?.startsWith('\\') ?? false;
    lines.push({ sign: line.charAt(0), text: bare ? line.slice(1) : `${line.slice(1)}\n` });
  }
  return lines;
}
