/** The family that goes from vm_insert_*() to vmf_insert_*(): one canonical test per reason, and its examples. */

import { run } from '../../src/run.js';
import { memoryTree } from '../../src/tree/memory.js';
import { READ_REASONS } from '../../transforms/vm-fault/reads.js';
import { insertRule } from '../../transforms/vm-fault/rule.js';
import { TYPE_REASONS } from '../../transforms/vm-fault/types.js';
import { transforms } from '../calls-only.js';
import { check, codesOf, leavesAlone, ONLY_FILE, refuses, runOn, testParser, textsAfter } from '../check.js';

const CALL = 'vm_insert_pfn(vmf->vma, vmf->address, pfn)';
const NEW = 'vmf_insert_pfn(vmf->vma, vmf->address, pfn)';

/** A function of lines, each indented once, stored as a page fault handler. */
const handler = (lines: readonly string[], name = 'gizmo_fault') =>
  `static int ${name}(struct vm_fault *vmf)\n{\n${body(lines)}}\n\n` +
  `static const struct vm_operations_struct ${name}_ops = {\n\t.fault = ${name},\n};\n`;

const body = (lines: readonly string[]) => lines.map(l => (l === '' ? '\n' : `\t${l}\n`)).join('');

/** A function of lines, stored as the mmap of a file. */
const mmap = (lines: readonly string[]) =>
  `static int gizmo_mmap(struct file *file, struct vm_area_struct *vma)\n{\n${body(lines)}}\n\n` +
  'static const struct file_operations gizmo_fops = {\n\t.mmap = gizmo_mmap,\n};\n';

const MAPPED = [
  'int ret;',
  '',
  `ret = ${CALL};`,
  'switch (ret) {',
  'case 0:',
  'case -EBUSY:',
  '\treturn VM_FAULT_NOPAGE;',
  'case -ENOMEM:',
  '\treturn VM_FAULT_OOM;',
  'default:',
  '\treturn VM_FAULT_SIGBUS;',
  '}',
];

/** The same, in a handler that names the mask of errors too. */
const MASKED = ['if (gizmo_wait(vmf) & VM_FAULT_ERROR)', '\treturn VM_FAULT_SIGBUS;', ...MAPPED];

/** The code of the verdict that converts; a text may say more besides. */
const converts = async (before: string, after: string, code: string, review = false) => {
  const result = await check(transforms, before, after, { review });
  expect(codesOf(result, review ? 'review' : 'convert')).toContain(code);
  return result;
};

describe('members that are called as the API is', () => {
  const codes = async (text: string) =>
    (await runOn(transforms, text)).ledger.verdicts.map(({ kind, code }) => `${kind} ${code}`);

  it.each([
    [
      'declared as pointers',
      'struct gizmo_ops {\n\tint (*vm_insert_pfn)(struct gizmo *g,\n\t\tunsigned long pfn);\n};\n',
    ],
    [
      'declared by a type',
      'struct gizmo_ops {\n\tinsert_fn vm_insert_pfn;\n\tinsert_fn *vm_insert_mixed;\n};\n',
    ],
    ['given a value', 'static const struct gizmo_ops ops = {\n\t.vm_insert_pfn = gizmo_insert,\n};\n'],
    ['assigned', 'void gizmo_init(struct gizmo *g)\n{\n\tg->ops.vm_insert_pfn = gizmo_insert;\n}\n'],
    ['called', 'int gizmo_map(struct gizmo *g)\n{\n\treturn g->ops->vm_insert_pfn(g, 1);\n}\n'],
    [
      'called in the new way',
      'int gizmo_map(struct gizmo *g)\n{\n\treturn g->ops->\n\t\tvmf_insert_pfn(g, 1);\n}\n',
    ],
  ])('are members where they are %s', async (_, text) => {
    expect(new Set(await codes(text))).toEqual(new Set(['done member']));
  });

  it.each([
    [
      'a value of a member',
      'static const struct gizmo_ops ops = {\n\t.insert = vm_insert_pfn,\n};\n',
      'refuse address-taken',
    ],
    ['a value by its place', 'static struct gizmo_ops ops = { vm_insert_pfn };\n', 'refuse address-taken'],
    [
      'a value in an array',
      'static insert_fn *fns[] = { [0 ... 1] = vm_insert_pfn };\n',
      'refuse address-taken',
    ],
  ])('are none where the name is %s', async (_, text, code) => {
    expect(await codes(text)).toContain(code);
  });

  it('keep out of a function that calls the API too', async () => {
    const both = handler(['gizmo->ops->vm_insert_pfn(gizmo, pfn);', ...MAPPED]);
    const result = await runOn(transforms, both);
    expect(Object.values(textsAfter(result))[0]).toBe(
      handler(['gizmo->ops->vm_insert_pfn(gizmo, pfn);', '', `return ${NEW};`]),
    );
    expect(codesOf(result, 'done')).toContain('member');
  });
});

describe('what new code brings', () => {
  it.each([
    ['a macro of the new name', '#define vmf_insert_pfn(v, a, p) gizmo_insert(7)\n\n', 'own-macro'],
    [
      'its mask of errors',
      '#undef VM_FAULT_ERROR\n#define VM_FAULT_ERROR VM_FAULT_OOM\n\n',
      'redefined-name',
    ],
    [
      'a function of the new name',
      'static int vmf_insert_pfn(int a, int b, int c)\n{\n\treturn b;\n}\n\n',
      'own-function',
    ],
    ['its code for success', '#define VM_FAULT_NOPAGE 0\n\n', 'redefined-name'],
  ])('means what it says: %s', async (_, above, code) => {
    const lines = [
      `int ret = ${CALL};`,
      '',
      'if (ret && ret != -EBUSY)',
      '\tgizmo_unpin(vmf);',
      'return ret ? VM_FAULT_SIGBUS : 0;',
    ];
    await refuses(transforms, above + handler(lines), code);
    const { ledger } = await runOn(transforms, handler(lines));
    expect(ledger.verdicts.map(one => one.code)).not.toContain(code);
  });

  it.each([
    ['its size', 'gizmo_mark(vmf, sizeof(err));'],
    ['its size without parentheses', 'gizmo_mark(vmf, sizeof err);'],
    ['its type', 'gizmo_mark(vmf, (typeof(err))1 << 40);'],
  ])('is as wide as what it takes the place of, where the function asks for %s', async (_, line) => {
    const before = (type: string) =>
      handler([
        `${type} err = ${CALL};`,
        '',
        line,
        'if (err == -ENOMEM)',
        '\treturn VM_FAULT_OOM;',
        'return err ? VM_FAULT_SIGBUS : VM_FAULT_NOPAGE;',
      ]);
    const resultFor = async (type: string) =>
      Object.values(textsAfter(await runOn(transforms, before(type))))[0];
    expect((await resultFor('long')) ?? '').not.toContain('vm_fault_t err');
    expect(await resultFor('int')).toContain('vm_fault_t err');
  });
});

