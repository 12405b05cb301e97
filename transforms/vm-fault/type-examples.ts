/** Examples of types: run as tests, shown in the docs. */
import type { Example } from '../../src/kit.js';

const TABLE = '\nstatic const struct vm_operations_struct gizmo_vm_ops = {\n\t.fault = gizmo_fault,\n};\n';

export const TYPE_EXAMPLES: readonly Example[] = [
  {
    title: 'a handler, its declaration, and what it hands on',
    before: `static int gizmo_fault(struct vm_fault *vmf);

static int gizmo_map(struct vm_fault *vmf)
{
	if (!vmf->page)
		return VM_FAULT_SIGBUS;
	return VM_FAULT_NOPAGE;
}

static int gizmo_fault(struct vm_fault *vmf)
{
	int ret = gizmo_map(vmf);

	pr_debug("gizmo: fault gives %d\\n", ret);
	return ret;
}
${TABLE}`,
    outcome: {
      after: `static vm_fault_t gizmo_fault(struct vm_fault *vmf);

static vm_fault_t gizmo_map(struct vm_fault *vmf)
{
	if (!vmf->page)
		return VM_FAULT_SIGBUS;
	return VM_FAULT_NOPAGE;
}

static vm_fault_t gizmo_fault(struct vm_fault *vmf)
{
	vm_fault_t ret = gizmo_map(vmf);

	pr_debug("gizmo: fault gives %x\\n", ret);
	return ret;
}
${TABLE}`,
    },
  },
  {
    title: 'a variable that holds an errno first and a code later',
    before: `static int gizmo_fault(struct vm_fault *vmf)
{
	int ret;

	ret = gizmo_lock();
	if (ret)
		return VM_FAULT_SIGBUS;
	ret = VM_FAULT_NOPAGE;
	gizmo_unlock();
	return ret;
}
${TABLE}`,
    outcome: {
      after: `static vm_fault_t gizmo_fault(struct vm_fault *vmf)
{
	int err;
	vm_fault_t ret;

	err = gizmo_lock();
	if (err)
		return VM_FAULT_SIGBUS;
	ret = VM_FAULT_NOPAGE;
	gizmo_unlock();
	return ret;
}
${TABLE}`,
    },
  },
];
