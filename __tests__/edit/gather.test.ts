import * as fc from 'fast-check';
import { type Edit, insert, replace } from '../../src/edit/edit.js';
import { type Candidate, gather, sortEdits } from '../../src/edit/gather.js';

const offer = (id: string, ...edits: Edit[]): Candidate => ({
  id,
  path: edits[0]!.path,
  offset: edits[0]!.start,
  edits,
});
const at = (start: number, end: number, text: string, path = 'a.c') => replace(path, { start, end }, text);
const ids = (list: readonly Candidate[]) => list.map(({ id }) => id);

describe('gather', () => {
  it('takes disjoint offers in order of path and offset', () => {
    const { taken, edits } = gather([
      offer('z', at(0, 1, 'z', 'b.c')),
      offer('b', at(5, 9, 'b')),
      offer('a', at(0, 5, 'a')),
    ]);
    expect(ids(taken)).toEqual(['a', 'b', 'z']);
    expect(edits.get('a.c')).toEqual([at(0, 5, 'a'), at(5, 9, 'b')]);
  });

  it('refuses an offer whole where one of its edits overlaps an earlier one, and names that', () => {
    const { taken, refused, edits } = gather([
      offer('first', at(0, 4, 'x')),
      offer('second', at(3, 6, 'y'), at(20, 21, 'y')),
    ]);
    expect(ids(taken)).toEqual(['first']);
    expect(refused.map(({ candidate, other }) => [candidate.id, other.id])).toEqual([['second', 'first']]);
    expect(edits.get('a.c')).toEqual([at(0, 4, 'x')]);
  });

  it('counts an identical replacement of two offers once', () => {
    const { taken, edits } = gather([
      offer('a', at(0, 3, 'T', 'a.h'), at(0, 1, 'x')),
      offer('b', at(0, 3, 'T', 'a.h'), at(5, 6, 'x')),
    ]);
    expect(ids(taken)).toEqual(['a', 'b']);
    expect(edits.get('a.h')).toEqual([at(0, 3, 'T', 'a.h')]);
  });

  it('refuses a different replacement of the same span', () => {
    expect(ids(gather([offer('a', at(0, 3, 'T')), offer('b', at(0, 3, 'U'))]).taken)).toEqual(['a']);
  });

  it('refuses the second of two identical insertions', () => {
    const twice = gather([offer('a', insert('a.c', 4, 'x')), offer('b', insert('a.c', 4, 'x'))]);
    expect(ids(twice.taken)).toEqual(['a']);
  });

  it.each([
    ['at its start', 2],
    ['inside', 3],
    ['at its end', 4],
  ])('refuses an insertion that meets a replacement of another offer %s', (_, point) => {
    const replacing = offer('a', at(2, 4, 'x'));
    const inserting = offer('b', insert('a.c', point, 'y'));
    expect(ids(gather([replacing, { ...inserting, offset: 9 }]).taken)).toEqual(['a']);
    expect(ids(gather([replacing, { ...inserting, offset: 0 }]).taken)).toEqual(['b']);
  });

  it('keeps the order of insertions of one offer, before what the same offer replaces there', () => {
    const own = offer(
      'a',
      insert('a.c', 4, '1'),
      insert('a.c', 4, '2'),
      insert('a.c', 4, '2'),
      at(4, 6, 'x'),
      at(0, 4, 'w'),
    );
    expect(
      gather([own])
        .edits.get('a.c')!
        .map(({ text }) => text),
    ).toEqual(['w', '1', '2', '2', 'x']);
  });

  const edit = fc
    .record({
      path: fc.constantFrom('a.c', 'b.c'),
      start: fc.nat(20),
      length: fc.nat(3),
      text: fc.constantFrom('', 'p', 'q'),
    })
    .map(({ path, start, length, text }) => at(start, start + length, text, path));
  const candidates = fc
    .array(
      fc.array(edit, { minLength: 1, maxLength: 3 }).filter(edits => sortEdits(edits) !== undefined),
      { maxLength: 8 },
    )
    .map(lists => lists.map((edits, i) => offer(String(i), ...edits)));
  const shuffled = candidates.chain(list =>
    fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })),
  );

  it('does not depend on the order of the input', () => {
    fc.assert(fc.property(shuffled, ([list, other]) => expect(gather(other)).toEqual(gather(list))));
  });

  it('takes or refuses each offer once, and gives sorted, disjoint edits', () => {
    fc.assert(
      fc.property(candidates, list => {
        const { taken, refused, edits } = gather(list);
        expect([...ids(taken), ...refused.map(({ candidate }) => candidate.id)].sort()).toEqual(
          ids(list).sort(),
        );
        for (const each of edits.values()) expect(sortEdits(each)).toEqual(each);
      }),
    );
  });

  it('refuses no offer that meets none', () => {
    fc.assert(
      fc.property(candidates, list => {
        const apart = list.map((candidate, i) => ({
          ...candidate,
          edits: candidate.edits.map(one => ({ ...one, start: one.start + 100 * i, end: one.end + 100 * i })),
        }));
        expect(gather(apart).refused).toEqual([]);
      }),
    );
  });
});

describe('sortEdits', () => {
  it('says undefined where two edits share a byte', () => {
    expect(sortEdits([at(3, 5, 'x'), at(0, 4, 'y')])).toBeUndefined();
    expect(sortEdits([at(0, 4, 'x'), insert('a.c', 2, 'y')])).toBeUndefined();
  });
});
