import { execFileSync } from 'node:child_process';
import { chmodSync, lstatSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import { commitAll, git, put, scratch } from '../tree/scratch.js';
import { bytesOf, faultline } from './bin.js';
import { ALL, ESCAPES, FAULT, MMAP, SURE } from './trees.js';

// Each test starts processes, and the machine may be busy.
jest.setTimeout(300_000);

/** The file in many guises of bytes. */
const GUISES = {
  'drivers/a/crlf.c': FAULT.replaceAll('\n', '\r\n'),
  'drivers/b/mixed.c': FAULT.replace('\n', '\r\n'),
  'drivers/c/no-final-newline.c': `${FAULT}/* end */`,
  'drivers/d/latin1.c': `/* J\xf6rg \xff\xfe */\n${FAULT}`,
  'drivers/e/utf8.c': `/* J\xc3\xb6rg */\n${FAULT}`,
  'drivers/f/bom.c': `\xef\xbb\xbf${FAULT}`,
  'drivers/g/form feed \xc3\xbc.c': `\f\n${FAULT}\f\n`,
} as const;

function guised(): string {
  const tree = scratch(SURE);
  for (const [path, text] of Object.entries(GUISES)) {
    const file = join(tree, Buffer.from(path, 'latin1').toString('utf8'));
    execFileSync('mkdir', ['-p', join(file, '..')]);
    writeFileSync(file, text, 'latin1');
  }
  commitAll(tree);
  return tree;
}

/** All files of a tree, by path. */
function contents(tree: string): Record<string, string> {
  const names = git(tree, 'ls-files', '-z').split('\0').slice(0, -1);
  return Object.fromEntries(
    names.map(name => [name, bytesOf(tree, Buffer.from(name, 'latin1').toString('utf8'))]),
  );
}

test('what apply writes is what diff shows, to the byte, and git takes it', () => {
  const tree = guised();
  const before = contents(tree);
  const { code, out, err } = faultline(['diff', tree]);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(contents(tree)).toEqual(before);

  const patch = join(scratch(), 'all.diff');
  writeFileSync(patch, out, 'latin1');
  git(tree, 'apply', '--whitespace=nowarn', patch);
  const byGit = contents(tree);
  git(tree, 'checkout', '-q', '.');
  expect(contents(tree)).toEqual(before);

  expect(faultline(['apply', tree])).toMatchObject({ code: 0, out: '', err: '8 files rewritten\n' });
  expect(contents(tree)).toEqual(byGit);
  expect(byGit).not.toEqual(before);
  for (const path of Object.keys(GUISES)) expect(byGit[path]).not.toBe(before[path]);
});

test('after apply, diff prints nothing, and apply does nothing', () => {
  const tree = guised();
  faultline(['apply', tree]);
  expect(faultline(['diff', tree])).toEqual({ code: 0, out: '', err: '' });
  // The tree has uncommitted changes now, but none of its files would be rewritten.
  expect(faultline(['apply', tree])).toEqual({ code: 0, out: '', err: '0 files rewritten\n' });
});

test('mode bits stay', () => {
  const tree = scratch(SURE);
  const file = join(tree, 'drivers/gizmo/gizmo.c');
  chmodSync(file, 0o750);
  commitAll(tree);
  expect(faultline(['diff', tree]).out).toMatch(/^index \w+\.\.\w+ 100755$/m);
  expect(faultline(['apply', tree]).code).toBe(0);
  expect(lstatSync(file).mode & 0o7777).toBe(0o750);
  expect(git(tree, 'diff', '--stat')).toMatch(/gizmo\.c/);
  expect(git(tree, 'diff')).not.toMatch(/^old mode/m);
});

test('what is in review goes in with --review only', () => {
  const tree = scratch(ALL);
  const sure = faultline(['diff', tree]);
  expect(sure.code).toBe(1);
  expect(sure.out).toContain('+++ b/drivers/gizmo/gizmo.c');
  expect(sure.out).not.toContain('widget');
  const all = faultline(['diff', '--review', tree]);
  expect(all.out).toContain('+++ b/drivers/widget/widget.c');
  expect(all.out).not.toContain('gadget');

  expect(faultline(['apply', '--review', tree]).code).toBe(1);
  expect(bytesOf(tree, 'drivers/gadget/gadget.c')).toBe(ESCAPES);
  expect(bytesOf(tree, 'drivers/widget/widget.c')).toBe(
    MMAP.replace(
      '(vm_insert_page(vma, vma->vm_start, w->page))',
      '(vmf_insert_page(vma, vma->vm_start, w->page) != VM_FAULT_NOPAGE)',
    ).replace('"vm_insert', '"vmf_insert'),
  );
});

test('what is left for a person is told on standard error, by reason, with places', () => {
  const tree = scratch(ALL);
  const { err } = faultline(['diff', tree]);
  expect(err).toMatch(
    /^\d+ places left for a person; `faultline scan` says why, --review takes those in review\n/,
  );
  expect(err).toMatch(
    /^ {2}2 review \[[a-z-]+\]: drivers\/widget\/widget\.c:7:6, drivers\/widget\/widget\.c:8:17$/m,
  );
  expect(err).toMatch(/^ {2}1 refuse \[[a-z-]+\]: drivers\/gadget\/gadget\.c:7:9$/m);
  expect(faultline(['diff', '--quiet', tree]).err).toBe('');
  expect(faultline(['apply', '--quiet', tree]).err).toBe('');
});

test('PATH limits what changes', () => {
  const tree = scratch({ ...SURE, 'drivers/other/other.c': FAULT });
  const { out } = faultline(['diff', tree, 'drivers/other']);
  expect(out.match(/^\+\+\+ .*/gm)).toEqual(['+++ b/drivers/other/other.c']);
  faultline(['apply', tree, 'drivers/other/other.c']);
  expect(bytesOf(tree, 'drivers/gizmo/gizmo.c')).toBe(FAULT);
  expect(bytesOf(tree, 'drivers/other/other.c')).not.toBe(FAULT);
});

test('a TREE inside a bigger checkout has paths of its own', () => {
  const top = scratch({ README: 'x' });
  put(join(top, 'linux'), SURE);
  commitAll(top);
  const { out } = faultline(['diff', 'linux'], { cwd: top });
  expect(out).toContain('--- a/drivers/gizmo/gizmo.c\n');
  expect(faultline(['apply', 'linux'], { cwd: top }).code).toBe(0);
  expect(git(top, 'status', '--porcelain')).toBe(' M linux/drivers/gizmo/gizmo.c\n');
});

test('--stat shows how much changes', () => {
  const { out } = faultline(['diff', '--stat', scratch(SURE)]);
  expect(out).toMatch(/^ drivers\/gizmo\/gizmo\.c \| +\d+ \+*-*\n 1 file changed, .*\n$/);
});

describe('colour', () => {
  const tree = () => scratch(SURE);
  const plain = (text: string) => text.replaceAll(/\x1b\[\d+m/g, '');

  test('a pipe gets none, unless it is asked for', () => {
    const folder = tree();
    const { out } = faultline(['diff', folder]);
    expect(out).not.toContain('\x1b');
    const colored = faultline(['diff', '--color=always', folder], { env: { NO_COLOR: '1' } });
    expect(colored.out).toMatch(/^\x1b\[1mdiff --git /);
    expect(plain(colored.out)).toBe(out);
  });

  test('a terminal gets it, unless NO_COLOR or --color=never says otherwise', () => {
    const folder = tree();
    expect(onTerminal(['diff', folder])).toMatch(/^\x1b\[1mdiff --git /);
    expect(onTerminal(['diff', '--color=never', folder])).not.toContain('\x1b');
    expect(onTerminal(['diff', folder], { NO_COLOR: '1' })).not.toContain('\x1b');
    expect(onTerminal(['scan', folder])).toContain('\x1b[');
    expect(onTerminal(['scan', folder], { NO_COLOR: '1' })).not.toContain('\x1b');
  });

  test('a terminal never gets what a file would command it', () => {
    const folder = scratch({
      ...SURE,
      'evil.c': FAULT.replace('int ret;', 'int ret; /* \x1b]0;owned\x07 */'),
    });
    expect(faultline(['diff', folder]).out).toContain('\x1b]0;owned\x07');
    expect(onTerminal(['diff', folder], { NO_COLOR: '1' })).not.toContain('\x1b');
    expect(onTerminal(['diff', folder], { NO_COLOR: '1' })).toContain('\\x1b]0;owned\\x07');
    expect(faultline(['diff', '--color=always', folder]).out).not.toContain('\x1b]0');
  });
});

/** What the command writes when standard output is a terminal (`script` makes one). */
function onTerminal(args: readonly string[], env: Readonly<Record<string, string>> = {}): string {
  const line = [process.execPath, 'bin/faultline.js', ...args].map(word => `'${word}'`).join(' ');
  const out = execFileSync('script', ['-qec', `${line} 2>/dev/null`, '/dev/null'], {
    encoding: 'utf8',
    env: { PATH: process.env.PATH, HOME: '/nonexistent', TERM: 'xterm', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return out.replaceAll('\r\n', '\n');
}

test('declared differences are said with the change, and whatever takes the diff passes over them', () => {
  const busy = FAULT.replace('\tcase -EBUSY:\n', '');
  const tree = scratch({
    ...SURE,
    'drivers/b/busy.c': busy,
    'drivers/z/ignored ü.c': busy.replace('int ret', 'int  ret'),
  });
  commitAll(tree);
  const { out } = faultline(['diff', tree]);
  const notes = out.split('\n').filter(line => /^drivers/.test(line));
  const sentence = '-EBUSY now counts as success';
  expect(notes).toEqual([`drivers/b/busy.c:8: ${sentence}`, expect.stringMatching(`:8: ${sentence}$`)]);
  expect(out).toContain(`${notes[0]}\ndiff --git a/drivers/b/busy.c b/drivers/b/busy.c\n`);
  const patch = join(scratch(), 'all.diff');
  writeFileSync(patch, out, 'latin1');
  git(tree, 'apply', patch);
  const byGit = contents(tree);
  git(tree, 'checkout', '-q', '.');
  // What the process writes is read here one unit per byte.
  const wide = Buffer.from('drivers/z/ignored \u00fc.c').toString('latin1');
  expect(faultline(['diff', '--stat', tree]).err).toBe(
    `2 declared differences\n  drivers/b/busy.c:8: ${sentence}\n  ${wide}:8: ${sentence}\n`,
  );
  const { err } = faultline(['apply', tree]);
  expect(err).toContain(`2 declared differences\n  drivers/b/busy.c:8: ${sentence}\n`);
  expect(contents(tree)).toEqual(byGit);
});

test('of a change that is not made, no difference is told', () => {
  // In one file: one change is sure, the other needs consent, which differs.
  const both = MMAP.replace('#include <linux/mm.h>\n', FAULT);
  const tree = scratch({ 'drivers/b/both.c': both });
  const said = 'now counts as success';
  const only = ['-t', 'vm-insert-page', '--kernel', '4.20'];
  expect(faultline(['diff', ...only, '--review', tree]).out).toContain(said);
  for (const command of [['diff'], ['diff', '--stat'], ['apply']]) {
    const { out, err } = faultline([...command, ...only, tree]);
    expect(out + err).toMatch(/^diff --git|1 file changed|1 file rewritten/m);
    expect(out + err).not.toContain(said);
  }
});
