import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { collectFacts, type FunctionRef } from '../../src/facts/index.js';
import { isRead, openSources } from '../../src/sources.js';
import { type Files, memoryTree } from '../../src/tree/memory.js';
import { filesIn, SLOTS, study, theParser } from './forest.js';

const HANDLER = `int gizmo_fault(struct vm_fault *vmf)
{
	return gizmo_insert(vmf);
}
`;
const TREE: Files = {
  'drivers/gizmo/gem.c': `#include "gizmo.h"\n#include <linux/mm.h>\n${HANDLER}`,
  'drivers/gizmo/drv.c':
    '#include "gizmo.h"\nconst struct vm_operations_struct ops = { .fault = gizmo_fault };\n',
  'drivers/gizmo/gizmo.h': 'int gizmo_fault(struct vm_fault *vmf);\n#define GIZMO_LIMIT 3\n',
  'include/linux/mm.h': 'typedef int vm_fault_t;\n#define VM_FAULT_OOM 1\nint insert_page(int n);\n',
  'include/linux/deep.h': 'enum outcome { GOOD, BAD };\nstruct gadget { int n; };\n',
  'other/unrelated.c': 'int unrelated(void)\n{\n\treturn 0;\n}\n',
};

const GOLDEN = join(dirname(fileURLToPath(import.meta.url)), '../golden/facts');

/** The facts for one function, and which files were taken apart for them. */
async function collect(files: Files, name: string, ask: readonly string[] = []) {
  const opened: string[] = [];
  const tree = memoryTree(files);
  const sources = openSources(tree, await theParser());
  const open: typeof sources.open = path => {
    opened.push(path);
    return sources.open(path);
  };
  const paths = await tree.withWords([name]);
  const seeds = paths.flatMap(path => {
    const file = open(path);
    return isRead(file) ? file.items.filter(item => item.name === name).map(item => ({ path, item })) : [];
  });
  const facts = await collectFacts({ tree, open, slots: SLOTS, seeds, ask });
  const fn = seeds.map(({ path, item }) => facts.functionAt(path, item)).find(found => found !== undefined);
  return { facts, fn: fn as FunctionRef, opened };
}

