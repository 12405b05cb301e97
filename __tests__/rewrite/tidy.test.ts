/** What is left of a function once its map is gone, as a careful person would leave it. */
import { transforms } from '../../transforms/index.js';
import { check } from '../check.js';

const calls = transforms.filter(({ name }) => name.startsWith('vm-insert'));

const handler = (lines: readonly string[]) =>
  `static int gizmo_fault(struct vm_fault *vmf)\n{\n${lines.map(line => (line === '' ? '\n' : `\t${line}\n`)).join('')}}\n\n` +
  'static const struct vm_operations_struct gizmo_ops = {\n\t.fault = gizmo_fault,\n};\n';

const OLD = 'vm_insert_pfn(vma, vmf->address, vmf->pfn)';
const NEW = 'vmf_insert_pfn(vma, vmf->address, vmf->pfn)';
const VMA = 'struct vm_area_struct *vma = vmf->vma;';
const MAP = [
  'if (err == -ENOMEM)',
  '\treturn VM_FAULT_OOM;',
  'return err == 0 || err == -EBUSY ? VM_FAULT_NOPAGE : VM_FAULT_SIGBUS;',
];

const becomes = (before: readonly string[], after: readonly string[]) =>
  check(calls, handler(before), handler(after));

describe('a variable that is only returned', () => {
  it('goes where its declaration gives it the value', async () => {
    await becomes([VMA, `int err = ${OLD};`, '', ...MAP], [VMA, '', `return ${NEW};`]);
  });

  it('keeps the comments around it', async () => {
    await becomes(
      [VMA, '/* The page may be there. */', `int err = ${OLD};`, '', '/* Done. */', ...MAP],
      [VMA, '', '/* The page may be there. */', '/* Done. */', `return ${NEW};`],
    );
  });
});
