/** A value that meets those of others before it is turned into a code: what a careful person makes of it. */
import { transforms } from '../../transforms/index.js';
import { check } from '../check.js';

const calls = transforms.filter(({ name }) => name.startsWith('vm-insert'));

const handler = (lines: readonly string[]) =>
  `static int widget_fault(struct vm_fault *vmf)\n{\n${lines.map(line => (line === '' ? '\n' : `\t${line}\n`)).join('')}}\n\n` +
  'static const struct vm_operations_struct widget_ops = {\n\t.fault = widget_fault,\n};\n';

const OLD = 'vm_insert_pfn(vmf->vma, vmf->address, 7)';
const NEW = 'vmf_insert_pfn(vmf->vma, vmf->address, 7)';
const WIDGET = 'struct widget *w = vmf->vma->vm_private_data;';

const becomes = (before: readonly string[], after: readonly string[]) =>
  check(calls, handler(before), handler(after), { review: true });

const MAP = [
  'switch (ret) {',
  'case 0:',
  'case -EBUSY:',
  '\treturn VM_FAULT_NOPAGE;',
  'default:',
  '\treturn VM_FAULT_SIGBUS;',
  'case -ENOMEM:',
  '\treturn VM_FAULT_OOM;',
  '}',
];

describe('errors of others', () => {
  it('become codes where they arise, so that the tail is there once', async () => {
    await becomes(
      [
        WIDGET,
        'int rc;',
        '',
        'rc = widget_pin(w);',
        'if (rc)',
        '\tgoto out;',
        `rc = ${OLD};`,
        'if (rc) {',
        '\twidget_unpin(w);',
        '\tgoto out;',
        '}',
        'w->count++;',
        'out:',
        'w->entry = rc ? NULL : w->next;',
        'mutex_unlock(&w->lock);',
        'if (rc == -ENOMEM)',
        '\treturn VM_FAULT_OOM;',
        'return rc ? VM_FAULT_SIGBUS : VM_FAULT_NOPAGE;',
      ],
      [
        WIDGET,
        'int rc;',
        'vm_fault_t ret;',
        '',
        'rc = widget_pin(w);',
        'if (rc) {',
        '\tret = rc == -ENOMEM ? VM_FAULT_OOM : VM_FAULT_SIGBUS;',
        '\tgoto out;',
        '}',
        `ret = ${NEW};`,
        'if (ret & VM_FAULT_ERROR) {',
        '\twidget_unpin(w);',
        '\tgoto out;',
        '}',
        'w->count++;',
        'out:',
        'w->entry = (ret & VM_FAULT_ERROR) ? NULL : w->next;',
        'mutex_unlock(&w->lock);',
        'return ret;',
      ],
    );
  });

  it('become codes behind a second step, also where that is not always made', async () => {
    await becomes(
      [
        WIDGET,
        'int rc;',
        '',
        `rc = ${OLD};`,
        'if (rc)',
        '\tgoto out;',
        'if (w->more)',
        '\trc = widget_more(w);',
        'out:',
        'mutex_unlock(&w->lock);',
        'return rc ? VM_FAULT_SIGBUS : VM_FAULT_NOPAGE;',
      ],
      [
        WIDGET,
        'int rc;',
        'vm_fault_t ret;',
        '',
        `ret = ${NEW};`,
        'if (ret & VM_FAULT_ERROR)',
        '\tgoto out;',
        'if (w->more) {',
        '\trc = widget_more(w);',
        '\tret = rc ? VM_FAULT_SIGBUS : VM_FAULT_NOPAGE;',
        '}',
        'out:',
        'mutex_unlock(&w->lock);',
        'return (ret & VM_FAULT_ERROR) ? VM_FAULT_SIGBUS : VM_FAULT_NOPAGE;',
      ],
    );
  });

  it('become no codes where that takes more than one condition', async () => {
    await becomes(
      [
        WIDGET,
        'int ret;',
        '',
        'ret = widget_pin(w);',
        'if (ret)',
        '\tgoto out;',
        `ret = ${OLD};`,
        'out:',
        'mutex_unlock(&w->lock);',
        ...MAP.map(line => line.replace('case 0:', 'case 0:\n\tcase -EINTR:')),
      ],
      [
        WIDGET,
        'int err;',
        'vm_fault_t ret = VM_FAULT_NOPAGE;',
        '',
        'err = widget_pin(w);',
        'if (err)',
        '\tgoto out;',
        `ret = ${NEW};`,
        'out:',
        'mutex_unlock(&w->lock);',
        ...MAP.map(line =>
          line.replace('ret)', 'err)').replace('case 0:', 'case 0:\n\t\treturn ret;\n\tcase -EINTR:'),
        ),
      ],
    );
  });
});

