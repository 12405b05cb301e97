/** Small drivers with a way from a page fault to a call, in as many files as the way needs. */

import { check } from '../../src/check/check.js';
import type { CheckResult } from '../../src/check/finding.js';
import type { Reach } from '../../src/check/reach.js';
import { checkChange, type Reaches } from '../../src/check/since.js';
import type { ReleaseSet } from '../../src/kernels/versions.js';
import { type Files, memoryTree } from '../../src/tree/memory.js';
import { transforms } from '../../transforms/index.js';
import { testParser } from '../check.js';

export const MM_H = `typedef int vm_fault_t;
int vm_insert_page(struct vm_area_struct *vma, unsigned long addr, struct page *page);
vm_fault_t vmf_insert_page(struct vm_area_struct *vma, unsigned long addr, struct page *page);
`;

/** An operations table whose slot holds a function. */
export const opsOf = (name: string, field = 'fault') => `
static const struct vm_operations_struct ${name}_ops = {
	.${field} = ${name},
};
`;

/** A handler that does not call what it must not. */
export const CLEAN = `#include "gizmo.h"

static vm_fault_t gizmo_fault(struct vm_fault *vmf)
{
	return vmf_insert_page(vmf->vma, vmf->address, gizmo_page(vmf));
}
${opsOf('gizmo_fault')}`;

/** The same, with the wrong call. */
export const WRONG = CLEAN.replace(
  'return vmf_insert_page(vmf->vma, vmf->address, gizmo_page(vmf));',
  `int err = vm_insert_page(vmf->vma, vmf->address, gizmo_page(vmf));

	return err ? VM_FAULT_SIGBUS : VM_FAULT_NOPAGE;`,
);

/** A helper with a call, which is right as long as only mmap leads to it. */
export const HELPER = `#include "gizmo.h"

int gizmo_insert(struct vm_area_struct *vma, struct page *page)
{
	return vm_insert_page(vma, vma->vm_start, page);
}

static int gizmo_mmap(struct file *file, struct vm_area_struct *vma)
{
	return gizmo_insert(vma, gizmo_first(file));
}

static const struct file_operations gizmo_fops = {
	.mmap = gizmo_mmap,
};
`;

export const GIZMO_H = `int gizmo_insert(struct vm_area_struct *vma, struct page *page);
`;

/** The helper and a clean handler, apart. */
export const DRIVER = {
  'include/linux/mm.h': MM_H,
  'drivers/gizmo/gizmo.h': GIZMO_H,
  'drivers/gizmo/gem.c': HELPER,
  'drivers/gizmo/drv.c': CLEAN,
} as const;

/** The handler calls the helper now. */
export const LINKED = CLEAN.replace(
  'return vmf_insert_page(vmf->vma, vmf->address, gizmo_page(vmf));',
  `if (gizmo_insert(vmf->vma, gizmo_page(vmf)))
		return VM_FAULT_SIGBUS;
	return VM_FAULT_NOPAGE;`,
);

/** What a check of a whole tree finds. */
export async function found(
  files: Files,
  paths?: readonly string[],
  kernels?: ReleaseSet,
): Promise<CheckResult> {
  return check({ tree: memoryTree(files), paths, transforms, parser: await testParser(), kernels });
}

/** What was asked of the memory, and given to it. */
export interface Memory extends Reaches {
  readonly log: readonly ('asked' | 'kept')[];
}

/** A memory that begins empty, or with what another one kept. */
export function memory(): Memory {
  const log: ('asked' | 'kept')[] = [];
  let kept: Reach | undefined;
  return {
    log,
    of: async () => {
      log.push('asked');
      return kept;
    },
    keep: async (_plan, reach) => {
      log.push('kept');
      kept = reach;
    },
  };
}

/** What a change of one tree into another adds; names with a new place are given as `now: then`. */
export async function added(
  before: Files,
  after: Files,
  moved: Readonly<Record<string, string>> = {},
  reaches: Reaches = memory(),
  kernels?: ReleaseSet,
): Promise<CheckResult> {
  const gone = Object.keys(before).filter(path => !Object.hasOwn(after, path));
  const changed = [
    ...gone
      .filter(path => !Object.values(moved).includes(path))
      .map(path => ({ before: path, after: undefined })),
    ...Object.keys(after)
      .filter(path => String(before[path]) !== String(after[path]))
      .map(path => ({
        before: moved[path] ?? (Object.hasOwn(before, path) ? path : undefined),
        after: path,
      })),
  ];
  return checkChange({
    before: memoryTree(before),
    after: memoryTree(after),
    changed,
    reaches,
    transforms,
    parser: await testParser(),
    kernels,
  });
}

/** Findings in short: `path:line function: subject`. */
export function short({ findings }: CheckResult): readonly string[] {
  return findings.map(({ path, line, function: name, subject }) => `${path}:${line} ${name}: ${subject}`);
}
