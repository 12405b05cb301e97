/**
 * Half-converted code, one place each: what `check` has to find, and right code beside it that it must not. A line is
 * marked with what is expected there.
 */
import { readRange } from '../../src/kernels/range.js';
import { found } from './trees.js';

const handler = (body: string, before = '') => `#include <linux/mm.h>
${before}
static vm_fault_t gizmo_fault(struct vm_fault *vmf)
{
	struct vm_area_struct *vma = vmf->vma;
	struct gizmo *gizmo = vma->vm_private_data;
	int err = 0;
${body}
	return VM_FAULT_NOPAGE;
}
static const struct vm_operations_struct gizmo_ops = { .fault = gizmo_fault };
`;

const CALL = 'vmf_insert_pfn(vma, vmf->address, gizmo->pfn)';
const ERRNO_MAP = `
static vm_fault_t gizmo_map(int err)
{
	switch (err) {
	case 0:
	case -EBUSY:
		return VM_FAULT_NOPAGE;
	case -ENOMEM:
		return VM_FAULT_OOM;
	default:
		return VM_FAULT_SIGBUS;
	}
}
`;

/** Title, body of the handler, and what stands before it; wrong lines say which finding they have. */
const WRONG: readonly (readonly [string, string, string?])[] = [
  [
    'a macro that asks for 0',
    `if (WORKED(${CALL})) /*! read */\nreturn VM_FAULT_NOPAGE;\nreturn VM_FAULT_SIGBUS;`,
    '#define WORKED(x) ((x) == 0)',
  ],
  [
    'a macro that asks a variable of its own',
    `TRY(${CALL}); /*! read */\nreturn VM_FAULT_NOPAGE;\nfail:\nreturn VM_FAULT_SIGBUS;`,
    '#define TRY(x) do { int e_ = (x); if (unlikely(e_)) goto fail; } while (0)',
  ],
  [
    'a macro with arguments for either call',
    `err = INSERT(vma, vmf->address, gizmo->pfn);\nif (err) /*! read */\nreturn VM_FAULT_SIGBUS;`,
    '#if LINUX_VERSION_CODE >= KERNEL_VERSION(4, 20, 0)\n#define INSERT(v, a, p) vmf_insert_pfn(v, a, p)\n#else\n#define INSERT(v, a, p) vm_insert_pfn(v, a, p)\n#endif',
  ],
  [
    '0 of its own, failure behind',
    `if (gizmo->on)\nerr = ${CALL};\nif (err) /*! read */\nreturn VM_FAULT_SIGBUS;`,
  ],
  [
    '0 of its own, success in front',
    `if (gizmo->on)\nerr = ${CALL};\nif (!err) /*! read */\nreturn 0;\nreturn VM_FAULT_OOM;`,
  ],
  [
    'an errno of another call, and one test behind both',
    `err = gizmo_wait(gizmo);\nif (err)\ngoto out;\nerr = ${CALL};\nout:\nif (err) /*! read */\nreturn VM_FAULT_SIGBUS;`,
  ],
  [
    'or-ed together in a loop, from 0 on',
    `int i;\nerr = 0;\nfor (i = 0; i < 4; i++)\n\terr |= ${CALL};\nif (err) /*! read */\n\treturn VM_FAULT_SIGBUS;`,
  ],
  ['or-ed together', `err |= ${CALL};\nerr |= ${CALL};\nif (err != 0) /*! read */\nreturn VM_FAULT_SIGBUS;`],
  ['a loop over successes', `int i;\nfor (i = 0; !err && i < 8; i++) /*! read */\nerr = ${CALL};`],
  ['a while loop', `while (err == 0) { /*! read */\ngizmo_next(gizmo);\nerr = ${CALL};\n}`],
  [
    'chosen by truth',
    `if (gizmo->on)\nerr = ${CALL};\nreturn err ? VM_FAULT_SIGBUS : VM_FAULT_NOPAGE; /*! read */`,
  ],
  ['a member', `gizmo->err = ${CALL};\nif (gizmo->err) /*! read */\nreturn VM_FAULT_SIGBUS;`],
  [
    'a member of a member',
    `gizmo->stat.last = ${CALL};\nif (gizmo->stat.last < 0) /*! read */\nreturn VM_FAULT_SIGBUS;`,
  ],
  ['memory', `int *at = &gizmo->err;\n*at = ${CALL};\nif (*at == -ENOMEM) /*! read */\nreturn VM_FAULT_OOM;`],
  [
    'an out-parameter',
    `gizmo_put(vma, &err);\nif (err) /*! read */\nreturn VM_FAULT_SIGBUS;`,
    'static void gizmo_put(struct vm_area_struct *vma, int *res)\n{\nlock();\n*res = vmf_insert_pfn(vma, 0, 1);\nunlock();\n}',
  ],
  [
    'an out-parameter that is not always given',
    `gizmo_put(vma, &err);\nif (err < 0) /*! read */\nreturn VM_FAULT_SIGBUS;`,
    'static void gizmo_put(struct vm_area_struct *vma, int *res)\n{\nif (vma->on)\n*res = vmf_insert_pfn(vma, 0, 1);\n}',
  ],
  [
    'a static pointer',
    `if (gizmo_insert(vma, 0, 1)) /*! read */\nreturn VM_FAULT_SIGBUS;`,
    'static int (*gizmo_insert)(struct vm_area_struct *, unsigned long, unsigned long) = vmf_insert_pfn;',
  ],
  [
    "a table of the driver's own",
    `err = gizmo->put->one(vma);\nif (err) /*! read */\nreturn VM_FAULT_SIGBUS;`,
    `struct gizmo_put { int (*one)(struct vm_area_struct *vma); };
struct gizmo { struct gizmo_put *put; };
static int put_one(struct vm_area_struct *vma) /*! integer */
{
	return vmf_insert_pfn(vma, 0, 1);
}
static struct gizmo_put puts = { .one = put_one };`,
  ],
  ["a map of the driver's own", `return gizmo_map(${CALL}); /*! read */`, ERRNO_MAP],
  ['the same by a variable', `err = ${CALL};\nreturn gizmo_map(err); /*! read */`, ERRNO_MAP],
  [
    'a huge entry',
    'err = vmf_insert_pfn_pmd(vmf, gizmo->pfn, true);\nif (err) /*! read */\nreturn VM_FAULT_FALLBACK;',
  ],
  ['min()', `err = min(${CALL}, 0); /*! read */\nreturn gizmo_said(err);`],
  ['?: with work behind', `return ${CALL} ?: gizmo_second(gizmo); /*! read */`],
  [
    'above 0 told apart, and called again',
    `int ret = gizmo_prepare(gizmo);\nif (gizmo->on)\nret = ${CALL};\nif (ret > 0)\nreturn ret;\nret = ${CALL};\nif (ret == -ENOMEM) /*! read */\nreturn VM_FAULT_OOM;`,
  ],
  [
    'above 0 told apart, and come to from elsewhere',
    `int ret = ${CALL};\nif (gizmo->on)\ngoto map;\nif (ret > 0)\nreturn ret;\nmap:\nif (ret == -ENOMEM) /*! read */\nreturn VM_FAULT_OOM;`,
  ],
  [
    'above 0 asked, and not left',
    `int ret = gizmo_prepare(gizmo);\nif (gizmo->on)\nret = ${CALL};\nif (ret > 0)\ngizmo->count++;\nif (ret == -ENOMEM) /*! read */\nreturn VM_FAULT_OOM;`,
  ],
  ['a warning of all but 0', `int ret = ${CALL};\nWARN_ON(ret); /*! read */\nreturn ret;`],
  [
    '0 in a switch for success',
    `int ret = ${CALL};\nswitch (ret) { /*! read */\ncase 0:\nreturn VM_FAULT_NOPAGE;\ndefault:\nreturn VM_FAULT_SIGBUS;\n}`,
  ],
  ['an errno of the kernel', 'err = gizmo_prepare(gizmo);\nif (err)\nreturn err; /*! errno */'],
  ['an errno below 0', 'err = gizmo_prepare(gizmo);\nif (err < 0)\nreturn err; /*! errno */'],
  [
    'an errno kept as a code',
    'vm_fault_t ret = mutex_lock_interruptible(&gizmo->lock); /*! errno */\nif (ret)\nreturn VM_FAULT_NOPAGE;',
  ],
  ['an errno handed on', 'return pm_runtime_get_sync(gizmo->dev); /*! errno */'],
];

