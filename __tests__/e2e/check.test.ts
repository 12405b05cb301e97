import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CLEAN, DRIVER, HELPER, LINKED, MM_H, WRONG } from '../check/trees.js';
import { violations } from '../edge/schema.js';
import { commitAll, git, put, scratch } from '../tree/scratch.js';
import { bytesOf, faultline } from './bin.js';

const DRV = 'drivers/gizmo/drv.c';
const ERROR =
  'drivers/gizmo/drv.c:5:12: error: vm_insert_page() returns an errno, but gizmo_fault() runs under a page fault: call vmf_insert_page() [errno-under-fault]';
const WRONG_DRIVER = { ...DRIVER, [DRV]: WRONG };

/** A checkout of files with one commit. */
function checkout(files: Readonly<Record<string, string>> = DRIVER): string {
  const tree = scratch(files);
  commitAll(tree);
  return tree;
}

/** Puts files into a checkout and stages them. */
function stage(tree: string, files: Readonly<Record<string, string>>): void {
  put(tree, files);
  git(tree, 'add', '--', ...Object.keys(files));
}

const check = (tree: string, ...args: readonly string[]) => faultline(['check', ...args, tree]);
const errorsIn = (out: string) => out.split('\n').filter(line => / error: /.test(line));

describe('a tree as it is', () => {
  test('with a wrong call fails, as a compiler would', () => {
    const { code, out, err } = check(scratch(WRONG_DRIVER));
    expect(code).toBe(1);
    expect(out).toBe(`${ERROR}
    5 |	int err = vm_insert_page(vmf->vma, vmf->address, gizmo_page(vmf));
      |	          ^~~~~~~~~~~~~~
drivers/gizmo/drv.c:11: note: gizmo_fault_ops.fault is gizmo_fault()
`);
    expect(err).toBe('1 error; `faultline explain FILE:LINE` says more\n');
  });

  test('without one is fine, in silence', () => {
    expect(check(scratch(DRIVER))).toEqual({ code: 0, out: '', err: '' });
    expect(check(scratch())).toMatchObject({ code: 0, out: '' });
  });

  test('with an int handler fails where the type is known, and says so where it is not', () => {
    const handler = CLEAN.replace('static vm_fault_t', 'static int');
    const known = check(scratch({ ...DRIVER, [DRV]: handler }));
    expect(known.code).toBe(1);
    expect(known.out).toMatch(
      /^drivers\/gizmo\/drv\.c:3:8: error: gizmo_fault\(\) is the page fault handler /,
    );
    expect(check(scratch({ [DRV]: handler }))).toEqual({
      code: 0,
      out: '',
      err: 'note: the types of handlers were not checked: no header of the tree declares vm_fault_t\n',
    });
  });

  test('is looked at below PATHs only, with --quiet in silence', () => {
    const tree = scratch({ ...WRONG_DRIVER, 'drivers/widget/w.c': WRONG });
    expect(errorsIn(faultline(['check', tree, 'drivers/widget']).out)).toHaveLength(1);
    expect(errorsIn(check(tree).out)).toHaveLength(2);
    expect(check(tree, '--quiet')).toMatchObject({ code: 1, err: '' });
    expect(faultline(['check', '-t', 'vm-insert-pfn', tree]).code).toBe(0);
  });

  test('with a file that cannot be read is not fine', () => {
    expect(check(scratch({ ...DRIVER, 'a.h': '\0vm_insert_page' }))).toEqual({
      code: 1,
      out: '',
      err: 'a.h: not checked: it is binary\n',
    });
  });
});

test('--timing counts the searches of a tree, and of what is staged', () => {
  const searches = (...args: readonly string[]) =>
    Number(/waiting for (\d+) searches/.exec(check(tree, '--timing', ...args).err)?.[1]);
  const tree = checkout();
  stage(tree, { [DRV]: WRONG });
  expect(searches()).toBeGreaterThan(0);
  expect(searches('--staged')).toBeGreaterThan(0);
});

