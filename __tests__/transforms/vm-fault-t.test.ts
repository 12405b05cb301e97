/** Types for codes: one canonical test per reason, its examples, and how they go together with calls. */
import { transforms } from '../../transforms/index.js';
import { TYPE_REASONS } from '../../transforms/vm-fault/types.js';
import { codesOf, filesOf, ONLY_FILE, runOn, textsAfter } from '../check.js';

const TABLE = '\nstatic const struct vm_operations_struct gizmo_ops = {\n\t.fault = gizmo_fault,\n};\n';
const body = (lines: readonly string[]) => lines.map(l => (l === '' ? '\n' : `\t${l}\n`)).join('');
const fn = (head: string, lines: readonly string[]) => `${head}\n{\n${body(lines)}}\n`;
const handler = (lines: readonly string[], type = 'int') =>
  fn(`static ${type} gizmo_fault(struct vm_fault *vmf)`, lines) + TABLE;

/** A tree of files in one string. */
const treeOf = (files: Readonly<Record<string, string>>) =>
  Object.entries(files)
    .map(([path, text]) => `// file: ${path}\n${text}`)
    .join('');

/** The text after all rewrites of a tree of one file, and the codes of each kind of verdict. */
const outcome = async (before: string) => {
  const result = await runOn(transforms, before);
  return { result, after: textsAfter(result)[ONLY_FILE] ?? before };
};

