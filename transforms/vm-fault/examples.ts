/** One set of examples for the family, one for each reason: run as tests, shown in the docs. */
import type { Example } from '../../src/kit.js';
import type { Code } from './reasons.js';
import { fn, fopsOf, vmOpsOf } from './sketch.js';

/** A call as examples write it. */
interface Spelling {
  readonly before: string;
  readonly after: string;
  /** The last argument. */
  readonly last: string;
  /** Whether the old call goes away for everybody. */
  readonly removed: boolean;
}

type Examples = readonly Example<Code>[];

/** Examples that call `before`; `last` is the last argument, `removed` whether the old call goes away for everybody. */
export function examplesFor(before: string, after: string, last: string, removed: boolean): Examples {
  const spelling: Spelling = { before, after, last, removed };
  return [
    ...underFault(spelling),
    ...outside(spelling),
    ...(removed ? errnoRestored(spelling) : errnoKept(spelling)),
    ...beyondMachines(spelling),
    ...helpers(spelling),
    ...noCalls(spelling),
    ...ofTheEngine(spelling),
  ];
}

const handler = (...lines: readonly string[]) =>
  `${fn('static int gizmo_fault(struct vm_fault *vmf)', ...lines)}\n${vmOpsOf('gizmo_fault')}`;
const mmap = (...lines: readonly string[]) =>
  `${fn('static int gizmo_mmap(struct file *file, struct vm_area_struct *vma)', ...lines)}\n${fopsOf('gizmo_mmap')}`;
const insert = (...lines: readonly string[]) => fn('static int gizmo_insert(struct vm_fault *vmf)', ...lines);

const inFault = (name: string, last: string) => `${name}(vmf->vma, vmf->address, ${last})`;
const inMmap = (name: string, last: string) => `${name}(vma, addr, ${last.replace('vmf->', '')})`;

function underFault({ before, after, last }: Spelling): Examples {
  const [was, is] = [inFault(before, last), inFault(after, last)];
  return [
    {
      title: 'a switch that maps the errno',
      code: 'in-fault-handler',
      before: handler(
        'int ret;',
        '',
        `ret = ${was};`,
        'switch (ret) {',
        'case 0:',
        'case -EBUSY:',
        '\treturn VM_FAULT_NOPAGE;',
        'case -ENOMEM:',
        '\treturn VM_FAULT_OOM;',
        'default:',
        '\treturn VM_FAULT_SIGBUS;',
        '}',
      ),
      after: handler(`return ${is};`),
    },
    {
      title: 'every error is a SIGBUS, -EBUSY too',
      code: 'in-fault-handler-but',
      before: handler(`if (${was})`, '\treturn VM_FAULT_SIGBUS;', 'return VM_FAULT_NOPAGE;'),
      after: handler(`return ${is};`),
    },
    {
      title: 'a handler that drops its reference for -EBUSY alone',
      code: 'does-otherwise',
      before: handler(
        'int err;',
        '',
        'get_page(vmf->page);',
        `err = ${was};`,
        'if (err == -EBUSY)',
        '\tput_page(vmf->page);',
        'if (err == -ENOMEM)',
        '\treturn VM_FAULT_OOM;',
        'if (err && err != -EBUSY)',
        '\treturn VM_FAULT_SIGBUS;',
        'return VM_FAULT_NOPAGE;',
      ),
      after: handler('get_page(vmf->page);', `return ${is};`),
    },
    {
      title: 'an errno given to the core of mm',
      code: 'handler-returned-errno',
      before: handler(`return ${was};`),
      after: handler(`return ${is};`),
    },
  ];
}

function outside({ before, after, last }: Spelling): Examples {
  const tests = (name: string, test: string) =>
    mmap(`if (${inMmap(name, last)}${test})`, `\tpr_warn("gizmo: ${name}() failed\\n");`, 'return 0;');
  return [
    {
      title: 'a result that is only tested, outside a fault handler',
      code: 'outside-fault-handler',
      before: tests(before, ''),
      after: tests(after, ' != VM_FAULT_NOPAGE'),
    },
  ];
}

/** A call that stays for those who want an errno. */
function errnoKept({ before, last }: Spelling): Examples {
  const tested = [`if (${inMmap(before, last)})`, '\treturn 1;', 'return 0;'];
  const shared = fn('static int gizmo_try(struct vm_area_struct *vma)', ...tested);
  return [
    {
      title: 'an errno that leaves an mmap function',
      code: 'wants-errno',
      before: mmap(`return ${inMmap(before, last)};`),
    },
    {
      title: 'a function that a fault handler and an mmap function call',
      code: 'both-contexts',
      before: `${shared}\n${handler('gizmo_try(vmf->vma);', 'return VM_FAULT_NOPAGE;')}\n${mmap('return gizmo_try(vma);')}`,
    },
    {
      title: 'a function that nobody in the tree calls',
      code: 'unknown-context',
      before: fn('int gizmo_try(struct vm_area_struct *vma)', `return ${inMmap(before, last)};`),
    },
  ];
}

