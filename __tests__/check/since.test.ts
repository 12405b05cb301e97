import { readRange } from '../../src/kernels/range.js';
import type { Files } from '../../src/tree/memory.js';
import { added, CLEAN, DRIVER, GIZMO_H, HELPER, LINKED, MM_H, memory, opsOf, short, WRONG } from './trees.js';

const MM = { 'include/linux/mm.h': MM_H };

describe('new calls', () => {
  it('finds one that is new in a handler', async () => {
    const result = await added({ ...MM, 'a.c': CLEAN }, { ...MM, 'a.c': WRONG });
    expect(short(result)).toEqual(['a.c:5 gizmo_fault: vm_insert_page']);
    expect(result.findings[0]!.steps).toHaveLength(1);
  });

  it('finds one in a new file', async () => {
    expect(short(await added(MM, { ...MM, 'a.c': WRONG }))).toEqual(['a.c:5 gizmo_fault: vm_insert_page']);
  });

  it('passes over those that were there, wherever the lines move', async () => {
    const moved = WRONG.replace('static vm_fault_t', '/* More\n   lines. */\nstatic vm_fault_t');
    expect(short(await added({ 'a.c': WRONG }, { 'a.c': moved }))).toEqual([]);
    expect(short(await added({ 'a.c': WRONG }, { 'a.c': `${WRONG}int gizmo_more;\n` }))).toEqual([]);
  });

  it('tells a second call from the first, by its line', async () => {
    const second = WRONG.replace('\tint err', '\tint other = vm_insert_page(a, b, c);\n\tint err');
    const { findings } = await added({ 'a.c': WRONG }, { 'a.c': second });
    expect(findings.map(({ line, ordinal }) => ({ line, ordinal }))).toEqual([{ line: 5, ordinal: 1 }]);
  });

  it('does not count a reworded call as new', async () => {
    const reworded = WRONG.replace('gizmo_page(vmf));', 'gizmo_page(vmf, 0));');
    expect(short(await added({ 'a.c': WRONG }, { 'a.c': reworded }))).toEqual([]);
  });

  it('tells a new call beside one that was mended in the same function', async () => {
    const wrong = WRONG.replace(/return err[^;]*/, 'return gizmo_end(err)');
    const [call, mended] = [
      'vm_insert_page(vmf->vma, vmf->address, gizmo_page(vmf))',
      CLEAN.match(/vmf_i[^;]*/)![0],
    ];
    const more = 'vm_insert_page(gizmo->vma, gizmo->start, gizmo->first)';
    const after = wrong.replace(`int err = ${call};`, `vm_fault_t err = ${mended};\n\tint ret = ${more};`);
    expect(after).toContain(mended);
    expect(short(await added({ ...MM, 'a.c': wrong }, { ...MM, 'a.c': after }))).toEqual([
      'a.c:6 gizmo_fault: vm_insert_page',
    ]);
    // Also where it stands above, or says the same in another place.
    for (const line of [`\tif (x)\n\t\tgizmo_note(${more});`, `\tif (x) {\n\t\tint err = ${call};\n\t}`]) {
      const above = wrong.replace(`\tint err = ${call};`, `${line}\n\tint err = ${mended};`);
      expect(short(await added({ ...MM, 'a.c': wrong }, { ...MM, 'a.c': above }))).toEqual([
        'a.c:6 gizmo_fault: vm_insert_page',
      ]);
    }
  });

  it('passes over what a file brings along under a new name', async () => {
    expect(short(await added({ 'a.c': WRONG }, { 'b.c': WRONG }, { 'b.c': 'a.c' }))).toEqual([]);
    expect(short(await added({ 'a.c': WRONG }, { 'b.c': WRONG }))).toHaveLength(1);
  });

  it('finds one that comes alive', async () => {
    const dead = WRONG.replace('\tint err', '#if 0\n\tint err').replace('\n\n\treturn', '\n#endif\n\treturn');
    expect(short(await added({ 'a.c': dead }, { 'a.c': WRONG }))).toHaveLength(1);
    const comment = WRONG.replace('\tint err', '\t/* int err').replace('\n\n\treturn', '*/\n\treturn');
    expect(short(await added({ 'a.c': comment }, { 'a.c': WRONG }))).toHaveLength(1);
  });

  it('finds one made through a macro of a header that did not change', async () => {
    const header = { 'a.h': '#define gizmo_put(v, a, p) vm_insert_page(v, a, p)\n' };
    const using = WRONG.replace('vm_insert_page(', 'gizmo_put(');
    expect(short(await added({ ...header, 'a.c': CLEAN }, { ...header, 'a.c': using }))).toEqual([
      'a.c:5 gizmo_fault: vm_insert_page',
    ]);
  });

  it('has nothing against one that is new in mmap', async () => {
    const after = HELPER.replace(
      '\treturn gizmo_insert(',
      '\tvm_insert_page(vma, 0, 0);\n\treturn gizmo_insert(',
    );
    expect(short(await added({ 'a.c': HELPER }, { 'a.c': after }))).toEqual([]);
  });
});

