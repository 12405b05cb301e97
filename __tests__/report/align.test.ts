import fc from 'fast-check';
import { alignLines, changedParts } from '../../src/report/align.js';

const shown = (removed: readonly string[], added: readonly string[]) =>
  alignLines(removed, added).map(({ removed: r, added: a }) => [r && removed[r], a && added[a]]);

test('a line stands beside the one that takes its place', () => {
  const removed = ['int ret;', 'ret = gizmo_insert(area, page);', 'if (ret)', '\tgoto out;'];
  const added = ['return gizmo_put(area, page);'];
  expect(alignLines(removed, added)).toMatchObject([
    { removed: 0, added: undefined },
    { removed: 1, added: 0 },
    { removed: 2, added: undefined },
    { removed: 3, added: undefined },
  ]);
  expect(shown(['static int a(void)'], ['completely = different;'])).toHaveLength(2);
});

test('a short line that changed in most of its letters stands beside what became of it, with its words marked', () => {
  for (const [removed, added, old, fresh] of [
    ['\tint ret;', '\tvm_fault_t ret = VM_FAULT_NOPAGE;', ['int'], ['vm_fault_t', '= VM_FAULT_NOPAGE']],
    ['\treturn 0;', '\treturn VM_FAULT_NOPAGE;', ['0'], ['VM_FAULT_NOPAGE']],
    ['\tint e;', '\tvm_fault_t e;', ['int'], ['vm_fault_t']],
  ] as const) {
    const [pair, ...more] = alignLines([removed], [added]);
    expect(more).toEqual([]);
    expect(marked(removed, pair!.before!)).toEqual(old);
    expect(marked(added, pair!.after!)).toEqual(fresh);
  }
  expect(alignLines(['\tint ret;'], ['\treturn gizmo_put(area, page);'])).toHaveLength(2);
});

test('every line comes once, in order', () => {
  const lines = fc.array(fc.stringMatching(/^[ab(); ]{0,8}$/), { maxLength: 8 });
  fc.assert(
    fc.property(lines, lines, (removed, added) => {
      const pairs = alignLines(removed, added);
      const side = (name: 'removed' | 'added') => pairs.flatMap(pair => pair[name] ?? []);
      expect(side('removed')).toEqual([...removed.keys()]);
      expect(side('added')).toEqual([...added.keys()]);
    }),
    { numRuns: 200 },
  );
});

test('too many lines are not compared, and still all come', () => {
  const many = Array.from({ length: 60 }, (_, i) => `line(${i});`);
  const pairs = alignLines(many, many);
  expect(pairs).toHaveLength(120);
  expect(pairs[67]).toEqual({ removed: undefined, added: 7 });
});

const marked = (line: string, parts: readonly { readonly start: number; readonly end: number }[]) =>
  parts.map(({ start, end }) => line.slice(start, end));

test('words that differ are marked, whole, with the space between them', () => {
  const before = 'static int gizmo_fault(struct vm_fault *vmf)';
  const after = 'static vm_fault_t gizmo_fault(struct vm_fault *vmf)';
  const parts = changedParts(before, after);
  expect(marked(before, parts.before)).toEqual(['int']);
  expect(marked(after, parts.after)).toEqual(['vm_fault_t']);
  const call = changedParts('\tret = old(a);', '\treturn fresh(a);');
  expect(marked('\tret = old(a);', call.before)).toEqual(['ret = old']);
  expect(marked('\treturn fresh(a);', call.after)).toEqual(['return fresh']);
});

test('a statement that needs more lines now begins beside the old one, and only what differs is marked', () => {
  const long = '\treturn old_insert(area, page, __made_of_a_long_name(pfn, GIZMO_DEVICE));';
  const folded = [
    '\treturn fresh_insert(area, page,',
    '\t\t\t    __made_of_a_long_name(pfn, GIZMO_DEVICE));',
  ];
  const [first, second] = alignLines([long], folded);
  expect([first!.removed, first!.added, second!.removed, second!.added]).toEqual([0, 0, undefined, 1]);
  expect(marked(long, first!.before!)).toEqual(['old_insert']);
  expect(marked(folded[0]!, first!.after!)).toEqual(['fresh_insert']);
  expect(second!.after).toEqual([]);
  const back = alignLines(folded, [long]);
  expect(back.map(({ removed, added }) => [removed, added])).toEqual([
    [0, 0],
    [1, undefined],
  ]);
});

test('what is not marked is the same on both sides', () => {
  const line = fc.stringMatching(/^[ab ()]{0,20}$/);
  fc.assert(
    fc.property(line, line, (before, after) => {
      const parts = changedParts(before, after);
      const rest = (text: string, cuts: readonly { readonly start: number; readonly end: number }[]) =>
        cuts.reduceRight((left, { start, end }) => left.slice(0, start) + left.slice(end), text);
      expect(rest(before, parts.before).replace(/\s/g, '')).toBe(rest(after, parts.after).replace(/\s/g, ''));
    }),
    { numRuns: 200 },
  );
});
