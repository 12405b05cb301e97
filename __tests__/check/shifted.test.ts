/** Changes after which code that nobody touched means something else: by a type, a macro, an include, a name that went. */
import { newFindings } from '../../src/check/compare.js';
import type { Files } from '../../src/tree/memory.js';
import { added as addedBy, DRIVER, found, GIZMO_H, HELPER, MM_H, opsOf, short } from './trees.js';

/** What a change adds: the same that two checks of whole trees say. */
async function added(before: Files, after: Files) {
  const result = await addedBy(before, after);
  const [then, now] = [await found(before), await found(after)];
  expect(short(result)).toEqual(short({ ...now, findings: newFindings(then.findings, now.findings) }));
  return result;
}

const FORBIDDEN = '\treturn vm_insert_page(vma, 0, 0);\n';
const TABLES = `${MM_H}struct vm_operations_struct { int (*fault)(void *vmf); int (*access)(void *vmf); };
struct own_ops { int (*fault)(void *vmf); };
`;
const MM = { 'include/linux/mm.h': TABLES };
/** A function in `a.c` that returns an integer, and what else stands in that file. */
const holding = (rest: string, head = 'static int help(void *vma)', include = '#include <linux/mm.h>\n') =>
  `${include}#include "gizmo.h"\n${head}\n{\n\treturn 0;\n}\n${rest}`;
const calling = (rest: string) =>
  `#include <linux/mm.h>\n#include "gizmo.h"\nstatic vm_fault_t help(void *vma)\n{\n${FORBIDDEN}}\n${rest}`;

describe('a header that changes what a store means', () => {
  const setting = 'void set(struct gizmo *g)\n{\n\tg->ops.fault = help;\n}\n';
  const before = 'struct gizmo { struct own_ops ops; };\n';
  const after = before.replace('own_ops', 'vm_operations_struct');

  it('finds the call of a function that is in a slot now', async () => {
    const then = { ...MM, 'gizmo.h': before, 'a.c': calling(setting) };
    expect(short(await added(then, { ...then, 'gizmo.h': after }))).toEqual(['a.c:5 help: vm_insert_page']);
    expect(short(await added({ ...then, 'gizmo.h': after }, then))).toEqual([]);
  });

  it('finds an integer handler that is in a slot now', async () => {
    const then = { ...MM, 'gizmo.h': before, 'a.c': holding(setting) };
    expect(short(await added(then, { ...then, 'gizmo.h': after }))).toEqual(['a.c:3 help: int']);
    expect(short(await added({ ...then, 'gizmo.h': after }, then))).toEqual([]);
  });

  it.each([
    ['a typedef', 'typedef struct own_ops gizmo_ops;\n', 'gizmo_ops table = { .fault = help };\n'],
    ['a variable', 'extern struct own_ops table;\n', 'void set(void)\n{\n\ttable.fault = help;\n}\n'],
    ['a function', 'struct own_ops *table(void);\n', 'void set(void)\n{\n\ttable()->fault = help;\n}\n'],
    ['a macro', '#define FILL(f) { .access = f }\n', 'struct vm_operations_struct o = FILL(help);\n'],
    [
      'a nested struct',
      'struct in { struct own_ops ops; };\nstruct out { struct in i; };\n',
      'void set(struct out *o)\n{\n\to->i.ops.fault = help;\n}\n',
    ],
  ])('finds both, by %s', async (_, header, text) => {
    const changed = header.replace('own_ops', 'vm_operations_struct').replace('access', 'fault');
    const headers = { ...MM, 'gizmo.h': header };
    for (const [file, said] of [
      [calling(text), 'a.c:5 help: vm_insert_page'],
      [holding(text), 'a.c:3 help: int'],
    ] as const) {
      const then = { ...headers, 'a.c': file };
      expect(short(await added(then, { ...then, 'gizmo.h': changed }))).toEqual([said]);
    }
  });

  it('finds one in a file of another folder, that has the header by way of another one', async () => {
    const then = {
      ...MM,
      'include/gizmo/gizmo.h': before,
      'include/gizmo/all.h': '#include <gizmo/gizmo.h>\n',
      'drivers/far/a.c': holding(setting).replace('"gizmo.h"', '<gizmo/all.h>'),
    };
    expect(short(await added(then, { ...then, 'include/gizmo/gizmo.h': after }))).toEqual([
      'drivers/far/a.c:3 help: int',
    ]);
  });

  it('says where too many files use what changed', async () => {
    const users = Object.fromEntries(
      Array.from({ length: 300 }, (_, i) => [`u${i}.c`, holding('int x = FILL(help);\n')]),
    );
    const then = { ...MM, 'gizmo.h': '#define FILL(f) 0\n', ...users };
    const { notes } = await added(then, { ...then, 'gizmo.h': '#define FILL(f) 1\n' });
    expect(notes).toEqual([
      'FILL means something else since the change, and 300 files that use it were not looked at',
    ]);
  });
});

