/** Files that somebody made to break us: each ends in bounded time, with a verdict for every occurrence. */
import { jest } from '@jest/globals';
import { run } from '../src/run.js';
import { openParser } from '../src/source/index.js';
import { memoryTree } from '../src/tree/memory.js';
import { transforms } from '../transforms/index.js';
import { cpuSeconds } from './cpu.js';
import { standIn } from './transforms/judges.js';

jest.setTimeout(300_000);

/** So long may a file take, in seconds, on a busy machine; most take less than one. */
const MOST_SECONDS = 60;

const handler = (middle: string) => `#include <linux/mm.h>
static int gizmo_fault(struct vm_fault *vmf)
{
	int ret = vm_insert_page(vmf->vma, vmf->address, vmf->page);
${middle}
	if (ret == -ENOMEM)
		return VM_FAULT_OOM;
	if (ret < 0 && ret != -EBUSY)
		return VM_FAULT_SIGBUS;
	return VM_FAULT_NOPAGE;
}
static const struct vm_operations_struct gizmo_vm_ops = { .fault = gizmo_fault };
`;

const many = (count: number, text: (i: number) => string) =>
  Array.from({ length: count }, (_, i) => text(i)).join('');

/** What is done to the call of the handler: `undefined` where the file holds no call any more. */
const CASES: readonly (readonly [name: string, text: string, kind: string | undefined])[] = [
  ['100,000 parentheses', handler(`\tx = ${'('.repeat(1e5)}1${')'.repeat(1e5)};`), 'refuse'],
  ['100,000 blocks', handler('{'.repeat(1e5) + '}'.repeat(1e5)), 'refuse'],
  ['100,000 blocks that are never closed', handler('{'.repeat(1e5)), 'refuse'],
  [
    '5,000 #if inside one another',
    handler(`${'#if A\n'.repeat(5000)}\tx = 1;\n${'#endif\n'.repeat(5000)}`),
    'refuse',
  ],
  ['20,000 #elif', handler(`#if A\n${'#elif B\n\tx++;\n'.repeat(2e4)}#endif\n`), 'refuse'],
  ['20,000 else if', handler(`\tif (a) x = 1;\n${'\telse if (a) x = 1;\n'.repeat(2e4)}`), 'refuse'],
  ['50,000 conditions in one', handler(`\tx = ${'a ? b : '.repeat(5e4)}c;`), 'refuse'],
  ['a sum of 100,000', handler(`\tx = ${'a + '.repeat(1e5)}c;`), 'refuse'],
  ['30,000 cases', handler(`\tswitch (ret) {\n${many(3e4, i => `\tcase ${i}: x++;\n`)}\t}`), 'refuse'],
  ['20,000 labels', handler(many(2e4, i => `\tif (a) goto l${i};\nl${i}:\n`)), 'refuse'],
  [
    'a ring of macros',
    `${many(200, i => `#define M${i} M${(i + 1) % 200}\n`)}${handler('\tM0;')}`,
    undefined,
  ],
  [
    'macros that double 200 times',
    `${many(200, i => `#define M${i} M${i + 1} M${i + 1}\n`)}${handler('\tM0;')}`,
    undefined,
  ],
  ['100,001 quotes', '"'.repeat(100_001) + handler(''), undefined],
  ['a million comments that open', '/*'.repeat(1e6) + handler(''), 'done'],
  ['a line of 8 million bytes', handler(`\tx = "${'a'.repeat(8e6)}";`), undefined],
  ['a byte order mark', `\xef\xbb\xbf${handler('')}`, 'convert'],
  ['bytes that are not UTF-8', handler('\t/* \xff\xfe\x80 */'), 'convert'],
];

it.each(CASES)('%s', async (_, text, kind) => {
  const path = 'drivers/gizmo/gizmo.c';
  const begun = cpuSeconds();
  const { ledger, slips, files } = await run({
    tree: memoryTree({ [path]: text, 'include/linux/mm.h': standIn }),
    paths: [path],
    transforms,
    parser: await openParser(),
    takeReview: false,
  });
  expect(cpuSeconds() - begun).toBeLessThan(MOST_SECONDS);
  expect(slips).toEqual([]);
  const of = ledger.verdicts.filter(({ occurrence }) => occurrence.keyword === 'vm_insert_page');
  expect(of).toHaveLength(1);
  if (kind !== undefined) expect(of[0]!.kind).toBe(kind);
  // What changes is the handler; all that was put into it stays.
  for (const file of files) expect(file.after.length).toBeGreaterThan(file.before.length - 400);
});
