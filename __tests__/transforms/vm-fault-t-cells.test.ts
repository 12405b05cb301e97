/** Members of structs that hold codes as plain values: they change with all that touches them, or not at all. */
import { transforms } from '../../transforms/index.js';
import { check, ONLY_FILE, runOn, textsAfter } from '../check.js';
import { HEADER, sparseOf, standIn, withSparse } from './judges.js';

const fn = (head: string, lines: readonly string[]) =>
  `${head}\n{\n${lines.map(line => (line === '' ? '\n' : `\t${line}\n`)).join('')}}\n\n`;
const TABLE = 'const struct vm_operations_struct gz_ops = {\n\t.fault = gz_fault,\n};\n';
const GZ = 'struct gz *g = vmf->vma->vm_private_data;';

/** A driver whose handler keeps what it returns, with something else beside. */
const driver = (type: string, more = '', member = `${type} last;`) =>
  `struct gz {\n\tint count;\n\t${member}\n};\n\n${fn(`static ${type} gz_fault(struct vm_fault *vmf)`, [
    GZ,
    '',
    'g->last = filemap_fault(vmf);',
    'if (g->last & VM_FAULT_ERROR)',
    '\tg->count++;',
    'return g->last;',
  ])}${more}${TABLE}`;

/** What becomes of a driver of one file. */
const converted = async (text: string) => textsAfter(await runOn(transforms, text))[ONLY_FILE] ?? text;

describe('a member that holds codes', () => {
  it('becomes vm_fault_t, in one change with those that fill and read it', async () => {
    const { ledger } = await check(transforms, driver('int'), driver('vm_fault_t'));
    expect(ledger.changes).toHaveLength(1);
  });

  it.each([
    ['unsigned int    last;', 'vm_fault_t      last;'],
    ['unsigned int\tlast;', 'vm_fault_t\tlast;'],
    ['int  last;', 'vm_fault_t last;'],
    ['unsigned last;', 'vm_fault_t last;'],
    [
      'union {\n\t\tstruct {\n\t\t\tint last;\n\t\t};\n\t};',
      'union {\n\t\tstruct {\n\t\t\tvm_fault_t last;\n\t\t};\n\t};',
    ],
  ])('is found as it is declared: %s', async (before, after) => {
    await check(transforms, driver('int', '', before), driver('vm_fault_t', '', after));
  });

  it.each([
    ['a header that is exported', 'include/uapi/linux/gz.h', '', ''],
    [
      'a header with a part for the kernel',
      'drivers/gz/gz.h',
      '#ifdef __KERNEL__\nint gz_count;\n#endif\n',
      '',
    ],
    ['the part for others', 'drivers/gz/gz.h', '#ifndef __KERNEL__\n', '#endif\n'],
  ])('stays what user space reads in %s', async (_, header, above, below) => {
    const own = 'struct gz {\n\tint count;\n\tint last;\n};\n';
    const tree = `// file: ${header}\n${above}${own}${below}// file: drivers/gz/gz.c\n#include "${header}"\n\n${driver(
      'int',
    ).replace(/^struct gz \{[^}]*\};\n\n/, '')}`;
    const after = textsAfter(await runOn(transforms, tree));
    expect(after[header]).toBeUndefined();
    expect(after['drivers/gz/gz.c'] ?? '').not.toContain('vm_fault_t last');
  });

  it('becomes it where only the kernel reads it', async () => {
    const text = (type: string) =>
      `// file: drivers/gz/gz.h\n#define GZ_GET 1\n#ifdef __KERNEL__\n#include <linux/mm.h>\n\nstruct gz {\n\tint count;\n\t${type} last;\n};\n#endif\n` +
      `// file: drivers/gz/gz.c\n#include "gz.h"\n\n${driver(type).replace(/^struct gz \{[^}]*\};\n\n/, '')}`;
    await check(transforms, text('int'), text('vm_fault_t'));
  });

  it('is no integer that keeps a code where an initialiser gives it one', async () => {
    const text = (type: string) =>
      driver(
        type,
        fn(`static ${type} gz_mkwrite(struct vm_fault *vmf)`, [
          'struct gz one = { .last = VM_FAULT_OOM };',
          '',
          'return one.last;',
        ]),
      ).replace('.fault = gz_fault,', '.fault = gz_fault,\n\t.page_mkwrite = gz_mkwrite,');
    const { ledger } = await check(transforms, text('int'), text('vm_fault_t'));
    expect(ledger.verdicts.filter(({ code }) => code === 'typed-but-kept')).toEqual([]);
  });

  it('is no part of the name of a header', async () => {
    const text = (type: string) =>
      `#include <linux/mm.h>\n#include "gz/h.h"\n\n${driver(type, '', `${type} h;`).replaceAll('->last', '->h')}`;
    await check(transforms, text('int'), text('vm_fault_t'));
  });

  it('is reached through structs and unions without a name', async () => {
    const text = (type: string) =>
      `struct gz {\n\tunion {\n\t\tstruct {\n\t\t\t${type} code;\n\t\t} fault;\n\t} u;\n};\n\n${fn(
        `static ${type} gz_fault(struct vm_fault *vmf)`,
        [GZ, '', 'g->u.fault.code = filemap_fault(vmf);', 'return g->u.fault.code;'],
      )}${TABLE}`;
    await check(transforms, text('int'), text('vm_fault_t'));
  });

  it('is printed in hex, also by functions where nothing else changes', async () => {
    const show = (letter: string) =>
      fn('void gz_show(struct gz *g)', [`pr_info("last %${letter} of %d\\n", g->last, g->count);`]);
    await check(transforms, driver('int', show('d')), driver('vm_fault_t', show('x')));
  });

  it('gives its type to what is filled from it, handed it, and hands it out', async () => {
    const more = (type: string) =>
      fn(`static void gz_report(${type} fault)`, ['if (fault & VM_FAULT_OOM)', '\tgz_panic();']) +
      fn(`static void gz_get(struct gz *g, ${type} *fault)`, ['*fault = g->last;']) +
      fn('void gz_work(struct gz *g)', [
        `${type} fault;`,
        '',
        'gz_get(g, &fault);',
        'gz_report(fault);',
        'g->last = 0;',
      ]);
    await check(transforms, driver('int', more('int')), driver('vm_fault_t', more('vm_fault_t')));
  });

  it('leaves one of another struct alone that is called like it', async () => {
    const more =
      'struct other {\n\tint last;\n};\n\n' +
      fn('int gz_other(struct other *o)', ['o->last = -EIO;', 'return o->last;']);
    await check(transforms, driver('int', more), driver('vm_fault_t', more));
  });

  withSparse('leaves nothing for sparse to find', async () => {
    const before = { 'gz.c': driver('int'), [HEADER]: standIn };
    expect(sparseOf(before).length).toBeGreaterThan(2);
    expect(sparseOf({ 'gz.c': await converted(before['gz.c']), [HEADER]: standIn })).toEqual([]);
  });
});

