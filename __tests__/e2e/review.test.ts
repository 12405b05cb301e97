import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import { scratch } from '../tree/scratch.js';
import { BIN, faultline } from './bin.js';
import { FAULT, MMAP } from './trees.js';

jest.setTimeout(300_000);

const TREE = { 'drivers/gizmo/gizmo.c': FAULT, 'drivers/widget/widget.c': MMAP };
const ONLY = ['-t', 'vm-insert-page', '--kernel', '4.20'];

/** What a person sees who types keys into a review, in a terminal of its own. */
const TYPIST = join(process.cwd(), '__tests__/e2e/typist.mjs');

function typed(
  keys: string,
  args: readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv = {},
  columns = 80,
): string {
  const command = [process.execPath, BIN, 'review', ...args].map(word => `'${word}'`).join(' ');
  const { stdout, error } = spawnSync(process.execPath, [TYPIST, `stty cols ${columns}; ${command}`, keys], {
    cwd,
    encoding: 'utf8',
    env: { PATH: process.env.PATH, HOME: '/nonexistent', TERM: 'xterm', ...env },
  });
  if (error !== undefined) throw error;
  return stdout.replaceAll('\r\n', '\n');
}

const decisionsOf = (file: string) =>
  JSON.parse(readFileSync(file, 'utf8')).decisions.map(
    ({ change, answer }: { change: string; answer: string }) => `${change} ${answer}`,
  );

test('decisions are kept, and replayed by diff, apply and series', () => {
  const tree = scratch(TREE);
  const file = join(scratch(), 'decisions.json');
  const seen = typed('ny', [...ONLY, '--decisions', file, tree], tree);
  expect(seen).toContain('(1/2) drivers/gizmo/gizmo.c:');
  expect(seen).toContain('2 changes decided, 0 left');
  expect(decisionsOf(file)).toEqual([
    'drivers/gizmo/gizmo.c:gizmo_fault no',
    'drivers/widget/widget.c:widget_mmap yes',
  ]);

  // What was to be left out is the sure one, and what goes in needed consent.
  const { out, code } = faultline(['diff', ...ONLY, '--decisions', file, tree]);
  expect(out.match(/^diff --git.*$/gm)).toEqual([
    'diff --git a/drivers/widget/widget.c b/drivers/widget/widget.c',
  ]);
  expect(code).toBe(0);
  const series = join(scratch(), 'out');
  faultline(['series', ...ONLY, '--decisions', file, tree, '-o', series, '--no-recipients']);
  expect(existsSync(join(series, 'series'))).toBe(false);
  expect(faultline(['apply', ...ONLY, '--decisions', file, tree]).err).toContain('1 file rewritten');
  expect(readFileSync(join(tree, 'drivers/gizmo/gizmo.c'), 'latin1')).toBe(FAULT);
  expect(faultline(['diff', ...ONLY, '--decisions', file, tree]).out).toBe('');
});

test('what was decided holds while lines move, and no longer than the change is the same', () => {
  const tree = scratch(TREE);
  const file = join(scratch(), 'decisions.json');
  typed('n', [...ONLY, '--decisions', file, tree, 'drivers/gizmo'], tree);
  const path = join(tree, 'drivers/gizmo/gizmo.c');
  writeFileSync(path, `/* above */\n\n${FAULT}`);
  expect(faultline(['diff', ...ONLY, '--decisions', file, tree]).out).toBe('');
  writeFileSync(path, FAULT.replace('case -ENOMEM:\n\t\treturn VM_FAULT_OOM;\n\t', ''));
  // Whoever left it out did not agree to another change of the same place.
  const { out, err } = faultline(['diff', ...ONLY, '--decisions', file, tree]);
  expect(out).toBe('');
  expect(err).toContain(
    '1 change left out, since what was decided is about an earlier form of it: drivers/gizmo/gizmo.c:gizmo_fault; ' +
      'see it again with `faultline review --decisions',
  );
  expect(typed('yq', [...ONLY, '--decisions', file, tree, 'drivers/gizmo'], tree)).toContain('(1/1)');
  expect(faultline(['diff', ...ONLY, '--decisions', file, tree]).out).toContain('+	return vmf_insert_page');
});

