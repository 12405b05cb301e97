/** The examples in docs/CHECK.md, and the hooks, run as a reader would run them. */
import { spawnSync } from 'node:child_process';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { MM_H } from '../check/trees.js';
import { commitAll, git, put, scratch } from '../tree/scratch.js';
import { faultline } from './bin.js';

const DOC = readFileSync('docs/CHECK.md', 'utf8');
const blocks = (language: string) =>
  [...DOC.matchAll(new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\`$`, 'gm'))].map(match => match[1]!);
const FILES = Object.fromEntries(
  blocks('c').map(text => {
    const [, path, rest] = /^\/\/ file: (\S+)\n([\s\S]*)$/.exec(text)!;
    return [path!, rest!];
  }),
);
const BEFORE = {
  'include/linux/mm.h': MM_H,
  'drivers/gizmo/gizmo.h': '',
  'drivers/gizmo/gem.c': FILES['drivers/gizmo/gem.c']!,
};

/** The checkout of the story: the helper is committed, the handler staged. */
function story(): string {
  const tree = scratch(BEFORE);
  commitAll(tree);
  put(tree, FILES);
  git(tree, 'add', '-A');
  return tree;
}

/** A folder with the command, for scripts that expect it among the programs. */
function programs(): string {
  const folder = scratch();
  const file = join(folder, 'faultline');
  writeFileSync(file, `#!/bin/sh\nexec "${process.execPath}" "${process.cwd()}/bin/faultline.js" "$@"\n`);
  chmodSync(file, 0o755);
  return folder;
}

test('the commands print what the page shows, in its order', () => {
  const tree = story();
  const sessions = blocks('console').map(text => /^\$ faultline (.*)\n([\s\S]*)$/.exec(text)!);
  expect(sessions.map(([, command]) => command)).toEqual([
    'check --staged',
    'check --write-baseline faultline-baseline.json',
    'check --baseline faultline-baseline.json',
  ]);
  for (const [, command, printed] of sessions) {
    const { code, out } = faultline(command!.split(' '), { cwd: tree });
    expect(out).toBe(printed);
    expect(code).toBe(printed === '' ? 0 : 1);
  }
  expect(faultline(['explain', 'drivers/gizmo/gem.c:5'], { cwd: tree }).code).toBe(0);
});

test('the git hook stops the commit, and lets a right one pass', () => {
  const tree = story();
  const [script] = blocks('sh');
  const hook = join(tree, '.git/hooks/pre-commit');
  put(tree, { '.git/hooks/pre-commit': script! });
  chmodSync(hook, 0o755);
  const commit = () =>
    spawnSync('git', ['-c', 'user.name=A', '-c', 'user.email=a@example.com', 'commit', '-q', '-m', 'x'], {
      cwd: tree,
      encoding: 'utf8',
      env: { PATH: `${programs()}:${process.env.PATH}`, HOME: tree, GIT_CONFIG_NOSYSTEM: '1' },
    }).status;
  expect(commit()).toBe(1);
  git(tree, 'rm', '-q', '--cached', 'drivers/gizmo/drv.c');
  put(tree, { 'drivers/gizmo/more.c': 'int gizmo_more;\n' });
  git(tree, 'add', 'drivers/gizmo/more.c');
  expect(commit()).toBe(0);
});

test('the pre-commit hooks run, and the page names them', () => {
  const text = readFileSync('.pre-commit-hooks.yaml', 'utf8');
  const hooks = text
    .split(/^- /m)
    .slice(1)
    .map(hook => ({
      id: /^id: (.*)$/m.exec(hook)![1]!,
      entry: /^ {2}entry: (.*)$/m.exec(hook)![1]!.split(' '),
      args: (/^ {2}args: \[(.*)\]$/m.exec(hook)?.[1] ?? '')
        .split(', ')
        .filter(Boolean)
        .map(arg => arg.replace(/'/g, '')),
      files: new RegExp(/^ {2}files: (.*)$/m.exec(hook)![1]!),
      passes: /^ {2}pass_filenames: false$/m.test(hook),
    }));
  expect(hooks.map(({ id }) => id)).toEqual(['faultline-check', 'faultline-check-branch']);
  const bin = Object.keys(JSON.parse(readFileSync('package.json', 'utf8')).bin);
  for (const { id, entry, args, files, passes } of hooks) {
    expect(DOC).toContain(`- id: ${id}`);
    expect(bin).toContain(entry[0]);
    expect(['a.c', 'b.h', 'c.S', 'README'].filter(name => files.test(name))).toEqual(['a.c', 'b.h']);
    expect(passes).toBe(true);
    const tree = story();
    const given = args.map(arg => (arg === '@{upstream}' ? 'HEAD' : arg));
    expect(faultline([...entry.slice(1), ...given], { cwd: tree }).code).toBe(1);
  }
});

test('every option on the page is one of the command', () => {
  const { out } = faultline(['check', '--help']);
  const options = new Set(DOC.match(/(?<=[ `])--[a-z][a-z-]+/g));
  expect([...options].filter(option => !out.includes(`${option} `))).toEqual([]);
  expect(options.size).toBeGreaterThan(4);
});