describe('reasons to convert', () => {
  it('in-fault-handler-but, where the old name is a macro for the new one', async () => {
    const alias = '#ifdef HAVE_NEW\n#define vm_insert_pfn vmf_insert_pfn\n#endif\n\n';
    const result = await check(transforms, alias + handler(MAPPED), alias + handler([`return ${NEW};`]));
    expect(codesOf(result, 'convert')).toEqual(['in-fault-handler-but']);
    expect(result.ledger.changes[0]!.differences).toEqual([
      'where vm_insert_pfn() is a macro for vmf_insert_pfn(), the code was taken for an errno before',
    ]);
  });

  it('in-fault-handler', async () => {
    const result = await converts(handler(MAPPED), handler([`return ${NEW};`]), 'in-fault-handler');
    expect(result.ledger.changes[0]!.differences).toEqual([]);
  });

  it('does-otherwise: what was done for one value, and what is done for it now', async () => {
    const before = handler([
      `int err = ${CALL};`,
      '',
      'if (err == -EBUSY)',
      '\tgizmo_unpin(vmf);',
      'if (!err)',
      '\tgizmo_count(vmf);',
      'if (err)',
      '\tdev_dbg(vmf, "none");',
      'if (err == -ENOMEM)',
      '\treturn VM_FAULT_OOM;',
      'return err && err != -EBUSY ? VM_FAULT_SIGBUS : VM_FAULT_NOPAGE;',
    ]);
    const { ledger } = await runOn(transforms, before);
    expect(ledger.verdicts.filter(({ kind }) => kind === 'review').map(({ code }) => code)).toEqual([
      'does-otherwise',
    ]);
    expect(ledger.changes[0]!.differences).toEqual([
      '-EBUSY now counts as success',
      'gizmo_count() is done for -EBUSY too',
      'gizmo_unpin() is no longer done for -EBUSY',
    ]);
  });

  it.each<[string, readonly string[], readonly string[]]>([
    [
      'in the next round',
      [
        'for (i = 0; i < vmf->n; i++) {',
        '\tif (err == -EBUSY)',
        '\t\tgizmo_unpin(vmf);',
        `\terr = ${CALL};`,
        '\tif (err && err != -EBUSY)',
        '\t\tbreak;',
        '}',
      ],
      ['gizmo_unpin() is no longer done for -EBUSY'],
    ],
    [
      'before it tries again',
      [
        'do {',
        '\tif (err == -EBUSY)',
        '\t\tgizmo_wait(vmf);',
        `\terr = ${CALL};`,
        '} while (err == -EBUSY);',
      ],
      ['gizmo_wait() is no longer done for -EBUSY'],
    ],
    [
      'where it left the loop',
      [
        'for (i = 0; i < vmf->n; i++) {',
        `\terr = ${CALL};`,
        '\tif (err == -EBUSY) {',
        '\t\tgizmo_note(vmf);',
        '\t\tbreak;',
        '\t}',
        '\tif (err)',
        '\t\tbreak;',
        '}',
      ],
      ['gizmo_note() is no longer done for -EBUSY'],
    ],
    [
      'nothing but to leave the loop',
      [
        'for (i = 0; i < vmf->n; i++) {',
        `\terr = ${CALL};`,
        '\tif (err)',
        '\t\tbreak;',
        '}',
        'if (i == vmf->n)',
        '\tgizmo_full(vmf);',
      ],
      [],
    ],
    ['nothing', ['for (i = 0; i < vmf->n; i++) {', `\terr = ${CALL};`, '\tif (err)', '\t\tbreak;', '}'], []],
  ])('does-otherwise: what was done for one value %s', async (_, loop, more) => {
    const before = handler([
      'int i, err = 0;',
      '',
      ...loop,
      'if (err == -ENOMEM)',
      '\treturn VM_FAULT_OOM;',
      'return err && err != -EBUSY ? VM_FAULT_SIGBUS : VM_FAULT_NOPAGE;',
    ]);
    const { ledger } = await runOn(transforms, before);
    expect(ledger.changes.map(({ differences }) => differences)).toEqual([
      ['-EBUSY now counts as success', ...more],
    ]);
  });

  it('a function of the new name that maps what the old call gives', async () => {
    const wrapper = [
      'static int vmf_insert_pfn(struct vm_area_struct *vma, unsigned long addr, unsigned long pfn)',
      '{',
      '\tint err = vm_insert_pfn(vma, addr, pfn);',
      '',
      '\tif (err == -ENOMEM)',
      '\t\treturn VM_FAULT_OOM;',
      '\treturn err && err != -EBUSY ? VM_FAULT_SIGBUS : VM_FAULT_NOPAGE;',
      '}',
      '',
      '',
    ].join('\n');
    const { ledger } = await runOn(transforms, wrapper + handler(MAPPED));
    expect(ledger.verdicts.map(({ code }) => code)).not.toContain('own-function');
  });

  it('in-fault-handler-but', async () => {
    const before = handler([`if (${CALL})`, '\treturn VM_FAULT_SIGBUS;', 'return VM_FAULT_NOPAGE;']);
    const result = await converts(before, handler([`return ${NEW};`]), 'in-fault-handler-but');
    expect(result.ledger.changes[0]!.differences).toEqual([
      '-EBUSY now counts as success',
      'out of memory is now VM_FAULT_OOM where it was VM_FAULT_SIGBUS',
    ]);
  });

  it('names in the table of a pair what the call can return, each once', async () => {
    const pair = (helper: readonly string[], caller: readonly string[]) =>
      `static int gizmo_insert(struct gizmo *g, struct vm_fault *vmf)\n{\n${body(helper)}}\n\n${handler(caller)}`;
    const before = pair(
      [
        'int err = gizmo_pin(g);',
        '',
        'if (err)',
        '\treturn err;',
        'err = vm_insert_pfn(vmf->vma, vmf->address, g->pfn);',
        'gizmo_unpin(g);',
        'return err;',
      ],
      [
        'struct gizmo *g = vmf->vma->vm_private_data;',
        'int err;',
        '',
        'err = gizmo_insert(g, vmf);',
        'if (err == -ENOMEM)',
        '\treturn VM_FAULT_OOM;',
        'if (err)',
        '\treturn VM_FAULT_SIGBUS;',
        'return VM_FAULT_NOPAGE;',
      ],
    );
    const { ledger } = await runOn(transforms, before);
    const [change] = ledger.changes;
    expect(change!.table.map(({ value, before: b, after: a }) => `${value}: ${b} / ${a}`)).toEqual([
      '0: returns VM_FAULT_NOPAGE / returns VM_FAULT_NOPAGE',
      '-EBUSY: returns VM_FAULT_SIGBUS / returns VM_FAULT_NOPAGE',
      '-ENOMEM: returns VM_FAULT_OOM / returns VM_FAULT_OOM',
      '-EFAULT, -EINVAL, -EACCES: returns VM_FAULT_SIGBUS / returns VM_FAULT_SIGBUS',
    ]);
  });

  it('handler-returned-errno', async () => {
    await converts(handler([`return ${CALL};`]), handler([`return ${NEW};`]), 'handler-returned-errno');
  });

  it('outside-fault-handler', async () => {
    const lines = (name: string, test: string) => [
      `if (${name}(vma, vma->vm_start, page)${test})`,
      `\tpr_warn("${name}() failed\\n");`,
      'return 0;',
    ];
    const after = mmap(lines('vmf_insert_page', ' != VM_FAULT_NOPAGE'));
    await converts(mmap(lines('vm_insert_page', '')), after, 'outside-fault-handler', true);
  });

  // As the file breaks its own conditions; as the migration did where the file has none that are broken.
  it.each([
    ['that breaks no condition', [], ['', '!= VM_FAULT_NOPAGE']],
    ['that breaks before', ['if (vma->vm_pgoff', '    && size)', '\treturn 1;'], ['', '!= VM_FAULT_NOPAGE']],
    ['that breaks behind', ['if (vma->vm_pgoff &&', '    size)', '\treturn 1;'], [' !=', 'VM_FAULT_NOPAGE']],
  ])('breaks a long condition in a file %s', async (_, own, [end, begin]) => {
    const lines = (name: string, rest: string) => [
      ...own,
      `if (${name}(vma, vma->vm_start + offset_of_page(page), page)${rest})`,
      `\tpr_warn("${name}() failed\\n");`,
      'return 0;',
    ];
    const after = mmap(lines('vmf_insert_page', `${end}\n\t    ${begin}`));
    await converts(mmap(lines('vm_insert_page', '')), after, 'outside-fault-handler', true);
  });
});

