/** The two texts of a diff as lines, each line a number: equal lines, equal numbers. */

/** One text of a diff. `changed` is what the diff finds out. */
export interface Side {
  /** Each with its line feed; only the last may lack it. */
  readonly lines: readonly string[];
  /** The number of each line's content; the line feed counts as content. */
  readonly ids: Int32Array;
  /** 1 for a line that has no partner in the other text. */
  readonly changed: Uint8Array;
}

/** Two texts whose lines are numbered together. */
export interface Sides {
  readonly before: Side;
  readonly after: Side;
  /** How many different lines there are: ids are below it. */
  readonly kinds: number;
}

/** Cuts a text after each line feed. The empty text has no line. */
export function splitLines(text: string): string[] {
  const lines: string[] = [];
  for (let start = 0; start < text.length; ) {
    const feed = text.indexOf('\n', start);
    const end = feed < 0 ? text.length : feed + 1;
    lines.push(text.slice(start, end));
    start = end;
  }
  return lines;
}

/** Numbers the lines of two texts; no line is marked as changed yet. */
export function numberLines(before: string, after: string): Sides {
  const known = new Map<string, number>();
  const side = (text: string): Side => {
    const lines = splitLines(text);
    const ids = new Int32Array(lines.length);
    for (const [at, line] of lines.entries()) {
      let id = known.get(line);
      if (id === undefined) {
        id = known.size;
        known.set(line, id);
      }
      ids[at] = id;
    }
    return { lines, ids, changed: new Uint8Array(lines.length) };
  };
  const first = side(before);
  const second = side(after);
  return { before: first, after: second, kinds: known.size };
}
