/**
 * `--compat`: a driver of our own, built with stand-ins that declare just what each kernel has. Before and after it is
 * run with every error of the calls in it, and has to do the same.
 */
import { COMPAT_HEADER } from '../../src/compat.js';
import { type RunRequest, type RunResult, run } from '../../src/run.js';
import { openParser } from '../../src/source/index.js';
import { memoryTree } from '../../src/tree/memory.js';
import { transforms } from '../../transforms/index.js';
import { behaviour, KERNELS, type Kernel, nameOf } from '../kernels/stand-in.js';

const VM = `// SPDX-License-Identifier: GPL-2.0
#include <linux/mm.h>
#include <linux/version.h>
#include "widget.h"

#if LINUX_VERSION_CODE >= KERNEL_VERSION(4, 11, 0)
static int widget_fault(struct vm_fault *vmf)
#else
static int widget_fault(struct vm_area_struct *vma, struct vm_fault *vmf)
#endif
{
#if LINUX_VERSION_CODE >= KERNEL_VERSION(4, 11, 0)
	struct vm_area_struct *vma = vmf->vma;
#endif
	int err;

	err = widget_ready(vma);
	if (err) {
		if (err == -ENOMEM)
			return VM_FAULT_OOM;
		return VM_FAULT_SIGBUS;
	}
	err = vm_insert_pfn(vma, vma->vm_start, vmf->pgoff);
	if (err == -ENOMEM)
		return VM_FAULT_OOM;
	if (err < 0 && err != -EBUSY)
		return VM_FAULT_SIGBUS;

	return VM_FAULT_NOPAGE;
}

const struct vm_operations_struct widget_vm_ops = {
	.fault = widget_fault,
};
`;

const PAGE = '\terr = vm_insert_page(vma, vma->vm_start, widget_page(vma));\n';

const DMA = `// SPDX-License-Identifier: GPL-2.0
#include <linux/mm.h>
#include "../widget.h"

int widget_insert(struct vm_area_struct *vma, struct vm_fault *vmf)
{
	switch (vm_insert_page(vma, vma->vm_start, widget_page(vma))) {
	case 0:
	case -EBUSY:
		return VM_FAULT_NOPAGE;
	case -ENOMEM:
		return VM_FAULT_OOM;
	default:
		return VM_FAULT_SIGBUS;
	}
}

#if LINUX_VERSION_CODE >= KERNEL_VERSION(4, 11, 0)
static int widget_dma_fault(struct vm_fault *vmf)
{
	return widget_insert(vmf->vma, vmf);
}
#else
static int widget_dma_fault(struct vm_area_struct *vma, struct vm_fault *vmf)
{
	return widget_insert(vma, vmf);
}
#endif

const struct vm_operations_struct widget_dma_ops = {
	.fault = widget_dma_fault,
};
`;

const WIDGET = `/* SPDX-License-Identifier: GPL-2.0 */
#ifndef WIDGET_H
#define WIDGET_H

#include <linux/version.h>

int widget_ready(struct vm_area_struct *vma);
struct page *widget_page(struct vm_area_struct *vma);
int widget_insert(struct vm_area_struct *vma, struct vm_fault *vmf);

#endif
`;

const DRIVER = { 'drv/widget_vm.c': VM, 'drv/dma/widget_dma.c': DMA, 'drv/widget.h': WIDGET };

const look = async (files: Readonly<Record<string, string>>, more: Partial<RunRequest> = {}) =>
  run({
    tree: memoryTree(files),
    transforms,
    parser: await openParser(),
    takeReview: false,
    compat: true,
    ...more,
  });

const after = (files: Readonly<Record<string, string>>, { files: changed, added }: RunResult) => ({
  ...files,
  ...Object.fromEntries(changed.map(one => [one.path, one.after])),
  ...(added && { [added.path]: added.text }),
});