const RESTORER = fn(
  'static inline int vm_fault_to_errno(vm_fault_t vm_fault, int foll_flags)',
  'if (vm_fault & VM_FAULT_OOM)',
  '\treturn -ENOMEM;',
  'if (vm_fault & (VM_FAULT_SIGBUS | VM_FAULT_SIGSEGV))',
  '\treturn -EFAULT;',
  'return 0;',
);

/** A call that goes away: those who want an errno need one made of the code. */
function errnoRestored({ before, after, last }: Spelling): Examples {
  const logs = (call: string) =>
    mmap(`int err = ${call};`, '', 'if (err)', '\tpr_err("gizmo: %d\\n", err);', 'return err;');
  const driver = (text: string) => `// file: drivers/gizmo/gizmo.c\n${text}`;
  return [
    {
      title: 'an errno that leaves an mmap function, in a tree that makes an errno of a code',
      code: 'keeps-errno',
      before: `// file: include/linux/mm.h\n${RESTORER}${driver(logs(inMmap(before, last)))}`,
      after: driver(logs(`vm_fault_to_errno(${inMmap(after, last)}, 0)`)),
    },
    {
      title: 'an errno that leaves an mmap function, where nothing makes an errno of a code',
      code: 'no-errno-helper',
      before: mmap(`return ${inMmap(before, last)};`),
    },
  ];
}

/** Functions under a page fault that are left to a person. */
function beyondMachines({ before, after, last }: Spelling): Examples {
  const was = inFault(before, last);
  const now = inFault(after, last);
  return [
    {
      title: 'one error that makes the fault come again',
      code: 'would-differ',
      before: handler(
        `int err = ${was};`,
        '',
        'if (err == -EFAULT)',
        '\treturn VM_FAULT_RETRY;',
        'return err ? VM_FAULT_SIGBUS : VM_FAULT_NOPAGE;',
      ),
    },
    {
      title: 'assembler in between',
      code: 'not-evaluated',
      before: handler(
        'int ret;',
        '',
        'asm volatile("nop");',
        `ret = ${was};`,
        'return ret ? VM_FAULT_SIGBUS : VM_FAULT_NOPAGE;',
      ),
    },
    {
      title: 'a result that another function is given',
      code: 'obstacle',
      before: handler(`gizmo_log(${was});`, 'return VM_FAULT_NOPAGE;'),
    },
    {
      title: 'a call for kernels that lack the new one',
      code: 'both-arms',
      before: handler(
        'int ret;',
        '',
        '#if RHEL_RELEASE_CODE >= RHEL_RELEASE_VERSION(8, 0)',
        `return ${now};`,
        '#else',
        `ret = ${was};`,
        'return ret ? VM_FAULT_SIGBUS : VM_FAULT_NOPAGE;',
        '#endif',
      ),
    },
    {
      title: 'a call beside one that has both arms',
      code: 'beside-both-arms',
      before: handler(
        'int ret;',
        '',
        '#if RHEL_RELEASE_CODE >= RHEL_RELEASE_VERSION(8, 0)',
        `if (vmf->pgoff == 0)`,
        `\treturn ${now};`,
        '#else',
        'if (vmf->pgoff == 0)',
        `\treturn ${was} ? VM_FAULT_SIGBUS : VM_FAULT_NOPAGE;`,
        '#endif',
        `ret = ${was};`,
        'return ret ? VM_FAULT_SIGBUS : VM_FAULT_NOPAGE;',
      ),
    },
    {
      title: 'a variable that holds another errno in one configuration only',
      code: 'config-arms',
      before: handler(
        'int ret;',
        '',
        '#ifdef CONFIG_GIZMO',
        'ret = gizmo_prepare(vmf);',
        'if (ret)',
        '\treturn VM_FAULT_SIGBUS;',
        '#endif',
        `ret = ${was};`,
        'if (ret == -ENOMEM)',
        '\treturn VM_FAULT_OOM;',
        'if (ret && ret != -EBUSY)',
        '\treturn VM_FAULT_SIGBUS;',
        'return VM_FAULT_NOPAGE;',
      ),
    },
  ];
}

