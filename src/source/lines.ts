/** Offsets <-> lines and columns. A line ends at `\n`; a `\r` before it is part of the line end. */
import type { Span } from './span.js';

/** Lookups over one text; each is a binary search. */
export interface LineTable {
  position(offset: number): { line: number; column: number };
  lineSpan(line: number): Span;
}

/** Builds the table of a text on first use. */
export function lineTable(text: string): LineTable {
  let starts: number[] | undefined;
  const lineStarts = (): number[] => {
    if (starts === undefined) {
      starts = [0];
      for (let lf = text.indexOf('\n'); lf >= 0; lf = text.indexOf('\n', lf + 1)) starts.push(lf + 1);
    }
    return starts;
  };
  return {
    position(offset) {
      const table = lineStarts();
      let low = 0;
      let high = table.length;
      while (low + 1 < high) {
        const mid = (low + high) >> 1;
        if ((table[mid] ?? 0) <= offset) low = mid;
        else high = mid;
      }
      return { line: low + 1, column: offset - (table[low] ?? 0) + 1 };
    },
    lineSpan(line) {
      const table = lineStarts();
      const start = table[line - 1] ?? text.length;
      const next = table[line];
      if (next === undefined) return { start, end: text.length };
      const end = next - 1;
      return { start, end: end > start && text[end - 1] === '\r' ? end - 1 : end };
    },
  };
}
