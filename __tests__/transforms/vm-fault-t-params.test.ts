/** Parameters that carry codes, in or out: they change with all who call, or not at all. */
import { transforms } from '../../transforms/index.js';
import { check, ONLY_FILE, runOn, textsAfter } from '../check.js';

const fn = (head: string, lines: readonly string[]) =>
  `${head}\n{\n${lines.map(line => (line === '' ? '\n' : `\t${line}\n`)).join('')}}\n\n`;
const TABLE = 'static const struct vm_operations_struct gizmo_ops = {\n\t.fault = gizmo_fault,\n};\n';
const MASK = ['if (fault & VM_FAULT_OOM)', '\treturn -ENOMEM;', 'return 0;'];
const CALLER = (type: string, call = 'gizmo_errno(ret);') =>
  fn(`static ${type} gizmo_fault(struct vm_fault *vmf)`, [
    `${type} ret = VM_FAULT_NOPAGE;`,
    '',
    call,
    'return ret;',
  ]);

/** What becomes of a tree of one file. */
const converted = async (text: string) => textsAfter(await runOn(transforms, text))[ONLY_FILE] ?? text;

describe('a plain parameter', () => {
  const tree = (type: string, old: string, lines: readonly string[] = MASK, call?: string) =>
    fn(`static int gizmo_errno(${old} fault)`, lines) + CALLER(type, call) + TABLE;

  it.each(['int', 'unsigned int', 'unsigned'])('that is %s becomes vm_fault_t', async old => {
    await check(transforms, tree('int', old), tree('vm_fault_t', 'vm_fault_t'));
  });

  it('is changed in prototypes, also where it has no name', async () => {
    const text = (type: string) =>
      `int gizmo_errno(struct gizmo *, ${type});\nint gizmo_errno(struct gizmo *g, ${type} fault);\n\n` +
      fn(`int gizmo_errno(struct gizmo *g, ${type} fault)`, MASK) +
      CALLER(type, 'gizmo_errno(g, ret);') +
      TABLE;
    await check(transforms, text('int'), text('vm_fault_t'));
  });

  it('is handed on by those that carry one themselves', async () => {
    const text = (type: string) =>
      fn(`static void gizmo_last(${type} fault)`, ['if (fault == VM_FAULT_OOM)', '\tgizmo_panic();']) +
      fn(`static int gizmo_errno(${type} fault)`, ['gizmo_last(fault);', ...MASK]) +
      CALLER(type) +
      TABLE;
    await check(transforms, text('int'), text('vm_fault_t'));
  });

  it('may be taken apart by a macro of the codes', async () => {
    const lines = ['if (fault & VM_FAULT_HWPOISON_LARGE)', '\treturn VM_FAULT_GET_HINDEX(fault);', ...MASK];
    await check(transforms, tree('int', 'int', lines), tree('vm_fault_t', 'vm_fault_t', lines));
  });

  it.each<[string, readonly string[]]>([
    ['is counted with', ['return fault + VM_FAULT_OOM;']],
    ['is tested as an errno', ['if (fault < 0)', '\treturn -EIO;', ...MASK]],
    ['is given an errno', ['fault = -EINVAL;', 'return fault & VM_FAULT_OOM ? 1 : 0;']],
    ['is kept in a member', ['last.fault = fault;', ...MASK]],
    ['is handed to a function that is not known', ['gizmo_note(fault);', ...MASK]],
    ['has its address taken', ['gizmo_note(&fault);', ...MASK]],
    ['is an index', ['return names[fault];']],
  ])('stays where it %s', async (_what, lines) => {
    expect(await converted(tree('int', 'int', lines))).toBe(tree('vm_fault_t', 'int', lines));
  });

  it.each<[string, string]>([
    ['hands in something else', fn('static int gizmo_step(int n)', ['return gizmo_errno(n);'])],
    ['hands in an errno', fn('static int gizmo_step(int n)', ['return gizmo_errno(-EIO);'])],
    ['passes the function on', fn('static void gizmo_step(void)', ['gizmo_register(gizmo_errno);'])],
    ['stores the function', 'static const struct gizmo_maps maps = {\n\t.map = gizmo_errno,\n};\n'],
    ['is a macro', '#define gizmo_map(x) (gizmo_errno(x) ? 1 : 0)\n'],
  ])('stays where someone %s', async (_what, more) => {
    expect(await converted(tree('int', 'int') + more)).toBe(tree('vm_fault_t', 'int') + more);
  });
});

