/** Functions among which an errno goes from hand to hand: one change, or none. */
import { transforms } from '../../transforms/index.js';
import { check, refuses } from '../check.js';

const calls = transforms.filter(({ name }) => name.startsWith('vm-insert'));

const fn = (head: string, lines: readonly string[]) =>
  `${head}\n{\n${lines.map(line => (line === '' ? '\n' : `\t${line}\n`)).join('')}}\n`;
const helper = (name: string, value: string, head = 'static int') =>
  fn(`${head} ${name}(struct vm_fault *vmf)`, [`return ${value};`]);
const OLD = 'vm_insert_pfn(vmf->vma, vmf->address, pfn)';
const NEW = 'vmf_insert_pfn(vmf->vma, vmf->address, pfn)';
const MAP = [
  'if (err == -ENOMEM)',
  '\treturn VM_FAULT_OOM;',
  'return err < 0 ? VM_FAULT_SIGBUS : VM_FAULT_NOPAGE;',
];
const SLOT = (name: string) =>
  `\nstatic const struct vm_operations_struct ${name}_ops = {\n\t.fault = ${name},\n};\n`;
const handler = (name: string, lines: readonly string[]) =>
  fn(`static int ${name}(struct vm_fault *vmf)`, lines) + SLOT(name);

describe('an errno that goes through several functions', () => {
  it('changes in all files at once', async () => {
    const files = (value: string, taken: readonly string[]) =>
      `// file: drivers/gizmo/insert.c\n${helper('gizmo_insert', value, 'int')}` +
      `// file: drivers/gizmo/any.c\n${helper('gizmo_any', 'gizmo_insert(vmf)', 'int')}` +
      `// file: drivers/gizmo/fault.c\n${handler('gizmo_fault', taken)}`;
    const { ledger } = await check(
      calls,
      files(OLD, ['int err = gizmo_any(vmf);', '', ...MAP]),
      files(NEW, ['', 'return gizmo_any(vmf);'].slice(1)),
    );
    expect(ledger.changes).toHaveLength(1);
  });

  it('names the one that keeps it, and the line', async () => {
    const log = ['int err = gizmo_any(vmf);', '', 'gizmo_log(err);', ...MAP];
    const text = `${helper('gizmo_insert', OLD)}\n${helper('gizmo_any', 'gizmo_insert(vmf)')}\n${handler('gizmo_fault', log)}`;
    const { ledger } = await refuses(calls, text, 'caller-stays');
    expect(ledger.verdicts.find(({ kind }) => kind === 'refuse')!.message).toBe(
      'gizmo_any() hands the errno on to gizmo_fault() (drivers/gizmo/gizmo.c:11), which cannot be converted with it: ' +
        'it is read at "gizmo_log(err)" (drivers/gizmo/gizmo.c:15)',
    );
  });

  it('stays where one of them calls a namesake of another', async () => {
    const taken = ['int err = gizmo_any(vmf);', '', ...MAP];
    const also = ['int err = gizmo_insert(vmf) ? -EIO : gizmo_any(vmf);', '', ...MAP];
    await refuses(
      calls,
      `// file: drivers/gizmo/any.c\n${helper('gizmo_insert', OLD)}${helper('gizmo_any', 'gizmo_insert(vmf)', 'int')}${handler('gizmo_fault', taken)}` +
        `// file: drivers/gizmo/other.c\n${helper('gizmo_insert', 'gizmo_state(vmf)')}${handler('gizmo_mkwrite', also)}`,
      'defined-again',
    );
  });

  it.each([
    ['where it is defined', 'int __weak', 'int'],
    ['where it is declared', 'int', 'int __attribute__((weak))'],
  ])(
    'stays where another definition may take the place of one, as is said %s',
    async (_, defined, declared) => {
      const taken = ['int err = gizmo_any(vmf);', '', ...MAP];
      await refuses(
        calls,
        `// file: drivers/gizmo/gizmo.h\n${declared} gizmo_any(struct vm_fault *vmf);\n` +
          `// file: drivers/gizmo/any.c\n${helper('gizmo_any', OLD, defined)}${handler('gizmo_fault', taken)}` +
          `// file: drivers/gizmo/other.c\n${helper('gizmo_any', '-EINVAL', 'int')}`,
        'defined-again',
      );
    },
  );

  it('stays where a macro has its errno injected', async () => {
    const taken = ['int err = gizmo_any(vmf);', '', ...MAP];
    const text = (macro: string) =>
      `${helper('gizmo_any', OLD, 'int')}${macro}\n\n${handler('gizmo_fault', taken)}`;
    await refuses(calls, text('ALLOW_ERROR_INJECTION(gizmo_any, ERRNO);'), 'unknown-context');
    const after = helper('gizmo_any', NEW, 'int');
    const macro = 'NOKPROBE_SYMBOL(gizmo_any);';
    await check(
      calls,
      text(macro),
      `${after}${macro}\n\n${handler('gizmo_fault', ['return gizmo_any(vmf);'])}`,
    );
  });
});