describe('--staged', () => {
  test('finds a new call', () => {
    const tree = checkout();
    stage(tree, { [DRV]: WRONG });
    expect(check(tree, '--staged')).toMatchObject({ code: 1, out: expect.stringContaining(ERROR) });
  });

  test('finds an old helper that a second file newly calls from a handler', () => {
    const tree = checkout();
    stage(tree, { [DRV]: LINKED });
    const { code, out } = check(tree, '--staged');
    expect(code).toBe(1);
    expect(out).toMatch(/^drivers\/gizmo\/gem\.c:5:9: error: /);
    expect(out).toMatch(/^drivers\/gizmo\/drv\.c:5: note: gizmo_fault\(\) calls gizmo_insert\(\)$/m);
  });

  test('passes over what was there, and what is right', () => {
    const tree = checkout(WRONG_DRIVER);
    expect(check(tree, '--staged')).toEqual({ code: 0, out: '', err: '' });
    stage(tree, { [DRV]: `/* More. */\n${WRONG}int gizmo_count;\n`, 'drivers/gizmo/other.c': HELPER });
    expect(check(tree, '--staged')).toMatchObject({ code: 0, out: '' });
    git(tree, 'mv', DRV, 'drivers/gizmo/moved.c');
    expect(check(tree, '--staged')).toMatchObject({ code: 0, out: '' });
    git(tree, 'rm', '-q', '-f', 'drivers/gizmo/moved.c');
    expect(check(tree, '--staged')).toMatchObject({ code: 0, out: '' });
  });

  test('judges the index, not the files on disk', () => {
    const tree = checkout();
    stage(tree, { [DRV]: WRONG });
    put(tree, { [DRV]: CLEAN });
    expect(check(tree, '--staged')).toMatchObject({ code: 1, out: expect.stringContaining(ERROR) });
    stage(tree, { [DRV]: CLEAN });
    put(tree, { [DRV]: WRONG });
    expect(check(tree, '--staged')).toMatchObject({ code: 0, out: '' });
  });

  test('takes what it did not change from the index as well', () => {
    const tree = checkout();
    stage(tree, { [DRV]: LINKED });
    // On disk the helper is harmless, and another caller exists; neither is in the index.
    put(tree, { 'drivers/gizmo/gem.c': CLEAN, 'drivers/gizmo/untracked.c': LINKED });
    const { code, out } = check(tree, '--staged');
    expect({ code, errors: errorsIn(out).length }).toEqual({ code: 1, errors: 1 });
    expect(out).not.toContain('untracked');
  });

  test('finds everything new before the first commit', () => {
    const tree = scratch(WRONG_DRIVER);
    git(tree, 'init', '-q');
    expect(check(tree, '--staged')).toMatchObject({ code: 0, out: '' });
    git(tree, 'add', '-A');
    expect(check(tree, '--staged').code).toBe(1);
  });

  test('speaks of paths below TREE, where that is a part of a checkout', () => {
    const tree = checkout();
    stage(tree, { [DRV]: WRONG });
    const { code, out } = check(join(tree, 'drivers'), '--staged');
    expect(code).toBe(1);
    expect(out).toMatch(/^gizmo\/drv\.c:5:12: error: /);
    expect(check(join(tree, 'include'), '--staged').code).toBe(0);
    expect(faultline(['check', '--staged', tree, 'include']).code).toBe(0);
  });

  test('runs nothing that the checkout configures', () => {
    const tree = checkout();
    const trap = join(scratch(), 'trap');
    const spring = `touch ${trap}; false`;
    stage(tree, { [DRV]: LINKED });
    for (const key of ['filter.evil.clean', 'filter.evil.smudge', 'core.fsmonitor', 'core.pager']) {
      git(tree, 'config', key, spring);
    }
    git(tree, 'config', 'filter.evil.required', 'true');
    git(tree, 'config', 'diff.evil.textconv', spring);
    put(tree, {
      '.gitattributes': '*.c filter=evil diff=evil\n',
      '.git/hooks/post-index-change': `#!/bin/sh\n${spring}\n`,
      // Of the same length, so that git has to look into it to know whether it changed.
      'drivers/gizmo/gem.c': HELPER.replace('first', 'other'),
    });
    chmodSync(join(tree, '.git/hooks/post-index-change'), 0o755);
    expect(check(tree, '--staged').code).toBe(1);
    expect(check(tree, '--since', 'HEAD').code).toBe(1);
    expect(check(tree).code).toBe(1);
    expect(existsSync(trap)).toBe(false);
    // The trap works: git itself falls into it.
    spawnSync('git', ['diff', '--stat'], { cwd: tree });
    expect(existsSync(trap)).toBe(true);
  });

  test('judges in a hook what git is about to commit', () => {
    const tree = checkout();
    const hook = join(tree, '.git/hooks/pre-commit');
    mkdirSync(join(tree, '.git/hooks'), { recursive: true });
    writeFileSync(
      hook,
      `#!/bin/sh\nexec "${process.execPath}" "${process.cwd()}/bin/faultline.js" check --staged\n`,
    );
    chmodSync(hook, 0o755);
    const commit = (...args: readonly string[]) =>
      spawnSync(
        'git',
        ['-c', 'user.name=A', '-c', 'user.email=a@example.com', 'commit', '-q', '-m', 'x', ...args],
        {
          cwd: tree,
          encoding: 'utf8',
          env: { PATH: process.env.PATH, HOME: tree, GIT_CONFIG_NOSYSTEM: '1' },
        },
      );
    put(tree, { [DRV]: WRONG });
    // Nothing is staged: git makes an index of its own for -a, and tells the hook.
    const refused = commit('-a');
    expect(refused.status).toBe(1);
    expect(refused.stdout + refused.stderr).toContain(ERROR);
    put(tree, { [DRV]: `${CLEAN}\nint gizmo_more;\n` });
    expect(commit('-a').status).toBe(0);
  });
});

