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

  it('brings it in spite of an include that some configurations leave out', async () => {
    const some = GIZMO_H.replace(
      '#include <linux/types.h>',
      '#ifdef CONFIG_GIZMO\n#include <linux/mm.h>\n#endif',
    );
    const texts = { ...TREE, ...driver({ 'drivers/gizmo/gizmo.h': some, 'drivers/gizmo/other.c': OTHER }) };
    const converted = await convert(texts);
    expect(gccOf(converted, ['-Iinclude'])).toEqual([]);
    expect(gccOf(converted, ['-Iinclude', '-DCONFIG_GIZMO'])).toEqual([]);
    expect(await convert(converted)).toEqual(converted);
  });

  it.each([
    ['the arm that says the type', '#ifdef CONFIG_GIZMO\n', '#endif'],
    ['the part for the kernel', '#ifndef __ASSEMBLY__\n', '#endif'],
  ])('leaves it alone where the include stands in %s', async (_, open, close) => {
    const own = GIZMO_H.replace('#include <linux/types.h>\n', '').replace(
      'struct vm_fault;\n\nint gizmo_fault(struct vm_fault *vmf);',
      `${open}#include <linux/mm.h>\nint gizmo_fault(struct vm_fault *vmf);\n${close}`,
    );
    expect(await headerOf({ 'drivers/gizmo/gizmo.h': own, 'drivers/gizmo/other.c': OTHER })).toBe(
      own.replace('int gizmo', 'vm_fault_t gizmo'),
    );
  });

  it('brings it in the arm for the kernel, where user space reads the rest', async () => {
    const shared = (prototype: string) => `#define GIZMO_GET 1

struct gizmo_arg {
	int nr;
};

#ifdef __KERNEL__
${prototype}
#endif
`;
    const own = shared('struct vm_fault;\n\nint gizmo_fault(struct vm_fault *vmf);');
    expect(await headerOf({ 'drivers/gizmo/gizmo.h': own, 'drivers/gizmo/other.c': OTHER })).toBe(
      shared(
        '#include <linux/mm_types.h>\n\nstruct vm_fault;\n\nvm_fault_t gizmo_fault(struct vm_fault *vmf);',
      ),
    );
    const more = own.replace('#ifdef __KERNEL__\n', '#ifdef __KERNEL__\n#include <linux/types.h>\n');
    expect(await headerOf({ 'drivers/gizmo/gizmo.h': more, 'drivers/gizmo/other.c': OTHER })).toBe(
      more
        .replace('types.h>\n', 'types.h>\n#include <linux/mm_types.h>\n')
        .replace('int gizmo_f', 'vm_fault_t gizmo_f'),
    );
  });
});

describe('a source file that comes to say', () => {
  const USER = 'struct vm_fault;\nextern int gizmo_fault(struct vm_fault *vmf);\n\nint gizmo_count;\n';
  const otherOf = async (other: string, texts: Texts = {}) => {
    const converted = await convert({ ...TREE, ...driver({ 'drivers/gizmo/other.c': other, ...texts }) });
    expect(gccOf(converted, ['-Iinclude'])).toEqual([]);
    return converted['drivers/gizmo/other.c'];
  };

  it('the type includes its header', async () => {
    expect(await otherOf(USER)).toBe(
      `#include <linux/mm_types.h>\n\n${USER.replace('int gizmo_f', 'vm_fault_t gizmo_f')}`,
    );
    const more = `#include <linux/types.h>\n\n${USER}`;
    expect(await otherOf(more)).toBe(
      more
        .replace('types.h>\n', 'types.h>\n#include <linux/mm_types.h>\n')
        .replace('int gizmo_f', 'vm_fault_t gizmo_f'),
    );
  });

  it('the type has it where it uses what comes with it', async () => {
    const own = `#include <linux/fs.h>\n\n${USER.replace('struct vm_fault;\n', '')}static int gizmo_code = VM_FAULT_OOM;\n`;
    const texts = { 'include/linux/fs.h': '#define fs 1\n', ...driver({ 'drivers/gizmo/other.c': own }) };
    expect((await convert({ ...TREE, ...texts }))['drivers/gizmo/other.c']).not.toContain('mm_types.h');
  });

  it('the mapper includes the header of the mapper', async () => {
    const step = (map: string) => `#include "step.h"

int gizmo_get(struct vm_fault *vmf);

${map}`;
    const before = step(`int gizmo_step(struct vm_fault *vmf)
{
	int err = gizmo_get(vmf);

	if (err == -ENOMEM)
		return VM_FAULT_OOM;
	if (err)
		return VM_FAULT_SIGBUS;
	return VM_FAULT_LOCKED;
}
`);
    const after = step(`vm_fault_t gizmo_step(struct vm_fault *vmf)
{
	int err = gizmo_get(vmf);

	if (err)
		return vmf_error(err);
	return VM_FAULT_LOCKED;
}
`);
    const types = `#ifndef MM_TYPES_H\n#define MM_TYPES_H\ntypedef int vm_fault_t;\nstruct vm_fault;\n#define ENOMEM 12\n${(
      standIn.match(/^#define VM_FAULT_\w+.*\n/gm) ?? []
    ).join('')}#endif\n`;
    const texts = {
      ...TREE,
      'include/linux/mm_types.h': types,
      'drivers/gizmo/step.h': '#include <linux/mm_types.h>\n\nint gizmo_step(struct vm_fault *vmf);\n',
      'drivers/gizmo/step.c': before,
      'drivers/gizmo/gizmo.c': GIZMO_C.replace('"gizmo.h"', '"step.h"').replace(
        'return VM_FAULT_NOPAGE',
        'return gizmo_step(vmf)',
      ),
    };
    const converted = await convert(texts);
    expect(converted['drivers/gizmo/step.c']).toBe(
      after.replace('"step.h"\n', '"step.h"\n#include <linux/mm.h>\n'),
    );
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
