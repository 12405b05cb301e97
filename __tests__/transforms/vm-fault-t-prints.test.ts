/** A variable of two kinds that a message prints: a debug message says both, any other one leaves the variable as it is. */
import { transforms } from '../../transforms/index.js';
import { check, ONLY_FILE, runOn, textsAfter } from '../check.js';
import { gccOf, HEADER, sparseOf, standIn, withSparse } from './judges.js';

/** The retry loop of a page_mkwrite, which prints an errno or a code, and maps the errno behind. */
const driver = (macro: string, message: string, type = 'int', lines: Partial<Record<string, string>> = {}) =>
  `${macro}static ${type} gizmo_mkwrite(struct vm_fault *vmf)
{
	struct gizmo *g = vmf->vma->vm_private_data;
${lines.decl ?? '\tint ret;\n'}
	do {
		if (g->flags) {
${lines.gone ?? '\t\t\tret = VM_FAULT_NOPAGE;\n'}			break;
		}
${lines.step ?? '\t\tret = gizmo_prepare(g);\n\t\tif (ret >= 0)\n\t\t\tret = VM_FAULT_LOCKED;\n'}	} while (${lines.name ?? 'ret'} == -EAGAIN);
	${message}
${lines.map ?? '\tif (ret < 0)\n\t\tret = ret == -ENOMEM ? VM_FAULT_OOM : VM_FAULT_SIGBUS;\n'}	return ret;
}

const struct vm_operations_struct gizmo_vm_ops = {
	.page_mkwrite = gizmo_mkwrite,
};
`;

const AFTER = {
  decl: '\tint err;\n\tvm_fault_t ret = 0;\n',
  gone: '\t\t\tret = VM_FAULT_NOPAGE;\n\t\t\terr = 0;\n',
  step: '\t\terr = gizmo_prepare(g);\n\t\tif (err >= 0)\n\t\t\tret = VM_FAULT_LOCKED;\n',
  name: 'err',
  map: '\tif (err < 0)\n\t\tret = vmf_error(err);\n',
};

const GOUT = '#define gout(fmt, ...) pr_debug("gizmo: " fmt, ##__VA_ARGS__)\n\n';
const before = driver(GOUT, 'gout("%p: ret %d\\n", g, ret);');
const after = driver(GOUT, 'gout("%p: ret %x err %d\\n", g, ret, err);', 'vm_fault_t', AFTER);

it('is taken apart, and a debug message says both, which is declared', async () => {
  const result = await check(transforms, before, after);
  expect(result.ledger.changes.flatMap(({ differences }) => differences)).toEqual([
    'gout() prints a code and an error number now, where it printed what ret held',
  ]);
  expect(textsAfter(await runOn(transforms, after))).toEqual({});
});

it.each([
  ['without a name before it', 'pr_debug("%p: %d\\n", g, ret);', 'pr_debug("%p: %x/%d\\n", g, ret, err);'],
  [
    'with an equals sign',
    'pr_debug("%p ret=%d\\n", g, ret);',
    'pr_debug("%p ret=%x err=%d\\n", g, ret, err);',
  ],
])('is printed %s', async (_, from, to) => {
  await check(transforms, driver('', from), driver('', to, 'vm_fault_t', AFTER));
});

it.each([
  ['one that is no debug message', '', 'pr_err("%p: ret %d\\n", g, ret);'],
  [
    'a macro that is none for some kernels',
    '#ifdef DEBUG\n#define gout pr_debug\n#else\n#define gout pr_err\n#endif\n',
    'gout("%p: ret %d\\n", g, ret);',
  ],
  ['one that prints something else behind it', '', 'pr_debug("ret %d %p\\n", ret, g);'],
  ['a function', '', 'gizmo_note(g, ret);'],
])('stays where what takes it is %s', async (_, macro, message) => {
  const result = await runOn(transforms, driver(macro, message));
  expect(textsAfter(result)).toEqual({});
  expect(result.ledger.verdicts.filter(({ code }) => code === 'cannot-be-typed').length).toBeGreaterThan(3);
});