const RIGHT: readonly (readonly [string, string, string?])[] = [
  [
    'a macro that asks for the code',
    `if (WORKED(${CALL}))\nreturn VM_FAULT_NOPAGE;\nreturn VM_FAULT_SIGBUS;`,
    '#define WORKED(x) ((x) == VM_FAULT_NOPAGE)',
  ],
  [
    'the old name for the new call',
    `vm_fault_t code = vm_insert_pfn(vma, vmf->address, gizmo->pfn);\nreturn code;`,
    '#if LINUX_VERSION_CODE >= KERNEL_VERSION(4, 20, 0)\n#define vm_insert_pfn vmf_insert_pfn\n#endif',
  ],
  ['0 taken for the failure', `int ret = ${CALL};\nif (!ret)\nreturn VM_FAULT_SIGBUS;\nreturn ret;`],
  ['0 made the failure', `int ret = ${CALL};\nif (ret == 0)\nret = VM_FAULT_SIGBUS;\nreturn ret;`],
  [
    '0 in a switch',
    `int ret = ${CALL};\nswitch (ret) {\ncase 0:\nreturn VM_FAULT_SIGBUS;\ndefault:\nreturn ret;\n}`,
  ],
  ['a warning of 0', `int ret = ${CALL};\nWARN_ON(!ret);\nreturn ret;`],
  [
    'a warning of 0, and the failure',
    `int ret = ${CALL};\nif (WARN_ON_ONCE(!ret))\nret = VM_FAULT_SIGBUS;\nreturn ret;`,
  ],
  ['0 chosen for the failure', `int ret = ${CALL};\nreturn ret ? ret : VM_FAULT_SIGBUS;`],
  [
    '0 and below taken for the failure',
    `int ret = ${CALL};\nif (ret <= 0)\nreturn VM_FAULT_SIGBUS;\nreturn ret;`,
  ],
  [
    '0 beside success',
    `int ret = ${CALL};\nif (ret == 0 || ret == VM_FAULT_NOPAGE)\nreturn VM_FAULT_NOPAGE;\nreturn ret;`,
  ],
  [
    'not 0, nor success',
    `int ret = ${CALL};\nif (ret && ret != VM_FAULT_NOPAGE)\nreturn VM_FAULT_SIGBUS;\nreturn VM_FAULT_NOPAGE;`,
  ],
  [
    'told apart from errnos by the sign',
    `int ret;\nif (gizmo->on)\nret = ${CALL};\nelse\nret = gizmo_prepare(gizmo);\nif (ret > 0)\nreturn ret;\nswitch (ret) {\ncase 0:\ncase -EBUSY:\nreturn VM_FAULT_NOPAGE;\ndefault:\nreturn VM_FAULT_SIGBUS;\n}`,
  ],
  ['?: with a code behind', `return ${CALL} ?: VM_FAULT_NOPAGE;`],
  [
    'success parted before',
    `err = ${CALL};\nif (err != VM_FAULT_NOPAGE)\ngoto out;\nerr = 0;\nout:\nreturn err ? VM_FAULT_SIGBUS : VM_FAULT_NOPAGE;`,
  ],
  [
    'a search that ends with the first',
    `int i;\nfor (i = 0; i < 8 && !err; i++)\nif (gizmo->at[i])\nerr = ${CALL};\nreturn err;`,
  ],
  [
    'asked before the call',
    `if (gizmo->off)\nerr = VM_FAULT_SIGBUS;\nif (!err)\nerr = ${CALL};\nreturn err;`,
  ],
  ['whether it was tried', `if (gizmo->on)\nerr = ${CALL};\nif (err)\nreturn err;\ngizmo_slow(gizmo);`],
  [
    'a member that another errno is in by then',
    `gizmo->err = ${CALL};\ngizmo_reset(gizmo);\nif (gizmo->err)\nreturn VM_FAULT_SIGBUS;`,
  ],
  [
    'a code of another call, and one test that hands both on',
    `err = filemap_fault(vmf);\nif (err)\ngoto out;\nerr = ${CALL};\nout:\nif (err)\nreturn err;`,
  ],
  [
    'an errno of another call, where the code is told apart before',
    `err = gizmo_wait(gizmo);\nif (!err) {\nerr = ${CALL};\nif (err == VM_FAULT_NOPAGE)\nreturn err;\n}\nif (err)\nreturn VM_FAULT_SIGBUS;`,
  ],
  [
    'a member of another one',
    `gizmo->err = ${CALL};\ngizmo = gizmo->next;\nif (gizmo->err)\nreturn VM_FAULT_SIGBUS;`,
  ],
  [
    'an out-parameter with codes',
    'gizmo_put(vma, &err);\nif (err & VM_FAULT_ERROR)\nreturn VM_FAULT_SIGBUS;',
    'static void gizmo_put(struct vm_area_struct *vma, int *res)\n{\n*res = vmf_insert_pfn(vma, 0, 1);\n}',
  ],
  [
    'a map that knows codes',
    `return gizmo_map(${CALL});`,
    'static vm_fault_t gizmo_map(int err)\n{\nif (err < 0)\nreturn VM_FAULT_SIGBUS;\nreturn err;\n}',
  ],
  [
    'a call that tells whether there was one',
    `gizmo_trace(${CALL});`,
    'static void gizmo_trace(int res)\n{\nif (res)\ncount();\n}',
  ],
  ['an errno that is mapped', 'err = gizmo_prepare(gizmo);\nif (err)\nreturn vmf_error(err);'],
  [
    'an errno that is 0 where it is returned',
    'err = gizmo_prepare(gizmo);\nif (err)\nreturn VM_FAULT_SIGBUS;\nreturn err;',
  ],
  ['a code of another handler', 'err = gizmo_base_fault(vmf);\nif (err)\nreturn err;'],
  ['max() of codes', `err = max(${CALL}, VM_FAULT_OOM);\nreturn err;`],
  [
    'a pointer that is given others',
    'if (gizmo_insert(vma, 0, 1))\nreturn VM_FAULT_SIGBUS;',
    'static int (*gizmo_insert)(struct vm_area_struct *, unsigned long, unsigned long) = vmf_insert_pfn;\nvoid gizmo_old(void)\n{\ngizmo_insert = gizmo_insert_slow;\n}',
  ],
];