describe('reasons', () => {
  const tested = new Set<string>();
  const has = async (kind: 'convert' | 'refuse' | 'done', code: string, before: string, after = before) => {
    tested.add(code);
    const seen = await outcome(before);
    expect(codesOf(seen.result, kind)).toContain(code);
    expect(seen.after).toBe(after);
  };

  it('returns-codes', () =>
    has(
      'convert',
      'returns-codes',
      handler(['return VM_FAULT_SIGBUS;']),
      handler(['return VM_FAULT_SIGBUS;'], 'vm_fault_t'),
    ));

  it('holds-codes', () => {
    const user = (type: string) =>
      fn('static void gizmo_touch(struct vm_fault *vmf)', [
        `${type} ret = gizmo_fault(vmf);`,
        '',
        'if (ret & VM_FAULT_ERROR)',
        '\tgizmo_complain();',
      ]);
    const text = (type: string) => handler(['return VM_FAULT_NOPAGE;'], type) + user(type);
    return has('convert', 'holds-codes', text('int'), text('vm_fault_t'));
  });

  it('declares-codes', () => {
    const text = (type: string) =>
      `static ${type} gizmo_fault(struct vm_fault *vmf);\n\n${handler(['return 0;'], type)}`;
    return has('convert', 'declares-codes', text('int'), text('vm_fault_t'));
  });

  it('slot-of-codes', () => {
    const text = (type: string) =>
      `struct vm_operations_struct {\n\tvoid (*open)(struct vm_area_struct *area);\n\t${type} (*fault)(struct vm_fault *vmf);\n};\n`;
    return has('convert', 'slot-of-codes', text('int'), text('vm_fault_t'));
  });

  it('cannot-be-typed', () =>
    has(
      'refuse',
      'cannot-be-typed',
      handler([
        'int ret;',
        '',
        'if (vmf->page)',
        '\tret = VM_FAULT_NOPAGE;',
        'else',
        '\tret = gizmo_map();',
        'return ret;',
      ]),
    ));

  it('cannot-be-typed: a macro assigns behind the text', async () => {
    const lines = ['int ret = VM_FAULT_NOPAGE;', '', 'FAIL(vmf->page);', 'return ret;'];
    await has(
      'refuse',
      'cannot-be-typed',
      `#define FAIL(p) do { if (!p) ret = -ENOMEM; } while (0)\n${handler(lines)}`,
    );
    await has('refuse', 'cannot-be-typed', `#define FAIL(p) log_it("%d", ret)\n${handler(lines)}`);
  });

  it('cannot-be-told-apart', () =>
    has(
      'refuse',
      'cannot-be-told-apart',
      fn('static int gizmo_step(struct vm_fault *vmf)', [
        'int ret;',
        '',
        'if (vmf->page)',
        '\tret = VM_FAULT_NOPAGE;',
        'else',
        '\tret = gizmo_map();',
        'return ret;',
      ]),
    ));

  it('member-of-codes', () => {
    const text = (type: string) =>
      `struct gizmo {\n\tstruct vm_fault *vmf;\n\t${type} last;\n};\n\n${handler(['struct gizmo *g = vmf->g;', '', 'g->last = VM_FAULT_SIGBUS;', 'return g->last;'], type)}`;
    return has('convert', 'member-of-codes', text('int'), text('vm_fault_t'));
  });

  const STORED = (type: string) =>
    `struct gizmo {\n\tint status;\n};\n\n${handler(['gizmo->status = VM_FAULT_SIGBUS;', 'return VM_FAULT_OOM;'], type)}`;

  it('typed-but-kept', () => has('convert', 'typed-but-kept', STORED('int'), STORED('vm_fault_t')));

  it('kept-in-int', () => has('refuse', 'kept-in-int', STORED('vm_fault_t')));

  it('left-as-int', () =>
    has(
      'done',
      'left-as-int',
      handler(['trace_gizmo(VM_FAULT_OOM);', 'return VM_FAULT_OOM;'], 'vm_fault_t'),
    ));

  it('cannot-be-told-apart, where the function has the type and a variable of it cannot', () =>
    has(
      'refuse',
      'cannot-be-told-apart',
      handler(
        [
          'vm_fault_t ret = VM_FAULT_SIGBUS;',
          'int err = -EINVAL;',
          '',
          'if (vmf->pgoff)',
          '\terr = filemap_fault(vmf);',
          'if (err)',
          '\tgizmo_tell(vmf, err);',
          'return ret;',
        ],
        'vm_fault_t',
      ),
    ));

  it('made-out-of-sight', () =>
    has(
      'refuse',
      'made-out-of-sight',
      `static int (gizmo_fault)(struct vm_fault *vmf)\n{\n\treturn 0;\n}\n${TABLE}`,
    ));

  it('made-out-of-sight, of a function that no slot holds', () =>
    has(
      'refuse',
      'made-out-of-sight',
      'int (gizmo_two)(struct vm_fault *vmf)\n{\n\treturn VM_FAULT_OOM;\n}\n',
    ));

  it('made-out-of-sight: not what has the type', () =>
    has('done', 'names-it', 'vm_fault_t (gizmo_two)(struct vm_fault *vmf)\n{\n\treturn VM_FAULT_OOM;\n}\n'));

  it('typed-already', () => has('done', 'typed-already', handler(['return VM_FAULT_SIGBUS;'], 'vm_fault_t')));

  it.each([
    ['a macro', '#define gizmo_t int\n', '#define gizmo_t vm_fault_t\n'],
    ['a typedef', 'typedef int gizmo_t;\n', 'typedef vm_fault_t gizmo_t;\n'],
    [
      'a typedef of a typedef',
      'typedef int code_t;\ntypedef code_t gizmo_t;\n',
      'typedef vm_fault_t gizmo_t;\n',
    ],
  ])('typed-already, by %s that is the type for some kernels', (_, old, now) =>
    has(
      'done',
      'typed-already',
      `#ifdef OLD\n${old}#else\n${now}#endif\n\n${handler(['return VM_FAULT_SIGBUS;'], 'gizmo_t')}`,
    ),
  );

  it('stays-as-it-is', () =>
    has(
      'done',
      'stays-as-it-is',
      fn('static int gizmo_errno(void)', [
        'return handle_mm_fault(area, 0, 0) & VM_FAULT_OOM ? -ENOMEM : 0;',
      ]),
    ));

  it('names-it', () => has('done', 'names-it', 'struct vm_fault;\n/* VM_FAULT_OOM */\n'));

  afterAll(() => expect([...tested].sort()).toEqual(Object.keys(TYPE_REASONS).sort()));
});

