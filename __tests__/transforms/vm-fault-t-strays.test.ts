/** Codes that stay integers, and functions that do not fit the pointers they are put into: each place is named. */
import { transforms } from '../../transforms/index.js';
import { runOn, textsAfter } from '../check.js';

/** Definitions above a handler in a slot. */
const driver = (above: string, lines: readonly string[], type = 'int') =>
  `${above}static ${type} gizmo_fault(struct vm_fault *vmf)\n{\n${lines.map(line => `\t${line}\n`).join('')}}\n\nstatic const struct vm_operations_struct gizmo_ops = {\n\t.fault = gizmo_fault,\n};\n`;

const PATH = 'drivers/gizmo/gizmo.c';

/** What the verdicts of a tree say, those that are `done` for other reasons left out, each once. */
const said = async (tree: string) => {
  const result = await runOn(transforms, tree);
  const strays: readonly string[] = [
    'typed-but-kept',
    'kept-in-int',
    'left-as-int',
    'cannot-be-typed',
    'made-out-of-sight',
  ];
  const texts = result.ledger.verdicts
    .filter(({ code }) => strays.includes(code))
    .map(({ kind, message }) => `${kind}: ${message}`);
  return { said: [...new Set(texts)], after: textsAfter(result)[PATH] };
};

const KEPT = 'what can be vm_fault_t becomes it, but gizmo_fault()';

describe('a code that is kept in', () => {
  const GIZMO = 'struct gizmo {\n\tlong status;\n\tlong codes[4];\n\tvm_fault_t last;\n};\n\n';

  it.each([
    ['a member', 'g->status = filemap_fault(vmf);', 'g->status, a long', 7],
    ['an array', 'g->codes[1] = VM_FAULT_OOM;', 'g->codes[1], a long', 7],
    ['what a pointer points to', '*where = VM_FAULT_OOM;', '*where, an int', 7],
    ['a member by or-ing', 'g->status |= VM_FAULT_MAJOR;', 'g->status, a long', 7],
  ])('%s is named with its line', async (_, line, what, above) => {
    const params = 'struct gizmo *g = vmf->vma->vm_private_data; int *where = vmf->vma->vm_file;';
    const tree = driver(GIZMO, [params, '', line, 'return 0;']);
    const found = await said(tree);
    expect(found.said).toEqual([`convert: ${KEPT} keeps a code in ${what} (${PATH}:${above + 4})`]);
    expect(found.after).toContain('static vm_fault_t gizmo_fault');
  });

  it('a variable of the file, and one of another width', async () => {
    const { said: one } = await said(
      driver('static int gizmo_last;\n\n', ['gizmo_last = filemap_fault(vmf);', 'return gizmo_last;']),
    );
    expect(one).toEqual([`convert: ${KEPT} keeps a code in gizmo_last, an int (${PATH}:5)`]);
    const { said: two } = await said(driver('', ['long ret = filemap_fault(vmf);', '', 'return ret;']));
    expect(two).toEqual([`convert: ${KEPT} keeps a code in ret, a long (${PATH}:3)`]);
  });

  it('an initialised struct', async () => {
    const { said: one } = await said(
      driver(GIZMO, ['struct gizmo g = { .status = VM_FAULT_OOM };', '', 'gizmo_queue(&g);', 'return 0;']),
    );
    expect(one).toEqual([`convert: ${KEPT} keeps a code in g.status, a long (${PATH}:9)`]);
  });

  it('a member of the type is in its place', async () => {
    const lines = [
      'struct gizmo *g = vmf->vma->vm_private_data;',
      '',
      'g->last = VM_FAULT_OOM;',
      'return 0;',
    ];
    expect((await said(driver(GIZMO, lines))).said).toEqual([]);
  });

  it('a caller that nothing else names is said by whom it calls', async () => {
    const caller = '\nvoid gizmo_work(struct gizmo *g)\n{\n\tg->status = gizmo_fault(g->vmf);\n}\n';
    const { said: one } = await said(driver(GIZMO, ['return VM_FAULT_OOM;']) + caller);
    expect(one).toEqual([
      `convert: what can be vm_fault_t becomes it, but gizmo_work() keeps a code in g->status, a long (${PATH}:18)`,
    ]);
  });
});

describe('a value that is no code by its type', () => {
  it('is named where a code is looked for in it, or joined with it', async () => {
    const lines = [
      'unsigned int flags = gizmo_flags(), bits = gizmo_bits();',
      '',
      'if (flags & VM_FAULT_MAJOR)',
      '\treturn 0;',
    ];
    const { said: one } = await said(driver('', [...lines, 'return bits | VM_FAULT_OOM;']));
    expect(one).toEqual([
      `convert: ${KEPT} looks for a code in flags, an unsigned int (${PATH}:5), it joins a code with bits, an unsigned int (${PATH}:7)`,
    ]);
  });
});

describe('a function that the tree only declares', () => {
  const tree = (type: string, lines: readonly string[]) =>
    `// file: ${PATH}\n#include "gizmo.h"\n${driver('', lines)}// file: drivers/gizmo/gizmo.h\nextern ${type} gizmo_base(struct vm_fault *vmf);\n`;

  it.each([
    ['beside codes', ['if (vmf->page)', '\treturn VM_FAULT_NOPAGE;', 'return gizmo_base(vmf);']],
    ['alone', ['return gizmo_base(vmf);']],
    ['through a variable', ['int ret = gizmo_base(vmf);', '', 'return ret | VM_FAULT_MAJOR;']],
  ])('gives codes where a header says so: returned %s', async (_, lines) => {
    const { said: one, after } = await said(tree('vm_fault_t', lines));
    expect(one).toEqual([]);
    expect(after).toContain('static vm_fault_t gizmo_fault(');
    expect(after).not.toContain('int ret');
  });

  it('gives none where it says something else', async () => {
    const { said: one } = await said(tree('int', ['return gizmo_base(vmf);']));
    expect(one).toEqual([
      `convert: ${KEPT} returns what gizmo_base() gives, of which no definition says what it is (${PATH}:4)`,
    ]);
  });
});

