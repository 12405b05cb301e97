/** Converted code keeps the style of its file: line ends, and spaces where there are no tabs. */
import { inStyleOf } from '../../src/edit/style.js';
import { readRange } from '../../src/kernels/range.js';
import { run } from '../../src/run.js';
import { memoryTree } from '../../src/tree/memory.js';
import { transforms } from '../../transforms/index.js';
import { testParser } from '../check.js';

const DRIVER = `#include <linux/mm.h>

static int gizmo_insert(struct vm_area_struct *vma, unsigned long addr)
{
	int err = vm_insert_page(vma, addr, gizmo_page(vma));

	if (err == -ENOMEM)
		return VM_FAULT_OOM;
	if (err < 0 && err != -EBUSY)
		return VM_FAULT_SIGBUS;
	return VM_FAULT_NOPAGE;
}

static int gizmo_fault(struct vm_fault *vmf)
{
	struct gizmo *gizmo = vmf->vma->vm_private_data;
	int ret;

	if (vmf->pgoff == 0)
		return gizmo_insert(vmf->vma, vmf->address);
	ret = vm_insert_mixed(vmf->vma, vmf->address, gizmo_long_name_of_pfn(gizmo, vmf->pgoff));
	if (ret) {
		pr_debug("no page\\n");
		pr_debug("at %lu\\n", vmf->pgoff);
		if (ret == -ENOMEM)
			return VM_FAULT_OOM;
		if (ret != -EBUSY)
			return VM_FAULT_SIGBUS;
	}
	return VM_FAULT_NOPAGE;
}

static const struct vm_operations_struct gizmo_ops = {
	.fault = gizmo_fault,
};
`;

const AFTER = `#include <linux/mm.h>

static vm_fault_t gizmo_insert(struct vm_area_struct *vma, unsigned long addr)
{
	return vmf_insert_page(vma, addr, gizmo_page(vma));
}

static vm_fault_t gizmo_fault(struct vm_fault *vmf)
{
	struct gizmo *gizmo = vmf->vma->vm_private_data;
	vm_fault_t ret;

	if (vmf->pgoff == 0)
		return gizmo_insert(vmf->vma, vmf->address);
	ret = vmf_insert_mixed(vmf->vma, vmf->address,
			       gizmo_long_name_of_pfn(gizmo, vmf->pgoff));
	if (ret & VM_FAULT_ERROR) {
		pr_debug("no page\\n");
		pr_debug("at %lu\\n", vmf->pgoff);
	}
	return ret;
}

static const struct vm_operations_struct gizmo_ops = {
	.fault = gizmo_fault,
};
`;

async function converted(text: string): Promise<string | undefined> {
  const result = await run({
    tree: memoryTree({ 'gizmo.c': text }),
    transforms,
    parser: await testParser(),
    takeReview: false,
    kernels: readRange('4.20')!,
  });
  return result.files[0]?.after;
}

const crlf = (text: string) => text.replaceAll('\n', '\r\n');
/** Another indent; what is lined up below a parenthesis stands there still. */
const spaces = (text: string, width: number) =>
  text.replace(/^\t+ */gm, blanks =>
    blanks.includes(' ')
      ? ' '.repeat(width + 'ret = vmf_insert_mixed('.length)
      : ' '.repeat(width * blanks.length),
  );
