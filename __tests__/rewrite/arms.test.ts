/** What is left of a `switch` whose arms the new value no longer tells apart. */
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

describe('a switch whose arms all do the same', () => {
  const arm = (labels: readonly string[], code: string) => [
    ...labels,
    '\tmutex_unlock(&w->lock);',
    `\treturn ${code};`,
  ];
  const after = [WIDGET, 'vm_fault_t ret;', '', `ret = ${NEW};`, 'mutex_unlock(&w->lock);', 'return ret;'];

  it('goes, and what they do stands alone', async () => {
    await becomes(
      [
        WIDGET,
        'int ret;',
        '',
        `ret = ${OLD};`,
        'switch (ret) {',
        ...arm(['case 0:', 'case -EBUSY:'], 'VM_FAULT_NOPAGE'),
        ...arm(['case -ENOMEM:'], 'VM_FAULT_OOM'),
        ...arm(['default:'], 'VM_FAULT_SIGBUS'),
        '}',
      ],
      after,
    );
  });

  it('goes where what they do stands behind it too', async () => {
    await becomes(
      [
        WIDGET,
        'int ret;',
        '',
        `ret = ${OLD};`,
        'switch (ret) {',
        ...arm(['case 0:', 'case -EBUSY:'], 'VM_FAULT_NOPAGE'),
        ...arm(['case -ENOMEM:'], 'VM_FAULT_OOM'),
        '}',
        'mutex_unlock(&w->lock);',
        'return VM_FAULT_SIGBUS;',
      ],
      after,
    );
  });

  it('keeps what its comments say, on lines that stand as they stood', async () => {
    await becomes(
      [
        WIDGET,
        'int ret;',
        '',
        `ret = ${OLD};`,
        'switch (ret) {',
        'case 0:',
        'case -EBUSY:',
        '\t/*',
        '\t * The lock orders this',
        '\t * with widget_close().',
        '\t */',
        '\tmutex_unlock(&w->lock);',
        '\treturn VM_FAULT_NOPAGE;',
        ...arm(['case -ENOMEM:'], 'VM_FAULT_OOM'),
        ...arm(['default:'], 'VM_FAULT_SIGBUS'),
        '}',
      ],
      [
        WIDGET,
        'vm_fault_t ret;',
        '',
        `ret = ${NEW};`,
        '/*',
        ' * The lock orders this',
        ' * with widget_close().',
        ' */',
        'mutex_unlock(&w->lock);',
        'return ret;',
      ],
    );
  });

  it('leaves no remark that an arm falls through', async () => {
    await becomes(
      [
        WIDGET,
        'int ret;',
        '',
        `ret = ${OLD};`,
        'switch (ret) {',
        'case -EBUSY:',
        '\twidget_count(w);',
        '\t/* fall through */',
        'case 0:',
        '\treturn VM_FAULT_NOPAGE;',
        'case -ENOMEM:',
        '\treturn VM_FAULT_OOM;',
        'default:',
        '\treturn VM_FAULT_SIGBUS;',
        '}',
      ],
      [WIDGET, '', `return ${NEW};`],
    );
  });
});