describe('a macro that returns', () => {
  const above = (value: string) => `#define CHECK(g) do { if (!ready(g)) return ${value}; } while (0)\n\n`;
  const lines = ['CHECK(vmf->vma);', 'return VM_FAULT_NOPAGE;'];

  it('is no obstacle where it returns codes alone', async () => {
    const { said: one, after } = await said(driver(above('VM_FAULT_RETRY | VM_FAULT_MAJOR'), lines));
    expect(one).toEqual([]);
    expect(after).toContain('static vm_fault_t gizmo_fault(');
  });

  it.each(['-EAGAIN', 'code', 'VM_FAULT_OOM + 1', 'OTHER', ''])(
    'is one where it returns "%s"',
    async value => {
      const other = value === 'OTHER' ? '#define OTHER -EAGAIN\n' : '';
      const { said: one } = await said(driver(other + above(value), lines));
      expect(one).toEqual([
        'refuse: gizmo_fault() is stored in gizmo_ops.fault, but cannot become vm_fault_t: the macro CHECK() has a hidden return',
      ]);
    },
  );

  it('is one where another macro that it leads to returns', async () => {
    const { said: one } = await said(driver('#define BAIL return -EAGAIN\n#define CHECK(g) BAIL\n', lines));
    expect(one).toEqual([
      'refuse: gizmo_fault() is stored in gizmo_ops.fault, but cannot become vm_fault_t: the macro CHECK() leads to BAIL, which has a hidden return',
    ]);
  });
});

describe('a code that meets an integer', () => {
  const REFUSED = 'refuse: gizmo_fault() is stored in gizmo_ops.fault, but cannot become vm_fault_t:';
  const count = 'static int gizmo_count(struct vm_fault *vmf)\n{\n\treturn vmf->flags * 2;\n}\n\n';

  it.each([
    ['a number that is returned', '', ['return 2;'], 'returns 2, a number', 3],
    ['a truth that is returned', '', ['return vmf->page != NULL;'], 'returns vmf->page != NULL, a truth', 3],
    [
      'a call of which nothing is known',
      '',
      ['return gizmo_map(vmf);'],
      'returns what gizmo_map() gives, of which no definition says what it is',
      3,
    ],
    [
      'a variable that is joined with it',
      '',
      ['int ret = filemap_fault(vmf), err = gizmo_map(vmf);', '', 'return ret | err;'],
      'joins a code with err, an int',
      5,
    ],
    [
      'a call that is joined with it',
      count,
      ['return VM_FAULT_MAJOR | gizmo_count(vmf);'],
      'joins a code with what gizmo_count() gives, an int',
      8,
    ],
    [
      'a number that is looked for in it',
      '',
      ['int ret = filemap_fault(vmf);', '', 'if (ret & 2)', '\treturn 0;', 'return ret;'],
      'looks for 2 in a code',
      5,
    ],
  ])('is named: %s', async (_, above, lines, what, line) => {
    expect((await said(driver(above, lines))).said).toEqual([`convert: ${KEPT} ${what} (${PATH}:${line})`]);
  });

  it.each([
    ['computed with', 'n = ret * 3;', 'computes with a code in ret * 3'],
    ['shifted', 'n = ret << 2;', 'computes with a code in ret << 2'],
    ['negated', 'n = -ret;', 'computes with a code in -ret'],
    ['compared by size', 'n = ret > 1;', 'asks how large a code is in ret > 1'],
    ['an index', 'n = a[ret];', 'takes a code for an index in a[ret]'],
    ['asked for an errno', 'n = filemap_fault(vmf) == -EIO;', 'looks for -EIO in a code'],
    ['asked for bits', 'n = (ret & (1 << 2)) != 0;', 'looks for 1 << 2 in a code'],
    ['cast', 'n = (int)ret;', 'casts a code to an int in (int)ret'],
    ['stored by a macro', 'WRITE_ONCE(n, ret);', 'keeps a code in n, an int'],
    ['chosen or not', 'gizmo_note(n ? ret : 5);', 'chooses between a code and 5'],
    ['switched over for a number', 'switch (ret) { case 4: n = 1; }', 'looks for 4 in a code'],
  ])('is named where it is %s', async (_, line, what) => {
    const above = 'void gizmo_note(int what)\n{\n}\n\n';
    const lines = [
      'int n = 0, a[9];',
      'int ret = filemap_fault(vmf);',
      '',
      line,
      'gizmo_use(n, a);',
      'return ret;',
    ];
    const { said: one, after } = await said(driver(above, lines));
    expect(one).toEqual([`convert: ${KEPT} ${what} (${PATH}:10)`]);
    // What is made an integer on purpose stays one.
    expect(after).toContain('int n = 0');
  });

  it('is named where no variable holds it, and where the function is asked about alone', async () => {
    const tree =
      'int gizmo_touch(struct vm_area_struct *vma, unsigned long at)\n{\n\treturn handle_mm_fault(vma, at, 0) == -ENOMEM;\n}\n';
    expect((await said(tree)).said).toEqual([
      `refuse: gizmo_touch() looks for -ENOMEM in a code (${PATH}:3)`,
    ]);
  });

  it.each(['ret', '(unsigned long)ret'])('is a border where a tracepoint is handed %s', async value => {
    const lines = ['vm_fault_t ret = filemap_fault(vmf);', '', `trace_gizmo(vmf, ${value});`, 'return ret;'];
    expect((await said(driver('', lines, 'vm_fault_t'))).said).toEqual([
      `done: gizmo_fault() hands a code to the tracepoint trace_gizmo(), which takes no vm_fault_t (${PATH}:5)`,
    ]);
  });

  it('is no integer where all that is asked is whether there is one', async () => {
    const lines = [
      'int ret = filemap_fault(vmf);',
      '',
      'if (ret && !(ret & VM_FAULT_ERROR))',
      '\tret = ~ret & ret;',
      'return ret;',
    ];
    expect((await said(driver('', lines))).said).toEqual([]);
  });

  it('is named where what holds codes is given one', async () => {
    const zero =
      'static int gizmo_zero(struct vm_fault *vmf)\n{\n\treturn 0;\n}\n\nint gizmo_open(void) { return gizmo_zero(0); }\n\n';
    const lines = [
      'int ret = VM_FAULT_OOM;',
      '',
      'if (vmf->page)',
      '\tret = gizmo_zero(vmf);',
      'return ret;',
    ];
    expect((await said(driver(zero, lines))).said).toEqual([
      `convert: ${KEPT} keeps as a code what gizmo_zero() gives, an int (${PATH}:13)`,
    ]);
  });

  it('is named in a function that returns both in one expression', async () => {
    const above =
      'static int gizmo_try(struct vm_fault *vmf)\n{\n\treturn vmf->page ? VM_FAULT_OOM : -EINVAL;\n}\n\n';
    const { said: one } = await said(driver(above, ['return gizmo_try(vmf) < 0 ? VM_FAULT_SIGBUS : 0;']));
    expect(one).toEqual([`refuse: gizmo_try() returns codes and something else, both as an int (${PATH}:1)`]);
  });

  it('is named where a function that is refused gives it', async () => {
    const above =
      'static int gizmo_map(struct vm_fault *vmf)\n{\n\tif (vmf->flags)\n\t\treturn -1;\n\treturn VM_FAULT_OOM;\n}\n\nconst struct vm_operations_struct gizmo_map_ops = {\n\t.fault = gizmo_map,\n};\n\n';
    const { said: one } = await said(driver(above, ['return gizmo_map(vmf);']));
    expect(one).toContain(`convert: ${KEPT} takes a code from gizmo_map(), which stays an int (${PATH}:14)`);
  });

  it('is the reason of a refusal: what is returned besides', async () => {
    const { said: one } = await said(
      driver('', [
        'if (vmf->flags)',
        '\treturn VM_FAULT_SIGBUS;',
        'return vmf->page ? 0x200 : VM_FAULT_OOM;',
      ]),
    );
    expect(one).toEqual([`${REFUSED} it returns 0x200, which is no code (${PATH}:5)`]);
  });

  it('is none where a variable only ever holds zero: it gets the type', async () => {
    const { said: one, after } = await said(
      driver('', ['int ret = filemap_fault(vmf), more = 0;', '', 'return ret | more;']),
    );
    expect(one).toEqual([]);
    expect(after).toContain('\tvm_fault_t ret = filemap_fault(vmf), more = 0;\n');
  });

  it('is none where a stub of a header is or-ed with another call first', async () => {
    const header =
      '#ifdef CONFIG_GIZMO\nint gizmo_more(struct vm_fault *vmf);\n#else\nstatic inline int gizmo_more(struct vm_fault *vmf) { return 0; }\n#endif\n';
    const lines = [
      'int ret = filemap_fault(vmf);',
      '',
      'ret |= filemap_fault(vmf) | gizmo_more(vmf);',
      'return ret;',
    ];
    const tree = `// file: ${PATH}\n#include "gizmo.h"\n${driver('', lines)}// file: drivers/gizmo/gizmo.h\n${header}`;
    const result = await runOn(transforms, tree);
    expect(textsAfter(result)['drivers/gizmo/gizmo.h']?.match(/vm_fault_t gizmo_more/g)?.length).toBe(2);
  });

  it('is named in the cases of a switch', async () => {
    const above =
      'static int gizmo_errno(int code)\n{\n\tswitch (code) {\n\tcase VM_FAULT_OOM:\n\t\treturn -ENOMEM;\n\t}\n\treturn 0;\n}\n\n';
    const { said: one } = await said(driver(above, ['return 0;']));
    expect(one).toEqual([`refuse: gizmo_errno() looks for a code in code, an int (${PATH}:3)`]);
  });

  it('is named where it is added to one', async () => {
    const { said: one } = await said(
      driver('', [
        'int ret = filemap_fault(vmf), sum = 0;',
        '',
        'sum += ret;',
        'return sum ? VM_FAULT_OOM : ret;',
      ]),
    );
    expect(one).toEqual([`convert: ${KEPT} keeps a code in sum, an int (${PATH}:5)`]);
  });
});

