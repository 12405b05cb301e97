/** A unified diff for people: in colour, and harmless to the terminal. Programs get the diff itself. */
import { decodeUtf8, printableCode } from '../unicode.js';
import type { Paint } from './paint.js';

/** The diff (one unit per byte) as people read it. */
export function diffForPeople(diff: string, paint: Paint): string {
  const lines = diff.split('\n');
  if (lines.at(-1) === '') lines.pop();
  // Within a hunk only the first character counts: a removed `-- x` looks like a header otherwise.
  let before = 0;
  let after = 0;
  return lines
    .map(line => {
      const hunk = /^@@ -\d+(?:,(\d+))? \+\d+(?:,(\d+))? @@/.exec(line);
      const shown = printableCode(decodeUtf8(line));
      if (before === 0 && after === 0) {
        if (hunk === null) return line.startsWith('\\') ? shown : paint.bold(shown);
        before = Number(hunk[1] ?? 1);
        after = Number(hunk[2] ?? 1);
        const end = printableCode(decodeUtf8(hunk[0])).length;
        return paint.cyan(shown.slice(0, end)) + shown.slice(end);
      }
      if (line.startsWith('\\')) return shown;
      if (!line.startsWith('+')) before--;
      if (!line.startsWith('-')) after--;
      return line.startsWith('+') ? paint.green(shown) : line.startsWith('-') ? paint.red(shown) : shown;
    })
    .map(line => `${line}\n`)
    .join('');
}
