/** Drivers that one source builds with many kernels: what is for which of them, and what of it changes. */
import { readRange } from '../../src/kernels/range.js';
import { inWords } from '../../src/kernels/versions.js';
import { run } from '../../src/run.js';
import { memoryTree } from '../../src/tree/memory.js';
import { transforms } from '../../transforms/index.js';
import { testParser } from '../check.js';

const TABLE = 'static const struct vm_operations_struct gizmo_ops = {\n\t.fault = gizmo_fault,\n};\n';
const MAP = [
  '\tif (err == -ENOMEM)',
  '\t\treturn VM_FAULT_OOM;',
  '\tif (err < 0 && err != -EBUSY)',
  '\t\treturn VM_FAULT_SIGBUS;',
  '\treturn VM_FAULT_NOPAGE;',
];
const OLD = ['\terr = vm_insert_pfn(vmf->vma, vmf->address, 1);', ...MAP];
const NEW = ['\treturn vmf_insert_pfn(vmf->vma, vmf->address, 1);'];
const since = (release: string) => `LINUX_VERSION_CODE >= KERNEL_VERSION(${release.replace('.', ',')},0)`;

const HEAD = (condition: string) => [
  `#if ${condition}`,
  'static vm_fault_t gizmo_fault(struct vm_fault *vmf)',
  '#else',
  'static int gizmo_fault(struct vm_fault *vmf)',
  '#endif',
  '{',
];

const driver = (lines: readonly string[]) => `${lines.join('\n')}\n${TABLE}`;

async function outcome(text: string, kernels?: string, besides: Record<string, string> = {}) {
  const range = kernels === undefined ? undefined : readRange(kernels)!;
  const result = await run({
    tree: memoryTree({ ...besides, 'gizmo.c': text }),
    transforms,
    parser: await testParser(),
    takeReview: false,
    kernels: range,
  });
  expect(result.slips).toEqual([]);
  const said = result.ledger.verdicts.map(({ occurrence, code }) => `${occurrence.line} ${code}`);
  return { after: result.files[0]?.after, said };
}

it('leaves code that has both arms', async () => {
  const text = driver([
    ...HEAD(since('4.17')),
    '\tint err;',
    '',
    `#if ${since('4.20')}`,
    ...NEW,
    '#else',
    ...OLD,
    '#endif',
    '}',
    '',
  ]);
  const { after, said } = await outcome(text);
  expect(after).toBeUndefined();
  expect(said.filter(one => !/(other-kernels|typed-already|reads-codes|names-it)$/.test(one))).toEqual([]);
  expect(said).toContain('12 other-kernels');
});

it('changes the arm for the new kernels alone', async () => {
  const lines = (arm: readonly string[], type: string) => [
    `#if ${since('5.0')}`,
    `static ${type} gizmo_fault(struct vm_fault *vmf)`,
    '{',
    ...arm,
    '}',
    '#else',
    'static int gizmo_fault(struct vm_fault *vmf)',
    '{',
    '\tint err;',
    ...OLD,
    '}',
    '#endif',
    '',
  ];
  const { after } = await outcome(driver(lines(['\tint err;', ...OLD], 'int')));
  expect(after).toBe(driver(lines(NEW, 'vm_fault_t')));
});

describe('code for all kernels', () => {
  const text = driver([
    `#if ${since('4.11')}`,
    'static int gizmo_fault(struct vm_fault *vmf)',
    '#else',
    'static int gizmo_fault(struct vm_area_struct *vma, struct vm_fault *vmf)',
    '#endif',
    '{',
    '\tint err;',
    ...OLD,
    '}',
    '',
  ]);

  it('stays where old kernels compile it too, and the verdict names them', async () => {
    const { after, said } = await outcome(text);
    expect(after).toBeUndefined();
    expect(said).toContain('8 older-kernels');
    expect((await outcome(text, '4.4..6.12')).said).toEqual(said);
  });

  it('changes where only new kernels count', async () => {
    for (const range of ['4.20', '4.20..6.12', '5.4..']) {
      const { after, said } = await outcome(text, range);
      expect(after).toContain(
        '#if LINUX_VERSION_CODE >= KERNEL_VERSION(4,11,0)\nstatic vm_fault_t gizmo_fault(struct vm_fault *vmf)\n#else\nstatic int',
      );
      expect(after).toContain('{\n\treturn vmf_insert_pfn(');
      expect(said).toContain('4 other-kernels');
    }
  });

  it('changes without a range where nothing speaks of kernels', async () => {
    const plain = driver([
      'static int gizmo_fault(struct vm_fault *vmf)',
      '{',
      '\tint err;',
      ...OLD,
      '}',
      '',
    ]);
    expect((await outcome(plain)).after).toContain('vmf_insert_pfn');
    expect((await outcome(plain, '3.10..6.12')).said).toContain('4 older-kernels');
  });
});

