/** Which removed line an added one stands beside, and which of its words differ. Texts hold one unit per byte. */

/** A removed and an added line beside each other, as indices; one is missing where the other stands alone. */
export interface Pair {
  readonly removed: number | undefined;
  readonly added: number | undefined;
  /** What differs of the lines, where they, or those that they belong to, have something in common. */
  readonly before?: readonly Part[] | undefined;
  readonly after?: readonly Part[] | undefined;
}

/** A part of a line, in offsets of the line. */
export interface Part {
  readonly start: number;
  readonly end: number;
}

/** Lines that have less than this in common do not stand beside each other. */
const ALIKE = 0.3;
/** Comparing more pairs than this is not worth what it shows. */
const MOST_PAIRS = 2500;
/** Words of a line beyond which it is not compared. */
const MOST_WORDS = 120;

/** A statement is looked for on so many lines, where the other side has it on one. */
const MOST_LINES = 4;

/** Pairs the removed and the added lines of one change, in order, so that what is alike stands together. */
export function alignLines(removed: readonly string[], added: readonly string[]): readonly Pair[] {
  const isWorth = removed.length * added.length <= MOST_PAIRS;
  const matches = isWorth ? bestMatches(removed.map(wordsOf), added.map(wordsOf)) : [];
  const pairs: Pair[] = [];
  let i = 0;
  let j = 0;
  const end: Match = { removed: removed.length, added: added.length, old: 0, fresh: 0 };
  for (const match of [...matches, end]) {
    while (i < match.removed) pairs.push({ removed: i++, added: undefined });
    while (j < match.added) pairs.push({ removed: undefined, added: j++ });
    const before = removed.slice(i, i + match.old);
    const after = added.slice(j, j + match.fresh);
    pairs.push(...pairsOf(before, after, i, j));
    i += before.length;
    j += after.length;
  }
  return pairs;
}

/** The pairs of lines that are one line on one side: the first beside the first, the rest alone. */
function pairsOf(before: readonly string[], after: readonly string[], i: number, j: number): readonly Pair[] {
  const parts = changedParts(before.join('\n'), after.join('\n'));
  const old = partsByLine(before, parts.before);
  const fresh = partsByLine(after, parts.after);
  return Array.from({ length: Math.max(before.length, after.length) }, (_, k) => ({
    ...(k < before.length ? { removed: i + k, before: old[k] } : { removed: undefined }),
    ...(k < after.length ? { added: j + k, after: fresh[k] } : { added: undefined }),
  }));
}

/** Parts of lines that were joined, in offsets of each. */
function partsByLine(lines: readonly string[], parts: readonly Part[]): readonly (readonly Part[])[] {
  let start = 0;
  return lines.map(line => {
    const at = start;
    start += line.length + 1;
    return parts
      .map(part => ({ start: Math.max(0, part.start - at), end: Math.min(line.length, part.end - at) }))
      .filter(part => part.start < part.end);
  });
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
  return [...line.matchAll(/[\w\x80-\xff]+|\s+|[^\w\s\x80-\xff]/g)].map(match => ({
    text: match[0],
    start: match.index,
    end: match.index + match[0].length,
  }));
}

const isBlank = ({ text }: Word) => /^\s/.test(text);
const isName = ({ text }: Word) => /^[\w\x80-\xff]/.test(text);

/** The words that pass, joined where they touch or only space is between them; space alone is no change of a word. */
function partsOf(words: readonly Word[], isChanged: (index: number) => boolean): readonly Part[] {
  const parts: { start: number; end: number }[] = [];
  words.forEach((word, i) => {
    if (!isChanged(i) || isBlank(word)) return;
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

/**
 * How much two lines have in common, from 0 to 1; space counts for nothing. By letters or by names, whichever is more: a
 * short line that got a longer type and a value (`int ret;`) keeps few of its letters, and still is the same declaration.
 */
function likeness(a: readonly Word[], b: readonly Word[]): number {
  const own = a.filter(word => !isBlank(word));
  const other = b.filter(word => !isBlank(word));
  if (own.length === 0 || other.length === 0) return own.length === other.length ? 1 : 0;
  if (own.length > MOST_WORDS || other.length > MOST_WORDS) return 0;
  const common = commonWords(own, other).map(([i]) => own[i]!);
  const share = (weigh: (word: Word) => number) => {
    const weight = (words: readonly Word[]) => words.reduce((sum, word) => sum + weigh(word), 0);
    const all = weight(own) + weight(other);
    return all === 0 ? 0 : (2 * weight(common)) / all;
  };
  return Math.max(
    share(({ text }) => text.length),
    share(word => (isName(word) ? 1 : 0)),
  );
}

/** Lines that stand beside each other: so many from a removed and from an added one on; of one side just one. */
interface Match {
  readonly removed: number;
  readonly added: number;
  readonly old: number;
  readonly fresh: number;
}

/** The matches in order whose likeness adds up to most, each alike enough. */
function bestMatches(
  removed: readonly (readonly Word[])[],
  added: readonly (readonly Word[])[],
): readonly Match[] {
  const options = removed.map((_, i) => added.map((_, j) => optionsAt(removed, added, i, j)));
  const best = tableOf(removed.length, added.length, (i, j, at) =>
    Math.max(at(i + 1, j), at(i, j + 1), ...options[i]![j]!.map(one => worth(one, at))),
  );
  const matches: Match[] = [];
  for (let i = 0, j = 0; i < removed.length && j < added.length; ) {
    const taken = options[i]![j]!.find(one => worth(one, best) === best(i, j));
    if (best(i, j) === best(i + 1, j)) i++;
    else if (best(i, j) === best(i, j + 1) || taken === undefined) j++;
    else {
      matches.push(taken);
      i += taken.old;
      j += taken.fresh;
    }
  }
  return matches;
}

type Option = Match & { readonly alike: number };

const worth = ({ removed, added, old, fresh, alike }: Option, at: At) =>
  alike + at(removed + old, added + fresh);

/** What may stand beside each other from two lines on: these, or one beside what became of it on several. */
function optionsAt(
  removed: readonly (readonly Word[])[],
  added: readonly (readonly Word[])[],
  i: number,
  j: number,
): readonly Option[] {
  const option = (old: number, fresh: number): Option => {
    const before = removed.slice(i, i + old).flat();
    const after = added.slice(j, j + fresh).flat();
    return { removed: i, added: j, old, fresh, alike: likeness(before, after) };
  };
  const single = option(1, 1);
  const longer = Array.from({ length: MOST_LINES - 1 }, (_, k) => k + 2).flatMap(count => [
    ...(i + count <= removed.length ? [option(count, 1)] : []),
    ...(j + count <= added.length ? [option(1, count)] : []),
  ]);
  return [single, ...longer].filter(({ alike }) => alike >= ALIKE);
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
