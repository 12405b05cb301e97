import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import { commitAll, git, put, scratch } from '../tree/scratch.js';
import { bytesOf, faultline } from './bin.js';
import { ALL, FAULT, MM_H, SERIES, SURE } from './trees.js';

// Each test starts processes, and the machine may be busy.
jest.setTimeout(300_000);

const DATE = { GIT_AUTHOR_DATE: '2018-09-20T12:00:00+0530' };

const DRIVERS = {
  'include/linux/mm.h': MM_H,
  'drivers/gpu/drm/gizmo/gizmo_gem.c': FAULT,
  'drivers/gpu/drm/gizmo/gizmo_regs.c': FAULT.replaceAll('gizmo_', 'gizmo_regs_'),
  'drivers/misc/widget.c': FAULT.replaceAll('gizmo', 'widget'),
  'drivers/staging/gadget/gadget.c': `/* J\xf6rg, in latin1 */\r\n${FAULT}`,
  'mm/no newline \xc3\xbc.c': `${FAULT}/* end */`,
} as const;

const NO_MAINTAINERS = 'the tree has no MAINTAINERS, so no patch says who should get it\n';

/** The patches in a folder; what else is there is none of git am's business. */
function patchesIn(folder: string): string[] {
  return readdirSync(folder).filter(name => name.endsWith('.patch'));
}

function checkout(files: Readonly<Record<string, string>>): string {
  const decoded = Object.entries(files).map(([path, text]) => [Buffer.from(path, 'latin1').toString(), text]);
  const tree = scratch(Object.fromEntries(decoded));
  commitAll(tree);
  return tree;
}

test('there is one patch for each driver, and git am takes them all in order, on a clean checkout', () => {
  const tree = checkout(DRIVERS);
  const out = join(scratch(), 'out');
  const run = faultline([...SERIES, tree, '-o', out], { env: DATE });
  expect({ code: run.code, err: run.err }).toEqual({ code: 0, err: NO_MAINTAINERS });
  const [cover = '', ...names] = patchesIn(out);
  expect(cover).toBe('0000-cover-letter.patch');
  expect(run.out).toBe([cover, ...names].map(name => `${join(out, name)}\n`).join(''));
  expect(names).toEqual([
    '0001-drm-gizmo-Convert-vm_insert_page-to-vmf_insert_page.patch',
    '0002-widget-Convert-vm_insert_page-to-vmf_insert_page.patch',
    '0003-staging-gadget-Convert-vm_insert_page-to-vmf_insert_.patch',
    '0004-mm-Convert-vm_insert_page-to-vmf_insert_page.patch',
  ]);
  const head = git(tree, 'rev-parse', 'HEAD').trim();
  expect(bytesOf(out, cover)).toContain(`\nbase-commit: ${head}\n`);

  const clone = join(scratch(), 'clone');
  git(tree, 'clone', '-q', '.', clone);
  git(clone, 'am', '-q', '--keep-cr', ...names.map(name => join(out, name)));
  expect(git(clone, 'rev-list', '--count', 'HEAD').trim()).toBe('5');
  expect(git(clone, 'log', '--format=%an <%ae> %aI', '-1')).toBe(
    'Ann Author <ann@example.com> 2018-09-20T12:00:00+05:30\n',
  );
  expect(git(clone, 'log', '--format=%s', '-1')).toBe('mm: Convert vm_insert_page() to vmf_insert_page()\n');

  faultline(['apply', '-t', 'vm-insert-page', tree]);
  for (const path of git(tree, 'ls-files', '-z').split('\0').slice(0, -1)) {
    const name = Buffer.from(path, 'latin1').toString();
    expect(bytesOf(clone, name)).toBe(bytesOf(tree, name));
  }
});

test('a patch says why, what it does for each value, and how it was made', () => {
  const out = join(scratch(), 'out');
  faultline([...SERIES, checkout(SURE), '-o', out], { env: DATE });
  const [name] = patchesIn(out);
  const mail = bytesOf(out, name!);
  expect(mail).toMatch(
    /^From 0{40} Mon Sep 17 00:00:00 2001\nFrom: Ann Author <ann@example.com>\nDate: Thu, 20 Sep 2018 12:00:00 \+0530\nSubject: \[PATCH\] gizmo: Convert vm_insert_page\(\) to vmf_insert_page\(\)\n\n/,
  );
  expect(mail).toMatch(/^ {2}gizmo_fault\(\):\n {4}.*-EBUSY.*VM_FAULT_NOPAGE$/m);
  expect(mail).toMatch(/^Made by faultline \d/m);
  expect(mail).not.toMatch(/^Signed-off-by/m);
});

