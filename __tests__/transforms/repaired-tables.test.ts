/** The tables of repairs: what the code did as it ran, and does now. */
import { readRange } from '../../src/kernels/range.js';
import { run } from '../../src/run.js';
import { memoryTree } from '../../src/tree/memory.js';
import { transforms } from '../../transforms/index.js';
import { runOn, testParser } from '../check.js';

const TEXT = `#include <linux/mm.h>
#include <linux/version.h>

static vm_fault_t gizmo_fault(struct vm_fault *vmf)
{
	int ret;

#if LINUX_VERSION_CODE >= KERNEL_VERSION(4, 20, 0)
	ret = vmf_insert_pfn(vmf->vma, vmf->address, 1);
#else
	ret = vm_insert_pfn(vmf->vma, vmf->address, 1);
#endif
	if (ret)
		return VM_FAULT_SIGBUS;
	return VM_FAULT_NOPAGE;
}

const struct vm_operations_struct gizmo_vm_ops = {
	.fault = gizmo_fault,
};
`;

const NEW_ARM = [
  [
    'success (VM_FAULT_NOPAGE)',
    'returns VM_FAULT_SIGBUS',
    'returns VM_FAULT_NOPAGE',
    'success was taken for failure: success (VM_FAULT_NOPAGE) returns VM_FAULT_SIGBUS, now returns VM_FAULT_NOPAGE',
  ],
  [
    'VM_FAULT_OOM',
    'returns VM_FAULT_SIGBUS',
    'returns VM_FAULT_OOM',
    'VM_FAULT_OOM returns VM_FAULT_SIGBUS, now returns VM_FAULT_OOM',
  ],
  ['VM_FAULT_SIGBUS', 'returns VM_FAULT_SIGBUS', 'returns VM_FAULT_SIGBUS', undefined],
];

const OLD_ARM = [
  ['0 from vm_insert_pfn()', 'returns VM_FAULT_NOPAGE', 'returns VM_FAULT_NOPAGE', undefined],
  [
    '-EBUSY from vm_insert_pfn()',
    'returns VM_FAULT_SIGBUS',
    'returns VM_FAULT_NOPAGE',
    '-EBUSY now counts as success',
  ],
  [
    '-ENOMEM from vm_insert_pfn()',
    'returns VM_FAULT_SIGBUS',
    'returns VM_FAULT_OOM',
    'out of memory is now VM_FAULT_OOM where it was VM_FAULT_SIGBUS',
  ],
  [
    '-EFAULT, -EINVAL, -EACCES from vm_insert_pfn()',
    'returns VM_FAULT_SIGBUS',
    'returns VM_FAULT_SIGBUS',
    undefined,
  ],
];

it.each([
  ['changes too', { compat: true }, [...NEW_ARM, ...OLD_ARM]],
  ['stays, since no kernel has it', { kernels: readRange('4.20..6.12') }, NEW_ARM],
])('has a row for each value of the new call, where the old call beside it %s', async (_, options, rows) => {
  const tree = memoryTree({ 'gizmo.c': TEXT });
  const { ledger } = await run({
    tree,
    transforms,
    parser: await testParser(),
    takeReview: false,
    ...options,
  });
  const [change, ...others] = ledger.changes;
  expect(others).toEqual([]);
  expect(change?.table.map(row => [row.value, row.before, row.after, row.difference])).toEqual(rows);
  const said = rows.flatMap(row => row[3] ?? []);
  expect([...(change?.differences ?? [])].sort()).toEqual(said.sort());
});

it('is that of what runs where an errno sits in the type of codes, and is never returned', async () => {
  const text = `#include <linux/mm.h>

static vm_fault_t gizmo_fault(struct vm_fault *vmf)
{
	vm_fault_t ret;

	if (vmf->pgoff > 5) {
		ret = -EINVAL;
		goto err;
	}
	ret = vmf_insert_pfn(vmf->vma, vmf->address, 1);
	if (ret)
		goto err;
	return VM_FAULT_NOPAGE;
err:
	return ret == -ENOMEM ? VM_FAULT_OOM : VM_FAULT_SIGBUS;
}

const struct vm_operations_struct gizmo_vm_ops = {
	.fault = gizmo_fault,
};
`;
  const { ledger } = await runOn(transforms, text);
  const [change] = ledger.changes;
  expect(change?.table.map(row => [row.value, row.before, row.after, row.difference])).toEqual(NEW_ARM);
  expect([...(change?.differences ?? [])].sort()).toEqual(NEW_ARM.flatMap(row => row[3] ?? []).sort());
});

it('is of the call that is read as an errno, and not of one that is read right', async () => {
  const text = `static long gizmo_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	struct vm_area_struct *vma = file->private_data;

	if (cmd == 1 && vmf_insert_page(vma, arg, gizmo_page(cmd)) != VM_FAULT_NOPAGE)
		return -EIO;
	if (vmf_insert_pfn(vma, arg, 1) < 0)
		return -EFAULT;
	return 0;
}

static const struct file_operations gizmo_fops = {
	.unlocked_ioctl = gizmo_ioctl,
};
`;
  const { ledger } = await runOn(transforms, text, { review: true });
  const said = ledger.verdicts.map(({ occurrence, code }) => `${occurrence.keyword} ${code}`);
  expect(said).toContain('vmf_insert_page reads-codes');
  expect(said).toContain('vmf_insert_pfn misread-outside');
  expect(ledger.changes.map(({ table }) => table.map(({ difference }) => difference))).toEqual([
    [
      undefined,
      'failure was taken for success: VM_FAULT_OOM returns 0, now returns -EFAULT',
      'failure was taken for success: VM_FAULT_SIGBUS returns 0, now returns -EFAULT',
    ],
  ]);
});

it('is of the handler as it runs, where a helper takes every code for success', async () => {
  const text = `static int gizmo_put(struct vm_fault *vmf)
{
	int ret = vmf_insert_pfn(vmf->vma, vmf->address, 1);

	if (ret < 0)
		return ret;
	return 0;
}

static vm_fault_t gizmo_fault(struct vm_fault *vmf)
{
	if (gizmo_put(vmf))
		return VM_FAULT_SIGBUS;
	return VM_FAULT_NOPAGE;
}

const struct vm_operations_struct gizmo_vm_ops = {
	.fault = gizmo_fault,
};
`;
  const { ledger } = await runOn(transforms, text);
  expect(ledger.changes.map(({ table }) => table.map(row => [row.value, row.before, row.after]))).toEqual([
    [
      ['success (VM_FAULT_NOPAGE)', 'returns VM_FAULT_NOPAGE', 'returns VM_FAULT_NOPAGE'],
      ['VM_FAULT_OOM', 'returns VM_FAULT_NOPAGE', 'returns VM_FAULT_OOM'],
      ['VM_FAULT_SIGBUS', 'returns VM_FAULT_NOPAGE', 'returns VM_FAULT_SIGBUS'],
    ],
  ]);
});

it('says nothing of values with which a loop ends as before', async () => {
  const text = `static vm_fault_t gizmo_fault(struct vm_fault *vmf)
{
	int err = 0, i;

	for (i = 0; i < 4 && !err; i++)
		err = vmf_insert_pfn(vmf->vma, vmf->address + i * PAGE_SIZE, i);
	return VM_FAULT_NOPAGE;
}

const struct vm_operations_struct gizmo_vm_ops = {
	.fault = gizmo_fault,
};
`;
  const { ledger } = await runOn(transforms, text);
  const [change] = ledger.changes;
  expect(change?.differences).toHaveLength(1);
  expect(change?.differences[0]).toContain('success (VM_FAULT_NOPAGE)');
});