describe('types', () => {
  it('gives what goes with a call the verdict of the call', async () => {
    const text = (...lines: string[]) => handler(lines, 'vm_fault_t');
    const call = (name: string) => `${name}(vmf->vma, vmf->address, vmf->pgoff)`;
    const { result, after } = await outcome(
      text(
        `int err = ${call('vm_insert_pfn')};`,
        '',
        'if (err == -ENOMEM)',
        '\treturn VM_FAULT_OOM;',
        'if (err)',
        '\treturn VM_FAULT_SIGBUS;',
        'return VM_FAULT_NOPAGE;',
      ),
    );
    expect(after).toBe(text(`return ${call('vmf_insert_pfn')};`));
    const codes = result.ledger.verdicts.filter(({ occurrence }) =>
      occurrence.keyword.startsWith('VM_FAULT_'),
    );
    expect(new Set(codes.map(({ kind, code }) => `${kind} ${code}`))).toEqual(
      new Set(['convert in-fault-handler-but']),
    );
  });

  it('go together with the conversion of calls, as one change', async () => {
    const before = handler([
      'int ret;',
      '',
      'ret = vm_insert_pfn(vmf->vma, vmf->address, 1);',
      'if (ret == -ENOMEM)',
      '\treturn VM_FAULT_OOM;',
      'if (ret < 0 && ret != -EBUSY)',
      '\treturn VM_FAULT_SIGBUS;',
      'return VM_FAULT_NOPAGE;',
    ]);
    const { result, after } = await outcome(before);
    expect(after).toBe(handler(['return vmf_insert_pfn(vmf->vma, vmf->address, 1);'], 'vm_fault_t'));
    expect(result.ledger.changes.map(({ transforms: names }) => names)).toEqual([
      ['vm-fault-t', 'vm-insert-pfn'],
    ]);
  });

  it('reach over files: the header, the twin, and who keeps the result', async () => {
    const files = (type: string) => ({
      'drivers/gizmo/gizmo.h': `#ifdef CONFIG_GIZMO\n${type} gizmo_map(struct vm_fault *vmf);\n#else\nstatic inline ${type} gizmo_map(struct vm_fault *vmf)\n{\n\treturn 0;\n}\n#endif\n`,
      'drivers/gizmo/map.c': `#include "gizmo.h"\n${fn(`${type} gizmo_map(struct vm_fault *vmf)`, ['return VM_FAULT_LOCKED;'])}`,
      'drivers/gizmo/drv.c': `#include "gizmo.h"\n${handler([`${type} ret = gizmo_map(vmf);`, '', 'return ret;'], type)}`,
    });
    const result = await runOn(transforms, treeOf(files('int')));
    expect(textsAfter(result)).toEqual(files('vm_fault_t'));
    expect(result.ledger.changes).toHaveLength(1);
    expect(textsAfter(await runOn(transforms, treeOf(files('vm_fault_t'))))).toEqual({});
  });

  it('leave a helper alone that returns an errno into the same variable', async () => {
    const before =
      fn('static int gizmo_map(int n)', ['if (n)', '\treturn -EINVAL;', 'return 0;']) +
      handler([
        'int ret = gizmo_map(1);',
        '',
        'if (ret)',
        '\treturn VM_FAULT_SIGBUS;',
        'return VM_FAULT_NOPAGE;',
      ]);
    const { after } = await outcome(before);
    expect(after).toContain('static int gizmo_map(int n)');
    expect(after).toContain('int ret = gizmo_map(1);');
    expect(after).toContain('static vm_fault_t gizmo_fault');
  });
});

it('says in the patch of the tables which handlers keep their type', async () => {
  const stuck = handler([
    'int ret = filemap_fault(vmf);',
    '',
    'if (gizmo_bad(vmf))',
    '\tret = -EIO;',
    'gizmo_note(ret);',
    'return ret;',
  ]);
  const table = 'struct vm_operations_struct {\n\tint (*fault)(struct vm_fault *vmf);\n};\n';
  const { changes } = (await runOn(transforms, treeOf({ 'include/linux/mm.h': table, 'gizmo.c': stuck })))
    .ledger;
  expect(changes.flatMap(({ words }) => words?.why ?? []).join()).toContain(
    'vm_fault_t, but for gizmo_fault(),',
  );
});

