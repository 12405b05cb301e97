/** What a change of several functions says of itself is what the handler shows, whatever goes on between them. */
import { transforms } from '../calls-only.js';
import { check, runOn } from '../check.js';

const body = (lines: readonly string[]) => lines.map(l => (l === '' ? '\n' : `\t${l}\n`)).join('');
const fn = (head: string, lines: readonly string[]) => `static int ${head}\n{\n${body(lines)}}\n\n`;
const handler = (lines: readonly string[]) =>
  `${fn('gizmo_fault(struct vm_fault *vmf)', lines)}static const struct vm_operations_struct gizmo_ops = {\n\t.fault = gizmo_fault,\n};\n`;

const CALL = 'vm_insert_pfn(vmf->vma, vmf->address, 1)';
const HEAD = 'put(struct vm_fault *vmf)';
const STRICT = [
  'int err = put(vmf);',
  '',
  'if (err == -ENOMEM)',
  '\treturn VM_FAULT_OOM;',
  'return err ? VM_FAULT_SIGBUS : VM_FAULT_NOPAGE;',
];

/** A helper that inserts up to four times, with what it does behind each call. */
const looped = (work: readonly string[]) =>
  fn(HEAD, [
    'int err = 0;',
    'int i;',
    '',
    'for (i = 0; i < 4; i++) {',
    `\terr = ${CALL};`,
    ...work.map(line => `\t${line}`),
    '}',
    'return err;',
  ]);

const said = async (text: string) => {
  const { ledger } = await runOn(transforms, text);
  const [change] = ledger.changes;
  expect(change).toBeDefined();
  return {
    about: change!.about,
    differences: change!.differences,
    rows: change!.table.map(({ value, before, after }) =>
      before === after ? `${value}: ${after}` : `${value}: ${before} / ${after}`,
    ),
  };
};

it('declares no difference that the helper takes away before anybody sees it', async () => {
  const easing = fn(HEAD, [`int err = ${CALL};`, '', 'return err == -EBUSY ? 0 : err;']);
  expect(await said(easing + handler(STRICT))).toEqual({
    about: 'gizmo_fault',
    differences: [],
    rows: [
      '0: returns VM_FAULT_NOPAGE',
      '-EBUSY: returns VM_FAULT_NOPAGE',
      '-ENOMEM: returns VM_FAULT_OOM',
      '-EFAULT, -EINVAL, -EACCES: returns VM_FAULT_SIGBUS',
    ],
  });
});

it('declares what is seen all the same', async () => {
  const handing = fn(HEAD, [`return ${CALL};`]);
  const { differences, rows } = await said(handing + handler(STRICT));
  expect(differences).toEqual(['-EBUSY now counts as success']);
  expect(rows[1]).toBe('-EBUSY: returns VM_FAULT_SIGBUS / returns VM_FAULT_NOPAGE');
});

it('gives the value that the call returned, where the helper makes another one of it', async () => {
  const turning = fn(HEAD, [
    `int err = ${CALL};`,
    '',
    'if (err == -EBUSY)',
    '\treturn 0;',
    'return err ? -ENOMEM : 0;',
  ]);
  const { rows } = await said(turning + handler(STRICT));
  expect(rows).toEqual([
    '0: returns VM_FAULT_NOPAGE',
    '-EBUSY: returns VM_FAULT_NOPAGE',
    '-ENOMEM, -EFAULT, -EINVAL, -EACCES: returns VM_FAULT_OOM',
  ]);
});

it('shows what the handler makes of a helper that keeps the errno to itself', async () => {
  const telling = fn(HEAD, [`if (${CALL})`, '\treturn -EFAULT;', 'return 0;']);
  const ignoring = ['put(vmf);', 'return VM_FAULT_NOPAGE;'];
  expect(await said(telling + handler(ignoring))).toEqual({
    about: 'gizmo_fault',
    differences: [],
    rows: [
      '0: returns VM_FAULT_NOPAGE',
      '-EBUSY, -ENOMEM, -EFAULT, -EINVAL, -EACCES: returns VM_FAULT_NOPAGE',
    ],
  });
});

it('goes up through helpers of helpers', async () => {
  const chain =
    fn('lowest(struct vm_fault *vmf)', [`int err = ${CALL};`, '', 'return err == -EBUSY ? 0 : err;']) +
    fn(HEAD, ['gizmo_lock();', 'return lowest(vmf);']);
  const { about, differences } = await said(chain + handler(STRICT));
  expect({ about, differences }).toEqual({ about: 'gizmo_fault', differences: [] });
});

