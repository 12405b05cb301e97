/** Reading a file by its tokens: where each word stands, what stands beside it, which bracket closes which. */
import { replaceCommentsAndLiterals } from '../source/comments.js';
import type { SourceFile, Token, TokenKind } from '../source/file.js';
import { recently } from '../source/recent.js';
import { ASM } from '../source/words.js';

/** A file's words, by text: indices into `file.tokens`, ascending. */
export interface WordTable {
  /** Words of the code: neither in comments nor directives, nor in strings but for assembly and `alias("name")`. */
  readonly code: ReadonlyMap<string, readonly number[]>;
  /** Directives that hold the word, by index of the directive token; comments and strings inside are blanked. */
  readonly directives: ReadonlyMap<string, readonly number[]>;
  /** Strings that are nothing but the word. */
  readonly quoted: ReadonlyMap<string, readonly number[]>;
  /** Literals that hold the word, and may be code: on their line, a quote is never closed. */
  readonly torn: ReadonlyMap<string, readonly number[]>;
}

/** A text and its tokens. */
export type Lexed = Pick<SourceFile, 'text' | 'tokens'>;

/** A table is larger than the file. */
const MOST_TABLES = 48;

/** The words of a file; kept for the files that were asked about last. */
export const wordsOf: (file: SourceFile) => WordTable = recently(MOST_TABLES, findWords);

const SAYS: ReadonlySet<TokenKind> = new Set(['word', 'directive', 'string', 'char']);

function findWords(file: SourceFile): WordTable {
  const code = new Map<string, number[]>();
  const directives = new Map<string, number[]>();
  const torn = new Map<string, number[]>();
  const quoted = new Map<string, number[]>();
  let asmEnd = -1;
  const gone = [...file.elsewhere];
  for (let index = 0; index < file.tokens.length; index++) {
    // Most tokens say no word.
    const kind = file.tokens.kindAt(index)!;
    if (!SAYS.has(kind)) continue;
    const start = file.tokens.startAt(index)!;
    while (gone[0] !== undefined && gone[0].end <= start) gone.shift();
    if (gone[0] !== undefined && gone[0].start <= start) continue;
    if (kind === 'word') {
      const word = file.text.slice(start, file.tokens.endAt(index));
      add(code, word, index);
      if (ASM.has(word)) asmEnd = asmEndFrom(file, index);
      continue;
    }
    const token = file.tokens.at(index)!;
    if (token.kind === 'directive') addAll(directives, directiveText(file, token), index);
    else if (token.kind === 'string' && (index < asmEnd || isAlias(file, index))) {
      addAll(code, textOf(file, token), index);
      addAll(code, joinedFrom(file, index), index);
    } else if (token.kind === 'string' && /^"[A-Za-z_]\w*"$/.test(textOf(file, token))) {
      add(quoted, file.text.slice(token.start + 1, token.end - 1), index);
    } else if (isUnclosed(file, token)) {
      for (const literal of literalsOfLine(file, index)) {
        addAll(torn, textOf(file, file.tokens.at(literal)!), literal);
      }
    }
  }
  return { code, directives, quoted, torn };
}

function add(map: Map<string, number[]>, word: string, index: number): void {
  const at = map.get(word);
  if (at === undefined) map.set(word, [index]);
  else at.push(index);
}

function addAll(map: Map<string, number[]>, text: string, index: number): void {
  for (const word of new Set(text.match(/[A-Za-z_]\w*/g))) {
    if (map.get(word)?.at(-1) !== index) add(map, word, index);
  }
}

/** The text that a string makes together with those that follow it. */
function joinedFrom(file: SourceFile, index: number): string {
  let text = '';
  let count = 0;
  for (let i = index; count < MOST_JOINED && file.tokens.kindAt(i) === 'string'; i = codeFrom(file, i + 1)) {
    text += textOf(file, file.tokens.at(i)!).slice(1, -1);
    count++;
  }
  return text;
}