it.each([
  ['is handed to who returns a code', 'return gizmo_map(vmf, gizmo_index(vmf));'],
  ['decides which code it is', 'return gizmo_index(vmf) ? VM_FAULT_SIGBUS : gizmo_map(vmf, 1);'],
  ['is compared for it', 'return gizmo_map(vmf, gizmo_index(vmf) > 1);'],
])('leaves a function alone that only gives zero, where that %s', async (_what, line) => {
  const index = fn('static int gizmo_index(struct vm_fault *vmf)', ['return 0;']);
  const map = (type: string) =>
    fn(`static ${type} gizmo_map(struct vm_fault *vmf, int index)`, [
      'return index ? VM_FAULT_SIGBUS : VM_FAULT_NOPAGE;',
    ]);
  expect((await outcome(index + map('int') + handler([line]))).after).toBe(
    index + map('vm_fault_t') + handler([line], 'vm_fault_t'),
  );
});

it.each([
  ['becomes one', '', 'vm_fault_t'],
  [
    'stays where somebody else takes it for success',
    fn('int gizmo_open(void)', ['return gizmo_sync();']),
    'int',
  ],
])('a function that only gives zero, and whose result a handler returns, %s', async (_what, more, type) => {
  const text = (own: string, sync: string) =>
    fn(`static ${sync} gizmo_sync(void)`, ['return 0;']) +
    handler(
      [`${own} ret = gizmo_sync();`, '', 'if (!ret)', '\tret = filemap_fault(vmf);', 'return ret;'],
      own,
    ) +
    more;
  const { after } = await outcome(text('int', 'int'));
  if (type === 'int') expect(after).toContain('static int gizmo_sync(void)');
  else expect(after).toBe(text('vm_fault_t', type));
});

it.each([
  ['is or-ed into a code', ['return filemap_fault(vmf) | gizmo_sync(vmf);']],
  [
    'is or-ed into one that a variable holds',
    ['int ret = filemap_fault(vmf);', '', 'ret |= gizmo_sync(vmf);', 'return ret;'],
  ],
])('a stub of a header that only gives zero becomes one where it %s', async (_what, lines) => {
  const stub = (type: string) => fn(`static inline ${type} gizmo_sync(struct vm_fault *vmf)`, ['return 0;']);
  const text = (type: string) => ({
    'drivers/gizmo/gizmo.h': stub(type),
    'drivers/gizmo/gizmo.c': `#include "gizmo.h"\n\n${handler(lines, type).replace('int ret', `${type} ret`)}`,
  });
  const result = await runOn(transforms, treeOf(text('int')));
  expect(textsAfter(result)).toEqual(text('vm_fault_t'));
});

