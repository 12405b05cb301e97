import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import { scratch } from '../tree/scratch.js';
import { BIN, faultline } from './bin.js';
import { FAULT, MMAP } from './trees.js';

jest.setTimeout(300_000);

const TREE = { 'drivers/gizmo/gizmo.c': FAULT, 'drivers/widget/widget.c': MMAP };
const ONLY = ['-t', 'vm-insert-page', '--kernel', '4.20'];

/** What a person sees who types keys into a review, in a terminal of its own. */
function typed(keys: string, args: readonly string[], cwd: string, env: NodeJS.ProcessEnv = {}): string {
  const command = [process.execPath, BIN, 'review', ...args].map(word => `'${word}'`).join(' ');
  const { stdout, error } = spawnSync('script', ['-qec', `stty cols 80; ${command}`, '/dev/null'], {
    cwd,
    input: keys,
    encoding: 'utf8',
    env: { PATH: process.env.PATH, HOME: '/nonexistent', TERM: 'xterm', ...env },
  });
  if (error !== undefined) throw error;
  return stdout.replaceAll('\r\n', '\n');
}

const decisionsOf = (file: string) =>
  JSON.parse(readFileSync(file, 'utf8')).decisions.map(
    ({ change, answer }: { change: string; answer: string }) => `${change} ${answer}`,
  );

test('decisions are kept, and replayed by diff, apply and series', () => {
  const tree = scratch(TREE);
  const file = join(scratch(), 'decisions.json');
  const seen = typed('ny', [...ONLY, '--decisions', file, tree], tree);
  expect(seen).toContain('(1/2) drivers/gizmo/gizmo.c:');
  expect(seen).toContain('2 changes decided, 0 left');
  expect(decisionsOf(file)).toEqual([
    'drivers/gizmo/gizmo.c:gizmo_fault no',
    'drivers/widget/widget.c:widget_mmap yes',
  ]);

  // What was to be left out is the sure one, and what goes in needed consent.
  const { out, code } = faultline(['diff', ...ONLY, '--decisions', file, tree]);
  expect(out.match(/^diff --git.*$/gm)).toEqual([
    'diff --git a/drivers/widget/widget.c b/drivers/widget/widget.c',
  ]);
  expect(code).toBe(0);
  const series = join(scratch(), 'out');
  faultline(['series', ...ONLY, '--decisions', file, tree, '-o', series, '--no-recipients']);
  expect(existsSync(join(series, 'series'))).toBe(false);
  expect(faultline(['apply', ...ONLY, '--decisions', file, tree]).err).toContain('1 file rewritten');
  expect(readFileSync(join(tree, 'drivers/gizmo/gizmo.c'), 'latin1')).toBe(FAULT);
  expect(faultline(['diff', ...ONLY, '--decisions', file, tree]).out).toBe('');
});

test('what was decided holds while lines move, and no longer than the change is the same', () => {
  const tree = scratch(TREE);
  const file = join(scratch(), 'decisions.json');
  typed('n', [...ONLY, '--decisions', file, tree, 'drivers/gizmo'], tree);
  const path = join(tree, 'drivers/gizmo/gizmo.c');
  writeFileSync(path, `/* above */\n\n${FAULT}`);
  expect(faultline(['diff', ...ONLY, '--decisions', file, tree]).out).toBe('');
  writeFileSync(path, FAULT.replace('case -ENOMEM:\n\t\treturn VM_FAULT_OOM;\n\t', ''));
  const { out, err } = faultline(['diff', ...ONLY, '--decisions', file, tree]);
  expect(out).toContain('+	return vmf_insert_page');
  expect(err).toContain('1 decision of');
});

test('a review goes on where it was left, however it ended', () => {
  const tree = scratch(TREE);
  const file = join(scratch(), 'decisions.json');
  typed('yq', [...ONLY, '--decisions', file, tree], tree);
  expect(decisionsOf(file)).toHaveLength(1);
  const again = typed('q', [...ONLY, '--decisions', file, tree], tree);
  expect(again).toContain('(2/2) drivers/widget/widget.c:');
  expect(again).not.toContain('(1/2)');
  expect(again).toContain('1 change decided, 1 left');
});

test('search, help, and keys that mean nothing', () => {
  const tree = scratch(TREE);
  const seen = typed('?x/widget\rg1\rq', [...ONLY, '--color=never', tree], tree);
  expect(seen).toContain('y - take this change');
  expect(seen).toContain('"x" is no key here');
  expect(seen.match(/\(\d\/2\)/g)).toEqual(['(1/2)', '(2/2)', '(1/2)']);
  expect(seen).not.toContain('\x1b');
  expect(existsSync(join(tree, 'faultline-decisions.json'))).toBe(false);
});

test('fits 80 columns', () => {
  const tree = scratch(TREE);
  const seen = typed('jq', [...ONLY, '--color=never', tree], tree);
  const shown = seen.slice(seen.indexOf('(1/2)')).split('\n');
  expect(shown.filter(line => line.length > 80)).toEqual([]);
});

test('never asks without a terminal', () => {
  const { code, out, err } = faultline(['review', scratch(TREE)]);
  expect([code, out]).toEqual([2, '']);
  expect(err).toMatch(/expected a terminal .* found none; `faultline report`/);
});

test('a file that holds no decisions is told of before anything is looked at', () => {
  const tree = scratch({ ...TREE, 'd.json': '{}' });
  for (const command of ['diff', 'apply', 'review']) {
    const { code, err } = faultline([command, ...ONLY, '--decisions', 'd.json', tree], { cwd: tree });
    expect([code, err]).toEqual([2, expect.stringMatching(/d\.json holds no decisions/)]);
  }
});

test('the recording in the docs is what a terminal shows', () => {
  const recorded = readFileSync('docs/REVIEW.md', 'utf8');
  const folder = scratch();
  const [, line] = /`faultline review (.*?)`/.exec(recorded)!;
  const tree = join(process.cwd(), 'examples/mmap-loop');
  const args = line!.split(' ').map(word => (word === 'examples/mmap-loop' ? tree : word));
  const seen = typed('y', ['--color=never', ...args], folder);
  expect(recorded).toContain(`\`\`\`\n${seen.slice(seen.indexOf('(1/1)')).trimEnd()}\n\`\`\``);
  const kept = readFileSync(join(folder, 'decisions.json'), 'utf8');
  expect(recorded).toContain(`\`\`\`json\n${kept}\`\`\``);
});
