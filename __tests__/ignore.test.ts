import { check } from '../src/check/check.js';
import { checkChange } from '../src/check/since.js';
import { findIgnores, uselessOf } from '../src/ignore.js';
import { openSource } from '../src/source/index.js';
import { memoryTree } from '../src/tree/memory.js';
import { transforms } from '../transforms/index.js';
import { filesOf, runOn, testParser } from './check.js';
import { TREE } from './report/tree.js';

const ignoresIn = async (text: string) =>
  findIgnores(openSource(await testParser(), 'a.c', Buffer.from(text, 'utf8'))).map(
    ({ line, covers, reason }) => [line, covers, reason],
  );

test('a comment covers the line it stands behind, or alone the next line of code', async () => {
  expect(await ignoresIn('a(); /* faultline-ignore it is old */\nb();\n')).toEqual([[1, 1, 'it is old']]);
  expect(await ignoresIn('// faultline-ignore: it is old\n\n/* more */\nb();\n')).toEqual([
    [1, 4, 'it is old'],
  ]);
  expect(await ignoresIn('/*\n * faultline-ignore it is\n *   old */ b();\n')).toEqual([[1, 3, 'it is old']]);
  expect(await ignoresIn('/* faultline-ignore last */')).toEqual([[1, 1, 'last']]);
});

test('a comment alone on its line covers all lines of the statements that begin on the next', async () => {
  const covered = async (text: string) => {
    const file = openSource(await testParser(), 'a.c', text);
    return findIgnores(file).map(({ span }) => text.slice(span.start, span.end).replace(/\s+/g, ' '));
  };
  const c = '/* faultline-ignore it is old */';
  expect(await covered(`int f(void)\n{\n${c}\na(1,\n  2);\nb();\n}\n`)).toEqual(['a(1, 2);']);
  expect(await covered(`int f(void)\n{\n${c}\nif (a(1,\n  2) ||\n c) {\nb();\n}\n}\n`)).toEqual([
    'if (a(1, 2) || c) {',
  ]);
  expect(await covered(`${c}\nstatic int\nf(void)\n{\na();\n}\n`)).toEqual(['static int f(void) {']);
  expect(await covered(`${c}\n#define A(x) \\\n b(x)\nint c;\n`)).toEqual(['#define A(x) \\ b(x)']);
  // In the middle of a statement, and behind code, it is the line.
  expect(await covered(`int f(void)\n{\na(1,\n${c}\n 2,\n 3);\n}\n`)).toEqual([' 2,']);
  expect(await covered(`int f(void)\n{\na(1, ${c}\n 2);\n}\n`)).toEqual([`a(1, ${c}`]);
});

test('what has no letter is no reason', async () => {
  const reasons = ['.', '--', '#12', '?!', 'a', '\u00e9', '\u65e7'];
  const found = await Promise.all(
    reasons.map(reason => ignoresIn(`/* faultline-ignore ${reason} */ a();\n`)),
  );
  expect(found.map(([one]) => one![2] !== '')).toEqual([false, false, false, false, true, true, true]);
});

test('a reason is required, and other words are no such comment', async () => {
  expect(await ignoresIn('/* faultline-ignore */ a();\n// faultline-ignore:\nb();')).toEqual([
    [1, 1, ''],
    [2, 3, ''],
  ]);
  expect(
    await ignoresIn(
      '/* see faultline-ignore x */ /* faultline-ignored x */ char *s = "/* faultline-ignore x */";',
    ),
  ).toEqual([]);
});

const run = (tree: string) => runOn(transforms, tree, { review: true });
const kinds = ({ ledger }: Awaited<ReturnType<typeof run>>, path: string) =>
  ledger.verdicts
    .filter(({ occurrence }) => occurrence.path === path)
    .map(({ kind, code }) => `${kind} ${code}`);

const GEM = 'drivers/gpu/drm/gizmo/gem.c';

test.each([
  ['the call', '\tint ret = vm_insert_page('],
  ['a line that only the edits touch', 'static int gizmo_fault('],
  ['a word of the change in a line that stays', '\t\treturn VM_FAULT_OOM;'],
])('%s is left, and the change that needs it with it', async (_, line) => {
  const result = await run(TREE.replace(line, `/* faultline-ignore firmware wants it */\n${line}`));
  const without = await run(TREE);
  expect(result.files.map(({ path }) => path)).not.toContain(GEM);
  expect(without.files.map(({ path }) => path)).toContain(GEM);
  const before = kinds(without, GEM);
  expect(kinds(result, GEM)).toEqual(
    before.map(kind => (kind.startsWith('convert') ? 'refuse ignored' : kind)),
  );
  const { message } = result.ledger.verdicts.find(({ code }) => code === 'ignored')!;
  expect(message).toMatch(
    /^the source says to leave it, at drivers\/gpu\/drm\/gizmo\/gem\.c:\d+: firmware wants it$/,
  );
  expect(result.ignores.map(({ used }) => used)).toEqual([true]);
  expect(result.slips).toEqual([]);
});

