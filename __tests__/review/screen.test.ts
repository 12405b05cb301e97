import fc from 'fast-check';
import { paintFor } from '../../src/edge/paint.js';
import { filePatch } from '../../src/patch/index.js';
import { showPatch } from '../../src/report/hunk.js';
import { makeReport, type Site } from '../../src/report/report.js';
import { screenOf } from '../../src/review/screen.js';
import { run } from '../../src/run.js';
import { openParser } from '../../src/source/index.js';
import { memoryTree } from '../../src/tree/memory.js';
import { transforms } from '../../transforms/index.js';
import { FAULT } from '../e2e/trees.js';
import { standIn } from '../transforms/judges.js';

async function siteOf(text: string, path = 'drivers/gizmo/gizmo.c'): Promise<Site> {
  const tree = memoryTree({ [path]: text, 'include/linux/mm.h': standIn });
  const result = await run({
    tree,
    paths: ['drivers'],
    transforms,
    parser: await openParser(),
    takeReview: false,
  });
  return makeReport({ tree: 't', transforms, ...result }).sites.find(({ kind }) => kind === 'convert')!;
}

const around = (width: number) => ({
  number: 1,
  total: 2,
  answer: undefined,
  width,
  brushes: paintFor(false),
});

/** As a terminal sees it. */
const bare = (line: string) => line.replace(/\x1b\[[0-9;]*m/g, '');

it('shows the place, the reason, the way, the hunk and the table', async () => {
  const lines = screenOf(await siteOf(FAULT), around(100));
  expect(lines).toContain('(1/2) drivers/gizmo/gizmo.c:3 gizmo_fault: convert');
  expect(lines.join('\n')).toContain('from gizmo_vm_ops.fault (drivers/gizmo/gizmo.c:');
  expect(lines).toContain('-static int gizmo_fault(struct vm_fault *vmf)');
  expect(lines).toContain('+static vm_fault_t gizmo_fault(struct vm_fault *vmf)');
  expect(lines).toContain('  -ENOMEM                    returns VM_FAULT_OOM');
});

it('names a file beyond ASCII as it is called, and escapes what a terminal would obey', async () => {
  const path = 'drivers/größe/gizmo\u001b.c';
  const said = screenOf(await siteOf(FAULT, path), around(100)).join('\n');
  expect(said.match(/drivers\/gr\S*\.c/g)).toEqual(Array(5).fill('drivers/größe/gizmo\\x1b.c'));
});

it('says why there is no table and no way where there is none', async () => {
  const plain = FAULT.replace(/vm_insert_page\([^;]*\)/, 'gizmo_map(vmf)');
  const typed = screenOf(await siteOf(plain), around(100)).join('\n');
  expect(typed).toContain('from gizmo_vm_ops.fault (drivers/gizmo/gizmo.c:');
  expect(typed).toContain('\nno value table: no call is another one, so each value stays what it is');
  expect(typed).not.toContain('no call chain');
  const loose = plain.slice(0, plain.indexOf('static const')).replace('static int', 'int');
  expect(screenOf(await siteOf(loose), around(100))).toContain(
    'no call chain: no slot is known from which calls lead here',
  );
});

it('shows the lines of a hunk as the patch has them, whatever moves over what', async () => {
  const site = await siteOf(FAULT);
  const line = fc.constantFrom(
    '',
    'int a = f(x, y);',
    'a = f(x, y);',
    'return a ? B : C;',
    'return g(x, y);',
    '}',
  );
  const text = fc.array(line, { maxLength: 9 }).map(lines => lines.map(one => `${one}\n`).join(''));
  fc.assert(
    fc.property(text, text, (before, after) => {
      fc.pre(before !== after);
      const patch = filePatch({ path: 'a.c', before, after });
      const shown = screenOf(
        { ...site, chains: [], reasons: [], table: [], files: [showPatch(patch, before, after)] },
        { ...around(200), brushes: { ...paintFor(false), colored: true } },
      );
      const from = shown.indexOf('--- a.c') + 1;
      const lines = patch.hunks.flatMap(hunk => [
        hunk.label === '' ? '@@' : `@@ ${hunk.label}`,
        ...hunk.lines.map(({ sign, text: own }) => `${sign}${own.trimEnd()}`),
      ]);
      expect(shown.slice(from, from + lines.length)).toEqual(lines);
    }),
  );
});

it('marks the words that change', async () => {
  const colored = screenOf(await siteOf(FAULT), { ...around(100), brushes: paintFor(true) });
  const line = colored.find(one => bare(one).startsWith('+static'))!;
  expect(line).toContain('\x1b[7mvm_fault_t\x1b[27m');
});

it('points at the words that change where there are no colours', async () => {
  const lines = screenOf(await siteOf(FAULT), around(100));
  const at = lines.indexOf('+static vm_fault_t gizmo_fault(struct vm_fault *vmf)');
  expect(lines.slice(at - 1, at + 2)).toEqual([
    '        ^^^',
    '+static vm_fault_t gizmo_fault(struct vm_fault *vmf)',
    '        ^^^^^^^^^^',
  ]);
  const colored = screenOf(await siteOf(FAULT), { ...around(100), brushes: paintFor(true) });
  expect(colored.filter(line => /^[ ^]*\^/.test(bare(line)))).toEqual([]);
});

it('points at a word in each line that a longer one is folded to, whatever stands before it', async () => {
  const text = FAULT.replace('vm_insert_page(', `/* ${'\t\u6f22'.repeat(4)} */ vm_insert_page(`);
  const lines = screenOf(await siteOf(Buffer.from(text).toString('latin1')), around(40));
  const points = lines.flatMap((line, i) => (/^ [ ^]*\^[ ^]*$/.test(line) ? [[lines[i - 1]!, line]] : []));
  const wide = (line: string) => line.replace(/\u6f22/g, '##');
  const said = points.map(([line, point]) =>
    [...wide(line!)].map((char, i) => (point![i] === '^' ? char : ' ')).join(''),
  );
  expect(said.join(' ')).toMatch(/vm_insert_page|vmf_insert_page/);
  expect(points.filter(([, point]) => point!.length > 40)).toEqual([]);
});

it('is as wide as the terminal at most, and says the same in any width', async () => {
  const site = await siteOf(FAULT.replace('gizmo_vm_ops', `gizmo_${'long_'.repeat(30)}ops`));
  const words = (lines: readonly string[]) => lines.join('').replace(/[\s\\^]+/g, '');
  fc.assert(
    fc.property(fc.integer({ min: 20, max: 200 }), width => {
      const lines = screenOf(site, around(width));
      expect(lines.filter(line => line.length > width)).toEqual([]);
      expect(words(lines)).toBe(words(screenOf(site, around(2000))));
    }),
    { numRuns: 60 },
  );
});

it('keeps what is done with a value in a column of its own', async () => {
  const site = await siteOf(FAULT.replace('\tcase -EBUSY:\n', ''));
  expect(screenOf(site, around(60)).join('\n')).toContain(
    [
      '  -EBUSY                returns VM_FAULT_SIGBUS',
      '                        => returns VM_FAULT_NOPAGE',
    ].join('\n'),
  );
  // A value that is wider than a third of the terminal stands above.
  expect(screenOf(site, around(60)).join('\n')).toContain(
    ['  -EFAULT, -EINVAL, -EACCES', '                        returns VM_FAULT_SIGBUS'].join('\n'),
  );
  expect(screenOf(site, around(81))).toContain(
    '  -EBUSY                     returns VM_FAULT_SIGBUS  =>  returns VM_FAULT_NOPAGE',
  );
});

it('shows a site where no value is in question', async () => {
  const site = await siteOf(FAULT.replace(/\tret = vm_insert[^}]*\}/, '\treturn VM_FAULT_SIGBUS;'));
  expect(site.table).toEqual([]);
  expect(screenOf(site, around(80))).toContain('+static vm_fault_t gizmo_fault(struct vm_fault *vmf)');
});

it('shows nothing that a terminal would take for a command', async () => {
  const site = await siteOf(FAULT.replace('struct gizmo *g', '/* \x1b[2J\x9b2J \u0007 */ struct gizmo *g'));
  const text = screenOf(site, around(80)).join('\n');
  expect(text).toContain('\\x1b[2J');
  expect(/[\x00-\x08\x0b-\x1f\x7f-\x9f]/.test(text)).toBe(false);
});
