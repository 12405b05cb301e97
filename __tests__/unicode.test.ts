import fc from 'fast-check';
import { decodeUtf8, encodeUtf8, isUnicode, printable, printableCode } from '../src/unicode.js';

test('any bytes are decoded without loss, and valid UTF-8 as every decoder does', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 16 }), bytes => {
      const buffer = Buffer.from(bytes);
      const text = decodeUtf8(buffer.toString('latin1'));
      expect(encodeUtf8(text).equals(buffer)).toBe(true);
      const strict = buffer.toString('utf8');
      const isValid = Buffer.from(strict, 'utf8').equals(buffer);
      expect(isUnicode(text)).toBe(isValid);
      if (isValid) expect(text).toBe(strict);
    }),
    { numRuns: 2000 },
  );
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), text => {
      expect(decodeUtf8(Buffer.from(text, 'utf8').toString('latin1'))).toBe(text);
    }),
  );
});

test('nothing printable can command a terminal or hide', () => {
  const hostile = '\x1b[31m\x07\r\n\x7f\u0085\u202e\u2066\u200b\u2028\ufeff\udcfc';
  expect(printable(hostile)).toBe(
    '\\x1b[31m\\x07\\x0d\\x0a\\x7f\\x85\\u{202e}\\u{2066}\\u{200b}\\u{2028}\\u{feff}\\xfc',
  );
  expect(printableCode(hostile)).toBe(printable(hostile));
  expect(printable('\u00fc, \u6f22, \u{1f600} stay')).toBe('\u00fc, \u6f22, \u{1f600} stay');
});

test('a tab stays in code alone', () => {
  expect(printable('a\tname.c')).toBe('a\\x09name.c');
  expect(printableCode('\tint a;')).toBe('\tint a;');
});
