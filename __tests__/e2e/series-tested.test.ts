/** The parts of `series` that run something: only what the user names. */
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { jest } from '@jest/globals';
import { commitAll, git, scratch } from '../tree/scratch.js';
import { BIN, bytesOf, faultline, PERSON } from './bin.js';
import { FAULT, MM_H, SERIES, SURE } from './trees.js';

jest.setTimeout(300_000);

const TWO = {
  'include/linux/mm.h': MM_H,
  'drivers/misc/gizmo.c': FAULT,
  'drivers/misc/widget.c': FAULT.replaceAll('gizmo', 'widget'),
} as const;

describe('--build', () => {
  test('runs the command after each patch in a copy, stops where it fails, and goes on from there', () => {
    const tree = scratch({ ...TWO, '.config': 'CONFIG_X=y\n' });
    const holder = scratch();
    const build = () =>
      faultline(
        [
          ...SERIES,
          tree,
          '-o',
          'out',
          '--no-recipients',
          '--build',
          'echo "$STEP $OBJECTS" >> ../calls; cat .config; test "$STEP" != 2 || test -f ../mended',
        ],
        { cwd: holder },
      );
    const calls = () => readFileSync(join(holder, 'out.build/calls'), 'utf8');

    const failed = build();
    expect({ code: failed.code, out: failed.out }).toEqual({ code: 2, out: '' });
    expect(failed.err).toMatch(/^built: 1\/2 gizmo: Convert/m);
    expect(failed.err).toMatch(
      /^faultline: the build fails after patch 2\/2 widget: .*; it succeeds without the series, and nothing was written\. The end of out\.build\/0002\.log: CONFIG_X=y$/m,
    );
    expect(existsSync(join(holder, 'out'))).toBe(false);
    expect(calls()).toBe('1 drivers/misc/gizmo.o\n2 drivers/misc/widget.o\n0 drivers/misc/widget.o\n');

    writeFileSync(join(holder, 'out.build/mended'), '');
    const resumed = build();
    expect(resumed.code).toBe(0);
    expect(resumed.err).toMatch(/^built before: 1\/2 gizmo.*\nbuilt: 2\/2 widget/m);
    expect(calls()).toMatch(/^1 .*\n2 .*\n0 .*\n2 drivers\/misc\/widget\.o\n$/);
    expect(bytesOf(holder, 'out.build/tree/drivers/misc/widget.c')).toContain('vmf_insert_page');
    expect(bytesOf(tree, 'drivers/misc/widget.c')).toBe(TWO['drivers/misc/widget.c']);
    expect(bytesOf(holder, 'out/0000-cover-letter.patch').replace(/\s+/g, ' ')).toContain(
      'After each patch of the series this command was run, and it succeeded: echo "$STEP $OBJECTS" >> ../calls;',
    );
  });

  test('says when the tree fails without the series as well', () => {
    const out = join(scratch(), 'out');
    const { code, err } = faultline([
      'series',
      '-t',
      'vm-insert-page',
      scratch(SURE),
      '-o',
      out,
      '--build',
      'echo no; false',
      '-q',
    ]);
    expect(code).toBe(2);
    expect(err).toMatch(
      /it fails without the series, too, and nothing was written\. The end of .*0001\.log: no\n$/,
    );
  });

  test.each(['SIGTERM', 'SIGHUP', 'SIGINT'] as const)(
    'ends with us by %s, whatever it started',
    async signal => {
      const holder = scratch();
      const tree = scratch(TWO);
      const command =
        'echo $$ > ../pid; trap "echo $$ >> ../told" TERM HUP INT; sleep 300 & echo $! > ../child; wait; wait';
      const child = spawn(process.execPath, [BIN, ...SERIES, tree, '-o', 'out', '-q', '--build', command], {
        cwd: holder,
        env: PERSON,
        stdio: 'ignore',
      });
      const ended = new Promise(resolve => child.on('exit', (code, by) => resolve(by ?? code)));
      const started = join(holder, 'out.build/child');
      while (!existsSync(started) || readFileSync(started, 'utf8') === '') await delay(50);
      const pids = ['pid', 'child'].map(name =>
        Number(readFileSync(join(holder, 'out.build', name), 'utf8')),
      );
      child.kill(signal);
      expect(await ended).toBe(signal);
      // A busy machine takes its time to bury them; what was not ended would sleep for minutes.
      for (let tries = 0; tries < 200 && pids.some(isRunning); tries++) await delay(50);
      expect(pids.filter(isRunning)).toEqual([]);
      expect(existsSync(join(holder, 'out.build/told'))).toBe(true);
      expect(existsSync(join(holder, 'out'))).toBe(false);
    },
  );

  /** Whether a process is there and has not ended, waiting to be asked after. */
  function isRunning(pid: number): boolean {
    try {
      return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
    } catch {
      return false;
    }
  }

  test('needs a command, and a place', () => {
    const tree = scratch(SURE);
    commitAll(tree);
    expect(faultline([...SERIES, tree, '--branch', 'x', '--build', 'true']).err).toMatch(
      /^faultline: --build: name a folder to build in: --build-dir FOLDER$/m,
    );
    expect(faultline([...SERIES, tree, '-o', 'x', '--build', 'a\nb']).err).toMatch(
      /^faultline: --build: expected a command on one line/m,
    );
    expect(git(tree, 'branch')).not.toContain('x');
  });
});

