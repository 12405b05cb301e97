/** What is left of a function once its map is gone, as a careful person would leave it. */
import { transforms } from '../../transforms/index.js';
import { check } from '../check.js';

const calls = transforms.filter(({ name }) => name.startsWith('vm-insert'));

const handler = (lines: readonly string[]) =>
  `static int gizmo_fault(struct vm_fault *vmf)\n{\n${lines.map(line => (line === '' ? '\n' : `\t${line}\n`)).join('')}}\n\n` +
  'static const struct vm_operations_struct gizmo_ops = {\n\t.fault = gizmo_fault,\n};\n';

const OLD = 'vm_insert_pfn(vma, vmf->address, vmf->pfn)';
const NEW = 'vmf_insert_pfn(vma, vmf->address, vmf->pfn)';
const VMA = 'struct vm_area_struct *vma = vmf->vma;';
const MAP = [
  'if (err == -ENOMEM)',
  '\treturn VM_FAULT_OOM;',
  'return err == 0 || err == -EBUSY ? VM_FAULT_NOPAGE : VM_FAULT_SIGBUS;',
];

const becomes = (before: readonly string[], after: readonly string[]) =>
  check(calls, handler(before), handler(after), { review: true });

describe('a variable that is only returned', () => {
  it('goes where its declaration gives it the value', async () => {
    await becomes([VMA, `int err = ${OLD};`, '', ...MAP], [VMA, '', `return ${NEW};`]);
  });

  it.each(['\\', '\\  '])('leaves a comment that swallows the next line (%j)', async end => {
    await becomes(
      [VMA, `int err; // of ${end}`, 'vmf->pfn++;', '', `err = ${OLD};`, ...MAP],
      [VMA, ` // of ${end}`, 'vmf->pfn++;', '', `return ${NEW};`],
    );
  });

  it('keeps the comments around it', async () => {
    await becomes(
      [VMA, '/* The page may be there. */', `int err = ${OLD};`, '', '/* Done. */', ...MAP],
      [VMA, '', '/* The page may be there. */', '/* Done. */', `return ${NEW};`],
    );
  });
});

describe('a test that tells nothing apart any more', () => {
  it('goes, with what it did in between', async () => {
    await becomes(
      [
        VMA,
        'int err;',
        '',
        `err = ${OLD};`,
        'if (err == -ENOMEM) {',
        '\tgizmo_put(vma);',
        '\treturn VM_FAULT_OOM;',
        '}',
        'if (err && err != -EBUSY) {',
        '\tgizmo_put(vma);',
        '\treturn VM_FAULT_SIGBUS;',
        '}',
        'gizmo_put(vma);',
        'return VM_FAULT_NOPAGE;',
      ],
      [VMA, 'vm_fault_t err;', '', `err = ${NEW};`, 'gizmo_put(vma);', 'return err;'],
    );
  });

  it('leaves the assignment in it', async () => {
    await becomes(
      [
        VMA,
        'int ret;',
        '',
        `if ((ret = ${OLD}))`,
        '\treturn ret == -EBUSY ? VM_FAULT_NOPAGE : ret == -ENOMEM ? VM_FAULT_OOM : VM_FAULT_SIGBUS;',
        'return VM_FAULT_NOPAGE;',
      ],
      [VMA, '', `return ${NEW};`],
    );
  });

  it('stays where the text had it before', async () => {
    const idle = ['if (vma->vm_private_data)', '\treturn vmf->error;', 'return vmf->error;'];
    const map = ['if (err && err != -EBUSY)', '\treturn err == -ENOMEM ? VM_FAULT_OOM : VM_FAULT_SIGBUS;'];
    await becomes(
      [VMA, `int err = ${OLD};`, '', ...map, ...idle],
      [VMA, `vm_fault_t err = ${NEW};`, '', 'if (err & VM_FAULT_ERROR)', '\treturn err;', ...idle],
    );
  });
});

