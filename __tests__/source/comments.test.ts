import fc from 'fast-check';
import { commentsAndLiterals, goesOn, inOneLine, withoutComments } from '../../src/source/comments.js';
import { lex } from '../../src/source/index.js';

test('a comment that began with // goes on behind a backslash, also where blanks follow it', () => {
  for (const end of ['\\\n', '\\\r\n', '\\ \t\n', '\\ \r\n']) {
    expect(withoutComments(`a // b ${end}c\nd`)).toBe('a  \nd');
    expect(inOneLine(`a // b ${end}c`)).toBe('a  ');
    expect(inOneLine(`a ${end}b`)).toBe('a  b');
    expect(goesOn(`a ${end.replace(/\n$/, '')}`)).toBe(true);
  }
  expect(withoutComments('a // b\r\nc /* d\n\\\n */ e')).toBe('a  \r\nc   e');
  expect(goesOn('a \\ b')).toBe(false);
});

test('in a literal no comment begins', () => {
  expect(inOneLine(`f("http://a \\" /*", '"', '\\'') // b`)).toBe(`f("http://a \\" /*", '"', '\\'')  `);
  expect(commentsAndLiterals('"//" /* \' */ a // "b"')).toEqual(['"//"', "/* ' */", '// "b"']);
  // One that is not closed is none.
  expect(withoutComments("it's /* b */ c\n'")).toBe("it's   c\n'");
});

test('comments are those of the lexer', () => {
  const part = fc.constantFrom('//', '/*', '*/', '\\', '\n', '\r\n', ' ', '\t', 'a', '/', '*');
  fc.assert(
    fc.property(fc.array(part, { maxLength: 14 }), parts => {
      const text = parts.join('');
      const comments = lex(text).ofKind('comment');
      expect(commentsAndLiterals(text)).toEqual(comments.map(({ start, end }) => text.slice(start, end)));
    }),
    { numRuns: 2000 },
  );
});