test('a plain folder needs no git to be made a series of, and has no base commit', () => {
  const tree = scratch(SURE);
  const out = join(scratch(), 'out');
  expect(faultline([...SERIES, tree, '-o', out]).code).toBe(0);
  const [name] = patchesIn(out);
  expect(bytesOf(out, name!)).not.toContain('base-commit');
  execFileSync('git', ['init', '-q'], { cwd: tree });
  execFileSync('git', ['apply', '--check', join(out, name!)], { cwd: tree });
});

test('a tree with uncommitted changes is made a series of, but no base commit is claimed', () => {
  const tree = checkout(SURE);
  put(tree, { 'drivers/gizmo/gizmo.c': `${FAULT}\n/* my work */\n` });
  const out = join(scratch(), 'out');
  const { code, err } = faultline([...SERIES, tree, '-o', out]);
  expect({ code, err }).toEqual({
    code: 0,
    err: `${NO_MAINTAINERS}no base commit can be named, since drivers/gizmo/gizmo.c has changes\n`,
  });
  expect(bytesOf(out, patchesIn(out)[0]!)).not.toContain('base-commit');
});

test('what is left for a person is told, and what is in review goes in with --review', () => {
  const tree = checkout(ALL);
  const [out, more] = [join(scratch(), 'out'), join(scratch(), 'more')];
  const sure = faultline([...SERIES, tree, '-o', out]);
  expect(sure.code).toBe(1);
  expect(sure.err).toMatch(/places left for a person/);
  expect(patchesIn(out)).toHaveLength(1);
  faultline([...SERIES, '--review', tree, '-o', more]);
  // The cover letter, and a patch more.
  expect(patchesIn(more)).toHaveLength(3);
});

