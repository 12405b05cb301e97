/** Types of other lengths in the place of old ones. */
import { retypeHeader, typeInPlace } from '../../src/rewrite/layout.js';

it.each([
  ['int ret;', 'vm_fault_t ret;'],
  ['int  ret;', 'vm_fault_t ret;'],
  ['int              ret;', 'vm_fault_t       ret;'],
  ['int\tret;', 'vm_fault_t\tret;'],
  ['int\t\t\tret;', 'vm_fault_t\t\tret;'],
  ['\tint\t\t\tret;', '\tvm_fault_t\t\tret;'],
  ['int\t    ret;', 'vm_fault_t  ret;'],
  ['int\t\t    ret;', 'vm_fault_t\t    ret;'],
])('%j becomes %j', (before, after) => {
  const start = before.indexOf('int');
  const change = typeInPlace(before, { start, end: start + 3 }, 'vm_fault_t');
  expect(before.slice(0, change.start) + change.text + before.slice(change.end)).toBe(after);
});

describe('a function whose type gets longer', () => {
  /** What a header looks like with the type in the place of its first `int`, and of those of some parameters. */
  function headed(before: string, params: readonly number[] = []): string {
    const start = before.search(/\bint\b/);
    const nameEnd = before.indexOf('(');
    const type = { start, end: start + 3 };
    return [...retypeHeader(before, type, nameEnd, 'vm_fault_t', '', new Set(params))]
      .sort((a, b) => b.start - a.start)
      .reduce((text, one) => text.slice(0, one.start) + one.text + text.slice(one.end), before);
  }

  it.each([
    [
      'keeps its lines where they fit',
      'static int gizmo_fault(struct gizmo *gizmo,\n\t\tstruct vm_fault *vmf)',
      'static vm_fault_t gizmo_fault(struct gizmo *gizmo,\n\t\tstruct vm_fault *vmf)',
    ],
    [
      'keeps them under the first parameter',
      'static int gizmo_fault(struct gizmo *gizmo,\n\t\t       struct vm_fault *vmf)',
      'static vm_fault_t gizmo_fault(struct gizmo *gizmo,\n\t\t\t      struct vm_fault *vmf)',
    ],
    [
      'goes on in the next line, as that is indented',
      'static int __handle_mm_fault(struct vm_area_struct *vma, unsigned long address,\n\t\tunsigned int flags)',
      'static vm_fault_t __handle_mm_fault(struct vm_area_struct *vma,\n\t\tunsigned long address, unsigned int flags)',
    ],
    [
      'goes on in the next line, under the first parameter',
      'static int gizmo_cow(struct mm_struct *mm, struct vm_area_struct *vma, int odd,\n\t\t     struct page *page)',
      'static vm_fault_t gizmo_cow(struct mm_struct *mm, struct vm_area_struct *vma,\n\t\t\t    int odd, struct page *page)',
    ],
    [
      'puts a line between where the next is full, indented as that is',
      'static int __gizmo_fault(struct gizmo *gizmo, struct vm_fault *vmf, pmd_t *pmd,\n' +
        '\t\tunsigned long address, pte_t *pte, unsigned int some_flags)',
      'static vm_fault_t __gizmo_fault(struct gizmo *gizmo, struct vm_fault *vmf,\n\t\tpmd_t *pmd,\n' +
        '\t\tunsigned long address, pte_t *pte, unsigned int some_flags)',
    ],
    [
      'breaks a line that was too long and would be longer',
      'static int gizmo_no_page(struct mm_struct *mm, struct vm_area_struct *vma,\n' +
        '\t\t\t unsigned long address, pte_t *ptep, unsigned int some_flags)',
      'static vm_fault_t gizmo_no_page(struct mm_struct *mm,\n\t\t\t\tstruct vm_area_struct *vma,\n' +
        '\t\t\t\tunsigned long address, pte_t *ptep,\n\t\t\t\tunsigned int some_flags)',
    ],
    [
      'never goes on in a line with a directive or a comment',
      'static int __handle_mm_fault(struct vm_area_struct *vma, unsigned long address,\n\t\t/* which */ int flags)',
      'static vm_fault_t __handle_mm_fault(struct vm_area_struct *vma,\n\t\tunsigned long address,\n\t\t/* which */ int flags)',
    ],
    [
      'never goes on in a directive',
      'static int __handle_mm_fault(struct vm_area_struct *vma, unsigned long address,\n#ifdef A\n\t\tint a,\n#endif\n\t\tint b)',
      'static vm_fault_t __handle_mm_fault(struct vm_area_struct *vma,\n\t\t\t\t    unsigned long address,\n#ifdef A\n\t\tint a,\n#endif\n\t\tint b)',
    ],
    [
      'keeps line ends of two characters',
      'static int __handle_mm_fault(struct vm_area_struct *vma, unsigned long address,\r\n\t\tunsigned int flags)',
      'static vm_fault_t __handle_mm_fault(struct vm_area_struct *vma,\n\t\tunsigned long address, unsigned int flags)',
    ],
  ])('%s', (_, before, after) => {
    expect(headed(before)).toBe(after);
  });
});
