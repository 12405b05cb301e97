import fc from 'fast-check';
import { decode, encode, isBinary } from '../../src/source/index.js';

describe('decode and encode', () => {
  it('lose no byte, whatever the encoding', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), bytes => {
        const text = decode(bytes);
        expect(text).toHaveLength(bytes.length);
        expect(Uint8Array.from(encode(text))).toEqual(bytes);
      }),
    );
  });

  it('read a part of a larger buffer', () => {
    expect(decode(new Uint8Array([65, 66, 67, 68]).subarray(1, 3))).toBe('BC');
  });

  it('refuse a character that is no byte, and say where', () => {
    expect(() => encode('ab\u20ac')).toThrow('expected one unit per byte, found U+20AC at offset 2');
  });
});

describe('isBinary', () => {
  it.each([
    ['text', Buffer.from('int x;\n'), false],
    ['nothing', Buffer.alloc(0), false],
    ['latin1', Buffer.from([0xe9, 10]), false],
    ['a NUL', Buffer.from('int\0x'), true],
    [
      'a NUL as the last byte that git looks at',
      Buffer.concat([Buffer.alloc(7999, 'a'), Buffer.alloc(1)]),
      true,
    ],
    ['a NUL after what git looks at', Buffer.concat([Buffer.alloc(8000, 'a'), Buffer.alloc(1)]), false],
  ])('judges %s as git does', (_, bytes, binary) => expect(isBinary(bytes)).toBe(binary));
});