const named = (shapes: readonly (readonly [string, string, string?])[]) =>
  shapes.map(([title, body, before]) => ({ title, text: handler(body, before) }));

const CODES: Readonly<Record<string, string>> = {
  read: 'code-read-as-errno',
  integer: 'code-as-integer',
  errno: 'errno-as-code',
};

const kernels = readRange('4.20')!;

/** Findings as `line code`, as the text expects them and as they are. */
async function compared(text: string) {
  const expected = text.split('\n').flatMap((line, at) => {
    const [, what] = /\/\*! (\w+) \*\//.exec(line) ?? [];
    return what === undefined ? [] : [`${at + 1} ${CODES[what]}`];
  });
  const { findings } = await found({ 'gizmo.c': text }, undefined, kernels);
  return { expected, found: findings.map(({ line, code }) => `${line} ${code}`) };
}

describe('half-converted code', () => {
  it.each(named(WRONG))('$title', async ({ text }) => {
    const { expected, found: places } = await compared(text);
    expect(expected).not.toEqual([]);
    expect(places).toEqual(expected);
  });
});

describe('a comment that says to leave it', () => {
  const COMMENT = '/* faultline-ignore the firmware wants it */';

  it.each(named(WRONG))('is heard of each finding: $title', async ({ text }) => {
    const before = await found({ 'gizmo.c': text }, undefined, kernels);
    expect(before.findings).not.toEqual([]);
    const lines = new Set(before.findings.map(({ line }) => line));
    const said = text.split('\n').map((line, at) => (lines.has(at + 1) ? `${COMMENT}\n${line}` : line));
    const after = await found({ 'gizmo.c': said.join('\n') }, undefined, kernels);
    expect(after).toMatchObject({ findings: [], idle: [] });
  });
});

