/** Words of texts: however many are asked for, the answer is that of a pattern. */
import fc from 'fast-check';
import { wordFilter, wordsIn } from '../src/words.js';

const word = fc.stringMatching(/^[a-c_][a-c_1]{0,3}$/);
const text = fc.stringMatching(/^[a-c_1 .(é]{0,60}$/);

it('holds each word that stands alone, and no other', () => {
  fc.assert(
    fc.property(text, fc.uniqueArray(word, { maxLength: 40 }), (said, words) => {
      const stands = (one: string) => new RegExp(`(?<![A-Za-z0-9_])${one}(?![A-Za-z0-9_])`).test(said);
      expect([...wordsIn(said, new Set(words))].sort()).toEqual(words.filter(stands).sort());
    }),
  );
});

it('is never filtered out where it stands', () => {
  fc.assert(
    fc.property(text, word, (said, one) => {
      const stands = wordsIn(said, new Set([one])).size > 0;
      expect(wordFilter(said)(one) || !stands).toBe(true);
    }),
  );
  // Most others are.
  const may = wordFilter('static int gizmo_fault(struct vm_fault *vmf)\n'.repeat(8));
  const others = Array.from({ length: 100 }, (_, i) => `widget_${i}`);
  expect(others.filter(may).length).toBeLessThan(20);
});

it('tells words apart that come to one number', () => {
  // 33 * 'b' + 'a' is 33 * 'a' + 130.
  const others = Array.from({ length: 40 }, (_, i) => `other_${i}`);
  expect([...wordsIn('x ba y', new Set(['a\x82', ...others]))]).toEqual([]);
  expect([...wordsIn('x ba y', new Set(['ba', ...others]))]).toEqual(['ba']);
});
