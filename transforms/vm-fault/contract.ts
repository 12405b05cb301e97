/** What the vm_insert_*() family returned, and what vmf_insert_*() returns, as data. */
import type { Migration, ValueClass } from '../../src/kit.js';

/** What masks errors: old kernels have fewer in it, such as v3.10. */
export const ERROR_MASK = 'VM_FAULT_ERROR';

/** `include/linux/mm.h` of v4.14 to v4.20, `include/linux/mm_types.h` after: the values did not change. */
export const FAULT_CODES: ReadonlyMap<string, number> = new Map(
  Object.entries({
    VM_FAULT_OOM: 0x0001,
    VM_FAULT_SIGBUS: 0x0002,
    VM_FAULT_MAJOR: 0x0004,
    VM_FAULT_WRITE: 0x0008,
    VM_FAULT_HWPOISON: 0x0010,
    VM_FAULT_HWPOISON_LARGE: 0x0020,
    VM_FAULT_SIGSEGV: 0x0040,
    VM_FAULT_NOPAGE: 0x0100,
    VM_FAULT_LOCKED: 0x0200,
    VM_FAULT_RETRY: 0x0400,
    VM_FAULT_FALLBACK: 0x0800,
    VM_FAULT_DONE_COW: 0x1000,
    VM_FAULT_NEEDDSYNC: 0x2000,
    [ERROR_MASK]: 0x0001 | 0x0002 | 0x0010 | 0x0020 | 0x0040 | 0x0800,
  }),
);

/** The codes that new code names, whether the old one did or not. */
export const BROUGHT_CODES: readonly string[] = [
  'VM_FAULT_NOPAGE',
  'VM_FAULT_OOM',
  'VM_FAULT_SIGBUS',
  ERROR_MASK,
];

/** Codes of single architectures, above the generic range: `arch/{arm,arm64,s390,unicore32}/mm/fault.c` of v4.14. */
export const PRIVATE_CODES: readonly string[] = [
  'VM_FAULT_BADACCESS',
  'VM_FAULT_BADCONTEXT',
  'VM_FAULT_BADMAP',
  'VM_FAULT_PFAULT',
  'VM_FAULT_SIGNAL',
];

/** The calls that gave an errno: `mm/memory.c` of v4.14, and `vm_insert_pages()` and `vm_insert_mixed_mkwrite()` beside. */
export const OLD_CALL = /\bvm_insert_\w+/;

/** What returns a code without being defined in C files that use it: `include/linux/mm.h` of v4.17 to v4.20. */
export const NEW_CALLS: ReadonlySet<string> = new Set([
  'vmf_error',
  'vmf_insert_mixed',
  'vmf_insert_mixed_mkwrite',
  'vmf_insert_mixed_prot',
  'vmf_insert_page',
  'vmf_insert_pfn',
  'vmf_insert_pfn_prot',
]);

/**
 * What else returns a code in the kernel's own headers: every function declared with vm_fault_t in `include/` of v4.20.
 * They returned codes before, as int. A driver's folder alone calls them and does not define them.
 */
export const KERNEL_CALLS: ReadonlySet<string> = new Set([
  'alloc_set_pte',
  'block_page_mkwrite_return',
  'check_stable_address_space',
  'dax_finish_sync_fault',
  'dax_iomap_fault',
  'device_private_entry_fault',
  'do_huge_pmd_anonymous_page',
  'do_huge_pmd_numa_page',
  'do_huge_pmd_wp_page',
  'filemap_fault',
  'filemap_page_mkwrite',
  'finish_fault',
  'finish_mkwrite_fault',
  'handle_mm_fault',
  'handle_userfault',
  'hugetlb_fault',
  'iomap_page_mkwrite',
  'kvm_arch_vcpu_fault',
  'vmf_insert_pfn_pmd',
  'vmf_insert_pfn_pud',
]);

/** Those of them whose callers need not be about faults, and may name nothing else that has to do with codes. */
export const CALLED_ANYWHERE: readonly string[] = [
  'check_stable_address_space',
  'handle_mm_fault',
  'hugetlb_fault',
];

/** What gives codes from v4.14 on, and later brought siblings of the huge entries and of pages that are written: never 0. */
export const HUGE_CALLS: readonly string[] = [
  'vmf_insert_page_mkwrite',
  'vmf_insert_pfn_pmd',
  'vmf_insert_pfn_pmd_prot',
  'vmf_insert_pfn_pud',
  'vmf_insert_pfn_pud_prot',
];

/** What gives 0 or an errno, and is often called on the way of a fault: the kernel's headers of v4.14 to v6.12. */
export const ERRNO_CALLS: ReadonlySet<string> = new Set([
  'PTR_ERR_OR_ZERO',
  'dma_resv_lock',
  'dma_resv_lock_interruptible',
  'down_interruptible',
  'down_killable',
  'down_read_interruptible',
  'down_read_killable',
  'down_timeout',
  'down_write_killable',
  'io_remap_pfn_range',
  'mutex_lock_interruptible',
  'mutex_lock_killable',
  'pm_runtime_get_sync',
  'pm_runtime_resume_and_get',
  'remap_pfn_range',
  'remap_vmalloc_range',
  'ttm_bo_reserve',
  'vm_insert_mixed',
  'vm_insert_mixed_mkwrite',
  'vm_insert_page',
  'vm_insert_pages',
  'vm_insert_pfn',
  'vm_insert_pfn_prot',
  'vm_iomap_memory',
  'vm_map_pages',
  'vm_map_pages_zero',
  'wait_event_interruptible',
  'wait_event_killable',
  'wait_for_completion_interruptible',
  'wait_for_completion_killable',
  'ww_mutex_lock',
  'ww_mutex_lock_interruptible',
]);

