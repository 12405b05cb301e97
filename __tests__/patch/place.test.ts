import { applyEdits } from '../../src/edit/apply.js';
import { placePatch, unifiedDiff } from '../../src/patch/index.js';

const BEFORE = 'a\nb\nc\nd\ne\nf\ng\n\nh\n';
const diffTo = (after: string) => unifiedDiff([{ path: 'x.c', before: BEFORE, after }]) as string;
const placed = (patch: string, text = BEFORE, about?: number) =>
  applyEdits(
    text,
    placePatch(
      patch,
      path => (path === 'x.c' ? text : undefined),
      about === undefined ? [] : [{ path: 'x.c', start: about, end: about }],
    ),
  );

describe('placePatch', () => {
  it('says of a text without hunks that it is no diff', () => {
    expect(() => placePatch('never mind\n', () => BEFORE, [])).toThrow(/expected a diff with a hunk/);
  });

  it.each([
    ['replaced', 'a\nb\nC\nd\ne\nf\ng\n\nh\n'],
    ['added and removed', 'new\na\nb\nd\ne\nf\ng\n\nh\nlast\n'],
    ['at the end without a line feed', 'a\nb\nc\nd\ne\nf\ng\n\nH'],
  ])('gives what the diff gives: lines %s', (_, after) => expect(placed(diffTo(after))).toBe(after));

  it('counts again what a person added, and bears lost blanks', () => {
    const patch = diffTo('a\nb\nc\nd\ne\nf\nG\n\nh\n');
    expect(placed(patch.replace('+G\n', '+G\n+more\n').replace(/^ $/m, ''))).toBe(
      'a\nb\nc\nd\ne\nf\nG\nmore\n\nh\n',
    );
  });

  it('follows lines that have moved, where one place fits', () => {
    const patch = diffTo('a\nb\nC\nd\ne\nf\ng\n\nh\n');
    expect(placed(patch, `above\n${BEFORE}`)).toBe('above\na\nb\nC\nd\ne\nf\ng\n\nh\n');
    expect(() => placed(patch, `above\n${BEFORE}${BEFORE}`)).toThrow('of x.c fits at 2 places');
  });

  it('knows paths as git quotes them', () => {
    const path = 'a"b\x1b\u00fc.c';
    const patch = unifiedDiff([{ path, before: BEFORE, after: 'A' }]);
    const [place] = placePatch(patch, asked => (asked === path ? BEFORE : undefined), []);
    expect(place).toEqual({ path, start: 0, end: BEFORE.length, text: 'A' });
  });

  it('takes the place that it is about where several fit, also where it fits at its old line', () => {
    const patch = diffTo('a\nb\nC\nd\ne\nf\ng\n\nh\n');
    const twice = `${BEFORE}${BEFORE}`;
    expect(placed(patch, twice, BEFORE.length + 2)).toBe(`${BEFORE}${BEFORE.replace('c', 'C')}`);
    expect(placed(patch, twice, 2)).toBe(`${BEFORE.replace('c', 'C')}${BEFORE}`);
    expect(placed(patch, `above\n${twice}`, 8)).toBe(`above\n${BEFORE.replace('c', 'C')}${BEFORE}`);
  });

  it.each([
    ['a context line that is another', (patch: string) => patch.replace(/^ b$/m, ' B'), 'fits at no place'],
    [
      'another file',
      (patch: string) => patch.replace('+++ b/x.c', '+++ b/y.c'),
      'y.c is no file of this change',
    ],
    ['no header', () => '@@ -1 +1 @@\n-a\n+b\n', 'expected a line "+++ b/PATH"'],
    ['something else', (patch: string) => patch.replace('-c', 'c'), 'expected " ", "+" or "-"'],
  ])('says what is wrong with %s', (_, spoil, message) => {
    expect(() => placed(spoil(diffTo('a\nb\nC\nd\ne\nf\ng\n\nh\n')))).toThrow(message);
  });
});
