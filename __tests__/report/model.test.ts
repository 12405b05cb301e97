import { fingerprintsOf } from '../../src/report/fingerprint.js';
import { reportPage } from '../../src/report/page/page.js';
import { makeReport, type Report } from '../../src/report/report.js';
import { subsystemOf } from '../../src/report/subsystem.js';
import { run } from '../../src/run.js';
import { openParser } from '../../src/source/index.js';
import { memoryTree } from '../../src/tree/memory.js';
import { transforms } from '../../transforms/index.js';
import { runOn } from '../check.js';
import { FAULT } from '../e2e/trees.js';
import { standIn } from '../transforms/judges.js';
import { TREE } from './tree.js';

async function reportOf(tree: string): Promise<Report> {
  const { ledger, sources } = await runOn(transforms, tree, { review: true });
  return makeReport({ tree: 'linux', ledger, sources, transforms });
}

test('every verdict is in exactly one site, and the counts add up', async () => {
  const report = await reportOf(TREE);
  const verdicts = report.sites.flatMap(site => site.verdicts);
  expect(verdicts).toHaveLength(report.totals.occurrences);
  expect(new Set(verdicts.map(({ id }) => id)).size).toBe(verdicts.length);
  expect(new Set(report.sites.map(({ id }) => id)).size).toBe(report.sites.length);
  for (const kind of ['convert', 'review', 'refuse', 'done'] as const) {
    const sum = (places: Report['drivers']) => places.reduce((all, { counts }) => all + counts[kind], 0);
    expect(sum(report.subsystems)).toBe(report.totals[kind]);
    expect(sum(report.drivers)).toBe(report.totals[kind]);
  }
  expect(report.totals.convert).toBeGreaterThan(0);
  expect(report.totals.refuse).toBeGreaterThan(0);
});

test('a site that changes has its hunks, its table, and the way from the slot to the call', async () => {
  const { sites } = await reportOf(TREE);
  const site = sites.find(({ name, kind }) => name === 'gizmo_fault' && kind === 'convert')!;
  expect(site).toMatchObject({ driver: 'drivers/gpu/drm/gizmo', subsystem: 'drivers/gpu' });
  expect(site.files.map(({ path }) => path)).toEqual(['drivers/gpu/drm/gizmo/gem.c']);
  expect(site.files[0]!.hunks[0]!.rows.some(({ kind }) => kind === 'changed')).toBe(true);
  expect(site.table[0]!.values).toEqual(['0', '-EBUSY']);
  expect(site.chains.map(({ steps }) => steps.map(({ name }) => name))).toEqual([
    ['gizmo_vm_ops.fault', 'gizmo_fault', 'vm_insert_page'],
  ]);
});

