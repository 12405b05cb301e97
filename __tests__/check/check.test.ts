import { readRange } from '../../src/kernels/range.js';
import { CLEAN, DRIVER, found, HELPER, LINKED, MM_H, opsOf, short, WRONG } from './trees.js';

const MM = { 'include/linux/mm.h': MM_H };

describe('calls', () => {
  it('finds one in a handler, with the slot', async () => {
    const { findings, notes, unread } = await found({ ...MM, 'drivers/gizmo/drv.c': WRONG });
    expect({ notes, unread }).toEqual({ notes: [], unread: [] });
    expect(findings).toHaveLength(1);
    const [finding] = findings;
    expect(finding).toMatchObject({
      code: 'errno-under-fault',
      kind: 'call',
      path: 'drivers/gizmo/drv.c',
      line: 5,
      column: 12,
      function: 'gizmo_fault',
      subject: 'vm_insert_page',
      ordinal: 1,
      message:
        'vm_insert_page() returns an errno, but gizmo_fault() runs under a page fault: call vmf_insert_page()',
      chain: [
        { name: 'gizmo_fault_ops.fault', path: 'drivers/gizmo/drv.c', line: 11 },
        { name: 'gizmo_fault', path: 'drivers/gizmo/drv.c', line: 3 },
      ],
      steps: [{ path: 'drivers/gizmo/drv.c', line: 11, text: 'gizmo_fault_ops.fault is gizmo_fault()' }],
    });
    expect(WRONG.slice(finding!.start, finding!.end)).toBe('vm_insert_page');
    expect(finding!.source).toBe('\tint err = vm_insert_page(vmf->vma, vmf->address, gizmo_page(vmf));');
  });

  it('says where one is written so that it is not followed', async () => {
    const torn = WRONG.replace('vm_insert_page', 'vm_insert\\u005fpage');
    const { findings, notes } = await found({ ...MM, 'drivers/gizmo/drv.c': torn });
    expect(findings.filter(({ kind }) => kind === 'call')).toEqual([]);
    expect(notes).toEqual([
      'drivers/gizmo/drv.c:5: vm_insert_page is written over the end of a line, or with a character by its number, and was not judged',
    ]);
  });

  it('says where a macro puts one together', async () => {
    const glued = WRONG.replace('vm_insert_page(', 'GLUE(vm, _insert_, page)(');
    const { notes } = await found({ ...MM, 'drivers/gizmo/drv.c': glued });
    expect(notes).toEqual([
      'drivers/gizmo/drv.c:5: a macro puts a name together, perhaps vm_insert_page, and what it makes was not judged',
    ]);
  });

  it('finds those that arms of an #if choose between, unless one of them is the right one', async () => {
    const chosen = (other: string) =>
      WRONG.replace('vm_insert_page(', `\n#ifdef A\nvm_insert_page\n#else\n${other}\n#endif\n(`);
    const lines = async (other: string) =>
      short(await found({ ...MM, 'drivers/gizmo/drv.c': chosen(other) }));
    expect(await lines('gizmo_insert')).toEqual(['drivers/gizmo/drv.c:7 gizmo_fault: vm_insert_page']);
    expect(await lines('vm_insert_page')).toHaveLength(2);
    expect((await lines('vmf_insert_page')).filter(line => line.endsWith(': vm_insert_page'))).toEqual([]);
  });

  describe('in a function that a macro makes', () => {
    const body = WRONG.slice(WRONG.indexOf('{\n'), WRONG.indexOf('\n}\n') + 3);
    const made = (define: string, head: string) => ({
      ...MM,
      'drivers/gizmo/drv.c': `${define}\n${head}\n${body}${opsOf('gizmo_fault')}`,
    });
    const both = [
      'drivers/gizmo/drv.c:2 gizmo_fault: int',
      'drivers/gizmo/drv.c:4 gizmo_fault: vm_insert_page',
    ];

    it.each([
      ['its head', '#define HANDLER(name) static int name(struct vm_fault *vmf)', 'HANDLER(gizmo_fault)'],
      [
        'its pasted name',
        '#define HANDLER(name) static int name##_fault(struct vm_fault *vmf)',
        'HANDLER(gizmo)',
      ],
      [
        'what is behind the type',
        '#define PROTO(name) name(struct vm_fault *vmf)',
        'static int PROTO(gizmo_fault)',
      ],
      [
        'with a type of its own',
        '#define H(name, type) type name(struct vm_fault *vmf)',
        'H(gizmo_fault, int)',
      ],
    ])('finds it, and the type: %s', async (_, define, head) => {
      const result = await found(made(define, head));
      expect(short(result)).toEqual(both);
      expect(result.notes).toEqual([]);
      expect(result.findings.at(-1)!.steps).toEqual([
        { path: 'drivers/gizmo/drv.c', line: 10, text: 'gizmo_fault_ops.fault is gizmo_fault()' },
      ]);
    });

    it('finds the call alone where the type is right, of one of several definitions', async () => {
      const head = (type: string) => `#define HANDLER(name) static ${type} name(struct vm_fault *vmf)`;
      const right = await found(made(head('vm_fault_t'), 'HANDLER(gizmo_fault)'));
      expect(short(right)).toEqual(both.slice(1));
      const two = `#ifdef OLD\n${head('int')}\n#else\n${head('vm_fault_t')}\n#endif`;
      expect(short(await found(made(two, 'HANDLER(gizmo_fault)')))).toEqual([
        'drivers/gizmo/drv.c:8 gizmo_fault: vm_insert_page',
      ]);
    });

    it('says what it cannot judge', async () => {
      const { findings, notes } = await found(made('#include "odd.h"', 'HANDLER(gizmo_fault)'));
      expect(findings.map(({ subject }) => subject)).toEqual(['vm_insert_page']);
      expect(notes).toEqual([
        'drivers/gizmo/drv.c:2: the type that gizmo_fault() returns was not judged: the macro HANDLER makes it: its head is not read',
      ]);
      const helper = `#define HELPER(name) static int name(struct vm_fault *vmf)\nHELPER(gizmo_put)\n${body}`;
      expect((await found({ ...MM, 'drivers/gizmo/drv.c': helper })).notes).toEqual([
        'drivers/gizmo/drv.c:4: from where vm_insert_page() is called was not judged: the macro HELPER makes the function around it',
      ]);
    });
  });

  it('finds one in a helper of another file, with each call on the way at its own line', async () => {
    const { findings } = await found({ ...DRIVER, 'drivers/gizmo/drv.c': LINKED });
    expect(findings.map(({ path, line, function: name }) => `${path}:${line} ${name}`)).toEqual([
      'drivers/gizmo/gem.c:5 gizmo_insert',
    ]);
    expect(findings[0]!.steps).toEqual([
      { path: 'drivers/gizmo/drv.c', line: 11, text: 'gizmo_fault_ops.fault is gizmo_fault()' },
      { path: 'drivers/gizmo/drv.c', line: 5, text: 'gizmo_fault() calls gizmo_insert()' },
    ]);
  });

  it('tells the way through a table of the driver and through a macro, each step where it is taken', async () => {
    const own = `struct gizmo_funcs {
	int (*insert)(struct vm_area_struct *vma);
};
static const struct gizmo_funcs *funcs;
#define PUT(vma) put_page(vma)

static int put_page(struct vm_area_struct *vma)
{
	return vm_insert_page(vma, 0, 0);
}

static int my_insert(struct vm_area_struct *vma)
{
	return PUT(vma);
}

static const struct gizmo_funcs my_funcs = {
	.insert = my_insert,
};
`;
    const handler = CLEAN.replace(
      'vmf_insert_page(vmf->vma, vmf->address, gizmo_page(vmf))',
      'funcs->insert(vmf->vma)',
    );
    const { findings } = await found({ 'a.c': own + handler });
    expect(findings[0]!.steps.map(({ line, text }) => `${line}: ${text}`)).toEqual([
      '28: gizmo_fault_ops.fault is gizmo_fault()',
      '24: gizmo_fault() calls what is in struct gizmo_funcs.insert',
      '18: struct gizmo_funcs.insert is set to my_insert()',
      '14: my_insert() uses the macro PUT',
      '5: the macro PUT calls put_page()',
    ]);
  });

  it('sees handlers that macros put into tables', async () => {
    const macros = `#include <linux/mm.h>
#define COMMON_OPS .fault = common_fault
#define MK_OPS(x) static const struct vm_operations_struct x##_ops = { .fault = x##_fault }

static int common_fault(struct vm_fault *vmf)
{
	return vm_insert_page(vmf->vma, 0, 0);
}

static int made_fault(struct vm_fault *vmf)
{
	return VM_FAULT_SIGBUS;
}
MK_OPS(made);
static const struct vm_operations_struct common = { COMMON_OPS, .open = common_open };
`;
    const { findings } = await found({ ...MM, 'a.c': macros });
    expect(findings.map(({ code, function: name }) => `${code} ${name}`)).toEqual([
      'integer-fault-handler common_fault',
      'errno-under-fault common_fault',
      'integer-fault-handler made_fault',
    ]);
  });

  it.each([
    ['a call that only mmap leads to', DRIVER],
    ['a local prototype', { 'a.c': CLEAN.replace('{\n', '{\n\tint vm_insert_page(int);\n\n') }],
    ['a member of that name', { 'a.c': CLEAN.replace('return vmf_', 'return vmf->ops->vm_') }],
    ['a mention in a comment', { 'a.c': CLEAN.replace('{\n', '{\n\t/* not vm_insert_page() */\n') }],
    [
      'code that is never compiled',
      { 'a.c': WRONG.replace('\tint err', '#if 0\n\tint err').replace('\n\n\treturn', '\n#endif\n\treturn') },
    ],
    ['a function that is never compiled', { 'a.c': `#if 0\n${WRONG}#endif\n` }],
    [
      'a choice between both APIs',
      {
        'a.c': CLEAN.replace(
          '\treturn vmf_insert_page(vmf->vma, vmf->address, gizmo_page(vmf));',
          '#ifdef HAVE_VMF_INSERT_PAGE\n\treturn vmf_insert_page(a, b, c);\n#else\n\treturn to_code(vm_insert_page(a, b, c));\n#endif',
        ),
      },
    ],
    [
      'the new API, built on the old one',
      {
        'a.h':
          'static inline vm_fault_t vmf_insert_page(int a, int b, int c)\n{\n\treturn to_code(vm_insert_page(a, b, c));\n}\n',
        'a.c': CLEAN,
      },
    ],
  ])('has nothing against %s', async (_, files) => {
    expect(short(await found({ ...MM, ...files }))).toEqual([]);
  });

  it('counts a function that runs under faults and elsewhere', async () => {
    const both = `${HELPER}
static vm_fault_t gizmo_fault(struct vm_fault *vmf)
{
	return gizmo_insert(vmf->vma, 0) ? VM_FAULT_SIGBUS : VM_FAULT_NOPAGE;
}
${opsOf('gizmo_fault')}`;
    expect(short(await found({ ...MM, 'a.c': both }))).toEqual(['a.c:5 gizmo_insert: vm_insert_page']);
  });

  it('sees through macros, of the file and of a header, and shows them on the way', async () => {
    const macro = '#define gizmo_put(v, a, p) \\\n\tgizmo_map(v, a, p)\n#define gizmo_map vm_insert_page\n';
    const using = WRONG.replace('vm_insert_page(', 'gizmo_put(');
    const own = await found({ 'a.c': macro + using });
    const shared = await found({ 'a.h': macro, 'a.c': using });
    expect(short(own)).toEqual(['a.c:8 gizmo_fault: vm_insert_page']);
    expect(short(shared)).toEqual(['a.c:5 gizmo_fault: vm_insert_page']);
    expect(shared.findings[0]!.steps.slice(1)).toEqual([
      { path: 'a.h', line: 1, text: 'the macro gizmo_put calls gizmo_map()' },
      { path: 'a.h', line: 3, text: 'the macro gizmo_map calls vm_insert_page()' },
    ]);
  });

  it('numbers the calls of a function, those that do not count among them', async () => {
    const twice = WRONG.replace('\treturn err', '\n\terr = vm_insert_page(a, b, c);\n\treturn err');
    const { findings } = await found({ 'a.c': twice });
    expect(findings.map(({ ordinal }) => ordinal)).toEqual([1, 2]);
  });

  it('looks only below the given paths, with facts from everywhere', async () => {
    const files = { ...DRIVER, 'drivers/gizmo/drv.c': LINKED, 'drivers/widget/w.c': WRONG };
    expect(short(await found(files, ['drivers/gizmo']))).toEqual([
      'drivers/gizmo/gem.c:5 gizmo_insert: vm_insert_page',
    ]);
    expect(short(await found(files, ['drivers/widget/w.c']))).toHaveLength(1);
    expect(short(await found(files, ['drivers/gizmo/drv.c']))).toEqual([]);
  });

  it('names files that it cannot read', async () => {
    const { unread } = await found({ 'a.h': '\0 vm_insert_page\0' });
    expect(unread).toEqual([{ path: 'a.h', why: 'it is binary' }]);
  });
});

