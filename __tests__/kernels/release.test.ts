/** A kernel's own tree is one release: what its makefile says counts for all conditions on the release in it. */
import { isKernel, releaseOfTree } from '../../src/kernels/release.js';
import { inWords } from '../../src/kernels/versions.js';
import { run } from '../../src/run.js';
import { memoryTree } from '../../src/tree/memory.js';
import { transforms } from '../../transforms/index.js';
import { testParser } from '../check.js';

const makefile = (...numbers: readonly (number | string)[]) =>
  ['VERSION', 'PATCHLEVEL', 'SUBLEVEL'].map((name, i) => `${name} = ${numbers[i] ?? ''}\n`).join('');

describe('the release of a tree', () => {
  const of = (text: string) => {
    const release = releaseOfTree(memoryTree({ Makefile: text }));
    return release && inWords(release);
  };

  it.each([
    [makefile(4, 9, 0), '4.9'],
    [makefile(4, 14, 177), '4.14.177'],
    [makefile(4, 9), '4.9'],
    [makefile(4, 4, 302), '4.4.255'],
    [`# SPDX-License-Identifier: GPL-2.0\n${makefile(6, 1, 5)}EXTRAVERSION = -rc1\n`, '6.1.5'],
  ])('is what the makefile at its top says', (text, release) => {
    expect(of(text)).toContain(release);
  });

  it.each(['', 'VERSION = $(shell cat VERSION)\nPATCHLEVEL = 9\n', 'MY_VERSION = 4\nPATCHLEVEL = 9\n'])(
    'is not known where it says no numbers',
    text => {
      expect(of(text)).toBeUndefined();
    },
  );

  it('is not known without a makefile', () => {
    expect(releaseOfTree(memoryTree({ 'gizmo.c': '' }))).toBeUndefined();
  });
});

/** A kernel without the new API, whose driver is written for several. */
const KERNEL = {
  Makefile: makefile(4, 9, 0),
  'include/linux/mm_types.h': 'struct vm_fault {\n\tunsigned int flags;\n};\n',
  'include/linux/mm.h': [
    '#define VM_FAULT_OOM\t0x0001',
    '#define VM_FAULT_SIGBUS\t0x0002',
    '#define VM_FAULT_NOPAGE\t0x0100',
    'struct vm_operations_struct {',
    '\tint (*fault)(struct vm_area_struct *vma, struct vm_fault *vmf);',
    '};',
    'int vm_insert_pfn(struct vm_area_struct *vma, unsigned long addr,',
    '\t\t\tunsigned long pfn);',
    '',
  ].join('\n'),
};

const body = (vma: string) => [
  '{',
  `\tint err = vm_insert_pfn(${vma}, vmf->address, 1);`,
  '',
  '\tif (err == -ENOMEM)',
  '\t\treturn VM_FAULT_OOM;',
  '\tif (err < 0 && err != -EBUSY)',
  '\t\treturn VM_FAULT_SIGBUS;',
  '\treturn VM_FAULT_NOPAGE;',
  '}',
];

const DRIVER = [
  '#if LINUX_VERSION_CODE < KERNEL_VERSION(4,11,0)',
  'static int gizmo_fault(struct vm_area_struct *vma, struct vm_fault *vmf)',
  ...body('vma'),
  '#else',
  'static int gizmo_fault(struct vm_fault *vmf)',
  ...body('vmf->vma'),
  '#endif',
  'static const struct vm_operations_struct gizmo_ops = {',
  '\t.fault = gizmo_fault,',
  '};',
  '',
].join('\n');

async function outcome(files: Record<string, string>) {
  const result = await run({
    tree: memoryTree(files),
    transforms,
    parser: await testParser(),
    takeReview: false,
    prepare: true,
  });
  expect(result.slips).toEqual([]);
  return result;
}

it('is told by its headers, wherever the makefile is', () => {
  expect(isKernel(memoryTree(KERNEL))).toBe(true);
  expect(isKernel(memoryTree({ Makefile: KERNEL.Makefile, 'gizmo.c': DRIVER }))).toBe(false);
});

it.each([
  ['with its makefile', KERNEL, 'vma'],
  ['without', { ...KERNEL, Makefile: '' }, 'vmf->vma'],
])('converts what a kernel compiles, and prepares it for itself: %s', async (_, kernel, vma) => {
  const files: Record<string, string> = { ...kernel, 'drivers/gizmo.c': DRIVER };
  const { ledger, files: changed } = await outcome(files);
  const codes = ledger.verdicts
    .filter(({ occurrence }) => occurrence.path === 'drivers/gizmo.c')
    .map(({ code }) => code);
  expect(codes).not.toContain('older-kernels');
  expect(codes).not.toContain('unproven');
  expect(codes).toContain('other-kernels');
  const after = changed.find(({ path }) => path === 'drivers/gizmo.c')!.after;
  expect(after).toContain(`\treturn vmf_insert_pfn(${vma}, vmf->address, 1);`);
  expect(after.match(/\bvm_insert_pfn\b/g)).toHaveLength(1);
  // A second run finds nothing to do.
  const again = await outcome({
    ...files,
    ...Object.fromEntries(changed.map(({ path, after }) => [path, after])),
  });
  expect(again.files).toEqual([]);
});