describe('a header that changes what a call means', () => {
  it('finds a helper behind a member whose object has another type now', async () => {
    const header = `struct gizmo_ops { int (*put)(void *p); };
struct other_ops { int (*put)(void *p); };
struct gizmo { struct other_ops *ops; };
`;
    const then = {
      ...MM,
      'gizmo.h': header,
      'gem.c': `#include "gizmo.h"\nstatic int gem(void *vma)\n{\n${FORBIDDEN}}\nstruct gizmo_ops gem_ops = { .put = gem };\n`,
      'drv.c': `#include <linux/mm.h>\n#include "gizmo.h"\nstatic vm_fault_t h(struct gizmo *g)\n{\n\treturn g->ops->put(g);\n}\n${opsOf('h')}`,
    };
    const now = { ...then, 'gizmo.h': header.replace('{ struct other_ops', '{ struct gizmo_ops') };
    expect(short(await added(then, now))).toEqual(['gem.c:4 gem: vm_insert_page']);
  });

  it('finds a call that a macro of a header makes only now', async () => {
    const then = {
      ...MM,
      'gizmo.h': '#define gizmo_put(v) vmf_insert_page(v, 0, 0)\n',
      'a.c': `#include <linux/mm.h>\n#include "gizmo.h"\nstatic vm_fault_t h(void *v)\n{\n\treturn gizmo_put(v);\n}\n${opsOf('h')}`,
    };
    const now = { ...then, 'gizmo.h': '#define gizmo_put(v) vm_insert_page(v, 0, 0)\n' };
    expect(short(await added(then, now))).toEqual(['a.c:5 h: vm_insert_page']);
  });

  it('finds a helper that a macro took the place of', async () => {
    const then = {
      ...DRIVER,
      'drivers/gizmo/gizmo.h': `${GIZMO_H}#define gizmo_insert(v, p) 0\n`,
      'drivers/gizmo/gem.c': HELPER.replace('gizmo_insert(struct', '(gizmo_insert)(struct').replace(
        'return gizmo_insert(',
        'return (gizmo_insert)(',
      ),
      'drivers/gizmo/drv.c': `#include "gizmo.h"\nstatic vm_fault_t h(void *v)\n{\n\treturn gizmo_insert(v, 0);\n}\n${opsOf('h')}`,
    };
    const now = { ...then, 'drivers/gizmo/gizmo.h': GIZMO_H, 'drivers/gizmo/gem.c': HELPER };
    expect(short(await added(then, now))).toEqual(['drivers/gizmo/gem.c:5 gizmo_insert: vm_insert_page']);
  });
});

describe('a file that changes what its own code means', () => {
  it('finds a way that opens since a local variable of the name is gone', async () => {
    const file = (local: string) =>
      `#include "gizmo.h"\nstatic vm_fault_t h(void *v)\n{\n${local}\n\treturn gizmo_insert(v, 0);\n}\n${opsOf('h')}`;
    const local = '\tint (*gizmo_insert)(void *a, int b) = v;\n';
    const said = ['drivers/gizmo/gem.c:5 gizmo_insert: vm_insert_page'];
    expect(short(await added({ ...DRIVER, 'a.c': file(local) }, { ...DRIVER, 'a.c': file('') }))).toEqual(
      said,
    );
  });

  it('finds a way that opens since a parameter of the name is gone', async () => {
    const file = (param: string) =>
      `#include "gizmo.h"\nstatic vm_fault_t h(void *v${param})\n{\n\treturn gizmo_insert(v, 0);\n}\n${opsOf('h')}`;
    const then = { ...DRIVER, 'a.c': file(', int (*gizmo_insert)(void *a, int b)') };
    expect(short(await added(then, { ...DRIVER, 'a.c': file('') }))).toEqual([
      'drivers/gizmo/gem.c:5 gizmo_insert: vm_insert_page',
    ]);
  });

  it('finds a way that opens since a variable of the file is gone', async () => {
    const file = (own: string) =>
      `#include "gizmo.h"\n${own}static vm_fault_t h(void *v)\n{\n\treturn gizmo_insert(v, 0);\n}\n${opsOf('h')}`;
    const then = { ...DRIVER, 'a.c': file('static int (*gizmo_insert)(void *a, int b);\n') };
    expect(short(await added(then, { ...DRIVER, 'a.c': file('') }))).toEqual([
      'drivers/gizmo/gem.c:5 gizmo_insert: vm_insert_page',
    ]);
  });

  it('finds a store that means a slot since a local variable has another type', async () => {
    const file = (tag: string) =>
      `void set(void *p)\n{\n\tstruct ${tag} *ops = p;\n\n\tops->fault = help;\n}\n`;
    const then = { ...MM, 'a.c': calling(file('own_ops')) };
    const now = { ...MM, 'a.c': calling(file('vm_operations_struct')) };
    expect(short(await added(then, now))).toEqual(['a.c:5 help: vm_insert_page']);
    expect(
      short(
        await added(
          { ...MM, 'a.c': holding(file('own_ops')) },
          { ...MM, 'a.c': holding(file('vm_operations_struct')) },
        ),
      ),
    ).toEqual(['a.c:3 help: int']);
  });

  it('finds a table of the kernel where a struct of the file was meant', async () => {
    const own = 'struct vm_operations_struct { int (*fault)(void *vmf); };\n';
    const table = 'struct vm_operations_struct o = { .fault = help };\n';
    const then = { ...MM, 'a.c': `${own}${holding(table, undefined, '')}` };
    const now = { ...MM, 'a.c': holding(table) };
    expect(short(await added(then, now))).toEqual(['a.c:3 help: int']);
  });
});