describe('the type by another name', () => {
  const by = (...names: readonly string[]) =>
    `${names.join('\n')}\n${handler(`return ${CALL};`).replace('static vm_fault_t', 'static gizmo_result_t')}`;
  const OLD = '#if LINUX_VERSION_CODE >= KERNEL_VERSION(4, 17, 0)';

  it.each([
    ['a typedef', by('typedef vm_fault_t gizmo_result_t;')],
    ['a macro', by('#define gizmo_result_t vm_fault_t')],
    [
      'a typedef for each kernel',
      by(OLD, 'typedef vm_fault_t gizmo_result_t;', '#else', 'typedef int gizmo_result_t;', '#endif'),
    ],
    [
      'a typedef by what a macro says that the kernel has',
      by(
        '#ifdef HAS_TYPE',
        'typedef vm_fault_t gizmo_result_t;',
        '#else',
        'typedef int gizmo_result_t;',
        '#endif',
      ),
    ],
  ])('is no integer: %s', async (_, text) => {
    expect((await compared(text)).found).toEqual([]);
  });

  it.each(['typedef int gizmo_result_t;', '#define gizmo_result_t int'])('is one: %s', async name => {
    const { findings } = await found({ 'gizmo.c': by(name) }, undefined, kernels);
    expect(findings.map(({ code }) => code)).toContain('integer-fault-handler');
  });
});