describe('a code behind a macro of its file', () => {
  const ABOVE =
    '#define OOM VM_FAULT_OOM\n#define BASE(v) filemap_fault(v)\n#define ALIAS filemap_fault\n#define SAME(c) (c)\nenum { GIZMO_BAD = VM_FAULT_SIGBUS };\n\n';

  it.each([
    'OOM',
    'BASE(vmf)',
    'ALIAS(vmf)',
    'SAME(filemap_fault(vmf))',
    'SAME(BASE(vmf)) | OOM',
    'vmf->page ? GIZMO_BAD : OOM',
  ])('is one: %s', async value => {
    const lines = [`int ret = ${value};`, '', 'if (vmf->page)', `\treturn ${value};`, 'return ret;'];
    const { said: one, after } = await said(driver(ABOVE, lines));
    expect(one).toEqual([]);
    expect(after).toContain('static vm_fault_t gizmo_fault(');
    expect(after).toContain('\tvm_fault_t ret = ');
  });

  it('makes who returns it a function of codes', async () => {
    const helper = 'int gizmo_map(struct vm_fault *vmf)\n{\n\treturn BASE(vmf);\n}\n\n';
    const { said: one, after } = await said(driver(ABOVE + helper, ['return gizmo_map(vmf);']));
    expect(one).toEqual([]);
    expect(after).toContain('vm_fault_t gizmo_map(');
  });

  it('takes a function with it whose callers say a macro', async () => {
    const helper =
      'static int gizmo_map(struct vm_fault *vmf)\n{\n\treturn VM_FAULT_OOM;\n}\n#define MAP(v) gizmo_map(v)\n\n';
    const { said: one, after } = await said(driver(helper, ['int err = MAP(vmf);', '', 'return err;']));
    expect(one).toEqual([]);
    expect(after).toContain('\tvm_fault_t err = MAP(vmf);');
  });

  it.each([
    [
      '#define TWICE(c) ((c) * 2)\n',
      'n = TWICE(filemap_fault(vmf));',
      'computes with a code in TWICE(filemap_fault(vmf))',
      6,
    ],
    [
      '#define KEEP(t, c) do { (t) = (c); } while (0)\n',
      'KEEP(n, filemap_fault(vmf));',
      'keeps a code in n, an int',
      6,
    ],
    [
      '#define LOOP LOOP\n',
      'n = LOOP + filemap_fault(vmf);',
      'computes with a code in LOOP + filemap_fault(vmf)',
      6,
    ],
  ])('meets integers there: %s', async (above, line, what, at) => {
    const lines = ['int n = 0;', '', line, 'gizmo_use(n);', 'return 0;'];
    expect((await said(driver(above, lines))).said).toEqual([`convert: ${KEPT} ${what} (${PATH}:${at})`]);
  });

  it('prints what it is given, and is seen to', async () => {
    const above =
      '#define LOG(c) pr_err("got /* no */ %d\\n", c) /* "%d" */\n#define KEEP(c) gizmo_kept = (c)\nstatic int gizmo_kept;\n\n';
    const lines = ['int ret = filemap_fault(vmf);', '', 'LOG(ret);', 'KEEP(ret);', 'return ret;'];
    expect((await said(driver(above, lines))).said).toEqual([
      `convert: ${KEPT} keeps a code in gizmo_kept, an int (${PATH}:10)`,
    ]);
  });

  it('is not followed out of a block, and that is said', async () => {
    const above = '#define ID(c) ({ int _c = (c); _c; })\n\n';
    expect((await said(driver(above, ['return ID(filemap_fault(vmf));']))).said.join()).toContain(
      `returns what the macro ID() gives, which is not followed (${PATH}:5)`,
    );
  });

  it('is said of who takes it and cannot change, though nothing asks about that', async () => {
    const map =
      'static int gizmo_map(int err)\n{\n\treturn err == -ENOMEM ? VM_FAULT_OOM : VM_FAULT_NOPAGE;\n}\n\n';
    const other =
      '#define MAP(e) gizmo_map(e)\nint gizmo_open(void)\n{\n\tint err = MAP(3);\n\n\treturn err < 0 ? err : 0;\n}\n\n';
    const { said: one } = await said(driver(map + other, ['return gizmo_map(-EIO);']));
    expect(one).toEqual([
      `convert: what can be vm_fault_t becomes it, but gizmo_open() takes a code and stays as it is, since err holds a code, and is tested as an error number (${PATH}:11) (${PATH}:7)`,
    ]);
  });

  it('is none where the macro says an errno', async () => {
    const { said: one } = await said(
      driver('#define FAIL (-EIO)\n\n', ['if (vmf->page)', '\treturn VM_FAULT_OOM;', 'return FAIL;']),
    );
    expect(one).toEqual([
      `refuse: gizmo_fault() is stored in gizmo_ops.fault, but cannot become vm_fault_t: it returns FAIL, which is no code (${PATH}:7)`,
    ]);
  });
});