describe('includes', () => {
  const insert = 'static int gizmo_insert(void *vma)\n{\n\treturn vm_insert_page(vma, 0, 0);\n}\n';
  const handler = `static vm_fault_t h(void *v)\n{\n\treturn gizmo_insert(v);\n}\n${opsOf('h')}`;

  it('finds a static helper of a file that is included only now', async () => {
    const then = { ...MM, 'a.c': handler, 'b.c': insert };
    expect(short(await added(then, { ...then, 'a.c': `#include "b.c"\n${handler}` }))).toEqual([
      'b.c:3 gizmo_insert: vm_insert_page',
    ]);
  });

  it('finds a helper that an included file calls', async () => {
    const then = { ...MM, 'a.c': insert, 'b.c': handler };
    expect(short(await added(then, { ...then, 'a.c': `${insert}#include "b.c"\n` }))).toEqual([
      'a.c:3 gizmo_insert: vm_insert_page',
    ]);
  });

  it('finds a handler that gets its slot from an included file', async () => {
    const own = 'static int h(void *v)\n{\n\treturn 0;\n}\n';
    const then = { ...MM, 'a.c': own, 'b.c': opsOf('h') };
    expect(short(await added(then, { ...then, 'a.c': `${own}#include "b.c"\n` }))).toEqual(['a.c:1 h: int']);
  });

  it('finds a struct that another header gives', async () => {
    const header = (tag: string) => `struct gizmo { struct ${tag} ops; };\n`;
    const text = holding('void set(struct gizmo *g)\n{\n\tg->ops.fault = help;\n}\n');
    const then = { ...MM, 'own.h': header('own_ops'), 'gizmo.h': header('vm_operations_struct') };
    const before = { ...then, 'a.c': text.replace('gizmo.h', 'own.h') };
    expect(short(await added(before, { ...then, 'a.c': text }))).toEqual(['a.c:3 help: int']);
  });
});

describe('types of handlers', () => {
  const MINE = { 'include/linux/mm.h': MM_H };
  it.each([
    ['a name in parentheses', 'static vm_fault_t (h)(void *v)', 'static int (h)(void *v)', 'a.c:1 h: int'],
    [
      'two parameters',
      'static vm_fault_t (h)(void *v, int n)',
      'static int (h)(void *v, int n)',
      'a.c:1 h: int',
    ],
    [
      'a macro',
      '#define RET vm_fault_t\nstatic RET h(void *v)',
      '#define RET int\nstatic RET h(void *v)',
      'a.c:2 h: int',
    ],
    ['a type behind it', 'static vm_fault_t h(v)\nvoid *v;', 'static int h(v)\nvoid *v;', 'a.c:1 h: int'],
  ])('finds one that only the type changes of: %s', async (_, then, now, said) => {
    const file = (head: string) => `${head}\n{\n\treturn 0;\n}\n${opsOf('h')}`;
    expect(short(await added({ ...MINE, 'a.c': file(then) }, { ...MINE, 'a.c': file(now) }))).toEqual([said]);
  });

  it('finds one with its name in parentheses whose table is elsewhere', async () => {
    const file = (type: string) => `${type} (h)(void *v)\n{\n\treturn 0;\n}\n`;
    const then = { ...MINE, 'a.c': file('vm_fault_t'), 'b.c': `int h(void *v);\n${opsOf('h')}` };
    expect((await added(then, { ...then, 'a.c': file('int') })).notes).toEqual([
      'b.c:4: the type that h() returns was not judged: no definition of it was found',
    ]);
  });
});
