/** Maps that the tree has a function for: what is said with it, and what is not. */

import { convertMaps } from '../../src/rewrite/function.js';
import { openSource } from '../../src/source/index.js';
import { migrationOf } from '../../transforms/vm-fault/contract.js';
import { transforms } from '../calls-only.js';
import { check, runOn, testParser, textsAfter } from '../check.js';

const MAPPER = `static inline vm_fault_t vmf_error(int err)
{
	if (err == -ENOMEM)
		return VM_FAULT_OOM;
	return VM_FAULT_SIGBUS;
}
`;

const body = (lines: readonly string[]) => lines.map(line => (line === '' ? '\n' : `\t${line}\n`)).join('');

/** A handler that maps what it did first, and then inserts a page: the insertion is what makes it convert. */
const handler = (end: readonly string[], lines: readonly string[], header: string) =>
  `// file: include/linux/mm.h\n${header}// file: drivers/gizmo/gizmo.c\n` +
  `static int gizmo_fault(struct vm_fault *vmf)\n{\n${body(['int err = gizmo_prepare(vmf);', '', ...lines, '', ...end])}` +
  '}\n\n' +
  'static const struct vm_operations_struct gizmo_ops = {\n\t.fault = gizmo_fault,\n};\n';

const ARGS = '(vmf->vma, vmf->address, vmf->page)';
const OLD = [`if (vm_insert_page${ARGS})`, '\treturn VM_FAULT_SIGBUS;', 'return VM_FAULT_NOPAGE;'];
const NEW = [`return vmf_insert_page${ARGS};`];

const CALL = ['if (err)', '\treturn vmf_error(err);'];

/** Lines before and after; the same lines where nothing is to be said otherwise. */
const maps = async (before: readonly string[], after: readonly string[], header = MAPPER) => {
  const was = handler(OLD, before, header);
  await check(transforms, was, handler(NEW, after, header));
};

const stays = (lines: readonly string[], header = MAPPER) => maps(lines, lines, header);

describe('what is exactly the map', () => {
  const cases: readonly (readonly [string, readonly string[]])[] = [
    ['a condition', ['if (err)', '\treturn err == -ENOMEM ? VM_FAULT_OOM : VM_FAULT_SIGBUS;']],
    [
      'a condition the other way',
      ['if (err)', '\treturn (-ENOMEM != err) ? VM_FAULT_SIGBUS : VM_FAULT_OOM;'],
    ],
    [
      'if and return',
      ['if (err) {', '\tif (err == -ENOMEM)', '\t\treturn VM_FAULT_OOM;', '\treturn VM_FAULT_SIGBUS;', '}'],
    ],
    [
      'if and else',
      [
        'if (err) {',
        '\tif (unlikely(err == -ENOMEM))',
        '\t\treturn VM_FAULT_OOM;',
        '\telse',
        '\t\treturn VM_FAULT_SIGBUS;',
        '}',
      ],
    ],
    [
      'a chain that lets success pass',
      ['if (err == -ENOMEM)', '\treturn VM_FAULT_OOM;', 'if (err)', '\treturn VM_FAULT_SIGBUS;'],
    ],
    [
      'the same with else',
      ['if (err == -ENOMEM)', '\treturn VM_FAULT_OOM;', 'else if (err)', '\treturn VM_FAULT_SIGBUS;'],
    ],
    [
      'a switch',
      [
        'if (err) {',
        '\tswitch (err) {',
        '\tcase -ENOMEM:',
        '\t\treturn VM_FAULT_OOM;',
        '\tdefault:',
        '\t\treturn VM_FAULT_SIGBUS;',
        '\t}',
        '}',
      ],
    ],
    [
      'a switch without default',
      [
        'if (err) {',
        '\tswitch (err) {',
        '\tcase -ENOMEM:',
        '\t\treturn VM_FAULT_OOM;',
        '\t}',
        '\treturn VM_FAULT_SIGBUS;',
        '}',
      ],
    ],
    [
      'a case that never comes',
      [
        'if (err) {',
        '\tif (err == -ENOMEM)',
        '\t\treturn VM_FAULT_OOM;',
        '\treturn err == 0 ? VM_FAULT_OOM : VM_FAULT_SIGBUS;',
        '}',
      ],
    ],
  ];

  it.each(cases)('%s', async (_, before) => {
    await maps(before, CALL);
  });

  it('keeps a comment that is still true, and a variable that is set', async () => {
    const set = (lines: readonly string[]) => [
      'vm_fault_t ret;',
      '',
      'if (err < 0) {',
      ...lines,
      '\tgizmo_put(vmf);',
      '\treturn ret;',
      '}',
    ];
    await maps(
      set([
        '\t/* the pages may come back */',
        '\tret = VM_FAULT_SIGBUS;',
        '\tif (err == -ENOMEM)',
        '\t\tret = VM_FAULT_OOM;',
      ]),
      set(['\t/* the pages may come back */', '\tret = vmf_error(err);']),
    );
  });

  it('says it once where the rest of it was set long before', async () => {
    const handled = (lines: readonly string[]) => [
      ...lines.slice(0, 1),
      '',
      'if (!err)',
      '\tgizmo_get(vmf);',
      ...lines.slice(1),
    ];
    await maps(
      handled([
        'int ret = VM_FAULT_SIGBUS;',
        'if (err) {',
        '\tif (err == -ENOMEM)',
        '\t\tret = VM_FAULT_OOM;',
        '\treturn ret;',
        '}',
      ]),
      ['if (!err)', '\tgizmo_get(vmf);', 'if (err)', '\treturn vmf_error(err);'],
    );
  });

  it('follows the map that the tree defines', async () => {
    const poison = MAPPER.replace(
      '\treturn VM_FAULT_SIGBUS',
      '\telse if (err == -EHWPOISON)\n\t\treturn VM_FAULT_HWPOISON;\n\treturn VM_FAULT_SIGBUS',
    );
    const plain = ['if (err)', '\treturn err == -ENOMEM ? VM_FAULT_OOM : VM_FAULT_SIGBUS;'];
    await stays(plain, poison);
    await maps(
      [
        'if (err == -EHWPOISON)',
        '\treturn VM_FAULT_HWPOISON;',
        'if (err == -ENOMEM)',
        '\treturn VM_FAULT_OOM;',
        'if (err)',
        '\treturn VM_FAULT_SIGBUS;',
      ],
      CALL,
      poison,
    );
  });
});

