/** A tree made by somebody who means harm, through every command: nothing of it runs, nothing takes over what shows it. */
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import { commitAll, git, put, scratch } from '../tree/scratch.js';
import { faultline } from './bin.js';
import { startRunner } from './kills.js';
import { ALL, FAULT, SURE } from './trees.js';

jest.setTimeout(300_000);

const ONLY = ['-t', 'vm-insert-page'];
const PATH = 'drivers/gizmo/gizmo.c';

/** A checkout whose settings, hooks and attributes name one program, and what that leaves behind where it is run. */
function trapped(attributes: string): { readonly tree: string; readonly mark: string } {
  const tree = scratch({ ...ALL, '.gitattributes': `*.c ${attributes}\n` });
  commitAll(tree);
  const mark = join(scratch(), 'ran');
  const evil = join(scratch(), 'evil.sh');
  writeFileSync(evil, `#!/bin/sh\ntouch ${mark}\ncat\n`);
  chmodSync(evil, 0o755);
  const keys = [
    ...['core.fsmonitor', 'core.pager', 'pager.log', 'pager.diff', 'core.editor', 'sequence.editor'],
    ...[
      'diff.external',
      'diff.evil.textconv',
      'diff.evil.command',
      'filter.evil.clean',
      'filter.evil.smudge',
    ],
    ...['filter.evil.process', 'merge.evil.driver', 'gpg.program', 'core.sshCommand', 'credential.helper'],
    ...['core.askPass', 'core.alternateRefsCommand', 'interactive.diffFilter', 'trace2.eventTarget'],
    ...['uploadpack.packObjectsHook', 'core.gitProxy', 'sendemail.smtpServer'],
  ];
  for (const key of keys) git(tree, 'config', key, evil);
  git(tree, 'config', 'log.showSignature', 'true');
  git(tree, 'config', 'alias.grep', `!${evil}`);
  mkdirSync(join(tree, '.git/hooks'), { recursive: true });
  for (const hook of [
    'post-index-change',
    'reference-transaction',
    'pre-commit',
    'post-checkout',
    'fsmonitor-watchman',
  ])
    symlinkSync(evil, join(tree, '.git/hooks', hook));
  put(tree, {
    'scripts/checkpatch.pl': `system("touch ${mark}");\n`,
    'faultline.config.js': `touch(${mark})`,
  });
  return { tree, mark };
}

test('a filter of the tree is not run, and what it would have changed is not mailed', () => {
  const { tree, mark } = trapped('filter=evil');
  const out = scratch();
  for (const more of [[], ['--branch', 'made']]) {
    const { code, err } = faultline(['series', ...ONLY, '-o', join(out, 'a'), ...more, tree]);
    expect(code).toBe(2);
    expect(err).toMatch(/git translates it, by the filter "evil"/);
  }
  for (const args of [['scan'], ['diff'], ['report', '-o', join(out, 'r.html')], ['apply', '--force']])
    expect([args[0], faultline([...args, ...ONLY, tree]).code]).not.toEqual([args[0], 2]);
  expect(existsSync(mark)).toBe(false);
});