/** One function by spaces, in a file of tabs. */
const partly = (text: string) => {
  const at = text.search(/^static \w+ gizmo_fault/m);
  return text.slice(0, at) + spaces(text.slice(at), 4);
};
const onLinesOfTheirOwn = (text: string) => text.replace(/^( +)(if .*) \{$/gm, '$1$2\n$1{');

describe('a driver in a folder without git', () => {
  it.each([
    ['as the kernel writes', DRIVER, AFTER],
    ['CRLF', crlf(DRIVER), crlf(AFTER)],
    ['four spaces', spaces(DRIVER, 4), spaces(AFTER, 4)],
    ['two spaces', spaces(DRIVER, 2), spaces(AFTER, 2)],
    ['one function by four spaces', partly(DRIVER), partly(AFTER)],
    ['four spaces and CRLF', crlf(spaces(DRIVER, 4)), crlf(spaces(AFTER, 4))],
    [
      'braces on lines of their own',
      onLinesOfTheirOwn(spaces(DRIVER, 4)),
      onLinesOfTheirOwn(spaces(AFTER, 4)),
    ],
  ])('keeps its style: %s', async (_, before, after) => expect(await converted(before)).toBe(after));
});

describe('lines that go deeper than those that they stand for', () => {
  const before = `#include <linux/mm.h>

static int gizmo_fault(struct vm_fault *vmf)
{
	struct gizmo *g = vmf->vma->vm_private_data;
	int ret;

	ret = gizmo_lock(g);
	if (ret == 0) {
		if (g->on) {
			ret = vm_insert_pfn(g->vma, g->at, g->pfn);
			gizmo_trace(g);
		}
		gizmo_unlock(g);
	}
	switch (ret) {
	case 0:
	case -EINTR:
		return VM_FAULT_NOPAGE;
	case -ENOMEM:
		return VM_FAULT_OOM;
	default:
		return VM_FAULT_SIGBUS;
	}
}

static const struct vm_operations_struct gizmo_ops = { .fault = gizmo_fault };
`;

  it.each([2, 3, 4, 8])('have %d spaces for each level where the file has', async width => {
    const byTabs = await converted(before);
    // There are some, or this says nothing.
    expect(byTabs).toContain('\t\t\tret = VM_FAULT_NOPAGE;');
    expect(await converted(spaces(before, width))).toBe(spaces(byTabs!, width));
  });
});

describe('braces on lines of their own', () => {
  const head = (type: string) => `#include <linux/mm.h>

static ${type} gizmo_fault(struct vm_fault *vmf)
{
`;
  const table = `
static const struct vm_operations_struct gizmo_ops = { .fault = gizmo_fault };
`;

  it('stay there behind an else whose test goes', async () => {
    const before = `${head('int')}	int err = vm_insert_pfn(vmf->vma, vmf->address, gizmo_pfn(vmf));

	if (err == 0)
	{
		gizmo_good(vmf);
	}
	else if (err == -EBUSY)
	{
		gizmo_good(vmf);
	}
	else if (err != 0)
	{
		gizmo_bad(vmf);
		return err == -ENOMEM ? VM_FAULT_OOM : VM_FAULT_SIGBUS;
	}
	return VM_FAULT_NOPAGE;
}
${table}`;
    const after = `${head('vm_fault_t')}	vm_fault_t err = vmf_insert_pfn(vmf->vma, vmf->address, gizmo_pfn(vmf));

	if (!(err & VM_FAULT_ERROR))
	{
		gizmo_good(vmf);
	}
	else
	{
		gizmo_bad(vmf);
		return err;
	}
	return err;
}
${table}`;
    expect(await converted(before)).toBe(after);
    expect(await converted(crlf(before))).toBe(crlf(after));
  });

  it('is where new ones go', () => {
    const text = 'f()\n{\n\tif (a)\n\t{\n\t\tb();\n\t}\n\tg();\n\th();\n}\n';
    const said = 'if (c) {\n\t\td();\n\t\te();\n\t} else {\n\t\tg();\n\t}';
    const edit = (within: string) =>
      inStyleOf(within, {
        path: 'a.c',
        start: within.indexOf('g();'),
        end: within.indexOf('g();') + 4,
        text: said,
      }).text;
    expect(edit(text)).toBe('if (c)\n\t{\n\t\td();\n\t\te();\n\t}\n\telse\n\t{\n\t\tg();\n\t}');
    expect(edit(crlf(text))).toBe(crlf('if (c)\n\t{\n\t\td();\n\t\te();\n\t}\n\telse\n\t{\n\t\tg();\n\t}'));
    expect(edit(text.replace('if (a)\n\t{', 'if (a) {'))).toBe(said);
    const beside = `k()\n{\n\tfor (;;) {\n\t\tb();\n\t}\n}\n${text}`;
    expect(edit(beside)).toContain('if (c)\n\t{');
  });
});

describe('an edit', () => {
  const at = (text: string, start: number, said: string) =>
    inStyleOf(text, { path: 'a.c', start, end: start, text: said }).text;

  it('ends its lines as the line does that it begins in', () => {
    const text = 'one\r\ntwo\nthree';
    expect(at(text, 1, 'x\ny')).toBe('x\r\ny');
    expect(at(text, 6, 'x\ny')).toBe('x\ny');
    expect(at(text, 6, 'x\r\ny')).toBe('x\r\ny');
    expect(at('one\r\ntwo', 6, 'x\ny')).toBe('x\r\ny');
    expect(at(text, 4, '\ny')).toBe('\ny');
  });

  it('brings tabs only where there are some, or no indent at all', () => {
    expect(at('f\n  a;\n', 6, '\n\t\tb;')).toBe('\n                b;');
    expect(at('f\n\ta;\n  b;\n', 4, '\n\t\tb;')).toBe('\n\t\tb;');
    expect(at('f\na;\n', 4, '\n\tb;')).toBe('\n\tb;');
    expect(at('f\n  a;\tb;\n', 6, '\tc;\n  \td;')).toBe('\tc;\n      d;');
    expect(at('f\n  a;\n', 4, '\tx')).toBe('      x');
  });
});

it('indents what stood in braces on one line', async () => {
  const text = `#include <linux/mm.h>

static int gizmo_fault(struct vm_fault *vmf)
{
	int err, other = 0;

	err = vm_insert_page(vmf->vma, vmf->address, gizmo_page(vmf));
	if (err == -ENOMEM) { return VM_FAULT_OOM; }
	else if (err && err != -EBUSY) { return VM_FAULT_SIGBUS; }
	else { other = 1; }
	gizmo_trace(other);
	return VM_FAULT_NOPAGE;
}
static const struct vm_operations_struct gizmo_ops = { .fault = gizmo_fault };
`;
  const result = await run({
    tree: memoryTree({ 'gizmo.c': text }),
    transforms,
    parser: await testParser(),
    takeReview: false,
    kernels: readRange('4.20')!,
  });
  expect(result.files[0]!.after).toContain('\tif (err & VM_FAULT_ERROR)\n\t\treturn err;\n\telse');
});

it('breaks a head by spaces where the function below it has them, whatever the rest of the file does', () => {
  const tabs = 'int a(void)\n{\n\treturn 0;\n}\n\n';
  const head = 'static int gizmo_fault(int a, int b)';
  const edit = (text: string) => {
    const start = text.indexOf('int a, int b');
    return inStyleOf(text, { path: 'a.c', start, end: start + 12, text: 'int a,\n\t\t      int b' }).text;
  };
  expect(edit(`${tabs}${head}\n{\n  return 1;\n}\n`)).toBe(`int a,\n${' '.repeat(22)}int b`);
  expect(edit(`${tabs}${head}\n{\n\treturn 1;\n}\n`)).toBe('int a,\n\t\t      int b');
});