describe('handlers', () => {
  describe('in a table that a list macro fills', () => {
    const BODY = (names: string) => `#include <linux/mm.h>
static int gizmo_fault(struct vm_fault *vmf)
{
	return VM_FAULT_SIGBUS;
}
${names}
`;
    const TABLE = 'static const struct vm_operations_struct gizmo_ops';
    it.each([
      [
        'given what to make of each entry',
        `#define OPS(X) X(fault, gizmo_fault)\n#define SET(op, fn) .op = fn,\n${TABLE} = { OPS(SET) };`,
        'gizmo_ops.fault',
      ],
      [
        'with a macro that is defined where it is used',
        `#define OPS(X) X(gizmo_fault, fault)\n${TABLE} = {\n#define X(fn, op) .op = fn,\nOPS(X)\n#undef X\n};`,
        'gizmo_ops.fault',
      ],
      [
        'in a function',
        `#define OPS(X) X(fault, gizmo_fault)\n#define SET(op, fn) ops->op = fn;\nvoid init(struct vm_operations_struct *ops)\n{\n\tOPS(SET)\n}`,
        'ops.fault',
      ],
      [
        'by statements of its own',
        '#define LIST(X) X(gizmo_fault)\n#define ASSIGN(fn) ops.fault = fn;\nstatic struct vm_operations_struct ops;\nvoid init(void)\n{\n\tLIST(ASSIGN)\n}',
        'ops.fault',
      ],
    ])('%s', async (_, names, slot) => {
      const { findings } = await found({ ...MM, 'drivers/gizmo/drv.c': BODY(names) });
      expect(findings.map(({ line, message }) => `${line} ${message}`)).toEqual([
        `2 gizmo_fault() is the page fault handler ${slot}, but returns int: it must return vm_fault_t`,
      ]);
    });

    it('and in no other table', async () => {
      const other = `#define OPS(X) X(fault, gizmo_fault)\n#define SET(op, fn) .op = fn,\nstatic struct gizmo_table own = { OPS(SET) };`;
      const { findings } = await found({ ...MM, 'drivers/gizmo/drv.c': BODY(other) });
      expect(findings).toEqual([]);
    });
  });

  const INT = CLEAN.replace('static vm_fault_t', 'static int');

  it('finds one that returns an int, where a header declares the type', async () => {
    const { findings, notes } = await found({ ...MM, 'a.c': INT });
    expect(notes).toEqual([]);
    expect(findings).toHaveLength(1);
    expect(findings[0]).toMatchObject({
      code: 'integer-fault-handler',
      kind: 'handler',
      ...{ path: 'a.c', line: 3, column: 8, function: 'gizmo_fault', subject: 'int', ordinal: 1 },
      message:
        'gizmo_fault() is the page fault handler gizmo_fault_ops.fault, but returns int: it must return vm_fault_t',
      steps: [{ path: 'a.c', line: 9, text: 'gizmo_fault_ops.fault is gizmo_fault()' }],
    });
    expect(INT.slice(findings[0]!.start, findings[0]!.end)).toBe('int');
  });

  it('says so where no header declares the type', async () => {
    const note = 'the types of handlers were not checked: no header of the tree declares vm_fault_t';
    expect(await found({ 'a.c': INT })).toEqual({ findings: [], notes: [note], unread: [] });
    expect((await found({ 'a.h': '/* typedef int vm_fault_t; */\n', 'a.c': INT })).notes).toEqual([note]);
    expect((await found({ 'a.h': '#define vm_fault_t int\n', 'a.c': INT })).notes).toEqual([]);
  });

  it('takes it from the kernel that the tree is built with, and passes over what is for older ones', async () => {
    const [old, fresh] = ['4.10', '4.10..6.1'].map(text => readRange(text)!);
    expect((await found({ 'a.c': INT }, undefined, old)).notes).toHaveLength(1);
    expect(short(await found({ 'a.c': INT }, undefined, fresh))).toEqual(['a.c:3 gizmo_fault: int']);
    const guarded = `#if LINUX_VERSION_CODE < KERNEL_VERSION(4, 17, 0)\n${INT}#endif\n`;
    expect(await found({ 'a.c': guarded }, undefined, fresh)).toEqual({
      findings: [],
      notes: [],
      unread: [],
    });
  });

  it.each(['unsigned int', 'long', 'bool', 'unsigned'])('counts %s as well', async type => {
    expect(short(await found({ ...MM, 'a.c': INT.replace('static int', `static ${type}`) }))).toEqual([
      `a.c:3 gizmo_fault: ${type}`,
    ]);
  });

  it.each([
    ['a type of its own', INT.replace('static int', 'static gizmo_ret_t')],
    ['no result', INT.replace('static int', 'static void')],
    ['an int function that is in no slot', INT.replace('.fault = gizmo_fault', '.fault = other_fault')],
    ['an int function in a slot of process context', INT.replace('.fault', '.open')],
    [
      'a slot that is never compiled',
      INT.replace('\t.fault = gizmo_fault,', '#if 0\n\t.fault = gizmo_fault,\n#endif'),
    ],
    [
      'a type that depends on the configuration',
      INT.replace('static int gizmo', '#ifdef NEW\nstatic vm_fault_t\n#else\nstatic int\n#endif\ngizmo'),
    ],
    [
      'a twin with the right type',
      `#ifdef NEW\n${CLEAN.split('\nstatic const')[0]}\n#else\n${INT.split('\nstatic const')[0]}\n#endif\n${opsOf('gizmo_fault')}`,
    ],
  ])('has nothing against %s', async (_, text) => {
    const result = await found({ ...MM, 'a.c': text });
    const findings = result.findings.filter(({ kind }) => kind !== 'inspected');
    expect(short({ ...result, findings })).toEqual([]);
  });

  describe('whose type is not written out', () => {
    const [BODY, OPS] = ['(struct vm_fault *vmf)\n{\n\treturn 0;\n}\n', opsOf('gizmo_fault')];
    const notes = async (text: string) => {
      const result = await found({ ...MM, 'a.c': `${text}${OPS}` });
      expect(result.findings).toEqual([]);
      return result.notes;
    };

    it.each([
      ['a name in parentheses', `static int (gizmo_fault)${BODY}`, 'int'],
      ['a declarator in parentheses', `static int (gizmo_fault(struct vm_fault *vmf))\n{\n}\n`, 'int'],
      ['no type', `static gizmo_fault${BODY}`, 'int'],
      ['no type, in parentheses', `static (gizmo_fault)${BODY}`, 'int'],
      ['no type but an annotation', `static noinline gizmo_fault${BODY}`, 'int'],
      ['typeof of a number', `static typeof(0) gizmo_fault${BODY}`, 'int'],
      ['typeof of a type', `static __typeof__(long) gizmo_fault${BODY}`, 'long'],
      ['a macro for the type', `#define RET int\nstatic RET gizmo_fault${BODY}`, 'int'],
      [
        'a macro that makes it',
        `#define MAKE(name) static int name${BODY.replace(/\n/g, ' ')}\nMAKE(gizmo_fault)\n`,
        'int',
      ],
      [
        'a macro that makes its head',
        `#define HEAD(name) static int name(struct vm_fault *vmf)\nHEAD(gizmo_fault)\n{\n}\n`,
        'int',
      ],
      [
        'a macro that pastes its name',
        `#define MAKE(x) static int x##_fault${BODY.replace(/\n/g, ' ')}\nMAKE(gizmo)\n`,
        'int',
      ],
    ])('finds one with %s', async (_, text, type) => {
      const result = await found({ ...MM, 'a.c': `${text}${OPS}` });
      expect(result.notes).toEqual([]);
      expect(result.findings.map(one => [one.function, one.subject])).toEqual([['gizmo_fault', type]]);
    });

    it.each([
      ['a name in parentheses', `static vm_fault_t (gizmo_fault)${BODY}`],
      ['no result', `static void gizmo_fault${BODY}`],
      ['typeof', `static typeof(vm_fault_t) gizmo_fault${BODY}`],
      ['a macro for the type', `#define RET vm_fault_t\nstatic RET gizmo_fault${BODY}`],
      [
        'a twin in parentheses',
        `#ifdef OLD\nstatic int (gizmo_fault)${BODY}#else\nstatic vm_fault_t (gizmo_fault)${BODY}#endif\n`,
      ],
      ['a name in parentheses that is never compiled', `#if 0\nstatic int (gizmo_fault)${BODY}#endif\n`],
    ])('has nothing against the right type with %s', async (_, text) => {
      expect(await notes(text)).toEqual([]);
    });

    it.each([
      ['nothing at all before its name', `gizmo_fault${BODY}`],
      ['no definition in the tree', 'int gizmo_fault(struct vm_fault *vmf);\n'],
    ])('says that it was not judged, with %s', async (_, text) => {
      expect(await notes(text)).toEqual([
        expect.stringMatching(
          /^a\.c:\d+: the type that gizmo_fault\(\) returns was not judged: no definition/,
        ),
      ]);
    });

    it.each([
      ['a type of its own', `static gizmo_ret_t gizmo_fault${BODY}`, 'it is written as gizmo_ret_t'],
      ['typeof of an expression', `static typeof(gizmo_call(0)) gizmo_fault${BODY}`, 'what typeof() gives'],
      [
        'a macro with arguments',
        `#define RET(x) x\nstatic RET gizmo_fault${BODY}`,
        'it is written as RET, which is made by a macro or a typedef',
      ],
    ])('gives the reason, with %s', async (_, text, why) => {
      expect(await notes(text)).toEqual([expect.stringContaining(`was not judged: ${why}`)]);
    });
  });

  it('finds one in another file than its slot', async () => {
    const files = {
      ...MM,
      'drivers/gizmo/gizmo.h': 'int gizmo_fault(struct vm_fault *vmf);\n',
      'drivers/gizmo/gem.c': 'int gizmo_fault(struct vm_fault *vmf)\n{\n\treturn VM_FAULT_SIGBUS;\n}\n',
      'drivers/gizmo/drv.c': `#include "gizmo.h"\n${opsOf('gizmo_fault')}`,
    };
    expect(short(await found(files))).toEqual(['drivers/gizmo/gem.c:1 gizmo_fault: int']);
  });
});

