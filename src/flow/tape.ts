/**
 * The runs of one path. The next path differs from it from some decision on: what was run before that is not run again.
 */
import { type Code, Evaluation, type Observer, type Run, type Start } from './evaluate.js';
import type { Mark, Paths } from './world.js';

export interface Tape {
  /** The next run of this path: the same programs are to be run in the same order while the decisions are the same. */
  run(code: Code, start: () => Start, observer: Observer): Run;
  /** All runs are made: what the world is asked from here on is asked anew on each path. */
  close(): void;
  /** Begins the next path; false when all have been seen. */
  next(): boolean;
}

interface Recorded {
  readonly evaluation: Evaluation;
  /** Where it ended. */
  end: Mark;
}

/** A tape at the beginning of the first path. */
export function openTape({ world, turn }: Paths): Tape {
  let runs: Recorded[] = [];
  let at = 0;
  let closed = world.mark({ decisions: 0, changes: 0 });
  /** The decision from which on the run that comes next but for those that stay is to be taken up. */
  let turned: number | undefined;

  return {
    run(code, start, observer) {
      const known = runs[at++];
      if (known === undefined) {
        const evaluation = new Evaluation(code, start(), world, observer);
        runs.push({ evaluation, end: world.mark({ decisions: 0, changes: 0 }) });
        return evaluation.run;
      }
      if (at === runs.length && turned !== undefined) {
        known.evaluation.resume(turned);
        known.end = world.mark({ decisions: 0, changes: 0 });
        turned = undefined;
      }
      return known.evaluation.run;
    },
    close() {
      closed = world.mark({ decisions: 0, changes: 0 });
    },
    next() {
      const decision = turn();
      if (decision === undefined) return false;
      at = 0;
      const first = runs.findIndex(({ end }) => end.decisions > decision);
      turned = first < 0 ? undefined : decision;
      // A run that is taken up again goes back by itself; nothing is asked of the world before.
      if (first < 0) world.rewind(closed);
      else runs = runs.slice(0, first + 1);
      return true;
    },
  };
}
