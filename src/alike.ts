/**
 * What tells places apart that read the same and stand in the same. What one of them is known by is never handed to
 * another: where that cannot be told, all of them get a new mark.
 */
import { groupBy } from './order.js';
import { type Piece, pieceKey } from './standing.js';

/** A place that is to be told from those that are like it. */
export interface Place {
  /** What has to be the same besides, for two to be alike. */
  readonly key: string;
  readonly piece: Piece;
}

/** Equal marks are of places that are not alike. */
export type Mark = number | string;

/**
 * A mark for each of some places of one file, in their order. One that is like no other has the number 1, and keeps it
 * whatever comes and goes around it. What follows on one another without anything between is numbered: which of them came
 * last makes no difference. All others are known by the statement before them.
 */
export function marksOf(places: readonly Place[]): readonly Mark[] {
  const marks = new Map<Place, Mark>();
  for (const [, alike] of groupBy(places, ({ key, piece }) => JSON.stringify([key, pieceKey(piece)]))) {
    const pieces = new Map(alike.map(({ piece }) => [piece.start, piece]));
    const isRun = isOneRun([...pieces.values()]);
    alike.forEach((place, i) => {
      marks.set(place, i + 1);
    });
    if (!isRun) for (const [place, mark] of toldApart(alike)) marks.set(place, mark);
  }
  return places.map(place => marks.get(place)!);
}

function isOneRun(pieces: readonly Piece[]): boolean {
  const [first] = pieces;
  return (
    new Set(pieces.map(({ run }) => run)).size === pieces.length &&
    pieces.every(({ behind }) => behind === first!.behind)
  );
}

/** Marks by what stands before; where that is the same as well, by the number of so many, and so all change with that. */
function toldApart(alike: readonly Place[]): readonly (readonly [Place, Mark])[] {
  return [...groupBy(alike, ({ piece: { behind, run } }) => JSON.stringify([behind, run]))].flatMap(
    ([behind, some]) => {
      const starts = [...new Set(some.map(({ piece }) => piece.start))];
      return [...groupBy(some, ({ piece }) => piece.start)].flatMap(([start, within]) =>
        within.map(
          (place, i) => [place, JSON.stringify([behind, starts.indexOf(start), starts.length, i])] as const,
        ),
      );
    },
  );
}
