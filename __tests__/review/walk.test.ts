import type { Site } from '../../src/report/report.js';
import { beginWalk, goTo, KEYS, type Step, step, type Walk, withEdited } from '../../src/review/walk.js';

/** Sites by path; one with `!` has no change. */
const sitesOf = (...paths: string[]): readonly Site[] =>
  paths.map((path, i) => ({
    id: `s${i}`,
    kind: path.endsWith('!') ? 'refuse' : 'convert',
    name: `f${i}`,
    path,
    line: i + 1,
    driver: '',
    subsystem: '',
    reasons: [],
    verdicts: [],
    change: path.endsWith('!')
      ? undefined
      : { id: `${path}:f${i}`, kind: 'convert', transforms: [], edits: [], table: [], differences: [] },
    files: [],
    table: [],
    chains: [],
  }));

const begin = (...paths: string[]) => beginWalk(sitesOf(...paths), new Map());

/** The walk after some keys, which all have to move. */
const typed = (walk: Walk, keys: string): Walk =>
  [...keys].reduce((now, key) => {
    const next = step(now, key);
    if (next.kind !== 'moved') throw new Error(`${key}: ${next.kind}`);
    return next.walk;
  }, walk);

const told = (next: Step) => (next.kind === 'told' ? next.message : next.kind);

describe('walk', () => {
  it('keeps answers and moves on', () => {
    const walk = typed(begin('a', 'a', 'b'), 'yn');
    expect([walk.at, [...walk.answers]]).toEqual([
      2,
      [
        [0, 'yes'],
        [1, 'no'],
      ],
    ]);
  });

  it('answers for the rest of a file, past answers among it', () => {
    const walk = typed(begin('a', 'b', 'b', 'b', 'c'), 'jjykkd');
    expect([...walk.answers].sort()).toEqual([
      [1, 'no'],
      [2, 'no'],
      [3, 'no'],
    ]);
    expect(walk.at).toBe(4);
    expect([...typed(begin('a', 'a', 'b'), 'a').answers]).toEqual([
      [0, 'yes'],
      [1, 'yes'],
    ]);
  });

  it('edits changes alone, and agrees to what was edited', () => {
    const walk = begin('a', 'b!');
    expect(step(walk, 'e')).toEqual({ kind: 'edit', change: walk.sites[0]!.change });
    expect(told(step(typed(walk, 'j'), 'e'))).toBe('there is no change here to decide; j goes on');
    const site = walk.sites[0]!;
    const edited = withEdited(walk, { ...site, change: { ...site.change!, edited: ['f'] } });
    expect([edited.at, [...edited.answers], edited.sites[0]!.change!.edited]).toEqual([
      0,
      [[0, 'yes']],
      ['f'],
    ]);
    expect([...withEdited(edited, site).answers]).toEqual([]);
  });

  it('begins at the first site where all is decided', () => {
    expect(beginWalk(sitesOf('a!', 'a'), new Map([[1, 'no']])).at).toBe(0);
    expect(beginWalk([], new Map()).at).toBe(0);
  });

  it('begins at the first change that nothing was decided of, and ends behind the last', () => {
    expect(beginWalk(sitesOf('a!', 'a', 'b'), new Map([[1, 'yes']])).at).toBe(2);
    expect(typed(begin('a'), 'y').at).toBe(1);
  });

  it('shows sites without a change, and decides nothing there', () => {
    const walk = typed(begin('a', 'a!', 'b'), 'y');
    expect(walk.at).toBe(1);
    expect(told(step(walk, 'y'))).toMatch(/no change here/);
    expect(told(step(walk, 'd'))).toMatch(/no change here/);
  });

  it('stays at both ends', () => {
    expect(told(step(begin('a'), 'k'))).toMatch(/first/);
    expect(told(step(begin('a'), 'j'))).toMatch(/last/);
  });

  it('goes back from the last site to the first that is left to be decided', () => {
    const skipped = typed(begin('a!', 'b', 'c', 'd'), 'jj');
    expect(skipped.at).toBe(3);
    expect(typed(skipped, 'j').at).toBe(1);
    const walk = typed(skipped, 'n');
    expect([walk.at, [...walk.answers]]).toEqual([1, [[3, 'no']]]);
    // What was decided is passed over, and so it ends.
    expect(typed(walk, 'yy').at).toBe(4);
    expect(told(step(typed(begin('a', 'b'), 'yk'), 'j'))).toBe('moved');
    // The last alone is left: there is nowhere else to go.
    expect(told(step(typed(begin('a', 'b'), 'y'), 'j'))).toMatch(/last/);
  });

  it('goes to a number, and searches round', () => {
    const walk = begin('a.c', 'b.c', 'ab.c');
    expect(goTo(walk, 'go', '3')).toMatchObject({ walk: { at: 2 } });
    expect(told(goTo(walk, 'go', '4'))).toMatch(/from 1 to 3, found "4"/);
    expect(goTo(walk, 'search', 'B.C')).toMatchObject({ walk: { at: 1 } });
    expect(goTo(typed(walk, 'jj'), 'search', 'a.c')).toMatchObject({ walk: { at: 0 } });
    expect(told(goTo(walk, 'search', 'zz'))).toMatch(/no site/);
    // Words of the path, the function and the reason, in any order.
    expect(goTo(walk, 'search', 'f2  AB')).toMatchObject({ walk: { at: 2 } });
    expect(told(goTo(walk, 'search', 'f2 b.c zz'))).toMatch(/no site/);
  });

  it('ends at q, at an interrupt, and when there are no more keys', () => {
    for (const key of ['q', '\x03', '\x04', '']) expect(step(begin('a'), key).kind).toBe('quit');
  });

  it('is put aside with the key that puts a program aside', () => {
    expect(step(begin('a'), '\u001a')).toEqual({ kind: 'aside' });
  });

  it('knows every key that its help shows', () => {
    for (const [key] of KEYS) expect(told(step(typed(begin('a', 'b', 'c'), 'j'), key))).not.toMatch(/no key/);
    expect(told(step(begin('a'), 'x'))).toMatch(/"x" is no key/);
  });
});