/** A header that has the helpers, as the tree's own. */
const HEADER = `// file: include/linux/mm.h
static inline int vm_fault_to_errno(vm_fault_t vm_fault, int foll_flags)
{
	if (vm_fault & VM_FAULT_OOM)
		return -ENOMEM;
	if (vm_fault & (VM_FAULT_SIGBUS | VM_FAULT_SIGSEGV))
		return -EFAULT;
	return 0;
}
`;

/** A tree of that header and a driver. */
const withHelpers = (driver: string, header = HEADER) => `${header}// file: drivers/gizmo/gizmo.c\n${driver}`;

describe('numbers that are known everywhere', () => {
  it('converts a switch over enumerators, one of which is 0', async () => {
    const states = 'enum { GIZMO_OK = 0, GIZMO_BUSY = -EBUSY, GIZMO_FULL = -ENOMEM };\n\n';
    const lines = [
      `switch (${CALL}) {`,
      'case GIZMO_OK:',
      'case GIZMO_BUSY:',
      '\treturn VM_FAULT_NOPAGE;',
      'case GIZMO_FULL:',
      '\treturn VM_FAULT_OOM;',
      '}',
      'return VM_FAULT_SIGBUS;',
    ];
    await check(transforms, states + handler(lines), states + handler([`return ${NEW};`]));
  });

  it('compares with the size of an int as the compiler does', async () => {
    const lines = [
      `int err = ${CALL};`,
      '',
      'if (err < sizeof(int) || err == -EBUSY)',
      '\treturn VM_FAULT_NOPAGE;',
      'return err == -ENOMEM ? VM_FAULT_OOM : VM_FAULT_SIGBUS;',
    ];
    await check(transforms, handler(lines), handler([`return ${NEW};`]));
  });

  it('says where the head of a for declares too much', async () => {
    const lines = [
      'for (int err = 0, i = 0; i < 4; i++) {',
      `\terr = ${CALL};`,
      '\tif (err && err != -EBUSY)',
      '\t\treturn err == -ENOMEM ? VM_FAULT_OOM : VM_FAULT_SIGBUS;',
      '}',
      'return VM_FAULT_NOPAGE;',
    ];
    const { ledger } = await refuses(transforms, handler(lines), 'obstacle');
    expect(ledger.verdicts[0]!.message).toContain(
      'a for declares it in its head, together with something else',
    );
  });
});