describe('code that was converted by renaming', () => {
  const CALL = 'vmf_insert_pfn(vmf->vma, vmf->address, 1)';
  const misread = async (lines: readonly string[]) => {
    const body = lines.map(line => `\t${line}\n`).join('');
    const text = `static vm_fault_t gizmo_fault(struct vm_fault *vmf)\n{\n${body}}\n\n${opsOf('gizmo_fault')}`;
    const { findings } = await found({ ...MM, 'drivers/gizmo/drv.c': text });
    return findings.map(({ line, code }) => `${line}: ${code}`);
  };

  it.each([
    [
      'a variable',
      [`int ret = ${CALL};`, 'if (ret)', '\treturn VM_FAULT_SIGBUS;', 'return VM_FAULT_NOPAGE;'],
    ],
    [
      'a cast',
      [`int ret = (int)${CALL};`, 'if (ret)', '\treturn VM_FAULT_SIGBUS;', 'return VM_FAULT_NOPAGE;'],
    ],
    [
      'a cast to what is wider',
      [
        `long ret = (unsigned long)${CALL};`,
        'if (ret)',
        '\treturn VM_FAULT_SIGBUS;',
        'return VM_FAULT_NOPAGE;',
      ],
    ],
  ])('is found through %s', async (_, lines) =>
    expect(await misread(lines)).toEqual(['4: code-read-as-errno']),
  );

  const printing = (type: string, print: string) => [
    `${type} ret = ${CALL};`,
    'if (ret & VM_FAULT_ERROR)',
    `\t${print}`,
    'return ret;',
  ];

  it.each([
    [
      'an int, as a number with a sign',
      'int',
      'pr_err("insert of %lx failed: %d\\n", vmf->address, ret);',
      1,
    ],
    ['what is said to be an errno', 'vm_fault_t', 'pr_err("errno %d\\n", ret);', 1],
    ['a code as bits', 'int', 'pr_err("insert failed: %x\\n", ret);', 0],
    ['a vm_fault_t', 'vm_fault_t', 'pr_err("insert failed: %d\\n", ret);', 0],
    ['another argument', 'int', 'pr_err("%d%%: %#x\\n", vmf->done, ret);', 0],
    ['behind a width that is an argument', 'int', 'pr_err("%*d %d\\n", 4, vmf->done, ret);', 0],
  ])('is found where it is printed: %s', async (_, type, print, count) =>
    expect(await misread(printing(type, print))).toHaveLength(count),
  );
});

