/**
 * Runs faultline and its peers side by side on one tree, interleaved, and prints medians, spreads and ratios.
 *
 *   npm run bench -- TREE [ROUNDS]
 *
 * TREE is a git checkout of the kernel; nothing in it is changed. What is not installed is left out, and said.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { measure, median } from './measure.mjs';

const [tree, rounds = '5'] = process.argv.slice(2);
if (tree === undefined) {
  process.stderr.write('expected a kernel tree: npm run bench -- TREE [ROUNDS]\n');
  process.exit(2);
}
const HERE = new URL('.', import.meta.url).pathname;
const FAULTLINE = join(HERE, '../bin/faultline.js');
const NAMES = [
  'vm_insert_page',
  'vm_insert_pfn',
  'vm_insert_pfn_prot',
  'vm_insert_mixed',
  'vm_insert_mixed_mkwrite',
];

/** What runs, each in the tree; the first is what the others are measured in. */
const CONTESTANTS = [
  ['rg -lw', ['rg', '-lw', ...NAMES.flatMap(name => ['-e', name]), '-tc', '.']],
  ['git grep -lw', ['git', 'grep', '-lw', ...NAMES.flatMap(name => ['-e', name]), '--', '*.[ch]']],
  ['node -e 0', ['node', '-e', '0']],
  [
    'faultline diff, one transform',
    ['node', FAULTLINE, 'diff', '-q', '-t', 'vm-insert-pfn', '--kernel', '4.20', '.'],
  ],
  [
    'faultline diff, calls',
    [
      'node',
      FAULTLINE,
      'diff',
      '-q',
      '-t',
      'vm-insert-page,vm-insert-pfn,vm-insert-mixed',
      '--kernel',
      '4.20',
      '.',
    ],
  ],
  ['faultline diff, all', ['node', FAULTLINE, 'diff', '-q', '--prepare', '.']],
  ['faultline check', ['node', FAULTLINE, 'check', '-q', '.']],
  ['spatch, calls and types', ['bash', '-c', `${spatch('calls')}; ${spatch('types')}`]],
];

function spatch(rules) {
  return `spatch --very-quiet -j 2 --use-gitgrep --sp-file ${join(HERE, `${rules}.cocci`)} --dir . >/dev/null 2>&1`;
}

const isThere = ([command]) => spawnSync('sh', ['-c', `command -v ${command}`]).status === 0;
const spatchIsThere = isThere(['spatch']);
const running = CONTESTANTS.filter(([name, command]) => {
  const ok = isThere(command) && (spatchIsThere || !name.startsWith('spatch'));
  if (!ok) process.stderr.write(`left out, since it is not installed: ${name}\n`);
  return ok;
});
const results = new Map(running.map(([name]) => [name, []]));
for (let round = 0; round < Number(rounds); round++) {
  for (const [name, command] of running) results.get(name).push(await measure(command, tree));
}
const base = median(results.get(running[0][0]).map(({ seconds }) => seconds));
process.stdout.write(
  '| what | median | from - to | ratio | peak memory |\n| --- | --- | --- | --- | --- |\n',
);
for (const [name, runs] of results) {
  const times = runs.map(({ seconds }) => seconds);
  const s = value => `${value.toFixed(2)} s`;
  process.stdout.write(
    `| ${name} | ${s(median(times))} | ${s(Math.min(...times))} - ${s(Math.max(...times))} | ` +
      `${(median(times) / base).toFixed(1)} | ${Math.max(...runs.map(({ megabytes }) => megabytes)).toFixed(0)} MB |\n`,
  );
}