describe('an else', () => {
  const ERRNO_MAP = [
    'switch (err) {',
    'case 0:',
    'case -EBUSY:',
    '\treturn VM_FAULT_NOPAGE;',
    'case -ENOMEM:',
  ];
  const SWITCH = [...ERRNO_MAP, '\treturn VM_FAULT_OOM;', 'default:', '\treturn VM_FAULT_SIGBUS;', '}'];

  it('goes where nothing is left in it', async () => {
    await becomes(
      [
        VMA,
        'int err;',
        '',
        'if (gizmo_ready(vma)) {',
        `\tint res = ${OLD};`,
        '',
        '\terr = res;',
        '} else {',
        '\terr = -EFAULT;',
        '}',
        '',
        ...SWITCH,
      ],
      [VMA, '', 'if (gizmo_ready(vma))', `\treturn ${NEW};`, '', 'return VM_FAULT_SIGBUS;'],
    );
  });

  /** What both arms come to. */
  const ASKED = [
    'if (err == -EBUSY)',
    '\terr = 0;',
    'return err ? err == -ENOMEM ? VM_FAULT_OOM : VM_FAULT_SIGBUS : VM_FAULT_NOPAGE;',
  ];
  const other = (work: readonly string[]) => [
    VMA,
    'int err;',
    '',
    'if (gizmo_ready(vma)) {',
    `\terr = ${OLD};`,
    '} else {',
    ...work.map(line => `\t${line}`),
    '\terr = gizmo_sync(vma);',
    '}',
    ...ASKED,
  ];

  it('goes where the arm before it returns by now', async () => {
    await becomes(other([]), [
      VMA,
      'int err;',
      '',
      'if (gizmo_ready(vma))',
      `\treturn ${NEW};`,
      'err = gizmo_sync(vma);',
      ...ASKED,
    ]);
  });

  it('stays where the arm before it returned already', async () => {
    const helper = (type: string, call: string) =>
      `static ${type} put(struct vm_fault *vmf)\n{\n\t${VMA}\n\n\tif (vmf->write)\n\t\treturn ${call};\n\telse\n\t\treturn ${call.replace('1)', '2)')};\n}\n\n`;
    const lines = (call: string) => call.replace('vmf->pfn', 'vmf->pfn + 1');
    const map = ['int err = put(vmf);', '', ...MAP];
    await check(
      calls,
      helper('int', lines(OLD)) + handler(map),
      helper('int', lines(NEW)) + handler(['return put(vmf);']),
    );
  });

  it('stays where much is done in it', async () => {
    const work = ['gizmo_a(vma);', 'gizmo_b(vma);', 'gizmo_c(vma);'];
    await becomes(other(work), [
      VMA,
      'int err;',
      '',
      'if (gizmo_ready(vma)) {',
      `\treturn ${NEW};`,
      '} else {',
      ...work.map(line => `\t${line}`),
      '\terr = gizmo_sync(vma);',
      '}',
      ...ASKED,
    ]);
  });
});

it('leaves no error of a pointer that nobody reads any more', async () => {
  const text = (err: string, fail: string, ok: string, call: string, failed: string, end: string) => [
    VMA,
    'struct page *page;',
    ...err.split('\n'),
    '',
    'page = gizmo_page(vma);',
    'if (IS_ERR(page)) {',
    `\t${fail};`,
    '\tgoto out;',
    '}',
    `for (i = 0, ${ok}; i < 3; i++) {`,
    `\t${call};`,
    `\tif (${failed})`,
    '\t\tbreak;',
    '}',
    'out:',
    'gizmo_put(vma);',
    end,
  ];
  await becomes(
    text(
      'int i, err;',
      'err = PTR_ERR(page)',
      'err = 0',
      `err = ${OLD}`,
      'err',
      'return err ? VM_FAULT_SIGBUS : VM_FAULT_NOPAGE;',
    ),
    text(
      'int i;\nvm_fault_t err;',
      'err = VM_FAULT_SIGBUS',
      'err = VM_FAULT_NOPAGE',
      `err = ${NEW}`,
      'err & VM_FAULT_ERROR',
      'return (err & VM_FAULT_ERROR) ? VM_FAULT_SIGBUS : VM_FAULT_NOPAGE;',
    ),
  );
});

