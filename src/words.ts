/** Whole words of C in texts: what has no letter, digit or underscore beside it. */
import { remember } from './remember.js';

/** Where a word (an identifier) first stands in a text as a whole word; -1 where it does not. */
export function placeOfWord(text: string, word: string): number {
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + word.length)) {
    if (!isWordUnit(text.charCodeAt(at - 1)) && !isWordUnit(text.charCodeAt(at + word.length))) return at;
  }
  return -1;
}

/** Whether a text holds an identifier as a whole word. */
export function standsIn(text: string, word: string): boolean {
  return placeOfWord(text, word) >= 0;
}

/** With more words than this, looking at each word of the text beats looking for each of the words. */
const FEW = 16;

/** Those of the words that a text holds. */
export function wordsIn(text: string, words: ReadonlySet<string>): ReadonlySet<string> {
  if (words.size <= FEW) return new Set([...words].filter(word => standsIn(text, word)));
  const marks = marksOf(words);
  const found = new Set<string>();
  eachWord(text, (mark, start, end) => {
    if (marks[mark] !== 1) return;
    const word = text.slice(start, end);
    if (words.has(word)) found.add(word);
  });
  return found;
}

/** A number for a word, from 0 to so many: most words of a text are told from those that are wanted by it alone. */
const MARKS = 1 << 16;

function nextMark(mark: number, unit: number): number {
  return (mark * 33 + unit) & (MARKS - 1);
}

const marksOf = remember((words: ReadonlySet<string>): Uint8Array => {
  const marks = new Uint8Array(MARKS);
  for (const word of words) marks[markOf(word)] = 1;
  return marks;
});

function markOf(word: string): number {
  let mark = 0;
  for (let i = 0; i < word.length; i++) mark = nextMark(mark, word.charCodeAt(i));
  return mark;
}

/** So many bytes of a text have a place of their own in its filter. */
const BYTES_PER_PLACE = 2;

/**
 * Tells for most words that they do not stand in a text, without a look at it: what it says may stand there. It is
 * a sixteenth of the text in size, and made when it is first asked.
 */
export function wordFilter(text: string): (word: string) => boolean {
  let places: Uint8Array | undefined;
  return word => {
    places ??= placesOf(text);
    const place = markOf(word) & (8 * places.length - 1);
    return (places[place >> 3]! & (1 << (place & 7))) !== 0;
  };
}

function placesOf(text: string): Uint8Array {
  let size = 8;
  while (8 * size * BYTES_PER_PLACE < text.length && 8 * size < MARKS) size *= 2;
  const places = new Uint8Array(size);
  eachWord(text, mark => {
    const place = mark & (8 * size - 1);
    places[place >> 3]! |= 1 << (place & 7);
  });
  return places;
}

/** Goes through the words of a text: the mark of each, and where it stands. */
function eachWord(text: string, hear: (mark: number, start: number, end: number) => void): void {
  for (let at = 0; at < text.length; at++) {
    const start = at;
    let mark = 0;
    for (let unit = text.charCodeAt(at); isWordUnit(unit); unit = text.charCodeAt(++at))
      mark = nextMark(mark, unit);
    if (at > start) hear(mark, start, at);
  }
}

function isWordUnit(unit: number): boolean {
  return (
    (unit >= 48 && unit <= 57) || (unit >= 65 && unit <= 90) || unit === 95 || (unit >= 97 && unit <= 122)
  );
}