it.each([
  ['8, 0', true],
  ['7, 5', false],
])('takes who asks for a new kernel or RHEL %s for new ones: %s', async (rhel, isNew) => {
  const arms = (arm: readonly string[]) =>
    driver([
      `#if ${since('4.17')} || (defined(RHEL_RELEASE_CODE) && RHEL_RELEASE_CODE >= RHEL_RELEASE_VERSION(${rhel}))`,
      'static vm_fault_t gizmo_fault(struct vm_fault *vmf)',
      '{',
      ...arm,
      '}',
      '#else',
      'static int gizmo_fault(struct vm_fault *vmf)',
      '{',
      '\treturn VM_FAULT_SIGBUS;',
      '}',
      '#endif',
      '',
    ]);
  const { after } = await outcome(arms(['\tint err;', ...OLD]), '4.4..6.12');
  expect(after).toBe(isNew ? arms(NEW) : undefined);
});

it('counts for each change the names that it writes', async () => {
  const plain = (call: string) =>
    driver([
      'static int gizmo_fault(struct vm_fault *vmf)',
      '{',
      `\tint err = ${call};`,
      '',
      ...MAP,
      '}',
      '',
    ]);
  const prot = plain('vm_insert_pfn_prot(vmf->vma, vmf->address, 1, vmf->vma->vm_page_prot)');
  const pfn = plain('vm_insert_pfn(vmf->vma, vmf->address, 1)');
  expect((await outcome(pfn, '4.17..6.12')).after).toContain('return vmf_insert_pfn(');
  const { after, said } = await outcome(prot, '4.17..6.12');
  expect(after).toBeUndefined();
  expect(said).toContain('3 older-kernels');
  expect((await outcome(prot, '4.20..6.12')).after).toContain('return vmf_insert_pfn_prot(');
});

it('changes code for all kernels where the tree brings what the old ones lack', async () => {
  const names = [
    'typedef int vm_fault_t;',
    'vm_fault_t vmf_insert_pfn(struct vm_area_struct *, unsigned long, unsigned long);',
  ];
  const compat = [`#if !(${since('4.17')})`, ...names, '#endif', ''].join('\n');
  const text = `#include "compat.h"\n${driver(['static int gizmo_fault(struct vm_fault *vmf)', '{', '\tint err;', ...OLD, '}', ''])}`;
  const { after } = await outcome(text, '4.4..6.12', { 'compat.h': compat });
  expect(after).toContain('static vm_fault_t gizmo_fault');
});

it('does so beside an arm that is for none of the kernels of the driver', async () => {
  const compat = 'typedef int vm_fault_t;\n#define vmf_insert_pfn gizmo_insert\n';
  const text = driver([
    '#include "compat.h"',
    `#if ${since('2.6')}`,
    'static int gizmo_fault(struct vm_fault *vmf)',
    '#else',
    'static unsigned long gizmo_fault(struct vm_area_struct *vma, unsigned long address)',
    '#endif',
    '{',
    '\tgizmo_count();',
    '\treturn VM_FAULT_SIGBUS;',
    '}',
    '',
  ]);
  const arm = '#else\nstatic unsigned long gizmo_fault(';
  const { after } = await outcome(text, '3.10..6.12', { 'compat.h': compat });
  expect(after).toContain(`static vm_fault_t gizmo_fault(struct vm_fault *vmf)\n${arm}`);
  const older = await outcome(text, '..6.12', { 'compat.h': compat });
  expect(older.after).toBeUndefined();
});

const FEATURE = (opener: string, first: readonly string[], other: string, last: readonly string[]) =>
  driver([
    'static int gizmo_fault(struct vm_fault *vmf)',
    '{',
    '\tint err;',
    '',
    opener,
    ...first,
    other,
    ...last,
    '#endif',
    '}',
    '',
  ]);