describe('a name of the call in what the function prints', () => {
  const failing = (call: string, test: string, rest: readonly string[]) => [
    `int err = ${call};`,
    '',
    test,
    `\t${'pr_err("vm_insert_pfn() failed\\n");'}`,
    ...rest,
  ];
  const printing = (before: readonly string[], after: readonly string[]) =>
    check(transforms, handler(before), handler(after));
  const AFTER = [
    `vm_fault_t err = ${NEW};`,
    '',
    'if (err & VM_FAULT_ERROR)',
    '\tpr_err("vmf_insert_pfn() failed\\n");',
    'return err;',
  ];

  it.each([
    ['on the line of the test', ['if (err && err != -EBUSY) {']],
    ['on a line of its own', ['if (err && err != -EBUSY)', '{']],
  ])('follows it where a brace %s goes', async (_, [test, ...brace]) => {
    const result = await printing(
      failing(CALL, [test, ...brace].join('\n\t'), [
        '\treturn err == -ENOMEM ? VM_FAULT_OOM : VM_FAULT_SIGBUS;',
        '}',
        'return VM_FAULT_NOPAGE;',
      ]),
      AFTER,
    );
    expect(result.ledger.changes[0]!.differences).toContain(
      'a string says vmf_insert_pfn where it said vm_insert_pfn',
    );
  });
});

describe('an errno that is kept', () => {
  const lines = (call: string) => [
    `int err = ${call};`,
    '',
    'if (err)',
    '\tpr_err("gizmo: %d\\n", err);',
    'return err;',
  ];
  const OLD = 'vm_insert_pfn(vma, vma->vm_start, pfn)';
  const KEPT = 'vm_fault_to_errno(vmf_insert_pfn(vma, vma->vm_start, pfn), 0)';

  it('keeps-errno', async () => {
    const before = withHelpers(mmap(lines(OLD)));
    const result = await converts(before, withHelpers(mmap(lines(KEPT))), 'keeps-errno', true);
    const [change] = result.ledger.changes;
    expect(change!.differences).toEqual([
      '-EACCES now arrives as -EFAULT',
      '-EBUSY now counts as success',
      '-EINVAL now arrives as -EFAULT',
    ]);
    expect(change!.table.map(({ value, before: b, after: a }) => `${value}: ${b} / ${a}`)).toEqual([
      '0: returns 0 / returns 0',
      '-EBUSY: returns -EBUSY after pr_err() / returns 0 without pr_err()',
      '-ENOMEM: returns -ENOMEM after pr_err() / returns -ENOMEM after pr_err()',
      '-EFAULT: returns -EFAULT after pr_err() / returns -EFAULT after pr_err()',
      '-EINVAL: returns -EINVAL after pr_err() with -EINVAL / returns -EFAULT after pr_err() with -EFAULT',
      '-EACCES: returns -EACCES after pr_err() with -EACCES / returns -EFAULT after pr_err() with -EFAULT',
    ]);
  });

  it('says only what can be noticed', async () => {
    const tested = (call: string) => [`int err = ${call};`, '', 'return err == -ENOMEM ? err : 0;'];
    const before = withHelpers(mmap(tested(OLD)));
    const result = await check(transforms, before, withHelpers(mmap(tested(KEPT))), { review: true });
    expect(result.ledger.changes[0]!.differences).toEqual([]);
  });

  it('leaves vm_insert_page() beside it, which stays', async () => {
    const page = 'vm_insert_page(vma, vma->vm_start, page)';
    const both = (call: string) => [
      'int err;',
      '',
      `err = ${call};`,
      'if (err)',
      '\treturn err;',
      `return ${page};`,
    ];
    const before = withHelpers(mmap(both(OLD)));
    const result = await check(transforms, before, withHelpers(mmap(both(KEPT))), { review: true });
    expect(codesOf(result, 'refuse')).toEqual(['wants-errno']);
  });

  it('reads what the helper does from the tree, and declines one that does something else', async () => {
    const other = HEADER.replace('return -EFAULT', 'return gizmo_errno(vm_fault)');
    await refuses(transforms, withHelpers(mmap(lines(OLD)), other), 'no-errno-helper');
  });

  it('no-errno-helper', async () => {
    const result = await refuses(transforms, mmap(lines(OLD)), 'no-errno-helper');
    expect(result.ledger.verdicts[0]!.message).toContain(
      'and the errno is wanted: it is given to pr_err() (drivers/gizmo/gizmo.c:6) and is returned through .mmap of ' +
        'struct file_operations (drivers/gizmo/gizmo.c:11); the old call goes away, but this tree has no vm_fault_to_errno()',
    );
  });
});

/** A caller that tells more errors apart than anybody would write out in the helper. */
const MANY_TOLD_APART = handler([
  'switch (insert(vmf)) {',
  ...['EAGAIN', 'EINTR', 'EIO', 'ENXIO'].flatMap(e => [`case -${e}:`, '\treturn VM_FAULT_RETRY;']),
  'case 0:',
  '\treturn VM_FAULT_NOPAGE;',
  'default:',
  '\treturn VM_FAULT_SIGBUS;',
  '}',
]);