describe('collectFacts', () => {
  it('tells chains with their places, from the slot down', async () => {
    const { facts, fn } = await collect(TREE, 'gizmo_fault');
    expect(facts.contextOf(fn)).toEqual({
      kind: 'only',
      names: ['fault'],
      chains: [
        [
          { name: 'ops.fault', path: 'drivers/gizmo/drv.c', line: 2 },
          { name: 'gizmo_fault', path: 'drivers/gizmo/gem.c', line: 3 },
        ],
      ],
      why: undefined,
    });
    expect(facts.slotsOf(fn)).toMatchObject([
      { field: 'fault', holder: 'ops', line: 2, dead: false, under: [] },
    ]);
    expect(facts.slotFunctions('fault')).toEqual([fn]);
    expect(facts.slotFunctions('process')).toEqual([]);
  });

  it('takes only files apart that hold a name it needs', async () => {
    const { opened } = await collect(TREE, 'gizmo_fault');
    expect(opened).toContain('drivers/gizmo/drv.c');
    expect(opened).not.toContain('other/unrelated.c');
    expect(opened).not.toContain('include/linux/deep.h');
  });

  it('knows which of the asked names a header declares', async () => {
    const asked = [
      'vm_fault_t',
      'VM_FAULT_OOM',
      'insert_page',
      'GOOD',
      'gadget',
      'unrelated',
      'vmf',
      'nowhere',
    ];
    const { facts } = await collect(TREE, 'gizmo_fault', asked);
    expect(asked.filter(facts.declares)).toEqual(['vm_fault_t', 'VM_FAULT_OOM', 'insert_page', 'GOOD']);
  });

  it('finds the macros that a file can mean: its own, else those of the nearest header', async () => {
    const files = {
      ...TREE,
      'drivers/gizmo/gem.c': `#include "gizmo.h"\n#include <linux/mm.h>\n#define OWN 1\n${HANDLER}`,
      'include/linux/gizmo.h': '#define GIZMO_LIMIT 4\n',
    };
    const { facts } = await collect(files, 'gizmo_fault');
    const body = (name: string) => facts.macrosOf(name, 'drivers/gizmo/gem.c').map(macro => macro.body);
    expect(body('OWN')).toEqual(['1']);
    expect(body('GIZMO_LIMIT')).toEqual(['3']);
    expect(body('VM_FAULT_OOM')).toEqual(['1']);
    expect(body('NOWHERE')).toEqual([]);
  });

  it('tells definitions and callers; a static one hides a global one of the same name', async () => {
    const { facts, functions } = await study({
      'a.c': 'static int help(void)\n{\n\treturn 1;\n}\nint top(void)\n{\n\treturn help() + help();\n}\n',
      'b.c': 'int help(void)\n{\n\treturn 2;\n}\n',
      'c.c': 'int user(void)\n{\n\treturn help();\n}\n',
    });
    const at = (path: string, name: string) => functions.find(fn => fn.path === path && fn.name === name)!;
    expect(facts.definitionsOf('help', 'a.c')).toEqual([at('a.c', 'help')]);
    expect(facts.definitionsOf('help', 'c.c')).toEqual([at('b.c', 'help')]);
    expect(facts.callersOf(at('a.c', 'help')).map(({ caller, line }) => [caller.name, line])).toEqual([
      ['top', 7],
      ['top', 7],
    ]);
    expect(facts.callersOf(at('b.c', 'help')).map(({ caller }) => caller.path)).toEqual(['c.c']);
  });

  it('says so of a function that stands in a slot under #if 0 only', async () => {
    const { facts, functions } = await study({
      'dead.c':
        'static int late(struct vm_fault *f)\n{\n\treturn 0;\n}\n#if 0\nstruct vm_operations_struct t = { .fault = late };\n#endif\n',
    });
    expect(facts.slotsOf(functions[0]!)).toMatchObject([
      { holder: 't', dead: true, under: [{ condition: '0', holds: true }] },
    ]);
  });

  it.each([
    ['given', '#define ONE(a) TWO(gz_, a)\n#define W help\n', 'ONE(W)', ['top']],
    ['two steps away', '#define ONE(a) TWO(gz_, a)\n#define W help\n#define V W\n', 'ONE(V)', ['top']],
    // What is pasted itself is not replaced before: this makes FIRSThelp.
    ['and no other', '#define ONE(b) TWO(FIRST, b)\n#define FIRST gz_\n', 'ONE(help)', []],
  ])(
    'finds a name that an inner macro pastes of what another stands for, %s',
    async (_, macros, call, callers) => {
      const { facts, functions } = await study({
        'a.c': `#define TWO(a, b) a##b\n${macros}static int gz_help(void)\n{\n\treturn 1;\n}\nint top(void)\n{\n\treturn ${call}();\n}\n`,
      });
      const help = functions.find(fn => fn.name === 'gz_help')!;
      expect(facts.callersOf(help).map(({ caller }) => caller.name)).toEqual(callers);
    },
  );

  it.each([
    ['as it is', 'void set(struct vm_operations_struct *o)\n{\n\tWRITE_ONCE(o->fault, late);\n}\n'],
    ['by address', 'void set(struct vm_operations_struct *o)\n{\n\tsmp_store_release(&o->fault, late);\n}\n'],
    [
      'for readers',
      'void set(struct vm_operations_struct *o)\n{\n\trcu_assign_pointer(o->fault, late);\n}\n',
    ],
    [
      'in a type by another word',
      '#define OPS struct vm_operations_struct\nconst OPS o = { .fault = late };\n',
    ],
  ])('finds a slot that is filled by what only stores, %s', async (_, code) => {
    const { facts, functions } = await study({
      'late.c': `static int late(struct vm_fault *f)\n{\n\treturn 0;\n}\n${code}`,
    });
    expect(facts.contextOf(functions[0]!)).toMatchObject({ kind: 'only', names: ['fault'] });
  });

  it('does not pass over a call through a member where a quote is not closed', async () => {
    const files = filesIn(join(GOLDEN, 'types-by-macro'));
    const torn = String(files['plain.c']).replace('to_device(vmf)', "to_device('vmf)");
    const contextIn = async (plain: string) => {
      const { facts, functions } = await study({ ...files, 'plain.c': plain });
      return facts.contextOf(functions.find(({ name }) => name === 'plain_insert')!).kind;
    };
    expect(await contextIn(String(files['plain.c']))).toBe('both');
    expect(await contextIn(torn)).toBe('unknown');
  });

  it('does not take a word for a type that its definitions do not agree on', async () => {
    const { facts, functions } = await study({
      'late.c':
        'static int late(struct vm_fault *f)\n{\n\treturn 0;\n}\n#ifdef A\n#define OPS struct vm_operations_struct\n#else\n#define OPS struct own\n#endif\nconst OPS o = { .fault = late };\n',
    });
    expect(facts.contextOf(functions[0]!)).toMatchObject({ kind: 'unknown' });
  });

  it('does not trust a file that cannot be read', async () => {
    const files = { ...TREE, 'drivers/gizmo/blob.c': Buffer.from('gizmo_fault\0\0\0') };
    const { facts, fn } = await collect(files, 'gizmo_fault');
    expect(facts.contextOf(fn)).toMatchObject({
      kind: 'unknown',
      names: ['fault'],
      why: 'gizmo_fault may be called from a file that cannot be read (drivers/gizmo/blob.c:1)',
    });
  });

  it('gives the same facts whatever order the seeds come in', async () => {
    const { facts, functions } = await study(TREE);
    const { tree, open } = {
      tree: memoryTree(TREE),
      open: openSources(memoryTree(TREE), await theParser()).open,
    };
    const seeds = functions.map(({ path, item }) => ({ path, start: item.start })).reverse();
    const again = await collectFacts({
      tree,
      open,
      slots: SLOTS,
      seeds: seeds.flatMap(({ path, start }) => {
        const file = open(path);
        const item = isRead(file) ? file.itemAt(start) : undefined;
        return item === undefined ? [] : [{ path, item }];
      }),
    });
    for (const fn of functions) {
      const file = again.file(fn.path)!;
      const same = again.functionAt(fn.path, file.itemAt(fn.item.start)!)!;
      expect(again.contextOf(same)).toEqual(facts.contextOf(fn));
    }
  });
});

describe('slotFunctions', () => {
  it.each([
    ['macro-tables', 'common_fault common_mkwrite whole_fault red_fault set_fault'],
    ['pasted', 'made_fault gz_vm_fault second_fault far_fault'],
    ['decoys', ''],
  ])('%s: all functions in slots are found from the tables alone', async (name, wanted) => {
    const tree = memoryTree(filesIn(join(GOLDEN, name)));
    const { open } = openSources(tree, await theParser());
    const facts = await collectFacts({ tree, open, slots: SLOTS, seeds: [], allSlots: ['fault'] });
    const found = facts.slotFunctions('fault').map(fn => fn.name);
    expect(found.sort()).toEqual(wanted.split(' ').filter(Boolean).sort());
  });
});
