/** The judge of value tables is judged first: a true one passes, and each untruth is found. */
import type { TableRow } from '../../src/verdict.js';
import { compareByExecution } from './harness.js';
import { cellOf, unseen, untruths } from './told.js';

const text = (call: string, test: string, end: string) => `static int gizmo_fault(struct vm_fault *vmf)
{
	struct gizmo *g = vmf->vma->vm_private_data;
	int ret = ${call}(vmf->vma, vmf->address, gizmo_pfn(g, 0));

	if (${test}) {
		gizmo_mark(g, 1);
		if (gizmo_busy(g))
			gizmo_touch(g, 1);
	}
	gizmo_put(g);
	return ${end};
}
`;
const before = text(
  'vm_insert_pfn',
  'ret && ret != -EBUSY',
  'ret == -ENOMEM ? VM_FAULT_OOM : ret && ret != -EBUSY ? VM_FAULT_SIGBUS : VM_FAULT_NOPAGE',
);
const after = text('vmf_insert_pfn', 'ret & VM_FAULT_ERROR', 'ret');

const row = (value: string, outcome: string): TableRow => ({
  value,
  before: outcome,
  after: outcome,
  difference: undefined,
});
const TRUE = [
  row('0', 'returns VM_FAULT_NOPAGE'),
  row('-EBUSY', 'returns VM_FAULT_NOPAGE'),
  row('-ENOMEM', 'returns VM_FAULT_OOM after gizmo_mark(), perhaps after gizmo_touch()'),
  row('-EFAULT, -EINVAL, -EACCES', 'returns VM_FAULT_SIGBUS after gizmo_mark(), perhaps after gizmo_touch()'),
];
const judged = async (changed: TableRow) => {
  const { told } = await compareByExecution(before, after, 'gizmo_fault');
  return untruths(
    TRUE.map(one => (one.value === changed.value ? changed : one)),
    told,
  );
};

it('passes a table that is true', async () => {
  const { told } = await compareByExecution(before, after, 'gizmo_fault');
  expect(untruths(TRUE, told)).toEqual([]);
  expect(unseen(TRUE, told)).toEqual([]);
});

it.each([
  ['another result', row('-ENOMEM', TRUE[3]!.before), 'but it returned 1'],
  ['a call that is left out', row('-ENOMEM', 'returns VM_FAULT_OOM'), 'but gizmo_mark() was called'],
  [
    'a call that is not made',
    row('0', 'returns VM_FAULT_NOPAGE after gizmo_mark()'),
    'but gizmo_mark() was called in 0 of 1 runs alone',
  ],
  [
    'a call that is not always made',
    row('-ENOMEM', 'returns VM_FAULT_OOM after gizmo_mark() and gizmo_touch()'),
    'but gizmo_touch() was called in 1 of 2 runs alone',
  ],
])('finds %s', async (_what, changed, untruth) => {
  expect((await judged(changed))[0]).toContain(untruth);
});

it('finds a result that no run has', async () => {
  const { told } = await compareByExecution(before, after, 'gizmo_fault');
  expect(unseen([row('0', 'returns VM_FAULT_NOPAGE or VM_FAULT_RETRY')], told)).toHaveLength(2);
});

it.each([
  ['goes on or returns 0', true, [0], [], []],
  ['returns VM_FAULT_MAJOR | VM_FAULT_NOPAGE or -EFAULT', false, [0x104, -14], [], []],
  ['returns 0 perhaps after a() or b(), without c()', false, [0], [], ['a', 'b']],
  [
    'returns 0 after another a() and f() with -EFAULT, perhaps after b(), without c()',
    false,
    [0],
    ['a', 'f'],
    ['b'],
  ],
])('reads "%s"', (cell, goesOn, returned, always, perhaps) => {
  expect(cellOf(cell)).toEqual({ goesOn, returned: new Set(returned), always, perhaps, isMore: false });
});
