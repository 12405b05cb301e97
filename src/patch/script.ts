/**
 * Which lines of two texts change: the choice, among the many possible, that git's default algorithm makes.
 *
 * It is Myers' linear-space algorithm (1986), as git runs it: first lines that cannot or hardly matter are set aside,
 * then the rest is halved at a middle snake, and where that costs too much, at a good-looking place.
 *
 * Why not jsdiff's `diffLines`: both find a shortest script, but among shortest ones jsdiff takes the first it
 * meets from the start and git the one its halving meets. Sliding runs afterwards cannot turn one into the other:
 * of 1,500 kernel files that changed within a year, jsdiff's script, slid as git slides, gave git's hunks for 89 %,
 * this one for all.
 */
import type { Side, Sides } from './lines.js';

/** A line more frequent than this in the other text is never worth matching for its own sake. */
const MOST_FREQUENT = 1024;
/** How far around a frequent line its neighbours are asked whether they have partners. */
const NEIGHBOURHOOD = 100;
/** A frequent line is set aside if fewer than one in this many of its neighbours is frequent. */
const LONELINESS = 4;
/** So many matching lines in a row are a snake worth splitting at. */
const LONG_SNAKE = 20;
/** From this edit cost on, a split needs not be the middle one. */
const HURRY_COST = 256;
/** A split in a hurry must have got so many times its cost along. */
const HURRY_GAIN = 4;
/** The least cost at which the search gives up. */
const LEAST_LIMIT = 256;
/** Beyond any line. */
const FAR = 0x7fffffff;

