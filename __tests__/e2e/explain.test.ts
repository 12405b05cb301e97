import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { violations } from '../edge/schema.js';
import { commitAll, put, scratch } from '../tree/scratch.js';
import { faultline } from './bin.js';
import { ALL, ESCAPES, FAULT, MM_H } from './trees.js';

const GIZMO = 'drivers/gizmo/gizmo.c';

const explain = (...args: readonly string[]) => faultline(['explain', ...args]);
const document = (...args: readonly string[]) => {
  const { code, out } = explain('--json', ...args);
  expect(code).toBe(0);
  const parsed = JSON.parse(out);
  expect(violations(JSON.parse(readFileSync('docs/schema/explain-1.json', 'utf8')), parsed)).toEqual([]);
  return parsed;
};

describe('a call', () => {
  test('for the kernels that are named, and for all of them with a header', () => {
    const old = `#include <linux/mm.h>\n#include <linux/version.h>\n\n${FAULT}`;
    const tree = scratch({ 'gizmo.c': old });
    const verdict = (...args: readonly string[]) =>
      /^vm_insert_page: (.*)$/m.exec(explain(...args, 'gizmo.c:11', tree).out)?.[1];
    expect(verdict('--kernel', '4.4..6.12')).toBe('refuse [older-kernels]');
    expect(verdict('--kernel', '4.20..6.12')).toBe('convert [in-fault-handler]');
    expect(verdict('--kernel', '4.4..6.12', '--compat')).toBe('convert [in-fault-handler]');
  });

  test('where only types change there is no table, and that is said', () => {
    const text = FAULT.replace(/vm_insert_page\([^;]*\)/, 'gizmo_map(vmf)');
    const { code, out } = explain(`${GIZMO}:3`, scratch({ ...ALL, [GIZMO]: text }));
    expect(code).toBe(0);
    expect(out).toContain('\n  values: no call is another one, so each value stays what it is\n\ndiff --git');
    expect(out).not.toContain('before');
  });

  test('that converts: context, chain, verdict, table and hunk', () => {
    const { code, out, err } = explain(`${GIZMO}:8`, scratch(ALL));
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toBe(`drivers/gizmo/gizmo.c:8
    8 |	ret = vm_insert_page(vmf->vma, vmf->address, g->page);

gizmo_fault() (drivers/gizmo/gizmo.c:3)
  context: fault
  fault: gizmo_vm_ops.fault (drivers/gizmo/gizmo.c:21) -> gizmo_fault (drivers/gizmo/gizmo.c:3)
  slot: gizmo_vm_ops.fault of struct vm_operations_struct (drivers/gizmo/gizmo.c:21)

vm_insert_page: convert [in-fault-handler]
  why: runs under a page fault, and what it does with each value was proven
  guard: in-fault-handler, of the rule of vm-insert-page
  to change it: nothing to do: diff shows the change, apply makes it

  value                      before                   after
  0                          returns VM_FAULT_NOPAGE  returns VM_FAULT_NOPAGE
  -EBUSY                     returns VM_FAULT_NOPAGE  returns VM_FAULT_NOPAGE
  -ENOMEM                    returns VM_FAULT_OOM     returns VM_FAULT_OOM
  -EFAULT, -EINVAL, -EACCES  returns VM_FAULT_SIGBUS  returns VM_FAULT_SIGBUS
  (what is done for each of them is left out)

${faultline(['diff', scratch({ 'include/linux/mm.h': MM_H, [GIZMO]: FAULT })]).out}
also in gizmo_fault():
  drivers/gizmo/gizmo.c:3:31: vm_fault: convert [returns-codes]
  drivers/gizmo/gizmo.c:12:10: VM_FAULT_NOPAGE: convert [returns-codes]
  drivers/gizmo/gizmo.c:14:10: VM_FAULT_OOM: convert [returns-codes]
  drivers/gizmo/gizmo.c:16:10: VM_FAULT_SIGBUS: convert [returns-codes]
`);
  });

  test('in a helper: the table is of the handler, and says so', () => {
    const pair = `static int put(struct vm_fault *vmf)
{
	return vm_insert_page(vmf->vma, vmf->address, vmf->page);
}

static int gizmo_fault(struct vm_fault *vmf)
{
	return put(vmf) ? VM_FAULT_SIGBUS : VM_FAULT_NOPAGE;
}

static const struct vm_operations_struct gizmo_vm_ops = {
	.fault = gizmo_fault,
};
`;
    const tree = scratch({ 'include/linux/mm.h': MM_H, [GIZMO]: pair });
    const { out } = explain(`${GIZMO}:3`, tree);
    expect(out).toMatch(
      /\n\n {2}in gizmo_fault\(\):\n {2}value .*\n {2}0 +returns VM_FAULT_NOPAGE .*\n {2}-EBUSY +/,
    );
    const [{ change }] = document(`${GIZMO}:3`, tree).sites;
    expect(change.about).toBe('gizmo_fault');
  });

  test('that a person has to agree to: the difference is named in the table', () => {
    const { out } = explain('drivers/widget/widget.c:7', scratch(ALL));
    expect(out).toContain('\n  context: process\n');
    expect(out).toContain('vm_insert_page: review [outside-fault-handler]\n');
    expect(out).toContain('\n  to change it: take it with --review, or leave the old call where it is\n');
    expect(out).toContain('\n+\tif (vmf_insert_page(');
    expect(out).toMatch(
      /^also in widget_mmap\(\):\n {2}drivers\/widget\/widget\.c:8:17: vm_insert_page: review /m,
    );
    const table = out.slice(out.indexOf('  value '), out.indexOf('\ndiff --git'));
    expect(table).toContain('difference');
    expect(table).toMatch(/^ {2}-EBUSY .* -EBUSY now counts as success$/m);
  });

  test('that is refused: the sentence and the advice, and no hunk', () => {
    const { out } = explain('drivers/gadget/gadget.c:7:9', scratch(ALL));
    expect(out).toContain('vm_insert_page: refuse [wants-errno]\n');
    expect(out).toContain('\n  to change it: leave the old call');
    expect(out).not.toContain('diff --git');
  });

  test('is found from a line that only its arguments reach', () => {
    const text = ESCAPES.replace(
      'vma, vma->vm_start, g->page',
      'vma,\n\t\t\t      vma->vm_start,\n\t\t\t      g->page',
    );
    const tree = scratch({ 'a.c': text });
    for (const line of [7, 8, 9]) expect(explain(`a.c:${line}`, tree).out).toContain('refuse [wants-errno]');
    expect(explain('a.c:10', tree).out).not.toContain('[wants-errno]\n  why');
  });

  test('shows a chain for each slot, through other files', () => {
    const tree = scratch({
      'gizmo.h': 'int gizmo_insert(struct vm_area_struct *vma);\n',
      'gem.c':
        '#include "gizmo.h"\nint gizmo_insert(struct vm_area_struct *vma)\n{\n\treturn vm_insert_page(vma, 0, 0);\n}\n',
      'drv.c': `#include "gizmo.h"
static int gizmo_fault(struct vm_fault *vmf)
{
	return gizmo_insert(vmf->vma) ? VM_FAULT_SIGBUS : VM_FAULT_NOPAGE;
}

static const struct vm_operations_struct gizmo_ops = {
	.fault = gizmo_fault,
	.page_mkwrite = gizmo_fault,
};

static int gizmo_mmap(struct file *file, struct vm_area_struct *vma)
{
	return gizmo_insert(vma);
}

static const struct file_operations gizmo_fops = {
	.mmap = gizmo_mmap,
};
`,
    });
    const { out } = explain('gem.c:4', tree);
    expect(out).toContain('  context: both fault and process\n');
    expect(out).toContain(
      '  fault: gizmo_ops.fault (drv.c:8) -> gizmo_fault (drv.c:2) -> gizmo_insert (gem.c:2)\n' +
        '  fault: gizmo_ops.page_mkwrite (drv.c:9) -> gizmo_fault (drv.c:2) -> gizmo_insert (gem.c:2)\n' +
        '  process: gizmo_fops.mmap (drv.c:18) -> gizmo_mmap (drv.c:12) -> gizmo_insert (gem.c:2)\n' +
        '  caller: gizmo_fault() (drv.c:4)\n' +
        '  caller: gizmo_mmap() (drv.c:14)\n',
    );
    expect(out).toContain('refuse [both-contexts]');
  });
});