describe('a function that arms of an #if choose', () => {
  const codes = async (text: string) =>
    (await runOn(transforms, text)).ledger.verdicts.map(({ code, message }) => ({ code, message }));
  const chosen = (one: string, other: string) => [
    'int err =',
    '#ifdef CONFIG_GIZMO',
    `\t${one}`,
    '#else',
    `\t${other}`,
    '#endif',
    '\t(vma, vma->vm_start, pfn);',
    'return err;',
  ];
  // A directive begins its line.
  const flush = (text: string) => text.replace(/^\t#/gm, '#');

  it('is called there, and has the context of the call', async () => {
    const found = await codes(flush(mmap(chosen('vm_insert_page', 'gizmo_insert'))));
    expect(found.map(({ code }) => code)).toEqual(['wants-errno']);
    const two = await codes(flush(mmap(chosen('vm_insert_page', 'vm_insert_pfn'))));
    expect(two.map(({ code }) => code)).toEqual(['wants-errno', 'no-errno-helper']);
    expect(two[0]!.message).toContain('does not run under a page fault');
  });

  it('is called where its name stands in parentheses', async () => {
    const [only] = await codes(mmap(['return (vm_insert_page)(vma, vma->vm_start, page);']));
    expect(only!.code).toBe('wants-errno');
  });

  it('is no call where nothing calls it', async () => {
    const text = mmap(['insert_fn *insert =', '#ifdef A', 'vm_insert_page', '#else', 'other', '#endif', ';']);
    expect((await codes(flush(text))).map(({ code }) => code)).toEqual(['address-taken']);
  });
});

describe('reasons to refuse', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['wants-errno', mmap(['return vm_insert_page(vma, vma->vm_start, page);'])],
    [
      'both-contexts',
      `static int insert(struct vm_area_struct *vma)\n{\n${body([
        'if (vm_insert_page(vma, vma->vm_start, page))',
        '\treturn 1;',
        'return 0;',
      ])}}\n\n${handler(['insert(vmf->vma);', 'return VM_FAULT_NOPAGE;'])}\n${mmap(['return insert(vma);'])}`,
    ],
    [
      'unknown-context',
      'int gizmo_insert(struct vm_area_struct *vma)\n{\n\treturn vm_insert_page(vma, vma->vm_start, page);\n}\n',
    ],
    [
      'would-differ',
      handler([
        `int err = ${CALL};`,
        '',
        'if (err == -EINVAL)',
        '\treturn VM_FAULT_RETRY;',
        'return err ? VM_FAULT_SIGBUS : VM_FAULT_NOPAGE;',
      ]),
    ],
    [
      'not-evaluated',
      handler([
        'int ret;',
        '',
        'asm volatile("nop");',
        `ret = ${CALL};`,
        'return ret ? VM_FAULT_SIGBUS : 0;',
      ]),
    ],
    ['obstacle', handler([`gizmo_log(${CALL});`, 'return VM_FAULT_NOPAGE;'])],
    [
      'caller-stays',
      `static int insert(struct vm_fault *vmf)\n{\n\treturn ${CALL};\n}\n\n${handler([
        'int ret = insert(vmf);',
        '',
        'gizmo_log(ret);',
        'return ret ? VM_FAULT_SIGBUS : VM_FAULT_NOPAGE;',
      ])}`,
    ],
    [
      'defined-again',
      `#ifdef CONFIG_GIZMO\nstatic int insert(struct vm_fault *vmf)\n{\n\treturn ${CALL};\n}\n#else\n` +
        `static int insert(struct vm_fault *vmf)\n{\n\treturn -ENODEV;\n}\n#endif\n\n${handler([
          'if (insert(vmf))',
          '\treturn VM_FAULT_SIGBUS;',
          'return VM_FAULT_NOPAGE;',
        ])}`,
    ],
    [
      'errors-of-its-own',
      `static int insert(struct vm_fault *vmf)\n{\n${body([
        'int err = gizmo_prepare(vmf);',
        '',
        'if (err)',
        '\treturn err;',
        `return ${CALL};`,
      ])}}\n\n${MANY_TOLD_APART}`,
    ],
    ['address-taken', 'static struct gizmo_ops ops = {\n\t.insert = vm_insert_page,\n};\n'],
    ['inside-a-macro', '#define gizmo_insert(v, a, p) vm_insert_page(v, a, p)\n'],
    ['redefined-name', `#undef EBUSY\n#define EBUSY 14 /* as elsewhere */\n\n${handler(MAPPED)}`],
  ];

  it.each([
    ['an errno by the name of another', '#undef EBUSY\n#define EBUSY EAGAIN\n'],
    ['an errno that is computed', '#undef ENOMEM\n#define ENOMEM (10 + 4)\n'],
    ['a code by the name of another', '#define VM_FAULT_OOM VM_FAULT_RETRY\n'],
    ['a code with another', '#define VM_FAULT_NOPAGE (VM_FAULT_RETRY | 0)\n'],
    ['a mask of errors without one', '#define VM_FAULT_ERROR (VM_FAULT_OOM | VM_FAULT_HWPOISON)\n'],
    [
      'a mask of errors with more',
      '#define VM_FAULT_ERROR (VM_FAULT_OOM | VM_FAULT_SIGBUS | VM_FAULT_RETRY)\n',
    ],
  ])('redefined-name: %s', async (_, macro) => {
    await refuses(transforms, `${macro}\n${handler(MASKED)}`, 'redefined-name');
  });

  it.each([
    ['in hexadecimal, with a cast', '#define VM_FAULT_OOM ((__force vm_fault_t) 0x0001)\n'],
    ['in octal', '#define EBUSY 020\n'],
    ['by parts', '#define VM_FAULT_NOPAGE (0x100u | 0)\n'],
    [
      'as an old kernel has it',
      '#define VM_FAULT_ERROR (VM_FAULT_OOM | VM_FAULT_SIGBUS | \\\n\tVM_FAULT_HWPOISON)\n',
    ],
  ])('a name with its own value is not redefined: %s', async (_, macro) => {
    const { ledger } = await runOn(transforms, `${macro}\n${handler(MASKED)}`);
    expect(ledger.verdicts.map(({ code }) => code)).not.toContain('redefined-name');
  });

  /** What the verdict says of is where it stands: the word itself. */
  const SELF = new Set(['address-taken', 'inside-a-macro', 'redefined-name']);

  it.each(cases)('%s', async (code, text) => {
    const result = await refuses(transforms, text, code);
    const [refused] = result.ledger.verdicts.filter(v => v.code === code);
    if (!SELF.has(code)) expect(refused!.message).toMatch(/\bgizmo\.c:\d+/);
  });

  it.each([
    ['another name', '#define vm_insert_pfn gizmo_pfn\n'],
    ['another value of an argument', '#define vm_insert_pfn(v, a, p) vm_insert_pfn(v, a, (p) + 1)\n'],
  ])('own-macro: %s', async (_, macro) => {
    await refuses(transforms, `${macro}\n${handler(MAPPED)}`, 'own-macro', { also: ['inside-a-macro'] });
  });

  it('names the errors that a helper has of its own', async () => {
    const lines = [
      'void *entry;',
      'int err = gizmo_prepare(vmf);',
      '',
      'if (err)',
      '\treturn err;',
      'entry = gizmo_entry(vmf);',
      'if (IS_ERR(entry))',
      '\treturn PTR_ERR(entry);',
      'if (!entry)',
      '\treturn -EIO;',
      `err = ${CALL};`,
      'return err;',
    ];
    const text = `static int insert(struct vm_fault *vmf)\n{\n${body(lines)}}\n\n${MANY_TOLD_APART}`;
    const result = await refuses(transforms, text, 'errors-of-its-own');
    expect(result.ledger.verdicts[0]!.message).toBe(
      'insert() hands the errno on to its callers, and so it does with errors of its own, which callers cannot tell ' +
        'from it: gizmo_prepare() (drivers/gizmo/gizmo.c:4), PTR_ERR(entry) (drivers/gizmo/gizmo.c:10) and ' +
        '-EIO (drivers/gizmo/gizmo.c:12)',
    );
  });

  it('comment-speaks-of-errno', async () => {
    const lines = (call: string) => ['/* vm_insert_pfn() gives -EBUSY here */', `return ${call};`];
    const before = handler([lines(CALL)[0]!, `${CALL};`, 'return VM_FAULT_NOPAGE;']);
    const result = await runOn(transforms, before);
    expect(Object.values(textsAfter(result))).toEqual([handler(lines(NEW))]);
    expect(codesOf(result, 'refuse')).toEqual(['comment-speaks-of-errno']);
  });
});

