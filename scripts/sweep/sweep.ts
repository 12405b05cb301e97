/**
 * Takes every C file of a tree, or of what csmith makes, by itself through masking, parsing, lowering, facts and all
 * transforms: nothing may crash, hang, or change where there is no site. Prints numbers; ends with 1 where something
 * was wrong.
 *
 *   npm run sweep -- TREE [PATH...] [--prove=N] [--seconds=S] [--heap=MB]
 *   npm run sweep -- --csmith=COUNT [--from=SEED] ...
 *
 * `--prove=N`: each Nth function is also evaluated beside itself, and must not differ.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDisk } from '../../src/tree/disk.js';
import { watched } from '../watched.js';
import type { Asked, Swept } from './reader.js';

const words = process.argv.slice(2).filter(word => !word.startsWith('--'));
const optionOf = (name: string): string | undefined =>
  process.argv.find(word => word.startsWith(`--${name}=`))?.slice(name.length + 3);
const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};
const proves = Number(optionOf('prove') ?? 0);

async function* filesOfTree(root: string, paths: readonly string[]): AsyncGenerator<Asked> {
  const tree = await openDisk(root);
  for (const path of await tree.list(paths.length > 0 ? paths : undefined))
    yield { file: join(tree.root, path), path, proves };
}

async function* programs(count: number, first: number): AsyncGenerator<Asked> {
  const folder = mkdtempSync(join(tmpdir(), 'faultline-csmith-'));
  try {
    for (let seed = first; seed < first + count; seed++) {
      const path = `${seed}.c`;
      const file = join(folder, path);
      execFileSync('csmith', ['--seed', String(seed), '-o', file], {
        cwd: folder,
        stdio: 'ignore',
        timeout: 120_000,
      });
      yield { file, path, proves };
      rmSync(file);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const csmith = optionOf('csmith');
const [root = '.', ...paths] = words;
const items =
  csmith === undefined ? filesOfTree(root, paths) : programs(Number(csmith), Number(optionOf('from') ?? 1));

const sums = { counts: new Map<string, number>(), times: new Map<string, number>() };
const slowest: { path: string; seconds: number }[] = [];
let wrong = 0;
let most = 0;
const complain = (path: string, what: string) => {
  wrong++;
  say(`${path}: ${what}`);
};
const addAll = (sum: Map<string, number>, more: Readonly<Record<string, number>>) => {
  for (const [name, n] of Object.entries(more)) sum.set(name, (sum.get(name) ?? 0) + n);
};

const begun = performance.now();
const watching = {
  worker: new URL('./reader.ts', import.meta.url),
  seconds: Number(optionOf('seconds') ?? 120),
  heap: Number(optionOf('heap') ?? 1024),
};
for await (const outcome of watched<Asked, Swept>(items, watching)) {
  const { path } = outcome.item;
  if ('failure' in outcome) complain(path, outcome.failure);
  else {
    addAll(sums.counts, outcome.answer.counts);
    addAll(sums.times, outcome.answer.times);
    for (const what of outcome.answer.wrong) complain(path, what);
    most = Math.max(most, outcome.megabytes);
  }
  slowest.push({ path, seconds: outcome.seconds });
  slowest.sort((a, b) => b.seconds - a.seconds).splice(5);
}

for (const [name, n] of [...sums.counts].sort()) say(`${name}: ${n}`);
for (const [name, ms] of sums.times) say(`${name}: ${(ms / 1000).toFixed(1)} s`);
for (const { path, seconds } of slowest) say(`slowest: ${seconds.toFixed(2)} s, ${path}`);
say(`most memory: ${most} MB; ${((performance.now() - begun) / 1000).toFixed(0)} s in all`);
say(wrong === 0 ? 'nothing was wrong' : `${wrong} things were wrong`);
process.exitCode = wrong === 0 ? 0 : 1;