describe('bad input', () => {
  test('a folder with other patches, or a file, is refused before anything is looked at, --force or not', () => {
    const tree = checkout(SURE);
    const holder = scratch({ 'out/0001-mine.patch': 'x', 'out/notes.txt': 'x', file: 'x' });
    const refused = faultline([...SERIES, tree, '-o', 'out', '--force'], {
      cwd: holder,
    });
    expect(refused).toEqual({
      code: 2,
      out: '',
      err: 'faultline: the folder out holds a patch that faultline did not write (0001-mine.patch): move it away, or name another folder\n',
    });
    expect(readdirSync(join(holder, 'out'))).toEqual(['0001-mine.patch', 'notes.txt']);
    expect(faultline([...SERIES, tree, '-o', 'file'], { cwd: holder })).toMatchObject({
      code: 2,
      err: 'faultline: expected a folder to write to, found the file file: name a new or empty folder\n',
    });
  });

  test('without an identity nothing is written', () => {
    const out = join(scratch(), 'out');
    const { code, err } = faultline([...SERIES, scratch(SURE), '-o', out], {
      env: { GIT_AUTHOR_NAME: '', GIT_AUTHOR_EMAIL: '' },
    });
    expect(code).toBe(2);
    expect(err).toMatch(
      /^faultline: nobody to write the patches from: git has no user\.name and user\.email; /,
    );
    expect(existsSync(out)).toBe(false);
  });

  test('an identity that would forge a header is refused', () => {
    const out = join(scratch(), 'out');
    const { code, err } = faultline([...SERIES, scratch(SURE), '-o', out], {
      env: { GIT_AUTHOR_EMAIL: 'a@example.com\nBcc: all@example.com' },
    });
    expect(code).toBe(2);
    expect(err).toMatch(/^faultline: the author's email cannot stand in a mail: /);
    expect(existsSync(out)).toBe(false);
  });

  test('a folder that cannot be written to is a clear error', () => {
    const holder = scratch();
    writeFileSync(join(holder, 'file'), '');
    mkdirSync(join(holder, 'x'));
    const { code, err } = faultline([...SERIES, scratch(SURE), '-o', 'file/below'], {
      cwd: holder,
    });
    expect({ code, err }).toEqual({
      code: 2,
      err: 'faultline: cannot use file/below: a part of its path is not a folder\n',
    });
  });

  test('of a tree without a match there is no patch, and no folder', () => {
    const out = join(scratch(), 'out');
    expect(faultline([...SERIES, scratch({ 'a.c': 'int x;\n' }), '-o', out])).toEqual({
      code: 0,
      out: '',
      err: 'no patch to write\n',
    });
    expect(existsSync(out)).toBe(false);
  });
});

describe('--branch', () => {
  /** All mails of a folder, without the cover letter. */
  const mailsIn = (folder: string) =>
    patchesIn(folder)
      .filter(name => !name.includes('0000-'))
      .map(name => [name, bytesOf(folder, name).replace(/\.\d+\.git\./g, '.TIME.git.')]);

  test('makes the commits that git format-patch makes the same mails of', () => {
    const tree = checkout({ ...DRIVERS, '.gitattributes': '*.[ch] diff=cpp\n' });
    chmodSync(join(tree, 'drivers/misc/widget.c'), 0o755);
    git(tree, 'commit', '-aqm', 'Mode');
    const before = { index: bytesOf(tree, '.git/index'), head: git(tree, 'rev-parse', 'HEAD') };
    const [ours, theirs] = [join(scratch(), 'ours'), join(scratch(), 'theirs')];
    const options = ['-o', ours, '--branch', 'gizmo/work', '--signoff', '--thread', '-q'];
    const run = faultline([...SERIES, tree, ...options], {
      env: { ...DATE, GIT_AUTHOR_NAME: 'J\u00f6rg "JJ" M\u00fcller' },
    });
    expect(run).toMatchObject({ code: 0, err: '' });
    const tip = git(tree, 'rev-parse', 'gizmo/work').trim();
    expect(run.out).toMatch(new RegExp(`^gizmo/work ${tip}\n`));
    expect({ index: bytesOf(tree, '.git/index'), head: git(tree, 'rev-parse', 'HEAD') }).toEqual(before);
    expect(git(tree, 'status', '--porcelain')).toBe('');

    const version = bytesOf(ours, patchesIn(ours)[0]!).match(/\n-- \n(.*)\n\n$/)![1]!;
    git(
      ...[tree, '-c', 'core.abbrev=12', 'format-patch', '-q', '--thread=shallow', '--cover-letter'],
      ...['--no-renames', `--signature=${version}`, '-o', theirs, 'HEAD..gizmo/work'],
    );
    expect(mailsIn(ours)).toEqual(mailsIn(theirs));
    expect(mailsIn(ours)).toHaveLength(4);
    expect(bytesOf(ours, '0000-cover-letter.patch')).toContain(`From ${tip} Mon Sep 17`);
  });

  test.each(['desk', 'gem-fault', 'mmap-loop'])(
    'of the example %s git makes the same mails, cover letter and all',
    name => {
      const tree = scratch({ '.gitattributes': '*.[ch] diff=cpp\n' });
      cpSync(join('examples', name), tree, { recursive: true });
      commitAll(tree);
      const [ours, theirs] = [join(scratch(), 'ours'), join(scratch(), 'theirs')];
      faultline([
        'series',
        '--review',
        tree,
        '-o',
        ours,
        '--branch',
        'work',
        '--signoff',
        '--no-recipients',
        '-q',
      ]);
      const names = patchesIn(ours);
      const [first] = names;
      const version = bytesOf(ours, first!).match(/\n-- \n(.*)\n\n$/)![1]!;
      const cover = names.find(each => each.startsWith('0000-'));
      const args = [`--signature=${version}`, '--base=main', '--no-renames', '-o', theirs];
      if (cover !== undefined) {
        const [, subject, blurb] =
          /^Subject: \[.*?\] (.*(?:\n .*)*)[\s\S]*?\n\n([\s\S]*)\nAnn Author \(\d+\):\n/m.exec(
            bytesOf(ours, cover),
          )!;
        git(tree, 'config', 'branch.work.description', `${subject!.replace(/\n/g, '')}\n\n${blurb}`);
        args.push('--cover-letter', '--cover-from-description=subject');
      }
      git(tree, '-c', 'core.abbrev=12', 'format-patch', '-q', ...args, 'main..work');
      // A cover letter is dated when it is written; what one patch alone says below its line is no part of a commit.
      const plain = (folder: string) =>
        patchesIn(folder).map(each => {
          const mail = bytesOf(folder, each);
          if (each.startsWith('0000-')) return [each, mail.replace(/^Date: .*/m, '')];
          return [
            each,
            cover === undefined ? mail.replace(/\n---\n(?! )[\s\S]*?\n\n(?= \S+ +\| )/, '\n---\n') : mail,
          ];
        });
      expect(plain(ours)).toEqual(plain(theirs));
      expect(names.length).toBeGreaterThan(0);
    },
  );

  test('makes none where a step does not build, or the mails cannot be written', () => {
    const tree = checkout(SURE);
    const holder = scratch({ out: 'a file' });
    const options = ['--branch', 'work', '--no-recipients', '-q'];
    const build = ['--build', 'false', '--build-dir', join(holder, 'build')];
    expect(faultline([...SERIES, tree, ...options, ...build]).code).toBe(2);
    expect(faultline([...SERIES, tree, ...options, '-o', join(holder, 'out')]).code).toBe(2);
    expect(git(tree, 'for-each-ref', '--format=%(refname)')).toBe('refs/heads/main\n');
  });

  test.each<[string, string, (tree: string) => void, RegExp]>([
    ['a name that is taken', 'main', () => {}, /^faultline: there is a branch main already: /],
    [
      'a name that is taken by git',
      'HEAD',
      () => {},
      /expected a name that git takes for a branch, found "HEAD"/,
    ],
    ['a name that is none', 'a..b', () => {}, /expected a name that git takes for a branch, found "a\.\.b"/],
    [
      'changed files',
      'work',
      tree => put(tree, { 'drivers/gizmo/gizmo.c': `${FAULT}\n` }),
      /^faultline: no commit can be made, since drivers\/gizmo\/gizmo\.c is not as it is in the last commit: /m,
    ],
    [
      'a tree that is no checkout',
      'work',
      tree => rmSync(join(tree, '.git'), { recursive: true }),
      /expected TREE to be the top of a git checkout/,
    ],
  ])('refuses %s', (_, name, meddle, message) => {
    const tree = checkout(SURE);
    meddle(tree);
    const { code, out, err } = faultline([...SERIES, tree, '--branch', name, '-q']);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(message);
  });
});

describe('the people', () => {
  const MAINTAINERS = `GIZMO DRIVER
M:	Old Name <gina@example.org>
R:	"R. Reader" <reader@example.org>
L:	gizmo@lists.example.org
S:	Supported
F:	drivers/gizmo/

THE REST
M:	Top Dog <top@example.org>
L:	all@lists.example.org
S:	Buried alive in reporters
F:	*
F:	*/
`;

  test('come from MAINTAINERS and .mailmap, each with the line that brought them', () => {
    const tree = checkout({ ...SURE, MAINTAINERS, '.mailmap': 'Gina Gizmo <gina@example.org>\n' });
    const out = join(scratch(), 'out');
    expect(faultline([...SERIES, tree, '-o', out])).toMatchObject({
      code: 0,
      err: '',
    });
    expect(bytesOf(out, patchesIn(out)[0]!)).toContain(
      '\nTo: Gina Gizmo <gina@example.org>\nCc: "R. Reader" <reader@example.org>,\n    gizmo@lists.example.org,\n    all@lists.example.org\n\n',
    );
    const told = faultline([...SERIES, tree, '--explain-to']);
    expect(told.out).toContain(
      '  Gina Gizmo <gina@example.org> (supporter:GIZMO DRIVER)\n' +
        '    MAINTAINERS:2 lists them under GIZMO DRIVER, whose F: drivers/gizmo/ (line 6) matches drivers/gizmo/gizmo.c\n',
    );
    const bare = join(scratch(), 'bare');
    faultline([...SERIES, tree, '-o', bare, '--no-recipients']);
    expect(bytesOf(bare, patchesIn(bare)[0]!)).not.toMatch(/^(To|Cc):/m);
  });

  test('are refused where MAINTAINERS is broken, or an address would forge a header', () => {
    const run = (text: string) => {
      const out = join(scratch(), 'out');
      const { code, err } = faultline([
        'series',
        '-t',
        'vm-insert-page',
        checkout({ ...SURE, MAINTAINERS: text }),
        '-o',
        out,
      ]);
      return { code, err, wrote: existsSync(out) };
    };
    expect(run('nothing of the kind\n')).toEqual({
      code: 2,
      err:
        'faultline: expected sections with M: and F: lines in MAINTAINERS, found none; give the file of the tree; ' +
        'or name nobody, with --no-recipients\n',
      wrote: false,
    });
    const forged = MAINTAINERS.replace('gina@example.org', 'gina@example.org\rBcc: all@example.org');
    expect(run(forged)).toMatchObject({ code: 2, wrote: false });
    // Where the line is, and how to do without it.
    for (const [address, found] of [
      [
        'gina@exa mple.org',
        'to have an address such as name@example.org, found "gina@exa mple.org"; correct it',
      ],
      [
        'gina@example.org>\x01<x',
        'to have an address such as name@example.org, found "gina@example.org>\\u0001<x"',
      ],
    ]) {
      const { code, err, wrote } = run(MAINTAINERS.replace('gina@example.org', address!));
      expect({ code, wrote }).toEqual({ code: 2, wrote: false });
      expect(err).toContain(`faultline: expected whoever MAINTAINERS:2 lists ${found}`);
      expect(err).toMatch(/; or name nobody, with --no-recipients$/m);
    }
  });
});