it('knows where the handler is, and which of those below it call the old name', async () => {
  const chain =
    fn('lowest(struct vm_fault *vmf)', [`if (${CALL})`, '\treturn -EFAULT;', 'return 0;']) +
    fn(HEAD, ['gizmo_lock();', 'return lowest(vmf);']);
  const text = chain + handler(['put(vmf);', 'return VM_FAULT_NOPAGE;']);
  const { ledger } = await runOn(transforms, text);
  const { from, edits } = ledger.changes[0]!;
  const { start, end, path, over } = from!;
  expect({ path, over }).toEqual({ path: edits[0]!.path, over: ['lowest'] });
  expect(text.slice(start, end)).toMatch(/^static int gizmo_fault\(.*\n\{[^}]*\}$/);
});

it('stays with a helper that several functions call', async () => {
  const telling = fn(HEAD, [`if (${CALL})`, '\treturn -EFAULT;', 'return 0;']);
  const other = fn('gizmo_mkwrite(struct vm_fault *vmf)', ['return put(vmf) ? VM_FAULT_SIGBUS : 0;']);
  const both = handler(STRICT).replace(
    'gizmo_fault,\n}',
    'gizmo_fault,\n\t.page_mkwrite = gizmo_mkwrite,\n}',
  );
  const { about, differences } = await said(telling + other + both);
  expect({ about, differences }).toEqual({
    about: 'put',
    differences: ['-EBUSY now counts as success'],
  });
});

it('declares no difference for a value that a helper with a loop never hands on', async () => {
  const looping = looped(['if (err == -EBUSY)', '\terr = 0;', 'if (err)', '\tbreak;']);
  const { differences, rows } = await said(looping + handler(STRICT));
  expect(differences).toEqual([]);
  expect(rows.filter(row => row.includes('/'))).toEqual([]);
});

it('tells what the call gives from what a helper with a loop returns by itself', async () => {
  const looping = fn(HEAD, [
    'int err;',
    '',
    'if (!gizmo_ready())',
    '\treturn -ENOMEM;',
    'do {',
    '\tgizmo_touch();',
    `\terr = ${CALL};`,
    '} while (err == -ENOMEM);',
    'if (err && err != -EBUSY) {',
    '\tgizmo_log();',
    '\treturn -EFAULT;',
    '}',
    'return 0;',
  ]);
  expect(await said(looping + handler(STRICT))).toEqual({
    about: 'gizmo_fault',
    differences: [],
    rows: [
      '0: returns VM_FAULT_NOPAGE',
      '-EBUSY: returns VM_FAULT_NOPAGE',
      '-ENOMEM: returns VM_FAULT_NOPAGE after gizmo_touch()',
      '-EFAULT, -EINVAL, -EACCES: returns VM_FAULT_SIGBUS after gizmo_log()',
    ],
  });
});

it('says what changes within a helper with a loop, though the handler returns the same', async () => {
  const looping = looped(['if (err)', '\tbreak;']);
  const easy = STRICT.map(line => line.replace('err ?', 'err && err != -EBUSY ?'));
  const { differences, rows } = await said(looping + handler(easy));
  expect(differences).toEqual(['-EBUSY now counts as success']);
  expect(rows).toEqual([
    '0: returns VM_FAULT_NOPAGE',
    '-EBUSY: returns VM_FAULT_NOPAGE',
    '-ENOMEM: returns VM_FAULT_OOM',
    '-EFAULT, -EINVAL, -EACCES: returns VM_FAULT_SIGBUS',
  ]);
});

it('says whose values they are where they cannot be followed through the helper', async () => {
  const looping = fn(HEAD, [
    'int i, err = 0;',
    '',
    'for (i = 0; i < 2; i++) {',
    '\tif (gizmo_busy())',
    '\t\treturn -ENOMEM;',
    `\terr = ${CALL};`,
    '\tif (err == -ENOMEM)',
    '\t\treturn -EINVAL;',
    '\tif (err)',
    '\t\tbreak;',
    '}',
    'return err == -EBUSY ? 0 : err;',
  ]);
  const { rows } = await said(looping + handler(STRICT));
  expect(rows).toEqual([
    '0 from put(): returns VM_FAULT_NOPAGE',
    '-ENOMEM from put(): returns VM_FAULT_OOM',
    '-EFAULT, -EINVAL, -EACCES from put(): returns VM_FAULT_SIGBUS',
  ]);
});