describe('a map of errnos in a function that gets its type', () => {
  const map = (test: string) => ['int err = gizmo_pin(vmf);', '', `if (${test})`, '\treturn VM_FAULT_OOM;'];
  const rest = ['if (err)', '\treturn VM_FAULT_SIGBUS;', 'return VM_FAULT_LOCKED;'];

  it('is said with vmf_error() where it is that', async () => {
    const { after } = await outcome(handler([...map('err == -ENOMEM'), ...rest]));
    const said = [
      'int err = gizmo_pin(vmf);',
      '',
      'if (err)',
      '\treturn vmf_error(err);',
      'return VM_FAULT_LOCKED;',
    ];
    expect(after).toBe(handler(said, 'vm_fault_t'));
  });

  it.each<[string, readonly string[], readonly string[]]>([
    [
      'in front of what succeeds',
      ['if (err == -ENOMEM)', '\tret = VM_FAULT_OOM;', 'else if (err)', '\tret = VM_FAULT_SIGBUS;'].concat([
        'else',
        '\tret = VM_FAULT_LOCKED;',
      ]),
      ['if (err)', '\tret = vmf_error(err);', 'else', '\tret = VM_FAULT_LOCKED;'],
    ],
    [
      'in front of what succeeds and does more',
      ['if (err == -ENOMEM)', '\tret = VM_FAULT_OOM;', 'else if (err)', '\tret = VM_FAULT_SIGBUS;'].concat([
        'else {',
        '\tgizmo_note(vmf);',
        '\tret = VM_FAULT_LOCKED;',
        '}',
      ]),
      ['if (err) {', '\tret = vmf_error(err);', '} else {', '\tgizmo_note(vmf);'].concat([
        '\tret = VM_FAULT_LOCKED;',
        '}',
      ]),
    ],
    [
      'behind what succeeds',
      ['if (!err)', '\tret = VM_FAULT_LOCKED;', 'else if (err == -ENOMEM)', '\tret = VM_FAULT_OOM;'].concat([
        'else',
        '\tret = VM_FAULT_SIGBUS;',
      ]),
      ['if (!err)', '\tret = VM_FAULT_LOCKED;', 'else', '\tret = vmf_error(err);'],
    ],
    [
      'behind what succeeds and does more',
      [
        'if (!err) {',
        '\tgizmo_note(vmf);',
        '\tret = VM_FAULT_LOCKED;',
        '} else if (err == -ENOMEM) {',
      ].concat(['\tret = VM_FAULT_OOM;', '} else {', '\tret = VM_FAULT_SIGBUS;', '}']),
      ['if (!err) {', '\tgizmo_note(vmf);', '\tret = VM_FAULT_LOCKED;', '} else {'].concat([
        '\tret = vmf_error(err);',
        '}',
      ]),
    ],
  ])('is said so %s', async (_what, before, after) => {
    const head = (type: string) => ['int err = gizmo_pin(vmf);', `${type} ret;`, ''];
    expect((await outcome(handler([...head('int'), ...before, 'return ret;']))).after).toBe(
      handler([...head('vm_fault_t'), ...after, 'return ret;'], 'vm_fault_t'),
    );
  });

  it.each<[string, readonly string[]]>([
    [
      'a comment stands between its arms',
      ['if (!err)', '\tret = VM_FAULT_LOCKED;', '/* no memory */', 'else if (err == -ENOMEM)'].concat([
        '\tret = VM_FAULT_OOM;',
        'else',
        '\tret = VM_FAULT_SIGBUS;',
      ]),
    ],
    [
      'its last test leaves out another arm',
      [
        'if (err == -ENOMEM)',
        '\tret = VM_FAULT_OOM;',
        'else if (err == -EIO)',
        '\tret = VM_FAULT_SIGBUS;',
      ].concat(['else', '\tret = VM_FAULT_LOCKED;']),
    ],
  ])('stays where %s', async (_what, lines) => {
    const text = (type: string) =>
      handler(['int err = gizmo_pin(vmf);', `${type} ret;`, '', ...lines, 'return ret;'], type);
    const { after } = await outcome(text('int'));
    expect(after).toBe(text('vm_fault_t'));
  });

  it('stays where it is another one', async () => {
    const before = [...map('err == -ENOMEM || err == -ENOSPC'), ...rest];
    expect((await outcome(handler(before))).after).toBe(handler(before, 'vm_fault_t'));
  });

  it('stays where a call of the old API is left, whose conversion may say it too', async () => {
    const left = 'gizmo_note(vm_insert_pfn(vmf->vma, vmf->address, 1));';
    const before = [...map('err == -ENOMEM'), ...rest.slice(0, 2), left, 'return VM_FAULT_LOCKED;'];
    expect((await outcome(handler(before))).after).toBe(handler(before, 'vm_fault_t'));
  });

  it("stays where the file's own vmf_error() is another map", async () => {
    const own = (type: string) =>
      fn(`static ${type} vmf_error(int err)`, ['return err == -EAGAIN ? VM_FAULT_NOPAGE : VM_FAULT_SIGBUS;']);
    const before = [
      'int err = gizmo_pin(vmf);',
      '',
      'if (err == -EAGAIN)',
      '\treturn vmf_error(err);',
    ].concat(['return err == -ENOMEM ? VM_FAULT_OOM : VM_FAULT_SIGBUS;']);
    const { after } = await outcome(own('int') + handler(before));
    expect(after).toBe(own('vm_fault_t') + handler(before, 'vm_fault_t'));
  });

  it('stays in a tree that has the type and no vmf_error()', async () => {
    const before = [...map('err == -ENOMEM'), ...rest];
    const tree = (type: string) => ({
      'include/linux/mm_types.h': 'typedef int vm_fault_t;\n',
      'gizmo.c': handler(before, type),
    });
    const result = await runOn(transforms, treeOf(tree('int')));
    expect(textsAfter(result)['gizmo.c']).toBe(tree('vm_fault_t')['gizmo.c']);
  });
});