describe('nothing to do', () => {
  it('declaration', async () => {
    await leavesAlone(
      transforms,
      'int vm_insert_page(struct vm_area_struct *vma, unsigned long addr, struct page *p);\n',
    );
  });

  it('implementation', async () => {
    await leavesAlone(
      transforms,
      'int vm_insert_pfn(struct vm_area_struct *vma)\n{\n\treturn vm_insert_pfn_prot(vma);\n}\n',
    );
  });

  it('mention', async () => {
    await leavesAlone(transforms, '/* As vm_insert_page() does. */\nint gizmo;\n');
  });
});

/** The sentence of a refusal. */
async function said(lines: readonly string[], code: string): Promise<string> {
  const result = await refuses(transforms, handler(lines), code);
  return result.ledger.verdicts.find(v => v.code === code)!.message;
}

describe('what stands in the way is said', () => {
  it('as the value that would behave otherwise', async () => {
    const lines = [
      'int err;',
      '',
      `err = ${CALL};`,
      'if (err == -EFAULT)',
      '\treturn VM_FAULT_RETRY;',
      'if (err == -ENOMEM)',
      '\treturn VM_FAULT_OOM;',
      'return err ? VM_FAULT_SIGBUS : VM_FAULT_NOPAGE;',
    ];
    expect(await said(lines, 'would-differ')).toMatch(
      /gizmo\.c:\d+: -EFAULT gave VM_FAULT_RETRY, would give VM_FAULT_SIGBUS$/,
    );
  });

  it.each([
    `int ret __attribute__((cleanup(gizmo_done))) = ${CALL};`,
    `int ret __free(gizmo_done) = ${CALL};`,
    `__attribute__((__cleanup__(gizmo_done))) int ret = ${CALL};`,
  ])('as a variable that its scope hands on: %s', async declaration => {
    const lines = [
      declaration,
      '',
      'if (ret && ret != -EBUSY)',
      '\treturn VM_FAULT_SIGBUS;',
      'return VM_FAULT_NOPAGE;',
    ];
    expect(await said(lines, 'not-evaluated')).toMatch(/ret is handed to a function at the end of its scope/);
  });

  it('as the values that a switch tells apart', async () => {
    const lines = [
      'int err;',
      '',
      `err = ${CALL};`,
      'switch (err) {',
      'case -EINVAL:',
      '\tgizmo_log(vmf);',
      'case 0:',
      '\tgizmo_mark(vmf);',
      '\tbreak;',
      '}',
      'return VM_FAULT_LOCKED;',
    ];
    expect(await said(lines, 'obstacle')).toMatch(
      /-EFAULT and -EINVAL take different ways in the switch, and both are VM_FAULT_SIGBUS now \(drivers\/gizmo\/gizmo\.c:6\)$/,
    );
  });
});

describe('where the value goes out of sight is named', () => {
  const tested = ['if (ret)', '\treturn VM_FAULT_SIGBUS;', 'return VM_FAULT_NOPAGE;'];
  const given = [`ret = ${CALL};`, ...tested];

  it.each<[string, string[], RegExp]>([
    ['static', ['static int ret;', '', ...given], /"ret", which is static: others may read it later$/],
    ['volatile', ['volatile int ret;', '', ...given], /"ret", which is volatile: it may change at any time$/],
    [
      'an address',
      ['int ret;', '', `ret = ${CALL};`, 'gizmo_log(&ret);', ...tested],
      /"ret", whose address is given away at "&ret\);"$/,
    ],
    ['-=', ['int ret = 0;', '', `ret -= ${CALL};`, ...tested], /"ret" by -=$/],
    [
      'an array',
      ['int ret[2];', '', ...given.map(l => l.replace('ret', 'ret[1]'))],
      /it goes into "ret\[1\]"$/,
    ],
    [
      'a warning that tells apart what is one now',
      [
        'int ret;',
        '',
        `ret = ${CALL};`,
        'if (WARN_ON(ret == -EINVAL))',
        '\treturn VM_FAULT_SIGBUS;',
        ...tested,
      ],
      /it is read at "WARN_ON\(ret == -EINVAL\)", which tells -EFAULT from -EINVAL, and both are VM_FAULT_SIGBUS now /,
    ],
    [
      '?: of which what stands before it is not ours',
      ['int ret;', '', `gizmo_log(${CALL} ?: gizmo(vmf));`],
      /it is read at "gizmo_log\(.*\)"$/,
    ],
  ])('%s', async (_, lines, words) => {
    expect(await said(lines, 'obstacle')).toMatch(words);
  });
});

it('evaluates nothing where a word of the language is a macro', () =>
  refuses(transforms, `#define if(x) if (!(x))\n\n${handler(MAPPED)}`, 'not-evaluated'));

it('gives no new variable the name of a macro', async () => {
  const text = (lines: readonly string[]) => `#define ret (g->result)\n${handler(lines)}`;
  const before = [
    'struct gizmo *g = vmf->vma->vm_private_data;',
    '',
    `${CALL};`,
    'gizmo_unpin(g);',
    'return VM_FAULT_NOPAGE;',
  ];
  const after = [
    'struct gizmo *g = vmf->vma->vm_private_data;',
    'vm_fault_t retval;',
    '',
    `retval = ${CALL.replace('vm_', 'vmf_')};`,
    'gizmo_unpin(g);',
    'return retval;',
  ];
  await check(transforms, text(before), text(after));
});