it.each([
  ['#ifdef', FEATURE('#ifdef HAVE_VMF_INSERT_PFN', NEW, '#else', OLD), '8 other-kernels'],
  ['any name', FEATURE('#if GIZMO_API > 2', NEW, '#else', OLD), '8 both-arms'],
  ['#ifndef', FEATURE('#ifndef GIZMO_NEW', OLD, '#else', NEW), '6 other-kernels'],
  [
    'combined',
    FEATURE('#if defined(GIZMO_A) && !defined(CONFIG_GIZMO)', NEW, '#elif defined(GIZMO_B)', OLD),
    '8 both-arms',
  ],
  [
    '#elif',
    FEATURE('#if defined(GIZMO_A)', NEW, '#elif GIZMO_B', ['\treturn 0;', '#else', ...OLD]),
    '10 other-kernels',
  ],
  [
    'nested',
    FEATURE('#ifdef CONFIG_GIZMO', ['#ifdef HAVE_NEW', ...NEW, '#else', ...OLD, '#endif'], '#else', [
      '\treturn VM_FAULT_SIGBUS;',
    ]),
    '9 other-kernels',
  ],
  [
    'releases of RHEL',
    FEATURE(
      '#if defined(RHEL_RELEASE_CODE) && RHEL_RELEASE_CODE >= RHEL_RELEASE_VERSION(8, 0)',
      NEW,
      '#else',
      OLD,
    ),
    '8 both-arms',
  ],
  [
    'releases of RHEL beside those of the kernel',
    FEATURE(
      `#if ${since('4.20')} || (defined(RHEL_RELEASE_CODE) && RHEL_RELEASE_CODE >= RHEL_RELEASE_VERSION(8, 0))`,
      NEW,
      '#else',
      OLD,
    ),
    '8 other-kernels',
  ],
])('leaves the old arm where another has the new call: %s', async (_, text, verdict) => {
  const { after, said } = await outcome(text, '4.20..');
  expect(said).toContain(verdict);
  expect(after ?? text).toContain('vm_insert_pfn(vmf');
});

it('converts an arm of the configuration, which tells no kernels apart', async () => {
  const { after, said } = await outcome(FEATURE('#ifdef CONFIG_GIZMO', NEW, '#else', OLD), '4.20..');
  expect(said.join()).not.toContain('both-arms');
  expect(after).not.toContain('vm_insert_pfn(vmf');
});

it('refuses a call beside one that has both arms', async () => {
  const text = FEATURE(
    '#if RHEL_RELEASE_CODE >= RHEL_RELEASE_VERSION(8, 0)',
    ['\tif (vmf->pgoff)', '\t\treturn vmf_insert_pfn(vmf->vma, vmf->address, 1);'],
    '#else',
    ['\tif (vmf->pgoff)', '\t\treturn vm_insert_pfn(vmf->vma, vmf->address, 1) ? VM_FAULT_SIGBUS : 0;'],
  ).replace('#endif\n', `#endif\n${OLD.join('\n')}\n`);
  const { said } = await outcome(text, '4.20..');
  expect(said).toContain('10 both-arms');
  expect(said).toContain('12 beside-both-arms');
});

it('converts a call beside one whose arm is for other kernels alone', async () => {
  const text = driver([
    'static int gizmo_fault(struct vm_fault *vmf)',
    '{',
    `#if ${since('4.20')}`,
    '\tif (vmf->pgoff)',
    '\t\treturn vmf_insert_pfn(vmf->vma, vmf->address, 1);',
    '#else',
    '\tif (vmf->pgoff)',
    '\t\treturn vm_insert_pfn(vmf->vma, vmf->address, 1) ? VM_FAULT_SIGBUS : VM_FAULT_NOPAGE;',
    '#endif',
    '\treturn vm_insert_page(vmf->vma, vmf->address, 0) ? VM_FAULT_SIGBUS : VM_FAULT_NOPAGE;',
    '}',
  ]);
  const { after, said } = await outcome(text, '4.20..');
  expect(said).toContain('8 other-kernels');
  expect(said.join()).not.toContain('both-arms');
  expect(after).toContain('vmf_insert_page(');
  expect(after).toContain('return vm_insert_pfn(');
});

it('takes no guard for known that something else decides', async () => {
  const text = driver([
    'static int gizmo_fault(struct vm_fault *vmf)',
    '{',
    '\tint err;',
    '',
    `#if ${since('4.20')} || defined(GIZMO_BACKPORT)`,
    '\terr = vm_insert_pfn(vmf->vma, vmf->address, 1);',
    '#else',
    '\terr = gizmo_old(vmf);',
    '#endif',
    ...MAP,
    '}',
    '',
  ]);
  expect((await outcome(text)).said).toContain('6 older-kernels');
});

it.each([
  ['4.20', 'from 4.20 to before 4.21'],
  ['v4.20.3', 'from 4.20.3 to before 4.20.4'],
  ['4.20-rc3', 'from 4.20 to before 4.21'],
  ['4.4..6.12', 'from 4.4 to before 6.13'],
  ['4.4..', 'from 4.4 on'],
  ['..5.4', 'before 5.5'],
])('reads the releases %s', (text, words) => expect(inWords(readRange(text)!)).toBe(words));