describe("a driver's folder alone", () => {
  const driver = (type: string) => ({
    'gizmo.c':
      '#define DEFINE_GIZMO_EVENT(name) DEFINE_EVENT(gizmo_class, name, TP_PROTO(int n), TP_ARGS(n))\n' +
      'DEFINE_GIZMO_EVENT(gizmo_touch);\nTRACE_EVENT(gizmo_fault, TP_PROTO(int n), TP_ARGS(n));\n\n' +
      fn(`static ${type} gizmo_touch(struct vm_fault *vmf)`, [
        'trace_gizmo_touch(1);',
        'return VM_FAULT_LOCKED;',
      ]) +
      handler(
        [`${type} ret = filemap_fault(vmf);`, '', 'if (!ret)', '\tret = gizmo_touch(vmf);', 'return ret;'],
        type,
      ),
  });
  const MM = (type: string) => ({
    'mm/filemap.c': fn(`${type} filemap_fault(struct vm_fault *vmf)`, ['return VM_FAULT_SIGBUS;']),
    'include/linux/tracepoint.h':
      '#define TRACE_EVENT(name, proto, args) void trace_##name(proto)\n' +
      '#define DEFINE_EVENT(class, name, proto, args) TRACE_EVENT(name, proto, args)\n',
  });

  it('becomes what it becomes in its tree', async () => {
    const alone = await runOn(transforms, treeOf(driver('int')));
    expect(textsAfter(alone)).toEqual(driver('vm_fault_t'));
    const whole = await runOn(transforms, treeOf({ ...MM('int'), ...driver('int') }));
    expect(textsAfter(whole)).toMatchObject(driver('vm_fault_t'));
  });

  it('knows the functions of the kernel only as far as the tree has none of that name', async () => {
    const own = fn('int filemap_fault(struct vm_fault *vmf)', ['return -EINVAL;']);
    const { after } = await outcome(
      own +
        handler(['int ret = filemap_fault(vmf);', '', 'if (ret)', '\treturn VM_FAULT_SIGBUS;', 'return 0;']),
    );
    expect(after).toContain('int ret = filemap_fault(vmf);');
  });

  it('tells the name of a tracepoint from a function that it is handed', async () => {
    const { after } = await outcome(
      `TRACE_EVENT(other, TP_PROTO(int n), TP_fast_assign(gizmo_fault));\n${handler(['return 0;'])}`,
    );
    expect(after).toContain('static int gizmo_fault');
  });
});

