/**
 * `--compat`: a driver of our own, built with stand-ins that declare just what each kernel has. Before and after it is
 * run with every error of the calls in it, and has to do the same.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { COMPAT_HEADER } from '../../src/compat.js';
import { type RunRequest, type RunResult, run } from '../../src/run.js';
import { openParser } from '../../src/source/index.js';
import { memoryTree } from '../../src/tree/memory.js';
import { transforms } from '../../transforms/index.js';

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

/** What a kernel is; `api` where a distribution has the API of another release. */
interface Kernel {
  readonly release: readonly [number, number];
  readonly api?: readonly [number, number];
  readonly defines?: string;
  readonly flags?: readonly string[];
}

const BACKPORTED = ['VMF_INSERT', 'VMF_ERROR', 'VMF_INSERT_MIXED_MKWRITE', 'VMF_INSERT_PFN_PROT'];

const KERNELS: readonly Kernel[] = [
  { release: [3, 10] },
  { release: [4, 4] },
  { release: [4, 10] },
  { release: [4, 15] },
  { release: [4, 17] },
  { release: [4, 18] },
  { release: [4, 20] },
  { release: [5, 1] },
  { release: [6, 1] },
  {
    release: [4, 18],
    api: [4, 20],
    defines: '#define RHEL_RELEASE_VERSION(a, b) (((a) << 8) + (b))\n#define RHEL_RELEASE_CODE 2052\n',
  },
  {
    release: [3, 10],
    defines: '#define RHEL_RELEASE_VERSION(a, b) (((a) << 8) + (b))\n#define RHEL_RELEASE_CODE 1801\n',
  },
  { release: [4, 15], api: [4, 20], flags: BACKPORTED.map(name => `-DFAULTLINE_HAVE_${name}=1`) },
];

const nameOf = ({ release, api, defines }: Kernel) =>
  `${release.join('.')}${api ? ` with the API of ${api.join('.')}` : ''}${defines ? ' of RHEL' : ''}`;

/** The headers of a kernel: each declaration from the release that has it to before the one that has it no more. */
function headersOf({ release, api = release, defines = '' }: Kernel): Readonly<Record<string, string>> {
  const code = ([major, minor]: readonly [number, number]) => major * 1000 + minor;
  const isIn = (from: number, below = Infinity) => from <= code(api) && code(api) < below;
  const when = (holds: boolean, text: string) => (holds ? `${text}\n` : '');
  const old = (call: string, more: string) =>
    `int injected(void);\nstatic inline int ${call}(struct vm_area_struct *vma, unsigned long addr, ${more}) { return injected(); }`;
  const fresh = (call: string, more: string) =>
    `vm_fault_t injected_code(void);\nstatic inline vm_fault_t ${call}(struct vm_area_struct *vma, unsigned long addr, ${more}) { return injected_code(); }`;
  const pfn = isIn(4005) ? 'pfn_t pfn' : 'unsigned long pfn';
  const handler = isIn(4017) ? 'vm_fault_t' : 'int';
  const parameters =
    code(release) >= 4011 ? 'struct vm_fault *' : 'struct vm_area_struct *, struct vm_fault *';
  return {
    'linux/version.h': `#define KERNEL_VERSION(a, b, c) (((a) << 16) + ((b) << 8) + (c))
#define LINUX_VERSION_CODE KERNEL_VERSION(${release.join(', ')}, 0)
${defines}`,
    'linux/errno.h':
      '#define EPERM 1\n#define ENOMEM 12\n#define EFAULT 14\n#define EBUSY 16\n#define EINVAL 22\n',
    'linux/mm.h': [
      '#ifndef MM_H\n#define MM_H\n#include <linux/errno.h>\n',
      'struct page;\nstruct vm_area_struct { unsigned long vm_start; };\ntypedef struct { unsigned long pgprot; } pgprot_t;\n',
      when(isIn(4005), 'typedef struct { unsigned long val; } pfn_t;'),
      `struct vm_fault { ${code(release) >= 4011 ? 'struct vm_area_struct *vma; ' : ''}unsigned long pgoff; };\n`,
      '#define VM_FAULT_OOM 0x0001\n#define VM_FAULT_SIGBUS 0x0002\n#define VM_FAULT_NOPAGE 0x0100\n#define VM_FAULT_ERROR 0x0873\n',
      when(isIn(4017), `typedef ${isIn(5001) ? 'unsigned int' : 'int'} vm_fault_t;`),
      `struct vm_operations_struct { ${handler} (*fault)(${parameters}); };\n`,
      `${old('vm_insert_page', 'struct page *page')}\n`,
      when(isIn(0, 4020), old('vm_insert_pfn', 'unsigned long pfn')),
      when(isIn(4006, 4020), old('vm_insert_pfn_prot', 'unsigned long pfn, pgprot_t prot')),
      when(isIn(0, 4020), old('vm_insert_mixed', pfn)),
      when(isIn(4014, 4018), old('vm_insert_mixed_mkwrite', pfn)),
      when(isIn(4017), fresh('vmf_insert_page', 'struct page *page')),
      when(isIn(4017), fresh('vmf_insert_pfn', 'unsigned long pfn')),
      when(isIn(4017), fresh('vmf_insert_mixed', pfn)),
      when(isIn(4018), fresh('vmf_insert_mixed_mkwrite', pfn)),
      when(isIn(4020), fresh('vmf_insert_pfn_prot', 'unsigned long pfn, pgprot_t prot')),
      when(
        isIn(4018),
        'static inline vm_fault_t vmf_error(int err) { return err == -ENOMEM ? VM_FAULT_OOM : VM_FAULT_SIGBUS; }',
      ),
      `#define CODE ${isIn(5001) ? 'unsigned int' : 'int'}\n#endif\n`,
    ].join(''),
  };
}

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

const FLAGS = [
  ...['implicit-function-declaration', 'incompatible-pointer-types', 'unused-variable', 'undef'],
  'int-conversion',
].map(name => `-Werror=${name}`);

/** What a driver prints, or what the compiler says. */
function behaviour(files: Readonly<Record<string, string>>, kernel: Kernel): string {
  const work = mkdtempSync(join(tmpdir(), 'compat-'));
  try {
    for (const [path, text] of Object.entries({ ...files, ...headersOf(kernel), 'main.c': MAIN })) {
      mkdirSync(dirname(join(work, path)), { recursive: true });
      writeFileSync(join(work, path), text, 'latin1');
    }
    const sources = ['main.c', ...Object.keys(files).filter(path => path.endsWith('.c'))];
    const more = kernel.flags ?? [];
    const built = spawnSync(
      'gcc',
      ['-std=gnu11', '-Wall', ...FLAGS, ...more, '-I', '.', ...sources, '-o', 'driver'],
      { cwd: work, encoding: 'utf8' },
    );
    if (built.status !== 0) return `not built: ${built.stderr}`;
    return spawnSync(join(work, 'driver'), { encoding: 'utf8' }).stdout;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

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

  const before = behaviour(DRIVER, KERNELS[0]!);

  it('was built with the first kernel before', () => expect(before.split('\n')).toHaveLength(73));

  it.each(KERNELS.map(kernel => [nameOf(kernel), kernel] as const))('does the same with %s', (_, kernel) => {
    expect(behaviour(converted, kernel)).toBe(before);
    // What is judged by must be what the kernels have: from 4.20 on the old driver does not build.
    const [major, minor] = kernel.api ?? kernel.release;
    const isOld = major < 4 || (major === 4 && minor < 20);
    const old = behaviour(DRIVER, kernel);
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