describe('a parameter that points to where a code is stored', () => {
  const STORE = ['if (type)', '\t*type |= VM_FAULT_MAJOR;', 'return 0;'];
  const tree = (type: string, lines: readonly string[] = STORE, own = type) =>
    `static int gizmo_get(struct gizmo *g, ${own} *type);\n\n` +
    fn(`static int gizmo_get(struct gizmo *g, ${own} *type)`, lines) +
    fn('int gizmo_read(struct gizmo *g)', ['return gizmo_get(g, NULL);']) +
    fn(`static ${type} gizmo_fault(struct vm_fault *vmf)`, [
      `${own} ret = VM_FAULT_LOCKED;`,
      'int err = gizmo_get(vmf->g, &ret);',
      '',
      'if (err)',
      '\treturn VM_FAULT_SIGBUS;',
      'return ret;',
    ]) +
    TABLE;

  it('becomes one to vm_fault_t, with what callers hand in', async () => {
    const { ledger } = await check(transforms, tree('int'), tree('vm_fault_t'));
    expect(ledger.changes).toHaveLength(1);
  });

  it('may be unsigned, read through, and handed on', async () => {
    const text = (type: string, old = type) =>
      fn(`static void gizmo_major(${old} *type)`, [
        '*type = VM_FAULT_MAJOR;',
        'if (*type & VM_FAULT_OOM)',
        '\tgizmo_panic();',
      ]) +
      fn(`static int gizmo_get(struct gizmo *g, ${old} *type)`, ['gizmo_major(type);', 'return 0;']) +
      fn(`static ${type} gizmo_fault(struct vm_fault *vmf)`, [
        `${old} ret = 0;`,
        '',
        'gizmo_get(vmf->g, &ret);',
        'return ret;',
      ]) +
      TABLE;
    await check(transforms, text('int', 'unsigned'), text('vm_fault_t'));
  });

  it.each([
    [
      'returns whether there was one',
      'static bool',
      '',
      'return *type & VM_FAULT_RETRY;',
      'if (gizmo_get(&ret))',
    ],
    [
      'stores whether there was one',
      'static void',
      ', bool *done',
      '*done = *type & VM_FAULT_RETRY;',
      'if (done)',
    ],
  ])('changes in a function that %s', async (_what, head, more, line, test) => {
    const text = (type: string) =>
      fn(`${head} gizmo_get(${type} *type${more})`, ['*type = VM_FAULT_MAJOR;', line]) +
      fn(`static ${type} gizmo_fault(struct vm_fault *vmf)`, [
        `${type} ret;`,
        'bool done;',
        '',
        more === '' ? 'done = true;' : 'gizmo_get(&ret, &done);',
        test,
        '\treturn VM_FAULT_NOPAGE;',
        'return ret;',
      ]) +
      TABLE;
    await check(transforms, text('int'), text('vm_fault_t'));
  });

  it('is known of the functions of the kernel that take one, where a folder is alone', async () => {
    const text = (type: string) =>
      fn('static int gizmo_touch(struct mm_struct *mm)', [
        `${type} flt = 0;`,
        'int err = copro_handle_mm_fault(mm, 0, 0, &flt);',
        '',
        'if (err)',
        '\treturn err;',
        'return flt & VM_FAULT_MAJOR ? 1 : 0;',
      ]);
    await check(transforms, text('unsigned'), text('vm_fault_t'));
    const own = fn('int copro_handle_mm_fault(void *mm, long ea, long isr, unsigned *flt)', [
      '*flt = 3;',
      'return 0;',
    ]);
    expect(await converted(own + text('unsigned'))).toContain('unsigned flt = 0;');
  });

  it('is known of the definition of such a function, whose callers are elsewhere', async () => {
    const text = (type: string) =>
      fn(`int copro_handle_mm_fault(void *mm, long ea, long isr, ${type} *flt)`, [
        '*flt = handle_mm_fault(mm, ea, 0);',
        'if (*flt & VM_FAULT_ERROR)',
        '\treturn -EFAULT;',
        'return 0;',
      ]);
    await check(transforms, text('unsigned'), text('vm_fault_t'));
    // Of a function that nothing is known of it is named.
    const other = text('unsigned').replace('copro_handle_mm_fault', 'gizmo_handle');
    expect(await converted(other)).toBe(other);
  });

  it('changes with a caller of another folder, that names no code', async () => {
    const text = (type: string) =>
      `// file: include/gizmo.h\n#include <linux/mm.h>\n\nint gizmo_get(struct gizmo *g, ${type} *type);\n` +
      `// file: lib/gizmo/get.c\n#include "../../include/gizmo.h"\n${fn(`int gizmo_get(struct gizmo *g, ${type} *type)`, STORE)}` +
      `// file: drivers/gizmo/use.c\n#include "../../include/gizmo.h"\n${fn('int gizmo_use(struct gizmo *g)', [`${type} flt = 0;`, 'int err;', '', 'if ((err = gizmo_get(g, &flt)))', '\treturn err;', 'return flt ? 1 : 0;'])}`;
    const { ledger } = await check(transforms, text('int'), text('vm_fault_t'));
    expect(ledger.changes).toHaveLength(1);
  });

  it.each<[string, readonly string[]]>([
    ['something else is stored', ['*type = gizmo_map(g);', '*type |= VM_FAULT_MAJOR;', 'return 0;']],
    ['it is moved on', ['*type++ = VM_FAULT_MAJOR;', 'return 0;']],
    ['it is kept', ['g->type = type;', '*type = VM_FAULT_MAJOR;', 'return 0;']],
    ['it is an array', ['type[0] = VM_FAULT_MAJOR;', '*type = VM_FAULT_MAJOR;', 'return 0;']],
  ])('stays where %s, and with it what callers hand in', async (_what, lines) => {
    const text = await converted(tree('int', lines));
    expect(text).toContain('static int gizmo_get(struct gizmo *g, int *type)\n');
    expect(text).toContain('\tint ret = VM_FAULT_LOCKED;\n');
  });

  it.each<[string, readonly string[]]>([
    ['holds an errno too', ['int ret = -EINVAL;', '', 'gizmo_get(g, &ret);', 'return ret;']],
    ['is counted with', ['int ret = 0;', '', 'gizmo_get(g, &ret);', 'return ret + 1;']],
    ['goes elsewhere too', ['int ret = 0;', '', 'gizmo_get(g, &ret);', 'gizmo_note(&ret);', 'return 0;']],
    ['is no variable', ['gizmo_get(g, &g->type);', 'return 0;']],
  ])('stays where what a caller hands in %s', async (_what, lines) => {
    const more = fn('int gizmo_step(struct gizmo *g)', lines);
    const text = await converted(tree('int') + more);
    expect(text).toContain(more);
    expect(text).toContain('static int gizmo_get(struct gizmo *g, int *type)\n');
  });
});
