/** A driver's folder alone, with the headers of the kernel in another one: read where they are included, and nothing else. */

import { readRange } from '../../src/kernels/range.js';
import { run } from '../../src/run.js';
import { withHeaders } from '../../src/tree/headers.js';
import { type Files, memoryTree } from '../../src/tree/memory.js';
import { transforms } from '../../transforms/index.js';
import { testParser } from '../check.js';

const GOUT = '#define gout(fmt, ...) pr_debug("gizmo: " fmt, ##__VA_ARGS__)\n';

/** Prints one variable as code and errno alike, by what a header says. */
const PRINTS = `#include <linux/gout.h>

static int gizmo_mkwrite(struct vm_fault *vmf)
{
	struct gizmo *g = vmf->vma->vm_private_data;
	int ret;

	do {
		if (g->flags) {
			ret = VM_FAULT_NOPAGE;
			break;
		}
		ret = gizmo_prepare(g);
		if (ret >= 0)
			ret = VM_FAULT_LOCKED;
	} while (ret == -EAGAIN);
	gout("%p: ret %d\\n", g, ret);
	if (ret < 0)
		ret = ret == -ENOMEM ? VM_FAULT_OOM : VM_FAULT_SIGBUS;
	return ret;
}

const struct vm_operations_struct gizmo_vm_ops = {
	.page_mkwrite = gizmo_mkwrite,
};
`;

/** Handlers of a driver, in a member that a header declares. */
const STORES = (type: string) => `#include <linux/widget.h>

static ${type} widget_fault(struct vm_fault *vmf)
{
	return VM_FAULT_SIGBUS;
}

static const struct widget_ops ops = { .fault = widget_fault, };
`;

const WIDGET = (type: string) => `struct widget_ops {\n\t${type} (*fault)(struct vm_fault *vmf);\n};\n`;

async function runWith(files: Files, headers: Files | undefined, kernel: string | undefined = '4.20') {
  const own = memoryTree(files);
  const tree = headers === undefined ? own : await withHeaders(own, memoryTree(headers));
  return run({
    tree,
    transforms,
    parser: await testParser(),
    takeReview: false,
    kernels: kernel === undefined ? undefined : readRange(kernel),
  });
}

/** What a run makes of the only file, and whether anything else was looked at. */
async function textWith(
  text: string,
  headers: Files | undefined,
  kernel?: string,
): Promise<string | undefined> {
  const { ledger, files, slips } = await runWith({ 'gizmo.c': text }, headers, kernel);
  expect(slips).toEqual([]);
  expect(ledger.totals.filesListed).toBe(1);
  expect(new Set(ledger.verdicts.map(({ occurrence }) => occurrence.path))).toEqual(new Set(['gizmo.c']));
  expect(files.map(({ path }) => path).filter(path => path !== 'gizmo.c')).toEqual([]);
  return files[0]?.after;
}

it('is converted as in the tree that has the header', async () => {
  const whole = await runWith({ 'drivers/gizmo/gizmo.c': PRINTS, 'include/linux/gout.h': GOUT }, undefined);
  const after = whole.files[0]?.after;
  expect(after).toContain('gout("%p: ret %x err %d\\n", g, ret, err);');
  expect(await textWith(PRINTS, { 'include/linux/gout.h': GOUT })).toBe(after);
  expect(await textWith(PRINTS, undefined)).toBeUndefined();
});

it("reads the tree's own header, where both have one", async () => {
  const own = { 'gizmo.c': PRINTS, 'include/linux/gout.h': '#define gout pr_err\n' };
  expect((await runWith(own, { 'include/linux/gout.h': GOUT })).files).toEqual([]);
});

it('does not look at what is no header for everybody', async () => {
  expect(await textWith(PRINTS, { 'drivers/gizmo/gout.h': GOUT, 'linux/gout.h': GOUT })).toBeUndefined();
});

it.each([
  ['stays where the header has another one', 'int', undefined],
  ['follows the header', 'vm_fault_t', STORES('vm_fault_t')],
])('the type of a function in a member %s', async (_, type, after) => {
  expect(await textWith(STORES('int'), { 'include/linux/widget.h': WIDGET(type) })).toBe(after);
});

it('changes the type together with the member where the header is its own', async () => {
  const { files } = await runWith(
    { 'gizmo.c': STORES('int'), 'include/linux/widget.h': WIDGET('int') },
    undefined,
  );
  expect(files.map(({ path }) => path)).toEqual(['gizmo.c', 'include/linux/widget.h']);
});

it('new names that the headers have are there, without a release', async () => {
  const map = (ret: string) => `static ${ret} gizmo_fault(struct vm_fault *vmf)
{
	int err = gizmo_get(vmf);

	if (err)
		return ${ret === 'int' ? 'err == -ENOMEM ? VM_FAULT_OOM : VM_FAULT_SIGBUS' : 'vmf_error(err)'};
	return ${ret === 'int' ? 'vm_insert_pfn(vmf->vma, vmf->address, 1) == 0 ? VM_FAULT_NOPAGE : VM_FAULT_SIGBUS' : 'vmf_insert_pfn(vmf->vma, vmf->address, 1)'};
}

const struct vm_operations_struct gizmo_vm_ops = { .fault = gizmo_fault, };
`;
  const headers = {
    'include/linux/mm_types.h': 'typedef unsigned int vm_fault_t;\n',
    'include/linux/mm.h': `#include <linux/mm_types.h>
vm_fault_t vmf_insert_pfn(struct vm_area_struct *vma, unsigned long addr, unsigned long pfn);
static inline vm_fault_t vmf_error(int err)
{
	if (err == -ENOMEM)
		return VM_FAULT_OOM;
	return VM_FAULT_SIGBUS;
}
`,
  };
  const { files, missing } = await runWith({ 'gizmo.c': map('int') }, headers, undefined);
  expect(files.map(({ after }) => after)).toEqual([map('vm_fault_t')]);
  expect(missing).toEqual([]);
});

it('a function that they declare with the type gives codes', async () => {
  const text = (type: string) => `#include <linux/widget.h>

static ${type} gizmo_fault(struct vm_fault *vmf)
{
	${type} ret;

	ret = widget_insert(vmf);
	if (ret & VM_FAULT_ERROR)
		widget_tell(vmf);
	return ret;
}

const struct vm_operations_struct gizmo_vm_ops = {
	.fault = gizmo_fault,
};
`;
  const headers = (type: string) => ({
    'include/linux/mm_types.h': 'typedef int vm_fault_t;\n',
    'include/linux/widget.h': `#include <linux/mm_types.h>\n\n${type} widget_insert(struct vm_fault *vmf);\n`,
  });
  expect(await textWith(text('int'), headers('vm_fault_t'))).toBe(text('vm_fault_t'));
  expect(await textWith(text('int'), headers('int'))).not.toBe(text('vm_fault_t'));
});