describe('lines and braces', () => {
  const LONG = '_mixed(vma, vmf->address, __pfn_to_pfn_t(vmf->pfn, PFN_DEV))';

  it('breaks a call that grew too long where a person would', async () => {
    await becomes(
      [
        VMA,
        'int err;',
        '',
        `err = vm_insert${'_mixed(vma, vmf->address, __pfn_to_pfn_t(vmf->pfn +'}`,
        '\t\t\tgizmo_first(vma), PFN_DEV));',
        'gizmo_put(vma);',
        ...MAP,
      ],
      [
        VMA,
        'vm_fault_t err;',
        '',
        'err = vmf_insert_mixed(vma, vmf->address, __pfn_to_pfn_t(vmf->pfn +',
        '\t\t\tgizmo_first(vma), PFN_DEV));',
        'gizmo_put(vma);',
        'return err;',
      ],
    );
    await becomes(
      [
        VMA,
        'int result;',
        '',
        `result = vm_insert${LONG};`,
        'gizmo_put(vma);',
        ...MAP.map(l => l.replace(/err/g, 'result')),
      ],
      [
        VMA,
        'vm_fault_t result;',
        '',
        'result = vmf_insert_mixed(vma, vmf->address,',
        '\t\t\t  __pfn_to_pfn_t(vmf->pfn, PFN_DEV));',
        'gizmo_put(vma);',
        'return result;',
      ],
    );
  });

  it('joins a call that needs no break where it stands now', async () => {
    await becomes(
      [VMA, `int error_code = vm_insert${LONG};`, '', ...MAP.map(l => l.replace(/err/g, 'error_code'))],
      [VMA, '', 'return vmf_insert_mixed(vma, vmf->address,', '\t\t\t__pfn_to_pfn_t(vmf->pfn, PFN_DEV));'],
    );
  });
});

describe('a comment in code that goes', () => {
  const call = [VMA, 'int err;', '', `err = ${OLD};`];

  it('stands in front of what takes its place, in order, where success comes by it', async () => {
    await becomes(
      [
        ...call,
        '/* Now the chip sees it. */',
        'switch (err) {',
        '/* Another fault may have won. */',
        'case 0:',
        'case -EBUSY:',
        '\treturn VM_FAULT_NOPAGE;\t/* the CPU tries again */',
        'case -ENOMEM:',
        '\t/* The killer comes. */',
        '\treturn VM_FAULT_OOM;',
        '/* outside of the aperture */',
        'default:',
        '\treturn VM_FAULT_SIGBUS;',
        '}',
      ],
      [
        VMA,
        '',
        '/* Now the chip sees it. */',
        '/* Another fault may have won. */',
        '/* the CPU tries again */',
        `return ${NEW};`,
      ],
    );
  });

  it('goes with the failure that it speaks of, and is never left behind a return', async () => {
    await becomes(
      [
        ...call,
        'gizmo_put(vma);',
        'if (err == -ENOMEM)',
        '\treturn VM_FAULT_OOM;\t/* the killer comes */',
        'if (!err || err == -EBUSY) {',
        '\t/* The CPU finds the entry. */',
        '\treturn VM_FAULT_NOPAGE;',
        '}',
        '// Outside of the aperture.',
        'return VM_FAULT_SIGBUS;',
      ],
      [
        VMA,
        'vm_fault_t err;',
        '',
        `err = ${NEW};`,
        'gizmo_put(vma);',
        '/* The CPU finds the entry. */',
        'return err;',
      ],
    );
  });

  it('stays with its variable', async () => {
    await becomes(
      [
        VMA,
        'int i = 0 /* first */, err = -EINVAL /* nothing yet */, n;',
        '',
        'n = gizmo_pages(vma);',
        'while (i++ < n)',
        `\terr = ${OLD};`,
        ...MAP,
      ],
      [
        VMA,
        'int i = 0 /* first */, n;',
        'vm_fault_t err = VM_FAULT_SIGBUS /* nothing yet */;',
        '',
        'n = gizmo_pages(vma);',
        'while (i++ < n)',
        `\terr = ${NEW};`,
        'return err;',
      ],
    );
  });
});