describe('a tree without the new API', () => {
  const HEADER = `struct vm_area_struct;

struct vm_special_mapping {
	const char *name;
};

int vm_insert_pfn(struct vm_area_struct *vma, unsigned long addr,
			unsigned long pfn);
`;
  const DRIVER = handler([
    'return vm_insert_pfn(vmf->vma, vmf->address, 1) ? VM_FAULT_SIGBUS : VM_FAULT_NOPAGE;',
  ]);
  const files = treeOf({ 'include/linux/mm.h': HEADER, 'drivers/gizmo/drv.c': DRIVER });

  it('is said to lack what new code uses', async () => {
    const { missing } = await runOn(transforms, files);
    expect(missing).toEqual(['vm_fault_t', 'vmf_insert_pfn']);
  });

  it('is prepared first, where that is wished for, and then lacks nothing', async () => {
    const result = await runOn(transforms, files, { prepare: true });
    expect(result.missing).toEqual([]);
    const after = textsAfter(result)['include/linux/mm.h']!;
    expect(after).toContain('typedef int vm_fault_t;\n\nstruct vm_special_mapping {');
    expect(after).toContain(
      'static inline vm_fault_t vmf_insert_pfn(struct vm_area_struct *vma,\n\t\t\t\t\tunsigned long addr,\n' +
        '\t\t\t\t\tunsigned long pfn)\n{\n\treturn vmf_insert_result(vm_insert_pfn(vma, addr, pfn));\n}\n',
    );
    expect(result.ledger.changes.filter(({ phase }) => phase === 'first')).toHaveLength(1);
    const again = treeOf({
      'include/linux/mm.h': HEADER,
      'drivers/gizmo/drv.c': DRIVER,
      ...textsAfter(result),
    });
    expect(textsAfter(await runOn(transforms, again, { prepare: true }))).toEqual({});
  });

  it.each([
    ['unsigned long pfn', 'unsigned long pfn', 'pfn'],
    ['unsigned long', 'unsigned long pfn', 'pfn'],
    ['pfn_t', 'pfn_t pfn', 'pfn'],
    ['const pfn_t  entry', 'const pfn_t entry', 'entry'],
    ['struct page *', 'struct page *pfn', 'pfn'],
    ['struct page *page /* which */', 'struct page *page', 'page'],
  ])('gets calls with the types that the tree has: %s', async (given, said, name) => {
    const header = HEADER.replace('unsigned long pfn', given);
    const tree = treeOf({ 'include/linux/mm.h': header, 'drivers/gizmo/drv.c': DRIVER });
    const after = textsAfter(await runOn(transforms, tree, { prepare: true }))['include/linux/mm.h'];
    expect(after).toContain(`unsigned long addr,\n\t\t\t\t\t${said})\n{`);
    expect(after).toContain(`vm_insert_pfn(vma, addr, ${name}));`);
  });

  it.each(['unsigned long pfn, ...', 'int (*get)(void)', 'unsigned long', ''].map(rest => [rest]))(
    'is not prepared where a declaration says something else: %j',
    async rest => {
      const header = HEADER.replace('unsigned long pfn', `unsigned long pfn, ${rest}`);
      const tree = treeOf({ 'include/linux/mm.h': header, 'drivers/gizmo/drv.c': DRIVER });
      const { missing } = await runOn(transforms, tree, { prepare: true });
      expect(missing).toContain('vmf_insert_pfn');
    },
  );

  it.each([
    ['the table of handlers', 'struct vm_operations_struct {\n\tint (*fault)(struct vm_fault *vmf);\n};\n'],
    ['a function', 'int filemap_fault(struct vm_fault *vmf);\n'],
  ])('gets the type in front of %s that says it first', async (_, above) => {
    const header = `struct vm_fault;\n\n${above}\n${HEADER}`;
    const tree = treeOf({ 'include/linux/mm.h': header, 'drivers/gizmo/drv.c': DRIVER });
    const after = textsAfter(await runOn(transforms, tree, { prepare: true }))['include/linux/mm.h']!;
    expect(after).toContain(`struct vm_fault;\n\n/* What page fault handlers return`);
    expect(after.indexOf('typedef int vm_fault_t;')).toBeLessThan(after.indexOf(above.slice(0, 12)));
  });

  it.each([
    ['a blank line and a directive', '\n#endif\n', '}\n\n#endif\n'],
    ['a directive in the next line', '#endif\n', '}\n\n#endif\n'],
    ['code in the next line', 'int more(void);\n', '}\n\nint more(void);\n'],
    ['the end of the file', '', '}\n'],
    ['blank lines at the end of the file', '\n\n', '}\n\n\n'],
  ])('is prepared with one blank line before what follows: %s', async (_, rest, end) => {
    const guarded = rest.includes('#endif') ? `#ifndef MM_H\n#define MM_H\n${HEADER}${rest}` : HEADER + rest;
    const tree = treeOf({ 'include/linux/mm.h': guarded, 'drivers/gizmo/drv.c': DRIVER });
    const after = textsAfter(await runOn(transforms, tree, { prepare: true }))['include/linux/mm.h']!;
    expect(after.slice(after.lastIndexOf('}'))).toBe(end);
  });
});