describe('right code', () => {
  it.each(named(RIGHT))('$title', async ({ text }) => {
    expect((await compared(text)).found).toEqual([]);
  });
});

interface Keeping {
  readonly keep?: string;
  readonly before?: string;
}

/** A driver whose handler keeps a code in a member that others read. */
const keeping = (reader: string, { keep = `gizmo->err = ${CALL};`, before = '' }: Keeping = {}) =>
  handler(keep, `struct gizmo { int on; int err; unsigned long pfn; };\n${before}`).concat(`
static struct gizmo *gizmo_of(struct file *file);
${reader}
static const struct file_operations gizmo_fops = { .mmap = gizmo_mmap, .unlocked_ioctl = gizmo_ioctl };
`);
const READER = (body: string, rest = '') => `
static int gizmo_mmap(struct file *file, struct vm_area_struct *vma)
{
struct gizmo *gizmo = file->private_data;
${body}
return 0;
}
${rest}`;

describe('codes in a member that another function reads', () => {
  it.each([
    ['tested for being negative', READER('if (gizmo->err < 0) /*! read */\nreturn -EIO;')],
    ['compared', READER('if (gizmo->err == -ENOMEM) /*! read */\nreturn -ENOMEM;')],
    ['printed', READER('printk("error %d\\n", gizmo->err); /*! read */')],
    ['returned', READER('if (gizmo->on)\nreturn gizmo->err; /*! read */')],
    [
      'returned by a helper',
      `static int gizmo_last(struct gizmo *gizmo) /*! integer */\n{\nreturn gizmo->err;\n}\n${READER(
        'if (gizmo_last(gizmo) < 0) /*! read */\nreturn -EIO;',
      )}`,
    ],
    [
      'tested for 0 behind what stores it',
      READER('gizmo_put(gizmo, vma);\nif (gizmo->err) /*! read */\nreturn -EIO;'),
      {
        keep: 'gizmo_put(gizmo, vma);',
        before: `static void gizmo_put(struct gizmo *gizmo, struct vm_area_struct *vma)\n{\ngizmo->err = vmf_insert_pfn(vma, 0, 1);\n}`,
      },
    ],
  ])('finds one that is %s', async (_, reader, more: Keeping = {}) => {
    const { expected, found: places } = await compared(keeping(reader, more));
    expect(expected).not.toEqual([]);
    expect(places).toEqual(expected);
  });

  it.each([
    ['tested for 0 by anybody', READER('if (gizmo->err)\nreturn -EIO;')],
    ['read as a code', READER('if (gizmo->err & VM_FAULT_ERROR)\nreturn -EIO;')],
    [
      'kept beside errnos',
      READER(
        'if (gizmo->err < 0)\nreturn -EIO;',
        'void gizmo_stop(struct gizmo *gizmo)\n{\ngizmo->err = -EIO;\n}',
      ),
    ],
    [
      'kept in a member whose address is taken',
      READER(
        'if (gizmo->err < 0)\nreturn -EIO;',
        'void gizmo_stop(struct gizmo *gizmo)\n{\nstop(&gizmo->err);\n}',
      ),
    ],
    ['of another struct', READER('struct other *other = gizmo->other;\nif (other->err < 0)\nreturn -EIO;')],
  ])('has nothing against one that is %s', async (_, reader) => {
    expect((await compared(keeping(reader))).found).toEqual([]);
  });
});

