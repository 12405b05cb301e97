import { spawnSync } from 'node:child_process';
import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import { scratch } from '../tree/scratch.js';
import { faultline } from './bin.js';

// Each test starts processes, and the machine may be busy.
jest.setTimeout(300_000);

function treeWith(settings: object): string {
  const tree = scratch();
  for (const name of ['gem-fault', 'mmap-loop']) {
    cpSync(join('examples', name), join(tree, name), { recursive: true });
  }
  writeFileSync(join(tree, 'faultline.config.json'), JSON.stringify(settings));
  return tree;
}

const paths = (out: string) => [...new Set([...out.matchAll(/^(\S+?):\d+:\d+: /gm)].map(match => match[1]))];

test('settings hold for every run below them, are told, and can be left out', () => {
  const tree = treeWith({ include: ['mmap-loop'], exclude: ['*.h'], review: true });
  const { code, out, err } = faultline(['scan', tree]);
  expect(paths(out)).toEqual(['mmap-loop/drivers/gizmo/gizmo_trace.c']);
  expect(code).toBe(0);
  expect(err).toMatch(/^settings of .*faultline\.config\.json\n$/);
  expect(paths(faultline(['scan', '-q', join(tree, 'mmap-loop')]).out)).toEqual([
    'drivers/gizmo/gizmo_trace.c',
  ]);
  expect(paths(faultline(['scan', '--no-config', tree]).out)).toHaveLength(4);
  expect(faultline(['scan', '--no-config', tree])).toMatchObject({ code: 1, err: '' });
});

test('globs of the command line hold as well, for check too', () => {
  const tree = treeWith({});
  const globs = ['--exclude', 'mmap-loop', '--exclude', '*.h'];
  const found = faultline(['scan', ...globs, tree]);
  expect(paths(found.out)).toEqual(['gem-fault/drivers/widget/widget_gem.c']);
  expect(found.out).toContain(' in 1 file, of 1 that were searched');
  expect(faultline(['check', '-q', '--include', 'gem-fault', tree]).code).toBe(1);
  expect(faultline(['check', '-q', '--exclude', 'gem-fault', tree])).toMatchObject({
    code: 0,
    out: '',
  });
});

test.each([
  ['scan'],
  ['report', '-o', '-'],
  ['review'],
  ['check'],
  ['diff'],
  ['series', '-o', 'patches'],
  ['explain'],
])('headers in settings that are no folder are told by %s', (...command) => {
  const tree = treeWith({ headers: 'nope' });
  const place = command[0] === 'explain' ? ['gem-fault/drivers/widget/widget_gem.c:1'] : [];
  expect(faultline([...command, ...place, tree])).toMatchObject({
    code: 2,
    out: '',
    err: expect.stringMatching(
      /^faultline: \S+faultline\.config\.json: headers: expected a folder, found nothing at "nope"$/m,
    ),
  });
});

test('what the command line says of headers goes before wrong ones in settings', () => {
  const tree = treeWith({ headers: 'nope' });
  expect(faultline(['scan', '--headers', tree, tree]).code).toBe(1);
});

test.each([
  [['--config', 'nowhere.json'], /^faultline: --config: expected a file, found none at nowhere\.json\n$/],
  [['--config', 'package.json'], /^faultline: package\.json: "name" is no setting; expected one of /],
  [
    ['--config', 'package.json', '--no-config'],
    /^faultline: --config and --no-config: give only one of them\n$/,
  ],
])('%j is one clear message', (options, message) => {
  const { code, out, err } = faultline(['scan', ...options, 'examples']);
  expect([code, out]).toEqual([2, '']);
  expect(err).toMatch(message);
});

test.each([
  ['scan --format s', 'sarif'],
  // As bash cuts `--format=` and `--format=s`.
  ['scan --format =', 'text json ndjson sarif github coccicheck coccicheck-org'],
  ['scan --format = s', 'sarif'],
  ['scan src', ''],
])('bash completes `%s` with the script of `completion`', (words, expected) => {
  const { code, out } = faultline(['completion']);
  expect(code).toBe(0);
  const script = `faultline() { ${process.execPath} ${process.cwd()}/bin/faultline.js "$@"; }
${out}
COMP_WORDS=(faultline ${words} behind); COMP_CWORD=${words.split(' ').length}
_faultline; echo "\${COMPREPLY[@]}"`;
  const { stdout, stderr } = spawnSync('bash', ['-c', script], { encoding: 'utf8' });
  expect([stdout, stderr]).toEqual([`${expected}\n`, '']);
});

test('zsh takes its script', () => {
  const { out } = faultline(['completion'], { env: { SHELL: '/usr/bin/zsh' } });
  const script = `compdef() { : }; _default() { echo files }; compadd() { print -r -- "\${@:2}" }
faultline() { ${process.execPath} ${process.cwd()}/bin/faultline.js "$@"; }
${out}
words=(faultline scan --format s behind); CURRENT=4; _faultline
words=(faultline scan src); CURRENT=3; _faultline`;
  const { error, stdout, stderr } = spawnSync('zsh', ['-fc', script], { encoding: 'utf8' });
  // A machine without zsh checks the text alone.
  if (error === undefined) expect([stdout, stderr]).toEqual(['sarif\nfiles\n', '']);
  expect(out).toContain('#compdef faultline');
});

test('there is a script for fish, and other shells are told which there are', () => {
  expect(faultline(['completion'], { env: { SHELL: 'fish' } }).out).toBe(
    "complete -c faultline -a '(faultline --get-yargs-completions (commandline -opc) (commandline -ct))'\n",
  );
  expect(faultline(['completion'], { env: { SHELL: '/bin/tcsh' } })).toEqual({
    code: 2,
    out: '',
    err: 'faultline: expected bash, zsh or fish, named or as $SHELL, found "/bin/tcsh"; `faultline completion bash` prints the script for bash\n',
  });
  expect(faultline(['completion', 'zsh'], { env: { SHELL: '/bin/bash' } }).out).toContain(
    '#compdef faultline',
  );
});

test('that no file was looked at is told', () => {
  const tree = treeWith({ exclude: ['/'] });
  const scan = faultline(['scan', tree]);
  expect(scan).toMatchObject({ code: 0 });
  expect(scan.err).toContain('\nno .c or .h file was looked at: the globs leave none\n');
  expect(faultline(['scan', '-q', tree]).err).toBe('');
  const check = faultline(['check', tree]);
  expect(check).toMatchObject({ code: 0, out: '' });
  expect(check.err).toContain('\nnote: no .c or .h file was looked at: the globs leave none\n');
  expect(JSON.parse(faultline(['check', '--format', 'json', tree]).out).notes).toHaveLength(1);
  expect(faultline(['check', '--no-config', tree]).err).not.toContain('looked at');
  expect(faultline(['scan', '--no-config', scratch({ 'a.txt': '' })]).err).toBe(
    'no .c or .h file was looked at: there is none\n',
  );
});

test('a glob that can hold for nothing is told with its option', () => {
  const tree = treeWith({});
  const told = (...args: readonly string[]) => faultline(['scan', '-q', ...args, tree]);
  expect(told('--exclude', '../x')).toMatchObject({
    code: 2,
    err: 'faultline: --exclude: expected a glob that does not lead out of its folder, found "../x"\n',
  });
  expect(told('--include', `${tree}/drivers`).err).toBe(
    `faultline: --include: expected a glob that counts from ${tree}, such as "/drivers", found "${tree}/drivers"\n`,
  );
  expect(told('--include', '').err).toBe('faultline: --include: expected a glob, found ""\n');
});
