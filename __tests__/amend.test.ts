/** Changes that a person edited: proven like any other, or not taken. */

import { amenderFor } from '../src/edge/decisions-file.js';
import { applyEdits } from '../src/edit/apply.js';
import { UserError } from '../src/errors.js';
import { unifiedDiff } from '../src/patch/index.js';
import { placePatch } from '../src/patch/place.js';
import { fingerprintOf } from '../src/review/decisions.js';
import { run } from '../src/run.js';
import { openRead } from '../src/sources.js';
import type { AnyTransform } from '../src/transform.js';
import { memoryTree } from '../src/tree/memory.js';
import { transforms as shelf } from '../transforms/index.js';
import { transforms } from './calls-only.js';
import { testParser } from './check.js';

const PATH = 'drivers/gizmo/gizmo.c';
const CALL = 'insert_pfn(vmf->vma, vmf->address, pfn)';
const fn = (head: string, ...lines: readonly string[]) =>
  `${head}\n{\n${lines.map(line => (line === '' ? '\n' : `\t${line}\n`)).join('')}}\n\n`;
const HEAD = 'static int gizmo_fault(struct vm_fault *vmf)';
const TABLE = 'static const struct vm_operations_struct gizmo_ops = {\n\t.fault = gizmo_fault,\n};\n';
const handler = (...lines: readonly string[]) => fn(HEAD, ...lines) + TABLE;

const MAPPED = [
  'if (ret == -ENOMEM)',
  '\treturn VM_FAULT_OOM;',
  'if (ret && ret != -EBUSY)',
  '\treturn VM_FAULT_SIGBUS;',
];
const BEFORE = handler('int ret;', '', `ret = vm_${CALL};`, ...MAPPED, 'return VM_FAULT_NOPAGE;');

/** A run in which a person made `after` of the text, where it was first offered. */
async function amended(
  after: string,
  before = BEFORE,
  takeReview = false,
  family: readonly AnyTransform[] = transforms,
) {
  const request = {
    tree: memoryTree({ [PATH]: before }),
    transforms: family,
    parser: await testParser(),
    takeReview,
  };
  let asked = 0;
  const first = before.split('\n')[0]!;
  const nothing = `--- a/${PATH}\n+++ b/${PATH}\n@@ -1 +1 @@\n ${first}\n`;
  const patch = before === after ? nothing : unifiedDiff([{ path: PATH, before, after }]);
  const result = await run({
    ...request,
    amend: (offered, fileOf) => {
      asked++;
      return placePatch(patch, path => fileOf(path)?.text, offered);
    },
  });
  expect(asked).toBeGreaterThan(0);
  return result;
}

const refusedWith = async (why: string, after: string, before?: string) => {
  const { ledger, files } = await amended(after, before, true);
  expect(files).toEqual([]);
  expect(ledger.verdicts.map(({ kind, message }) => `${kind}: ${message}`)).toContainEqual(
    expect.stringContaining(why),
  );
};