describe('what the proof does not miss', () => {
  const call = (name = 'err') => `${name} = ${OLD};`;
  const now = (name = 'err') => `${name} = ${NEW};`;

  it('is a test for one error before that for all', async () => {
    await becomes(
      [
        VMA,
        'int err;',
        '',
        call(),
        'if (err == -ENOMEM)',
        '\treturn VM_FAULT_OOM;',
        'if (err && err != -EBUSY)',
        '\treturn VM_FAULT_SIGBUS;',
        'gizmo_put(vma);',
        'return VM_FAULT_LOCKED;',
      ],
      [
        VMA,
        'vm_fault_t err;',
        '',
        now(),
        'if (err & VM_FAULT_ERROR)',
        '\treturn err;',
        'gizmo_put(vma);',
        'return VM_FAULT_LOCKED;',
      ],
    );
  });

  it('is an else that returns what is returned next', async () => {
    await becomes(
      [
        VMA,
        'int err;',
        '',
        call(),
        'if (!err || err == -EBUSY)',
        '\tgizmo_get(vma);',
        'else if (err == -ENOMEM)',
        '\treturn VM_FAULT_OOM;',
        'else',
        '\treturn VM_FAULT_SIGBUS;',
        'return VM_FAULT_NOPAGE;',
      ],
      [VMA, 'vm_fault_t err;', '', now(), 'if (!(err & VM_FAULT_ERROR))', '\tgizmo_get(vma);', 'return err;'],
    );
  });

  it('is a code that is stored where it is already, and a second declaration', async () => {
    await becomes(
      [
        VMA,
        'int a, b;',
        '',
        'a = -EINVAL;',
        'if (vma->vm_private_data)',
        '\tgoto out;',
        'a = -EACCES;',
        'if (vma->vm_file)',
        '\tgoto out;',
        call('b'),
        call('a'),
        'if (b && b != -EBUSY)',
        '\ta = b;',
        'out:',
        'gizmo_put(vma);',
        ...MAP.map(line => line.replaceAll('err', 'a')),
      ],
      [
        VMA,
        'vm_fault_t a, b;',
        '',
        'a = VM_FAULT_SIGBUS;',
        'if (vma->vm_private_data)',
        '\tgoto out;',
        'if (vma->vm_file)',
        '\tgoto out;',
        now('b'),
        now('a'),
        'if (b & VM_FAULT_ERROR)',
        '\ta = b;',
        'out:',
        'gizmo_put(vma);',
        'return a;',
      ],
    );
  });
});

describe('lines', () => {
  const LONG = '__pfn_to_pfn_t(gizmo_pfn(vma->vm_private_data, 1), PFN_DEV)';

  it('go on at a stop of the tabulator where there is no room below the first argument', async () => {
    await becomes(
      [VMA, 'int err;', '', `err = vm_insert_mixed(vma, vmf->address, ${LONG});`, 'gizmo_put(vma);', ...MAP],
      [
        VMA,
        'vm_fault_t err;',
        '',
        'err = vmf_insert_mixed(vma, vmf->address,',
        `\t${LONG});`,
        'gizmo_put(vma);',
        'return err;',
      ],
    );
  });

  it('stay broken behind an operator', async () => {
    await becomes(
      [
        VMA,
        '',
        'if (!gizmo_ready(vma->vm_private_data) ||',
        `    ${OLD})`,
        '\treturn VM_FAULT_SIGBUS;',
        'gizmo_put(vma);',
        'return VM_FAULT_LOCKED;',
      ],
      [
        VMA,
        '',
        'if (!gizmo_ready(vma->vm_private_data) ||',
        `    (${NEW} & VM_FAULT_ERROR))`,
        '\treturn VM_FAULT_SIGBUS;',
        'gizmo_put(vma);',
        'return VM_FAULT_LOCKED;',
      ],
    );
  });
});

