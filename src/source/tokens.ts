/**
 * The tokens of a text, kept as numbers: some nine bytes each, where objects take eighty. A run keeps those of every
 * file that it opened, since taking a text apart again costs more than anything else that it does with it.
 */
import type { Token, TokenKind } from './file.js';

/** Tokens in order and disjoint, by index. Outside of the list everything is undefined. */
export interface Tokens extends Iterable<Token> {
  readonly length: number;
  /** A token as a value of its own; made anew each time. */
  at(index: number): Token | undefined;
  kindAt(index: number): TokenKind | undefined;
  startAt(index: number): number | undefined;
  endAt(index: number): number | undefined;
  /** Those from one index up to another, as values of their own. */
  slice(from: number, to?: number): Token[];
  /** The index of the first one that starts at or behind an offset. */
  firstFrom(offset: number): number;
  /** The one that holds the byte at an offset. */
  holding(offset: number): Token | undefined;
  /** Those that lie within a span of the text. */
  within(start: number, end: number): Token[];
  /** All of one kind. */
  ofKind(kind: TokenKind): Token[];
}

const KINDS: readonly TokenKind[] = ['word', 'number', 'string', 'char', 'punct', 'comment', 'directive'];
const CODE_OF = Object.fromEntries(KINDS.map((kind, code) => [kind, code])) as Record<TokenKind, number>;

/** Takes tokens one by one. */
export interface TokenBuilder {
  push(kind: TokenKind, start: number, end: number): void;
  readonly tokens: () => Tokens;
}

/** An empty list to be filled; `expected` is how many tokens there may be. */
export function buildTokens(expected: number): TokenBuilder {
  let kinds = new Uint8Array(expected);
  let starts = new Int32Array(expected);
  let ends = new Int32Array(expected);
  let length = 0;
  const grow = () => {
    const size = Math.max(16, 2 * kinds.length);
    const [k, s, e] = [new Uint8Array(size), new Int32Array(size), new Int32Array(size)];
    k.set(kinds);
    s.set(starts);
    e.set(ends);
    [kinds, starts, ends] = [k, s, e];
  };
  return {
    push: (kind, start, end) => {
      if (length === kinds.length) grow();
      kinds[length] = CODE_OF[kind];
      starts[length] = start;
      ends[length] = end;
      length++;
    },
    tokens: () => new Packed(kinds.slice(0, length), starts.slice(0, length), ends.slice(0, length)),
  };
}

/** Those among tokens that are no comments and no directives. */
export function significantOf(tokens: Tokens): Tokens {
  const found = buildTokens(tokens.length);
  for (let i = 0; i < tokens.length; i++) {
    const kind = tokens.kindAt(i)!;
    if (kind !== 'comment' && kind !== 'directive') found.push(kind, tokens.startAt(i)!, tokens.endAt(i)!);
  }
  return found.tokens();
}

class Packed implements Tokens {
  readonly length: number;

  constructor(
    private readonly kinds: Uint8Array,
    private readonly starts: Int32Array,
    private readonly ends: Int32Array,
  ) {
    this.length = kinds.length;
  }

  at(index: number): Token | undefined {
    return index >= 0 && index < this.length ? this.made(index) : undefined;
  }

  private made(index: number): Token {
    return { kind: KINDS[this.kinds[index]!]!, start: this.starts[index]!, end: this.ends[index]! };
  }

  kindAt(index: number): TokenKind | undefined {
    return KINDS[this.kinds[index] ?? -1];
  }

  startAt(index: number): number | undefined {
    return this.starts[index];
  }

  endAt(index: number): number | undefined {
    return this.ends[index];
  }

  slice(from: number, to = this.length): Token[] {
    const found: Token[] = [];
    for (let i = Math.max(0, from); i < Math.min(to, this.length); i++) found.push(this.made(i));
    return found;
  }

  firstFrom(offset: number): number {
    let low = 0;
    let high = this.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.starts[middle]! < offset) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  holding(offset: number): Token | undefined {
    const token = this.at(this.firstFrom(offset + 1) - 1);
    return token !== undefined && offset < token.end ? token : undefined;
  }

  within(start: number, end: number): Token[] {
    const found: Token[] = [];
    for (let i = this.firstFrom(start); i < this.length && this.starts[i]! < end; i++) {
      if (this.ends[i]! <= end) found.push(this.made(i));
    }
    return found;
  }

  ofKind(kind: TokenKind): Token[] {
    const code = CODE_OF[kind];
    const found: Token[] = [];
    for (let i = 0; i < this.length; i++) if (this.kinds[i] === code) found.push(this.made(i));
    return found;
  }

  *[Symbol.iterator](): Iterator<Token> {
    for (let i = 0; i < this.length; i++) yield this.made(i);
  }
}
