import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import { commitAll, put, scratch } from '../tree/scratch.js';
import { bytesOf, faultline, withoutPrivileges } from './bin.js';
import { ALL, FAULT, SURE } from './trees.js';

// Each test starts processes, and the machine may be busy.
jest.setTimeout(300_000);

describe('arguments', () => {
  const tree = () => scratch(SURE);
  const cases: readonly (readonly [what: string, args: (tree: string) => string[], message: RegExp])[] = [
    ['no command', () => [], /^faultline: name a command; /],
    ['an unknown command', () => ['scna'], /^faultline: unknown command: scna; /],
    ['an unknown command of a tree', () => ['scna', 'linux', 'mm'], /^faultline: unknown command: scna; /],
    [
      'an --include that holds for nothing',
      t => ['check', '--include', 'drivers/none', '--include', '/none', t],
      /^faultline: --include: expected a glob that holds for a \.c or \.h file, .* found drivers\/none, \/none$/m,
    ],
    [
      'a folder of headers that is not there',
      t => ['diff', '--headers', 'none', t],
      /^faultline: --headers: cannot open the tree .*none: no such file or folder$/m,
    ],
    ['an unknown option', t => ['scan', '--jsno', t], /^faultline: unknown argument: jsno; /],
    [
      'an option without its value',
      () => ['scan', '--transform'],
      /^faultline: not enough arguments following: transform; /,
    ],
    [
      'a wrong colour',
      t => ['scan', '--color=pink', t],
      /^faultline: --color: expected auto, always or never, found "pink"$/m,
    ],
    [
      'an unknown transform',
      t => ['scan', '--transform', 'nope', t],
      /^faultline: --transform: no transform is called "nope"; expected one of: vm-fault-t, vm-insert-mixed, vm-insert-page, vm-insert-pfn, vmf-result-as-errno$/m,
    ],
    ['an empty TREE', () => ['scan', ''], /^faultline: expected a folder as TREE, found an empty name$/m],
    [
      'a TREE that is not there',
      t => ['scan', `${t}/none`],
      /^faultline: cannot open the tree .*\/none: no such file or folder$/m,
    ],
    [
      'a TREE that is a file',
      t => ['scan', `${t}/drivers/gizmo/gizmo.c`],
      /^faultline: expected a folder as TREE, found the file /,
    ],
    [
      'a PATH that is not there',
      t => ['diff', t, 'drivers/none'],
      /^faultline: no file or folder drivers\/none in /,
    ],
    ['a PATH outside the tree', t => ['apply', t, '..'], /^faultline: \.\. lies outside the tree /],
    ['series without -o', t => ['series', t], /^faultline: name the folder for the patches: -o DIR /m],
  ];
  test.each(cases)('%s', (_, args, message) => {
    const { code, out, err } = faultline(args(tree()));
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(message);
    expect(err.trimEnd().split('\n')).toHaveLength(1);
  });

  test('a TREE with a name that would command the terminal is shown harmless', () => {
    const { code, err } = faultline(['scan', '/no/\x1b[2J\nsuch']);
    expect({ code, err }).toEqual({
      code: 2,
      err: 'faultline: cannot open the tree /no/\\x1b[2J\\x0asuch: no such file or folder\n',
    });
  });
});