/** Functions that hand the errno on. */
function helpers({ before, last }: Spelling): Examples {
  const was = inFault(before, last);
  const toldApart = ['EAGAIN', 'EINTR', 'EIO', 'ENXIO'].flatMap(name => [
    `case -${name}:`,
    '\treturn VM_FAULT_RETRY;',
  ]);
  return [
    {
      title: 'a caller gives the errno to another function',
      code: 'caller-stays',
      before: `${insert(`return ${was};`)}\n${handler(
        'int ret = gizmo_insert(vmf);',
        '',
        'gizmo_log(ret);',
        'return ret ? VM_FAULT_SIGBUS : VM_FAULT_NOPAGE;',
      )}`,
    },
    {
      title: 'a helper with a twin in the other arm',
      code: 'defined-again',
      before: `#ifdef CONFIG_GIZMO\n${insert(`return ${was};`)}#else\n${insert('return -ENODEV;')}#endif\n\n${handler(
        'if (gizmo_insert(vmf))',
        '\treturn VM_FAULT_SIGBUS;',
        'return VM_FAULT_NOPAGE;',
      )}`,
    },
    {
      title: 'a helper with errors of its own, which its caller tells apart',
      code: 'errors-of-its-own',
      before: `${insert('int err = gizmo_prepare(vmf);', '', 'if (err)', '\treturn err;', `return ${was};`)}\n${handler(
        'switch (gizmo_insert(vmf)) {',
        ...toldApart,
        'case 0:',
        '\treturn VM_FAULT_NOPAGE;',
        'default:',
        '\treturn VM_FAULT_SIGBUS;',
        '}',
      )}`,
    },
  ];
}

/** The name where no function calls it. */
function noCalls({ before, after, last }: Spelling): Examples {
  const type =
    last === 'vmf->page' ? 'struct page *page' : before.includes('pfn') ? 'unsigned long pfn' : 'pfn_t pfn';
  const head = `int ${before}(struct vm_area_struct *vma, unsigned long addr, ${type})`;
  return [
    {
      title: 'a pointer to the function',
      code: 'address-taken',
      before: `static const struct gizmo_ops gizmo_ops = {\n\t.insert = ${before},\n};\n`,
    },
    {
      title: 'a member of its name',
      code: 'member',
      before: `struct gizmo_ops {\n\tint (*${before})(struct gizmo *gizmo, unsigned long pfn);\n};\n`,
    },
    {
      title: 'a macro of its name',
      code: 'own-macro',
      before: `#define ${before}(vma, addr, what) gizmo_map(vma, addr, what)\n\n${handler(
        `return ${inFault(before, last)} ? VM_FAULT_SIGBUS : VM_FAULT_NOPAGE;`,
      )}`,
    },
    {
      title: 'a function of the new name that does something else',
      code: 'own-function',
      before: `${fn(
        `static int ${after}(struct vm_area_struct *vma, unsigned long addr, unsigned long what)`,
        `return ${before}(vma, addr - 1, what) ? VM_FAULT_SIGBUS : VM_FAULT_NOPAGE;`,
      )}\n${handler(`return ${inFault(before, last)} ? VM_FAULT_SIGBUS : VM_FAULT_NOPAGE;`)}`,
    },
    {
      title: 'an error number of the own file',
      code: 'redefined-name',
      before: `#undef EBUSY\n#define EBUSY 14\n\n${handler(
        `if (${inFault(before, last)} == -EBUSY)`,
        '\treturn VM_FAULT_NOPAGE;',
        'return VM_FAULT_SIGBUS;',
      )}`,
    },
    {
      title: 'a macro that calls it',
      code: 'inside-a-macro',
      before: `#define gizmo_map(vma, addr, page) ${before}(vma, addr, page)\n`,
    },
    {
      title: 'a comment about an error number',
      code: 'comment-speaks-of-errno',
      before: handler(
        `/* ${before}() gives -EBUSY here */`,
        `${inFault(before, last)};`,
        'return VM_FAULT_NOPAGE;',
      ),
      after: handler(`/* ${before}() gives -EBUSY here */`, `return ${inFault(after, last)};`),
    },
    { title: 'a prototype', code: 'declaration', before: `${head};\n` },
    {
      title: 'the function itself',
      code: 'implementation',
      before: fn(head, 'return gizmo_insert_entry(vma, addr);'),
    },
    { title: 'a comment', code: 'mention', before: `/* As ${before}() does. */\nint gizmo_count;\n` },
  ];
}

/** What the engine says of calls, whatever the transform. */
function ofTheEngine({ before, last }: Spelling): Examples {
  return [
    {
      title: 'a comment that says to leave it',
      code: 'ignored',
      before: mmap(
        '/* faultline-ignore the firmware checks this errno */',
        `return ${inMmap(before, last)};`,
      ),
    },
  ];
}
