/**
 * How cost grows: with the tree (an eighth, a quarter, a half, all of its files) and with the sites in it (1, 10, 100
 * times the bundled driver), each run in a process of its own. Prints a table.
 *
 *   npm run bench:scaling -- TREE [ROUNDS]
 *
 * TREE is a kernel; nothing in it is changed. The parts are made of links in a folder that goes away.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, linkSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { measure, median } from './measure.mjs';

const [tree, rounds = '3'] = process.argv.slice(2);
if (tree === undefined) {
  process.stderr.write('expected a kernel tree: npm run bench:scaling -- TREE [ROUNDS]\n');
  process.exit(2);
}
const HERE = new URL('.', import.meta.url).pathname;
const FAULTLINE = join(HERE, '../bin/faultline.js');
const DRIVER = join(HERE, '../examples/gem-fault');
// Links cannot lead to another file system, so the parts stand beside the tree.
const room = mkdtempSync(join(dirname(tree.replace(/\/+$/, '')), 'faultline-scaling-'));

/** A folder of every n-th source file of the tree. */
function part(every) {
  const root = join(room, `part-${every}`);
  const paths = execFileSync('git', ['ls-files', '-z', '*.c', '*.h'], { cwd: tree, maxBuffer: 1 << 28 });
  for (const [at, path] of paths.toString('latin1').split('\0').filter(Boolean).entries()) {
    if (at % every !== 0) continue;
    const to = join(root, path);
    mkdirSync(dirname(to), { recursive: true });
    try {
      linkSync(join(tree, path), to);
    } catch {}
  }
  return root;
}

/** A folder of so many drivers. */
function drivers(count) {
  const root = join(room, `drivers-${count}`);
  for (let i = 0; i < count; i++) cpSync(DRIVER, join(root, `driver-${i}`), { recursive: true });
  return root;
}

const diff = (...args) => ['node', FAULTLINE, 'diff', '-q', '--no-config', '--kernel', '4.20', ...args, '.'];
const RUNS = [
  ...[8, 4, 2, 1].flatMap(every => [
    [`1/${every} of the tree, one transform`, () => part(every), diff('-t', 'vm-insert-pfn')],
    [`1/${every} of the tree, all`, () => join(room, `part-${every}`), diff()],
  ]),
  ...[1, 10, 100].map(count => [`${count} drivers, all`, () => drivers(count), diff()]),
];

try {
  process.stdout.write('| what | median | peak memory |\n| --- | --- | --- |\n');
  for (const [name, prepare, command] of RUNS) {
    const root = prepare();
    const runs = [];
    for (let round = 0; round < Number(rounds); round++) runs.push(await measure(command, root));
    const seconds = median(runs.map(one => one.seconds)).toFixed(2);
    const megabytes = Math.max(...runs.map(one => one.megabytes)).toFixed(0);
    process.stdout.write(`| ${name} | ${seconds} s | ${megabytes} MB |\n`);
  }
} finally {
  rmSync(room, { recursive: true, force: true });
}