describe('files', () => {
  test('an empty one holds nothing', () => {
    expect(faultline(['scan', scratch({ 'empty.c': '', 'empty.h': '' })])).toMatchObject({
      code: 0,
      err: '',
    });
  });

  test('a binary one with a keyword is said to be unread, and is left as it is', () => {
    const binary = `\0\x01\x02 vm_insert_page(vma, addr, page)\0${FAULT}`;
    const tree = scratch({ ...SURE, 'firmware.h': binary });
    const { code, out } = faultline(['scan', tree]);
    expect(code).toBe(1);
    expect(out).toMatch(/^firmware\.h: unread: it is binary$/m);
    expect(out).toMatch(/^1 file could not be read$/m);
    const applied = faultline(['apply', tree]);
    expect(applied.code).toBe(1);
    expect(applied.err).toContain('1 file could not be read');
    expect(bytesOf(tree, 'firmware.h')).toBe(binary);
  });

  test('one of 50 MB is said to be unread, in time and memory to spare', () => {
    const tree = scratch(SURE);
    writeFileSync(
      join(tree, 'huge.c'),
      `${'/* a long line of nothing much at all */\n'.repeat(1_250_000)}int x = vm_insert_page;\n`,
    );
    const { code, out } = faultline(['scan', tree]);
    expect(code).toBe(1);
    expect(out).toMatch(/^huge\.c: unread: it is larger than 32 MB \(--largest reads larger ones\)$/m);
    expect(out).toMatch(/^drivers\/gizmo\/gizmo\.c:8:8: convert /m);
  });

  test('one line of 50 MB without a keyword is nothing to anybody', () => {
    const tree = scratch(SURE);
    writeFileSync(join(tree, 'huge.c'), 'x+'.repeat(25_000_000));
    expect(faultline(['scan', tree]).code).toBe(0);
  });

  test('one that cannot be read is said to be unread', () => {
    const tree = scratch({ ...SURE, 'secret.c': FAULT });
    chmodSync(join(tree, 'secret.c'), 0o000);
    chmodSync(tree, 0o755);
    const { code, out, err } = faultline(['scan', tree], { through: withoutPrivileges() });
    expect({ code, err }).toEqual({ code: 1, err: '' });
    expect(out).toMatch(/^secret\.c: unread: permission denied$/m);
    expect(out).toMatch(/^drivers\/gizmo\/gizmo\.c:8:8: convert /m);
  });

  test('a folder that cannot be opened is said to be unread', () => {
    const tree = scratch({ ...SURE, 'closed/x.c': FAULT });
    chmodSync(join(tree, 'closed'), 0o000);
    const { code, out } = faultline(['scan', tree], { through: withoutPrivileges() });
    chmodSync(join(tree, 'closed'), 0o755);
    expect(code).toBe(1);
    expect(out).toMatch(/^closed: unread: permission denied$/m);
  });

  test('pipes, links in circles and links out of the tree stop nothing', () => {
    const outside = scratch({ 'x.c': FAULT });
    const tree = scratch(SURE);
    execFileSync('mkfifo', [join(tree, 'pipe.c')]);
    symlinkSync('loop.c', join(tree, 'loop.c'));
    symlinkSync('..', join(tree, 'drivers/up'));
    symlinkSync(join(outside, 'x.c'), join(tree, 'away.c'));
    mkdirSync(join(tree, 'folder.c'));
    const { code, out } = faultline(['apply', tree]);
    expect({ code, out }).toEqual({ code: 0, out: '' });
    expect(bytesOf(outside, 'x.c')).toBe(FAULT);
    expect(bytesOf(tree, 'drivers/gizmo/gizmo.c')).not.toBe(FAULT);
  });

  test('names with line breaks, tabs, quotes and escape codes are shown harmless, and patches name them right', () => {
    const name = 'a\n"b\t\x1b[31m\u00fc.c';
    const tree = scratch(SURE);
    writeFileSync(join(tree, name), FAULT);
    commitAll(tree);
    expect(faultline(['scan', tree]).out).toContain('a\\x0a"b\\x09\\x1b[31m\xc3\xbc.c:8:8: convert ');
    writeFileSync(join(tree, 'all.diff'), faultline(['diff', tree]).out, 'latin1');
    execFileSync('git', ['apply', 'all.diff'], { cwd: tree });
    expect(bytesOf(tree, name)).toBe(bytesOf(tree, 'drivers/gizmo/gizmo.c'));
    expect(bytesOf(tree, name)).not.toBe(FAULT);
  });
});