test('decisions that were carried out are told as that, by whatever command, and are not asked again', () => {
  const tree = scratch(TREE);
  const file = join(scratch(), 'decisions.json');
  typed('yy', [...ONLY, '--decisions', file, tree], tree);
  const apply = () => faultline(['apply', ...ONLY, '--decisions', file, tree]).err;
  expect(apply()).toContain('2 files rewritten');
  const said = `2 decisions of ${file} are carried out already: drivers/gizmo/gizmo.c:gizmo_fault, drivers/widget/widget.c:widget_mmap\n`;
  for (const err of [apply(), faultline(['diff', ...ONLY, '--decisions', file, tree]).err]) {
    expect(err).toContain(said);
    expect(err).not.toContain('left aside');
  }
  expect(typed('', [...ONLY, '--decisions', file, tree], tree)).toContain(
    '0 changes decided, 0 left, 2 carried out already',
  );
  // Somebody changes one of them since: what is there is no longer what was agreed to.
  const path = join(tree, 'drivers/widget/widget.c');
  writeFileSync(path, readFileSync(path, 'latin1').replace('\treturn 0;', '\tw->count++;\n\treturn 0;'));
  expect(apply()).toContain('1 decision of');
  expect(apply()).toMatch(/left aside, since no such change is offered here .*widget_mmap/);
});

test('consent to a change is none to another one of the same place', () => {
  const tree = scratch(TREE);
  const file = join(scratch(), 'decisions.json');
  typed('y', [...ONLY, '--decisions', file, tree, 'drivers/widget'], tree);
  const path = join(tree, 'drivers/widget/widget.c');
  writeFileSync(path, MMAP.replace('if (vm_insert_page(', 'if (0 != vm_insert_page('));
  const { out, err } = faultline(['diff', ...ONLY, '--decisions', file, tree, 'drivers/widget']);
  expect(out).toBe('');
  expect(err).toContain('1 decision of');
  expect(err).toContain(
    'left aside, since no such change is offered here (it lies outside of what is looked at, or somebody made another one), or it does something else by now: drivers/widget/widget.c:widget_mmap',
  );
});

test('consent to a change is none to the same text where it does something else by now', () => {
  const tree = scratch(TREE);
  const file = join(scratch(), 'decisions.json');
  typed('y', [...ONLY, '--decisions', file, tree, 'drivers/widget'], tree);
  const diff = () => faultline(['diff', ...ONLY, '--decisions', file, tree, 'drivers/widget']);
  expect(diff().out).toContain('diff --git');
  // The lines of the change stay what they are; what follows on them does not.
  const other = MMAP.replace(/return -?\w+;/, 'return -EIO;');
  expect(other).not.toBe(MMAP);
  writeFileSync(join(tree, 'drivers/widget/widget.c'), other);
  expect(diff()).toMatchObject({ out: '', err: expect.stringContaining('or it does something else by now') });
  const again = typed('y', [...ONLY, '--decisions', file, tree, 'drivers/widget'], tree);
  expect(again).toContain('1 change decided, 0 left');
  expect(diff().out).toContain('diff --git');
});

test('consent is none where a call that the change does not name is given something else', () => {
  const tree = scratch(TREE);
  const file = join(scratch(), 'decisions.json');
  typed('y', [...ONLY, '--decisions', file, tree, 'drivers/widget'], tree);
  writeFileSync(
    join(tree, 'drivers/widget/widget.c'),
    MMAP.replace('\treturn 0;', '\twidget_arm(w);\n\treturn 0;'),
  );
  expect(faultline(['diff', ...ONLY, '--decisions', file, tree, 'drivers/widget']).out).toBe('');
});

test('an edit that no longer holds takes nothing else with it, and is decided again', () => {
  const tree = scratch(TREE);
  const file = join(scratch(), 'decisions.json');
  const editor = `sed -i 's,^+.return vmf.*,+/* Mine. */\\n&,'`;
  const run = (...keys: readonly string[]) =>
    typed(keys.join(''), [...ONLY, '--decisions', file, tree], tree, { EDITOR: editor });
  expect(run('e', 'y', 'y')).toContain('2 changes decided, 0 left');
  const diff = () => faultline(['diff', ...ONLY, '--decisions', file, tree]);
  expect(diff().out).toContain('+/* Mine. */');
  const path = join(tree, 'drivers/gizmo/gizmo.c');
  writeFileSync(path, FAULT.replace('\tstruct gizmo *g', '\t/* Its own. */\n\tstruct gizmo *g'));
  const { out } = diff();
  expect(out).toContain('drivers/widget/widget.c');
  expect(out).not.toContain('drivers/gizmo/gizmo.c');
  const again = run('y');
  expect(again).toContain('what was edited no longer holds');
  expect(again).toContain('2 changes decided, 0 left');
  expect(diff().out).toContain('drivers/gizmo/gizmo.c');
});

