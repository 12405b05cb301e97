/** What a careful person would not leave behind, where the rewrite made it useless or untrue. */
import { transforms } from '../calls-only.js';
import { check, runOn } from '../check.js';

const CALL = '(vmf->vma, vmf->address, 1)';
const handler = (lines: readonly string[]) =>
  `static int gizmo_fault(struct vm_fault *vmf)\n{\n${lines.map(l => (l === '' ? '\n' : `\t${l}\n`)).join('')}}\n\n` +
  'static const struct vm_operations_struct gizmo_ops = {\n\t.fault = gizmo_fault,\n};\n';

it('jumps to no return that says one code', async () => {
  const before = handler([
    'int ret = VM_FAULT_SIGBUS;',
    'int err;',
    '',
    'if (vmf->pgoff > 3)',
    '\tgoto out;',
    `err = vm_insert_pfn${CALL};`,
    'if (err == -ENOMEM)',
    '\tret = VM_FAULT_OOM;',
    'else if (!err || err == -EBUSY)',
    '\tret = VM_FAULT_NOPAGE;',
    'out:',
    'return ret;',
  ]);
  const after = handler([
    'if (vmf->pgoff > 3)',
    '\treturn VM_FAULT_SIGBUS;',
    `return vmf_insert_pfn${CALL};`,
  ]);
  await check(transforms, before, after);
});

it('keeps no remark of an arm that goes on into one which is gone', async () => {
  const before = handler([
    'int err;',
    '',
    `err = vm_insert_pfn${CALL};`,
    'switch (err) {',
    'case -ENOMEM:',
    '\treturn VM_FAULT_OOM;',
    'case -EBUSY:',
    '\t/* fallthrough */',
    'case 0:',
    '\tbreak;',
    'default:',
    '\treturn VM_FAULT_SIGBUS;',
    '}',
    'gizmo_mark(vmf);',
    'return VM_FAULT_NOPAGE;',
  ]);
  const after = handler([
    'vm_fault_t err;',
    '',
    `err = vmf_insert_pfn${CALL};`,
    'if (err & VM_FAULT_ERROR)',
    '\treturn err;',
    'gizmo_mark(vmf);',
    'return err;',
  ]);
  await check(transforms, before, after);
});

it('calls no counter an error', async () => {
  const body = (type: string, name: string, call: string, test: string, failure: string) => [
    type,
    '',
    `${name} = ${call}${CALL};`,
    `if (${test})`,
    `\treturn ${failure};`,
    'for (ret = 0; ret < 3; ret++)',
    '\tgizmo_touch(vmf, ret);',
    'return VM_FAULT_NOPAGE;',
  ];
  const [first, ...rest] = body('int ret;', 'retval', 'vmf_insert_pfn', 'retval & VM_FAULT_ERROR', 'retval');
  await check(
    transforms,
    handler(
      body(
        'int ret;',
        'ret',
        'vm_insert_pfn',
        'ret && ret != -EBUSY',
        'ret == -ENOMEM ? VM_FAULT_OOM : VM_FAULT_SIGBUS',
      ),
    ),
    handler([first!, 'vm_fault_t retval;', ...rest]),
  );
});

it('says codes that are joined by their names', async () => {
  const before = handler([
    'int ret;',
    '',
    'if (vmf->pgoff > 3) {',
    '\tret = -EIO;',
    '\tgoto out;',
    '}',
    `ret = vm_insert_pfn${CALL};`,
    'out:',
    'gizmo_mark(vmf);',
    'if (ret == -EIO)',
    '\treturn VM_FAULT_SIGBUS | VM_FAULT_MAJOR;',
    'if (ret == -ENOMEM)',
    '\treturn VM_FAULT_OOM;',
    'return ret && ret != -EBUSY ? VM_FAULT_SIGBUS : VM_FAULT_NOPAGE;',
  ]);
  const after = handler([
    'vm_fault_t ret;',
    '',
    'if (vmf->pgoff > 3) {',
    '\tret = VM_FAULT_SIGBUS | VM_FAULT_MAJOR;',
    '\tgoto out;',
    '}',
    `ret = vmf_insert_pfn${CALL};`,
    'out:',
    'gizmo_mark(vmf);',
    'return ret;',
  ]);
  await check(transforms, before, after);
});

it('says one return twice no more', async () => {
  const before = handler([
    'int err;',
    '',
    `err = vm_insert_pfn${CALL};`,
    'if (err && err != -EBUSY) {',
    '\tgizmo_put(vmf);',
    '\treturn err == -ENOMEM ? VM_FAULT_OOM : VM_FAULT_SIGBUS;',
    '}',
    'return VM_FAULT_NOPAGE;',
  ]);
  const after = handler([
    'vm_fault_t err;',
    '',
    `err = vmf_insert_pfn${CALL};`,
    'if (err & VM_FAULT_ERROR)',
    '\tgizmo_put(vmf);',
    'return err;',
  ]);
  await check(transforms, before, after);
});

it('keeps what is done for a value that nobody reads, without the value', async () => {
  const before = handler([
    'int err;',
    'int other;',
    'int seen = vmf->flags++;',
    '',
    `err = vm_insert_pfn${CALL};`,
    `other = err ? err : vm_insert_pfn(vmf->vma, vmf->address + PAGE_SIZE, 2);`,
    'if (other == -ENOMEM && !err)',
    '\treturn VM_FAULT_NOPAGE;',
    'if (err == -ENOMEM)',
    '\treturn VM_FAULT_OOM;',
    'seen = err && err != -EBUSY;',
    'return seen ? VM_FAULT_SIGBUS : VM_FAULT_NOPAGE;',
  ]);
  const { files } = await runOn(transforms, before);
  expect(files[0]!.after).not.toMatch(/ = vmf->flags|other/);
  expect(files[0]!.after).toContain('\tif (!(err & VM_FAULT_ERROR))\n\t\tvmf_insert_pfn(');
  expect(files[0]!.after).toContain('\tvmf->flags++;\n');
});

it('leaves no empty arm where all that was in it is gone', async () => {
  const text = handler([
    'int ret = gizmo_prepare(vmf);',
    '',
    'if (!ret) {',
    `\tret = vm_insert_pfn${CALL};`,
    '\tif (ret == -EBUSY)',
    '\t\tret = 0;',
    '}',
    'if (ret >= 0) {',
    '\tgizmo_mark(vmf);',
    '\tret = VM_FAULT_NOPAGE;',
    '} else if (ret == -ENOMEM)',
    '\tret = VM_FAULT_OOM;',
    'else',
    '\tret = VM_FAULT_SIGBUS;',
    'gizmo_put(vmf);',
    'return ret;',
  ]);
  const twice = handler([
    'int ret;',
    '',
    `if ((ret = gizmo_prepare(vmf)) || (ret = vm_insert_pfn${CALL})) {`,
    '\tif (ret == -EBUSY)',
    '\t\tret = 0;',
    '}',
    'gizmo_put(vmf);',
    'if (ret == 0)',
    '\treturn VM_FAULT_NOPAGE;',
    'if (ret == -ENOMEM)',
    '\treturn VM_FAULT_OOM;',
    'return VM_FAULT_SIGBUS;',
  ]);
  for (const before of [text, twice]) {
    const { files } = await runOn(transforms, before);
    expect(files[0]!.after).toContain('vmf_insert_pfn');
    expect(files[0]!.after).not.toMatch(/else\s*;|if \(1\)|\{\s*\}/);
  }
});