test('the counts still add up, and other changes go in', async () => {
  const { ledger, files } = await run(TREE.replace('\tint ret =', '\t/* faultline-ignore x */\n\tint ret ='));
  const { occurrences, convert, review, refuse, done } = ledger.totals;
  expect(convert + review + refuse + done).toBe(occurrences);
  expect(ledger.verdicts).toHaveLength(occurrences);
  expect(files.map(({ path }) => path)).toEqual(['fs/trace.c']);
});

test('a refusal is left with the reason of the source, and its chain', async () => {
  const { ledger } = await run(
    TREE.replace('\treturn vm_insert_page(', '\t// faultline-ignore mapped once\n\treturn vm_insert_page('),
  );
  const verdict = ledger.verdicts.find(({ occurrence }) => occurrence.path === 'drivers/char/widget.c')!;
  expect(verdict).toMatchObject({ kind: 'refuse', code: 'ignored' });
  expect(verdict.chain.map(({ name }) => name)).toEqual(['widget_fops.mmap', 'widget_mmap']);
});

test('what is done stays done, and a comment that keeps nothing is told', async () => {
  const { ledger, ignores } = await run(
    TREE.replace('int vm_insert_page(', '/* faultline-ignore x */\nint vm_insert_page(').replace(
      '#include <linux/mm.h>',
      '#include <linux/mm.h>\n/* faultline-ignore */\nint unused;',
    ),
  );
  expect(ledger.verdicts.filter(({ code }) => code === 'ignored')).toEqual([]);
  expect(ignores.map(({ path, reason, used }) => [path, reason, used])).toEqual([
    [GEM, '', false],
    ['include/linux/mm.h', 'x', false],
  ]);
});

test('a comment in a file without any keyword is told as well', async () => {
  const { ignores } = await run(`${TREE}// file: lib/a.c\n/* faultline-ignore it is old */\nint x;\n`);
  expect(uselessOf(ignores, false)).toEqual([
    { path: 'lib/a.c', line: 1, why: 'faultline-ignore is not needed any more' },
  ]);
  expect(uselessOf(ignores, true)).toEqual([]);
});

describe('check', () => {
  const found = async (tree: string) =>
    check({ tree: memoryTree(filesOf(tree)), transforms, parser: await testParser() });
  const IGNORING = TREE.replace('\tint ret =', '\t/* faultline-ignore known */\n\tint ret =').replace(
    'static int gizmo_fault',
    'static vm_fault_t gizmo_fault',
  );

  test('passes over a finding that the source says to leave, and notes it', async () => {
    const { findings, notes } = await found(IGNORING);
    expect(findings).toEqual([]);
    expect(notes).toEqual([`${GEM}:6: errno-under-fault is left, as the source says: known`]);
    expect((await found(IGNORING.replace('faultline-ignore known', 'known'))).findings).toHaveLength(1);
    expect(
      (await found(IGNORING.replace('faultline-ignore known', 'faultline-ignore'))).findings,
    ).toHaveLength(1);
  });

  test('notes comments that are there for nothing, wherever they are', async () => {
    const spare = '// file: lib/a.c\n/* faultline-ignore it is old */\nint x; /* faultline-ignore */\n';
    const { notes, idle } = await found(IGNORING + spare);
    expect(idle!.map(({ path, line }) => [path, line])).toEqual([['lib/a.c', 1]]);
    expect(notes.slice(1)).toEqual(['lib/a.c:2: faultline-ignore has no reason, so it counts for nothing']);
    // What scan would change, it may keep.
    const kept = TREE.replace(
      '\treturn vm_insert_page(',
      '\t// faultline-ignore once\n\treturn vm_insert_page(',
    );
    expect((await found(kept)).notes).toEqual([]);
    const part = { tree: memoryTree(filesOf(IGNORING + spare)), transforms, parser: await testParser() };
    expect((await check({ ...part, paths: ['drivers'] })).notes).toHaveLength(1);
  });

  test('does the same with what a change adds', async () => {
    const files = filesOf(IGNORING);
    const { [GEM]: gem, ...rest } = files;
    const change = async (text: string) =>
      checkChange({
        before: memoryTree(rest),
        after: memoryTree({ ...rest, [GEM]: text }),
        changed: [{ before: undefined, after: GEM }],
        reaches: { of: async () => undefined, keep: async () => undefined },
        transforms,
        parser: await testParser(),
      });
    expect((await change(gem!)).findings).toEqual([]);
    expect((await change(gem!)).idle).toEqual([]);
    expect((await change(gem!.replace('faultline-ignore known', ''))).findings).toHaveLength(1);
    expect((await change(gem!.replace('ignore known', 'ignore'))).notes).toEqual([
      `${GEM}:5: faultline-ignore has no reason, so it counts for nothing`,
    ]);
  });
});

test('files are selected, and facts still come from all of them', async () => {
  const { ledger } = await runOn(transforms, TREE, { selects: path => path.startsWith('drivers/gpu/') });
  expect(new Set(ledger.verdicts.map(({ occurrence }) => occurrence.path))).toEqual(new Set([GEM]));
  expect(ledger.totals).toMatchObject({ filesListed: 1, filesWithKeywords: 1 });
  expect(ledger.totals.convert).toBeGreaterThan(0);
});