/** Marks the changed lines of both sides. */
export function markChanges({ before, after, kinds }: Sides): void {
  const a = before.ids;
  const b = after.ids;
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head++;
  let tail = 0;
  const shorter = Math.min(a.length, b.length) - head;
  while (tail < shorter && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail++;

  const kept = setAside(before, frequencies(b, kinds), head, tail);
  const others = setAside(after, frequencies(a, kinds), head, tail);
  new Search(kept, others).run();
}

function frequencies(ids: Int32Array, kinds: number): Int32Array {
  const counts = new Int32Array(kinds);
  for (const id of ids) counts[id]!++;
  return counts;
}

/** The lines of a side that take part in the search. */
interface Candidates {
  readonly ids: Int32Array;
  /** Where each candidate stands in its text. */
  readonly at: Int32Array;
  readonly changed: Uint8Array;
}

/**
 * Marks as changed what has no partner at all, and frequent lines in the middle of such; leaves out the common head
 * and tail. What is left are the candidates.
 */
function setAside(side: Side, inOther: Int32Array, head: number, tail: number): Candidates {
  const { ids, changed } = side;
  const end = ids.length - tail;
  const many = Math.min(roughRoot(ids.length), MOST_FREQUENT);
  const worth = new Uint8Array(ids.length);
  for (let line = head; line < end; line++) {
    const partners = inOther[ids[line]!]!;
    worth[line] = partners === 0 ? NONE : partners >= many ? FREQUENT : GOOD;
  }
  const at: number[] = [];
  for (let line = head; line < end; line++) {
    const keep = worth[line] === GOOD || (worth[line] === FREQUENT && !isLonely(worth, line, head, end - 1));
    if (keep) at.push(line);
    else changed[line] = 1;
  }
  return { ids: Int32Array.from(at, line => ids[line]!), at: Int32Array.from(at), changed };
}

const NONE = 0;
const GOOD = 1;
const FREQUENT = 2;

/** Whether a frequent line stands between lines without partners, among few other frequent ones. */
function isLonely(worth: Uint8Array, line: number, first: number, last: number): boolean {
  const from = Math.max(first, line - NEIGHBOURHOOD);
  const to = Math.min(last, line + NEIGHBOURHOOD);
  const look = (step: 1 | -1): { none: number; frequent: number } => {
    let none = 0;
    let frequent = 1;
    for (let at = line + step; at >= from && at <= to && worth[at] !== GOOD; at += step) {
      if (worth[at] === NONE) none++;
      else frequent++;
    }
    return { none, frequent };
  };
  const above = look(-1);
  if (above.none === 0) return false;
  const below = look(1);
  if (below.none === 0) return false;
  const frequent = above.frequent + below.frequent;
  return frequent * LONELINESS < frequent + above.none + below.none;
}

/** A power of two near the square root. */
function roughRoot(n: number): number {
  let root = 1;
  for (let rest = n; rest > 0; rest >>= 2) root <<= 1;
  return root;
}

/** A rectangle of the edit graph: lines `a0..a1` of the old candidates against `b0..b1` of the new ones. */
interface Box {
  readonly a0: number;
  readonly a1: number;
  readonly b0: number;
  readonly b1: number;
}

/** Where a box is halved, and whether each half must then be searched without hurry. */
interface Split {
  readonly a: number;
  readonly b: number;
  readonly careful: readonly [boolean, boolean];
}

/** The divide-and-conquer search, with the two furthest-reaching tables that all its boxes share. */
class Search {
  readonly #a: Candidates;
  readonly #b: Candidates;
  /** Furthest old line reached on each diagonal, from the start of the box and from its end. */
  readonly #forward: Int32Array;
  readonly #backward: Int32Array;
  /** Index of diagonal 0 in the tables. */
  readonly #zero: number;
  readonly #limit: number;

  constructor(a: Candidates, b: Candidates) {
    this.#a = a;
    this.#b = b;
    const diagonals = a.ids.length + b.ids.length + 3;
    this.#forward = new Int32Array(diagonals + 1);
    this.#backward = new Int32Array(diagonals + 1);
    this.#zero = b.ids.length + 1;
    this.#limit = Math.max(roughRoot(diagonals), LEAST_LIMIT);
  }

  run(): void {
    const work: [Box, boolean][] = [
      [{ a0: 0, a1: this.#a.ids.length, b0: 0, b1: this.#b.ids.length }, false],
    ];
    for (let next = work.pop(); next; next = work.pop()) {
      const box = this.#shrink(next[0]);
      const { a0, a1, b0, b1 } = box;
      if (a0 === a1) for (let line = b0; line < b1; line++) this.#b.changed[this.#b.at[line]!] = 1;
      else if (b0 === b1) for (let line = a0; line < a1; line++) this.#a.changed[this.#a.at[line]!] = 1;
      else {
        const { a, b, careful } = this.#split(box, next[1]);
        work.push([{ a0, a1: a, b0, b1: b }, careful[0]], [{ a0: a, a1, b0: b, b1 }, careful[1]]);
      }
    }
  }

  /** The box without the matching lines at its two ends. */
  #shrink({ a0, a1, b0, b1 }: Box): Box {
    const a = this.#a.ids;
    const b = this.#b.ids;
    while (a0 < a1 && b0 < b1 && a[a0] === b[b0]) {
      a0++;
      b0++;
    }
    while (a0 < a1 && b0 < b1 && a[a1 - 1] === b[b1 - 1]) {
      a1--;
      b1--;
    }
    return { a0, a1, b0, b1 };
  }

  /**
   * Halves a box whose ends do not match. Walks from both ends at once, one edit at a time, until the walks meet
   * (a middle snake); a walk that is not `careful` may stop sooner.
   */
  #split(box: Box, careful: boolean): Split {
    const { a0, a1, b0, b1 } = box;
    const a = this.#a.ids;
    const b = this.#b.ids;
    const zero = this.#zero;
    const forward = this.#forward;
    const backward = this.#backward;
    const least = a0 - b1;
    const most = a1 - b0;
    const start = a0 - b0;
    const goal = a1 - b1;
    const odd = ((start - goal) & 1) !== 0;
    const ahead = { from: start, to: start };
    const behind = { from: goal, to: goal };
    forward[zero + start] = a0;
    backward[zero + goal] = a1;

    for (let cost = 1; ; cost++) {
      let longSnake = false;

      widen(ahead, least, most, forward, zero, -1);
      for (let d = ahead.to; d >= ahead.from; d -= 2) {
        const below = forward[zero + d - 1]!;
        const above = forward[zero + d + 1]!;
        const from = below >= above ? below + 1 : above;
        let x = from;
        while (x < a1 && x - d < b1 && a[x] === b[x - d]) x++;
        if (x - from > LONG_SNAKE) longSnake = true;
        forward[zero + d] = x;
        if (odd && behind.from <= d && d <= behind.to && backward[zero + d]! <= x) {
          return { a: x, b: x - d, careful: [true, true] };
        }
      }

      widen(behind, least, most, backward, zero, FAR);
      for (let d = behind.to; d >= behind.from; d -= 2) {
        const below = backward[zero + d - 1]!;
        const above = backward[zero + d + 1]!;
        const from = below < above ? below : above - 1;
        let x = from;
        while (x > a0 && x - d > b0 && a[x - 1] === b[x - d - 1]) x--;
        if (from - x > LONG_SNAKE) longSnake = true;
        backward[zero + d] = x;
        if (!odd && ahead.from <= d && d <= ahead.to && x <= forward[zero + d]!) {
          return { a: x, b: x - d, careful: [true, true] };
        }
      }

      if (careful) continue;
      if (longSnake && cost > HURRY_COST) {
        const split = this.#afterSnake(box, ahead, cost) ?? this.#beforeSnake(box, behind, cost);
        if (split) return split;
      }
      if (cost >= this.#limit) return this.#furthest(box, ahead, behind);
    }
  }

  /** The forward walk's best place that is well ahead of its cost and has a long snake behind it. */
  #afterSnake({ a0, a1, b0, b1 }: Box, walk: Range, cost: number): Split | undefined {
    let best = 0;
    let split: Split | undefined;
    for (let d = walk.to; d >= walk.from; d -= 2) {
      const x = this.#forward[this.#zero + d]!;
      const y = x - d;
      const gain = x - a0 + (y - b0) - Math.abs(d - (a0 - b0));
      if (gain <= HURRY_GAIN * cost || gain <= best) continue;
      if (x < a0 + LONG_SNAKE || x >= a1 || y < b0 + LONG_SNAKE || y >= b1) continue;
      if (this.#snakeFrom(x - LONG_SNAKE, y - LONG_SNAKE)) {
        best = gain;
        split = { a: x, b: y, careful: [true, false] };
      }
    }
    return split;
  }

  /** The same for the backward walk. */
  #beforeSnake({ a0, a1, b0, b1 }: Box, walk: Range, cost: number): Split | undefined {
    let best = 0;
    let split: Split | undefined;
    for (let d = walk.to; d >= walk.from; d -= 2) {
      const x = this.#backward[this.#zero + d]!;
      const y = x - d;
      const gain = a1 - x + (b1 - y) - Math.abs(d - (a1 - b1));
      if (gain <= HURRY_GAIN * cost || gain <= best) continue;
      if (x <= a0 || x > a1 - LONG_SNAKE || y <= b0 || y > b1 - LONG_SNAKE) continue;
      if (this.#snakeFrom(x, y)) {
        best = gain;
        split = { a: x, b: y, careful: [false, true] };
      }
    }
    return split;
  }

  #snakeFrom(x: number, y: number): boolean {
    for (let k = 0; k < LONG_SNAKE; k++) if (this.#a.ids[x + k] !== this.#b.ids[y + k]) return false;
    return true;
  }

  /** Gives up: the place where one of the two walks got furthest. */
  #furthest({ a0, a1, b0, b1 }: Box, ahead: Range, behind: Range): Split {
    let reach = -1;
    let reachA = -1;
    for (let d = ahead.to; d >= ahead.from; d -= 2) {
      const x = Math.min(this.#forward[this.#zero + d]!, a1, b1 + d);
      if (reach < x + x - d) {
        reach = x + x - d;
        reachA = x;
      }
    }
    let back = FAR;
    let backA = FAR;
    for (let d = behind.to; d >= behind.from; d -= 2) {
      const x = Math.max(this.#backward[this.#zero + d]!, a0, b0 + d);
      if (x + x - d < back) {
        back = x + x - d;
        backA = x;
      }
    }
    return a1 + b1 - back < reach - (a0 + b0)
      ? { a: reachA, b: reach - reachA, careful: [true, false] }
      : { a: backA, b: back - backA, careful: [false, true] };
  }
}

/** The diagonals a walk has got to, every second of them. */
interface Range {
  from: number;
  to: number;
}

/** One more diagonal on each side, with a wall of `wall` beyond it; at the border of the box, one fewer. */
function widen(
  walk: Range,
  least: number,
  most: number,
  table: Int32Array,
  zero: number,
  wall: number,
): void {
  if (walk.from > least) table[zero + --walk.from - 1] = wall;
  else walk.from++;
  if (walk.to < most) table[zero + ++walk.to + 1] = wall;
  else walk.to--;
}