describe('a declaration that declares no variable', () => {
  it('stays where it is', async () => {
    await becomes(
      [VMA, 'struct gizmo_way;', 'int err;', '', `err = ${OLD};`, 'gizmo_put(vma);', ...MAP],
      [VMA, 'struct gizmo_way;', 'vm_fault_t err;', '', `err = ${NEW};`, 'gizmo_put(vma);', 'return err;'],
    );
  });
});

describe('a return that was never reached', () => {
  const SWITCH = [
    `err = ${OLD};`,
    'switch (err) {',
    'case 0:',
    'case -EBUSY:',
    '\treturn VM_FAULT_NOPAGE;',
    'case -ENOMEM:',
    '\treturn VM_FAULT_OOM;',
    'default:',
    '\treturn VM_FAULT_SIGBUS;',
    '}',
  ];

  it('goes where it only reassured readers of a switch that is gone', async () => {
    await becomes([VMA, 'int err;', '', ...SWITCH, 'return VM_FAULT_SIGBUS;'], [VMA, '', `return ${NEW};`]);
  });

  it('stays where it stood behind a return before', async () => {
    const TWICE = ['if (vmf->flags) {', '\treturn VM_FAULT_OOM;', '\treturn VM_FAULT_SIGBUS;', '}'];
    await becomes([VMA, 'int err;', '', ...TWICE, ...SWITCH], [VMA, '', ...TWICE, `return ${NEW};`]);
  });
});

describe('a variable that nobody reads any more', () => {
  it('goes with the arms that gave it a value', async () => {
    await becomes(
      [
        VMA,
        'int err, code = VM_FAULT_NOPAGE;',
        '',
        `err = ${OLD};`,
        'if (err == -ENOMEM)',
        '\tcode = VM_FAULT_OOM;',
        'else if (err && err != -EBUSY)',
        '\tcode = VM_FAULT_SIGBUS;',
        'gizmo_put(vma);',
        'return code;',
      ],
      [VMA, 'vm_fault_t err;', '', `err = ${NEW};`, 'gizmo_put(vma);', 'return err;'],
    );
  });

  it('goes out of a chain of assignments', async () => {
    await becomes(
      [
        VMA,
        'int a, err;',
        '',
        `a = err = ${OLD};`,
        ...MAP.slice(0, 2).map(l => l.replace('err', 'a')),
        MAP[2]!,
      ],
      [VMA, '', `return ${NEW};`],
    );
  });
});

describe('an error of the function itself', () => {
  it('keeps its number, though the map would give the same for another', async () => {
    await becomes(
      [
        VMA,
        'struct page *page;',
        'int ret;',
        '',
        'ret = gizmo_lock(vma);',
        'if (ret)',
        '\tgoto out;',
        'page = gizmo_page(vmf);',
        'if (IS_ERR(page)) {',
        '\tret = PTR_ERR(page);',
        '\tgoto out_unlock;',
        '}',
        'if (vmf->flags) {',
        '\tret = -EINVAL;',
        '\tgoto out_unlock;',
        '}',
        `ret = ${OLD};`,
        'out_unlock:',
        '\tgizmo_unlock(vma);',
        'out:',
        '\tswitch (ret) {',
        '\tcase 0:',
        '\tcase -EAGAIN:',
        '\tcase -EBUSY:',
        '\t\treturn VM_FAULT_NOPAGE;',
        '\tcase -ENOMEM:',
        '\t\treturn VM_FAULT_OOM;',
        '\tdefault:',
        '\t\treturn VM_FAULT_SIGBUS;',
        '\t}',
      ],
      [
        VMA,
        'struct page *page;',
        'int err;',
        'vm_fault_t ret = VM_FAULT_NOPAGE;',
        '',
        'err = gizmo_lock(vma);',
        'if (err)',
        '\tgoto out;',
        'page = gizmo_page(vmf);',
        'if (IS_ERR(page)) {',
        '\terr = PTR_ERR(page);',
        '\tgoto out_unlock;',
        '}',
        'if (vmf->flags) {',
        '\terr = -EINVAL;',
        '\tgoto out_unlock;',
        '}',
        `ret = ${NEW};`,
        'out_unlock:',
        '\tgizmo_unlock(vma);',
        'out:',
        '\tswitch (err) {',
        '\tcase 0:',
        '\t\treturn ret;',
        '\tcase -EAGAIN:',
        '\tcase -EBUSY:',
        '\t\treturn VM_FAULT_NOPAGE;',
        '\tcase -ENOMEM:',
        '\t\treturn VM_FAULT_OOM;',
        '\tdefault:',
        '\t\treturn VM_FAULT_SIGBUS;',
        '\t}',
      ],
    );
  });
});

