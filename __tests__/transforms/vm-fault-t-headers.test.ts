/** Headers that come to say vm_fault_t: whoever includes them has to know it, in whatever order. */
import { type RunRequest, run } from '../../src/run.js';
import { openParser } from '../../src/source/index.js';
import { memoryTree } from '../../src/tree/memory.js';
import { transforms } from '../../transforms/index.js';
import { gccOf, HEADER, standIn, type Texts } from './judges.js';

const parser = await openParser();

/** The files after a run. */
async function convert(texts: Texts, wish: Partial<RunRequest> = {}): Promise<Texts> {
  const tree = memoryTree({ ...texts });
  const { files } = await run({ tree, transforms, parser, takeReview: false, ...wish });
  return { ...texts, ...Object.fromEntries(files.map(file => [file.path, file.after])) };
}

/** The tree's headers as mainline lays them out: the type in one, what uses it in another. */
const TREE: Texts = {
  [HEADER]: standIn.replace('typedef int vm_fault_t;', '#include <linux/mm_types.h>'),
  'include/linux/mm_types.h': '#ifndef MM_TYPES_H\n#define MM_TYPES_H\ntypedef int vm_fault_t;\n#endif\n',
  'include/linux/types.h': '#define __packed\n',
};

const GIZMO_H = `#ifndef GIZMO_H
#define GIZMO_H

#include <linux/types.h>

struct vm_fault;

int gizmo_fault(struct vm_fault *vmf);

#endif
`;

const GIZMO_C = `#include <linux/mm.h>
#include "gizmo.h"

int gizmo_fault(struct vm_fault *vmf)
{
	return VM_FAULT_NOPAGE;
}

const struct vm_operations_struct gizmo_vm_ops = {
	.fault = gizmo_fault,
};
`;

const TYPED = GIZMO_H.replace('int gizmo', 'vm_fault_t gizmo');
const BROUGHT = TYPED.replace('types.h>\n', 'types.h>\n#include <linux/mm_types.h>\n');

/** A file that wants something else of the header. */
const OTHER = '#include "gizmo.h"\n\nint gizmo_count;\n';

const driver = (texts: Texts): Texts => ({
  'drivers/gizmo/gizmo.h': GIZMO_H,
  'drivers/gizmo/gizmo.c': GIZMO_C,
  ...texts,
});

describe('a header that comes to say the type', () => {
  const headerOf = async (texts: Texts, wish?: Partial<RunRequest>) =>
    (await convert({ ...TREE, ...driver(texts) }, wish))['drivers/gizmo/gizmo.h'];

  it('brings it where a file includes the header without it', async () => {
    const texts = { ...TREE, ...driver({ 'drivers/gizmo/other.c': OTHER }) };
    const converted = await convert(texts);
    expect(converted['drivers/gizmo/gizmo.h']).toBe(BROUGHT);
    expect(gccOf(converted, ['-Iinclude'])).toEqual([]);
    expect(await convert(converted)).toEqual(converted);
  });

  it('brings it where it comes too late, and where a header in between is the first', async () => {
    expect(
      await headerOf({
        'drivers/gizmo/other.c': '#include "gizmo.h"\n#include <linux/mm.h>\nint a = VM_FAULT_OOM;\n',
      }),
    ).toBe(BROUGHT);
    const between = {
      'drivers/gizmo/all.h': '#include "gizmo.h"\n',
      'drivers/gizmo/other.c': '#include "all.h"\n',
    };
    expect(await headerOf(between)).toBe(BROUGHT);
  });

  it('leaves the header alone where all who include it have the type', async () => {
    expect(await headerOf({})).toBe(TYPED);
    const between = {
      'drivers/gizmo/all.h': '#include "gizmo.h"\n',
      'drivers/gizmo/other.c': '#include <linux/mm.h>\n#include "all.h"\n',
    };
    expect(await headerOf(between)).toBe(TYPED);
  });

  it('leaves a header alone that brings it by another one', async () => {
    const own = GIZMO_H.replace('<linux/types.h>', '"base.h"');
    const texts = { 'drivers/gizmo/gizmo.h': own, 'drivers/gizmo/base.h': '#include <linux/mm.h>\n' };
    expect(await headerOf({ ...texts, 'drivers/gizmo/other.c': OTHER })).toBe(
      own.replace('int gizmo', 'vm_fault_t gizmo'),
    );
  });

  it('leaves it to the command line of a file that uses the type and includes nothing', async () => {
    const bare = GIZMO_C.replace('#include <linux/mm.h>\n', '');
    expect(await headerOf({ 'drivers/gizmo/gizmo.c': bare })).toBe(TYPED);
  });

  it('brings it in headers for everybody, which have to stand alone', async () => {
    const texts = {
      'include/linux/gizmo.h': GIZMO_H,
      'drivers/gizmo/gizmo.c': GIZMO_C.replace('"gizmo.h"', '<linux/gizmo.h>'),
    };
    expect((await convert({ ...TREE, ...texts }))['include/linux/gizmo.h']).toBe(BROUGHT);
  });

  it('cannot bring it to a header that the type itself needs', async () => {
    const texts = {
      ...TREE,
      'include/linux/gizmo.h': GIZMO_H,
      'include/linux/mm_types.h': `#include <linux/gizmo.h>\n${TREE['include/linux/mm_types.h']}`,
      'drivers/gizmo/gizmo.c': GIZMO_C.replace('"gizmo.h"', '<linux/gizmo.h>'),
    };
    expect((await convert(texts))['include/linux/gizmo.h']).toBe(TYPED);
  });
});

describe('where the type is declared elsewhere', () => {
  const alone = { kernels: undefined };
  const headerOf = async (texts: Texts) => (await convert(driver(texts), alone))['drivers/gizmo/gizmo.h'];

  it('the header of the kernel is included that has it', async () => {
    expect(await headerOf({ 'drivers/gizmo/other.c': OTHER })).toBe(BROUGHT);
  });

  it('headers of the kernel are believed to bring it, but for those that are known not to', async () => {
    const own = GIZMO_H.replace('<linux/types.h>', '<linux/fs.h>');
    expect(await headerOf({ 'drivers/gizmo/gizmo.h': own, 'drivers/gizmo/other.c': OTHER })).toBe(
      own.replace('int gizmo', 'vm_fault_t gizmo'),
    );
  });
});
