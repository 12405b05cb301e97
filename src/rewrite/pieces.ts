/** A text under repeated change that remembers what of the original it still holds. */
import type { Span } from '../source/span.js';

/** A change to the current text. */
export interface Change extends Span {
  readonly text: string;
}

interface Piece {
  readonly text: string;
  /** Offset in the original; undefined for new text. */
  readonly origin: number | undefined;
}

/** Immutable: `change` gives a new one. Invariant: kept pieces stand in the order of the original. */
export interface Pieces {
  readonly text: string;
  /** Applies disjoint changes, given in coordinates of the current text, all at once. */
  change(changes: readonly Change[]): Pieces;
  /** Whether a part of the current text is the original's, all of it. */
  keeps(span: Span): boolean;
  /**
   * Where in the original an offset of the current text was. In new text that is where its line stands in the original,
   * if it stands there once; else where the new text begins.
   */
  originOf(offset: number): number;
  /** The difference to the original: sorted, disjoint, in the original's coordinates. */
  edits(): readonly Change[];
}

export function piecesOf(original: string): Pieces {
  return make(original, [{ text: original, origin: 0 }]);
}

function make(original: string, pieces: readonly Piece[]): Pieces {
  const text = pieces.map(p => p.text).join('');
  return {
    text,
    change(changes) {
      const sorted = [...changes].sort((a, b) => a.start - b.start || a.end - b.end);
      const result: Piece[] = [];
      let at = 0;
      for (const c of sorted) {
        if (c.start < at) throw new Error(`changes overlap at ${c.start}`);
        result.push(...slice(pieces, at, c.start), { text: c.text, origin: undefined });
        at = c.end;
      }
      result.push(...slice(pieces, at, text.length));
      return make(
        original,
        result.filter(p => p.text.length > 0),
      );
    },
    keeps: ({ start, end }) => slice(pieces, start, end).every(p => p.origin !== undefined),
    originOf: offset => originIn(original, differences(original, pieces), offset),
    edits: () => trimmed(original, differences(original, pieces)),
  };
}

function originIn(original: string, edits: readonly Change[], offset: number): number {
  let grown = 0;
  for (const { start, end, text } of edits) {
    const at = start + grown;
    if (offset < at) break;
    if (offset < at + text.length) return placeIn(original, text, offset - at) ?? start;
    grown += text.length - (end - start);
  }
  return offset - grown;
}

/** Where what stands at an offset of a new text, in its line, stands in the old one; undefined where that is not once. */
function placeIn(old: string, text: string, offset: number): number | undefined {
  const from = text.lastIndexOf('\n', offset - 1) + 1;
  const [line = ''] = /^[^\n]*/.exec(text.slice(from)) ?? [];
  const said = line.trim();
  const found = old.indexOf(said);
  if (said === '' || found < 0 || old.indexOf(said, found + 1) >= 0) return undefined;
  return found + Math.max(0, offset - from - line.indexOf(said));
}

function slice(pieces: readonly Piece[], from: number, to: number): readonly Piece[] {
  const result: Piece[] = [];
  let at = 0;
  for (const p of pieces) {
    const start = Math.max(from - at, 0);
    const end = Math.min(to - at, p.text.length);
    if (start < end) {
      result.push({
        text: p.text.slice(start, end),
        origin: p.origin === undefined ? undefined : p.origin + start,
      });
    }
    at += p.text.length;
  }
  return result;
}

function differences(original: string, pieces: readonly Piece[]): Change[] {
  const edits: Change[] = [];
  let consumed = 0;
  let pending = '';
  const flush = (upTo: number) => {
    if (pending !== '' || upTo > consumed) edits.push({ start: consumed, end: upTo, text: pending });
    pending = '';
  };
  for (const p of pieces) {
    if (p.origin === undefined) {
      pending += p.text;
      continue;
    }
    flush(p.origin);
    consumed = p.origin + p.text.length;
  }
  flush(original.length);
  return edits;
}

/** Takes off what an edit leaves as it was at its ends. */
function trimmed(original: string, edits: readonly Change[]): readonly Change[] {
  return edits.flatMap(e => {
    let { start, end, text } = e;
    while (start < end && text.length > 0 && original[start] === text[0]) {
      start++;
      text = text.slice(1);
    }
    while (start < end && text.length > 0 && original[end - 1] === text[text.length - 1]) {
      end--;
      text = text.slice(0, -1);
    }
    return start === end && text === '' ? [] : [{ start, end, text }];
  });
}
