/** Functions that a run leaves without a user: which go, with what around them, and which stay. */
import { transforms } from '../transforms/index.js';
import { check } from './check.js';

const calls = transforms.filter(({ name }) => name.startsWith('vm-insert'));

const MAP = `static int gizmo_code(int err)
{
	switch (err) {
	case 0:
	case -EBUSY:
		return VM_FAULT_NOPAGE;
	case -ENOMEM:
		return VM_FAULT_OOM;
	}
	return VM_FAULT_SIGBUS;
}
`;

const ARGS = '(vmf->vma, vmf->address, vmf->pfn)';

const handler = (name: string, lines: readonly string[]) =>
  `static int ${name}(struct vm_fault *vmf)\n{\n${lines.map(line => (line === '' ? '\n' : `\t${line}\n`)).join('')}}\n`;

const ops = (...handlers: readonly string[]) =>
  handlers
    .map(h => `static const struct vm_operations_struct ${h}_ops = {\n\t.fault = ${h},\n};\n`)
    .join('\n');

const OLD = [`int err = vm_insert_pfn${ARGS};`, '', 'return gizmo_code(err);'];
const NEW = [`return vmf_insert_pfn${ARGS};`];
/** Refused: what it does with the errno has no new words. */
const KEPT = [`int err = vm_insert_pfn${ARGS};`, '', 'gizmo_last_error = err;', 'return gizmo_code(err);'];

const file = (...parts: readonly string[]) => parts.join('\n');
const other = (path: string, text: string) => `// file: ${path}\n${text}`;
const gizmo = (text: string) => other('drivers/gizmo/gizmo.c', text);

describe('a map that nobody uses any more', () => {
  it('goes with the only call, and with the comment right above it', async () => {
    const above = '#include <linux/mm.h>\n';
    const before = file(
      above,
      `/* What an error means. */\n${MAP}`,
      handler('gizmo_fault', OLD),
      ops('gizmo_fault'),
    );
    const result = await check(calls, before, file(above, handler('gizmo_fault', NEW), ops('gizmo_fault')));
    expect(result.ledger.changes.map(({ edits }) => edits.length)).toEqual([2]);
  });

  it('goes with the last of several users, which converts apart from the others', async () => {
    const before = file(
      MAP,
      handler('gizmo_fault', OLD),
      handler('widget_fault', OLD),
      ops('gizmo_fault', 'widget_fault'),
    );
    const after = file(
      handler('gizmo_fault', NEW),
      handler('widget_fault', NEW),
      ops('gizmo_fault', 'widget_fault'),
    );
    const { ledger } = await check(calls, before, after);
    expect(ledger.changes.map(({ id, edits }) => [id, edits[0]!.start === 0])).toEqual([
      ['drivers/gizmo/gizmo.c:gizmo_fault', false],
      ['drivers/gizmo/gizmo.c:widget_fault', true],
    ]);
  });

  it('goes with its prototype, and a comment that stands apart stays', async () => {
    const above = 'static int gizmo_code(int err);\n';
    const before = file(above, '/* Faults. */\n', MAP, handler('gizmo_fault', OLD), ops('gizmo_fault'));
    await check(calls, before, file('/* Faults. */\n', handler('gizmo_fault', NEW), ops('gizmo_fault')));
  });
});

describe('a map whose type changes as well', () => {
  const typed = (text: string) =>
    text.replace(/^static int (?=gizmo_fault|widget_fault)/gm, 'static vm_fault_t ');

  it('goes with its only user', async () => {
    const rest = (lines: readonly string[]) => file(handler('gizmo_fault', lines), ops('gizmo_fault'));
    const { ledger } = await check(transforms, file(MAP, rest(OLD)), typed(rest(NEW)));
    expect(ledger.changes).toHaveLength(1);
  });

  it('goes with the last of several', async () => {
    const rest = (lines: readonly string[]) =>
      file(handler('gizmo_fault', lines), handler('widget_fault', lines), ops('gizmo_fault', 'widget_fault'));
    await check(transforms, file(MAP, rest(OLD)), typed(rest(NEW)));
  });

  it('takes with it what only it used', async () => {
    const inner = 'static int gizmo_is_fine(int err)\n{\n\treturn err == 0 || err == -EBUSY;\n}\n';
    const map =
      'static int gizmo_code(int err)\n{\n\tif (gizmo_is_fine(err))\n\t\treturn VM_FAULT_NOPAGE;\n' +
      '\treturn err == -ENOMEM ? VM_FAULT_OOM : VM_FAULT_SIGBUS;\n}\n';
    const rest = (lines: readonly string[]) => file(handler('gizmo_fault', lines), ops('gizmo_fault'));
    await check(transforms, file(inner, map, rest(OLD)), typed(rest(NEW)));
  });
});

describe('what stays', () => {
  const stays = async (map: string, rest: (lines: readonly string[]) => string, more = '') =>
    check(calls, gizmo(file(map, rest(OLD))) + more, gizmo(file(map, rest(NEW))), {
      also: ['obstacle'],
    });
  const plain = (lines: readonly string[]) => file(handler('gizmo_fault', lines), ops('gizmo_fault'));

  it('a map with a user that is refused', async () => {
    await stays(MAP, lines =>
      file(handler('gizmo_fault', lines), handler('widget_fault', KEPT), ops('gizmo_fault', 'widget_fault')),
    );
  });

  it('a map that a header names', async () => {
    const header = '#define gizmo_map(err) gizmo_code(err)\n';
    await stays(MAP, plain, other('drivers/gizmo/gizmo.h', header));
  });

  it('a map in a file that somebody includes', async () => {
    const including = '#include "gizmo.c"\n\nint widget(int err)\n{\n\treturn gizmo_code(err);\n}\n';
    await stays(MAP, plain, other('drivers/gizmo/widget.c', including));
  });

  it('a map that a macro of the file names', async () => {
    await stays(`#define gizmo_map(err) gizmo_code(err)\n\n${MAP}`, plain);
  });

  it('a map that is meant to stay', async () => {
    await stays(MAP.replace('static int', 'static int __maybe_unused'), plain);
  });

  it('a map in some configurations only', async () => {
    await stays(`#ifdef CONFIG_GIZMO\n${MAP}#endif\n`, plain);
  });

  it('a function that nobody used before', async () => {
    const unused = MAP.replace('gizmo_code', 'widget_code');
    const before = file(unused, MAP, plain(OLD));
    await check(calls, before, file(unused, plain(NEW)));
  });
});

it('a map of the same name in an unrelated file keeps nobody', async () => {
  const rest = (lines: readonly string[]) => file(handler('gizmo_fault', lines), ops('gizmo_fault'));
  const unrelated = other(
    'drivers/widget/widget.c',
    `${MAP}\nint widget(int err)\n{\n\treturn gizmo_code(err);\n}\n`,
  );
  await check(calls, gizmo(file(MAP, rest(OLD))) + unrelated, gizmo(rest(NEW)));
});