/** Calls both handlers, with each value of the calls in them. */
const MAIN = `#include <stdio.h>
#include <linux/mm.h>
#include <linux/version.h>

static int ready, inserted;

int widget_ready(struct vm_area_struct *vma) { return ready; }
struct page *widget_page(struct vm_area_struct *vma) { return 0; }
int injected(void) { return inserted; }
CODE injected_code(void)
{
	return inserted == -ENOMEM ? VM_FAULT_OOM :
	       inserted < 0 && inserted != -EBUSY ? VM_FAULT_SIGBUS : VM_FAULT_NOPAGE;
}

extern const struct vm_operations_struct widget_vm_ops, widget_dma_ops;

int main(void)
{
	static const int values[] = { 0, -EBUSY, -ENOMEM, -EFAULT, -EINVAL, -EPERM };
	const struct vm_operations_struct *ops[] = { &widget_vm_ops, &widget_dma_ops };
	struct vm_area_struct vma = { 0 };
#if LINUX_VERSION_CODE >= KERNEL_VERSION(4, 11, 0)
	struct vm_fault vmf = { .vma = &vma };
#else
	struct vm_fault vmf = { 0 };
#endif
	int o, r, i;

	for (o = 0; o < 2; o++)
		for (r = 0; r < 6; r++)
			for (i = 0; i < 6; i++) {
				ready = values[r];
				inserted = values[i];
#if LINUX_VERSION_CODE >= KERNEL_VERSION(4, 11, 0)
				printf("%d %d %d: %x\\n", o, ready, inserted, ops[o]->fault(&vmf));
#else
				printf("%d %d %d: %x\\n", o, ready, inserted, ops[o]->fault(&vma, &vmf));
#endif
			}
	return 0;
}
`;

/** What the driver prints with a kernel. */
const printed = (files: Readonly<Record<string, string>>, kernel: Kernel) =>
  behaviour({ ...files, 'main.c': MAIN }, kernel);

