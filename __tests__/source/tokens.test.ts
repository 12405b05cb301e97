/** Tokens kept as numbers, and rows kept by their changes: the same answers as plain lists give. */
import fc from 'fast-check';
import type { Token } from '../../src/source/file.js';
import { openRuns } from '../../src/source/runs.js';
import { buildTokens, significantOf, type Tokens } from '../../src/source/tokens.js';

const kind = fc.constantFrom<Token['kind']>('word', 'punct', 'comment', 'directive', 'string');

/** Tokens in order and disjoint, as values and packed. */
const both = fc
  .array(fc.record({ kind, gap: fc.nat(2), length: fc.integer({ min: 1, max: 4 }) }), { maxLength: 40 })
  .map(pieces => {
    let at = 0;
    const plain = pieces.map(({ kind: k, gap, length }): Token => {
      const start = at + gap;
      at = start + length;
      return { kind: k, start, end: at };
    });
    const built = buildTokens(1);
    for (const { kind: k, start, end } of plain) built.push(k, start, end);
    return [plain, built.tokens()] as const;
  });

const check = (act: (plain: readonly Token[], packed: Tokens, n: number, m: number) => void) =>
  fc.assert(fc.property(both, fc.nat(120), fc.nat(120), ([plain, packed], n, m) => act(plain, packed, n, m)));

it('are the same values by index', () => {
  check((plain, packed, n) => {
    expect([...packed]).toEqual(plain);
    expect(packed.length).toBe(plain.length);
    expect([packed.at(n), packed.at(-1)]).toEqual([plain[n], undefined]);
    expect([packed.kindAt(n), packed.startAt(n), packed.endAt(n)]).toEqual([
      plain[n]?.kind,
      plain[n]?.start,
      plain[n]?.end,
    ]);
  });
});

it('are found by offset', () => {
  check((plain, packed, n, m) => {
    const first = plain.findIndex(({ start }) => start >= n);
    expect(packed.firstFrom(n)).toBe(first < 0 ? plain.length : first);
    expect(packed.holding(n)).toEqual(plain.find(({ start, end }) => start <= n && n < end));
    expect(packed.within(n, m)).toEqual(plain.filter(({ start, end }) => start >= n && end <= m));
    expect(packed.slice(n, m)).toEqual(plain.slice(n, m));
  });
});

it('are chosen by kind', () => {
  check((plain, packed) => {
    expect(packed.ofKind('comment')).toEqual(plain.filter(token => token.kind === 'comment'));
    expect([...significantOf(packed)]).toEqual(
      plain.filter(token => token.kind !== 'comment' && token.kind !== 'directive'),
    );
  });
});

it('a row gives back what was put into it', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(2)), fc.nat(20), fc.nat(20), (values, a, b) => {
      const runs = openRuns<number>();
      for (const value of values) runs.push(value);
      const [from, to] = [Math.min(a, b, values.length), Math.min(Math.max(a, b), values.length)];
      expect(runs.slice(from, to)).toEqual(values.slice(from, to));
    }),
  );
});
