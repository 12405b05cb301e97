/**
 * Words that no search for words finds: one that goes on in the next line, behind a backslash, and one with a character
 * by its number (`\u005f`). Offsets are bytes of the text.
 */
export interface TornWord {
  /** The word as the compiler has it. */
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

/** What stands in a line of every file that holds such a word, and in few others: a search for it is cheap. */
export const MAY_TEAR = ['\\w\\\\(?:[ \\t\\f\\v]|\\r?$)', '\\\\[uU][0-9A-Fa-f]{4}'];
/** The same for a whole text. */
const TEARS = /\w\\[ \t\f\v]*\r?\n\w|\\[uU][0-9A-Fa-f]{4}/;

const NUMBER = /\\(?:u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8})/.source;
const UNIT = `(?:\\w|${NUMBER})`;
const TORN = new RegExp(`${UNIT}+(?:\\\\[ \\t\\f\\v]*\\r?\\n${UNIT}+)+|\\w*${NUMBER}${UNIT}*`, 'g');

/** The torn words of a text, in order, wherever they stand: in comments and strings too. */
export function tornWords(text: string): readonly TornWord[] {
  if (!TEARS.test(text)) return [];
  return [...text.matchAll(TORN)].map(({ index, 0: found }) => ({
    name: found.replace(/\\[ \t\f\v]*\r?\n/g, '').replace(new RegExp(NUMBER, 'g'), characterOf),
    start: index,
    end: index + found.length,
  }));
}

/** The character that a number stands for; the number itself where Unicode has none. */
function characterOf(number: string): string {
  const code = Number.parseInt(number.slice(2), 16);
  return code > 0x10ffff ? number : String.fromCodePoint(code);
}