describe('new ways', () => {
  it('finds an old helper that a handler calls only now', async () => {
    const { findings } = await added(DRIVER, { ...DRIVER, 'drivers/gizmo/drv.c': LINKED });
    expect(findings.map(({ path, line }) => `${path}:${line}`)).toEqual(['drivers/gizmo/gem.c:5']);
    expect(findings[0]!.steps.map(({ path, text }) => `${path}: ${text}`)).toEqual([
      'drivers/gizmo/drv.c: gizmo_fault_ops.fault is gizmo_fault()',
      'drivers/gizmo/drv.c: gizmo_fault() calls gizmo_insert()',
    ]);
  });

  it('finds one that is put into a slot only now', async () => {
    const after = { ...DRIVER, 'drivers/gizmo/drv.c': `${CLEAN}${opsOf('gizmo_insert', 'page_mkwrite')}` };
    expect(short(await added(DRIVER, after))).toContain('drivers/gizmo/gem.c:5 gizmo_insert: vm_insert_page');
  });

  it('finds one behind functions that have a new name', async () => {
    const renamed = (text: string) => text.replaceAll('gizmo_insert', 'gizmo_place');
    const after = {
      ...DRIVER,
      'drivers/gizmo/gizmo.h': renamed(GIZMO_H),
      'drivers/gizmo/gem.c': renamed(HELPER),
      'drivers/gizmo/drv.c': renamed(LINKED),
    };
    expect(short(await added(DRIVER, after))).toEqual(['drivers/gizmo/gem.c:5 gizmo_place: vm_insert_page']);
  });

  it('finds one that was static before', async () => {
    const before = {
      ...DRIVER,
      'drivers/gizmo/gem.c': HELPER.replace('int gizmo_insert', 'static int gizmo_insert'),
    };
    expect(short(await added(before, { ...DRIVER, 'drivers/gizmo/drv.c': LINKED }))).toHaveLength(1);
  });

  it('finds one behind a member that is called only now', async () => {
    const before = {
      'gizmo.h':
        'struct gizmo_ops { int (*put_page)(struct page *page); };\nstruct gizmo { const struct gizmo_ops *ops; };\n',
      'gem.c': `#include "gizmo.h"
static int gizmo_put(struct page *page)
{
	return vm_insert_page(0, 0, page);
}

const struct gizmo_ops gizmo_gem_ops = {
	.put_page = gizmo_put,
};
`,
      'drv.c': CLEAN,
    };
    const after = {
      ...before,
      'drv.c': CLEAN.replace(
        '{\n',
        '{\n\tstruct gizmo *g = vmf->vma->vm_private_data;\n\n\tg->ops->put_page(0);\n',
      ),
    };
    expect(short(await added(before, after))).toEqual(['gem.c:4 gizmo_put: vm_insert_page']);
  });

  /** A driver with a call that maps pages, in its mmap function or in its handler. */
  const mapping = (inMmap: string, inFault: string, ahead = ''): string => `#include "gizmo.h"
${ahead}
static vm_fault_t gizmo_fault(struct vm_fault *vmf)
{
	struct vm_area_struct *vma = vmf->vma;
${inFault}
	return VM_FAULT_NOPAGE;
}

static int gizmo_mmap(struct file *file, struct vm_area_struct *vma)
{
	vma->vm_ops = &gizmo_fault_ops;
${inMmap}
	return 0;
}

static const struct file_operations gizmo_fops = { .mmap = gizmo_mmap };
${opsOf('gizmo_fault')}`;
  const CALL = '\tvm_insert_page(vma, vma->vm_start, page);';

  it('finds a call that moves from mmap to a handler, so that no word is more than before', async () => {
    const after = { ...MM, 'a.c': mapping('', CALL) };
    expect(short(await added({ ...MM, 'a.c': mapping(CALL, '') }, after))).toEqual([
      'a.c:6 gizmo_fault: vm_insert_page',
    ]);
    expect(short(await added(after, { ...MM, 'a.c': mapping(CALL, '') }))).toEqual([]);
  });

  it('finds an old helper whose call moves into a handler', async () => {
    const help = 'static int help(void *vma)\n{\n\treturn vm_insert_page(vma, 0, 0);\n}\n';
    const before = { ...MM, 'a.c': mapping('\thelp(vma);', '', help) };
    expect(short(await added(before, { ...MM, 'a.c': mapping('', '\thelp(vma);', help) }))).toEqual([
      'a.c:4 help: vm_insert_page',
    ]);
  });

  it.each([
    ['another member', 'struct vm_operations_struct x = { .access = help };', '.access', '.fault'],
    ['another table', 'struct power_ops x = { .fault = help };', 'power_ops', 'vm_operations_struct'],
    ['another part', 'struct y x = { .a = { .access = help } };', '.access', '.fault'],
    ['a member in a function', 'void set(void)\n{\n\tgz.access = help;\n}', '.access', '.fault'],
  ])('finds a function that goes from one place into a slot: %s', async (_, table, then, now) => {
    const headers = {
      ...MM,
      'gizmo.h': 'struct y { struct vm_operations_struct a; };\nextern struct vm_operations_struct gz;\n',
    };
    const file = (text: string) =>
      `#include "gizmo.h"\nstatic vm_fault_t help(void *vma)\n{\n\treturn vm_insert_page(vma, 0, 0);\n}\n${text}\n`;
    const before = { ...headers, 'a.c': file(table) };
    expect(short(await added(before, { ...headers, 'a.c': file(table.replace(then, now)) }))).toEqual([
      'a.c:4 help: vm_insert_page',
    ]);
  });

  it('finds a way that opens since a name no longer means a function of its own file', async () => {
    const own = 'static int gizmo_insert(void *a, int b)\n{\n\treturn 0;\n}\n';
    const file = (ahead: string) =>
      `#include "gizmo.h"\n${ahead}static vm_fault_t h(void *v)\n{\n\treturn gizmo_insert(v, 0);\n}\n${opsOf('h')}`;
    expect(short(await added({ ...DRIVER, 'a.c': file(own) }, { ...DRIVER, 'a.c': file('') }))).toEqual([
      'drivers/gizmo/gem.c:5 gizmo_insert: vm_insert_page',
    ]);
  });

  it('finds a way that opens since a header has a prototype where it had a stub', async () => {
    const before = {
      ...DRIVER,
      'drivers/gizmo/drv.c': LINKED,
      'drivers/gizmo/gizmo.h': 'static inline int gizmo_insert(void *vma, void *page) { return 0; }\n',
    };
    expect(short(await added(before, { ...before, 'drivers/gizmo/gizmo.h': GIZMO_H }))).toEqual([
      'drivers/gizmo/gem.c:5 gizmo_insert: vm_insert_page',
    ]);
  });

  it('passes over a way that was there, and a new one beside it', async () => {
    const before = { ...DRIVER, 'drivers/gizmo/drv.c': LINKED };
    const twice = LINKED.replace(
      '\treturn VM_FAULT_NOPAGE',
      '\tgizmo_insert(0, 0);\n\treturn VM_FAULT_NOPAGE',
    );
    expect(short(await added(before, { ...DRIVER, 'drivers/gizmo/drv.c': twice }))).toEqual([]);
  });

  it('has nothing against a new way from mmap', async () => {
    const other = HELPER.split('static int')[1]!.replace(/^/, '#include "gizmo.h"\n\nstatic int');
    expect(short(await added(DRIVER, { ...DRIVER, 'drivers/gizmo/other.c': other }))).toEqual([]);
  });
});

