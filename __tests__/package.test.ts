/** The package as npm packs it, in an empty folder with what it depends on and nothing else. */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { jest } from '@jest/globals';
import { FAULT } from './e2e/trees.js';
import { put, scratch } from './tree/scratch.js';

// Packing and compiling take a while on a busy machine.
jest.setTimeout(300_000);

const { dependencies, bin, man, files } = JSON.parse(readFileSync('package.json', 'utf8'));
const folder = scratch({ 'linux/drivers/gizmo/gizmo.c': FAULT });
const installed = join(folder, 'node_modules/faultline');

const run = (command: string, args: readonly string[]) =>
  spawnSync(command, args, { cwd: folder, encoding: 'utf8', env: { PATH: process.env.PATH } });

beforeAll(() => {
  const [{ filename }] = JSON.parse(
    execFileSync('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }),
  );
  mkdirSync(installed, { recursive: true });
  execFileSync('tar', ['-xzf', join(folder, filename), '-C', installed, '--strip-components=1']);
  for (const name of [...Object.keys(dependencies), '@types/node']) {
    const link = join(folder, 'node_modules', name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(resolve('node_modules', name), link);
  }
});

test('its command runs, and its manual page is there', () => {
  const command = join(installed, bin.faultline);
  const { status, stdout, stderr } = run(process.execPath, [command, 'scan', '--quiet', 'linux', 'drivers']);
  expect(stderr).toBe('');
  expect(stdout).toContain('drivers/gizmo/gizmo.c:');
  expect(status).toBe(0);
  expect(readFileSync(join(installed, man), 'utf8')).toContain('.TH FAULTLINE 1');
});

test('everything that package.json names is in it', () => {
  expect(files.filter((name: string) => !existsSync(join(installed, name)))).toEqual([]);
});

test('links in it lead to what is in it', () => {
  const pages = readdirSync(installed, { recursive: true, encoding: 'utf8' }).filter(path =>
    path.endsWith('.md'),
  );
  expect(pages).toContain(join('docs', 'CLI.md'));
  const broken = pages.flatMap(page => {
    const text = readFileSync(join(installed, page), 'utf8').replace(/^```[\s\S]*?^```$/gm, '');
    return [...text.matchAll(/\]\((?!https?:)([^)#]+)(?:#[^)]*)?\)/g)]
      .filter(([, target]) => !existsSync(join(installed, dirname(page), target!)))
      .map(([link]) => `${page}: ${link}`);
  });
  expect(broken).toEqual([]);
});

/** The program of docs/API.md. */
const [, CONSUMER] = /^```ts\n([\s\S]*?)^```$/m.exec(readFileSync('docs/API.md', 'utf8'))!;

test('what a program imports has types, and does what they say', () => {
  put(folder, { 'consumer.mts': CONSUMER! });
  const compile = (...args: readonly string[]) =>
    run(process.execPath, [
      resolve('node_modules/typescript/bin/tsc'),
      ...['--strict', '--module', 'nodenext', '--target', 'es2022', '--lib', 'es2022', '--types', 'node'],
      ...args,
      'consumer.mts',
    ]);
  expect(compile().stdout).toBe('');
  const { stdout, stderr } = run(process.execPath, ['consumer.mjs']);
  expect([stderr, stdout]).toEqual(['', '5 1 true 1\n']);
  put(folder, { 'consumer.mts': CONSUMER!.replace("split: 'file'", "split: 'files'") });
  expect(compile('--noEmit').stdout).toMatch(/consumer\.mts.*"files".* is not assignable/);
});