describe('a member stays', () => {
  it.each<[string, string]>([
    ['an errno is stored in it', fn('void gz_fail(struct gz *g)', ['g->last = -EIO;'])],
    ['it is counted with', fn('void gz_add(struct gz *g)', ['g->last += 3;'])],
    ['it is compared by size', fn('int gz_less(struct gz *g)', ['return g->last < 0;'])],
    ['its address is taken', fn('void gz_hand(struct gz *g)', ['gz_fill(&g->last);'])],
    ['it is handed to who takes an int', fn('void gz_send(struct gz *g)', ['gz_note(g->last);'])],
    [
      'a struct is filled with something else',
      fn('void gz_new(int n)', ['struct gz g = { .last = n };', '', 'gz_add(&g);']),
    ],
    ['a macro names it', '#define GZ_LAST(g) ((g)->last)\n\n'],
    ['it is filled outside of functions', 'static struct gz gz_first = { .last = 3 };\n\n'],
    ['what has one like it cannot be told', fn('void gz_any(void *p)', ['gz_cast(p)->last = 3;'])],
  ])('where %s', async (_what, more) => {
    expect(await converted(driver('int', more))).toContain('struct gz {\n\tint count;\n\tint last;\n};\n');
  });

  it.each(['long last;', 'int last : 8;', 'int last, first;', 'int last[1];', 's64 last;'])(
    'where it is declared as %s',
    async member => {
      expect(await converted(driver('int', '', member))).toContain(`\t${member}\n`);
    },
  );
});