describe('a variable of the file that begins as a code', () => {
  const GIZMO =
    'struct gizmo {\n\tint code;\n\tvm_fault_t last;\n\tunsigned int name;\n};\n\n#define BAD VM_FAULT_SIGBUS\n';

  it.each([
    ['static int last = VM_FAULT_OOM;', 'last, an int,'],
    ['static const u32 codes[] = { 0, BAD | VM_FAULT_MAJOR };', 'codes, a u32,'],
    ['struct gizmo one = { .last = VM_FAULT_OOM, .code = VM_FAULT_OOM };', 'one.code, an int,'],
    ['static struct gizmo all[] = { { .name = 1 }, { .name = VM_FAULT_OOM } };', 'all.name, an int,'],
    ['static struct gizmo one = { VM_FAULT_OOM };', 'a part of one'],
  ])('is named: %s', async (line, who) => {
    const tree = `${GIZMO}${line}\n\n${driver('', ['return VM_FAULT_OOM;'])}`;
    const { said: one, after } = await said(tree);
    expect(one).toEqual([`refuse: ${who} begins as a code (${PATH}:8)`]);
    expect(after).toContain('static vm_fault_t gizmo_fault(');
  });

  it('is named at the macros, where nothing else of it names a code', async () => {
    const macros = '#define BAD VM_FAULT_SIGBUS\n#define NONE VM_FAULT_OOM\n#define UNUSED VM_FAULT_RETRY\n';
    const table = 'static const int codes[] = { 0, BAD, NONE };\n\n';
    const rest = driver('', ['return VM_FAULT_OOM;']);
    const alone = await runOn(transforms, macros + table + rest);
    const refused = alone.ledger.verdicts.filter(({ kind }) => kind === 'refuse');
    expect(refused.map(({ occurrence, message }) => `${occurrence.line}: ${message}`)).toEqual(
      [1, 2].map(line => `${line}: codes, an int, begins as a code (${PATH}:4)`),
    );
    const tree = `// file: drivers/gizmo/gizmo.h\n${macros}// file: ${PATH}\n#include "gizmo.h"\n${table}${rest}`;
    expect((await said(tree)).said).toEqual([`refuse: codes, an int, begins as a code (${PATH}:2)`]);
    const typed = table.replace('int', 'vm_fault_t');
    expect((await said(macros + typed + rest)).said).toEqual([]);
  });

  it('is in its place where it has the type, or is no number', async () => {
    const lines =
      'static vm_fault_t last = VM_FAULT_OOM;\nstatic const vm_fault_t codes[] = { VM_FAULT_OOM };\nstatic struct gizmo one = { .last = VM_FAULT_OOM, .code = 1 };\nstatic bool any = VM_FAULT_OOM != 0;\n\n';
    expect((await said(`${GIZMO}${lines}${driver('', ['return VM_FAULT_OOM;'])}`)).said).toEqual([]);
  });
});

describe('a twin', () => {
  const twins = (body: string) =>
    `int gizmo_errno(struct vm_fault *vmf)\n{\n\treturn -EIO;\n}\n\n#ifdef CONFIG_GIZMO\nstatic int gizmo_map(struct vm_fault *vmf)\n{\n\treturn VM_FAULT_OOM;\n}\n#else\nstatic int gizmo_map(struct vm_fault *vmf)\n{\n${body}}\n#endif\n\n`;

  it.each([
    ['by way of a call', '\treturn gizmo_errno(vmf);\n', 'gizmo_errno(vmf)', 14],
    ['by way of a variable', '\tint err = gizmo_errno(vmf);\n\n\treturn err;\n', 'err', 16],
    ['of which nothing is known', '\treturn gizmo_wait(vmf);\n', 'gizmo_wait(vmf)', 14],
  ])('that returns an errno %s keeps its type, and so does the other', async (_, body, value, line) => {
    const { said: one, after } = await said(driver(twins(body), ['return gizmo_map(vmf);']));
    const head = 'refuse: gizmo_map()';
    expect(one).toEqual([
      `${head} returns a code, but cannot become vm_fault_t: its twin at ${PATH}:12 cannot be retyped`,
      `${head} is the twin of gizmo_map() in ${PATH}, but cannot become vm_fault_t: it returns ${value}, of which nothing says that it is a code (${PATH}:${line})`,
      `convert: ${KEPT} takes a code from gizmo_map(), which stays an int (${PATH}:${body.split('\n').length + 18})`,
    ]);
    expect(after).not.toContain('vm_fault_t gizmo_map');
  });

  it('that is in a slot of its own has its own reason', async () => {
    const slot = 'static const struct vm_operations_struct gizmo_map_ops = {\n\t.fault = gizmo_map,\n};\n\n';
    const { said: one } = await said(driver(twins('\treturn gizmo_wait(vmf);\n') + slot, ['return 0;']));
    expect(one).toEqual([
      `convert: what can be vm_fault_t becomes it, but gizmo_map() returns what gizmo_wait() gives, of which no definition says what it is (${PATH}:14)`,
    ]);
  });
});

describe('a reason', () => {
  it('speaks of types where types alone would change', async () => {
    const lines = [
      'int ret = filemap_fault(vmf), n;',
      '',
      'n = ~ret;',
      'gizmo_note(n);',
      'n = gizmo_wait();',
      'gizmo_note(n);',
      'return ret;',
    ];
    expect((await said(driver('', lines))).said).toEqual([
      'refuse: gizmo_fault() is stored in gizmo_ops.fault, but cannot become vm_fault_t: with the new types, one way through it would no longer do the same at gizmo_note()',
    ]);
  });

  it('says both places of a variable that is counted with', async () => {
    const lines = ['int ret = filemap_fault(vmf);', '', 'if (vmf->page)', '\tret += 2;', 'return ret;'];
    expect((await said(driver('', lines))).said).toEqual([
      `refuse: gizmo_fault() is stored in gizmo_ops.fault, but cannot become vm_fault_t: ret holds a code on one path (${PATH}:3) and something else on another (${PATH}:6)`,
    ]);
  });

  it('says of a name in parentheses what it is', async () => {
    const above =
      'int gizmo_map(struct vm_fault *vmf)\n{\n\treturn VM_FAULT_OOM;\n}\n\nint (gizmo_own)(struct vm_fault *vmf) { return gizmo_map(vmf); }\n\n';
    expect((await said(driver(above, ['return 0;']))).said).toEqual([
      `refuse: gizmo_map() returns a code, but cannot become vm_fault_t: it is named in gizmo_own(), whose name stands in parentheses at ${PATH}:6`,
    ]);
  });

  it.each(['__auto_type', '__u32'])('says a type that begins with two underscores: %s', async type => {
    const lines = [
      'int ret = ({ int code = filemap_fault(vmf); code; });',
      `${type} last = ret;`,
      '',
      'return last;',
    ];
    expect((await said(driver('', lines))).said.join()).toContain(`returns last, a ${type} (${PATH}:6)`);
  });
});

