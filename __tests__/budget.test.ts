/** Budgets can be set, and what goes beyond them says so. */
import { readFileSync } from 'node:fs';
import type { Budget } from '../src/budget.js';
import { budgetFrom } from '../src/edge/budget.js';
import { type RunRequest, run } from '../src/run.js';
import { memoryTree } from '../src/tree/memory.js';
import { transforms } from '../transforms/index.js';
import { testParser } from './check.js';

const standIn = readFileSync(new URL('./oracle/standin.h', import.meta.url), 'latin1');
const PATH = 'drivers/gizmo/gizmo.c';

const each = (count: number, text: (i: number) => string) =>
  Array.from({ length: count }, (_, i) => text(i)).join('');

/** A handler with so many tests in front of its call, of which each decides what a variable is behind it. */
const handler = (tests: number) => `#include <linux/mm.h>
static int gizmo_fault(struct vm_fault *vmf)
{
	int ret;
${each(tests, i => `\tint n${i} = 0;\n`)}
${each(tests, i => `\tif (gizmo_test(${i}))\n\t\tn${i} = 1;\n`)}
	ret = vm_insert_page(vmf->vma, vmf->address, vmf->page);
${each(tests, i => `\tgizmo_note(n${i});\n`)}
	if (ret == -ENOMEM)
		return VM_FAULT_OOM;
	if (ret < 0 && ret != -EBUSY)
		return VM_FAULT_SIGBUS;
	return VM_FAULT_NOPAGE;
}
static const struct vm_operations_struct gizmo_vm_ops = { .fault = gizmo_fault };
`;

async function looked(text: string, budget?: RunRequest['budget']) {
  const tree = memoryTree({ [PATH]: text, 'include/linux/mm.h': standIn });
  const parser = await testParser();
  return run({ tree, paths: [PATH], transforms, parser, takeReview: false, budget });
}

async function saidOf(text: string, budget?: RunRequest['budget']): Promise<string> {
  const { ledger } = await looked(text, budget);
  const { kind, message } = ledger.verdicts.find(
    ({ occurrence }) => occurrence.keyword === 'vm_insert_page',
  )!;
  return kind === 'convert' ? kind : message;
}

test('a function that takes more than its budget is refused by that name, and converts with a larger one', async () => {
  const TOO_MANY = /has too many (?:paths|states of its loops) to evaluate \(--effort goes further\)/;
  expect(await saidOf(handler(4))).toBe('convert');
  expect(await saidOf(handler(4), { effort: 0.01 })).toMatch(TOO_MANY);
  expect(await saidOf(handler(10))).toMatch(TOO_MANY);
  expect(await saidOf(handler(10), { effort: 8 })).toBe('convert');
});

test('a file above its budget is named as unread, and is read with a larger one', async () => {
  const text = `/* ${'x'.repeat(2 ** 20)} */\n${handler(1)}`;
  const { ledger, files } = await looked(text, { largest: 1 });
  expect(ledger.unread).toEqual([
    { path: PATH, why: 'it is larger than 1 MB (--largest reads larger ones)' },
  ]);
  expect(files).toEqual([]);
  expect(await saidOf(text, { largest: 2 })).toBe('convert');
});

test.each<[Partial<Record<keyof Budget, string>>, Partial<Budget> | string]>([
  [{}, {}],
  [
    { effort: '0.5', largest: '64' },
    { effort: 0.5, largest: 64 },
  ],
  [{ effort: '0' }, '--effort: expected a number from 0.01 to 1000, found "0"'],
  [{ effort: '1e3' }, '--effort: expected a number from 0.01 to 1000, found "1e3"'],
  [{ largest: '4096' }, '--largest: expected a number from 1 to 256, found "4096"'],
  [{ largest: '' }, '--largest: expected a number from 1 to 256, found ""'],
])('%j', (given, expected) => {
  const from = () => budgetFrom(name => given[name]);
  if (typeof expected === 'string') expect(from).toThrow(expected);
  else expect(from()).toEqual(expected);
});