test('a review goes on where it was left, however it ended', () => {
  const tree = scratch(TREE);
  const file = join(scratch(), 'decisions.json');
  typed('yq', [...ONLY, '--decisions', file, tree], tree);
  expect(decisionsOf(file)).toHaveLength(1);
  const again = typed('q', [...ONLY, '--decisions', file, tree], tree);
  expect(again).toContain('(2/2) drivers/widget/widget.c:');
  expect(again).not.toContain('(1/2)');
  expect(again).toContain('1 change decided, 1 left');
});

test('what somebody else writes into the file meanwhile is not written over', async () => {
  const tree = scratch(TREE);
  const folder = scratch();
  const file = join(folder, 'decisions.json');
  typed('yq', [...ONLY, '--decisions', file, tree], tree);
  const before = readFileSync(file, 'utf8');
  const theirs = before.replace('"yes"', '"no"');
  // The editor is the one place where this review stands still.
  const editor = `cp ${file} ${file}.bak; sed -i s/yes/no/ ${file}; true`;
  const seen = typed('en', [...ONLY, '--decisions', file, tree], tree, { EDITOR: editor });
  expect(readFileSync(file, 'utf8')).toBe(theirs);
  expect(seen).toContain('was changed by somebody else during this review, so it stays as it is');
  expect(decisionsOf(`${file}.mine`)).toEqual([
    'drivers/gizmo/gizmo.c:gizmo_fault yes',
    'drivers/widget/widget.c:widget_mmap no',
  ]);
  expect(readdirSync(folder).sort()).toEqual(['decisions.json', 'decisions.json.bak', 'decisions.json.mine']);
});

test('an editor that takes the file away changes nothing, and that is said', () => {
  const tree = scratch(TREE);
  const seen = typed('eq', [...ONLY, tree], tree, { EDITOR: 'rm' });
  expect(seen).toContain('rm left no file behind, so the change stays as it was');
});

test('a review that is ended by a signal leaves no lock', async () => {
  const tree = scratch(TREE);
  // The editor ends the review that waits for it, and then the wait.
  const env = { EDITOR: 'kill -TERM $PPID; true' };
  const seen = typed('eq', [...ONLY, '--decisions', 'd.json', tree], tree, env);
  expect(seen).toContain('nothing was edited');
  const command = [process.execPath, BIN, 'review', ...ONLY, '--decisions', 'd.json', tree].join(' ');
  const ending = `(for i in $(seq 600); do sleep 0.1; kill -TERM $(cat .d.json.lock) && break; done) 2>&- & ${command}; echo ended $?`;
  const { stdout } = spawnSync(process.execPath, [TYPIST, ending, '', 'stay'], {
    cwd: tree,
    encoding: 'utf8',
    env: { PATH: process.env.PATH, HOME: '/nonexistent', TERM: 'xterm' },
  });
  expect(stdout).toContain('ended 143');
  expect(readdirSync(tree).filter(name => name.includes('lock'))).toEqual([]);
});

test('keys that were typed before a site was shown answer none', () => {
  const tree = scratch(TREE);
  const seen = typed('q', [...ONLY, '--decisions', 'd.json', tree], tree, { EARLY: 'yyy' });
  expect(seen).toContain('(1/2)');
  expect(seen).toContain('0 changes decided, 2 left');
});

test('search, help, and keys that mean nothing', () => {
  const tree = scratch(TREE);
  // Where it takes long, how far it is would be shown as well.
  const seen = typed('?x/widget\rg1\rq', ['-q', ...ONLY, '--color=never', tree], tree);
  expect(seen).toContain('y - take this change');
  expect(seen).toContain('"x" is no key here');
  expect(seen.match(/\(\d\/2\)/g)).toEqual(['(1/2)', '(2/2)', '(1/2)']);
  expect(seen).not.toContain('\x1b');
  expect(existsSync(join(tree, 'faultline-decisions.json'))).toBe(false);
});

