import fc from 'fast-check';
import { filePatch } from '../../src/patch/index.js';
import { type Row, showPatch, showPlaces } from '../../src/report/hunk.js';

const before = `/* one
 * two \xc3\xbc */
static int gizmo(int a)
{
	int ret = insert(a, "x\x1b");

	return ret;
}
`;
const after = before.replace('int ret', 'code_t ret').replace('\n\n', '\n');

const textOf = (row: Row, side: 'before' | 'after') => row[side]?.pieces.map(({ text }) => text).join('');
const rowsOf = (file: ReturnType<typeof showPatch>) => file.hunks.flatMap(({ rows }) => rows);

test('a patch shows both sides, whole and in order', () => {
  const rows = rowsOf(showPatch(filePatch({ path: 'a.c', before, after }), before, after));
  const side = (name: 'before' | 'after') => rows.flatMap(row => row[name]?.number ?? []);
  expect(side('before')).toEqual([2, 3, 4, 5, 6, 7, 8]);
  expect(side('after')).toEqual([2, 3, 4, 5, 6, 7]);
  const changed = rows.filter(({ kind }) => kind === 'changed');
  expect(changed).toHaveLength(2);
  expect(textOf(changed[0]!, 'before')).toBe('\tint ret = insert(a, "x\\x1b");');
  expect(changed[0]!.before!.pieces.filter(({ marked }) => marked).map(({ text }) => text)).toEqual(['int']);
  expect(changed[1]).toMatchObject({ before: { number: 6 }, after: undefined });
});

test('a call that moves over a blank line stands beside what it became, with its words marked', () => {
  const old = 'int gizmo(int a)\n{\n\tint err = old_insert(a, page);\n\n\treturn err ? WRONG : RIGHT;\n}\n';
  const now = 'int gizmo(int a)\n{\n\n\treturn new_insert(a, page);\n}\n';
  const rows = rowsOf(showPatch(filePatch({ path: 'a.c', before: old, after: now }), old, now));
  const marks = (side: 'before' | 'after') =>
    rows
      .flatMap(row => row[side]?.pieces.filter(({ marked }) => marked).map(({ text }) => text) ?? [])
      .join('');
  expect(marks('before')).toBe('int err = old_insert');
  expect(marks('after')).toBe('return new_insert');
  expect(rows.map(row => [textOf(row, 'before')?.trim(), textOf(row, 'after')?.trim()])).toEqual([
    ['int gizmo(int a)', 'int gizmo(int a)'],
    ['{', '{'],
    [undefined, ''],
    ['int err = old_insert(a, page);', 'return new_insert(a, page);'],
    ['', undefined],
    ['return err ? WRONG : RIGHT;', undefined],
    ['}', '}'],
  ]);
});

test('every line comes once, in order, whatever moves over what', () => {
  const line = fc.constantFrom(
    '',
    'int a = f(x, y);',
    'a = f(x, y);',
    'return a ? B : C;',
    'return g(x, y);',
    '}',
  );
  const text = fc.array(line, { minLength: 1, maxLength: 9 }).map(lines => `${lines.join('\n')}\n`);
  fc.assert(
    fc.property(text, text, (old, now) => {
      fc.pre(old !== now);
      const rows = rowsOf(showPatch(filePatch({ path: 'a.c', before: old, after: now }), old, now));
      for (const [side, whole] of [
        ['before', old],
        ['after', now],
      ] as const) {
        const numbers = rows.flatMap(row => row[side]?.number ?? []);
        expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
        expect(new Set(numbers).size).toBe(numbers.length);
        const changed = rows.filter(row => row.kind === 'changed' && row[side] !== undefined);
        for (const row of changed) expect(whole.split('\n')[row[side]!.number - 1]).toBe(textOf(row, side));
      }
      // Read down each side, what is left out on both is the same.
      const said = (side: 'before' | 'after') =>
        rows.map(row => textOf(row, side)).filter(one => one !== undefined);
      const rest = (all: string, shown: readonly string[]) => all.split('\n').length - 1 - shown.length;
      expect(rest(old, said('before') as string[])).toBe(rest(now, said('after') as string[]));
    }),
    { numRuns: 500 },
  );
});

test('lines that have nothing in common stand in the place of each other, but for blank ones', () => {
  const old = 'int gizmo(int a)\n{\n\terror = -EIO;\n\tgoto out;\n\n\tb();\n}\n';
  const now = 'int gizmo(int a)\n{\n\treturn WRONG;\n\tb();\n}\n';
  const rows = rowsOf(showPatch(filePatch({ path: 'a.c', before: old, after: now }), old, now));
  const changed = rows.filter(({ kind }) => kind === 'changed');
  expect(changed.map(row => [textOf(row, 'before'), textOf(row, 'after')])).toEqual([
    ['\terror = -EIO;', '\treturn WRONG;'],
    ['\tgoto out;', undefined],
    ['', undefined],
  ]);
  expect(changed.flatMap(row => [...row.before!.pieces, ...(row.after?.pieces ?? [])])).not.toContainEqual(
    expect.objectContaining({ marked: true }),
  );
});

test('a comment over several lines is coloured in each, and bytes become characters', () => {
  const rows = rowsOf(showPatch(filePatch({ path: 'a.c', before, after }), before, after));
  expect(rows[0]!.before!.pieces).toEqual([{ text: ' * two \u00fc */', color: 'comment', marked: false }]);
  const colors = rows[1]!.before!.pieces.filter(({ color }) => color !== undefined);
  expect(colors.map(({ text, color }) => [text, color])).toEqual([
    ['static', 'keyword'],
    ['int', 'type'],
    ['gizmo', 'call'],
    ['int', 'type'],
  ]);
});

test('places are shown with their surroundings, marked, those that meet in one', () => {
  const text = Array.from({ length: 30 }, (_, i) => `line${i + 1}();\n`).join('');
  const place = (word: string) => ({ start: text.indexOf(word), end: text.indexOf(word) + word.length });
  const { hunks } = showPlaces(
    'a.c',
    text,
    [place('line2'), place('line8'), place('line25')],
    () => 'f\x1b()',
  );
  expect(hunks.map(({ label, rows }) => [label, rows[0]!.before!.number, rows.length])).toEqual([
    ['f\\x1b()', 1, 11],
    ['f\\x1b()', 22, 7],
  ]);
  const marks = hunks.flatMap(({ rows }) =>
    rows.flatMap(row => row.before!.pieces.filter(({ marked }) => marked)),
  );
  expect(marks.map(({ text: word }) => word)).toEqual(['line2', 'line8', 'line25']);
});

test('a carriage return at the end of a line is not shown', () => {
  const { hunks } = showPlaces('a.c', 'a();\r\nb();\r\n', [{ start: 0, end: 1 }], () => '');
  expect(hunks[0]!.rows.map(row => textOf(row, 'before'))).toEqual(['a();', 'b();']);
});