describe('what is not', () => {
  const cases: readonly (readonly [string, readonly string[]])[] = [
    [
      'a value that goes elsewhere',
      [
        'if (err == -EAGAIN)',
        '\treturn VM_FAULT_NOPAGE;',
        'if (err == -ENOMEM)',
        '\treturn VM_FAULT_SIGBUS;',
        'if (err)',
        '\treturn VM_FAULT_OOM;',
      ],
    ],
    [
      'a switch that lets others pass',
      [
        'switch (err) {',
        'case -ENOMEM:',
        '\treturn VM_FAULT_OOM;',
        'case -EIO:',
        '\treturn VM_FAULT_SIGBUS;',
        '}',
      ],
    ],
    ['a range', ['if (err)', '\treturn err <= -ENOMEM ? VM_FAULT_OOM : VM_FAULT_SIGBUS;']],
    [
      'a test of something else',
      ['if (err)', '\treturn gizmo_is_full(vmf) ? VM_FAULT_OOM : VM_FAULT_SIGBUS;'],
    ],
    [
      'a word too wide',
      [
        'long wide = gizmo_wait(vmf);',
        '',
        'if (wide)',
        '\treturn wide == -ENOMEM ? VM_FAULT_OOM : VM_FAULT_SIGBUS;',
      ],
    ],
  ];

  it.each(cases)('%s', async (_, lines) => {
    await stays(lines);
  });

  it('anything in a tree without the function', async () => {
    await stays(['if (err)', '\treturn err == -ENOMEM ? VM_FAULT_OOM : VM_FAULT_SIGBUS;'], 'int gizmo;\n');
  });

  it('a function that has no call to convert', async () => {
    const text = handler(
      ['return 0;'],
      ['if (err)', '\treturn err == -ENOMEM ? VM_FAULT_OOM : VM_FAULT_SIGBUS;'],
      MAPPER,
    );
    expect(textsAfter(await runOn(transforms, text))).toEqual({});
  });
});

it('is there for functions without a call, too', async () => {
  const text =
    'static vm_fault_t gizmo_fault(struct vm_fault *vmf)\n{\n\tint err = gizmo_prepare(vmf);\n\n' +
    '\tif (!err)\n\t\treturn VM_FAULT_NOPAGE;\n\treturn err == -ENOMEM ? VM_FAULT_OOM : VM_FAULT_SIGBUS;\n}\n';
  const file = openSource(await testParser(), 'gizmo.c', text);
  const migration = migrationOf(new Map());
  const convert = (usable: typeof migration.mappers) =>
    convertMaps(file, file.items[0]!, { ...migration, usable });
  const conversion = convert(migration.mappers);
  if (conversion.kind !== 'converted') throw new Error(JSON.stringify(conversion));
  expect(conversion.edits.map(({ start, end, text: now }) => [text.slice(start, end), now])).toEqual([
    ['err == -ENOMEM ? VM_FAULT_OOM : VM_FAULT_SIGBUS', 'vmf_error(err)'],
  ]);
  expect(conversion.proof.differences).toEqual([]);
  expect(convert([]).kind).toBe('obstacle');
});
