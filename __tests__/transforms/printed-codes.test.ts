/** Half-converted code that prints a code as an error number: the repair prints what there is, and says so. */
import { transforms } from '../../transforms/index.js';
import { runOn, textsAfter } from '../check.js';

const PATH = 'drivers/gizmo/gizmo.c';
const OPS = '\nstatic const struct vm_operations_struct gizmo_ops = {\n\t.fault = gizmo_fault,\n};\n';
const CALL = 'vmf_insert_pfn(vmf->vma, vmf->address, gizmo_pfn(vmf))';

const handler = (lines: readonly string[], above = '') =>
  `${above}static vm_fault_t gizmo_fault(struct vm_fault *vmf)\n{\n${lines.map(line => (line === '' ? '\n' : `\t${line}\n`)).join('')}}\n${OPS}`;

async function repaired(tree: string) {
  const result = await runOn(transforms, tree);
  const kinds = result.ledger.verdicts.filter(({ transform }) => transform === 'vmf-result-as-errno');
  return {
    after: textsAfter(result)[PATH],
    codes: [...new Set(kinds.filter(({ kind }) => kind !== 'done').map(({ code }) => code))],
    differences: result.ledger.changes.flatMap(({ differences }) => differences),
    messages: kinds.map(({ message }) => message),
  };
}

const SAID = 'prints what the call gave, in hexadecimal: there is no error number to print';

describe('a message', () => {
  it('behind a test goes on printing what is there', async () => {
    const before = handler([
      `int ret = ${CALL};`,
      '',
      'if (ret < 0) {',
      '\tpr_err("gizmo: %s: error %d\\n", gizmo_name(vmf), ret);',
      '\treturn VM_FAULT_SIGBUS;',
      '}',
      'return VM_FAULT_NOPAGE;',
    ]);
    const found = await repaired(before);
    expect(found.codes).toEqual(['misread']);
    expect(found.after).toBe(
      handler([
        `vm_fault_t ret = ${CALL};`,
        '',
        'if (ret & VM_FAULT_ERROR)',
        '\tpr_err("gizmo: %s: error %x\\n", gizmo_name(vmf), ret);',
        'return ret;',
      ]),
    );
    expect(found.differences).toContain(`pr_err() ${SAID}`);
    // What is printed is the same value: the rows speak of nothing but what is done.
    expect(found.differences.join('\n')).not.toContain('another value');
  });

  it('is the same where it moves', async () => {
    const found = await repaired(
      handler([
        `int ret = ${CALL};`,
        '',
        'if (ret) {',
        '\tpr_err("insert: %d\\n", ret);',
        '\treturn VM_FAULT_SIGBUS;',
        '}',
        'return VM_FAULT_NOPAGE;',
      ]),
    );
    expect(found.after).toContain(
      '\tif (ret & VM_FAULT_ERROR)\n\t\tpr_err("insert: %x\\n", ret);\n\treturn ret;',
    );
    expect(found.differences.join('\n')).not.toContain('another value');
  });

  it('of a helper and of its caller, with a zero in between', async () => {
    const helper = (type: string, kept: string, test: string, letter: string) =>
      `static ${type} gizmo_put(struct vm_fault *vmf)\n{\n\t${kept} ret = ${CALL};\n\n\tif (${test})\n\t\tdev_warn(gizmo_dev(vmf), "put: %${letter}\\n", ret);\n\treturn ret;\n}\n\n`;
    const before = handler(
      [
        'int err = gizmo_put(vmf);',
        '',
        'if (err == -EBUSY)',
        '\terr = 0;',
        'if (err) {',
        '\tpr_debug("%i\\n", err);',
        '\treturn VM_FAULT_SIGBUS;',
        '}',
        'return VM_FAULT_NOPAGE;',
      ],
      helper('int', 'int', 'ret < 0', 'd'),
    );
    const found = await repaired(before);
    expect(found.after).toBe(
      handler(
        [
          'vm_fault_t err = gizmo_put(vmf);',
          '',
          'if (err & VM_FAULT_ERROR)',
          '\tpr_debug("%x\\n", err);',
          'return err;',
        ],
        helper('vm_fault_t', 'vm_fault_t', 'ret & VM_FAULT_ERROR', 'x'),
      ),
    );
    expect(found.differences).toEqual(expect.arrayContaining([`pr_debug() ${SAID}`, `dev_warn() ${SAID}`]));
  });

  it('is no reason by itself: the code goes on being read as one', async () => {
    const found = await repaired(handler([`int ret = ${CALL};`, '', 'pr_err("%d\\n", ret);', 'return ret;']));
    expect(found.codes).not.toContain('misread-stays');
  });
});

describe('what else prints it', () => {
  it.each([
    ['a function of the driver', 'gizmo_log("%d\\n", err);', 'it is read at "gizmo_log('],
    ['an errno of its own', 'pr_err("%d\\n", err);', 'pr_err('],
  ])('is refused by name: %s', async (title, line, why) => {
    const own = title.includes('own') && title.includes('errno');
    const lines = [
      'int err;',
      '',
      own ? 'err = gizmo_wait(vmf);' : 'err = 0;',
      own ? 'if (!err)' : 'if (gizmo_on(vmf))',
      `\terr = ${CALL};`,
      'if (err) {',
      `\t${line}`,
      '\treturn VM_FAULT_SIGBUS;',
      '}',
      'return VM_FAULT_NOPAGE;',
    ];
    const { codes, messages } = await repaired(handler(lines));
    expect(codes).toEqual(['misread-stays']);
    expect(messages.join('\n')).toContain(why);
  });
});