it.each(['', '..', 'new', '4', '4.4...5', '6.1..4.4', '4.4..5.0..6.0', '4.999'])(
  'reads no releases from %j',
  text => expect(readRange(text)).toBeUndefined(),
);

it('names the #if that stands in the way, and not another one', async () => {
  const text = driver([
    '#define PLAIN 1',
    'static int gizmo_fault(struct vm_fault *vmf)',
    '{',
    '#ifdef GIZMO_TRACE',
    '\tgizmo_trace(vmf);',
    '#endif',
    '\tswitch (vm_insert_pfn(vmf->vma, vmf->address, 1)) {',
    '\tcase 0:',
    '#ifdef GIZMO_BUSY',
    '\tcase -EBUSY:',
    '#endif',
    '\t\treturn VM_FAULT_NOPAGE;',
    '\tcase -ENOMEM:',
    '\t\treturn VM_FAULT_OOM;',
    '\tdefault:',
    '\t\treturn VM_FAULT_SIGBUS;',
    '\t}',
    '}',
    '',
  ]);
  const result = await run({
    tree: memoryTree({ 'gizmo.c': text }),
    transforms,
    parser: await testParser(),
    takeReview: false,
  });
  const refused = result.ledger.verdicts.find(({ occurrence }) => occurrence.keyword === 'vm_insert_pfn');
  expect(refused?.message).toMatch(
    /"#ifdef GIZMO_BUSY" stands among what would be rewritten \(gizmo\.c:9\)$/,
  );
});