test('no command runs a program that the tree names', async () => {
  const { tree, mark } = trapped('diff=evil merge=evil');
  const out = scratch();
  const branch = faultline(['series', ...ONLY, '-o', join(out, 'b'), '--branch', 'made', tree]);
  expect([branch.code, branch.err]).not.toEqual([2, branch.err]);
  // Something that git would have to compare.
  put(tree, { 'drivers/gizmo/new.c': FAULT });

  const commands = [
    ...[['scan'], ['scan', '--format', 'json'], ['diff'], ['check'], ['check', '--since', 'HEAD']],
    ...[
      ['report', '-o', join(out, 'r.html')],
      ['series', '--plan'],
      ['series', '-o', join(out, 'a'), '--signoff'],
    ],
  ];
  for (const [name = '', ...rest] of commands) {
    const own = name === 'check' ? [] : ONLY;
    expect([name, faultline([name, ...own, ...rest, tree]).code]).not.toEqual([name, 2]);
  }
  // What is staged by a person's own git runs what that git is told to.
  git(tree, '-c', 'core.fsmonitor=', '-c', 'core.hooksPath=/dev/null', 'add', 'drivers/gizmo/new.c');
  expect(existsSync(mark)).toBe(false);
  for (const args of [
    ['check', '--staged', tree],
    ['explain', `${PATH}:8`, tree],
    ['apply', '--force', ...ONLY, tree],
  ])
    expect(faultline(args).code).not.toBe(2);
  const runner = startRunner();
  const decisions = join(out, 'decisions.json');
  expect((await runner.run(['review', ...ONLY, '--decisions', decisions, tree], 'yyyy')).code).not.toBe(2);
  runner.end();
  expect(existsSync(mark)).toBe(false);
  // The trap is one: whoever looks with git as it comes is caught.
  git(tree, 'diff');
  expect(existsSync(mark)).toBe(true);
});

/** Names that mean something to a terminal, a mail, HTML, a shell, git or a command line. */
const NAMES = [
  'drivers/a\nBcc: evil@example.org\n\nb/x.c',
  'drivers/tab\there/x.c',
  'drivers/\x1b]0;owned\x07\x1b[2J/x.c',
  'drivers/<script>alert(1)<!-- "\'&/x.c',
  'drivers/$(touch pwned);`touch pwned`/x.c',
  '--upload-pack=touch pwned/x.c',
  '-o/x.c',
  '--/x.c',
  'drivers/..dots../...c',
  ':(exclude)drivers/x.c',
  'drivers/\u202egnp/x.c',
  '::error file=x::/x.c',
];

test('names are shown harmless and written right, by every command', () => {
  const tree = scratch({ ...SURE, ...Object.fromEntries(NAMES.map(name => [name, FAULT])) });
  commitAll(tree);
  const out = scratch();
  const isHarmless = (text: string) => !/[\x00-\x08\x0b-\x1f\x7f]|\xe2\x80\xae/.test(text);

  for (const format of ['text', 'json', 'ndjson', 'sarif', 'github', 'coccicheck', 'coccicheck-org']) {
    const told = faultline(['scan', ...ONLY, '--format', format, tree]);
    expect([format, told.code, isHarmless(told.out + told.err)]).toEqual([format, 0, true]);
    // No line of code is shown, and a name shows its tab as any other control character.
    expect([format, told.out.includes('\t')]).toEqual([format, false]);
    if (format === 'json' || format === 'sarif') expect(() => JSON.parse(told.out)).not.toThrow();
    if (format === 'text') expect(told.out.match(/: convert /g)).toHaveLength(NAMES.length + 1);
    // A line of its own would be a command to the one who runs CI.
    if (format === 'github') expect(told.out).not.toMatch(/^::error file=x/m);
  }

  expect(faultline(['report', ...ONLY, '-o', join(out, 'r.html'), tree]).code).toBe(0);
  expect(readFileSync(join(out, 'r.html'), 'latin1')).not.toContain('<script>alert');

  writeFileSync(join(out, 'all.diff'), faultline(['diff', ...ONLY, tree]).out, 'latin1');
  const patches = join(out, 'patches');
  expect(
    faultline(['series', ...ONLY, '--max', '50', '--signoff', tree, '-o', patches], { cwd: out }).code,
  ).toBe(0);
  const mails = readdirSync(patches).filter(name => name.endsWith('.patch'));
  for (const name of mails) {
    const [head] = readFileSync(join(patches, name), 'latin1').split('\n\n');
    expect([name, isHarmless(head!), /^(?:Bcc|Cc|To):/im.test(head!)]).toEqual([name, true, false]);
    expect(name).toMatch(/^\d{4}-[\w.-]+\.patch$/);
  }

  const clone = join(scratch(), 'clone');
  execFileSync('git', ['clone', '-q', tree, clone]);
  git(clone, 'am', '-q', ...mails.filter(name => !name.startsWith('0000')).map(name => join(patches, name)));
  expect(faultline(['apply', ...ONLY, tree]).code).toBe(0);
  for (const name of [PATH, ...NAMES]) {
    const text = readFileSync(join(tree, name), 'latin1');
    expect([name, text]).toEqual([name, readFileSync(join(clone, name), 'latin1')]);
    expect(text).toContain('vmf_insert_page');
  }
  git(clone, 'reset', '-q', '--hard', 'origin/main');
  git(clone, 'apply', join(out, 'all.diff'));
  expect(readFileSync(join(clone, NAMES[0]!), 'latin1')).toContain('vmf_insert_page');
  for (const folder of [tree, clone, out, process.cwd()])
    expect(existsSync(join(folder, 'pwned'))).toBe(false);
});