describe('a line without a call', () => {
  test('in a function: its context and chain, and where its calls are', () => {
    const { out } = explain(`${GIZMO}:5`, scratch(ALL));
    expect(out).toContain('  context: fault\n');
    expect(out).toContain('\nno site on this line; looked for:\n  the words VM_FAULT_BADACCESS, ');
    expect(out).toMatch(
      /^also in gizmo_fault\(\):\n {2}.*\n {2}drivers\/gizmo\/gizmo\.c:8:8: vm_insert_page: convert /m,
    );
  });

  test('whose way is not understood: the doubt', () => {
    const tree = scratch({
      'a.c':
        'static void gizmo_work(int x)\n{\n\tx++;\n}\n\nvoid gizmo_start(void)\n{\n\tgizmo_run(gizmo_work);\n}\n',
    });
    expect(explain('a.c:3', tree).out).toContain(
      '  context: unknown: gizmo_work is passed to gizmo_run (a.c:8)\n',
    );
  });

  test('that fills a slot: which one', () => {
    const { out } = explain(`${GIZMO}:21`, scratch(ALL));
    expect(out).toContain(
      'this line puts gizmo_fault() into gizmo_vm_ops.fault, a slot of struct vm_operations_struct: context fault\n',
    );
    expect(out).not.toContain('looked for');
  });

  test('outside of everything: what was looked for, and the nearest sites', () => {
    const { code, out } = explain(`${GIZMO}:1`, scratch(ALL));
    expect(code).toBe(0);
    expect(out).toContain('no function and no site here; looked for:\n  the words VM_FAULT_BADACCESS, ');
    expect(out).toMatch(/context fault: struct vm_operations_struct \(fault, /);
    expect(out).toMatch(
      /^nearest in this file:\n {2}drivers\/gizmo\/gizmo\.c:3:31: .*\n {2}drivers\/gizmo\/gizmo\.c:8:8: /m,
    );
  });

  test('in a file without a site', () => {
    const tree = scratch({ 'a.c': 'int x;\n' });
    expect(explain('a.c:1', tree).out).not.toContain('nearest');
    expect(document('a.c:1', tree).nearby).toEqual([]);
  });
});

test('--json says the same, by its schema', () => {
  const tree = scratch(ALL);
  const site = document(`${GIZMO}:8`, tree);
  expect(site.function.context).toMatchObject({ kind: 'only', names: ['fault'] });
  expect(site.sites).toHaveLength(1);
  expect(site.sites[0]).toMatchObject({ decidedBy: 'rule', verdict: { kind: 'convert' } });
  expect(site.sites[0].change.patch).toContain('+\treturn vmf_insert_page(');
  expect(site.sites[0].change.table).toHaveLength(4);
  expect(document('drivers/gadget/gadget.c:7', tree).sites[0].change).toBeNull();
  expect(document(`${GIZMO}:21`, tree).stored).toMatchObject([
    { name: 'gizmo_fault', slot: { struct: 'vm_operations_struct', field: 'fault', context: 'fault' } },
  ]);
  const outside = document(`${GIZMO}:1`, tree);
  expect(outside).toMatchObject({ function: null, sites: [] });
  expect(outside.lookedFor.keywords).toContain('vm_insert_page');
  expect(outside.nearby.length).toBeGreaterThan(0);
});

test('FILE is taken from TREE first, then from here', () => {
  const tree = scratch(ALL);
  const here = join(tree, 'drivers/gizmo');
  expect(faultline(['explain', 'gizmo.c:8', tree], { cwd: here }).out).toMatch(
    /^drivers\/gizmo\/gizmo\.c:8\n/,
  );
  expect(faultline(['explain', `${GIZMO}:8`], { cwd: tree }).out).toMatch(/^drivers\/gizmo\/gizmo\.c:8\n/);
  expect(faultline(['explain', 'gizmo.c:8'], { cwd: here }).out).toMatch(/^gizmo\.c:8\n/);
});

describe('bad input is one clear message', () => {
  const cases: readonly (readonly [what: string, place: string, message: RegExp])[] = [
    [
      'no line',
      GIZMO,
      /^expected FILE:LINE, as in drivers\/gizmo\/gem\.c:120, found "drivers\/gizmo\/gizmo\.c"$/,
    ],
    ['line 0', `${GIZMO}:0`, /^expected FILE:LINE, /],
    ['no file', ':8', /^expected FILE:LINE, /],
    ['a line behind the end', `${GIZMO}:23`, /^drivers\/gizmo\/gizmo\.c has 22 lines, found line 23$/],
    ['a file that is not there', 'none.c:1', /^no file or folder none\.c in /],
    ['a file outside the tree', '/etc/passwd:1', /lies outside the tree/],
    [
      'a folder',
      'drivers/gizmo:3',
      /^expected a file in FILE:LINE, found the folder drivers\/gizmo: name a file in it$/,
    ],
    ['another kind of file', 'README:1', /^expected a \.c or \.h file in FILE:LINE, found README$/],
    [
      'a file that git ignores',
      'ignored.c:1',
      /^ignored\.c is none of the files that faultline looks at: git ignores it$/,
    ],
    ['a binary file', 'binary.h:1', /^binary\.h cannot be looked at: it is binary$/],
  ];
  test.each(cases)('%s', (_, place, message) => {
    const tree = scratch({ ...ALL, README: 'x\n', '.gitignore': 'ignored.c\n', 'binary.h': '\0\n' });
    commitAll(tree);
    put(tree, { 'ignored.c': 'int x;\n' });
    const { code, out, err } = explain(place, tree);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err.replace(/^faultline: /, '').trimEnd()).toMatch(message);
    expect(err.trimEnd().split('\n')).toHaveLength(1);
  });

  test('no PLACE at all', () => {
    expect(explain()).toMatchObject({ code: 2, out: '' });
  });
});

test('an empty file has no line', () => {
  const tree = scratch();
  mkdirSync(join(tree, 'd'));
  writeFileSync(join(tree, 'd/e.c'), '');
  expect(explain('d/e.c:1', tree).err).toMatch(/^faultline: d\/e\.c has 0 lines, found line 1$/m);
});

describe('a handler', () => {
  const FILES = {
    'a.c': `struct power_state { int (*fault)(int n); };
static int late(struct vm_fault *vmf)
{
	return 0;
}
#if 0
static const struct vm_operations_struct ops = { .fault = late };
#endif
static int other(int n)
{
	return n;
}
static const struct power_state state = { .fault = other };
`,
  };

  test('that only a slot under #if 0 holds: its headline says so', () => {
    expect(explain('a.c:2', scratch(FILES)).out).toContain(
      '  context: fault, but all slots that hold it are never compiled\n',
    );
  });

  test('of another struct with such a member: it is said that this is no slot', () => {
    expect(explain('a.c:13:45', scratch(FILES)).out).toContain(
      'this line puts other() into fault of struct power_state, which is none of the tables whose context is known',
    );
  });
});