it('says what comes of a call that only a value which is success now leads to', async () => {
  const { rows } = await said(
    handler([
      `int err = ${CALL};`,
      '',
      'if (!err)',
      `\terr = ${CALL.replace(', 1)', ', 2)')};`,
      'if (err == -ENOMEM)',
      '\treturn VM_FAULT_OOM;',
      'return err && err != -EBUSY ? VM_FAULT_SIGBUS : VM_FAULT_NOPAGE;',
    ]),
  );
  expect(rows[1]).toBe(
    '-EBUSY: returns VM_FAULT_NOPAGE / returns VM_FAULT_NOPAGE or VM_FAULT_OOM or VM_FAULT_SIGBUS perhaps after another vmf_insert_pfn()',
  );
});

describe('a helper that says yes or no, and does so for one value more', () => {
  const helper = fn('put(struct vm_fault *vmf)', [`return ${CALL} == 0;`]);
  const counting = [
    'if (put(vmf)) {',
    '\tgizmo_count(vmf);',
    '\treturn VM_FAULT_NOPAGE;',
    '}',
    'return VM_FAULT_SIGBUS;',
  ];
  const plain = ['return put(vmf) ? VM_FAULT_NOPAGE : VM_FAULT_SIGBUS;'];
  const two =
    fn('widget_fault(struct vm_fault *vmf)', plain) +
    'static const struct vm_operations_struct widget_ops = {\n\t.fault = widget_fault,\n};\n';
  const SAID = 'gizmo_count() is done for -EBUSY too';

  it('has what its only caller does otherwise said, for a person to decide', async () => {
    const { ledger } = await runOn(transforms, helper + handler(counting));
    expect(ledger.changes[0]!.differences).toEqual(['-EBUSY now counts as success', SAID]);
    expect(ledger.verdicts.map(({ code }) => code)).toContain('does-otherwise');
  });

  it('has that of one of several callers said', async () => {
    const { ledger } = await runOn(transforms, helper + two + handler(counting));
    expect(ledger.changes[0]!.differences).toContain(SAID);
  });

  it('gives numbers in its table, and no codes', async () => {
    const { ledger } = await runOn(transforms, helper + two + handler(plain));
    expect(ledger.changes[0]!.table.map(({ value, after }) => `${value}: ${after}`)).toEqual([
      '0: returns 1',
      '-EBUSY: returns 1',
      '-ENOMEM, -EFAULT, -EINVAL, -EACCES: returns 0',
    ]);
  });

  it('keeps the numbers that it has of its own, though some code is the same one', async () => {
    const own = (type: string, call: string, oom: string, failed: string) =>
      `static int put(struct vm_fault *vmf)\n{\n${body([
        `${type} err = ${call};`,
        '',
        `if (${oom})`,
        '\treturn 1; /* worth another try */',
        `if (${failed})`,
        '\treturn 2;',
        'return 0;',
      ])}}\n\n`;
    const top = handler(['return put(vmf) ? VM_FAULT_RETRY : VM_FAULT_NOPAGE;']);
    await check(
      transforms,
      own('int', CALL, 'err == -ENOMEM', 'err && err != -EBUSY') + top,
      own('vm_fault_t', CALL.replace('vm_', 'vmf_'), 'err == VM_FAULT_OOM', 'err & VM_FAULT_ERROR') + top,
    );
  });
});

it('says what a caller does otherwise that has a head and a brace for each of two kernels', async () => {
  const helper = `static bool put(struct vm_area_struct *vma, struct page *page)
{
	return vm_insert_page(vma, vma->vm_start, page) == 0;
}

`;
  const body = `	if (!put(vma, vmf->page))
		return VM_FAULT_SIGBUS;
	gizmo_count(vma);
	return VM_FAULT_NOPAGE;
}

static const struct vm_operations_struct gizmo_ops = {
	.fault = gizmo_fault,
};
`;
  const heads = `#ifdef GIZMO_NEW
static int gizmo_fault(struct vm_fault *vmf)
{
	struct vm_area_struct *vma = vmf->vma;
#else
static int gizmo_fault(struct vm_area_struct *vma, struct vm_fault *vmf)
{
#endif
`;
  const { differences } = await said(helper + heads + body);
  expect(differences).toEqual(['-EBUSY now counts as success', 'gizmo_count() is done for -EBUSY too']);
});
