/** Examples of code that was converted by renaming alone, one for each reason: run as tests, shown in the docs. */
import type { Example } from '../../src/kit.js';
import type { Code } from './reasons.js';
import { fn, fopsOf, vmOpsOf } from './sketch.js';

const handler = (...lines: readonly string[]) =>
  `${fn('static vm_fault_t gizmo_fault(struct vm_fault *vmf)', ...lines)}\n${vmOpsOf('gizmo_fault')}`;
const mmap = (...lines: readonly string[]) =>
  `${fn('static int gizmo_mmap(struct file *file, struct vm_area_struct *vma)', ...lines)}\n${fopsOf('gizmo_mmap')}`;
const insert = (...lines: readonly string[]) => fn('static int gizmo_insert(struct vm_fault *vmf)', ...lines);

const CALL = 'vmf_insert_pfn(vmf->vma, vmf->address, pfn)';
const MMAPPED = 'vmf_insert_pfn(vma, vma->vm_start, pfn)';

export const READ_EXAMPLES: readonly Example<Code>[] = [
  {
    title: 'success taken for failure, since it is not 0',
    code: 'misread',
    before: handler(`if (${CALL})`, '\treturn VM_FAULT_SIGBUS;', 'return VM_FAULT_NOPAGE;'),
    after: handler(`return ${CALL};`),
  },
  {
    title: 'failure taken for success, since no code is negative',
    code: 'misread',
    before: handler(
      'int err;',
      '',
      `err = ${CALL};`,
      'if (err == -ENOMEM)',
      '\treturn VM_FAULT_OOM;',
      'if (err < 0 && err != -EBUSY)',
      '\treturn VM_FAULT_SIGBUS;',
      'return VM_FAULT_NOPAGE;',
    ),
    after: handler(`return ${CALL};`),
  },
  {
    title: 'a helper that hands the code on, and a handler that takes it for an errno',
    code: 'misread',
    before: `${insert(`return ${CALL};`)}\n${handler('if (gizmo_insert(vmf) == 0)', '\treturn VM_FAULT_NOPAGE;', 'return VM_FAULT_SIGBUS;')}`,
    after: `${insert(`return ${CALL};`)}\n${handler('return gizmo_insert(vmf);')}`,
  },
  {
    title: 'outside of page faults, where 0 was success',
    code: 'misread-outside',
    before: mmap(`if (${MMAPPED})`, '\treturn -EFAULT;', 'return 0;'),
    after: mmap(`if (${MMAPPED} != VM_FAULT_NOPAGE)`, '\treturn -EFAULT;', 'return 0;'),
  },
  {
    title: 'a code that goes to user space as the result of mmap()',
    code: 'misread-stays',
    before: mmap(`return ${MMAPPED};`),
  },
  {
    title: 'a code that is asked for an errno, and for a code',
    code: 'misread-stays',
    before: handler(
      'vm_fault_t ret;',
      '',
      `ret = ${CALL};`,
      'if (ret == -EBUSY)',
      '\treturn VM_FAULT_NOPAGE;',
      'if (ret & VM_FAULT_ERROR)',
      '\tgizmo_complain(vmf);',
      'return ret;',
    ),
  },
  {
    title: 'a result that is returned as it is, or masked',
    code: 'reads-codes',
    before: handler(
      'vm_fault_t ret;',
      '',
      `ret = ${CALL};`,
      'if (ret & VM_FAULT_ERROR)',
      '\tgizmo_complain(vmf);',
      'return ret;',
    ),
  },
  {
    title: 'a code that is put into a struct',
    code: 'code-stored',
    before: handler(
      'struct gizmo *gizmo = vmf->vma->vm_private_data;',
      '',
      `gizmo->result = ${CALL};`,
      'return gizmo->result;',
    ),
  },
  {
    title: 'a wrapper that hands the code on as an int',
    code: 'code-as-integer',
    before: `${insert(`return ${CALL};`)}\n${handler('return gizmo_insert(vmf);')}`,
  },
  {
    title: 'a function that cannot be read for certain',
    code: 'code-not-followed',
    before: handler('vm_fault_t ret;', '', `ret = ${CALL} gizmo_strange;`, 'return ret;'),
  },
  {
    title: 'a macro that gives the old name to the new call',
    code: 'api-by-macro',
    before: '#define gizmo_insert vmf_insert_pfn\n',
  },
  {
    title: 'the new name, given to the old call for old kernels',
    code: 'new-name-for-old',
    before: `#ifndef HAVE_VMF_INSERT_PFN\n#define vmf_insert_pfn vm_insert_pfn\n#endif\n\n${handler(
      `int err = ${CALL};`,
      '',
      'return err ? VM_FAULT_SIGBUS : VM_FAULT_NOPAGE;',
    )}`,
  },
  {
    title: 'a function of the new name that gives an errno on old kernels',
    code: 'own-errno',
    before: `#ifndef HAVE_VMF_INSERT_PFN\n${fn(
      'static int vmf_insert_pfn(struct vm_area_struct *vma, unsigned long addr, unsigned long pfn)',
      'return vm_insert_pfn(vma, addr, pfn);',
    )}#endif\n\n${handler(`int err = ${CALL};`, '', 'return err ? VM_FAULT_SIGBUS : VM_FAULT_NOPAGE;')}`,
  },
  {
    title: 'a handler that returns an errno',
    code: 'errno-as-code',
    before: handler('if (!gizmo_ready(vmf))', '\treturn -ENOMEM;', 'return gizmo_map(vmf);'),
    after: handler('if (!gizmo_ready(vmf))', '\treturn VM_FAULT_OOM;', 'return gizmo_map(vmf);'),
  },
  {
    title: 'an errno in a variable for codes, in a function that returns an errno',
    code: 'errno-as-code-stays',
    before: mmap('vm_fault_t ret = -EINVAL;', '', 'if (gizmo_ready(vma))', '\tret = 0;', 'return ret;'),
  },
];
