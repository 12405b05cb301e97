/**
 * What kernels before the new API need in order to build code that uses it: the type and the calls, made of the old
 * ones. Releases are those of `include/linux/mm.h` and `mm_types.h`: `vm_insert_mixed()` takes a `pfn_t` from 4.5 on,
 * `vm_insert_pfn_prot()` is there from 4.6 on, and `vm_insert_mixed_mkwrite()` from 4.14 on.
 */
import type { CompatFeature, CompatPart } from '../../src/kit.js';
import { SINCE } from './contract.js';

/**
 * RHEL 8 has a 4.18 with more and more of the API of 4.20 in it. 8.1 still has `vm_insert_pfn()`, by what drivers ask
 * for there, and what replaced it came with the change that took it away.
 */
const feature = (name: string, since: string, rhel = '8.0'): CompatFeature => ({ name, since, rhel });

const INSERT = feature('VMF_INSERT', SINCE.vmf_insert_pfn);

export const FAULT_COMPAT: readonly CompatPart[] = [
  {
    provides: ['vm_fault_t'],
    repeatable: 'typedef int vm_fault_t;',
    without: INSERT,
    text: `/* What page fault handlers return: VM_FAULT codes, and never an errno. */
typedef int vm_fault_t;
`,
  },
  {
    provides: [],
    text: `/*
 * What a page fault handler returns for the result of vm_insert_*(). An entry
 * that is there already is as good as a new one.
 */
static inline vm_fault_t faultline_insert_result(int err)
{
	if (err == -ENOMEM)
		return VM_FAULT_OOM;
	if (err < 0 && err != -EBUSY)
		return VM_FAULT_SIGBUS;
	return VM_FAULT_NOPAGE;
}
`,
  },
  {
    provides: ['vmf_insert_page'],
    without: INSERT,
    text: `static inline vm_fault_t vmf_insert_page(struct vm_area_struct *vma,
					 unsigned long addr, struct page *page)
{
	return faultline_insert_result(vm_insert_page(vma, addr, page));
}
`,
  },
  {
    provides: ['vmf_insert_pfn'],
    without: INSERT,
    text: `static inline vm_fault_t vmf_insert_pfn(struct vm_area_struct *vma,
					unsigned long addr, unsigned long pfn)
{
	return faultline_insert_result(vm_insert_pfn(vma, addr, pfn));
}
`,
  },
  {
    provides: ['vmf_insert_mixed'],
    without: INSERT,
    text: `#if LINUX_VERSION_CODE >= KERNEL_VERSION(4, 5, 0)
static inline vm_fault_t vmf_insert_mixed(struct vm_area_struct *vma,
					  unsigned long addr, pfn_t pfn)
{
	return faultline_insert_result(vm_insert_mixed(vma, addr, pfn));
}
#else
static inline vm_fault_t vmf_insert_mixed(struct vm_area_struct *vma,
					  unsigned long addr, unsigned long pfn)
{
	return faultline_insert_result(vm_insert_mixed(vma, addr, pfn));
}
#endif
`,
  },
  {
    provides: ['vmf_error'],
    without: feature('VMF_ERROR', SINCE.vmf_error),
    text: `/* What a page fault handler returns for an error of something else. */
static inline vm_fault_t vmf_error(int err)
{
	if (err == -ENOMEM)
		return VM_FAULT_OOM;
	return VM_FAULT_SIGBUS;
}
`,
  },
  {
    provides: ['vmf_insert_mixed_mkwrite'],
    without: feature('VMF_INSERT_MIXED_MKWRITE', SINCE.vmf_insert_mixed_mkwrite),
    from: '4.14',
    text: `static inline vm_fault_t vmf_insert_mixed_mkwrite(struct vm_area_struct *vma,
						  unsigned long addr, pfn_t pfn)
{
	return faultline_insert_result(vm_insert_mixed_mkwrite(vma, addr, pfn));
}
`,
  },
  {
    provides: ['vmf_insert_pfn_prot'],
    without: feature('VMF_INSERT_PFN_PROT', SINCE.vmf_insert_pfn_prot, '8.2'),
    from: '4.6',
    text: `static inline vm_fault_t vmf_insert_pfn_prot(struct vm_area_struct *vma,
					     unsigned long addr,
					     unsigned long pfn, pgprot_t pgprot)
{
	return faultline_insert_result(
		vm_insert_pfn_prot(vma, addr, pfn, pgprot));
}
`,
  },
];
