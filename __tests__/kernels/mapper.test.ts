/** vmf_error() came after the type and the calls: a driver's folder uses it where the kernel that is named has it. */
import { readRange } from '../../src/kernels/range.js';
import { run } from '../../src/run.js';
import { memoryTree } from '../../src/tree/memory.js';
import { transforms } from '../../transforms/index.js';
import { transforms as callsAlone } from '../calls-only.js';
import { testParser } from '../check.js';

const PATH = 'drivers/gizmo/gizmo.c';
const DRIVER = `#include <linux/mm.h>

static int gizmo_fault(struct vm_fault *vmf)
{
	int err = gizmo_pin(vmf->pgoff);

	if (err)
		return err == -ENOMEM ? VM_FAULT_OOM : VM_FAULT_SIGBUS;
	err = vm_insert_pfn(vmf->vma, vmf->address, vmf->pgoff);
	if (err == -ENOMEM)
		return VM_FAULT_OOM;
	return err && err != -EBUSY ? VM_FAULT_SIGBUS : VM_FAULT_NOPAGE;
}

static const struct vm_operations_struct gizmo_vm_ops = {
	.fault = gizmo_fault,
};
`;

it.each([
  ['4.17', 'calls and types', transforms, false],
  ['4.18', 'calls and types', transforms, true],
  ['4.17', 'calls alone', callsAlone, false],
  ['4.18', 'calls alone', callsAlone, true],
] as const)('for %s, %s', async (kernels, _, some, uses) => {
  const { files } = await run({
    tree: memoryTree({ [PATH]: DRIVER }),
    transforms: some,
    parser: await testParser(),
    takeReview: false,
    kernels: readRange(kernels)!,
  });
  const after = files[0]?.after ?? '';
  expect(after).toContain('return vmf_insert_pfn(');
  expect(after.includes('return vmf_error(err)')).toBe(uses);
});
