/** A long row of values of which many that follow one another are the same: each change is kept, not each value. */

export interface Runs<T> {
  push(value: T): void;
  /** The values from one index up to another, both within the row. */
  slice(from: number, to: number): T[];
}

export function openRuns<T>(): Runs<T> {
  const values: T[] = [];
  /** The index of the first of each run. */
  const starts: number[] = [];
  let length = 0;
  const runAt = (index: number): number => {
    let low = 0;
    let high = starts.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (starts[middle]! <= index) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  };
  return {
    push: value => {
      if (length === 0 || values.at(-1) !== value) {
        values.push(value);
        starts.push(length);
      }
      length++;
    },
    slice: (from, to) => {
      const found: T[] = [];
      let run = runAt(from);
      for (let i = from; i < to; i++) {
        if (starts[run + 1] === i) run++;
        found.push(values[run]!);
      }
      return found;
    },
  };
}
