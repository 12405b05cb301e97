/** Whole words of C in texts: what has no letter, digit or underscore beside it. */

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
const FEW = 64;

/** Those of the words that a text holds. */
export function wordsIn(text: string, words: ReadonlySet<string>): ReadonlySet<string> {
  if (words.size <= FEW) return new Set([...words].filter(word => standsIn(text, word)));
  return new Set(text.match(/[A-Za-z_]\w*/g)?.filter(word => words.has(word)));
}

function isWordUnit(unit: number): boolean {
  return (
    (unit >= 48 && unit <= 57) || (unit >= 65 && unit <= 90) || unit === 95 || (unit >= 97 && unit <= 122)
  );
}