describe('macros that use what they are not given', () => {
  const MACROS =
    '#define BAIL_ON_ERROR() do { if (ret < 0) goto out; } while (0)\n#define FAILED (ret < 0)\n';
  const bails = handler([
    'int ret;',
    '',
    `ret = ${CALL};`,
    'BAIL_ON_ERROR();',
    'return VM_FAULT_NOPAGE;',
    'out:',
    'return VM_FAULT_SIGBUS;',
  ]);
  const reads = handler([
    'int ret;',
    '',
    `ret = ${CALL};`,
    'if (FAILED)',
    '\treturn VM_FAULT_SIGBUS;',
    'return VM_FAULT_NOPAGE;',
  ]);

  const HIDDEN: readonly (readonly [string, string])[] = [
    ['in the file', MACROS],
    [
      'in a header of its own',
      `// file: drivers/gizmo/gizmo.h\n${MACROS}// file: drivers/gizmo/gizmo.c\n#include "gizmo.h"\n\n`,
    ],
    [
      'in a header behind a header',
      `// file: include/linux/gizmo.h\n${MACROS}// file: include/linux/widget.h\n#include <linux/gizmo.h>\n` +
        '// file: drivers/gizmo/gizmo.c\n#include <linux/widget.h>\n\n',
    ],
  ];
  const RETURNED = handler([`return ${NEW};`]);

  it.each(HIDDEN)('are read, %s: what they say is what is converted', async (_, macros) => {
    await check(transforms, macros + bails, macros + RETURNED);
    await check(transforms, macros + reads, macros + RETURNED);
  });

  it('stay where the rewrite leaves alone what they say', () => {
    const ready = '#define CHECK(vmf) do { if (!gizmo_ready(vmf)) return VM_FAULT_RETRY; } while (0)\n';
    const before = handler(['int ret;', '', 'CHECK(vmf);', ...MAPPED.slice(2)]);
    return check(transforms, ready + before, ready + handler(['CHECK(vmf);', `return ${NEW};`]));
  });

  it.each([
    ['stand in a type', `#define wide_t typeof(ret)\n${handler([...MAPPED, 'n = (wide_t)1;'])}`],
    ['are the name of the variable', `#define ret gizmo_ret\n${handler(MAPPED)}`],
    ['have two meanings', `#define BAIL_ON_ERROR() goto out\n${MACROS}${bails}`],
    ['jump out of a loop of their own', `#define BAIL_ON_ERROR() while (ret < 0) goto out\n${bails}`],
  ])('are not converted where they %s', async (_what, before) =>
    refuses(transforms, before, 'not-evaluated'),
  );

  it('are named where they read the result in a way that is not seen through', async () => {
    const text = `#define FAILED(x) ({ int e = (x); e < 0; })\n${handler([...MAPPED.slice(0, 3), 'if (FAILED(ret))', '\treturn VM_FAULT_SIGBUS;', 'return VM_FAULT_NOPAGE;'])}`;
    const result = await refuses(transforms, text, 'obstacle');
    const [refused] = result.ledger.verdicts.filter(({ kind }) => kind === 'refuse');
    expect(refused!.message).toMatch(/the macro FAILED\(\) reads it at "FAILED\(ret\)"/);
  });

  it('do not matter where they only name members, or declare what they use', () =>
    check(
      transforms,
      `#define to_widget(g) container_of(g, struct widget, ret)\n` +
        `#define note(x) do { int ret = (x); log_it(ret); } while (0)\n` +
        handler([
          'struct widget *w = to_widget(vmf->vma);',
          ...MAPPED.slice(0, 2),
          'note(w->n);',
          ...MAPPED.slice(2),
        ]),
      `#define to_widget(g) container_of(g, struct widget, ret)\n` +
        `#define note(x) do { int ret = (x); log_it(ret); } while (0)\n` +
        handler(['struct widget *w = to_widget(vmf->vma);', '', 'note(w->n);', `return ${NEW};`]),
    ));
});

describe('the shelf of this family', () => {
  it('has a test here for each reason', () => {
    const tested = [
      'in-fault-handler',
      'in-fault-handler-but',
      'does-otherwise',
      'handler-returned-errno',
      'outside-fault-handler',
      'wants-errno',
      'keeps-errno',
      'no-errno-helper',
      'both-contexts',
      'unknown-context',
      'would-differ',
      'not-evaluated',
      'obstacle',
      'caller-stays',
      'defined-again',
      'errors-of-its-own',
      'member',
      'address-taken',
      'inside-a-macro',
      'own-macro',
      'own-function',
      'redefined-name',
      'comment-speaks-of-errno',
      'declaration',
      'implementation',
      'mention',
    ];
    // One configuration cannot be rewritten as another is: tested where functions are converted.
    // Arms for other kernels likewise, in __tests__/kernels/guards.test.ts.
    const arms = ['both-arms', 'beside-both-arms'];
    const codes = [
      ...tested,
      ...arms,
      'config-arms',
      'prepares',
      ...Object.keys(TYPE_REASONS),
      ...Object.keys(READ_REASONS),
    ];
    expect(codes.sort()).toEqual(Object.keys(insertRule.reasons).sort());
  });
});

describe('an old call that the driver brings itself', () => {
  const BROUGHT = `#if LINUX_VERSION_CODE >= KERNEL_VERSION(4, 20, 0)
static inline int vm_insert_pfn(struct vm_area_struct *vma, unsigned long addr, unsigned long pfn)
{
	return own_errno(vmf_insert_pfn(vma, addr, pfn));
}
#endif
`;
  const DRIVER = `#include "own.h"
static int gizmo_mmap(struct file *file, struct vm_area_struct *vma)
{
	return vm_insert_pfn(vma, vma->vm_start, 1);
}
static const struct file_operations gizmo_fops = { .mmap = gizmo_mmap };
`;

  it.each([
    [BROUGHT, 'wants-errno'],
    [BROUGHT.replace('static inline ', ''), 'wants-errno'],
    ['', 'no-errno-helper'],
  ])('does not go away', async (own, code) => {
    const result = await run({
      tree: memoryTree({ 'gizmo.c': DRIVER, 'own.h': own }),
      transforms,
      parser: await testParser(),
      takeReview: false,
    });
    const verdicts = result.ledger.verdicts.filter(({ occurrence: { path } }) => path === 'gizmo.c');
    expect(verdicts.map(one => one.code)).toContain(code);
  });
});

