/**
 * Stand-ins of kernels: headers that declare just what each release had, and a compiler that builds a driver with them
 * and runs it.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** What a kernel is; `api` where a distribution has the API of another release. */
export interface Kernel {
  readonly release: readonly [number, number];
  readonly api?: readonly [number, number];
  readonly defines?: string;
  readonly flags?: readonly string[];
}

const BACKPORTED = ['VMF_INSERT', 'VMF_ERROR', 'VMF_INSERT_MIXED_MKWRITE', 'VMF_INSERT_PFN_PROT'];

export const KERNELS: readonly Kernel[] = [
  { release: [3, 10] },
  { release: [4, 4] },
  { release: [4, 10] },
  { release: [4, 15] },
  { release: [4, 17] },
  { release: [4, 18] },
  { release: [4, 20] },
  { release: [5, 1] },
  { release: [6, 1] },
  {
    release: [4, 18],
    api: [4, 20],
    defines: '#define RHEL_RELEASE_VERSION(a, b) (((a) << 8) + (b))\n#define RHEL_RELEASE_CODE 2052\n',
  },
  {
    release: [3, 10],
    defines: '#define RHEL_RELEASE_VERSION(a, b) (((a) << 8) + (b))\n#define RHEL_RELEASE_CODE 1801\n',
  },
  { release: [4, 15], api: [4, 20], flags: BACKPORTED.map(name => `-DFAULTLINE_HAVE_${name}=1`) },
];

export const nameOf = ({ release, api, defines }: Kernel) =>
  `${release.join('.')}${api ? ` with the API of ${api.join('.')}` : ''}${defines ? ' of RHEL' : ''}`;

/** The headers of a kernel: each declaration from the release that has it to before the one that has it no more. */
function headersOf({ release, api = release, defines = '' }: Kernel): Readonly<Record<string, string>> {
  const code = ([major, minor]: readonly [number, number]) => major * 1000 + minor;
  const isIn = (from: number, below = Infinity) => from <= code(api) && code(api) < below;
  const when = (holds: boolean, text: string) => (holds ? `${text}\n` : '');
  const old = (call: string, more: string) =>
    `int injected(void);\nstatic inline int ${call}(struct vm_area_struct *vma, unsigned long addr, ${more}) { return injected(); }`;
  const fresh = (call: string, more: string) =>
    `vm_fault_t injected_code(void);\nstatic inline vm_fault_t ${call}(struct vm_area_struct *vma, unsigned long addr, ${more}) { return injected_code(); }`;
  const pfn = isIn(4005) ? 'pfn_t pfn' : 'unsigned long pfn';
  const handler = isIn(4017) ? 'vm_fault_t' : 'int';
  const parameters =
    code(release) >= 4011 ? 'struct vm_fault *' : 'struct vm_area_struct *, struct vm_fault *';
  return {
    'linux/version.h': `#define KERNEL_VERSION(a, b, c) (((a) << 16) + ((b) << 8) + (c))
#define LINUX_VERSION_CODE KERNEL_VERSION(${release.join(', ')}, 0)
${defines}`,
    'linux/errno.h':
      '#define EPERM 1\n#define ENOMEM 12\n#define EFAULT 14\n#define EBUSY 16\n#define EINVAL 22\n',
    'linux/mm.h': [
      '#ifndef MM_H\n#define MM_H\n#include <linux/errno.h>\n',
      'struct page;\nstruct vm_area_struct { unsigned long vm_start; };\ntypedef struct { unsigned long pgprot; } pgprot_t;\n',
      when(isIn(4005), 'typedef struct { unsigned long val; } pfn_t;'),
      `struct vm_fault { ${code(release) >= 4011 ? 'struct vm_area_struct *vma; ' : ''}unsigned long pgoff; };\n`,
      '#define VM_FAULT_OOM 0x0001\n#define VM_FAULT_SIGBUS 0x0002\n#define VM_FAULT_NOPAGE 0x0100\n#define VM_FAULT_ERROR 0x0873\n',
      when(isIn(4017), `typedef ${isIn(5001) ? 'unsigned int' : 'int'} vm_fault_t;`),
      `struct vm_operations_struct { ${handler} (*fault)(${parameters}); };\n`,
      `${old('vm_insert_page', 'struct page *page')}\n`,
      when(isIn(0, 4020), old('vm_insert_pfn', 'unsigned long pfn')),
      when(isIn(4006, 4020), old('vm_insert_pfn_prot', 'unsigned long pfn, pgprot_t prot')),
      when(isIn(0, 4020), old('vm_insert_mixed', pfn)),
      when(isIn(4014, 4018), old('vm_insert_mixed_mkwrite', pfn)),
      when(isIn(4017), fresh('vmf_insert_page', 'struct page *page')),
      when(isIn(4017), fresh('vmf_insert_pfn', 'unsigned long pfn')),
      when(isIn(4017), fresh('vmf_insert_mixed', pfn)),
      when(isIn(4018), fresh('vmf_insert_mixed_mkwrite', pfn)),
      when(isIn(4020), fresh('vmf_insert_pfn_prot', 'unsigned long pfn, pgprot_t prot')),
      when(
        isIn(4018),
        'static inline vm_fault_t vmf_error(int err) { return err == -ENOMEM ? VM_FAULT_OOM : VM_FAULT_SIGBUS; }',
      ),
      `#define CODE ${isIn(5001) ? 'unsigned int' : 'int'}\n#endif\n`,
    ].join(''),
  };
}

const FLAGS = [
  ...['implicit-function-declaration', 'incompatible-pointer-types', 'unused-variable', 'undef'],
  'int-conversion',
].map(name => `-Werror=${name}`);

/**
 * What a driver prints that is built with a kernel, or what the compiler says.
 *
 * @param files with a `main.c` that runs it; `CODE` is the type of a code there
 */
export function behaviour(files: Readonly<Record<string, string>>, kernel: Kernel): string {
  const work = mkdtempSync(join(tmpdir(), 'compat-'));
  try {
    for (const [path, text] of Object.entries({ ...files, ...headersOf(kernel) })) {
      mkdirSync(dirname(join(work, path)), { recursive: true });
      writeFileSync(join(work, path), text, 'latin1');
    }
    const sources = Object.keys(files).filter(path => path.endsWith('.c'));
    const more = kernel.flags ?? [];
    const built = spawnSync(
      'gcc',
      ['-std=gnu11', '-Wall', ...FLAGS, ...more, '-I', '.', ...sources, '-o', 'driver'],
      { cwd: work, encoding: 'utf8' },
    );
    if (built.status !== 0) return `not built: ${built.stderr}`;
    return spawnSync(join(work, 'driver'), { encoding: 'utf8' }).stdout;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}
