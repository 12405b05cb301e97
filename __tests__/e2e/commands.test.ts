import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { jest } from '@jest/globals';
import { COMMAND_NAMES } from '../../src/edge/commands/index.js';
import { violations } from '../edge/schema.js';
import { commitAll, scratch } from '../tree/scratch.js';
import { faultline } from './bin.js';
import { ALL, SURE } from './trees.js';

// Each test starts processes, and the machine may be busy.
jest.setTimeout(300_000);

const packageJson = JSON.parse(readFileSync('package.json', 'utf8'));

test('--version and --help', () => {
  expect(faultline(['--version'])).toEqual({ code: 0, out: `faultline ${packageJson.version}\n`, err: '' });
  const help = faultline(['--help']);
  expect(help).toMatchObject({ code: 0, err: '' });
  const screen = help.out.trimEnd().split('\n');
  // A screen has 24 lines, and the prompt stands on one.
  expect(screen.length).toBeLessThanOrEqual(23);
  expect(screen.every(line => line.length <= 80)).toBe(true);
  for (const command of COMMAND_NAMES) {
    expect(help.out).toMatch(new RegExp(`^  faultline ${command}\\b`, 'm'));
    const own = faultline([command, '--help']);
    expect(own).toMatchObject({ code: 0, err: '' });
    expect(own.out).toContain('Examples:');
    expect(own.out).toContain('Exit codes:');
    expect(own.out.split('\n').every(line => line.length <= 80)).toBe(true);
    expect(own.out.trimEnd().split('\n').length).toBeLessThanOrEqual(23);
  }
});

test('list shows each transform on a line', () => {
  const { code, out } = faultline(['list']);
  expect(code).toBe(0);
  expect(
    out
      .split('\n')
      .slice(0, -1)
      .map(line => line.split(' ')[0]),
  ).toEqual(['vm-fault-t', 'vm-insert-mixed', 'vm-insert-page', 'vm-insert-pfn', 'vmf-result-as-errno']);
});

describe('scan', () => {
  test('gives every occurrence one verdict, and adds up', () => {
    const tree = scratch(ALL);
    const { code, out, err } = faultline(['scan', '-t', 'vm-insert-page', tree]);
    expect({ code, err }).toEqual({ code: 1, err: '' });
    const verdicts = out
      .split('\n')
      .filter(line => /^\S+:\d+:\d+: \w+ \[[a-z-]+\] vm-insert-page: /.test(line));
    const occurrences = Object.values(ALL)
      .join('')
      .match(/\bvm_insert_page\b/g)!.length;
    expect(verdicts).toHaveLength(occurrences);
    expect(out).toMatch(/^drivers\/gizmo\/gizmo\.c:8:8: convert .* \(in gizmo_fault\)$/m);
    expect(out).toMatch(/^drivers\/widget\/widget\.c:7:6: review .* \(in widget_mmap\)$/m);
    expect(out).toMatch(/^drivers\/widget\/widget\.c:8:17: review .* \(in widget_mmap\)$/m);
    expect(out).toMatch(/^drivers\/gadget\/gadget\.c:7:9: refuse .* \(in gadget_mmap\)$/m);
    expect(out).toMatch(/^include\/linux\/mm\.h:8:5: done /m);
    expect(out).toContain(`${occurrences} occurrences in 4 files, of 4 that were searched\n`);
  });

  test('says by its exit code whether something is left for a person', () => {
    expect(faultline(['scan', scratch(SURE)]).code).toBe(0);
    const tree = scratch(ALL);
    expect(faultline(['scan', tree, 'drivers/gizmo']).code).toBe(0);
    expect(faultline(['scan', tree, 'drivers/widget']).code).toBe(1);
    expect(faultline(['scan', '--review', tree, 'drivers/widget']).code).toBe(0);
    expect(faultline(['scan', '--review', tree, 'drivers/gadget']).code).toBe(1);
  });

  test('--json obeys its schema and says the same', () => {
    const tree = scratch(ALL);
    const { code, out } = faultline(['scan', '--json', tree]);
    expect(code).toBe(1);
    const document = JSON.parse(out);
    expect(violations(JSON.parse(readFileSync('docs/schema/ledger-1.json', 'utf8')), document)).toEqual([]);
    const { totals, verdicts, reasons } = document;
    expect(totals.convert + totals.review + totals.refuse + totals.done).toBe(totals.occurrences);
    expect(verdicts).toHaveLength(totals.occurrences);
    expect(reasons.reduce((sum: number, { count }: { count: number }) => sum + count, 0)).toBe(
      totals.occurrences,
    );
    for (const { path, start, end, keyword } of verdicts) {
      expect(ALL[path as keyof typeof ALL].slice(start, end)).toBe(keyword);
    }
  });

  test('of a tree without a match is empty and content', () => {
    const { code, out } = faultline(['scan', scratch({ 'a.c': 'int main(void) { return 0; }\n' })]);
    expect(code).toBe(0);
    expect(out).toMatch(/^0 occurrences in 0 files, of 1 that were searched\n/);
  });

  test('gives the same bytes again, and whether git keeps the tree or not', () => {
    const tree = scratch(ALL);
    const first = faultline(['scan', '--json', tree]).out;
    expect(faultline(['scan', '--json', tree]).out).toBe(first);
    commitAll(tree);
    expect(faultline(['scan', '--json', tree]).out).toBe(first);
  });

  test('takes names that begin with a dash, and limits that are files', () => {
    const tree = scratch({ ...SURE, '-x.c': SURE['drivers/gizmo/gizmo.c'] });
    const { code, out } = faultline(['scan', '--', '.', '-x.c'], { cwd: tree });
    expect(code).toBe(0);
    expect(out).toMatch(/^-x\.c:8:8: convert /m);
    expect(out).not.toContain('drivers');
  });
});

describe('--transform', () => {
  test('chooses among the transforms', () => {
    const tree = scratch(ALL);
    const names = (...args: string[]) =>
      JSON.parse(faultline(['scan', '--json', ...args, tree]).out).transforms;
    expect(names()).toEqual([
      'vm-fault-t',
      'vm-insert-mixed',
      'vm-insert-page',
      'vm-insert-pfn',
      'vmf-result-as-errno',
    ]);
    expect(names('--transform', 'vm-insert-pfn')).toEqual(['vm-insert-pfn']);
    expect(names('-t', 'vm-insert-pfn', '--transform=vm-insert-page')).toEqual([
      'vm-insert-page',
      'vm-insert-pfn',
    ]);
    expect(names('-t', 'vm-insert-pfn,vm-insert-page')).toEqual(['vm-insert-page', 'vm-insert-pfn']);
  });
});

test('a reader that goes away is no failure', () => {
  const tree = scratch(
    Object.fromEntries([...Array(300)].map((_, at) => [`d${at}.c`, SURE['drivers/gizmo/gizmo.c']])),
  );
  const script = '"$0" bin/faultline.js scan --json "$1" | head -c 1; echo " ' + '$' + '{PIPESTATUS[0]}"';
  const out = execFileSync('bash', ['-c', script, process.execPath, tree], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  expect(out).toBe('{ 0\n');
});