test('fits 80 columns', () => {
  const tree = scratch(TREE);
  const seen = typed('?jxkg9\rq', [...ONLY, '--color=never', tree], tree);
  const shown = seen.slice(seen.indexOf('(1/2)')).split('\n');
  expect(shown.filter(line => line.length > 80)).toEqual([]);
  expect(shown).toContain('q - quit; what was decided is kept');
});

test('fits a terminal that has another size by now', () => {
  const tree = scratch(TREE);
  // As a person does who makes the window narrower while they edit.
  const seen = typed('ejkq', ['-q', ...ONLY, '--color=never', tree], tree, { EDITOR: 'stty cols 50 #' });
  const screens = seen.split('(1/2)').map(text => Math.max(...text.split('\n').map(({ length }) => length)));
  expect(screens[1]).toBeGreaterThan(50);
  expect(screens.at(-1)).toBeLessThanOrEqual(50);
});

test('asks within 40 columns', () => {
  const tree = scratch(TREE);
  const seen = typed('jq', ['-q', ...ONLY, '--color=never', tree], tree, {}, 40);
  const shown = seen.slice(seen.indexOf('(1/2)')).split('\n');
  expect(shown.filter(line => line.length > 40)).toEqual([]);
  expect(shown).toContain('[y,n,a,d,e,j,k,g,/,q,?]? j');
});

test('shows what a file holds, and does nothing that it says', () => {
  const evil = '\x1b[2J\x1b]0;owned\x07 \xe2\x80\xae';
  const tree = scratch({ 'drivers/gizmo/gizmo.c': FAULT.replace('\tint ret;', `\tint ret; /* ${evil} */`) });
  const seen = typed('q', ['-q', ...ONLY, tree], tree, { NO_COLOR: '1' });
  expect(seen).toContain('/* \\x1b[2J\\x1b]0;owned\\x07 \\u{202e} */');
  expect(seen).not.toMatch(/[^\P{C}\n]/u);
});

test('never asks without a terminal', () => {
  const { code, out, err } = faultline(['review', scratch(TREE)]);
  expect([code, out]).toEqual([2, '']);
  expect(err).toMatch(/expected a terminal .* found none; `faultline report`/);
});

test('a file that holds no decisions is told of before anything is looked at', () => {
  const tree = scratch({ ...TREE, 'd.json': '{}' });
  for (const command of ['diff', 'apply', 'review']) {
    const { code, err } = faultline([command, ...ONLY, '--decisions', 'd.json', tree], { cwd: tree });
    expect([code, err]).toEqual([2, expect.stringMatching(/d\.json holds no decisions/)]);
  }
});

/** An editor that does to its file, $1, what a script of the shell does. */
const editorOf = (script: string) => `sh ${join(scratch({ 'edit.sh': script }), 'edit.sh')}`;
const MINE = `sed -i 's,^+.return vmf_insert_page,+\\t/* Mine. */\\n&,' "$1"`;

test('a change is edited, proven again, kept, and replayed', () => {
  const tree = scratch(TREE);
  const file = join(scratch(), 'decisions.json');
  const seen = typed('eq', [...ONLY, '--decisions', file, tree], tree, { EDITOR: editorOf(MINE) });
  expect(seen).toContain('(1/2) drivers/gizmo/gizmo.c:8 gizmo_fault: convert, edited, decided: yes');
  expect(seen).toContain('1 change decided, 1 left');
  const [decision] = JSON.parse(readFileSync(file, 'utf8')).decisions;
  expect(decision.answer).toBe('yes');
  expect(decision.edited).toContain('+\t/* Mine. */');

  const { out } = faultline(['diff', ...ONLY, '--decisions', file, tree]);
  expect(out).toContain('+\t/* Mine. */\n+\treturn vmf_insert_page(');
  writeFileSync(join(tree, 'drivers/gizmo/gizmo.c'), `/* above */\n\n${FAULT}`);
  const series = join(scratch(), 'out');
  faultline(['series', ...ONLY, '--decisions', file, tree, '-o', series, '--no-recipients']);
  const [mail] = readdirSync(series).filter(name => name.endsWith('.patch'));
  const letter = readFileSync(join(series, mail!), 'latin1');
  expect(letter).toContain('+\t/* Mine. */\n');
  expect(letter).toContain('Edited by hand, and evaluated as it is: gizmo_fault().');
  expect(faultline(['apply', ...ONLY, '--decisions', file, tree]).err).toContain('1 file rewritten');
  expect(readFileSync(join(tree, 'drivers/gizmo/gizmo.c'), 'latin1')).toContain('\t/* Mine. */\n');
});