describe('producers in the arms of a switch', () => {
  it('convert each for itself', async () => {
    await becomes(
      [
        WIDGET,
        'int ret;',
        '',
        'switch (w->kind) {',
        'case 1:',
        `\tret = ${OLD};`,
        '\tbreak;',
        'case 2:',
        '\tret = widget_map(w, vmf);',
        '\tbreak;',
        'default:',
        '\tret = -EINVAL;',
        '\tbreak;',
        '}',
        'mutex_unlock(&w->lock);',
        'if (ret == 0 || ret == -EBUSY)',
        '\treturn VM_FAULT_NOPAGE;',
        'return VM_FAULT_SIGBUS;',
      ],
      [
        WIDGET,
        'int err;',
        'vm_fault_t ret;',
        '',
        'switch (w->kind) {',
        'case 1:',
        `\tret = ${NEW};`,
        '\tbreak;',
        'case 2:',
        '\terr = widget_map(w, vmf);',
        '\tret = !err || err == -EBUSY ? VM_FAULT_NOPAGE : VM_FAULT_SIGBUS;',
        '\tbreak;',
        'default:',
        '\tret = VM_FAULT_SIGBUS;',
        '\tbreak;',
        '}',
        'mutex_unlock(&w->lock);',
        'return ret;',
      ],
    );
  });
});

describe("a driver's own map of errnos", () => {
  const mapper =
    'static int widget_code(int err)\n{\n\tif (err == -EAGAIN || err == -EBUSY || !err)\n\t\treturn VM_FAULT_NOPAGE;\n' +
    '\tif (err == -ENOMEM)\n\t\treturn VM_FAULT_OOM;\n\treturn VM_FAULT_SIGBUS;\n}\n\n';
  const mapped = (before: readonly string[], after: readonly string[]) =>
    check(calls, mapper + handler(before), mapper + handler(after));

  it('is called for what others give, and not for codes', async () => {
    await mapped(
      [
        WIDGET,
        'int err, code;',
        '',
        'err = widget_pin(w);',
        'if (err)',
        '\tgoto out;',
        `err = ${OLD};`,
        'widget_unpin(w);',
        'out:',
        'code = widget_code(err) | w->major;',
        'mutex_unlock(&w->lock);',
        'return code;',
      ],
      [
        WIDGET,
        'int err, code;',
        'vm_fault_t ret;',
        '',
        'err = widget_pin(w);',
        'if (err) {',
        '\tret = widget_code(err);',
        '\tgoto out;',
        '}',
        `ret = ${NEW};`,
        'widget_unpin(w);',
        'out:',
        'code = ret | w->major;',
        'mutex_unlock(&w->lock);',
        'return code;',
      ],
    );
  });
});

describe('a test in new words', () => {
  it('goes where it always holds', async () => {
    await becomes(
      [
        WIDGET,
        'int ret;',
        '',
        `ret = ${OLD};`,
        'if (ret && ret != -EBUSY) {',
        '\twidget_log(w);',
        '\treturn ret == -ENOMEM ? VM_FAULT_OOM : VM_FAULT_SIGBUS;',
        '}',
        'if (!ret)',
        '\twidget_done(w);',
        'return VM_FAULT_NOPAGE;',
      ],
      [
        WIDGET,
        'vm_fault_t ret;',
        '',
        `ret = ${NEW};`,
        'if (ret & VM_FAULT_ERROR) {',
        '\twidget_log(w);',
        '\treturn ret;',
        '}',
        'widget_done(w);',
        'return ret;',
      ],
    );
  });
});

