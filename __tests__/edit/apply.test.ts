import * as fc from 'fast-check';
import { applyEdits } from '../../src/edit/apply.js';
import { type Edit, insert, remove, replace } from '../../src/edit/edit.js';
import { sortEdits } from '../../src/edit/gather.js';
import { keepsOutside } from '../../src/edit/prove.js';

/** Splices from the last edit to the first, so that no offset moves under the next. */
const splice = (text: string, edits: readonly Edit[]) =>
  edits.reduceRight(
    (result, { start, end, text: into }) => result.slice(0, start) + into + result.slice(end),
    text,
  );

const bytes = (maxLength: number) =>
  fc.array(fc.nat(255), { maxLength }).map(units => String.fromCharCode(...units));
const textWithEdits = bytes(60).chain(text =>
  fc.tuple(
    fc.constant(text),
    fc
      .array(fc.record({ a: fc.nat(text.length), b: fc.nat(text.length), into: bytes(4) }), { maxLength: 6 })
      .map(list =>
        sortEdits(
          list.map(({ a, b, into }) => replace('a.c', { start: Math.min(a, b), end: Math.max(a, b) }, into)),
        ),
      )
      .filter(edits => edits !== undefined),
  ),
);

describe('applyEdits', () => {
  it('replaces, inserts and removes in one pass', () => {
    const edits = [
      replace('a.c', { start: 0, end: 3 }, 'long'),
      insert('a.c', 4, 'y'),
      remove('a.c', { start: 5, end: 8 }),
    ];
    expect(applyEdits('int x = 1;', edits)).toBe('long yx1;');
  });

  it('equals a naive splice', () => {
    fc.assert(
      fc.property(textWithEdits, ([text, edits]) =>
        expect(applyEdits(text, edits)).toBe(splice(text, edits)),
      ),
      { numRuns: 500 },
    );
  });

  it('leaves the bytes outside the edits alone, and keepsOutside sees it where one changes', () => {
    fc.assert(
      fc.property(textWithEdits, fc.nat(), ([text, edits], at) => {
        const after = applyEdits(text, edits);
        expect(keepsOutside(text, after, edits)).toBe(true);
        const kept = [...keptOffsets(after, edits)];
        if (kept.length === 0) return;
        const offset = kept[at % kept.length]!;
        const flipped = String.fromCharCode(after.charCodeAt(offset) ^ 1);
        const spoilt = after.slice(0, offset) + flipped + after.slice(offset + 1);
        expect(keepsOutside(text, spoilt, edits)).toBe(false);
      }),
    );
  });

  it('throws for edits that are not sorted, not disjoint, or outside', () => {
    const one = replace('a.c', { start: 0, end: 3 }, '');
    const two = replace('a.c', { start: 2, end: 4 }, '');
    expect(() => applyEdits('abcdef', [one, two])).toThrow('a.c: edit [2, 4)');
    expect(() => applyEdits('abcdef', [two, one])).toThrow('a.c: edit [0, 3)');
    expect(() => applyEdits('abc', [two])).toThrow('a.c: edit [2, 4)');
  });
});

/** The offsets of the text after that come from the text before. */
function* keptOffsets(after: string, edits: readonly Edit[]) {
  let shift = 0;
  let from = 0;
  for (const { start, end, text } of edits) {
    for (let i = from; i < start; i++) yield i + shift;
    shift += text.length - (end - start);
    from = end;
  }
  for (let i = from + shift; i < after.length; i++) yield i;
}