describe("macros of the driver's own", () => {
  const NEWER = 'LINUX_VERSION_CODE >= KERNEL_VERSION(4, 17, 0)';
  const HEADER: Readonly<Record<string, string>> = {
    'a name for a release': '#define OWN KERNEL_VERSION(4, 17, 0)\n',
    'a name for the code':
      '#define CODE LINUX_VERSION_CODE\n#define OWN (CODE >= KERNEL_VERSION(4, 17, 0))\n',
    'a condition': `#define OWN (${NEWER})\n`,
    'defined where a condition holds': `#if ${NEWER}\n#define OWN\n#endif\n`,
    'one or none': `#if ${NEWER}\n#define OWN 1\n#else\n#define OWN 0\n#endif\n`,
    'one that anybody may define, but nobody does': `#ifndef OWN\n#define OWN (${NEWER})\n#endif\n`,
    'one or none where nobody said': `#ifndef OWN\n#if ${NEWER}\n#define OWN 1\n#else\n#define OWN 0\n#endif\n#endif\n`,
    'defined for a distribution too': `#if ${NEWER} || defined(RHEL_RELEASE_CODE) && RHEL_RELEASE_CODE >= 2048\n#define OWN\n#endif\n`,
    'a question with arguments': '#define SINCE(a, b) (LINUX_VERSION_CODE >= KERNEL_VERSION(a, b, 0))\n',
    'a question with any arguments':
      '#define BEFORE(...) (LINUX_VERSION_CODE < KERNEL_VERSION(__VA_ARGS__))\n',
    'one of a release with a name':
      '#define FIRST KERNEL_VERSION(4, 17, 0)\n#if LINUX_VERSION_CODE >= FIRST\n#define OWN 1\n#else\n#define OWN 0\n#endif\n',
    'a release with arguments': '#define V(a, b) KERNEL_VERSION(a, b, 0)\n',
    'a question of a question':
      '#define SINCE(a) (LINUX_VERSION_CODE >= (a))\n#define OWN SINCE(KERNEL_VERSION(4, (17), 0))\n',
  };
  const ASKS: Readonly<Record<string, string>> = {
    'a name for a release': '#if LINUX_VERSION_CODE >= OWN',
    'defined where a condition holds': '#ifdef OWN',
    'defined for a distribution too': '#ifdef OWN',
    'a question with arguments': '#if SINCE(4, 17)',
    'a question with any arguments': '#if !BEFORE(4, 17, 0)',
    'a release with arguments': '#if !(LINUX_VERSION_CODE < V(4, 17))',
  };
  const guarded = (condition: string, before = '') =>
    driver([
      '#include "own.h"',
      ...before.split('\n'),
      'static int gizmo_fault(struct vm_fault *vmf)',
      '{',
      '\tint err;',
      condition,
      '\terr = vm_insert_pfn(vmf->vma, vmf->address, 1);',
      ...MAP,
      '#else',
      '\terr = vm_insert_pfn(vmf->vma, vmf->virtual_address, 1);',
      ...MAP,
      '#endif',
      '}',
    ]);
  const verdicts = async (text: string, besides: Record<string, string>, path = 'gizmo.c') => {
    const result = await run({
      tree: memoryTree({ ...besides, [path]: text }),
      transforms,
      parser: await testParser(),
      takeReview: false,
    });
    return result.ledger.verdicts
      .filter(({ occurrence }) => occurrence.keyword === 'vm_insert_pfn')
      .map(({ kind, code }) => `${kind} ${code}`);
  };

  it.each(Object.keys(HEADER))('knows %s', async title => {
    const header = `#ifndef OWN_H\n#define OWN_H\n${HEADER[title]}#endif\n`;
    const all = await verdicts(guarded(ASKS[title] ?? '#if OWN'), { 'own.h': header });
    expect(all[1]).toBe('done other-kernels');
  });

  it('is told that other kernels build what stands beside the guard', async () => {
    const text = driver([
      '#include "own.h"',
      '#if OWN',
      'int own;',
      '#endif',
      ...HEAD('OWN').slice(1, 2),
      '{',
      '\tint err;',
      ...OLD,
      '}',
    ]);
    expect(await verdicts(text, { 'own.h': HEADER['a condition']! })).toEqual(['refuse older-kernels']);
  });

  it.each([
    ['defined in two files', { 'own.h': `#define OWN (${NEWER})\n`, 'old.h': '#define OWN 0\n' }],
    ['taken back', { 'own.h': `#define OWN (${NEWER})\n#undef OWN\n` }],
    ['defined under another condition', { 'own.h': `#ifdef CONFIG_OWN\n#define OWN (${NEWER})\n#endif\n` }],
    [
      'one that a makefile may define',
      { 'own.h': `#ifndef OWN\n#define OWN (${NEWER})\n#endif\n`, Kbuild: 'ccflags-y += $(X:%=-D%) # OWN\n' },
    ],
    [
      'one that the kernel may have',
      { 'own.h': `#if ${NEWER}\n#ifndef OWN\n#define OWN 1\n#endif\n#endif\n` },
    ],
    ['with arguments', { 'own.h': `#define OWN(x) (${NEWER})\n` }],
    ['pasted', { 'own.h': '#define OWN PASTE(LINUX_VERSION, _CODE) >= 0\n#define PASTE(a, b) a##b\n' }],
  ])('does not believe one that is %s', async (_, files) => {
    expect((await verdicts(guarded('#if OWN'), files))[1]).not.toBe('done other-kernels');
  });

  it.each([
    ['Makefile', 'ccflags-y += -DOWN=1\n'],
    ['Kbuild', "subdir-ccflags-y := -D 'OWN'\n"],
    ['drv/Kbuild', 'ccflags-y += -DOTHER -DOWN\n'],
    ['drv/Makefile', 'EXTRA_CFLAGS += -UOWN\n'],
    ['drv/Makefile', 'CFLAGS_gizmo.o := -DOWN\n'],
    ['drv/CMakeLists.txt', 'target_compile_definitions(gizmo PRIVATE OWN=1)\n'],
  ])('does not believe one that is given to the compiler: %s: %s', async (path, line) => {
    const own = { 'drv/own.h': `#define OWN (${NEWER})\n` };
    const [known] = [await verdicts(guarded('#if OWN'), own, 'drv/gizmo.c')];
    expect(known[1]).toBe('done other-kernels');
    const given = await verdicts(guarded('#if OWN'), { ...own, [path]: line }, 'drv/gizmo.c');
    expect(given[1]).not.toBe('done other-kernels');
  });
});

describe('parentheses of a condition that do not fit', () => {
  const text = (condition: string, around = '1') =>
    driver([
      `#if ${around}`,
      `#if ${condition}`,
      '#endif',
      '#endif',
      'static int gizmo_fault(struct vm_fault *vmf)',
      '{',
      '\tint err;',
      ...OLD,
      '}',
      '',
    ]);

  it.each(['(LINUX_VERSION_CODE < KERNEL_VERSION(4, 17, 0)', "A || B) /* ( */ && ')'"])(
    'are named, since nothing builds such a file: %s',
    async condition => {
      const { after, said } = await outcome(text(condition), '4.20..');
      expect(after).toBeUndefined();
      expect(said).toContain('8 unparsed');
    },
  );

  it('count where a preprocessor comes to them', async () => {
    const { after } = await outcome(text('(A', '0'), '4.20..');
    expect(after).toContain('vmf_insert_pfn');
    expect((await outcome(text("(A /* ) */ || B == '(')"), '4.20..')).after).toContain('vmf_insert_pfn');
  });
});