test('pipes and devices in the place of what is read by name stop nothing, or say so', () => {
  const pipe = (name: string) => {
    const tree = scratch(SURE);
    execFileSync('mkfifo', [join(tree, name)]);
    return tree;
  };
  const IS_PIPE = /it is a pipe, socket or device/;
  const settings = faultline(['scan', ...ONLY, pipe('faultline.config.json')]);
  expect([settings.code, settings.err]).toEqual([2, expect.stringMatching(IS_PIPE)]);
  const journal = faultline(['apply', ...ONLY, pipe('.faultline-apply')]);
  expect([journal.code, journal.err]).toEqual([2, expect.stringMatching(IS_PIPE)]);
  const people = pipe('MAINTAINERS');
  expect(faultline(['series', ...ONLY, people, '-o', join(scratch(), 'out')]).code).not.toBe(null);
  const zero = scratch(SURE);
  for (const name of ['MAINTAINERS', 'zero.c']) symlinkSync('/dev/zero', join(zero, name));
  expect(faultline(['scan', ...ONLY, zero]).code).toBe(0);
});

test('one line of 50 MB with a keyword is said to be unread, and is read where it is allowed', () => {
  const tree = scratch(SURE);
  const long = `/* ${'x'.repeat(50_000_000)} vm_insert_page */`;
  writeFileSync(join(tree, 'huge.c'), long);
  const { code, out } = faultline(['scan', ...ONLY, tree]);
  expect([code, out]).toEqual([1, expect.stringMatching(/^huge\.c: unread: it is larger than 32 MB/m)]);
  const more = faultline(['scan', ...ONLY, '--largest', '64', tree]);
  expect([more.code, more.out]).toEqual([0, expect.stringMatching(/^huge\.c:1:\d+: done /m)]);
});

test('a full disk is said, and nothing is lost', () => {
  const mount = scratch();
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=256k', 'none', mount], { stdio: 'ignore' });
  } catch {
    // Nobody but root may mount; CI runs as root.
    expect(process.getuid?.()).not.toBe(0);
    return;
  }
  try {
    put(mount, SURE);
    const fill = join(mount, 'fill');
    try {
      writeFileSync(fill, Buffer.alloc(1 << 20));
    } catch {
      // It holds what there was room for.
    }
    const { code, err } = faultline(['apply', ...ONLY, mount]);
    expect([code, err]).toEqual([
      2,
      expect.stringMatching(/^faultline: cannot write .*no space left on the device/),
    ]);
    expect(readFileSync(join(mount, PATH), 'latin1')).toBe(FAULT);
    expect(readdirSync(mount).filter(name => name.startsWith('.faultline'))).toEqual([]);
    execFileSync('rm', [fill]);
    expect(faultline(['apply', ...ONLY, mount]).code).toBe(0);
    writeFileSync(join(mount, PATH), FAULT);
    execFileSync('mount', ['-o', 'remount,ro', mount]);
    const readOnly = faultline(['apply', ...ONLY, mount]);
    expect([readOnly.code, readOnly.err]).toEqual([2, expect.stringMatching(/the file system is read-only/)]);
    expect(readFileSync(join(mount, PATH), 'latin1')).toBe(FAULT);
  } finally {
    execFileSync('umount', [mount]);
  }
});
