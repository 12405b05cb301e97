/** Where offsets of a text stand after its edits, and where offsets of the text after came from. */
import { countWhile } from '../order.js';
import type { Span } from '../source/span.js';
import type { Edit } from './edit.js';

/** The way between a text before and after. */
export interface Shift {
  /**
   * Where a span stands afterwards. What was inserted at its borders is not counted in; where a border lies
   * inside an edit, the whole new text of that edit is.
   */
  toAfter(span: Span): Span;
  /** Where a byte of the text after came from; undefined where an edit brought it. */
  toBefore(offset: number): number | undefined;
  /** Whether one edit takes away all of a span of the text before. */
  isGone(span: Span): boolean;
  /** Whether one edit brought all of a span of the text after. */
  isNew(span: Span): boolean;
}

interface Step {
  readonly edit: Edit;
  /** Where the edit's text begins and ends in the text after. */
  readonly start: number;
  readonly end: number;
}

/** The way through sorted, disjoint edits of one file. */
export function shiftOf(edits: readonly Edit[]): Shift {
  const steps: Step[] = [];
  let delta = 0;
  for (const edit of edits) {
    const start = edit.start + delta;
    steps.push({ edit, start, end: start + edit.text.length });
    delta += edit.text.length - (edit.end - edit.start);
  }

  /** An offset that the first `count` edits lie before. */
  const moved = (offset: number, count: number) => {
    const last = steps[count - 1];
    return last === undefined ? offset : offset - last.edit.end + last.end;
  };
  const startAfter = (offset: number) => {
    const count = countWhile(steps, ({ edit }) => edit.end <= offset);
    const next = steps[count];
    return next !== undefined && next.edit.start < offset ? next.start : moved(offset, count);
  };
  const endAfter = (offset: number) => {
    const count = countWhile(
      steps,
      ({ edit }) => edit.end < offset || (edit.end === offset && edit.start < offset),
    );
    const next = steps[count];
    return next !== undefined && next.edit.start < offset ? next.end : moved(offset, count);
  };
  /** The last edit whose text begins at or before an offset of the text after. */
  const stepAt = (offset: number) => steps[countWhile(steps, ({ start }) => start <= offset) - 1];

  return {
    toAfter: ({ start, end }) => ({ start: startAfter(start), end: endAfter(end) }),
    toBefore: offset => {
      const step = stepAt(offset);
      if (step === undefined) return offset;
      return offset < step.end ? undefined : offset - step.end + step.edit.end;
    },
    isGone: ({ start, end }) => {
      const step = steps[countWhile(steps, ({ edit }) => edit.end < end)];
      return step !== undefined && step.edit.start <= start;
    },
    isNew: ({ start, end }) => {
      const step = stepAt(start);
      return step !== undefined && end <= step.end;
    },
  };
}