test('a way ends in no call where a message names one', async () => {
  const path = 'drivers/gpu/drm/gizmo/gem.c';
  const text = TREE.replace(
    /(static int gizmo_fault[^{]*\{\n)/,
    '$1\tpr_debug("vm_insert_page() comes\\n");\n',
  );
  const said = text.split(`// file: ${path}\n`)[1]!.split('\n');
  expect(said.join('\n')).toContain('pr_debug');
  const { sites } = await reportOf(text);
  const calls = sites
    .flatMap(({ chains }) => chains.flatMap(({ steps }) => steps))
    .filter(step => step.name === 'vm_insert_page' && step.path === path);
  expect(calls.map(({ line }) => said[line - 1]!.includes('pr_debug'))).toEqual([false]);
});

describe('where only types change', () => {
  const MM = TREE.slice(0, TREE.indexOf('// file: drivers/'));
  const file = (text: string) => `${MM}// file: drivers/gizmo/gizmo.c\n#include <linux/mm.h>\n\n${text}`;
  const ops = (name = 'gizmo_vm_ops') =>
    `static const struct vm_operations_struct ${name} = {\n\t.fault = gizmo_fault,\n};\n`;
  const handler = (code: string) => `static int gizmo_fault(struct vm_fault *vmf)\n{\n\treturn ${code};\n}\n`;
  const namesOf = ({ chains }: Report['sites'][number]) =>
    chains.map(({ steps }) => steps.map(({ name }) => name));

  test('the way from the slot ends at the function, and that there is no table is said', async () => {
    const { sites } = await reportOf(file(handler('VM_FAULT_OOM | VM_FAULT_SIGBUS') + ops()));
    const site = sites.find(({ change }) => change !== undefined)!;
    expect(namesOf(site)).toEqual([['gizmo_vm_ops.fault', 'gizmo_fault']]);
    expect(site.chains[0]!.hasCall).toBe(false);
    expect(site.noTable).toBe('no call is another one, so each value stays what it is');
    expect(site.noChain).toBeUndefined();
    expect(site.reasons[0]!.message).toBe(
      'gizmo_fault() is stored in gizmo_vm_ops.fault, so it returns vm_fault_t',
    );
  });

  test('a function by which a handler returns codes has the way through the handler', async () => {
    const helper = 'int gizmo_map(struct vm_fault *vmf)\n{\n\treturn VM_FAULT_OOM;\n}\n\n';
    const { sites } = await reportOf(
      file(`int gizmo_map(struct vm_fault *vmf);\n\n${helper}${handler('gizmo_map(vmf)')}${ops()}`),
    );
    const chains = sites.flatMap(site => (site.kind === 'convert' ? namesOf(site) : []));
    expect(chains).toEqual([['gizmo_vm_ops.fault', 'gizmo_fault', 'gizmo_map']]);
  });

  test('a function that is defined twice has its own table each time', async () => {
    const twice = (['A', 'B'] as const)
      .map(
        one =>
          `#ifdef CONFIG_${one}\n${handler('VM_FAULT_OOM')}${ops(`gizmo_${one.toLowerCase()}_ops`)}#endif\n`,
      )
      .join('\n');
    const { sites } = await reportOf(file(twice));
    const verdicts = sites.flatMap(site => site.verdicts.map(({ verdict }) => verdict));
    const chains = verdicts.filter(({ kind }) => kind === 'convert').map(({ chain }) => chain[0]!.name);
    expect(new Set(chains.slice(0, chains.length / 2))).toEqual(new Set(['gizmo_a_ops.fault']));
    expect(new Set(chains.slice(chains.length / 2))).toEqual(new Set(['gizmo_b_ops.fault']));
  });

  test('where no slot leads, that is said, and so it is of what is no function', async () => {
    const own = 'int gizmo_poke(struct vm_fault *vmf)\n{\n\treturn VM_FAULT_OOM;\n}\n';
    const core = MM.replace('vm_fault_t (*fault)', 'int (*fault)');
    const { sites } = await reportOf(`${core}// file: mm/gizmo.c\n#include <linux/mm.h>\n\n${own}`);
    const said = sites.filter(({ kind }) => kind !== 'done').map(({ path, noChain }) => [path, noChain]);
    expect(said).toEqual([
      ['include/linux/mm.h', 'it stands outside of functions, so no call leads to it'],
      ['mm/gizmo.c', 'no slot is known from which calls lead here'],
    ]);
    expect(sites.filter(({ kind }) => kind === 'done').map(({ noChain }) => noChain)).not.toContainEqual(
      expect.anything(),
    );
  });
});

test('a site that changes a header first is named after the function', async () => {
  const tree = memoryTree({
    'include/linux/mm.h': standIn,
    'drivers/gizmo/a.h': 'int gizmo_fault(struct vm_fault *vmf);\n',
    'drivers/gizmo/gizmo.c': FAULT.replace('static int', '#include "a.h"\n\nint'),
  });
  const paths = ['drivers'];
  const { ledger, sources } = await run({
    ...{ tree, paths, transforms, parser: await openParser(), takeReview: true },
  });
  const { sites } = makeReport({ tree: 't', ledger, sources, transforms });
  const site = sites.find(({ change }) => change !== undefined)!;
  expect(site.verdicts[0]!.verdict.occurrence.path).toBe('drivers/gizmo/a.h');
  expect([site.name, site.path, site.line]).toEqual(['gizmo_fault', 'drivers/gizmo/gizmo.c', 5]);
});

test('a site that does not change shows its place, its reason, and what a person could do', async () => {
  const { sites } = await reportOf(TREE);
  const site = sites.find(({ kind }) => kind === 'refuse')!;
  expect(site.change).toBeUndefined();
  expect(site.reasons[0]!.message).not.toBe('');
  expect(site.reasons[0]!.advice).not.toBe('');
  const marks = site.files.flatMap(({ hunks }) =>
    hunks.flatMap(({ rows }) => rows.flatMap(row => row.before!.pieces.filter(({ marked }) => marked))),
  );
  expect(marks.map(({ text }) => text)).toEqual(
    site.verdicts.map(({ verdict }) => verdict.occurrence.keyword),
  );
});

test('names of sites and verdicts stay when lines move', async () => {
  const names = ({ sites }: Report) =>
    sites.flatMap(({ id, verdicts }) => [id, ...verdicts.map(verdict => verdict.id)]).sort();
  const moved = TREE.replace(/^#include <linux\/mm\.h>$/m, '\n\n\n$&\n\n');
  expect(moved).not.toBe(TREE);
  expect(names(await reportOf(moved))).toEqual(names(await reportOf(TREE)));
});

test('verdicts that are alike in all but their number have different fingerprints', async () => {
  const { ledger, sources } = await runOn(transforms, TREE, { review: true });
  const [first] = ledger.verdicts;
  const prints = fingerprintsOf([first!, first!, { ...first!, transform: 'another' }], sources);
  expect(new Set(prints).size).toBe(3);
  const other = { ...first!, kind: 'refuse' as const, code: 'x', message: 'y' };
  expect(fingerprintsOf([other], sources)[0]).toBe(prints[0]);
});

/** What an mmap function of several like calls is called by, line by line. */
async function printsOf(...body: readonly string[]): Promise<readonly string[]> {
  const text = `static int f(struct file *file, struct vm_area_struct *vma)\n{\n${body.join('\n')}\n}\n`;
  const { ledger, sources } = await runOn(transforms, text, { review: true });
  const prints = fingerprintsOf(ledger.verdicts, sources);
  expect(new Set(prints).size).toBe(prints.length);
  return prints.filter((_, i) => ledger.verdicts[i]!.occurrence.keyword === 'vm_insert_page');
}

describe('the fingerprints of like calls in one function', () => {
  const CALL = 'err = vm_insert_page(vma, a, p);';

  test.each([
    ['other words', 'err = vm_insert_page(vma, b, q);'],
    ['the same words in another block', `if (x) { ${CALL} }`],
    ['the same words in another case', `switch (x) { case 1: ${CALL} break; case 2: ${CALL} break; }`],
    ['the same words on the other side', `if (x) { g(); } else { ${CALL} }`],
    ['the same words under a condition', `#ifdef X\n${CALL}\n#endif`],
    ['the same words behind a test', `if (x) ${CALL}`],
  ])('stay when one comes above them: %s', async (_, more) => {
    const before = await printsOf(CALL, 'return err;');
    const after = await printsOf(more, CALL, 'return err;');
    expect(after.length).toBeGreaterThan(before.length);
    expect(after.at(-1)).toBe(before[0]);
  });

  test('stay when the lines around them, their layout and their comments change', async () => {
    const [print] = await printsOf(CALL, 'return err;');
    expect(
      await printsOf('lock();', 'err =  /* now */\n vm_insert_page(vma,a, p);', 'g();', 'return err;'),
    ).toEqual([print]);
  });

  test('are never handed to another one, and are known by what they come behind', async () => {
    const [lone] = await printsOf('g();', CALL, 'return err;');
    const two = await printsOf('g();', CALL, 'h();', CALL, 'return err;');
    const above = await printsOf('f();', CALL, 'g();', CALL, 'h();', CALL, 'return err;');
    expect(above.slice(1)).toEqual(two);
    const without = await printsOf('g();', 'h();', CALL, 'return err;');
    expect(two).not.toContain(lone);
    expect(without).toEqual([lone]);
    const three = await printsOf('g();', CALL, 'h();', CALL, 'i();', CALL, 'return err;');
    expect(three.slice(0, 2)).toEqual(two);
    expect(await printsOf('h();', CALL, 'i();', CALL, 'return err;')).toEqual(three.slice(1));
  });

  test('are all new where what they come behind is alike as well, and one comes or goes', async () => {
    const pair = `g(); ${CALL}`;
    const two = await printsOf(pair, 'h();', pair, 'return err;');
    const three = await printsOf(pair, pair, 'h();', pair, 'return err;');
    expect(three.filter(print => two.includes(print))).toEqual([]);
  });

  test('are numbered where they follow on one another', async () => {
    const two = await printsOf(CALL, CALL, 'return err;');
    expect((await printsOf(CALL, CALL, CALL, 'return err;')).slice(0, 2)).toEqual(two);
  });

  test('tell the arms of chains and loops apart', async () => {
    const prints = await printsOf(
      `if (a) { ${CALL} } else if (b) { ${CALL} } else { ${CALL} }`,
      `for (i = 0; i < n; i++) { ${CALL} }`,
      `switch (c) { case A: g(); ${CALL} break; default: g(); ${CALL} }`,
      `out: ${CALL}`,
    );
    expect(prints).toHaveLength(7);
    const fewer = await printsOf(
      `if (a) { g(); } else if (b) { ${CALL} } else { ${CALL} }`,
      `switch (c) { case A: g(); break; default: g(); ${CALL} }`,
      `out: ${CALL}`,
    );
    expect(fewer).toEqual([prints[1], prints[2], prints[5], prints[6]]);
  });
});

test('names of files that are not ASCII are what they are, wherever the page has them', async () => {
  const { ledger, sources } = await run({
    tree: memoryTree({ 'drivers/gr\u00fcn/gr\u00fcn.c': FAULT }),
    ...{ transforms, parser: await openParser(), takeReview: false },
  });
  const report = makeReport({ tree: 'linux', ledger, sources, transforms });
  const page = reportPage(report, { style: '', script: '' });
  expect(page).toContain('>drivers/gr\u00fcn/gr\u00fcn.c<');
  expect(page).not.toContain('\\xfc');
});

test('a file is part of a subsystem', () => {
  expect(
    ['drivers/gpu/drm/a/b.c', 'arch/x86/a.c', 'mm/a.c', 'a.c', 'fs/b/c.c', 'drivers/a.c'].map(subsystemOf),
  ).toEqual(['drivers/gpu', 'arch/x86', 'mm', '.', 'fs', 'drivers']);
});
