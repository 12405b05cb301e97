/** One set of examples for the family: run as tests, shown in the docs. */
import type { Example } from '../../src/kit.js';

/** Examples that call `before`; `last` is the last argument, `removed` whether the old call goes away for everybody. */
export function examplesFor(
  before: string,
  after: string,
  last: string,
  removed: boolean,
): readonly Example[] {
  const table = (handler: string) =>
    `\nstatic const struct vm_operations_struct gizmo_vm_ops = {\n\t.fault = ${handler},\n};\n`;
  return [
    {
      title: 'a switch that maps the errno',
      before: `static int gizmo_fault(struct vm_fault *vmf)
{
	int ret;

	ret = ${before}(vmf->vma, vmf->address, ${last});
	switch (ret) {
	case 0:
	case -EBUSY:
		return VM_FAULT_NOPAGE;
	case -ENOMEM:
		return VM_FAULT_OOM;
	default:
		return VM_FAULT_SIGBUS;
	}
}
${table('gizmo_fault')}`,
      outcome: {
        after: `static int gizmo_fault(struct vm_fault *vmf)
{
	return ${after}(vmf->vma, vmf->address, ${last});
}
${table('gizmo_fault')}`,
      },
    },
    {
      title: 'a result that is only tested, outside a fault handler',
      before: `static int gizmo_mmap(struct file *file, struct vm_area_struct *vma)
{
	if (${before}(vma, vma->vm_start, ${last}))
		pr_warn("gizmo: ${before}() failed\\n");
	return 0;
}

static const struct file_operations gizmo_fops = {
	.mmap = gizmo_mmap,
};
`,
      outcome: {
        review: true,
        after: `static int gizmo_mmap(struct file *file, struct vm_area_struct *vma)
{
	if (${after}(vma, vma->vm_start, ${last}) != VM_FAULT_NOPAGE)
		pr_warn("gizmo: ${after}() failed\\n");
	return 0;
}

static const struct file_operations gizmo_fops = {
	.mmap = gizmo_mmap,
};
`,
      },
    },
    {
      title: `an errno that leaves an mmap function${removed ? ', where nothing makes an errno of a code' : ''}`,
      before: `static int gizmo_mmap(struct file *file, struct vm_area_struct *vma)
{
	return ${before}(vma, vma->vm_start, ${last});
}

static const struct file_operations gizmo_fops = {
	.mmap = gizmo_mmap,
};
`,
      outcome: { code: removed ? 'no-errno-helper' : 'wants-errno' },
    },
  ];
}