describe('--since', () => {
  test('finds what commits, the index and the files on disk added', () => {
    const tree = checkout();
    stage(tree, { 'drivers/a.c': WRONG });
    git(tree, 'commit', '-q', '-m', 'One');
    stage(tree, { 'drivers/b.c': WRONG });
    put(tree, { 'drivers/c.c': WRONG, [DRV]: WRONG });
    const paths = (revision: string) =>
      errorsIn(check(tree, '--since', revision).out).map(line => line.split(':')[0]);
    expect(paths('HEAD')).toEqual(['drivers/b.c', 'drivers/c.c', DRV]);
    expect(paths('HEAD~1')).toEqual(['drivers/a.c', 'drivers/b.c', 'drivers/c.c', DRV]);
  });

  test('does not count what the other branch has mended meanwhile', () => {
    const tree = checkout(WRONG_DRIVER);
    git(tree, 'checkout', '-q', '-b', 'topic');
    stage(tree, { 'drivers/gizmo/new.c': CLEAN });
    git(tree, 'commit', '-q', '-m', 'Topic');
    git(tree, 'checkout', '-q', 'main');
    stage(tree, { [DRV]: CLEAN });
    git(tree, 'commit', '-q', '-m', 'Mend');
    git(tree, 'checkout', '-q', 'topic');
    expect(check(tree, '--since', 'main')).toMatchObject({ code: 0, out: '' });
    expect(check(tree).code).toBe(1);
  });

  test('finds a helper newly reached, and passes over a file that git was told to forget', () => {
    const tree = checkout(WRONG_DRIVER);
    git(tree, 'rm', '-q', '--cached', DRV);
    expect(check(tree, '--since', 'HEAD')).toMatchObject({ code: 0, out: '' });
    put(tree, { 'drivers/gizmo/other.c': LINKED });
    expect(errorsIn(check(tree, '--since', 'HEAD').out)).toHaveLength(1);
  });
});