describe('apply', () => {
  test('refuses files that git could not give back, all of them or none', () => {
    const tree = scratch({ ...ALL, 'drivers/gizmo/more.c': FAULT });
    commitAll(tree);
    put(tree, { 'drivers/gizmo/more.c': `${FAULT}\n/* my work */\n`, 'drivers/gizmo/new.c': FAULT });
    const refused = faultline(['apply', tree]);
    expect({ code: refused.code, out: refused.out }).toEqual({ code: 2, out: '' });
    expect(refused.err).toBe(
      'faultline: git could not give back 2 files that would be rewritten: drivers/gizmo/more.c has changes, ' +
        'drivers/gizmo/new.c is not tracked; commit or stash first, or use --force\n',
    );
    expect(bytesOf(tree, 'drivers/gizmo/gizmo.c')).toBe(FAULT);

    expect(faultline(['apply', '--force', tree]).code).toBe(1);
    expect(bytesOf(tree, 'drivers/gizmo/more.c')).toBe(
      `${bytesOf(tree, 'drivers/gizmo/gizmo.c')}\n/* my work */\n`,
    );
  });

  test('leaves a file alone that somebody changes between reading and writing', () => {
    const tree = scratch({ ...SURE, 'drivers/gizmo/more.c': FAULT });
    // The other one writes when faultline has its new texts ready, and looks at the files a last time.
    const preload = join(scratch(), 'meddle.mjs');
    writeFileSync(
      preload,
      `import fs from 'node:fs';
       import { syncBuiltinESMExports } from 'node:module';
       const { fsyncSync } = fs;
       fs.fsyncSync = handle => {
         fsyncSync(handle);
         fs.writeFileSync(${JSON.stringify(join(tree, 'drivers/gizmo/more.c'))}, 'mine now');
       };
       syncBuiltinESMExports();`,
    );
    const { code, err } = faultline(['apply', tree], { preload });
    expect(code).toBe(2);
    expect(err).toBe(
      'faultline: drivers/gizmo/more.c has changed since it was read; it was left as it is now. Run the command again\n',
    );
    expect(bytesOf(tree, 'drivers/gizmo/more.c')).toBe('mine now');
    expect(bytesOf(tree, 'drivers/gizmo/gizmo.c')).toBe(FAULT);
    expect(execFileSync('find', [tree, '-name', '.faultline*'], { encoding: 'utf8' })).toBe('');
  });

  test('says when a file may not be written', () => {
    const tree = scratch(SURE);
    chmodSync(join(tree, 'drivers/gizmo/gizmo.c'), 0o444);
    const { code, err } = faultline(['apply', tree], { through: withoutPrivileges() });
    expect({ code, err }).toEqual({
      code: 2,
      err: 'faultline: cannot write drivers/gizmo/gizmo.c: permission denied\n',
    });
    expect(bytesOf(tree, 'drivers/gizmo/gizmo.c')).toBe(FAULT);
  });

  test('says the same of a file for a report or a baseline, though its folder may be written to', () => {
    const tree = scratch(SURE);
    const files = scratch({ kept: 'kept' });
    chmodSync(join(files, 'kept'), 0o444);
    chmodSync(files, 0o777);
    for (const [what, ...command] of [
      ['report', 'report', '-q', '-o'],
      ['baseline', 'check', '-q', '--write-baseline'],
    ]) {
      const { code, err } = faultline([...command, join(files, 'kept'), tree], {
        through: withoutPrivileges(),
      });
      expect({ code, err }).toEqual({
        code: 2,
        err: `faultline: cannot write the ${what} ${files}/kept: permission denied\n`,
      });
    }
    expect([bytesOf(files, 'kept'), readdirSync(files)]).toEqual(['kept', ['kept']]);
  });
});

test('standard output that is full is a clear error', () => {
  const tree = scratch(SURE);
  const { status, stderr } = spawnSync(
    'bash',
    ['-c', '"$0" bin/faultline.js diff "$1" > /dev/full', process.execPath, tree],
    {
      encoding: 'utf8',
    },
  );
  expect({ status, stderr }).toEqual({
    status: 2,
    stderr: 'faultline: cannot write to standard output: no space left on the device\n',
  });
});

test('a checkout that is not built says what to do', () => {
  const folder = scratch({
    'bin/faultline.js': bytesOf('bin/faultline.js'),
    'package.json': '{"type":"module"}',
  });
  const { status, stderr } = spawnSync(process.execPath, [join(folder, 'bin/faultline.js'), 'list'], {
    encoding: 'utf8',
  });
  expect({ status, stderr }).toEqual({
    status: 2,
    stderr: 'faultline: not built yet; run `npm install` (or `npm run build`) in its folder first\n',
  });
});