describe('a handler whose result is an integer of another name', () => {
  it('keeps it where a typedef or a wider type says so', async () => {
    const above = 'typedef int gizmo_ret;\n\n';
    const { said: one, after } = await said(driver(above, ['return VM_FAULT_OOM;'], 'gizmo_ret'));
    const head =
      'refuse: gizmo_fault() is stored in gizmo_ops.fault, but cannot become vm_fault_t: it returns';
    expect(one).toEqual([`${head} a gizmo_ret, which is an int`]);
    expect(after).toBeUndefined();
    const { said: two } = await said(driver('', ['return VM_FAULT_OOM;'], 'long'));
    expect(two).toEqual([`${head} a long`]);
  });

  it.each([
    ['const int', '', 'a const int'],
    ['int const', '', 'an int const'],
    ['GIZMO_RET', '#define GIZMO_RET int\n\n', 'a GIZMO_RET, which is an int'],
    ['u32', '', 'a u32, of which nothing says what it is'],
    ['enum gizmo', '', 'an enum gizmo'],
    ['bool', '', 'a bool'],
  ])('keeps it where it is %s', async (type, above, what) => {
    const { said: one, after } = await said(driver(above, ['return VM_FAULT_OOM;'], type));
    expect(one).toEqual([
      `refuse: gizmo_fault() is stored in gizmo_ops.fault, but cannot become vm_fault_t: it returns ${what}`,
    ]);
    expect(after).toBeUndefined();
  });

  it('has nothing to become where it returns nothing', async () => {
    expect((await said(driver('', ['gizmo_note(vmf);'], 'void'))).said).toEqual([]);
  });

  it('has its type already where a macro says so for some kernels', async () => {
    const above = '#ifdef OLD\n#define GIZMO_RET int\n#else\n#define GIZMO_RET vm_fault_t\n#endif\n\n';
    expect((await said(driver(above, ['return VM_FAULT_OOM;'], 'GIZMO_RET'))).said).toEqual([]);
  });

  it('keeps it where it returns a number below zero', async () => {
    const { said: one } = await said(driver('', ['if (vmf->page)', '\treturn -1;', 'return 0;']));
    expect(one).toEqual([
      `refuse: gizmo_fault() is stored in gizmo_ops.fault, but cannot become vm_fault_t: it returns -1, which is no code (${PATH}:4)`,
    ]);
  });

  it.each([
    [
      'the address of what it returns is given away',
      [
        'int ret;',
        '',
        'gizmo_fill(&ret);',
        'if (ret == -ENOMEM)',
        '\treturn VM_FAULT_OOM;',
        'ret = VM_FAULT_LOCKED;',
        'return ret;',
      ],
      'whose address is given away',
      5,
    ],
    [
      'one value is of both kinds',
      [
        'int ret = gizmo_get() ? -ENOMEM : VM_FAULT_LOCKED;',
        '',
        'if (ret == -ENOMEM)',
        '\treturn VM_FAULT_OOM;',
        'return ret;',
      ],
      'which holds a code and something else',
      7,
    ],
    [
      'a variable would be two, of which one is still unknown',
      [
        'int ret;',
        '',
        'ret = gizmo_lock();',
        'if (ret < 0)',
        '\tgoto out;',
        'ret = gizmo->map(vmf);',
        'return ret;',
        'out:',
        'ret = ret == -ENOMEM ? VM_FAULT_OOM : VM_FAULT_SIGBUS;',
        'return ret;',
      ],
      'of which nothing says that it is a code',
      9,
    ],
  ])('keeps it where %s, and says so of the text that is there', async (_, body, why, line) => {
    const { said: one } = await said(driver('', body));
    expect(one).toEqual([
      `refuse: gizmo_fault() is stored in gizmo_ops.fault, but cannot become vm_fault_t: it returns ret, ${why} (${PATH}:${line})`,
    ]);
  });

  it('has its type already where a typedef leads to it', async () => {
    const above = 'typedef vm_fault_t gizmo_code;\ntypedef gizmo_code gizmo_ret;\n\n';
    expect((await said(driver(above, ['return VM_FAULT_OOM;'], 'gizmo_ret'))).said).toEqual([]);
  });

  it('becomes vm_fault_t where it is signed', async () => {
    const { said: one, after } = await said(driver('', ['return VM_FAULT_OOM;'], 'signed int'));
    expect(one).toEqual([]);
    expect(after).toContain('static vm_fault_t gizmo_fault(');
  });
});