describe('a comment at what was done for one error', () => {
  it('goes from above it where it names an errno, and stays where it does not', async () => {
    const body = (...remark: readonly string[]) => [
      VMA,
      'int err;',
      '',
      `err = ${OLD};`,
      ...remark,
      'if (err == -EBUSY)',
      '\terr = 0;',
      'gizmo_put(vma);',
      'if (err)',
      '\treturn err == -ENOMEM ? VM_FAULT_OOM : VM_FAULT_SIGBUS;',
      'return VM_FAULT_NOPAGE;',
    ];
    const clean = (...remark: readonly string[]) => [
      VMA,
      'vm_fault_t err;',
      '',
      `err = ${NEW};`,
      ...remark,
      'gizmo_put(vma);',
      'return err;',
    ];
    await becomes(body('/* -EBUSY is fine: another thread was here first. */'), clean());
    await becomes(body('/* Whoever was here first. */'), clean('/* Whoever was here first. */'));
  });

  it('goes with it', async () => {
    await becomes(
      [
        VMA,
        'int err;',
        '',
        `err = ${OLD};`,
        'if (err == -EBUSY) {',
        '\t/* Another thread was here first. */',
        '\tgizmo_count(vma);',
        '\treturn VM_FAULT_NOPAGE;',
        '}',
        'if (err == -ENOMEM)',
        '\treturn VM_FAULT_OOM;',
        'return err ? VM_FAULT_SIGBUS : VM_FAULT_NOPAGE;',
      ],
      [VMA, '', `return ${NEW};`],
    );
  });
});

describe('a loop that tries again for an error which never comes', () => {
  const GIVE = [`err = ${OLD};`];

  it.each([
    ['do', ['do {', `\t${GIVE[0]}`, '} while (err == -EAGAIN);']],
    ['do with a counter', ['do {', `\t${GIVE[0]}`, '} while (err == -EAGAIN && vmf->retries++ < 3);']],
    ['while', [`while ((err = ${OLD}) == -EAGAIN)`, '\tgizmo_wait(vma);']],
    [
      'endless',
      ['for (;;) {', `\t${GIVE[0]}`, '\tif (err != -EAGAIN)', '\t\tbreak;', '\tgizmo_wait(vma);', '}'],
    ],
    ['if', [`if ((err = ${OLD}) == -EAGAIN)`, '\tgizmo_wait(vma);']],
  ])('%s: goes', async (_, loop) => {
    await becomes([VMA, 'int err;', '', ...loop, ...MAP], [VMA, '', `return ${NEW};`]);
  });

  it('leaves its body', async () => {
    await becomes(
      [
        VMA,
        'int err;',
        '',
        'do {',
        '\t/* One at a time. */',
        '\tgizmo_lock(vma);',
        `\t${GIVE[0]}`,
        '\tgizmo_unlock(vma);',
        '} while (err == -EAGAIN);',
        ...MAP,
      ],
      [
        VMA,
        'vm_fault_t err;',
        '',
        '/* One at a time. */',
        'gizmo_lock(vma);',
        `err = ${NEW};`,
        'gizmo_unlock(vma);',
        'return err;',
      ],
    );
  });

  it('stays where it is left in the middle', async () => {
    await becomes(
      [
        VMA,
        'int err;',
        '',
        'do {',
        '\tif (vmf->flags)',
        '\t\tbreak;',
        '\tgizmo_lock(vma);',
        `\t${GIVE[0]}`,
        '\tgizmo_unlock(vma);',
        '\treturn err == -ENOMEM ? VM_FAULT_OOM : err && err != -EBUSY ? VM_FAULT_SIGBUS : VM_FAULT_NOPAGE;',
        '} while (vmf->pfn);',
        'return VM_FAULT_SIGBUS;',
      ],
      [
        VMA,
        'vm_fault_t err;',
        '',
        'do {',
        '\tif (vmf->flags)',
        '\t\tbreak;',
        '\tgizmo_lock(vma);',
        `\terr = ${NEW};`,
        '\tgizmo_unlock(vma);',
        '\treturn err;',
        '} while (vmf->pfn);',
        'return VM_FAULT_SIGBUS;',
      ],
    );
  });
});

