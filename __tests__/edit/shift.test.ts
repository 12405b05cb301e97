import * as fc from 'fast-check';
import { type Edit, insert, remove, replace } from '../../src/edit/edit.js';
import { sortEdits } from '../../src/edit/gather.js';
import { shiftOf } from '../../src/edit/shift.js';

const edits = [
  insert('a.c', 2, '++'),
  replace('a.c', { start: 4, end: 6 }, 'xyz'),
  remove('a.c', { start: 10, end: 12 }),
];
const shift = shiftOf(edits);

describe('shiftOf', () => {
  it('moves spans with the edits before them', () => {
    expect(shift.toAfter({ start: 0, end: 1 })).toEqual({ start: 0, end: 1 });
    expect(shift.toAfter({ start: 7, end: 9 })).toEqual({ start: 10, end: 12 });
    expect(shift.toAfter({ start: 12, end: 14 })).toEqual({ start: 13, end: 15 });
  });

  it('leaves out what is inserted at the borders, and takes in the text of an edit across one', () => {
    expect(shift.toAfter({ start: 0, end: 2 })).toEqual({ start: 0, end: 2 });
    expect(shift.toAfter({ start: 2, end: 3 })).toEqual({ start: 4, end: 5 });
    expect(shift.toAfter({ start: 3, end: 5 })).toEqual({ start: 5, end: 9 });
    expect(shift.toAfter({ start: 5, end: 7 })).toEqual({ start: 6, end: 10 });
  });

  it('knows what an edit brought and what one took away', () => {
    expect(shift.isNew({ start: 2, end: 4 })).toBe(true);
    expect(shift.isNew({ start: 2, end: 5 })).toBe(false);
    expect(shift.isNew({ start: 0, end: 1 })).toBe(false);
    expect(shift.isGone({ start: 10, end: 12 })).toBe(true);
    expect(shift.isGone({ start: 4, end: 7 })).toBe(false);
    expect(shift.isGone({ start: 13, end: 14 })).toBe(false);
  });

  it('leads back from every kept byte to where it was', () => {
    const span = fc
      .record({ a: fc.nat(30), b: fc.nat(30), text: fc.constantFrom('', 'n', 'new') })
      .map(({ a, b, text }) => replace('a.c', { start: Math.min(a, b), end: Math.max(a, b) }, text));
    const sorted = fc
      .array(span, { maxLength: 6 })
      .map(sortEdits)
      .filter((list): list is readonly Edit[] => list !== undefined);
    fc.assert(
      fc.property(sorted, list => {
        const { toBefore, toAfter } = shiftOf(list);
        for (let offset = 0; offset < 31; offset++) {
          if (list.some(({ start, end }) => start <= offset && offset < end)) continue;
          const after = toAfter({ start: offset, end: offset + 1 });
          expect(toBefore(after.start)).toBe(offset);
        }
      }),
    );
  });
});