describe('a macro that gives back what it is given', () => {
  const PASS = '#define PASS(x) ({ typeof(x) __r = (x); __r; })\n';

  it.each([
    ['as it is', PASS, 'return PASS(filemap_fault(vmf));'],
    ['of a constant', PASS, 'return PASS(VM_FAULT_OOM);'],
    [
      'after it noted something',
      '#define PASS(x) ({ __typeof__(x) __r = x; if (__r) gizmo_note(); __r; })\n',
      'return PASS(filemap_fault(vmf));',
    ],
    ['behind a statement', '#define PASS(x) ({ gizmo_note(); (x); })\n', 'return PASS(filemap_fault(vmf));'],
  ])('is followed: %s', async (_, above, line) => {
    const { said: one, after } = await said(driver(above, [line]));
    expect(one).toEqual([]);
    expect(after).toBe(driver(above, [line], 'vm_fault_t'));
  });

  it('is followed into a variable', async () => {
    const lines = (type: string) => [`${type} ret = PASS(filemap_fault(vmf));`, '', 'return ret;'];
    const { said: one, after } = await said(driver(PASS, lines('int')));
    expect(one).toEqual([]);
    expect(after).toBe(driver(PASS, lines('vm_fault_t'), 'vm_fault_t'));
  });

  it.each([
    ['negates it', '({ typeof(x) __r = (x); -__r; })', 'computes with a code in PASS(filemap_fault(vmf))'],
    ['keeps it as an int', '({ int __r = (x); __r; })', 'keeps a code in __r, an int'],
    ['gives it another value', '({ typeof(x) __r = (x); __r = 2; __r; })', 'hands a code to a macro'],
    ['asks for the type of another', '({ typeof(y) __r = (x); __r; })', 'hands a code to a macro'],
  ])('is named where it %s', async (_, body, what) => {
    const found = await said(driver(`#define PASS(x) ${body}\n`, ['return PASS(filemap_fault(vmf));']));
    expect(found.said.join('\n')).toContain(what);
  });

  it('is named by where it stores it', async () => {
    const above = '#define KEEP(to, x) do { typeof(x) __k = (x); to = __k; } while (0)\n';
    const lines = ['int ret;', '', 'KEEP(ret, filemap_fault(vmf));', 'return ret;'];
    expect((await said(driver(above, lines))).said.join('\n')).toContain('keeps a code in ret, an int');
  });

  it('is refused by name where it returns it itself', async () => {
    for (const body of ['return x', 'do { if (x) return x; } while (0)']) {
      const { said: one, after } = await said(
        driver(`#define RET(x) ${body}\n`, ['RET(filemap_fault(vmf));', 'return VM_FAULT_OOM;']),
      );
      expect(one).toEqual([expect.stringContaining('the macro RET() has a hidden return')]);
      expect(after).toBeUndefined();
    }
  });

  it('has the type that typeof gives, in a variable too', async () => {
    const lines = (kept: string) => [`${kept} ret = filemap_fault(vmf);`, '', 'return ret;'];
    for (const kept of ['typeof(filemap_fault(vmf))', '__auto_type']) {
      const { said: one, after } = await said(driver('', lines(kept)));
      expect(one).toEqual([]);
      expect(after).toBe(driver('', lines(kept), 'vm_fault_t'));
    }
  });
});

describe('a function that keeps only whether there was a code', () => {
  it('returns none', async () => {
    const above =
      'static bool gizmo_failed(struct vm_fault *vmf)\n{\n\treturn filemap_fault(vmf) & VM_FAULT_ERROR;\n}\n\n';
    const { said: one, after } = await said(driver(above, ['return gizmo_failed(vmf) ? VM_FAULT_OOM : 0;']));
    expect(one).toEqual([]);
    expect(after).toContain('static bool gizmo_failed(');
    expect(after).toContain('static vm_fault_t gizmo_fault(');
  });
});

describe('a handler that is not read', () => {
  const TABLE = 'static const struct vm_operations_struct gizmo_ops = {\n\t.fault = gizmo_fault,\n};\n';
  const macro = (type: string, name: string) =>
    `#define DEFINE_FAULT(name, code) static ${type} ${name}(struct vm_fault *vmf) { return code; }\n`;
  const unread = (how: string) =>
    `refuse: gizmo_fault(), which is in gizmo_ops.fault (${PATH}:4), is made by DEFINE_FAULT() at ${PATH}:2${how}`;
  const KEEPS = ': it is not read, and keeps its type';

  it.each([
    ['pastes its name', macro('int', 'name##_fault'), 'DEFINE_FAULT(gizmo, VM_FAULT_OOM)'],
    ['is given its name', macro('int', 'name'), 'DEFINE_FAULT(gizmo_fault, VM_FAULT_OOM)'],
  ])('is named where a macro makes it that %s', async (_, define, use) => {
    expect((await said(`${define}${use}\n${TABLE}`)).said).toEqual([unread(KEEPS)]);
  });

  const CASES: readonly (readonly [string, (type: string) => string, string])[] = [
    [
      'its head',
      type =>
        `#define HANDLER(name) ${type} name(struct vm_fault *vmf)\nHANDLER(gizmo_fault)\n{\n\treturn VM_FAULT_OOM;\n}\n`,
      `its head written by HANDLER() at ${PATH}:2`,
    ],
    [
      'its name',
      type =>
        `#define PROTO(name) name(struct vm_fault *vmf)\nstatic ${type} PROTO(gizmo_fault)\n{\n\treturn gizmo_other(vmf);\n}\n`,
      `its head written by PROTO() at ${PATH}:2`,
    ],
    [
      'its parameters',
      type =>
        `#define ARGS (struct vm_fault *vmf)\nSTATIC ${type} gizmo_fault ARGS\n{\n\treturn VM_FAULT_OOM;\n}\n`,
      `its head written by ARGS at ${PATH}:2`,
    ],
    [
      'its body',
      type =>
        `#define BODY(code) { return code; }\nstatic ${type} gizmo_fault(struct vm_fault *vmf) BODY(VM_FAULT_OOM)\n`,
      `its body written by BODY() at ${PATH}:2`,
    ],
  ];

  it.each(CASES)('is named where a macro writes %s', async (_, define, what) => {
    const table = 'const struct vm_operations_struct gizmo_ops = {\n\t.fault = gizmo_fault,\n};\n';
    const text = define('int');
    const line = text.split('\n').length + 1;
    const { said: texts, after } = await said(text + table);
    expect(texts).toEqual([
      `refuse: gizmo_fault(), which is in gizmo_ops.fault (${PATH}:${line}), has ${what}${KEEPS}`,
    ]);
    expect(after).toBeUndefined();
    expect((await said(define('vm_fault_t') + table)).said).toEqual([]);
  });

  it('is named where a macro of the file holds all of it', async () => {
    const all = '#define ALL static int gizmo_fault(struct vm_fault *vmf) { return VM_FAULT_OOM; }\nALL\n';
    expect((await said(all + TABLE)).said).toEqual([
      `refuse: gizmo_fault(), which is in gizmo_ops.fault (${PATH}:4), is made by ALL at ${PATH}:2${KEEPS}`,
    ]);
  });

  it('is named where another file than that of the table holds it', async () => {
    const header = '#define HANDLER(name) int name(struct vm_fault *vmf)\nHANDLER(gizmo_fault);\n';
    const other = '#include "gizmo.h"\nHANDLER(gizmo_fault)\n{\n\treturn gizmo_map(vmf);\n}\n';
    const tree = `// file: ${PATH}\n#include "gizmo.h"\n${TABLE}// file: drivers/gizmo/gizmo.h\n${header}// file: drivers/gizmo/map.c\n${other}`;
    expect((await said(tree)).said).toEqual([
      `refuse: gizmo_fault(), which is in gizmo_ops.fault (${PATH}:3), has its head written by HANDLER() at drivers/gizmo/map.c:2${KEEPS}`,
    ]);
  });

  it('is refused by it where it is in no slot itself', async () => {
    const macro = '#define HELPER(name) static int name(struct vm_fault *vmf)\n';
    const helper = 'HELPER(gizmo_map)\n{\n\treturn VM_FAULT_OOM;\n}\n\n';
    expect((await said(driver(macro + helper, ['return VM_FAULT_SIGBUS;']))).said).toEqual([
      `refuse: HELPER() returns a code, but cannot become vm_fault_t: its head is written by the macro HELPER() (${PATH}:2)`,
    ]);
  });

  it('is nothing to say where the macro has the type, or nothing shows who makes it', async () => {
    const use = 'DEFINE_FAULT(gizmo, VM_FAULT_OOM)\n';
    expect((await said(`${macro('vm_fault_t', 'name##_fault')}${use}${TABLE}`)).said).toEqual([]);
    expect((await said(TABLE)).said).toEqual([]);
  });

  it('is named where its name stands in parentheses', async () => {
    const define = (type: string) =>
      `static ${type} (gizmo_fault)(struct vm_fault *vmf)\n{\n\treturn VM_FAULT_OOM;\n}\n`;
    expect((await said(define('int') + TABLE)).said).toEqual([
      `refuse: gizmo_fault(), which is in gizmo_ops.fault (${PATH}:6), has its name in parentheses at ${PATH}:1${KEEPS}`,
    ]);
    expect((await said(define('vm_fault_t') + TABLE)).said).toEqual([]);
  });
});