test('why an edit was not taken is said, not why something else of the file is refused', () => {
  const ignored = `static int gizmo_mmap(struct file *f, struct vm_area_struct *vma)
{
	return vm_insert_page(vma, 0, 0); /* faultline-ignore it is old */
}

`;
  const tree = scratch({ ...TREE, 'drivers/gizmo/gizmo.c': ignored + FAULT });
  const wrong = `sed -i 's,^+.return vmf_insert_page.*,+\treturn VM_FAULT_OOM;,' "$1"`;
  const seen = typed('eq', [...ONLY, '--decisions', join(tree, 'd.json'), tree], tree, {
    EDITOR: editorOf(wrong),
  }).replace(/\s+/g, ' ');
  expect(seen).toContain('what a person made of this change cannot be taken: gizmo_fault(): ');
  expect(seen).not.toContain('the source says to leave it, at drivers/gizmo/gizmo.c:3: it is old; e edits');
});

test('what was edited is seen again, and can be taken back', () => {
  const tree = scratch(TREE);
  const file = join(scratch(), 'decisions.json');
  const options = [...ONLY, '--decisions', file, tree];
  const mine = { EDITOR: editorOf(MINE) };
  typed('eq', options, tree, mine);
  expect(typed('kq', options, tree)).toMatch(
    /gizmo_fault: convert, edited, decided: yes[\s\S]*\/\* Mine\. \*\//,
  );
  typed('knq', options, tree);
  expect(decisionsOf(file)).toEqual(['drivers/gizmo/gizmo.c:gizmo_fault no']);
  expect(typed('kq', options, tree)).not.toContain('Mine');
  typed('keq', options, tree, mine);
  expect(readFileSync(file, 'utf8')).toContain('Mine');
  const back = typed('keq', options, tree, { EDITOR: editorOf(': >"$1"') });
  expect(back.match(/gizmo_fault: convert[\w:, ]*/g)).toEqual([
    'gizmo_fault: convert, edited, decided: yes',
    'gizmo_fault: convert',
  ]);
  expect(decisionsOf(file)).toEqual([]);
});

test('what cannot be proven is not taken; the person is told why, and can mend it', () => {
  const tree = scratch(TREE);
  const file = join(scratch(), 'decisions.json');
  const options = [...ONLY, '--decisions', file, tree];
  const spoil = `sed -i 's,^+.return vmf_insert_page,+\\treturn VM_FAULT_LOCKED;\\n&,' "$1"`;
  const seen = typed('eq', options, tree, { EDITOR: editorOf(spoil) });
  expect(seen).toContain('what a person made of this change cannot be taken: gizmo_fault():');
  expect(seen).toContain('e edits it again');
  expect(seen).toContain('0 changes decided');
  expect(existsSync(file)).toBe(false);

  // The second time the editor has what was written the first time, and why that was not taken.
  const mend = `sed -i 's,^+.return VM_FAULT_LOCKED;,+\\t/* Mine. */,' "$1"`;
  const twice = `if grep -q '^# It was not taken: what a person made' "$1"; then ${mend}; else ${spoil}; fi`;
  typed('eeq', options, tree, { EDITOR: editorOf(twice) });
  expect(readFileSync(file, 'utf8')).toContain('Mine');
});

test('an editor that does nothing, or fails, leaves the change as it is', () => {
  const tree = scratch(TREE);
  expect(typed('eq', [...ONLY, tree], tree, { EDITOR: 'true' })).toContain('nothing was edited');
  expect(typed('eq', [...ONLY, tree], tree, { EDITOR: 'false' })).toContain('false failed');
  const gone = `rm "$1"`;
  expect(typed('eq', [...ONLY, tree], tree, { EDITOR: editorOf(gone) })).toContain('0 changes decided');
  expect(existsSync(join(tree, 'faultline-decisions.json'))).toBe(false);
});
