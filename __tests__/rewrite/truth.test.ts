/** A value of which only is kept whether it was 0: a helper that answers yes or no. */
import { transforms } from '../../transforms/index.js';
import { check, codesOf, runOn, textsAfter } from '../check.js';

const calls = transforms.filter(({ name }) => name.startsWith('vm-insert'));

const lines = (body: readonly string[]) =>
  `{\n${body.map(line => (line === '' ? '\n' : `\t${line}\n`)).join('')}}\n\n`;

const HANDLER = `static int widget_fault(struct vm_fault *vmf)\n${lines([
  'if (widget_insert(vmf))',
  '\treturn VM_FAULT_SIGBUS;',
  'return VM_FAULT_NOPAGE;',
])}static const struct vm_operations_struct widget_ops = {\n\t.fault = widget_fault,\n};\n`;

const helper = (type: string, body: readonly string[]) =>
  `static ${type} widget_insert(struct vm_fault *vmf)\n${lines(body)}${HANDLER}`;

const OLD = 'vm_insert_pfn(vmf->vma, vmf->address, 7)';
const NEW = 'vmf_insert_pfn(vmf->vma, vmf->address, 7)';

const becomes = (type: string, before: readonly string[], after: readonly string[]) =>
  check(calls, helper(type, before), helper(type, after));

describe('a helper that answers yes or no', () => {
  it('compares what it returned as it was', async () => {
    await becomes('bool', [`return ${OLD};`], [`return ${NEW} != VM_FAULT_NOPAGE;`]);
  });

  it('compares where it said so twice', async () => {
    await becomes('bool', [`return !!${OLD};`], [`return ${NEW} != VM_FAULT_NOPAGE;`]);
    await becomes(
      'int',
      [`bool bad = !!${OLD};`, '', 'widget_lock(vmf);', 'return bad;'],
      [`bool bad = ${NEW} != VM_FAULT_NOPAGE;`, '', 'widget_lock(vmf);', 'return bad;'],
    );
    await becomes('int', [`return !!${OLD};`], [`return ${NEW} != VM_FAULT_NOPAGE;`]);
  });

  it('compares where it said the contrary', async () => {
    await becomes('bool', [`return !${OLD};`], [`return ${NEW} == VM_FAULT_NOPAGE;`]);
  });

  it('compares what it kept as an errno', async () => {
    await becomes(
      'bool',
      ['int err;', '', `err = ${OLD};`, 'widget_unlock(vmf);', 'return err;'],
      ['vm_fault_t err;', '', `err = ${NEW};`, 'widget_unlock(vmf);', 'return err != VM_FAULT_NOPAGE;'],
    );
  });

  it('compares what it kept as a truth, wherever it was put', async () => {
    await becomes(
      '_Bool',
      ['_Bool bad;', '', `bad = ${OLD};`, 'widget_unlock(vmf);', 'return bad;'],
      ['_Bool bad;', '', `bad = ${NEW} != VM_FAULT_NOPAGE;`, 'widget_unlock(vmf);', 'return bad;'],
    );
    await becomes(
      'int',
      [`bool bad = ${OLD};`, '', 'widget_unlock(vmf);', 'return bad;'],
      [`bool bad = ${NEW} != VM_FAULT_NOPAGE;`, '', 'widget_unlock(vmf);', 'return bad;'],
    );
  });
});

it('keeps the call that an unused variable was given something by', async () => {
  const text = (body: readonly string[]) =>
    `static int widget_fault(struct vm_fault *vmf)\n${lines(body)}${HANDLER.slice(HANDLER.indexOf('static const'))}`;
  const map = [
    `ret = ${OLD};`,
    'if (ret == -ENOMEM)',
    '\treturn VM_FAULT_OOM;',
    'return ret && ret != -EBUSY ? VM_FAULT_SIGBUS : VM_FAULT_NOPAGE;',
  ];
  await check(
    calls,
    text(['int ret = widget_count(vmf);', '', ...map]),
    text(['widget_count(vmf);', '', `return ${NEW};`]),
  );
  await check(
    calls,
    text([
      'struct vm_area_struct *vma = vmf->vma;',
      'int ret = widget_count(vma);',
      '',
      ...map.map(l => l.replace('vmf->vma', 'vma')),
    ]),
    text([
      'struct vm_area_struct *vma = vmf->vma;',
      '',
      'widget_count(vma);',
      '',
      `return ${NEW.replace('vmf->vma', 'vma')};`,
    ]),
  );
});

it.each([
  ['a call that is handed the value', ['widget_note(err);']],
  [
    'a comparison behind a comma',
    ['if (err && (widget_count(vmf), err != -EBUSY))', '\treturn VM_FAULT_SIGBUS;'],
  ],
])('no mask stands for the value itself: %s', async (_, reads) => {
  const body = lines(['int err;', '', `err = ${OLD};`, ...reads, 'return VM_FAULT_NOPAGE;']);
  const text = `static int widget_fault(struct vm_fault *vmf)\n${body}${HANDLER.slice(HANDLER.indexOf('static const'))}`;
  const result = await runOn(calls, text);
  expect(textsAfter(result)).toEqual({});
  expect(codesOf(result, 'refuse')).toEqual(['obstacle']);
});

describe('a handler that computes with whether it failed', () => {
  const handler = (type: string, body: readonly string[]) =>
    `static ${type} widget_fault(struct vm_fault *vmf)\n${lines(body)}` +
    'static const struct vm_operations_struct widget_ops = {\n\t.fault = widget_fault,\n};\n';
  const ENDS = ['if (err)', '\treturn VM_FAULT_SIGBUS;', 'return VM_FAULT_NOPAGE;'];

  it.each([
    [
      'counts failures',
      'widget->bad += !!err;',
      'widget->bad += err != VM_FAULT_NOPAGE;',
      'the store to widget->bad',
    ],
    [
      'counts errors',
      'widget->bad += err < 0;',
      'widget->bad += err != VM_FAULT_NOPAGE;',
      'the store to widget->bad',
    ],
    [
      'counts successes',
      'widget->good += !err;',
      'widget->good += err == VM_FAULT_NOPAGE;',
      'the store to widget->good',
    ],
    ['shifts', 'widget_note(1 << !err);', 'widget_note(1 << (err == VM_FAULT_NOPAGE));', 'widget_note()'],
    ['hands it on', 'widget_note(!!err);', 'widget_note(err != VM_FAULT_NOPAGE);', 'widget_note()'],
  ])('%s, and it is said that a value differs', async (_, was, is, what) => {
    const before = handler('int', [`int err = ${OLD};`, '', was, ...ENDS]);
    const after = handler('int', [`vm_fault_t err = ${NEW};`, '', is, 'return err;']);
    const result = await check(calls, before, after, { review: true });
    expect(result.ledger.changes[0]!.differences).toContain(`${what} is done with another value for -EBUSY`);
  });

  it('looks it up', async () => {
    const body = (type: string, call: string, index: string) => [
      `${type} err = ${call};`,
      'int codes[] = { VM_FAULT_NOPAGE, VM_FAULT_SIGBUS };',
      '',
      `return codes[${index}];`,
    ];
    const before = handler('int', body('int', OLD, '!!err'));
    await check(calls, before, handler('int', body('vm_fault_t', NEW, 'err != VM_FAULT_NOPAGE')));
  });
});