describe('what always comes out the same', () => {
  it('stays where the text had it before', async () => {
    const own = [
      'if (0)',
      '\tgizmo_dump(vma);',
      'if (1) {',
      '\tgizmo_count(vma);',
      '}',
      'do {',
      '\tgizmo_count(vma);',
      '} while (0);',
    ];
    await becomes(
      [VMA, 'int err;', '', ...own, `err = ${OLD};`, ...MAP],
      [VMA, '', ...own, `return ${NEW};`],
    );
  });
});

describe('an arm behind an else', () => {
  it('stands on a line of its own once it is no if', async () => {
    await becomes(
      [
        VMA,
        'int err;',
        '',
        `err = ${OLD};`,
        'if (!err || err == -EBUSY)',
        '\tgizmo_count(vma);',
        'else if (err == -ENOMEM)',
        '\treturn VM_FAULT_OOM;',
        'else',
        '\treturn VM_FAULT_SIGBUS;',
        'gizmo_put(vma);',
        'return VM_FAULT_NOPAGE;',
      ],
      [
        VMA,
        'vm_fault_t err;',
        '',
        `err = ${NEW};`,
        'if (!(err & VM_FAULT_ERROR))',
        '\tgizmo_count(vma);',
        'else',
        '\treturn err;',
        'gizmo_put(vma);',
        'return err;',
      ],
    );
  });
});

describe('two calls in one condition', () => {
  it('are asked for errors both', async () => {
    const two = (call: (n: string) => string) => [
      VMA,
      '',
      `if (vmf->flags && (${call('0')} || ${call('1')}))`,
      '\treturn VM_FAULT_SIGBUS;',
      'return VM_FAULT_NOPAGE;',
    ];
    await becomes(
      two(n => `vm_insert_pfn(vma, ${n}, 7)`),
      two(n => `(vmf_insert_pfn(vma, ${n}, 7) & VM_FAULT_ERROR)`).map(line =>
        line.replace(' || ', ' ||\n\t\t\t   '),
      ),
    );
  });
});

describe('a result that nobody asks for any more', () => {
  it('is not kept', async () => {
    await becomes(
      [
        VMA,
        'int err;',
        '',
        `err = ${OLD};`,
        'if (err == -EBUSY)',
        '\tgizmo_touch(vmf);',
        'return VM_FAULT_NOPAGE;',
      ],
      [VMA, '', `${NEW};`, 'return VM_FAULT_NOPAGE;'],
    );
  });

  it('is not kept where another follows', async () => {
    await becomes(
      [VMA, 'int err;', '', `err = ${OLD};`, `err = ${OLD};`, ...MAP],
      [VMA, '', `${NEW};`, `return ${NEW};`],
    );
  });

  it('is kept where nobody asked for it before', async () => {
    await becomes(
      [VMA, 'int err, done;', '', 'done = gizmo_begin(vmf);', `err = ${OLD};`, ...MAP],
      [VMA, 'int done;', '', 'done = gizmo_begin(vmf);', `return ${NEW};`],
    );
  });
});
