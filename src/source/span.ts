/**
 * A half-open range of a file: `[start, end)`.
 *
 * Unit: bytes. A file's text is held with one UTF-16 unit per byte (see `decode.ts`), so a span
 * indexes the string and the bytes on disk alike.
 */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Whether two spans share a byte. Empty spans share none. */
export function overlaps(a: Span, b: Span): boolean {
  return a.start < b.end && b.start < a.end;
}

/** Whether `inner` lies inside `outer`, borders included. */
export function contains(outer: Span, inner: Span): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}