describe('arms of #if', () => {
  const guarded = (condition: string) =>
    handler(
      `#if ${condition}\nerr = vm_insert_page(vma, 0, 0);\n#else\nerr = 1;\n#endif\nif (err)\nreturn VM_FAULT_SIGBUS;`,
    );

  it.each([
    ['LINUX_VERSION_CODE < KERNEL_VERSION(4, 15, 0)', 0],
    ['LINUX_VERSION_CODE >= KERNEL_VERSION(4, 15, 0)', 1],
    ['OWN_VERSION < KERNEL_VERSION(4, 15, 0)', 0],
    ['CONFIG_GIZMO', 1],
  ])('passes over what the kernels do not compile: %s', async (condition, count) => {
    const own = `#define OWN_VERSION LINUX_VERSION_CODE\n${guarded(condition)}`;
    const { findings } = await found({ 'gizmo.c': own }, undefined, kernels);
    expect(findings.filter(({ code }) => code === 'errno-under-fault')).toHaveLength(count);
  });

  it.each([
    ['OWN >= KERNEL_VERSION(4, 20, 0)', 0],
    ['OWN >= KERNEL_VERSION(4, 21, 0)', 1],
  ])(
    'holds nothing against what reads an errno where the call gives one: behind %s',
    async (condition, count) => {
      const alias =
        '#if KERNEL_VERSION(4, 20, 0) > OWN\n#define vmf_insert_pfn vm_insert_pfn\n#endif\n' +
        `static int gizmo_map(struct vm_area_struct *vma, struct vm_fault *vmf)\n{\nreturn vmf_insert_pfn(vma, vmf->address, 1);\n}\n`;
      const own = handler(
        `err = gizmo_map(vma, vmf);\n#if ${condition}\nreturn err;\n#endif\nif (err == -EBUSY)\nreturn VM_FAULT_NOPAGE;`,
        alias,
      );
      const { findings } = await found({ 'gizmo.c': own });
      expect(findings.filter(({ code }) => code === 'code-read-as-errno')).toHaveLength(count);
    },
  );
});
