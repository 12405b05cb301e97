/**
 * Comments and continued lines in pieces of text that are looked at without tokens: bodies of macros, preprocessor lines,
 * what lies between two statements. A line goes on behind a backslash, also where blanks follow it, as gcc has it; so does
 * a comment that began with `//`.
 */

/** The source of a pattern for a backslash that makes a line go on, with the line's end. */
export const SPLICE = String.raw`\\[ \t\v\f]*\r?\n`;
/** Likewise for the rest of a line, with the lines that it goes on in. */
const REST = String.raw`(?:${SPLICE}|[^\r\n]|\r(?!\n))*`;
/** Likewise for a comment that goes to the end of its line. */
export const LINE_COMMENT = String.raw`\/\/${REST}`;
const BLOCK_COMMENT = String.raw`\/\*[\s\S]*?(?:\*\/|$)`;
const LITERAL = String.raw`"(?:\\[\s\S]|[^"\\\n])*"|'(?:\\[\s\S]|[^'\\\n])*'`;

const COMMENT_OR_LITERAL = new RegExp(`${LITERAL}|${LINE_COMMENT}|${BLOCK_COMMENT}`, 'g');
const SPLICES = new RegExp(SPLICE, 'g');

/** The comments and the literals of a text, in order: in a literal no comment begins. */
export function commentsAndLiterals(text: string): readonly string[] {
  return text.match(COMMENT_OR_LITERAL) ?? [];
}

/** A text with something in place of each comment and each literal. */
export function replaceCommentsAndLiterals(text: string, say: (found: string) => string): string {
  return text.replace(COMMENT_OR_LITERAL, say);
}

/** A text with a blank in place of each comment. */
export function withoutComments(text: string): string {
  if (!text.includes('/')) return text;
  return replaceCommentsAndLiterals(text, found => (found.startsWith('/') ? ' ' : found));
}

/** A text with a blank in place of each comment, and of each end of a line that goes on. */
export function inOneLine(text: string): string {
  return withoutComments(text).replace(SPLICES, ' ');
}

/** Whether a line, without its end, goes on in the next one. */
export function goesOn(line: string): boolean {
  return /\\[ \t\v\f\r]*$/.test(line);
}
