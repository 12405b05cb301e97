/** Bodies of functions that are too large for anybody: each must come to an answer, of whatever kind, in seconds. */

const times = (count: number, line: (i: number) => string): string =>
  Array.from({ length: count }, (_, i) => line(i)).join('\n');

const INSERT = 'ret = vm_insert_pfn(vma, vmf->address, pfn);';
const RETURN = 'return ret ? VM_FAULT_SIGBUS : VM_FAULT_NOPAGE;';
const touches = (count: number): string => times(count, i => `gizmo_touch(g, ${i});`);

/** By what is large in them. */
export const LARGE: Readonly<Record<string, string>> = {
  '3,000 lines with 200 gotos in all directions': `int ret = 0;
${times(
  200,
  i => `l${i}:
${touches(11)}
if (gizmo_busy(g, ${i}))
	goto l${(i * 7) % 200};
${i % 10 === 0 ? `${INSERT}\nif (ret)\n\tgoto l${(i + 3) % 200};` : touches(3)}`,
)}
${RETURN}`,
  '3,000 lines with 200 gotos to one label': `int ret = 0;
${times(
  200,
  i => `${touches(12)}
${i % 10 === 0 ? INSERT : 'ret = gizmo_prepare(g);'}
if (ret)
	goto out;`,
)}
out:
switch (ret) {
case 0:
case -EBUSY:
	return VM_FAULT_NOPAGE;
case -ENOMEM:
	return VM_FAULT_OOM;
default:
	return VM_FAULT_SIGBUS;
}`,
  'ifs nested 150 deep': `int ret;
${times(150, i => `if (gizmo_a(g, ${i})) {`)}
${INSERT}
${times(150, () => '}')}
${RETURN}`,
  'ifs nested 3,000 deep': `int ret;
${times(3000, i => `if (gizmo_a(g, ${i})) {`)}
${INSERT}
${times(3000, () => '}')}
${RETURN}`,
  '5,000 parentheses': `int ret;
ret = ${'('.repeat(5000)}vm_insert_pfn(vma, vmf->address, pfn)${')'.repeat(5000)};
${RETURN}`,
  'a condition of 3,000 parts': `int ret;
if (${times(3000, i => `${i > 0 ? '|| ' : ''}gizmo_a(g, ${i})`)})
	return 0;
${INSERT}
${RETURN}`,
  '1,000 ifs in a row with effects': `int ret;
${times(500, i => `if (g->flag${i})\n\tgizmo_touch(g, ${i});`)}
${INSERT}
${times(500, i => `if (g->other${i})\n\tgizmo_touch(g, ${i});`)}
${RETURN}`,
  '1,000 ifs in a row without effects': `int ret, x = 0;
${times(500, i => `if (g->flag${i})\n\tx |= ${i};`)}
${INSERT}
${times(500, i => `if (g->other${i})\n\tx |= ${i};`)}
gizmo_mark(g, x);
${RETURN}`,
  '300 locals': `int ret;
${times(300, i => `int x${i} = gizmo_a(g, ${i});`)}
${INSERT}
${times(300, i => `if (x${i})\n\tx${(i * 7 + 1) % 300}++;`)}
${times(300, i => `gizmo_mark(g, x${i});`)}
${RETURN}`,
  '2,000 cases': `int ret;
switch (g->kind) {
${times(2000, i => `case ${i}:\n\tgizmo_touch(g, ${i});\n${i % 3 === 0 ? '\tbreak;' : ''}`)}
}
${INSERT}
switch (ret) {
${times(2000, i => `case -${i + 1}:\n\tgizmo_touch(g, ${i});\n\treturn VM_FAULT_SIGBUS;`)}
}
return VM_FAULT_NOPAGE;`,
  'loops nested 10 deep': `int ret = 0;
int ${Array.from({ length: 10 }, (_, i) => `i${i}`).join(', ')};
${times(10, i => `for (i${i} = 0; i${i} < 10; i${i}++) {`)}
${INSERT}
if (ret)
	break;
${times(9, () => '}\nif (ret)\n\tbreak;')}
}
${RETURN}`,
  '60 calls': `int ret;
${times(60, i => `${INSERT}\nif (ret == -EINVAL)\n\tgizmo_touch(g, ${i});`)}
${RETURN}`,
  '300 ignored calls': `${times(300, i => `if (gizmo_a(g, ${i}))\n\tvm_insert_pfn(vma, vmf->address, ${i});`)}
return VM_FAULT_NOPAGE;`,
  '1,000 assignments that all reach one another': `int ret = 0;
${times(1000, i => `if (gizmo_a(g, ${i}))\n\tret = gizmo_prepare(g);\nelse if (ret)\n\t${i % 100 === 0 ? INSERT : 'ret = gizmo_pin(g);'}`)}
${RETURN}`,
};

/** A file with a fault handler of this body. */
export function handlerOf(body: string): string {
  const lines = body.split('\n').map(line => (line === '' ? '' : `\t${line}`));
  return `static int gizmo_fault(struct vm_fault *vmf)
{
	struct vm_area_struct *vma = vmf->vma;
	struct gizmo *g = vma->vm_private_data;
	unsigned long pfn = gizmo_pfn(g, vmf->pgoff);
${lines.join('\n')}
}

static const struct vm_operations_struct gizmo_vm_ops = {
	.fault = gizmo_fault,
};
`;
}