describe('a tracepoint', () => {
  const lines = ['int ret = filemap_fault(vmf);', '', 'trace_gizmo_fault(vmf, ret);', 'return ret;'];
  const stub = 'static inline void trace_gizmo_fault(struct vm_fault *vmf, int ret) {}\n\n';

  it('is the border of the types, and what stands for it keeps its own', async () => {
    const { said: one, after } = await said(driver(stub, lines));
    expect(one).toEqual([
      `convert: ${KEPT} hands a code to the tracepoint trace_gizmo_fault(), which takes no vm_fault_t (${PATH}:7)`,
    ]);
    expect(after).toContain(stub);
    expect(after).toContain('\tvm_fault_t ret = filemap_fault(vmf);\n');
  });

  it('is nothing to say where it takes the type', async () => {
    expect((await said(driver(stub.replace('int ret', 'vm_fault_t ret'), lines))).said).toEqual([]);
  });
});

describe('a pointer to functions that return an int', () => {
  const HEAD = 'refuse: gizmo_fault() is stored in gizmo_ops.fault, but cannot become vm_fault_t: it';

  it.each([
    ['returned beside codes', ['if (vmf->page)', '\treturn VM_FAULT_NOPAGE;', 'return gizmo_old(vmf);'], 6],
    ['returned alone', ['return (*gizmo_old)(vmf);'], 4],
  ])('holds a handler back by which its result is %s', async (_, lines, line) => {
    const above = 'static int (*gizmo_old)(struct vm_fault *vmf);\n';
    const { said: one, after } = await said(driver(above, lines));
    expect(after).toBeUndefined();
    expect(one).toEqual([
      `${HEAD} returns what is called through gizmo_old, a pointer to functions that return an int, declared at ${PATH}:1 (${PATH}:${line})`,
    ]);
  });

  it('holds one back that joins its result with a code, or keeps it in a member', async () => {
    const above = 'struct gizmo {\n\tint (*old)(struct vm_fault *vmf);\n};\n\n';
    const lines = ['struct gizmo *g = vmf->vma->vm_private_data;', 'int ret = g->old(vmf);', ''];
    const { said: one, after } = await said(driver(above, [...lines, 'return ret | VM_FAULT_MAJOR;']));
    expect(after).toBeUndefined();
    expect(one).toEqual([
      `${HEAD} takes a code from g->old, a pointer to functions that return an int, declared at ${PATH}:2 (${PATH}:10)`,
    ]);
  });

  it('is none where both functions of a choice return codes', async () => {
    const above =
      'static int gizmo_pick(struct vm_fault *vmf)\n{\n\treturn (vmf->page ? filemap_fault : filemap_page_mkwrite)(vmf);\n}\n\n';
    const { said: one, after } = await said(driver(above, ['return gizmo_pick(vmf);']));
    expect(one).toEqual([]);
    expect(after).toContain('static vm_fault_t gizmo_pick(');
  });

  it('is named where a function that returns codes is put into it', async () => {
    const init =
      '\nvoid gizmo_init(void)\n{\n\tint (*fn)(struct vm_fault *vmf) = filemap_fault;\n\n\tgizmo_run(fn);\n}\n';
    const { said: one } = await said(
      driver('', ['int (*fn)(struct vm_fault *) = filemap_fault;', '', 'return fn(vmf);']) + init,
    );
    expect(one).toEqual([
      `refuse: gizmo_fault() is stored in gizmo_ops.fault, but cannot become vm_fault_t: it puts filemap_fault into fn, a pointer to functions that return an int (${PATH}:3)`,
      `refuse: gizmo_init() puts filemap_fault into fn, a pointer to functions that return an int (${PATH}:14)`,
    ]);
  });

  it('is none where the member follows', async () => {
    const above =
      'struct gizmo_chip {\n\tint (*map)(struct vm_fault *vmf);\n};\n\nstatic int gizmo_map(struct vm_fault *vmf)\n{\n\treturn VM_FAULT_OOM;\n}\n\nvoid gizmo_init(struct gizmo_chip *chip)\n{\n\tchip->map = gizmo_map;\n}\n\n';
    const { said: one, after } = await said(driver(above, ['return gizmo_map(vmf);']));
    expect(one).toEqual([]);
    expect(after).toContain('\tvm_fault_t (*map)(struct vm_fault *vmf);\n');
  });
});