describe('what is remembered of a tree', () => {
  test('holds no longer once a type changes what its calls mean', () => {
    const header = (tag: string) => `struct gz_ops { int (*put)(void *p); };
struct other_ops { int (*put)(void *p); };
struct gizmo { struct ${tag} *ops; };
`;
    const tree = checkout({
      'include/linux/mm.h': MM_H,
      'gizmo.h': header('other_ops'),
      'gem.c': `#include "gizmo.h"
static int gem(void *v)
{
	return vm_insert_page(v, 0, 0);
}
struct gz_ops gem_ops = { .put = gem };
`,
      'step.c': '#include "gizmo.h"\nint step(struct gizmo *g)\n{\n\treturn g->ops->put(g);\n}\n',
    });
    const commit = (files: Readonly<Record<string, string>>) => {
      stage(tree, files);
      const { out } = check(tree, '--staged');
      git(tree, 'commit', '-q', '-m', 'More');
      return errorsIn(out).map(line => line.split(':')[0]);
    };
    expect(commit({ 'more.c': 'int more;\n' })).toEqual([]);
    expect(commit({ 'gizmo.h': header('gz_ops') })).toEqual([]);
    const handler = CLEAN.replace('return vmf_insert_page(', 'return step(');
    expect(commit({ 'drv.c': handler })).toEqual(['gem.c']);
  });
});

describe('--baseline', () => {
  test('passes over what it names, and survives moves of lines', () => {
    const tree = scratch({ ...WRONG_DRIVER, 'drivers/widget/w.c': WRONG });
    const file = join(scratch(), 'baseline.json');
    expect(check(tree, '--write-baseline', file)).toEqual({
      code: 0,
      out: '',
      err: `2 findings written to ${file}\n`,
    });
    expect(check(tree, '--baseline', file)).toEqual({
      code: 0,
      out: '',
      err: '2 findings passed over, as the baseline says\n',
    });
    put(tree, { [DRV]: `/* Line. */\n${WRONG}` });
    expect(check(tree, '--baseline', file).code).toBe(0);
    put(tree, { 'drivers/gizmo/more.c': WRONG });
    const { code, out } = check(tree, '--baseline', file);
    expect(code).toBe(1);
    expect(errorsIn(out)).toHaveLength(1);
    expect(out).toContain('drivers/gizmo/more.c:5:12: error: ');
    check(tree, '--write-baseline', file);
    expect(check(tree, '--baseline', file).code).toBe(0);
    expect(JSON.parse(bytesOf(file)).findings).toHaveLength(3);
  });
});

describe('--format', () => {
  test('json obeys its schema and says what it is new against', () => {
    const tree = checkout();
    stage(tree, { [DRV]: WRONG });
    const { code, out } = check(tree, '--staged', '--format', 'json');
    expect(code).toBe(1);
    const document = JSON.parse(out);
    expect(violations(JSON.parse(readFileSync('docs/schema/check-1.json', 'utf8')), document)).toEqual([]);
    expect(document).toMatchObject({ since: 'HEAD', findings: [{ path: DRV, line: 5 }] });
    expect(JSON.parse(check(tree, '--format=json').out).since).toBeNull();
  });

  test('sarif and github count paths from where the service does', () => {
    const outer = scratch(
      Object.fromEntries(Object.entries(WRONG_DRIVER).map(([path, text]) => [`linux/${path}`, text])),
    );
    const from = (env: Readonly<Record<string, string>>, cwd: string) =>
      faultline(['check', '--format', 'github', join(outer, 'linux')], { cwd, env }).out.split(',')[0];
    expect(from({}, outer)).toBe(`::error file=linux/${DRV}`);
    expect(from({}, join(outer, 'linux'))).toBe(`::error file=${DRV}`);
    expect(from({}, join(outer, 'linux/drivers'))).toBe(`::error file=${DRV}`);
    expect(from({ GITHUB_WORKSPACE: outer }, join(outer, 'linux'))).toBe(`::error file=linux/${DRV}`);
    const sarif = faultline(['check', '--format', 'sarif', 'linux'], { cwd: outer });
    expect(sarif.code).toBe(1);
    const [{ results }] = JSON.parse(sarif.out).runs;
    expect(results[0].locations[0].physicalLocation.artifactLocation.uri).toBe(`linux/${DRV}`);
  });
});