describe('macros that stand for a call which gives a code', () => {
  const handlerOf = (call: string, test: string) => `static vm_fault_t gizmo_fault(struct vm_fault *vmf)
{
	int ret = ${call};

	if (${test})
		return VM_FAULT_SIGBUS;
	return VM_FAULT_NOPAGE;
}
${opsOf('gizmo_fault')}`;
  const arms = (fresh: string, old: string) => `#ifdef NEW\n${fresh}\n#else\n${old}\n#endif\n`;

  it.each([
    ['another name', '#define INSERT vmf_insert_pfn\n', 'INSERT(vmf->vma, vmf->address, 1)'],
    ['its arguments', '#define INSERT(vmf) (vmf_insert_pfn((vmf)->vma, (vmf)->address, 1))\n', 'INSERT(vmf)'],
    [
      'both arms',
      arms('#define INSERT vmf_insert_pfn', '#define INSERT vm_insert_pfn'),
      'INSERT(vmf->vma, vmf->address, 1)',
    ],
  ])('are followed from a header: %s', async (_, header, call) => {
    const text = `#include "gizmo.h"\n\n${handlerOf(call, 'ret')}`;
    const { findings } = await found({ ...MM, 'gizmo.h': header, 'gizmo.c': text });
    expect(findings.map(({ path, line, code }) => `${path}:${line} ${code}`)).toEqual([
      'gizmo.c:7 code-read-as-errno',
    ]);
    expect(findings[0]!.message).toBe(
      'INSERT() gives a VM_FAULT code, but in gizmo_fault() it is tested for 0',
    );
    expect(findings[0]!.steps.at(-1)!.text).toBe('the macro INSERT stands for vmf_insert_pfn()');
  });

  it('are passed over where both results are asked for, and where they give something else', async () => {
    const both = arms('#define INSERT vmf_insert_pfn', '#define INSERT vm_insert_pfn');
    const call = 'INSERT(vmf->vma, vmf->address, 1)';
    const tolerant = both + handlerOf(call, 'ret && ret != VM_FAULT_NOPAGE');
    expect((await found({ ...MM, 'a.c': tolerant })).findings).toEqual([]);
    const own = '#define INSERT(a, b, c) (vmf_insert_pfn(a, b, c) == VM_FAULT_NOPAGE ? 0 : -EFAULT)\n';
    expect((await found({ ...MM, 'a.c': own + handlerOf(call, 'ret') })).findings).toEqual([]);
  });
});