it('stays where nothing at hand says what the message is, and is told where that is to be found', async () => {
  const unknown = driver('', 'gout("%p: ret %d\\n", g, ret);');
  const whys = async (tree: string) => {
    const { ledger } = await runOn(transforms, tree);
    return ledger.verdicts.filter(({ code }) => code === 'cannot-be-typed').map(({ message }) => message);
  };
  const hint =
    ', and nothing here says that gout(), which prints it, only debugs: look at it in the tree that defines it, with this folder as the PATH';
  expect((await whys(unknown)).every(said => said.endsWith(hint))).toBe(true);
  // Where it is a function that is here, no other tree helps.
  const known = `void gout(const char *fmt, ...)\n{\n}\n\n${unknown}`;
  expect((await whys(known)).some(said => said.includes('gout'))).toBe(false);
});

it.each([
  ['%d', '%x'],
  ['%5d', '%5x'],
  ['%+d', '%x'],
  ['% 05i', '%05x'],
  ['%-+.3d', '%-.3x'],
  ['%+hhd', '%hhx'],
])('is printed by %s as %s once it is a code', async (from, to) => {
  const tree = (type: string, conversion: string) => `static ${type} gizmo_fault(struct vm_fault *vmf)
{
	${type} ret = filemap_fault(vmf);

	pr_err("got ${conversion}\\n", ret);
	return ret;
}

const struct vm_operations_struct gizmo_vm_ops = {
	.fault = gizmo_fault,
};
`;
  await check(transforms, tree('int', from), tree('vm_fault_t', to));
});

withSparse('mixes nothing, says sparse, and compiles without a warning', () => {
  const texts = (text: string) => ({
    [ONLY_FILE]: `extern int printk(const char *, ...);\n#define pr_debug(fmt, ...) printk(fmt, ##__VA_ARGS__)\n${text}`,
    [HEADER]: standIn,
  });
  expect(sparseOf(texts(before)).length).toBeGreaterThan(2);
  expect(sparseOf(texts(after)).filter(({ path }) => path === ONLY_FILE)).toEqual([]);
  expect(gccOf(texts(after))).toEqual([]);
});

describe('a code that is printed as a decimal', () => {
  const handler = (
    type: string,
    line: string,
    above = '',
  ) => `${above}static ${type} gizmo_fault(struct vm_fault *vmf)
{
	struct gizmo *g = vmf->vma->vm_private_data;
	${type} ret = filemap_fault(vmf);

	${line}
	return ret;
}

const struct vm_operations_struct gizmo_vm_ops = {
	.fault = gizmo_fault,
};
`;
  const saidOf = (result: Awaited<ReturnType<typeof runOn>>) =>
    result.ledger.changes.flatMap(({ differences }) => differences);

  it.each([
    ['printk', ''],
    ['dev_dbg', ''],
    ['gizmo_warn', ''],
    ['GIZMO_ERROR', ''],
    ['tell', '#define tell(g, fmt, ...) dev_info((g)->dev, fmt, ##__VA_ARGS__)\n\n'],
  ])('is hexadecimal in a message of %s(), which is declared', async (callee, above) => {
    const text = (type: string, as: string) => handler(type, `${callee}(g, "ret ${as}\\n", ret);`, above);
    const result = await check(transforms, text('int', '%d'), text('vm_fault_t', '%x'));
    expect(saidOf(result)).toEqual([`${callee}() prints a code in hexadecimal now, where it was decimal`]);
  });

  it.each(['sprintf', 'sysfs_emit', 'seq_printf', 'add_uevent_var', 'kasprintf', 'gizmo_put'])(
    'is the same number for who reads what %s() writes',
    async callee => {
      const text = (type: string) => handler(type, `${callee}(g->text, "ret %d\\n", ret);`);
      expect(saidOf(await check(transforms, text('int'), text('vm_fault_t')))).toEqual([]);
    },
  );
});