/** The index after the parentheses of an `asm` at `index`; -1 where there are none. */
function asmEndFrom(file: SourceFile, index: number): number {
  let i = codeFrom(file, index + 1);
  while (file.tokens.kindAt(i) === 'word') i = codeFrom(file, i + 1);
  return tokenText(file, i) === '(' ? closerOf(file, i) : -1;
}

/** Nobody writes a name in more strings than these that follow one another. */
const MOST_JOINED = 64;

/** Whether a string is the `"name"` of an attribute that gives a function another name: `alias("name")`. */
function isAlias(file: SourceFile, index: number): boolean {
  let open = codeUpTo(file, index - 1);
  for (let i = 0; i < MOST_JOINED && file.tokens.kindAt(open) === 'string'; i++)
    open = codeUpTo(file, open - 1);
  const attribute = tokenText(file, codeUpTo(file, open - 1));
  return tokenText(file, open) === '(' && /^_*(alias|weakalias|weakref|ifunc|symver)_*$/.test(attribute);
}

function isUnclosed(file: SourceFile, { kind, start, end }: Token): boolean {
  if (kind !== 'string' && kind !== 'char') return false;
  const quote = kind === 'string' ? '"' : "'";
  // The byte before a last quote can be the opening one, or a backslash that takes its meaning away.
  return (
    file.text[end - 1] !== quote || end - start < 2 || /[^\\](\\\\)*\\.$/.test(file.text.slice(start, end))
  );
}

/** The literals on the line of an unclosed one: where one quote is odd, none of them says what is text. */
function* literalsOfLine(file: SourceFile, index: number): Iterable<number> {
  const lineStart = file.text.lastIndexOf('\n', file.tokens.startAt(index)!) + 1;
  for (let i = index; (file.tokens.startAt(i) ?? -1) >= lineStart; i--) {
    if (file.tokens.kindAt(i)! === 'string' || file.tokens.kindAt(i)! === 'char') yield i;
  }
}

/** The text of a token. */
export function textOf(file: Lexed, token: Token): string {
  return file.text.slice(token.start, token.end);
}

/** The text of the token at an index; empty outside the file. */
export function tokenText(file: Lexed, index: number): string {
  const start = file.tokens.startAt(index);
  return start === undefined ? '' : file.text.slice(start, file.tokens.endAt(index));
}

/** A directive's text with its comments and literals blanked at equal length. */
export function directiveText(file: SourceFile, token: Token): string {
  return replaceCommentsAndLiterals(textOf(file, token), found => found.replace(/[^\n]/g, ' ')).replace(
    /^(\s*#\s*include\w*\s*)(<[^>\n]*>)/,
    (_, head: string, header: string) => {
      // The parts of a header's name are no words of code.
      return head + ' '.repeat(header.length);
    },
  );
}

/** The index of the next token of code at or after `index`: comments and directives are stepped over. */
export function codeFrom(file: Lexed, index: number): number {
  let i = index;
  while (isSilent(file.tokens.kindAt(i))) i++;
  return i;
}

/** The index of the last token of code at or before `index`; -1 where there is none. */
export function codeUpTo(file: Lexed, index: number): number {
  let i = index;
  while (i >= 0 && isSilent(file.tokens.kindAt(i))) i--;
  return i;
}

function isSilent(kind: TokenKind | undefined): boolean {
  return kind === 'comment' || kind === 'directive';
}

/** The index of the first token that starts at or after an offset. */
export function tokenAt(file: SourceFile, offset: number): number {
  return file.tokens.firstFrom(offset);
}

const CLOSERS: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

/** The index of the bracket that closes the one at `open`; -1 where none does before `end`. */
export function closerOf(file: Lexed, open: number, end = file.tokens.length): number {
  const expected: string[] = [];
  for (let i = open; i < end; i++) {
    if (file.tokens.kindAt(i)! !== 'punct') continue;
    const text = tokenText(file, i);
    const closer = CLOSERS[text];
    if (closer !== undefined) expected.push(closer);
    else if (text === ')' || text === ']' || text === '}') {
      if (expected.pop() !== text) return -1;
      if (expected.length === 0) return i;
    }
  }
  return -1;
}
