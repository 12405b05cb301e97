/** Macros that say what a kernel has, known by what a driver chooses between with them. */
import { featureMacros } from '../../src/kernels/features.js';
import { readRange } from '../../src/kernels/range.js';
import { codeOf } from '../../src/kernels/versions.js';
import { run } from '../../src/run.js';
import { openSource } from '../../src/source/index.js';
import { memoryTree } from '../../src/tree/memory.js';
import { transforms } from '../../transforms/index.js';
import { testParser, textsAfter } from '../check.js';

const FEATURES = [
  { name: 'gizmo_t', since: '4.17', insteadOf: ['int', 'unsigned int'] },
  { name: 'new_put', since: '4.20', insteadOf: ['old_put'] },
];

const found = async (...lines: readonly string[]) => {
  const text = Buffer.from(`${lines.join('\n')}\n`, 'latin1');
  return [...featureMacros(openSource(await testParser(), 'gizmo.c', text), FEATURES)];
};
const [V417, V420] = [codeOf(4, 17), codeOf(4, 20)];

describe('a macro that chooses', () => {
  it.each([
    [
      'heads',
      ['#ifdef HAS', 'static gizmo_t gizmo_do(void)', '#else', 'static int gizmo_do(void)', '#endif'],
    ],
    [
      'types alone',
      ['#ifdef HAS', 'static gizmo_t', '#else', 'static unsigned int', '#endif', 'gizmo_do(void)'],
    ],
    [
      'functions',
      [
        '#ifndef HAS',
        'int gizmo_do(void) { return 0; }',
        '#else',
        'gizmo_t gizmo_do(int x) { return 1; }',
        '#endif',
      ],
    ],
    [
      'names of types',
      ['#if defined(HAS)', 'typedef gizmo_t result_t;', '#else', 'typedef int result_t;', '#endif'],
    ],
    ['macros', ['#if HAS', '# define RESULT gizmo_t /* new */', '#else', '# define RESULT int', '#endif']],
  ])('between %s has the release of the type', async (_, lines) => {
    expect(await found(...lines)).toEqual([['HAS', V417]]);
  });

  it('has the release of the newest that it chooses', async () => {
    const type = ['#ifdef HAS', 'gizmo_t gizmo_do(void);', '#else', 'int gizmo_do(void);', '#endif'];
    const call = ['#ifdef HAS', 'int x = new_put(1);', '#else', 'int x = old_put(1);', '#endif'];
    expect(await found(...type, ...call)).toEqual([['HAS', V420]]);
  });

  it.each([
    ['something else', ['#ifdef HAS', 'gizmo_t gizmo_do(void);', '#else', 'int other(void);', '#endif']],
    ['by the configuration', ['#ifdef CONFIG_HAS', 'gizmo_t a(void);', '#else', 'int a(void);', '#endif']],
    [
      'together with others',
      ['#if defined(HAS) && X', 'gizmo_t a(void);', '#else', 'int a(void);', '#endif'],
    ],
    [
      'between new ones',
      ['#ifdef HAS', 'gizmo_t a(void);', '#else', 'gizmo_t a(int x); int a(void);', '#endif'],
    ],
    ['nothing', ['#ifdef HAS', 'gizmo_t a(void);', '#endif', 'int a(void);']],
    ['the other way round', ['#ifdef HAS', 'int a(void);', '#else', 'gizmo_t a(void);', '#endif']],
  ])('is not known where it chooses %s', async (_, lines) => {
    expect(await found(...lines)).toEqual([]);
  });
});

describe('a driver with such a macro', () => {
  const driver = `
#ifdef GIZMO_HAS_TYPE
static vm_fault_t
#else
static int
#endif
gizmo_fault(struct vm_fault *vmf)
{
	return VM_FAULT_SIGBUS;
}
static const struct vm_operations_struct gizmo_ops = { .fault = gizmo_fault };
#ifndef GIZMO_HAS_TYPE
static int gizmo_map(struct vm_area_struct *vma, struct vm_fault *vmf)
{
	int err = vm_insert_pfn(vma, 0, vmf->pgoff);

	return err ? VM_FAULT_SIGBUS : VM_FAULT_NOPAGE;
}
#endif
`;
  const outcome = async (files: Readonly<Record<string, string>>, releases?: string) => {
    const tree = memoryTree(files);
    const kernels = releases === undefined ? undefined : readRange(releases);
    const result = await run({ tree, transforms, parser: await testParser(), takeReview: false, kernels });
    const said = result.ledger.verdicts.map(({ occurrence, code }) => `${occurrence.line} ${code}`);
    return { said, after: textsAfter(result) };
  };

  it.each([undefined, '4.4..6.12', '4.20..'])('keeps what is for older kernels (%s)', async releases => {
    const { said, after } = await outcome({ 'gizmo.c': driver }, releases);
    expect(after).toEqual({});
    expect(said).toContain('15 other-kernels');
  });

  it('is judged as before where the driver defines the macro itself', async () => {
    const { said } = await outcome({ 'gizmo.c': driver, 'config.h': '#define GIZMO_HAS_TYPE 1\n' });
    expect(said).not.toContain('15 other-kernels');
  });
});