test('what is remembered between runs lies among the caches, and changes nothing', () => {
  const tree = checkout();
  const cache = scratch();
  const env = { XDG_CACHE_HOME: cache };
  const staged = () => faultline(['check', '--staged', tree], { env });
  stage(tree, { [DRV]: LINKED });
  const first = staged();
  expect(first.code).toBe(1);
  const [name] = execFileSync('ls', [join(cache, 'faultline')], { encoding: 'utf8' })
    .trim()
    .split('\n');
  const kept = () => JSON.parse(bytesOf(cache, 'faultline', name!));
  const id = kept().treeId;
  expect(staged()).toEqual(first);
  git(tree, 'commit', '-q', '-m', 'Link');
  // The commit mentions the helper anew, so the tree is looked through again; another one does not.
  stage(tree, { 'drivers/gizmo/other.c': 'int other;\n' });
  expect(staged().code).toBe(0);
  expect(kept().treeId).not.toBe(id);
  writeFileSync(join(cache, 'faultline', name!), 'not JSON');
  expect(staged().code).toBe(0);
  expect(git(tree, 'status', '--short')).toBe('A  drivers/gizmo/other.c\n');
});

describe('bad input is one clear message', () => {
  const cases: readonly (readonly [what: string, args: readonly string[], message: RegExp])[] = [
    [
      'an unknown format',
      ['--format', 'xml'],
      /^--format: expected one of text, json, ndjson, sarif, github, coccicheck, coccicheck-org, found "xml"$/,
    ],
    ['two states', ['--staged', '--since', 'HEAD'], /^--staged and --since: give only one of them$/],
    [
      'a revision that is not there',
      ['--since', 'none'],
      /^--since: expected a revision that git knows in .*, found "none"; /,
    ],
    ['a revision that is an option', ['--since=--all'], /^--since: expected a revision/],
    [
      'a baseline that is not there',
      ['--baseline', 'none.json'],
      /^cannot read the baseline none\.json: no such file or folder; /,
    ],
    [
      'a baseline that is none',
      ['--baseline', 'package.json'],
      /^package\.json is no baseline: expected "baselineVersion": 2, found none; /,
    ],
    [
      'a baseline for a part',
      ['--staged', '--write-baseline', 'b.json'],
      /^--write-baseline writes all findings of the tree: leave out --staged$/,
    ],
    ['two baselines', ['--baseline', 'package.json', '--write-baseline', 'b.json'], /leave out --baseline$/],
    [
      'a baseline that cannot be written',
      ['--write-baseline', '/none/b.json'],
      /^cannot write the baseline \/none\/b\.json: no such file or folder$/,
    ],
  ];
  test.each(cases)('%s', (_, args, message) => {
    const { code, out, err } = check(checkout(), ...args);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err.replace(/^faultline: /, '').trimEnd()).toMatch(message);
  });

  test('a folder that is in no checkout', () => {
    const tree = scratch({ ...DRIVER, 'include/linux/mm.h': MM_H });
    for (const option of [['--staged'], ['--since', 'HEAD']]) {
      expect(check(tree, ...option).err).toMatch(
        new RegExp(`^faultline: ${option[0]} needs a git checkout as TREE, found .*: not a git repository`),
      );
    }
  });
});