describe('a function whose declaration', () => {
  const body = ' gizmo_fault(struct vm_fault *vmf)\n{\n\treturn VM_FAULT_SIGBUS;\n}\n';
  const table = 'const struct vm_operations_struct gizmo_ops = {\n\t.fault = gizmo_fault,\n};\n';
  const errno = 'int gizmo_count(struct vm_fault *vmf)\n{\n\treturn -EINVAL;\n}\n';
  const REFUSED =
    'refuse: gizmo_fault() is stored in gizmo_ops.fault, but cannot become vm_fault_t: it is declared';

  it.each([
    [
      'declares a function of errnos too, in an arm',
      `int gizmo_fault(struct vm_fault *vmf)\n#ifdef CONFIG_GIZMO\n, gizmo_count(struct vm_fault *vmf)\n#endif\n;\n${errno}`,
      'int',
      `together with gizmo_count, which keeps its type (${PATH}:1)`,
    ],
    [
      'names a type of functions, which a function of errnos has too',
      `typedef int gizmo_fn(struct vm_fault *vmf);\ngizmo_fn gizmo_fault, gizmo_count;\n${errno}`,
      'int',
      `by the type gizmo_fn at ${PATH}:2, which declares gizmo_count() too, which returns no code`,
    ],
  ])('%s is refused by it', async (_, above, type, why) => {
    const { said: texts, after } = await said(above + type + body + table);
    expect(texts).toEqual([`${REFUSED} ${why}`]);
    expect(after ?? '').not.toContain('vm_fault_t');
  });

  const PAIR = 'int gizmo_fault(struct vm_fault *vmf), gizmo_mkwrite(struct vm_fault *vmf);\n';
  const both = table.replace('fault,', 'fault,\n\t.page_mkwrite = gizmo_mkwrite,');

  it('declares another one of codes changes with both', async () => {
    const mkwrite = 'int gizmo_mkwrite(struct vm_fault *vmf)\n{\n\treturn VM_FAULT_LOCKED;\n}\n';
    const { said: texts, after } = await said(`${PAIR}int${body}${mkwrite}${both}`);
    expect(texts).toEqual([]);
    expect(after?.match(/^vm_fault_t gizmo_\w+/gm)).toEqual([
      'vm_fault_t gizmo_fault',
      'vm_fault_t gizmo_fault',
      'vm_fault_t gizmo_mkwrite',
    ]);
  });

  it.each([
    [
      'a function of errnos behind it',
      `int gizmo_fault(struct vm_fault *vmf),\n    gizmo_count(struct vm_fault *vmf);\n${errno}`,
      'vm_fault_t gizmo_fault(struct vm_fault *vmf);\nint gizmo_count(struct vm_fault *vmf);\n',
    ],
    [
      'one before and one behind it',
      `extern int gizmo_count(struct vm_fault *vmf), /* the handler */ gizmo_fault(struct vm_fault *vmf), gizmo_total;\n${errno}`,
      'extern int gizmo_count(struct vm_fault *vmf); /* the handler */\nextern vm_fault_t gizmo_fault(struct vm_fault *vmf);\nextern int gizmo_total;\n',
    ],
    [
      'a variable, with attributes',
      'extern int __must_check gizmo_fault(struct vm_fault *vmf) __cold, gizmo_total;\n',
      'extern vm_fault_t __must_check gizmo_fault(struct vm_fault *vmf) __cold;\nextern int __must_check gizmo_total;\n',
    ],
  ])('declares %s is taken apart', async (_, above, expected) => {
    const { said: texts, after } = await said(`${above}int${body}${table}`);
    expect(texts).toEqual([]);
    expect(after?.startsWith(expected)).toBe(true);
  });

  it('declares one that is refused is taken apart, and only what changes is said to', async () => {
    const mkwrite =
      'int gizmo_mkwrite(struct vm_fault *vmf)\n{\n\treturn vmf->flags ? VM_FAULT_LOCKED : -EINVAL;\n}\n';
    const result = await runOn(transforms, `${PAIR}int${body}${mkwrite}${both}`);
    expect(textsAfter(result)[PATH]?.split('\n').slice(0, 2)).toEqual([
      'vm_fault_t gizmo_fault(struct vm_fault *vmf);',
      'int gizmo_mkwrite(struct vm_fault *vmf);',
    ]);
    const first = result.ledger.verdicts.filter(({ occurrence: { line } }) => line === 1);
    expect(first.map(({ kind, code }) => `${kind} ${code}`)).toEqual([
      'convert declares-codes',
      'done names-it',
    ]);
  });
});

/** Arm's mali400 has this in mali_mem_secure_cpu_map(): its mmap fails whenever the insertion succeeds. */
it('says of a function that returns a code and an errno that it hands the code on, though a variable gets the type', async () => {
  const text = `static int gizmo_map(struct vm_area_struct *vma)
{
\tint ret = 0;
\tint i;

\tfor (i = 0; i < 4; i++) {
\t\tret = vmf_insert_pfn(vma, vma->vm_start, i);
\t\tif (ret != VM_FAULT_NOPAGE)
\t\t\treturn -EFAULT;
\t}
\treturn ret;
}

static int gizmo_mmap(struct file *file, struct vm_area_struct *vma)
{
\tgizmo_map(vma);
\treturn 0;
}

static const struct file_operations gizmo_fops = {
\t.mmap = gizmo_mmap,
};
`;
  const { ledger } = await runOn(transforms, text);
  const call = ledger.verdicts.find(({ occurrence }) => occurrence.keyword === 'vmf_insert_pfn')!;
  expect(`${call.kind} ${call.code}`).toBe('refuse code-as-integer');
});

it('does not say that a code is taken for one where a function that gets it cannot be read', async () => {
  const helper =
    'static vm_fault_t gizmo_map(struct vm_area_struct *vma)\n{\n\treturn vmf_insert_pfn(vma, vma->vm_start, 1);\n}\n\n';
  const caller = (line: string) =>
    `${helper}int gizmo_all(struct vm_area_struct *vma)\n{\n\tint n = 0;\n\n\t${line}\n\tif (gizmo_map(vma) & VM_FAULT_ERROR)\n\t\tn++;\n\treturn n;\n}\n`;
  const codes = async (line: string) =>
    (await runOn(transforms, caller(line))).ledger.verdicts
      .filter(({ occurrence }) => occurrence.keyword === 'vmf_insert_pfn')
      .map(({ kind, code }) => `${kind} ${code}`);
  expect(await codes('gizmo_begin();')).toEqual(['done reads-codes']);
  expect(await codes('int odd(void) { return 1; }')).toEqual(['refuse code-not-followed']);
});

it('says why a body cannot be read', async () => {
  const arms = [1, 2, 3, 4, 5].map(n => `#ifdef CONFIG_${n}\n\tgizmo_begin(fault);\n#endif\n`).join('');
  const text = `void gizmo_all(struct vm_area_struct *vma)\n{\n\tint fault;\n\n${arms}\tfault = handle_mm_fault(vma, 0, 0);\n\tif (fault & VM_FAULT_ERROR)\n\t\tgizmo_end();\n}\n`;
  const { ledger } = await runOn(transforms, text);
  expect(ledger.verdicts.map(({ message }) => message)).toContainEqual(
    expect.stringContaining('its body cannot be read: more than 16 configurations'),
  );
});

it('keeps the type of a static function that a header of the driver declares', async () => {
  const head = 'static int gizmo_fault(struct vm_fault *vmf);\n';
  const c = `#include "gizmo.h"\n\n${driver('', ['return VM_FAULT_OOM;'])}`;
  const tree = `// file: drivers/gizmo/gizmo.h\n${head}// file: ${PATH}\n${c}`;
  const result = await runOn(transforms, tree);
  expect(textsAfter(result)).toEqual({});
  expect(result.ledger.verdicts.find(({ kind }) => kind === 'refuse')!.message).toContain(
    'a header declares it static, whose declaration is not followed (drivers/gizmo/gizmo.h:1)',
  );
});