describe('handlers', () => {
  const INT = CLEAN.replace('static vm_fault_t', 'static int');

  it.each([
    ['is new', MM, { ...MM, 'a.c': INT }],
    ['has a new type', { ...MM, 'a.c': CLEAN }, { ...MM, 'a.c': INT }],
    [
      'is new in its slot',
      { ...MM, 'a.c': INT.replace('.fault = gizmo_fault,', '.fault = NULL,') },
      { ...MM, 'a.c': INT },
    ],
  ])('finds one that %s', async (_, before, after) => {
    expect(short(await added(before, after))).toEqual(['a.c:3 gizmo_fault: int']);
  });

  it('finds one of another file that is new in a slot', async () => {
    const gem = 'int gizmo_fault(struct vm_fault *vmf)\n{\n\treturn VM_FAULT_SIGBUS;\n}\n';
    const before = { ...MM, 'gizmo.h': 'int gizmo_fault(struct vm_fault *vmf);\n', 'gem.c': gem };
    const after = { ...before, 'drv.c': `#include "gizmo.h"\n${opsOf('gizmo_fault')}` };
    expect(short(await added(before, after))).toEqual(['gem.c:1 gizmo_fault: int']);
  });

  it('passes over one that was there', async () => {
    const after = INT.replace('{\n', '{\n\tgizmo_count(vmf);\n');
    expect(short(await added({ ...MM, 'a.c': INT }, { ...MM, 'a.c': after }))).toEqual([]);
    const more = `${INT}${opsOf('gizmo_fault', 'page_mkwrite').replace('_ops', '_more_ops')}`;
    expect(short(await added({ ...MM, 'a.c': INT }, { ...MM, 'a.c': more }))).toEqual([]);
  });

  it.each([
    ['a name in parentheses', 'static int (gizmo_fault)'],
    ['no type', 'static gizmo_fault'],
    ['typeof', 'static typeof(0) gizmo_fault'],
  ])('finds one that is put into a slot, with %s', async (_, head) => {
    const text = CLEAN.replace('static vm_fault_t gizmo_fault', head);
    const result = await added(MM, { ...MM, 'a.c': text });
    expect(short(result)).toEqual(['a.c:3 gizmo_fault: int']);
    expect(result.notes).toEqual([]);
  });

  it('finds one whose type a change takes away', async () => {
    const after = CLEAN.replace('static vm_fault_t gizmo', 'static gizmo');
    expect(short(await added({ ...MM, 'a.c': CLEAN }, { ...MM, 'a.c': after }))).toEqual([
      'a.c:3 gizmo_fault: int',
    ]);
  });

  it('says of one without a definition that it was not judged', async () => {
    const text = CLEAN.replace(/static vm_fault_t gizmo_fault[\s\S]*?\n}\n/, 'MAKE(gizmo)\n');
    expect(await added(MM, { ...MM, 'a.c': text })).toMatchObject({
      findings: [],
      notes: ['a.c:6: the type that gizmo_fault() returns was not judged: no definition of it was found'],
    });
  });

  it('says so where no header declares the type, and only where a handler is touched', async () => {
    expect((await added({}, { 'a.c': INT })).notes).toEqual([
      'the types of handlers were not checked: no header of the tree declares vm_fault_t',
    ]);
    expect((await added({}, { 'a.c': 'int gizmo;\n' })).notes).toEqual([]);
  });
});