describe('a loop whose head asks for the old value', () => {
  const loop = (head: string, name: string) => [
    `for (i = 0; ${head} && i < w->pages; i++)`,
    `\terr = ${name}(vmf->vma, vmf->address + i, i);`,
  ];
  const before = [
    ...loop('!err', 'vm_insert_pfn'),
    'mutex_unlock(&w->lock);',
    'if (err && err != -EBUSY)',
    '\treturn err == -ENOMEM ? VM_FAULT_OOM : VM_FAULT_SIGBUS;',
    'return VM_FAULT_NOPAGE;',
  ];

  it('asks for the new one, and goes round where that is success', async () => {
    const result = await becomes(
      [WIDGET, 'int err = 0, i;', '', ...before],
      [
        WIDGET,
        'int i;',
        'vm_fault_t err = VM_FAULT_NOPAGE;',
        '',
        ...loop('!(err & VM_FAULT_ERROR)', 'vmf_insert_pfn'),
        'mutex_unlock(&w->lock);',
        'return err;',
      ],
    );
    expect(JSON.stringify(result.ledger.verdicts)).toContain('-EBUSY now counts as success');
  });
});

describe('an error number that marks that nothing was inserted', () => {
  it('is told from the code by where it stands', async () => {
    await becomes(
      [
        WIDGET,
        'int ret = -ENOENT;',
        'int i;',
        '',
        'for (i = 0; i < w->count; i++) {',
        '\tif (w->pages[i]) {',
        `\t\tret = ${OLD};`,
        '\t\tbreak;',
        '\t}',
        '}',
        'if (ret == -ENOENT)',
        '\twidget_log(w);',
        ...MAP,
      ],
      [
        WIDGET,
        'int i;',
        '',
        'for (i = 0; i < w->count; i++) {',
        '\tif (w->pages[i])',
        `\t\treturn ${NEW};`,
        '}',
        'widget_log(w);',
        'return VM_FAULT_SIGBUS;',
      ],
    );
  });

  it('stays in a variable that had no other value before', async () => {
    const own = ['if (level == 3)', '\twidget_log(w);'];
    await becomes(
      [WIDGET, 'int level = 3;', 'int ret;', '', ...own, `ret = ${OLD};`, ...MAP],
      [WIDGET, 'int level = 3;', '', ...own, `return ${NEW};`],
    );
  });
});

it('takes what is said of their arm with them, where nothing is said of ours', async () => {
  await becomes(
    [
      WIDGET,
      'int ret;',
      '',
      'mutex_lock(&w->lock);',
      'ret = widget_pin(w);',
      'if (ret)',
      '\tgoto unlock;',
      `ret = ${OLD};`,
      'unlock:',
      'mutex_unlock(&w->lock);',
      'switch (ret) {',
      'case -EAGAIN:',
      '\t/* It is being evicted; come back. */',
      'case 0:',
      '\treturn VM_FAULT_NOPAGE;',
      'default:',
      '\t/* Nothing that the task could do about. */',
      '\treturn VM_FAULT_SIGBUS;',
      '}',
    ],
    [
      WIDGET,
      'int err;',
      'vm_fault_t ret;',
      '',
      'mutex_lock(&w->lock);',
      'err = widget_pin(w);',
      'if (err) {',
      '\t/* It is being evicted; come back. */',
      '\t/* Nothing that the task could do about. */',
      '\tret = err == -EAGAIN ? VM_FAULT_NOPAGE : VM_FAULT_SIGBUS;',
      '\tgoto unlock;',
      '}',
      `ret = ${NEW};`,
      'unlock:',
      'mutex_unlock(&w->lock);',
      'return ret;',
    ],
  );
});