describe('a change that a person edited', () => {
  it('goes in where it is proven, and says whose it is', async () => {
    const mine = handler('/* Mine. */', `return vmf_${CALL};`);
    const { files, ledger } = await amended(mine);
    expect(files.map(({ after }) => after)).toEqual([mine]);
    const [change] = ledger.changes;
    expect(change).toMatchObject({ kind: 'convert', edited: ['gizmo_fault'], differences: [] });
    expect(change!.table.map(({ value }) => value)).toEqual([
      '0',
      '-EBUSY',
      '-ENOMEM',
      '-EFAULT, -EINVAL, -EACCES',
    ]);
    expect(applyEdits(BEFORE, change!.edits)).toBe(mine);
    expect(ledger.verdicts[0]!.message).toMatch(/; a person edited it$/);
  });

  it('is said to be edited of the functions that were, and not of others that change with them', async () => {
    const lead = handler(`return vm_${CALL} ? VM_FAULT_SIGBUS : VM_FAULT_NOPAGE;`);
    const too = fn('static int gizmo_mkwrite(struct vm_fault *vmf)', 'return gizmo_fault(vmf);').concat(
      'static const struct vm_operations_struct more_ops = {\n\t.page_mkwrite = gizmo_mkwrite,\n};\n',
    );
    const [before, typed] = [lead + too, (lead + too).replaceAll('static int', 'static vm_fault_t')];
    const mine = typed.replace(/return vm_.*/, `/* Mine. */\n\treturn vmf_${CALL};`);
    const { files, ledger } = await amended(mine, before, false, shelf);
    expect(files.map(({ after }) => after)).toEqual([mine]);
    expect(ledger.changes.map(({ edited }) => edited)).toEqual([['gizmo_fault']]);
    const said = ledger.verdicts.filter(({ change }) => change !== undefined);
    const edited = said.filter(({ message }) => message.endsWith('; a person edited it'));
    expect(new Set(edited.map(({ occurrence }) => occurrence.inside))).toEqual(new Set(['gizmo_fault']));
    expect(said.map(({ occurrence }) => occurrence.inside)).toContain('gizmo_mkwrite');
    expect(edited.length).toBe(said.filter(({ occurrence }) => occurrence.inside === 'gizmo_fault').length);
  });

  it('declares what it does otherwise', async () => {
    const before = handler(`if (vm_${CALL})`, '\treturn VM_FAULT_SIGBUS;', 'return VM_FAULT_NOPAGE;');
    const mine = handler(
      `if (vmf_${CALL} & VM_FAULT_ERROR)`,
      '\treturn VM_FAULT_SIGBUS;',
      'return VM_FAULT_NOPAGE;',
    );
    const { files, ledger } = await amended(mine, before);
    expect(files.map(({ after }) => after)).toEqual([mine]);
    expect(ledger.changes[0]!.differences).toEqual(['-EBUSY now counts as success']);
  });

  it('needs no other consent', async () => {
    const mmap = (test: string) =>
      fn(
        'static int gizmo_mmap(struct file *file, struct vm_area_struct *vma)',
        test,
        '\treturn 1;',
        'return 0;',
      ).concat('static const struct file_operations gizmo_fops = {\n\t.mmap = gizmo_mmap,\n};\n');
    const mine = mmap('if (vmf_insert_pfn(vma, addr, pfn) & VM_FAULT_ERROR)');
    const { files, ledger } = await amended(mine, mmap('if (vm_insert_pfn(vma, addr, pfn))'));
    expect(files.map(({ after }) => after)).toEqual([mine]);
    expect(ledger.changes[0]!.kind).toBe('convert');
  });

  it('is known among functions that are alike, also when lines move', async () => {
    const twin = BEFORE.replaceAll('gizmo_', 'widget_');
    const before = `${BEFORE}\n${twin}`;
    const tree = (text: string) => ({ tree: memoryTree({ [PATH]: text }), transforms, takeReview: false });
    const parser = await testParser();
    const { ledger, sources } = await run({ ...tree(before), parser });
    const [first, second] = ledger.changes;
    const fileOf = (path: string) => openRead(sources, path);
    const mine = before.replace(
      twin,
      twin.replace(/\{\n[\s\S]*?\n\}/, `{\n\t/* Mine. */\n\treturn vmf_${CALL};\n}`),
    );
    const decision = {
      change: second!.id,
      fingerprint: fingerprintOf(second!.edits, fileOf),
      answer: 'yes',
      edited: unifiedDiff([{ path: PATH, before, after: mine }]),
    } as const;
    expect(decision.fingerprint).not.toBe(fingerprintOf(first!.edits, fileOf));
    // So far that the lines of the one stand where those of the other stood.
    const above = '/* above */\n'.repeat(BEFORE.split('\n').length);
    const amend = amenderFor(new Map([[decision.fingerprint, decision]]));
    const moved = await run({ ...tree(above + before), parser, amend });
    const [plain, edited] = moved.ledger.changes;
    expect([plain!.edited, edited!.edited]).toEqual([undefined, ['widget_fault']]);
    expect(moved.files[0]!.after).toBe(above + applyEdits(mine, first!.edits));
  });

  it('is the offer where it says the same', async () => {
    const { ledger } = await amended(handler(`return vmf_${CALL};`));
    expect(ledger.changes[0]!.edited).toBeUndefined();
  });

  it.each([
    ['returns something else', handler(`vmf_${CALL};`, 'return VM_FAULT_NOPAGE;'), 'gizmo_fault(): '],
    [
      'goes on with the errno',
      handler('int ret;', '', `ret = vmf_${CALL};`, ...MAPPED, 'return VM_FAULT_NOPAGE;'),
      'gizmo_fault(): ',
    ],
    [
      'leaves the old call',
      handler('int ret;', '', '/* So. */', `ret = vm_${CALL};`, ...MAPPED, 'return VM_FAULT_NOPAGE;'),
      '',
    ],
    ['cannot be read', handler(`return vmf_${CALL}`), ''],
    [
      'adds a function',
      fn('static void gizmo_more(void)') + handler(`return vmf_${CALL};`),
      'would change between them',
    ],
    ['edits a table', handler(`return vmf_${CALL};`).replace('.fault =', '.fault  ='), 'gizmo_ops is none'],
    ['changes nothing', BEFORE, 'it changes nothing'],
  ])('is not taken where it %s', (_, after, why) => refusedWith(why, after));

  it.each([
    ['defines a macro', '#define VM_FAULT_NOPAGE 0', 'a preprocessor line in it would change'],
    ['defines the call away', `#define vmf_insert_pfn(a, b, c) VM_FAULT_NOPAGE`, 'a preprocessor line'],
    ['undefines one', '#undef PAGE_SIZE', 'a preprocessor line'],
    ['includes a file', '#include "more.c"', 'a preprocessor line'],
    ['says a pragma', '#pragma pack(1)', 'a preprocessor line'],
    ['says a pragma by its operator', '_Pragma("pack(1)")', 'would say _Pragma'],
    ['leaves the rest out', '#if 0', ''],
    ['has constants of its own', 'enum { VM_FAULT_NOPAGE };', 'would say enum'],
    ['has a type of its own', 'typedef unsigned char vm_fault_t;', 'would say typedef'],
    ['keeps a variable', 'static int count = 0;', 'would say static'],
    ['runs code at the end', 'int res __attribute__((cleanup(more))) = 0;', 'would say __attribute__'],
    ['runs code by a macro', 'int res __cleanup(more) = 0;', ''],
    ['says what nobody knows of a variable', 'EVIL int res = 0;', 'would say res'],
    ['calls in a type', 'char big[more()];', 'more than a variable of a known type'],
    ['needs much of the stack', 'char big[1 << 20];', 'more than a variable of a known type'],
    [
      'takes the name of something else',
      'int VM_FAULT_SIGBUS = 0;',
      'would have the name of VM_FAULT_SIGBUS',
    ],
    ['hides a line by a trigraph', '// hi ??/', 'would say ??/'],
    ['has assembler in it', 'asm("nop");', 'would say asm'],
  ])('is not taken where it %s', (_, line, why) => {
    const test = `if (vmf_${CALL} != VM_FAULT_NOPAGE)`;
    const before = handler(`if (vm_${CALL})`, '\treturn VM_FAULT_SIGBUS;', 'return VM_FAULT_NOPAGE;');
    const after = handler(line, test, '\treturn VM_FAULT_SIGBUS;', 'return VM_FAULT_NOPAGE;');
    return refusedWith(why, after, before);
  });

  it.each(['char', 'const char', 'float', 'double', 'long double', 'gizmo_short_t', 'u16', 'bool'])(
    'is not taken where it gives the call no more than a %s of an argument',
    async type => {
      const call = (pfn: string) => `insert_pfn(vmf->vma, vmf->address, ${pfn})`;
      const before = handler(
        `if (vm_${call('g->pfn')})`,
        '\treturn VM_FAULT_SIGBUS;',
        'return VM_FAULT_NOPAGE;',
      );
      await refusedWith('', handler(`return vmf_${call(`(${type})g->pfn`)};`), before);
      if (type.includes('_')) return;
      const kept = handler(`${type} a = g->pfn;`, '', `return vmf_${call('a')};`);
      await refusedWith('', kept, before);
    },
  );

  const OTHERS = [
    'u8 *at = gizmo_at(vmf);',
    'int size = sizeof(at);',
    '',
    '*(u8 *)at = 1;',
    '*(volatile u32 *)gizmo_reg = 1;',
    'gizmo_log(vmf);',
    'gizmo_two(vmf);',
  ];
  it.each<readonly [string, string, string]>([
    ['hides a line by a backslash that blanks follow', 'gizmo_log(vmf);', 'gizmo_log(vmf); // hi \\ '],
    ['writes as another type', '*(u8 *)at', '*(u32 *)at'],
    ['points to another type', 'u8 *at', 'u32 *at'],
    ['takes another size', 'sizeof(at)', 'sizeof(*at)'],
    ['forgets that it is a device', '(volatile u32 *)', '(u32 *)'],
    ['divides', 'gizmo_log(vmf);', 'gizmo_log(vmf);\n\tsize = 1 / 0;'],
    ['stands for statements', 'gizmo_log(vmf);', 'gizmo_log(vmf);\n\tGIZMO_STOP;'],
    ['gives something else to another call', 'gizmo_two(vmf)', 'gizmo_two((void *)vmf)'],
    ['says a variable that nobody knows', 'gizmo_log(vmf);', 'gizmo_log(vmf);\n\tunknown_state;'],
    ['frees by itself', 'u8 *at =', 'u8 *at __free(kfree) ='],
  ])('is not taken where it changes what is not the change: it %s', async (_, from, to) => {
    const rest = [`if (vm_${CALL})`, '\treturn VM_FAULT_SIGBUS;', 'return VM_FAULT_NOPAGE;'];
    const before = handler(...OTHERS, ...rest);
    const mine = handler(...OTHERS, `return vmf_${CALL};`);
    expect(
      (await amended(mine.replace('\treturn vmf', '\t/* Mine. */\n\treturn vmf'), before)).files,
    ).toHaveLength(1);
    expect(mine).toContain(from);
    await refusedWith('', mine.replace(from, to), before);
  });

  it('refuses that change alone where it no longer holds', async () => {
    const twin = BEFORE.replaceAll('gizmo_', 'widget_');
    const other = { 'drivers/widget/widget.c': twin };
    const { files, ledger } = await run({
      tree: memoryTree({ [PATH]: BEFORE, ...other }),
      transforms,
      parser: await testParser(),
      takeReview: false,
      amend: offered => {
        if (offered[0]!.path === PATH) throw new UserError('it does not fit');
        return undefined;
      },
    });
    expect(files.map(({ path }) => path)).toEqual(Object.keys(other));
    expect(ledger.verdicts.filter(({ kind }) => kind === 'refuse').map(({ code }) => code)).toEqual([
      'edit-unproven',
    ]);
  });

  it.each([
    ['a parameter more', HEAD.replace(')', ', int x)')],
    ['a section', HEAD.replace('int', '__init int')],
    ['no static', HEAD.replace('static ', '')],
    ['a K&R head', 'static int gizmo_fault(vmf)\nstruct vm_fault *vmf;'],
  ])('is not taken where the function gets another head: %s', (_, head) =>
    refusedWith('', fn(head, `return vmf_${CALL};`) + TABLE),
  );

  it('is taken with a plain variable and a comment of its own', async () => {
    const mine = handler('vm_fault_t code;', '', `code = vmf_${CALL}; /* Mine. */`, 'return code;');
    const { files } = await amended(mine);
    expect(files.map(({ after }) => after)).toEqual([mine]);
  });

  it('is not taken where it makes another change of the file as well', async () => {
    const second = handler(
      'int err;',
      '',
      `err = vm_${CALL};`,
      ...MAPPED.map(line => line.replaceAll('ret', 'err')).map(line => line.replace('errurn', 'return')),
      'return VM_FAULT_NOPAGE;',
    ).replaceAll('gizmo_', 'widget_');
    const done = handler('/* Mine. */', `return vmf_${CALL};`);
    const both = done + done.replaceAll('gizmo_', 'widget_');
    await refusedWith('widget_fault() is no part of this change', both, BEFORE + second);
  });

  it('is not taken where a helper changes together with its caller', async () => {
    const tree = (helper: string, ...lines: readonly string[]) =>
      fn('static int insert(struct vm_fault *vmf)', helper) + handler(...lines);
    const before = tree(
      `return vm_${CALL};`,
      'int ret = insert(vmf);',
      '',
      ...MAPPED,
      'return VM_FAULT_NOPAGE;',
    );
    const mine = tree(`return vmf_${CALL};`, '/* Mine. */', 'return insert(vmf);');
    await refusedWith('changes together with it', mine, before);
  });
});