describe('what is read', () => {
  it('asks nothing of the tree for a change that adds no word', async () => {
    const asked = memory();
    const after = { ...DRIVER, 'drivers/gizmo/gem.c': HELPER.replace('{\n', '{\n\t/* A comment. */\n') };
    await added(DRIVER, after, {}, asked);
    await added(DRIVER, { ...DRIVER, 'drivers/gizmo/gem.c': '' }, {}, asked);
    expect(asked.log).toEqual([]);
  });

  it('looks through the tree once, and finds the same with what it remembers', async () => {
    const remembered = memory();
    const after = { ...DRIVER, 'drivers/gizmo/drv.c': LINKED };
    const first = await added(DRIVER, after, {}, remembered);
    const second = await added(DRIVER, after, {}, remembered);
    expect(remembered.log).toEqual(['asked', 'kept', 'asked']);
    expect(second).toEqual(first);
    expect(short(second)).toHaveLength(1);
  });

  it('names a changed file that cannot be read', async () => {
    expect((await added({}, { 'a.c': '\0' })).unread).toEqual([{ path: 'a.c', why: 'it is binary' }]);
  });
});

describe('a driver for many kernels', () => {
  const kernels = readRange('4.4..6.12')!;
  const OWN = '#define SINCE(a, b) (LINUX_VERSION_CODE >= KERNEL_VERSION(a, b, 0))\n';
  const guarded = (condition: string, own = OWN) => ({
    'own.h': own,
    'a.c': `#include "own.h"\n${WRONG}`
      .replace('\tint err', `#if ${condition}\n\tint err`)
      .replace('\n\n\treturn', '\n#else\n\tint err = gizmo_put(vmf);\n#endif\n\n\treturn'),
  });
  const since = async (before: Files, after: Files) =>
    short(await added(before, after, {}, memory(), kernels));

  it('passes over what the newest do not compile', async () => {
    expect(await since({ 'a.c': CLEAN }, guarded('!SINCE(4, 17)'))).toEqual([]);
    expect(await since({ 'a.c': CLEAN }, guarded('LINUX_VERSION_CODE < KERNEL_VERSION(4,17,0)'))).toEqual([]);
    expect(await since({ 'a.c': CLEAN }, guarded('SINCE(4, 17)'))).toHaveLength(1);
  });

  it('finds what comes alive by a guard, and by a macro of a header', async () => {
    expect(await since(guarded('!SINCE(4, 17)'), guarded('SINCE(4, 17)'))).toHaveLength(1);
    const turned = OWN.replace('>=', '<');
    expect(await since(guarded('!SINCE(4, 17)'), guarded('!SINCE(4, 17)', turned))).toHaveLength(1);
    expect(await since(guarded('SINCE(4, 17)'), guarded('SINCE(4, 11)'))).toEqual([]);
    const whole = (own: string) => ({
      'own.h': own,
      'a.c': `#include "own.h"\n#if !SINCE(4, 17)\n${WRONG}#endif\n`,
    });
    expect(await since(whole(OWN), whole(turned))).toHaveLength(1);
  });
});
