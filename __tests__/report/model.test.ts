import { fingerprintsOf } from '../../src/report/fingerprint.js';
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
  expect(site.chains.map(chain => chain.map(({ name }) => name))).toEqual([
    ['gizmo_vm_ops.fault', 'gizmo_fault', 'vm_insert_page'],
  ]);
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
  const { ledger } = await runOn(transforms, TREE, { review: true });
  const [first] = ledger.verdicts;
  const prints = fingerprintsOf([first!, first!, { ...first!, transform: 'another' }]);
  expect(new Set(prints).size).toBe(3);
  expect(fingerprintsOf([{ ...first!, kind: 'refuse', code: 'x', message: 'y' }])[0]).toBe(prints[0]);
});

test('a file is part of a subsystem', () => {
  expect(
    ['drivers/gpu/drm/a/b.c', 'arch/x86/a.c', 'mm/a.c', 'a.c', 'fs/b/c.c', 'drivers/a.c'].map(subsystemOf),
  ).toEqual(['drivers/gpu', 'arch/x86', 'mm', '.', 'fs', 'drivers']);
});