describe('a driver with --compat', () => {
  let converted: Readonly<Record<string, string>>;
  let result: RunResult;

  beforeAll(async () => {
    result = await look(DRIVER);
    converted = after(DRIVER, result);
  });

  it('uses the new calls everywhere, and includes the header where it does', () => {
    expect(result.missing).toEqual([]);
    expect(result.added?.path).toBe(`drv/${COMPAT_HEADER}`);
    expect(converted['drv/widget_vm.c']).toContain(
      `#include "widget.h"\n#include "${COMPAT_HEADER}"\n\n#if LINUX_VERSION_CODE`,
    );
    expect(converted['drv/dma/widget_dma.c']).toContain(
      `#include "../widget.h"\n#include "../${COMPAT_HEADER}"\n`,
    );
    expect(converted['drv/widget.h']).toContain(
      `#define WIDGET_H\n\n#include <linux/version.h>\n#include "${COMPAT_HEADER}"\n\nint`,
    );
    expect(Object.values(result.files).join()).not.toMatch(/\bvm_insert_/);
    for (const { after: text } of result.files) expect(text).not.toMatch(/\bvm_insert_(page|pfn)\(/);
  });

  const before = printed(DRIVER, KERNELS[0]!);

  it('was built with the first kernel before', () => expect(before.split('\n')).toHaveLength(73));

  it.each(KERNELS.map(kernel => [nameOf(kernel), kernel] as const))('does the same with %s', (_, kernel) => {
    expect(printed(converted, kernel)).toBe(before);
    // What is judged by must be what the kernels have: from 4.20 on the old driver does not build.
    const [major, minor] = kernel.api ?? kernel.release;
    const isOld = major < 4 || (major === 4 && minor < 20);
    const old = printed(DRIVER, kernel);
    if (isOld) expect(old).toBe(before);
    else expect(old).toContain('vm_insert_pfn');
  });

  it('is left alone by a second run', async () => {
    const again = await look(converted);
    expect([again.files, again.added, again.kept]).toEqual([[], undefined, []]);
  });

  it('keeps a header that a person changed, and tells', async () => {
    const path = `drv/${COMPAT_HEADER}`;
    const edited = { ...DRIVER, [path]: `${converted[path]}/* ours */\n` };
    const again = await look(edited);
    expect(again.added).toBeUndefined();
    expect(again.kept).toEqual([path]);
    expect(again.files.map(one => one.after)).toEqual(result.files.map(one => one.after));
  });

  it('gets no header where nothing uses it', async () => {
    const plain = await look({ 'widget.c': 'int widget(void)\n{\n\treturn 0;\n}\n' });
    expect([plain.files, plain.added]).toEqual([[], undefined]);
  });

  it('keeps CRLF in files, and the line goes above the first item where there is no include', async () => {
    const text = `/* A widget. */\n\n/* Faults. */\n${VM.slice(VM.indexOf('#if'))}`.replaceAll('\n', '\r\n');
    const [file] = (await look({ 'widget.c': text })).files;
    expect(file?.after).toMatch(/^\/\* A widget\. \*\/\r\n\r\n/);
    expect(file?.after).toContain(`#include "${COMPAT_HEADER}"\r\n`);
    expect(file?.after.replaceAll('\r\n', '')).not.toContain('\n');
  });
});

/** What drivers have in a header of theirs for kernels before `vm_fault_t`. */
const OWN: Readonly<Record<string, string>> = {
  'a macro from a new name to an old one': '#define vmf_insert_pfn vm_insert_pfn\n',
  'a macro for the type': '#define vm_fault_t int\n',
  'the type': 'typedef int vm_fault_t;\n',
  'a macro for a helper': '#define vmf_error(e) ((e) == -ENOMEM ? VM_FAULT_OOM : VM_FAULT_SIGBUS)\n',
  'a wrapper that new code uses': wrapperFor('page', 'struct page *'),
  'a wrapper that new code does not use': wrapperFor('pfn', 'unsigned long '),
  'a prototype': 'int vmf_insert_pfn(struct vm_area_struct *vma, unsigned long addr, unsigned long pfn);\n',
};

function wrapperFor(what: string, type: string): string {
  return `typedef int vm_fault_t;
static inline vm_fault_t vmf_insert_${what}(struct vm_area_struct *vma, unsigned long addr, ${type}it)
{
	int err = vm_insert_${what}(vma, addr, it);

	if (err == -ENOMEM)
		return VM_FAULT_OOM;
	if (err < 0 && err != -EBUSY)
		return VM_FAULT_SIGBUS;
	return VM_FAULT_NOPAGE;
}
`;
}

describe.each(Object.entries(OWN))('a driver that has %s itself', (_, own) => {
  const files = {
    'widget_vm.c': VM.replace(/\tint err;\n[\s\S]*\tif \(err < 0/, match =>
      match.replace(/\terr = widget_ready[\s\S]*\terr = vm_insert_pfn.*\n/, PAGE),
    ).replace('"widget.h"', '"widget.h"\n#include "own.h"'),
    'dma/widget_dma.c': DMA,
    'widget.h': WIDGET,
    'own.h': `#include <linux/mm.h>\n#if LINUX_VERSION_CODE < KERNEL_VERSION(4, 17, 0)\n${own}#endif\n`,
  };
  const chosen = KERNELS.filter(({ api, defines }) => api === undefined && defines === undefined);

  it('is built with all kernels with --compat as well', async () => {
    const converted = after(files, await look(files));
    const before = printed(files, KERNELS[0]!);
    expect(before).toMatch(/^0 0 0: 100\n/);
    expect(converted['widget_vm.c']).toContain(COMPAT_HEADER);
    for (const kernel of chosen)
      expect([nameOf(kernel), printed(converted, kernel)]).toEqual([nameOf(kernel), before]);
    expect((await look(converted)).kept).toEqual([]);
  });
});