describe('--checkpatch', () => {
  /** Finds fault with every line that a patch adds and that names `word`. */
  const script = (word: string, file = '.') => `#!/usr/bin/perl
my ($file, $line) = ('', 0);
while (<STDIN>) {
    $file = $1 if m{^\\+\\+\\+ b/(\\S+)};
    $line = $1 - 1 if /^@@ -\\S+ \\+(\\d+)/;
    $line++ if /^[ +]/;
    print "$file:$line: WARNING:WORD: a word\\n" if /^\\+.*\\b${word}\\b/ && $file =~ /${file}/;
}
`;

  /** What a series says of a tree whose script finds fault with each added line that names `word`. */
  const foundOf = (word: string) => {
    const tree = scratch({ ...SURE, 'scripts/checkpatch.pl': script(word) });
    const out = join(scratch(), 'out');
    return faultline(['series', tree, '-o', out, '--no-recipients', '--checkpatch', 'scripts/checkpatch.pl'])
      .err;
  };

  test('lists what the patch itself caused', () => {
    const err = foundOf('vmf_insert_page');
    expect(err).toMatch(/^0001-gizmo-.*\.patch: WARNING:WORD: drivers\/gizmo\/gizmo\.c:\d+: a word$/m);
    expect(err).toMatch(/^checkpatch: 0 errors, 1 warnings, 0 checks$/m);
  });

  test('tells reviewers, in the cover letter and below the line of the patch', () => {
    const mailsOf = (word: string, file?: string) => {
      const tree = scratch({ ...TWO, 'scripts/checkpatch.pl': script(word, file) });
      const out = join(scratch(), 'out');
      const options = ['--no-recipients', '-q', '--checkpatch', 'scripts/checkpatch.pl'];
      expect(faultline([...SERIES, tree, '-o', out, ...options]).code).toBe(0);
      const mails = readdirSync(out).filter(name => name.endsWith('.patch'));
      return mails.map(name => bytesOf(out, name).replace(/\s+/g, ' '));
    };
    const [cover, gizmo, widget] = mailsOf('vmf_insert_page', 'widget');
    const found = 'drivers/misc/widget.c:7: WARNING WORD: a word';
    expect(cover).toContain(
      `checkpatch.pl was run over each patch. What it finds that they cause is in patch 2: ${found} Of 3`,
    );
    expect(gizmo).not.toContain('checkpatch');
    expect(widget).toContain(
      ` --- checkpatch.pl finds what this patch causes: ${found} drivers/misc/widget.c |`,
    );
    expect(mailsOf('nothing')[0]).toContain('it finds nothing that they cause. Of 3 places');
  });

  test('leaves out what was so before', () => {
    // Each old line that goes and each new one names it, and no more of these than of those.
    const err = foundOf('vmf?_insert_page');
    expect(err).toMatch(/^checkpatch: 0 errors, 0 warnings, 0 checks$/m);
    expect(err).not.toMatch(/WARNING/);
  });

  test('a fault that goes at one place does not pay for one that comes at another', () => {
    expect(foundOf('(?:int ret|vmf_insert_page)')).toMatch(
      /WARNING:WORD: drivers\/gizmo\/gizmo\.c:7: a word\ncheckpatch: 0 errors, 1 warnings/,
    );
  });

  test('is told where the folder is no whole kernel, which it would refuse to work in', () => {
    // As the real one: it ends where it is not told, and a whole kernel should be known to it.
    const strict = `my $told = grep { $_ eq '--no-tree' } @ARGV;
if ((-e 'COPYING' ? 1 : 0) == $told) { print STDERR "Must be run from the top of a kernel tree\\n"; exit 2; }
my @all = <STDIN>;
`;
    const whole = [
      ...['COPYING', 'CREDITS', 'Kbuild', 'Makefile', 'README', 'Documentation/x', 'arch/x', 'fs/x'],
      ...['init/x', 'ipc/x', 'kernel/x', 'lib/x'],
    ];
    const saidIn = (more: Readonly<Record<string, string>>) => {
      const tree = scratch({ ...SURE, 'scripts/checkpatch.pl': strict, ...more });
      const options = ['--no-recipients', '--checkpatch', 'scripts/checkpatch.pl'];
      return faultline([...SERIES, tree, '-o', join(scratch(), 'out'), ...options]).err;
    };
    expect(saidIn({})).toMatch(/^checkpatch: 0 errors/m);
    const maintainers = 'GIZMO\nM:\tA <a@example.org>\nF:\tdrivers/gizmo/\n';
    const kernel = { ...Object.fromEntries(whole.map(name => [name, ''])), MAINTAINERS: maintainers };
    expect(saidIn(kernel)).toMatch(/^checkpatch: 0 errors/m);
  });

  test('is not run unless it is named, and must be there', () => {
    const tree = scratch({ ...SURE, 'scripts/checkpatch.pl': 'open F, ">ran"; close F;' });
    const out = join(scratch(), 'out');
    faultline([...SERIES, tree, '-o', out, '-q']);
    expect(existsSync(join(tree, 'ran'))).toBe(false);
    // Whoever may not know that it could be is told.
    const { err } = faultline([...SERIES, tree, '-o', `${out}1`, '--no-recipients']);
    expect(err).toBe(
      'scripts/checkpatch.pl was not run over the patches; --checkpatch scripts/checkpatch.pl does it\n',
    );
    expect(existsSync(join(tree, 'ran'))).toBe(false);
    expect(faultline([...SERIES, tree, '-o', `${out}2`, '-q', '--checkpatch', 'gone.pl'])).toMatchObject({
      code: 2,
      err: 'faultline: --checkpatch: expected a script such as scripts/checkpatch.pl, found no gone.pl\n',
    });
  });
});