it('names the call where it stands, whatever else the run looks for in its function', async () => {
  const text = handler([
    'if (vmf->page)',
    '\treturn VM_FAULT_RETRY;',
    'gizmo_log(vm_insert_page(vmf));',
    'return 0;',
  ]);
  const { result } = await outcome(text);
  const [refused] = result.ledger.verdicts.filter(({ code }) => code === 'obstacle');
  expect(refused?.message).toMatch(/the call at drivers\/gizmo\/gizmo\.c:5: it goes into/);
});

it.each([
  ['a condition', '\treturn err == -ENOMEM ? VM_FAULT_OOM : VM_FAULT_SIGBUS;\n'],
  ['a test', '\tif (err == -ENOMEM)\n\t\treturn VM_FAULT_OOM;\n\treturn VM_FAULT_SIGBUS;\n'],
])('vmf_error() keeps the map that it is: %s', async (_, map) => {
  const text = (type: string) =>
    treeOf({
      'include/linux/mm.h': `typedef int vm_fault_t;\n\nstatic inline ${type} vmf_error(int err)\n{\n${map}}\n`,
      [ONLY_FILE]: `#include <linux/mm.h>\n\n${handler(['int err = gizmo_pin(vmf);', '', 'return err ? vmf_error(err) : VM_FAULT_NOPAGE;'], type)}`,
    });
  const result = await runOn(transforms, text('int'));
  expect(textsAfter(result)).toEqual(filesOf(text('vm_fault_t')));
});

describe('a call that keeps its errno, and waits for a person', () => {
  const HEADER = `// file: include/linux/mm.h
static inline int vm_fault_to_errno(vm_fault_t vm_fault, int foll_flags)
{
	if (vm_fault & VM_FAULT_OOM)
		return -ENOMEM;
	if (vm_fault & (VM_FAULT_SIGBUS | VM_FAULT_SIGSEGV))
		return -EFAULT;
	return 0;
}
// file: drivers/gizmo/gizmo.c
`;

  it('waits for the types of its function, where both change the same words', async () => {
    const text = (type: string, err: string, more: readonly string[]) =>
      HEADER +
      fn(`static ${type} gizmo_hidden(struct vm_fault *vmf)`, [
        `int ${err} = gizmo_prepare(vmf);`,
        ...more,
        `${type} retval = VM_FAULT_NOPAGE;`,
        '',
        `if (${err})`,
        '\treturn VM_FAULT_RETRY;',
        'ret = gizmo_idle(vmf) ? VM_FAULT_RETRY : 0;',
        'if (ret)',
        '\treturn ret;',
        `${err} = vm_insert_pfn(vmf->vma, vmf->address, 7);`,
        `if (${err})`,
        `\tretval = (${err} == -ENOMEM) ? VM_FAULT_OOM : VM_FAULT_SIGBUS;`,
        'gizmo_done(vmf);',
        'return retval;',
      ]);
    const result = await runOn(transforms, text('int', 'ret', []), { review: true });
    const after = filesOf(text('vm_fault_t', 'err', ['vm_fault_t ret;']));
    expect(textsAfter(result)).toEqual({ 'drivers/gizmo/gizmo.c': after['drivers/gizmo/gizmo.c'] });
    expect(codesOf(result, 'refuse')).toEqual(['overlap']);
  });
});
