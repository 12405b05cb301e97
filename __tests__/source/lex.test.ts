import fc from 'fast-check';
import { lex } from '../../src/source/index.js';
import { cLike } from './made-text.js';

/** Tokens as `kind:text`, the common kinds by their text alone. */
function tokensOf(text: string): string[] {
  return [...lex(text)].map(({ kind, start, end }) => {
    const shown = text.slice(start, end);
    return kind === 'word' || kind === 'punct' ? shown : `${kind}:${shown}`;
  });
}

describe('lex', () => {
  it.each([
    ['words and punctuation', 'a->b+=c...', ['a', '->', 'b', '+=', 'c', '...']],
    ['the longest punctuation', 'a<<=b>>c---d', ['a', '<<=', 'b', '>>', 'c', '--', '-', 'd']],
    [
      'numbers',
      '0x1fUL 1.5e-3 .5 0xep+1 0xe+1',
      ['number:0x1fUL', 'number:1.5e-3', 'number:.5', 'number:0xep+1', 'number:0xe', '+', 'number:1'],
    ],
    [
      'literals',
      `"a\\"b" 'c' '\\'' L"w" u8"x"`,
      ['string:"a\\"b"', "char:'c'", "char:'\\''", 'string:L"w"', 'string:u8"x"'],
    ],
    ['a word that only looks like a prefix', 'LL"x"', ['LL', 'string:"x"']],
    ['a word over a continuation', 'fo\\\no bar', ['fo\\\no', 'bar']],
    ['a word over a continuation with CRLF', 'fo\\\r\no', ['fo\\\r\no']],
    ['a continuation between words', 'a \\\n b', ['a', 'b']],
    ['comments', 'a/* b */c // d\ne', ['a', 'comment:/* b */', 'c', 'comment:// d', 'e']],
    ['a line comment over a continuation', '// a\\\nb\nc', ['comment:// a\\\nb', 'c']],
    [
      'a line comment over a continuation with blanks',
      '// a\\ \t\nb \\\f\r\nc\nd',
      ['comment:// a\\ \t\nb \\\f\r\nc', 'd'],
    ],
    ['a line comment that ends in blanks', '// a  \nb', ['comment:// a  ', 'b']],
    ['a line comment of blanks', '//  \nb', ['comment://  ', 'b']],
    ['a backslash and more behind it', '// a\\ b\nc', ['comment:// a\\ b', 'c']],
    ['a word over a continuation with blanks', 'fo\\  \no \\ bar', ['fo\\  \no', '\\', 'bar']],
    [
      'a directive with a continuation with blanks',
      '#define A \\ \n 1\nb',
      ['directive:#define A \\ \n 1', 'b'],
    ],
    ['a string over a continuation with blanks', '"a\\ \nb" c', ['string:"a\\ \nb"', 'c']],
    ['comment marks in strings', '"/*" a', ['string:"/*"', 'a']],
    ['a string that is not closed', '"abc\nd', ['string:"abc', 'd']],
    ['a string that is not closed before CRLF', '"abc\r\nd', ['string:"abc', 'd']],
    ['a string over a continuation', '"a\\\nb" c', ['string:"a\\\nb"', 'c']],
    ['a comment that is not closed', 'a /* b', ['a', 'comment:/* b']],
    ['an apostrophe in dead text', "don't\nx", ['don', "char:'t", 'x']],
    ['bytes that are not ASCII', 'caf\xe9 \xff', ['caf\xe9', '\xff']],
    ['form feeds', 'a\fb', ['a', 'b']],
    ['a directive', '#define A 1\nb', ['directive:#define A 1', 'b']],
    [
      'a directive after blanks and a comment',
      ' /* c */ # if A\nb',
      ['comment:/* c */', 'directive:# if A', 'b'],
    ],
    ['no directive within a line', 'a # b', ['a', '#', 'b']],
    [
      'a directive with continuations',
      '#define A \\\n 1 \\\r\n 2\nb',
      ['directive:#define A \\\n 1 \\\r\n 2', 'b'],
    ],
    ['a directive before CRLF', '#if A\r\nb', ['directive:#if A', 'b']],
    [
      'a comment that goes on after a directive',
      '#if A /* x\ny */ B\nc',
      ['directive:#if A /* x\ny */ B', 'c'],
    ],
    ['a comment mark in the string of a directive', '#define A "/*"\nb', ['directive:#define A "/*"', 'b']],
    ['a directive at the end of the file', '#endif', ['directive:#endif']],
    ['a backslash at the end of the file', 'a \\', ['a', '\\']],
    ['nothing', '', []],
  ])('reads %s', (_, text, tokens) => expect(tokensOf(text)).toEqual(tokens));

  it('covers any text: between tokens there is only white space and continuations', () => {
    fc.assert(
      fc.property(cLike, text => {
        let at = 0;
        for (const token of lex(text)) {
          expect(text.slice(at, token.start)).toMatch(/^(?:\s|\\[ \t\f\v]*\r?\n)*$/);
          expect(token.end).toBeGreaterThan(token.start);
          at = token.end;
        }
        expect(text.slice(at)).toMatch(/^(?:\s|\\[ \t\f\v]*\r?\n)*$/);
      }),
      { numRuns: 2000 },
    );
  });

  it('takes one pass over a huge line', () => {
    const before = process.cpuUsage();
    expect(lex(`x = ${'"a" 1 b + '.repeat(400_000)}`)).toHaveLength(1_600_002);
    const { user, system } = process.cpuUsage(before);
    expect((user + system) / 1e6).toBeLessThan(10);
  });
});
