import { addUp } from '../src/ledger.js';
import type { Change, Occurrence, Verdict } from '../src/verdict.js';

const occurrence = (path: string, start: number): Occurrence => ({
  path,
  start,
  end: start + 5,
  keyword: 'gizmo',
  place: 'code',
  line: 1,
  column: start + 1,
  inside: undefined,
});
const verdict = (path: string, start: number, more: Partial<Verdict> = {}): Verdict => ({
  transform: 'gizmo',
  occurrence: occurrence(path, start),
  kind: 'refuse',
  code: 'no',
  message: 'no',
  change: undefined,
  chain: [],
  ...more,
});
const change = (id: string): Change => ({
  id,
  kind: 'convert',
  transforms: ['gizmo'],
  edits: [],
  table: [],
  differences: [],
});
const counted = (occurrences: number) => ({ filesListed: 9, filesWithKeywords: 2, occurrences });

describe('addUp', () => {
  it('orders verdicts by path, offset and transform, and counts them by kind', () => {
    const ledger = addUp(
      [
        verdict('b.c', 0, { kind: 'done' }),
        verdict('a.c', 9, { transform: 'z' }),
        verdict('a.c', 9),
        verdict('a.c', 2, { kind: 'convert', change: 'a' }),
      ],
      [change('a')],
      counted(4),
      [
        { path: 'y.c', why: 'w' },
        { path: 'x.c', why: 'w' },
      ],
    );
    expect(ledger.verdicts.map(v => [v.occurrence.path, v.occurrence.start, v.transform])).toEqual([
      ['a.c', 2, 'gizmo'],
      ['a.c', 9, 'gizmo'],
      ['a.c', 9, 'z'],
      ['b.c', 0, 'gizmo'],
    ]);
    expect(ledger.totals).toEqual({ ...counted(4), convert: 1, review: 0, refuse: 2, done: 1 });
    expect(ledger.unread.map(({ path }) => path)).toEqual(['x.c', 'y.c']);
  });

  it('throws where verdicts and occurrences do not add up', () => {
    expect(() => addUp([verdict('a.c', 0)], [], counted(2), [])).toThrow(
      'internal error: 2 occurrences were found but 1 verdicts given',
    );
  });

  it.each([
    ['a convert without a change', verdict('a.c', 0, { kind: 'convert' }), []],
    ['a refusal with a change', verdict('a.c', 0, { change: 'a' }), [change('a')]],
    ['a change of another kind', verdict('a.c', 0, { kind: 'review', change: 'a' }), [change('a')]],
    ['a change that is not there', verdict('a.c', 0, { kind: 'convert', change: 'b' }), []],
    ['a change that no verdict carries', verdict('a.c', 0), [change('a')]],
  ])('throws for %s', (_, one, changes) => {
    expect(() => addUp([one], changes, counted(1), [])).toThrow('internal error');
  });
});
