/** Examples of types, one for each reason: run as tests, shown in the docs. */
import type { Example } from '../../src/kit.js';
import type { Code } from './reasons.js';
import { fn, vmOpsOf } from './sketch.js';

const FAULT = (type: string) => `static ${type} gizmo_fault(struct vm_fault *vmf)`;
const handler = (type: string, ...lines: readonly string[]) =>
  `${fn(FAULT(type), ...lines)}\n${vmOpsOf('gizmo_fault')}`;

const handedOn = (type: string, format: string) =>
  `${fn(
    `static ${type} gizmo_map(struct vm_fault *vmf)`,
    'if (!vmf->page)',
    '\treturn VM_FAULT_SIGBUS;',
    'return VM_FAULT_NOPAGE;',
  )}\n${handler(
    type,
    `${type} ret = gizmo_map(vmf);`,
    '',
    `pr_debug("gizmo: fault gives %${format}\\n", ret);`,
    'return ret;',
  )}`;

const apart = (declared: readonly string[], type: string, err: string) =>
  handler(
    type,
    ...declared,
    '',
    `${err} = gizmo_lock();`,
    `if (${err})`,
    '\treturn VM_FAULT_SIGBUS;',
    'ret = VM_FAULT_NOPAGE;',
    'gizmo_unlock();',
    'return ret;',
  );

const declared = (type: string) => `${FAULT(type)};\n\n${handler(type, 'return VM_FAULT_SIGBUS;')}`;

const kept = (type: string) =>
  `${handler(type, 'return VM_FAULT_NOPAGE;')}\n${fn(
    'static void gizmo_touch(struct vm_fault *vmf)',
    `${type} ret = gizmo_fault(vmf);`,
    '',
    'if (ret & VM_FAULT_ERROR)',
    '\tgizmo_complain();',
  )}`;

const slot = (type: string) =>
  `struct vm_operations_struct {\n\tvoid (*open)(struct vm_area_struct *area);\n\t${type} (*fault)(struct vm_fault *vmf);\n};\n`;

const TYPEDEF = `/* What page fault handlers return: VM_FAULT codes, and never an errno. */
typedef int vm_fault_t;
`;

const MIXED = [
  'int ret;',
  '',
  'if (vmf->page)',
  '\tret = VM_FAULT_NOPAGE;',
  'else',
  '\tret = gizmo_map();',
  'return ret;',
];

const stored = (type: string) =>
  `struct gizmo {\n\tlong status;\n};\n\n${handler(
    type,
    'struct gizmo *g = vmf->vma->vm_private_data;',
    '',
    'g->status = VM_FAULT_SIGBUS;',
    'return VM_FAULT_SIGBUS;',
  )}`;

const inMember = (type: string) =>
  `struct gizmo {\n\tstruct vm_fault *vmf;\n\t${type} last_fault;\n};\n\n${handler(
    type,
    'struct gizmo *g = vmf->vma->vm_private_data;',
    '',
    'g->last_fault = filemap_fault(vmf);',
    'return g->last_fault;',
  )}`;

export const TYPE_EXAMPLES: readonly Example<Code>[] = [
  {
    title: 'a handler, and what it hands on',
    code: 'returns-codes',
    before: handedOn('int', 'd'),
    after: handedOn('vm_fault_t', 'x'),
  },
  {
    title: 'a variable that holds an errno first and a code later',
    code: 'returns-codes',
    before: apart(['int ret;'], 'int', 'ret'),
    after: apart(['int err;', 'vm_fault_t ret;'], 'vm_fault_t', 'err'),
  },
  {
    title: 'a member that keeps the last code',
    code: 'member-of-codes',
    before: inMember('int'),
    after: inMember('vm_fault_t'),
  },
  {
    title: 'a declaration',
    code: 'declares-codes',
    before: declared('int'),
    after: declared('vm_fault_t'),
  },
  {
    title: 'a function that keeps a code and returns none',
    code: 'holds-codes',
    before: kept('int'),
    after: kept('vm_fault_t'),
  },
  {
    title: 'the member that holds handlers',
    code: 'slot-of-codes',
    before: slot('int'),
    after: slot('vm_fault_t'),
  },
  {
    title: 'the header of a tree that has no such type, with `--prepare`',
    code: 'prepares',
    before: `// file: include/linux/mm.h\n${slot('int')}`,
    after: `// file: include/linux/mm.h\n${TYPEDEF}\n${slot('vm_fault_t')}`,
    prepare: true,
  },
  {
    title: 'a handler that returns a code or what nobody knows',
    code: 'cannot-be-typed',
    before: handler('int', ...MIXED),
  },
  {
    title: 'the same in a function that may be no handler',
    code: 'cannot-be-told-apart',
    before: fn('static int gizmo_step(struct vm_fault *vmf)', ...MIXED),
  },
  {
    title: 'a handler that keeps its code in a wider member, too',
    code: 'typed-but-kept',
    before: stored('int'),
    after: stored('vm_fault_t'),
  },
  {
    title: 'the same in a handler that has the type',
    code: 'kept-in-int',
    before: stored('vm_fault_t'),
  },
  {
    title: 'a handler whose code a tracepoint prints',
    code: 'left-as-int',
    before: handler(
      'vm_fault_t',
      'vm_fault_t ret = filemap_fault(vmf);',
      '',
      'trace_gizmo_fault(vmf, ret);',
      'return ret;',
    ),
  },
  {
    title: 'a handler that a macro makes',
    code: 'made-out-of-sight',
    before: `#define DEFINE_FAULT(name, code)\t\\\nstatic int name##_fault(struct vm_fault *vmf)\t\\\n{\t\\\n\treturn code;\t\\\n}\n\nDEFINE_FAULT(gizmo, VM_FAULT_SIGBUS)\n\n${vmOpsOf('gizmo_fault')}`,
  },
  {
    title: 'a handler that has the type',
    code: 'typed-already',
    before: handler('vm_fault_t', 'return VM_FAULT_SIGBUS;'),
  },
  {
    title: 'a function that makes an errno of a code',
    code: 'stays-as-it-is',
    before: fn(
      'static int gizmo_touch(struct vm_area_struct *area, unsigned long address)',
      'return handle_mm_fault(area, address, 0) & VM_FAULT_OOM ? -ENOMEM : 0;',
    ),
  },
  { title: 'a comment', code: 'names-it', before: 'struct vm_fault;\n/* Or else VM_FAULT_OOM. */\n' },
];