describe('a helper in a table of the driver', () => {
  it('is refused by the name of who calls through the table', async () => {
    const result = await run({
      tree: memoryTree({
        'gizmo.c': `#include <linux/mm.h>
struct gizmo_put { int (*one)(struct vm_area_struct *vma); };
static int put_one(struct vm_area_struct *vma)
{
	return vm_insert_page(vma, 0, 0);
}
static const struct gizmo_put puts = { .one = put_one };
static int gizmo_fault(struct vm_fault *vmf)
{
	const struct gizmo_put *put = &puts;

	return put->one(vmf->vma) ? VM_FAULT_SIGBUS : VM_FAULT_NOPAGE;
}
static const struct vm_operations_struct gizmo_ops = { .fault = gizmo_fault };
`,
      }),
      transforms,
      parser: await testParser(),
      takeReview: false,
    });
    expect(result.ledger.verdicts[0]).toMatchObject({
      code: 'caller-stays',
      message: expect.stringContaining('calls through struct gizmo_put.one'),
    });
  });
});

describe('what a header of the driver says', () => {
  const inHeader = (header: string, guard = true) =>
    `// file: drivers/gizmo/gizmo.h\n${guard ? `#ifndef GIZMO_H\n#define GIZMO_H\n\n${header}\n#endif\n` : header}` +
    '// file: drivers/gizmo/gizmo.c\n#include "gizmo.h"\n\n';
  const MAPS = [
    'static inline int gizmo_code(int err)',
    '{',
    '\tif (err == -ENOMEM)',
    '\t\treturn VM_FAULT_OOM;',
    '\tif (err < 0 && err != GIZMO_RACED)',
    '\t\treturn VM_FAULT_SIGBUS;',
    '\treturn VM_FAULT_NOPAGE;',
    '}',
    '',
  ].join('\n');
  const ENUM = 'enum gizmo_error {\n\tGIZMO_OK,\n\tGIZMO_RACED = -EBUSY,\n};\n\n';

  it.each([
    ['its enumerators', ENUM, ['if (ret < 0 && ret != GIZMO_RACED)', '\treturn VM_FAULT_SIGBUS;']],
    [
      'its enumerators, without a guard',
      ENUM,
      ['if (ret < 0 && ret != GIZMO_RACED)', '\treturn VM_FAULT_SIGBUS;'],
    ],
  ])('counts: %s', async (what, header, lines) => {
    const above = inHeader(header, !what.includes('without'));
    const before = handler([
      'int ret;',
      '',
      `ret = ${CALL};`,
      'if (ret == -ENOMEM)',
      '\treturn VM_FAULT_OOM;',
      ...lines,
      'return VM_FAULT_NOPAGE;',
    ]);
    await check(transforms, above + before, above + handler([`return ${NEW};`]));
  });

  it('counts: its functions', async () => {
    const above = inHeader(ENUM + MAPS);
    const before = handler(['int ret;', '', `ret = ${CALL};`, 'return gizmo_code(ret);']);
    await check(transforms, above + before, above + handler([`return ${NEW};`]));
  });

  it.each([
    ['which returns what the old call does', 'return vm_insert_pfn(vma, addr, pfn);', ['own-function']],
    ['which gives what the API does', 'return gizmo_code(vm_insert_pfn(vma, addr, pfn));', []],
  ])('counts: a function of a new name, %s', async (_, body, codes) => {
    const wrapper =
      'static inline int vmf_insert_pfn(struct vm_area_struct *vma, unsigned long addr, unsigned long pfn)\n' +
      `{\n\t${body}\n}\n`;
    const { ledger } = await runOn(transforms, inHeader(ENUM + MAPS + wrapper) + handler(MAPPED));
    const refused = ledger.verdicts.filter(
      ({ kind, occurrence }) => kind === 'refuse' && occurrence.path === ONLY_FILE,
    );
    expect(refused.map(({ code }) => code)).toEqual(codes);
  });

  it('does not count where two of them do otherwise', async () => {
    const above = inHeader(
      `#ifdef A\n${ENUM}${MAPS}#else\n${ENUM.replace('-EBUSY', '-EIO')}${MAPS.replace('-ENOMEM', '-EIO')}#endif\n`,
    );
    const before = handler(['int ret;', '', `ret = ${CALL};`, 'return gizmo_code(ret);']);
    const { ledger } = await runOn(transforms, above + before);
    expect(ledger.verdicts.filter(({ kind }) => kind === 'convert')).toEqual([]);
  });
});

it('says that a string names the new call', async () => {
  const before = handler(
    [
      `int err = ${CALL};`,
      '',
      'if (err && err != -EBUSY)',
      '\tpr_err("vm_insert_pfn failed\\n");',
      ...MAPPED.slice(3),
    ].map(line => line.replaceAll('ret', 'err').replaceAll('eerrurn', 'return')),
  );
  const { ledger } = await runOn(transforms, before);
  expect(ledger.changes.flatMap(({ differences }) => differences)).toEqual([
    'a string says vmf_insert_pfn where it said vm_insert_pfn',
  ]);
});

it.each([['if (ret)', 'return ERR_PTR(ret);', 'return g->ptr;'], ['return ret ? ERR_PTR(ret) : g->ptr;']])(
  'says that an errno goes into ERR_PTR(): %s',
  async (...lines) => {
    const tree = `static void *gizmo_map(struct vm_fault *vmf, struct gizmo *g)
{
	int ret = ${CALL};

${body(lines)}}

${handler(['return IS_ERR(gizmo_map(vmf, vmf->g)) ? VM_FAULT_SIGBUS : VM_FAULT_NOPAGE;'])}`;
    const { ledger } = await runOn(transforms, tree);
    const said = ledger.verdicts.map(({ code, message }) => `${code}: ${message}`).join('\n');
    expect(said).toMatch(/^obstacle: .*: it goes into ERR_PTR\(\) \(drivers\/gizmo\/gizmo\.c:[56]\)/m);
  },
);
