/**
 * How much is spent on a file and on a function before it is given up, and said to be. Time is counted in steps and not
 * by a clock, so that the same tree gives the same result on every machine.
 */
export interface Budget {
  /** A file of more megabytes is not read: no C that people wrote is, and it would only cost memory. */
  readonly largest: number;
  /**
   * How many times the usual number of paths, states and steps a function may take when it is evaluated. Its time and
   * the memory for its states grow with it.
   */
  readonly effort: number;
}

/** What holds where nothing else is said. */
export const USUAL: Budget = { largest: 32, effort: 1 };

/** The bounds of each, both ends included. */
export const BOUNDS: Readonly<Record<keyof Budget, readonly [number, number]>> = {
  largest: [1, 256],
  effort: [0.01, 1000],
};