/** Likewise, what takes a code, or where to put one: the headers of v4.20. */
export const KERNEL_TAKERS: ReadonlyMap<string, ReadonlyMap<number, 'value' | 'out'>> = new Map<
  string,
  ReadonlyMap<number, 'value' | 'out'>
>([
  ['copro_handle_mm_fault', new Map([[3, 'out']])],
  ['vm_fault_to_errno', new Map([[0, 'value']])],
]);

/** The release whose `include/linux/` declares a name first. */
export const SINCE = {
  vm_fault_t: '4.17',
  vmf_error: '4.18',
  vmf_insert_mixed: '4.17',
  vmf_insert_mixed_mkwrite: '4.18',
  vmf_insert_page: '4.17',
  vmf_insert_pfn: '4.17',
  vmf_insert_pfn_prot: '4.20',
} as const;

/** The same for some of the names. */
export function sinceOf(names: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(SINCE).filter(([name]) => names.includes(name)));
}

/** The old names that stand in the place of new ones for older kernels. @param calls old name -> new name */
export function insteadOf(
  calls: Readonly<Record<string, string>>,
): Readonly<Record<string, readonly string[]>> {
  const known = Object.entries(calls).filter(([, name]) => Object.hasOwn(SINCE, name));
  return Object.fromEntries(known.map(([old, name]) => [name, [old]]));
}

/** The type of codes, what stands for it where it is missing, and how variables of it are called. */
export const FAULT_TYPE = {
  codeType: 'vm_fault_t',
  replaces: new Set(['int', 'signed int', 'signed', 'unsigned int', 'unsigned']),
  codeNames: ['ret', 'retval', 'rv', 'result', 'vmf_ret', 'fault'],
  oldNames: ['err', 'error', 'rc', 'errnum'],
};

/** An unknown VM_FAULT_* is a code too: four architectures have their own. Register names are no codes. */
export const isCode = (name: string): boolean => /^VM_FAULT_[A-Z]+(_[A-Z]+)*$/.test(name);

const code = (name: string): number => FAULT_CODES.get(name)!;

/**
 * What `mm/memory.c` of v4.14 can return from vm_insert_page(), vm_insert_pfn() and vm_insert_mixed(), and what the
 * wrappers in `include/linux/mm.h` of v4.17 to v4.20 make of it.
 */
const CLASSES: readonly ValueClass[] = [
  { name: '0', before: 0, after: code('VM_FAULT_NOPAGE') },
  { name: '-EBUSY', before: -16, after: code('VM_FAULT_NOPAGE') },
  { name: '-ENOMEM', before: -12, after: code('VM_FAULT_OOM') },
  { name: '-EFAULT', before: -14, after: code('VM_FAULT_SIGBUS') },
  { name: '-EINVAL', before: -22, after: code('VM_FAULT_SIGBUS') },
  { name: '-EACCES', before: -13, after: code('VM_FAULT_SIGBUS') },
];

/** `include/linux/mm.h`: errno -> code, and code -> errno. A tree may have them or not. */
export const ERROR_MAPPER = 'vmf_error';
export const ERRNO_RESTORER = 'vm_fault_to_errno';

/** What an errno becomes that is returned as a code: what vmf_error() of v4.18 and later makes of it. */
export const ERROR_CODES = {
  map: new Map([[-12, code('VM_FAULT_OOM')]]),
  otherwise: code('VM_FAULT_SIGBUS'),
} as const;

/** What is asked of every tree. */
export const HELPERS: readonly string[] = [ERROR_MAPPER, ERRNO_RESTORER];

/** What is said where an errno that counts as success now came with other effects than that. */
export const ALIAS_EFFECTS = {
  lost: '{{effect}} is no longer done for {{value}}',
  gained: '{{effect}} is done for {{value}} too',
  changed: '{{effect}} is done with another value for {{value}}',
} as const;

/** The whole family's migration, for the calls that the enabled transforms name. */
export function migrationOf(calls: ReadonlyMap<string, string>): Migration {
  return {
    calls,
    classes: CLASSES,
    constants: FAULT_CODES,
    mappers: [
      {
        name: ERROR_MAPPER,
        cases: [{ value: -12, result: code('VM_FAULT_OOM') }],
        otherwise: code('VM_FAULT_SIGBUS'),
      },
    ],
    aliasSentence: '-EBUSY now counts as success',
    aliasEffects: ALIAS_EFFECTS,
    ignoredSentence: 'an ignored error is now reported',
    returned: [
      {
        valueClass: '-ENOMEM',
        before: code('VM_FAULT_SIGBUS'),
        after: code('VM_FAULT_OOM'),
        sentence: 'out of memory is now VM_FAULT_OOM where it was VM_FAULT_SIGBUS',
      },
    ],
    codeType: FAULT_TYPE.codeType,
    successName: 'VM_FAULT_NOPAGE',
    errorMask: ERROR_MASK,
    codeNames: FAULT_TYPE.codeNames,
    oldNames: FAULT_TYPE.oldNames,
  };
}
