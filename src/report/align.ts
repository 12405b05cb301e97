/** Which removed line an added one stands beside, and which of its words differ. Texts hold one unit per byte. */

/** A removed and an added line beside each other, as indices; one is missing where the other stands alone. */
export interface Pair {
  readonly removed: number | undefined;
  readonly added: number | undefined;
}

/** A part of a line, in offsets of the line. */
export interface Part {
  readonly start: number;
  readonly end: number;
}

/** Lines that have less than this in common do not stand beside each other. */
const ALIKE = 0.4;
/** Comparing more pairs than this is not worth what it shows. */
const MOST_PAIRS = 2500;
/** Words of a line beyond which it is not compared. */
const MOST_WORDS = 120;

/** Pairs the removed and the added lines of one change, in order, so that what is alike stands together. */
export function alignLines(removed: readonly string[], added: readonly string[]): readonly Pair[] {
  const isWorth = removed.length * added.length <= MOST_PAIRS;
  const matches = isWorth ? bestMatches(removed.map(wordsOf), added.map(wordsOf)) : [];
  const pairs: Pair[] = [];
  let i = 0;
  let j = 0;
  for (const [r, a] of [...matches, [removed.length, added.length] as const]) {
    while (i < r) pairs.push({ removed: i++, added: undefined });
    while (j < a) pairs.push({ removed: undefined, added: j++ });
    if (i < removed.length && j < added.length) pairs.push({ removed: i++, added: j++ });
  }
  return pairs;
}

/** The parts of two lines that are not in the other one: whole words, with the space between two such words. */
export function changedParts(
  before: string,
  after: string,
): { readonly before: readonly Part[]; readonly after: readonly Part[] } {
  const a = wordsOf(before);
  const b = wordsOf(after);
  if (a.length > MOST_WORDS || b.length > MOST_WORDS) return { before: whole(before), after: whole(after) };
  const common = commonWords(a, b);
  const keptBefore = new Set(common.map(([i]) => i));
  const keptAfter = new Set(common.map(([, j]) => j));
  return { before: partsOf(a, i => !keptBefore.has(i)), after: partsOf(b, j => !keptAfter.has(j)) };
}

function whole(line: string): readonly Part[] {
  return line === '' ? [] : [{ start: 0, end: line.length }];
}

interface Word extends Part {
  readonly text: string;
}

function wordsOf(line: string): readonly Word[] {
  return [...line.matchAll(/[\w\x80-\xff]+|[ \t]+|[^\w\s\x80-\xff]/g)].map(match => ({
    text: match[0],
    start: match.index,
    end: match.index + match[0].length,
  }));
}

const isBlank = ({ text }: Word) => /^[ \t]/.test(text);

/** The words that pass, joined where they touch or only space is between them; space alone is no change of a word. */
function partsOf(words: readonly Word[], isChanged: (index: number) => boolean): readonly Part[] {
  const parts: { start: number; end: number }[] = [];
  words.forEach((word, i) => {
    if (!isChanged(i)) return;
    const last = parts.at(-1);
    const previous = words[i - 1];
    const joins =
      last !== undefined && previous !== undefined && last.end >= previous.start && isBlank(previous);
    if (last !== undefined && (last.end === word.start || joins)) last.end = word.end;
    else parts.push({ start: word.start, end: word.end });
  });
  return parts;
}

/** The longest common subsequence of two lines' words, as pairs of indices. */
function commonWords(a: readonly Word[], b: readonly Word[]): readonly (readonly [number, number])[] {
  const lengths = tableOf(a.length, b.length, (i, j, at) =>
    a[i]!.text === b[j]!.text ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1)),
  );
  const pairs: (readonly [number, number])[] = [];
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    if (a[i]!.text === b[j]!.text) pairs.push([i++, j++]);
    else if (lengths(i + 1, j) >= lengths(i, j + 1)) i++;
    else j++;
  }
  return pairs;
}

/** How much two lines have in common, from 0 to 1; space counts for nothing. */
function likeness(a: readonly Word[], b: readonly Word[]): number {
  const own = a.filter(word => !isBlank(word));
  const other = b.filter(word => !isBlank(word));
  if (own.length === 0 || other.length === 0) return own.length === other.length ? 1 : 0;
  if (own.length > MOST_WORDS || other.length > MOST_WORDS) return 0;
  const weight = (words: readonly Word[]) => words.reduce((sum, { text }) => sum + text.length, 0);
  const common = commonWords(own, other).map(([i]) => own[i]!);
  return (2 * weight(common)) / (weight(own) + weight(other));
}

/** The pairs in order whose likeness adds up to most, each alike enough. */
function bestMatches(
  removed: readonly (readonly Word[])[],
  added: readonly (readonly Word[])[],
): readonly (readonly [number, number])[] {
  const alike = removed.map(a => added.map(b => likeness(a, b)));
  const gain = (i: number, j: number) => (alike[i]![j]! >= ALIKE ? alike[i]![j]! : Number.NEGATIVE_INFINITY);
  const best = tableOf(removed.length, added.length, (i, j, at) =>
    Math.max(at(i + 1, j), at(i, j + 1), gain(i, j) + at(i + 1, j + 1)),
  );
  const pairs: (readonly [number, number])[] = [];
  for (let i = 0, j = 0; i < removed.length && j < added.length; ) {
    if (best(i, j) === best(i + 1, j)) i++;
    else if (best(i, j) === best(i, j + 1)) j++;
    else pairs.push([i++, j++]);
  }
  return pairs;
}

type At = (i: number, j: number) => number;

/** A table filled from its far corner, one more than asked for each way, whose border is 0. */
function tableOf(rows: number, columns: number, cell: (i: number, j: number, at: At) => number): At {
  const width = columns + 1;
  const values = new Float64Array((rows + 1) * width);
  const at: At = (i, j) => values[i * width + j]!;
  for (let i = rows - 1; i >= 0; i--)
    for (let j = columns - 1; j >= 0; j--) values[i * width + j] = cell(i, j, at);
  return at;
}