describe('one arm of a switch', () => {
  it('goes where it does what the default does', async () => {
    await becomes(
      [
        WIDGET,
        'int ret;',
        '',
        `ret = ${OLD};`,
        'switch (ret) {',
        'case 0:',
        'case -EBUSY:',
        '\twidget_count(w);',
        '\treturn VM_FAULT_NOPAGE;',
        'case -EINVAL:',
        '\twidget_reset(w);',
        '\treturn VM_FAULT_SIGBUS;',
        'case -ENOMEM:',
        '\treturn VM_FAULT_OOM;',
        'default:',
        '\twidget_reset(w);',
        '\treturn VM_FAULT_SIGBUS;',
        '}',
      ],
      [
        WIDGET,
        'vm_fault_t ret;',
        '',
        `ret = ${NEW};`,
        'switch (ret) {',
        'case VM_FAULT_NOPAGE:',
        '\twidget_count(w);',
        '\treturn ret;',
        'case VM_FAULT_OOM:',
        '\treturn ret;',
        'default:',
        '\twidget_reset(w);',
        '\treturn ret;',
        '}',
      ],
    );
  });

  it('stays where a person wrote two that do the same', async () => {
    const kinds = [
      'switch (w->kind) {',
      'case 1:',
      '\twidget_reset(w);',
      '\tbreak;',
      'case 2:',
      '\twidget_start(w);',
      '\tbreak;',
      'default:',
      '\twidget_reset(w);',
      '\tbreak;',
      '}',
    ];
    await becomes(
      [WIDGET, ...kinds, `if (${OLD})`, '\treturn VM_FAULT_SIGBUS;', 'return VM_FAULT_NOPAGE;'],
      [WIDGET, ...kinds, `return ${NEW};`],
    );
  });
});

describe('a comment of several lines', () => {
  it('stands in front of the return as it stood in the arm', async () => {
    await becomes(
      [
        WIDGET,
        'int ret;',
        '',
        `ret = ${OLD};`,
        'if (ret) {',
        '\t/*',
        '\t * Another CPU may have been faster,',
        '\t * which is no error.',
        '\t */',
        '\tif (ret == -EBUSY)',
        '\t\treturn VM_FAULT_NOPAGE;',
        '\treturn ret == -ENOMEM ? VM_FAULT_OOM : VM_FAULT_SIGBUS;',
        '}',
        'return VM_FAULT_NOPAGE;',
      ],
      [
        WIDGET,
        '',
        '/*',
        ' * Another CPU may have been faster,',
        ' * which is no error.',
        ' */',
        `return ${NEW};`,
      ],
    );
  });
});

describe('comments of several labels of one arm', () => {
  const MAPPED = [
    '\treturn VM_FAULT_NOPAGE;',
    'case -ENOMEM:',
    '\treturn VM_FAULT_OOM;',
    'default:',
    '\treturn VM_FAULT_SIGBUS;',
    '}',
  ];

  it('go where nothing tells the labels apart any more', async () => {
    await becomes(
      [
        WIDGET,
        'int ret = vm_insert_pfn(vmf->vma, vmf->address, 7);',
        '',
        'switch (ret) {',
        'case -EAGAIN:',
        '\t/* The chip hangs: the reset wakes us. */',
        'case 0:',
        '\t/* The page is there now. */',
        'case -EBUSY:',
        '\t/* Somebody else put it there. */',
        ...MAPPED,
      ],
      [WIDGET, '', 'return vmf_insert_pfn(vmf->vma, vmf->address, 7);'],
    );
  });

  it('go along with what they are true of', async () => {
    await becomes(
      [
        WIDGET,
        'int ret;',
        '',
        'widget_lock(w);',
        'ret = widget_pin(w);',
        'if (ret)',
        '\tgoto unlock;',
        'ret = vm_insert_pfn(vmf->vma, vmf->address, 7);',
        'unlock:',
        'widget_unlock(w);',
        'switch (ret) {',
        'case -EAGAIN:',
        '\t/* It is on its way out; come back. */',
        'case 0:',
        'case -EBUSY:',
        '\treturn VM_FAULT_NOPAGE;',
        'default:',
        '\treturn VM_FAULT_SIGBUS;',
        '}',
      ],
      [
        WIDGET,
        'int err;',
        'vm_fault_t ret;',
        '',
        'widget_lock(w);',
        'err = widget_pin(w);',
        'if (err) {',
        '\t/* It is on its way out; come back. */',
        '\tret = err == -EAGAIN || err == -EBUSY ?',
        '\t      VM_FAULT_NOPAGE : VM_FAULT_SIGBUS;',
        '\tgoto unlock;',
        '}',
        'ret = vmf_insert_pfn(vmf->vma, vmf->address, 7);',
        'unlock:',
        'widget_unlock(w);',
        'return ret;',
      ],
    );
  });
});
