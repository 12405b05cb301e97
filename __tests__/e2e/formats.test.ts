import { cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import { commitAll, git, scratch } from '../tree/scratch.js';
import { faultline } from './bin.js';

// Each test starts processes, and the machine may be busy.
jest.setTimeout(300_000);

const TREE = 'examples/gem-fault';

describe('report', () => {
  it('writes one page, and tells where', () => {
    const file = join(scratch(), 'report.html');
    const { code, out, err } = faultline(['report', TREE, '-o', file]);
    expect([code, out]).toEqual([0, '']);
    expect(err).toMatch(/^\d+ sites written to .*report\.html\n$/);
    const page = readFileSync(file, 'utf8');
    expect(page).toMatch(/^<!DOCTYPE html>\n/);
    expect(page).toContain('<h1>gem-fault</h1>');
    expect(page).toContain('widget_gem_fault');
    expect(page).not.toMatch(/(?:src|href)="(?!#)/);
  });

  it('has the exit code of scan, and replaces a former page whole', () => {
    const file = join(scratch(), 'report.html');
    writeFileSync(file, 'former');
    expect(faultline(['report', 'examples/mmap-loop', '-o', file]).err).toContain(
      'left for a person; the report says why, `faultline diff --review` takes those in review\n',
    );
    expect(faultline(['report', 'examples/mmap-loop', '-q', '-o', file])).toEqual({
      code: 1,
      out: '',
      err: '',
    });
    expect(readFileSync(file, 'utf8')).toContain('<!DOCTYPE html>');
  });

  it('says what is wrong with the file to write to', () => {
    const piped = faultline(['report', 'examples/mmap-loop', '-o', '-']);
    expect(piped.out).toMatch(/^<!DOCTYPE html>[\s\S]*<\/html>\n$/);
    expect(piped.err).toMatch(/^4 sites written to standard output\n/);
    expect(existsSync('-')).toBe(false);
    expect(faultline(['report', TREE]).err).toBe(
      'faultline: expected a file to write the report to, found none; give -o report.html\n',
    );
    const file = join(scratch(), 'no', 'folder', 'report.html');
    const { code, err } = faultline(['report', TREE, '-o', file]);
    expect(code).toBe(2);
    expect(err).toMatch(/^faultline: cannot write the report .*ENOENT|no such/);
    expect(existsSync(file)).toBe(false);
  });
});

describe('scan --format', () => {
  it('prints each of its formats', () => {
    const out = (format: string) => faultline(['scan', '--format', format, TREE]).out;
    expect(out('text')).toBe(faultline(['scan', TREE]).out);
    expect(out('json')).toBe(faultline(['scan', '--json', TREE]).out);
    expect(JSON.parse(out('sarif')).version).toBe('2.1.0');
    expect(out('ndjson').split('\n')[0]).toMatch(/^\{"ledger":/);
    expect(out('github')).toMatch(/^::notice file=examples\/gem-fault\/drivers\/widget\/widget_gem\.c,/);
    expect(out('coccicheck')).toMatch(/^drivers\/widget\/widget_gem\.c:10:35-43: WARNING: /);
    expect(out('coccicheck-org')).toMatch(/^\* TODO \[\[view:drivers\/widget\/widget_gem\.c::/);
  });

  it('refuses a format that there is not, and two that differ', () => {
    expect(faultline(['scan', '--format', 'xml', TREE])).toEqual({
      code: 2,
      out: '',
      err: 'faultline: --format: expected one of text, json, ndjson, sarif, github, coccicheck, coccicheck-org, found "xml"\n',
    });
    expect(faultline(['scan', '--json', '--format', 'sarif', TREE]).err).toBe(
      'faultline: --json and --format sarif: give only one of them\n',
    );
  });
});

describe('check --format', () => {
  it('prints the formats that editors and Coccinelle have', () => {
    const out = (format: string) => faultline(['check', '--format', format, TREE]).out;
    expect(out('ndjson').split('\n')[0]).toMatch(/^\{"check":/);
    expect(out('coccicheck')).toMatch(/^drivers\/widget\/widget_gem\.c:\d+:\d+-\d+: ERROR: /);
    expect(out('coccicheck-org')).toMatch(/^\* TODO \[\[view:/);
  });
});

describe('faultline-ignore', () => {
  const treeWith = (comment: string) => {
    const tree = scratch();
    cpSync('examples/mmap-loop', tree, { recursive: true });
    const file = join(tree, 'drivers/gizmo/gizmo_trace.c');
    const text = readFileSync(file, 'utf8').replace(/^.*if \(vm_insert_page/m, `${comment}\n$&`);
    writeFileSync(file, text);
    return tree;
  };

  it('leaves a place as it is, and nothing for a person', () => {
    const { code, out, err } = faultline(['scan', treeWith('/* faultline-ignore mapped once, at boot */')]);
    expect([code, err]).toEqual([0, '']);
    expect(out).toContain(
      'refuse [ignored] vm-insert-page: the source says to leave it, at drivers/gizmo/gizmo_trace.c:43: mapped once, at boot',
    );
  });

  it('says where such a comment counts for nothing', () => {
    const none = faultline(['scan', treeWith('/* faultline-ignore */')]);
    expect(none.code).toBe(1);
    expect(none.err).toBe(
      'drivers/gizmo/gizmo_trace.c:43: faultline-ignore has no reason, so it counts for nothing\n',
    );
    const spare = treeWith('int spare; /* faultline-ignore as it was */');
    expect(faultline(['scan', spare]).err).toBe(
      'drivers/gizmo/gizmo_trace.c:43: faultline-ignore is not needed any more\n',
    );
    expect(faultline(['scan', '-t', 'vm-insert-pfn', spare]).err).toBe('');
    expect(faultline(['scan', '-q', spare]).err).toBe('');
  });

  it('is told by check where neither it nor scan needs it, in a line with a keyword as well', () => {
    const check = (tree: string, ...options: readonly string[]) => faultline(['check', ...options, tree]).err;
    expect(check(treeWith('/* faultline-ignore mapped once, at boot */'))).toBe('');
    const spare = treeWith('int spare; /* faultline-ignore as it was */');
    const told = 'note: drivers/gizmo/gizmo_trace.c:43: faultline-ignore is not needed any more\n';
    expect(check(spare)).toBe(told);
    expect(check(spare, '-t', 'vm-insert-pfn')).toBe('');
    const file = join(spare, 'drivers/gizmo/gizmo_trace.c');
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, text.replace('int spare; /* faultline-ignore as it was */\n', ''));
    git(spare, 'init', '-q');
    commitAll(spare);
    // Of what is staged, those count that came, or cover something else by now.
    writeFileSync(file, text);
    git(spare, 'add', '-A');
    expect(check(spare, '--staged')).toBe(told);
    commitAll(spare);
    writeFileSync(file, text.replace('int spare;', 'int spared;'));
    expect(check(spare, '--since', 'HEAD')).toBe(told);
    writeFileSync(file, `\n${text.replace('spin_unlock', 'spin_release')}`);
    expect(check(spare, '--since', 'HEAD')).toBe('');
  });
});
