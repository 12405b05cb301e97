/** What goes in may leave types that contradict each other, where something beside it stays as it is. */
import { join } from 'node:path';
import { jest } from '@jest/globals';
import { works } from '../../src/edge/api-work.js';
import { commitAll, scratch } from '../tree/scratch.js';
import { faultline } from './bin.js';
import { FAULT } from './trees.js';

// Each test starts processes, and the machine may be busy.
jest.setTimeout(300_000);

const headerOf = (type: string) => `typedef ${type} vm_fault_t;
struct vm_operations_struct {
	int (*fault)(struct vm_fault *vmf);
};
int vm_insert_page(struct vm_area_struct *vma, unsigned long addr, struct page *page);
vm_fault_t vmf_insert_page(struct vm_area_struct *vma, unsigned long addr, struct page *page);
`;

/** A tree in which a comment keeps one of two handlers as it is. */
function treeWith(type: string): string {
  const tree = scratch({
    'include/linux/mm.h': headerOf(type),
    'drivers/gizmo/gizmo.c': FAULT,
    'drivers/größe/widget.c': FAULT.replaceAll('gizmo_', 'widget_').replace(
      'static int widget_fault',
      '/* faultline-ignore old firmware */\n$&',
    ),
  });
  commitAll(tree);
  return tree;
}

const TOLD =
  'types that do not go together: widget_fault() returns int (drivers/größe/widget.c:4), but ' +
  'struct vm_operations_struct.fault in include/linux/mm.h:3 says vm_fault_t; take the change of both, or of neither\n';

const bytes = (text: string) => Buffer.from(text).toString('latin1');

test('diff and apply tell it, and do not say that nothing is left', () => {
  const tree = treeWith('unsigned int');
  expect(faultline(['diff', tree])).toMatchObject({ code: 1, err: bytes(TOLD) });
  expect(faultline(['diff', '-q', tree])).toMatchObject({ code: 1, err: '' });
  const { code, err } = faultline(['apply', tree]);
  expect([code, err]).toEqual([1, bytes(`2 files rewritten\n${TOLD}`)]);
});

test('series stops, and says what would help', () => {
  const tree = treeWith('unsigned int');
  const { code, err } = faultline(['series', tree, '-o', join(scratch(), 'out'), '--no-recipients']);
  expect(code).toBe(2);
  expect(err).toMatch(
    /after patch \d \(".*"\) the tree would not hold together: .*; nothing was written: take the change of both, or of neither\n/,
  );
});

test('programs are told as well', async () => {
  expect(
    `types that do not go together: ${(await works.diff({ tree: treeWith('unsigned int') }, {})).discord}`,
  ).toBe(TOLD.replace(/; take .*\n$/, ''));
  expect((await works.diff({ tree: treeWith('int') }, {})).discord).toBeNull();
});

test('what a type is that other headers declare is not known, and nothing is said', () => {
  const header = headerOf('int').replace(/^.*vm_fault_t.*\n/gm, '');
  const tree = scratch({
    'include/linux/mm.h': header,
    'drivers/gizmo/gizmo.c': FAULT,
    'drivers/widget/widget.c': FAULT.replaceAll('gizmo_', 'widget_'),
  });
  const { code, err, out } = faultline(['diff', '--kernel', '4.20', tree, 'include', 'drivers/gizmo']);
  expect([code, err]).toEqual([0, '']);
  expect(out).toContain('+\tvm_fault_t (*fault)');
});

test('two names of one type are no matter', () => {
  expect(faultline(['diff', treeWith('int')])).toMatchObject({ code: 0, err: '' });
});
