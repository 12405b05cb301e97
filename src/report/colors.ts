/** The colours of C, line by line: what kind of word each piece of a text is. Says nothing of how a colour looks. */
import { lex, type Token } from '../source/index.js';
import {
  BUILTIN_TYPES,
  CONTROL,
  looksLikeType,
  QUALIFIERS,
  STORAGE,
  TAGS,
  TYPE_OPERATORS,
} from '../source/words.js';

/** What a piece of C is, for its colour. */
export type Color = 'keyword' | 'type' | 'constant' | 'call' | 'number' | 'string' | 'comment' | 'directive';

/** A part of a line, in offsets of the line. */
export interface Colored {
  readonly start: number;
  readonly end: number;
  readonly color: Color;
}

/** A text whose lines can be asked for their colours. */
export interface ColoredText {
  /** The coloured parts of the text from `start` to `end` (offsets of the text), in order, as offsets from `start`. */
  between(start: number, end: number): readonly Colored[];
}

const KEYWORDS = [CONTROL, STORAGE, QUALIFIERS, TAGS, TYPE_OPERATORS];

/** Colours a text (one unit per byte). Any text is fine, C or not. */
export function colorText(text: string): ColoredText {
  const tokens = [...lex(text)];
  return {
    between: (start, end) => {
      const found: Colored[] = [];
      for (let i = firstEndingAfter(tokens, start); i < tokens.length && tokens[i]!.start < end; i++) {
        const token = tokens[i]!;
        const color = colorOf(token, text);
        if (color === undefined) continue;
        found.push({
          start: Math.max(token.start, start) - start,
          end: Math.min(token.end, end) - start,
          color,
        });
      }
      return found;
    },
  };
}

function colorOf({ kind, start, end }: Token, text: string): Color | undefined {
  switch (kind) {
    case 'comment':
    case 'directive':
    case 'number':
    case 'string':
      return kind;
    case 'char':
      return 'string';
    case 'punct':
      return undefined;
    case 'word':
      return colorOfWord(text.slice(start, end), text, end);
  }
}

function colorOfWord(word: string, text: string, end: number): Color | undefined {
  if (KEYWORDS.some(words => words.has(word))) return 'keyword';
  if (BUILTIN_TYPES.has(word) || looksLikeType(word)) return 'type';
  if (/^[A-Z_][A-Z0-9_]{2,}$/.test(word)) return 'constant';
  return /^[ \t]*\(/.test(text.slice(end, end + 8)) ? 'call' : undefined;
}

function firstEndingAfter(tokens: readonly Token[], offset: number): number {
  let low = 0;
  let high = tokens.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (tokens[middle]!.end <= offset) low = middle + 1;
    else high = middle;
  }
  return low;
}
