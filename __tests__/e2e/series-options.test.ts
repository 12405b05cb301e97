import { chmodSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import { commitAll, git, put, scratch } from '../tree/scratch.js';
import { bytesOf, faultline } from './bin.js';
import { FAULT, MM_H, SERIES, SURE } from './trees.js';

jest.setTimeout(300_000);

const NOON = '2018-09-20T12:00:00+0530';
const DATE = { GIT_AUTHOR_DATE: NOON, GIT_COMMITTER_DATE: NOON };
const QUIET = ['-q', '--no-recipients'];

function patchesIn(folder: string): string[] {
  return readdirSync(folder).filter(name => name.endsWith('.patch'));
}

/** A tree of drivers, each of which needs a patch. */
function drivers(...names: readonly string[]): Record<string, string> {
  const own = names.map(name => [
    `drivers/misc/${name}.c`,
    FAULT.replaceAll('gizmo', name.replaceAll('-', '_')),
  ]);
  return { 'include/linux/mm.h': MM_H, ...Object.fromEntries(own) };
}

function checkout(files: Readonly<Record<string, string>>): string {
  const tree = scratch(files);
  commitAll(tree);
  return tree;
}

describe('the plan', () => {
  test('is shown as text, and nothing is written or asked of git about the author', () => {
    const tree = checkout(drivers('gizmo', 'widget'));
    const { code, out, err } = faultline([...SERIES, tree, '--plan', ...QUIET], {
      env: { GIT_AUTHOR_NAME: '', GIT_AUTHOR_EMAIL: '' },
    });
    expect({ code, out, err }).toEqual({
      code: 0,
      out:
        '1  gizmo: Convert vm_insert_page() to vmf_insert_page()\n     drivers/misc/gizmo.c\n' +
        '2  widget: Convert vm_insert_page() to vmf_insert_page()\n     drivers/misc/widget.c\n',
      err: '',
    });
  });

  test('is shown as JSON, and follows --split, --max and MAINTAINERS', () => {
    const maintainers = `GIZMOS
M:	Gina <gina@example.org>
T:	git git://example.org/linux/gizmo-next.git master
S:	Maintained
F:	drivers/misc/gizmo*

WIDGETS
M:	Will <will@example.org>
S:	Maintained
F:	drivers/misc/widget.c
`;
    const tree = checkout({ ...drivers('gizmo', 'gizmo-two', 'widget'), MAINTAINERS: maintainers });
    const planOf = (...args: readonly string[]) =>
      JSON.parse(faultline([...SERIES, tree, '--plan', '--json', '-q', ...args]).out).series;
    expect(planOf('--split', 'maintainer')).toMatchObject([
      {
        name: null,
        patches: [
          { files: ['drivers/misc/gizmo-two.c', 'drivers/misc/gizmo.c'] },
          { files: ['drivers/misc/widget.c'] },
        ],
      },
    ]);
    expect(planOf('--split', 'one')).toMatchObject([
      { patches: [{ changes: expect.arrayContaining([expect.any(String)]) }] },
    ]);
    expect(planOf('--split', 'one')).toMatchObject([{ tree: expect.stringContaining('gizmo-next.git') }]);
    // A tree is meant where its section has at least half of the files.
    const others = checkout({ ...drivers('gizmo', 'widget', 'gadget'), MAINTAINERS: maintainers });
    const { out: plan } = faultline([...SERIES, others, '--plan', '--json', '-q', '--split', 'one']);
    expect(JSON.parse(plan).series).toMatchObject([{ tree: null, patches: [{}] }]);
    expect(planOf('--max', '2')).toMatchObject([
      { name: 'gizmo-next', tree: 'git git://example.org/linux/gizmo-next.git master', patches: [{}, {}] },
      { name: 'drivers', tree: null, patches: [{ files: ['drivers/misc/widget.c'] }] },
    ]);
    const out = join(scratch(), 'out');
    faultline([...SERIES, tree, '-o', out, '--max', '2', '-q']);
    expect(readdirSync(out)).toEqual(['.faultline-series', '01-gizmo-next', '02-drivers']);
    expect(bytesOf(out, '01-gizmo-next', '0000-cover-letter.patch').replace(/\s+/g, ' ')).toContain(
      'The tree that they are meant for is git://example.org/linux/gizmo-next.git, branch master. ' +
        'The work is sent as 2 series, by tree (gizmo-next and drivers); this one is number 1, "gizmo-next".',
    );
    // A patch without a cover letter says it below the line.
    const [alone] = readdirSync(join(out, '02-drivers'));
    expect(bytesOf(out, '02-drivers', alone!).replace(/\s+/g, ' ')).toMatch(
      / --- The work is sent as 2 series, by tree \(gizmo-next and drivers\); this one is number 2, "drivers"\. drivers/,
    );
  });

  test('takes prefixes, and capitals, from the log of the files', () => {
    const tree = checkout(drivers('gizmo'));
    for (const subject of ['misc: gizmo: fix a leak', 'misc: gizmo: add a thing', 'treewide: Move all']) {
      put(tree, { 'drivers/misc/gizmo.c': `${bytesOf(tree, 'drivers/misc/gizmo.c')}/* more */\n` });
      git(tree, 'commit', '-aqm', subject);
    }
    const { out } = faultline([...SERIES, tree, '--plan', ...QUIET]);
    expect(out).toMatch(/^1 {2}misc: gizmo: convert vm_insert_page\(\) to vmf_insert_page\(\)$/m);
  });
});

describe('the mails', () => {
  test('are marked, signed and threaded as asked', () => {
    const out = join(scratch(), 'out');
    const options = [
      '--rfc',
      '--resend',
      '-v3',
      '--subject-prefix',
      'PATCH net-next',
      '--thread',
      '--signoff',
    ];
    faultline(
      [
        'series',
        '-t',
        'vm-insert-page',
        scratch(SURE),
        '-o',
        out,
        ...QUIET,
        ...options,
        '--in-reply-to',
        '<1@example.org>',
      ],
      {
        env: DATE,
      },
    );
    const [name] = patchesIn(out);
    expect(name).toMatch(/^v3-0001-gizmo-/);
    const mail = bytesOf(out, name!);
    expect(mail).toContain('\nSubject: [RFC PATCH net-next v3 RESEND] gizmo: Convert');
    expect(mail).toMatch(
      /\nMessage-Id: <[0-9a-f]{40}\.1537425000\.git\.ann@example\.com>\nIn-Reply-To: <1@example\.org>\n/,
    );
    expect(mail).toMatch(/\n\nSigned-off-by: Ann Author <ann@example\.com>\n---\n/);
  });

  test('have the author’s date, and a cover letter that of the day on which it is sent', () => {
    const out = join(scratch(), 'out');
    const env = { ...DATE, GIT_COMMITTER_DATE: '2018-10-01T08:00:00+0000' };
    faultline([...SERIES, scratch(drivers('gizmo', 'widget')), '-o', out, ...QUIET, '--thread'], { env });
    const heads = patchesIn(out).map(name => bytesOf(out, name).split('\n\n')[0]);
    expect(heads.map(head => /^Date: (.*)$/m.exec(head!)![1])).toEqual([
      'Mon, 1 Oct 2018 08:00:00 +0000',
      ...['', ''].map(() => 'Thu, 20 Sep 2018 12:00:00 +0530'),
    ]);
    for (const head of heads) expect(head).toMatch(/^Message-Id: <\w+\.1538380800\.git\./m);
  });

  test('have a cover letter with a person’s words first, and what the ledger leaves', () => {
    const tree = scratch({
      ...drivers('gizmo', 'widget'),
      Makefile: 'VERSION = 4\nPATCHLEVEL = 18\nSUBLEVEL = 0\nEXTRAVERSION = -rc2\n',
    });
    const cover = join(scratch({ cover: 'misc: New words\n\nWhat only I can say.\n' }), 'cover');
    const out = join(scratch(), 'out');
    expect(faultline([...SERIES, tree, '-o', out, ...QUIET, '--cover', cover])).toMatchObject({
      code: 0,
      err: '',
    });
    const text = bytesOf(out, '0000-cover-letter.patch');
    expect(text).toContain(
      '\nSubject: [PATCH 0/2] misc: New words\n\nWhat only I can say.\n\nvm_insert_page() returns',
    );
    expect(text.replace(/\s+/g, ' ')).toMatch(
      /Of \d+ places that the tool looked at, 2 are converted, 1 needs nothing, none is left as it is\./,
    );
    expect(text.replace(/\s+/g, ' ')).toContain('It is made against Linux 4.18-rc2.');
    expect(text).not.toMatch(/HERE \*\*\*|EDITME|base-commit/);
  });
});

describe('what a maintainer needs to make and to take it', () => {
  /** A tree from before the new call, the headers that have it, and what was decided of its changes. */
  const old = () => {
    const files = drivers('gizmo', 'widget');
    const tree = checkout({
      ...files,
      'include/linux/mm.h': MM_H.replace(/.*vm(?:f_insert_page|_fault_t;).*\n/g, ''),
    });
    return { tree, headers: scratch({ 'include/linux/mm.h': MM_H }) };
  };
  const COVER = '0000-cover-letter.patch';
  const madeOf = (tree: string, args: readonly string[], cwd = tree) => {
    const out = join(scratch(), 'out');
    const { err } = faultline([...SERIES, tree, '-o', out, ...QUIET, ...args], { cwd });
    return { err, out, text: bytesOf(out, COVER).replace(/(?:\\\n|\s)+/g, ' ') };
  };

  test('the command has all that decides what the patches hold', () => {
    const { tree, headers } = old();
    const { text } = madeOf(tree, ['--kernel', '4.20', '--split', 'one', '--cover', cover()]);
    expect(text).toContain(
      ': faultline series --kernel 4.20 -t vm-insert-page --split one -o patches The tool',
    );
    const decisions = join(headers, 'decided.json');
    const [run, from] = [scratch(), `../${headers.split('/').at(-1)}`];
    writeFileSync(decisions, '{"decisionsVersion": 1, "decisions": []}\n');
    const other = madeOf(tree, ['--headers', headers, '--decisions', decisions, '--max', '9'], run);
    expect(other.err).toBe('');
    expect(other.text).toContain(
      `: faultline series --headers ${from} --decisions ${from}/decided.json -t vm-insert-page --max 9 -o patches The`,
    );
  });

  test('where PATHs leave the headers out, --prepare says what to add', () => {
    const { tree } = old();
    const run = (...paths: readonly string[]) =>
      faultline(['series', tree, ...paths, '--plan', '--prepare', ...QUIET]).err;
    expect(run('drivers/misc')).toContain(
      'the new code would not build; add include to the PATHs, since --prepare declares them there, ',
    );
  });

  test.each([
    ['a function', 'static int vmf_error(int err)\n{\n\treturn err;\n}\n', 'vmf_error'],
    ['a helper of what is declared', 'int vmf_insert_result(int err);\n', 'vmf_insert_result'],
    ['a type', 'typedef unsigned long vm_fault_t;\n', 'vm_fault_t'],
    ['a macro', '#define vmf_insert_page(vma, at, page) 0\n', 'vmf_insert_page'],
  ])('what --prepare would declare twice is named: %s', (_, own, name) => {
    const tree = scratch({
      'include/linux/mm.h':
        'struct vm_operations_struct {\n\tint (*fault)(struct vm_fault *vmf);\n};\nint vm_insert_page(struct vm_area_struct *vma, unsigned long at, struct page *page);\n',
      'drivers/gizmo/gizmo.c': FAULT,
      'drivers/other/other.c': own,
    });
    const { code, err } = faultline(['diff', '--prepare', tree]);
    expect([code, err]).toEqual([
      2,
      `faultline: expected nothing in TREE to be called ${name}, which --prepare declares in include/linux/mm.h, found one in drivers/other/other.c:1: give that one another name first\n`,
    ]);
  });

  test('a tree whose own headers are older than --kernel says is told to prepare them', () => {
    const slots = 'struct vm_operations_struct {\n\tint (*fault)(struct vm_fault *vmf);\n};\n';
    const tree = scratch({ 'include/linux/mm.h': slots, 'drivers/gizmo/gizmo.c': FAULT });
    const out = join(scratch(), 'out');
    const { code, err } = faultline(['series', '--kernel', '4.20', tree, '-o', out, ...QUIET]);
    expect([code, existsSync(out)]).toEqual([2, false]);
    expect(err).toContain(
      'says int; nothing was written: where the headers in TREE are the ones it is built with, ',
    );
    expect(err).toContain('give --prepare instead of --kernel or --headers');
  });

  test('settings that decide what the patches hold are in the command as well', () => {
    const { tree } = old();
    put(tree, {
      'faultline.config.json': '{"kernel": "4.20", "exclude": ["widget*"], "transforms": ["vm-insert-page"]}',
    });
    const out = join(scratch(), 'out');
    faultline(['series', tree, '-o', out, ...QUIET]);
    const [only, ...more] = patchesIn(out);
    expect(more).toEqual([]);
    expect(bytesOf(out, only!)).toContain(
      "\n  faultline series --kernel 4.20 -t vm-insert-page --exclude 'widget*' \\\n    -o patches\n",
    );
  });

  test('names that the tree does not declare are said, in the cover letter or below the line', () => {
    const { tree } = old();
    const said =
      'This needs vmf_insert_page() (since Linux 4.17), which the tree that this was made for does not declare ' +
      'itself: take it into a tree that does.';
    expect(madeOf(tree, ['--kernel', '4.20']).text).toContain(` ${said} Ann Author (2): `);
    const out = join(scratch(), 'out');
    faultline([...SERIES, tree, '-o', out, ...QUIET, '--kernel', '4.20', 'drivers/misc/gizmo.c']);
    expect(patchesIn(out)).toHaveLength(1);
    expect(bytesOf(out, patchesIn(out)[0]!).replace(/\s+/g, ' ')).toContain(` --- ${said} drivers/misc/`);
    expect(madeOf(checkout(drivers('gizmo', 'widget')), ['--kernel', '4.20']).text).not.toContain(
      'This needs',
    );
  });

  function cover(): string {
    return join(scratch({ cover: 'misc: Say it\n' }), 'cover');
  }
});

describe('the next version', () => {
  test('keeps the words of what did not change, and says what did', () => {
    const tree = checkout(drivers('gizmo', 'widget', 'gadget'));
    const [one, two] = [join(scratch(), 'one'), join(scratch(), 'two')];
    faultline([...SERIES, tree, '-o', one, ...QUIET], { env: DATE });
    const edit = (part: string, change: (text: string) => string) => {
      const name = patchesIn(one).find(each => each.includes(part))!;
      writeFileSync(join(one, name), change(bytesOf(one, name)), 'latin1');
    };
    edit('-gadget-', text => text.replace('\n---\n', '\n\nReviewed-by: Bo <bo@example.org>\n---\n'));
    edit('-gizmo-', text =>
      text
        .replace(/^\+\treturn vmf/m, '+\treturn  vmf')
        .replace('\n---\n', '\n\nAcked-by: Cy <cy@example.org>\n---\n'),
    );
    rmSync(join(tree, 'drivers/misc/widget.c'));
    git(tree, 'commit', '-aqm', 'Remove');
    const run = faultline([...SERIES, tree, '-o', two, ...QUIET, '--previous', one], {
      env: DATE,
    });
    expect(run).toMatchObject({ code: 0, err: '' });
    const [cover, gadget, gizmo] = patchesIn(two).map(name => bytesOf(two, name));
    expect(patchesIn(two)[0]).toBe('v2-0000-cover-letter.patch');
    expect(gadget).toContain('\n\nReviewed-by: Bo <bo@example.org>\n---\n drivers');
    expect(gizmo).toContain(
      '\n---\nChanged since v1: see the range-diff in the cover letter.\n' +
        'Not carried over from v1, since the patch changed: Acked-by: Cy\n<cy@example.org>\n\n drivers',
    );
    expect(gizmo).not.toMatch(/^Acked-by/m);
    expect(cover).toContain('No longer part of the series since v1: "widget: Convert');
    expect(cover).toMatch(
      /^Range-diff against v1:\n1: {2}\w{12} = 1: {2}\w{12} gadget: Convert.*\n2: {2}\w{12} ! 2: {2}\w{12} gizmo: /m,
    );
    expect(cover).toMatch(/^ {4}-\+\treturn {2}vmf_insert_page.*\n {4}\+\+\treturn vmf_insert_page/m);
    expect(cover).toMatch(/^3: {2}\w{12} < -: {2}-+ widget: /m);
  });

  test('is none where the same is sent again, under its number and with the tags that it got', () => {
    const tree = checkout(drivers('gizmo', 'widget'));
    const [one, two] = [join(scratch(), 'one'), join(scratch(), 'two')];
    faultline([...SERIES, tree, '-o', one, ...QUIET], { env: DATE });
    const name = patchesIn(one).find(each => each.includes('-gizmo-'))!;
    const tag = '\n\nReviewed-by: Bo <bo@example.org>\n---\n';
    writeFileSync(join(one, name), bytesOf(one, name).replace('\n---\n', tag), 'latin1');
    const again = [...SERIES, tree, ...QUIET, '--previous', one, '--resend'];
    expect(faultline([...again, '-o', two], { env: DATE })).toMatchObject({ code: 0, err: '' });
    const texts = patchesIn(two).map(each => bytesOf(two, each));
    expect(texts.map(text => /^Subject: (\[.*?\])/m.exec(text)![1])).toEqual(
      [0, 1, 2].map(n => `[PATCH RESEND ${n}/2]`),
    );
    expect(texts[1]).toContain(tag);
    expect(texts.join('')).not.toMatch(/Range-diff|Changed since|New in/);
    put(tree, { 'drivers/misc/gizmo.c': FAULT.replace('case -EBUSY:\n', '') });
    git(tree, 'commit', '-aqm', 'Change');
    const { code, err } = faultline([...again, '-o', join(scratch(), 'out')], { env: DATE });
    expect([code, err]).toEqual([
      2,
      expect.stringMatching(
        /^faultline: --resend: expected the same patches as in --previous, found that ".*" is another/,
      ),
    ]);
  });

  test('knows each of several patches to one file again', () => {
    const bare = MM_H.replace(/.*vm(?:f_insert_page|_fault_t;).*\n/g, '');
    const table = 'struct vm_operations_struct {\n\tint (*fault)(struct vm_fault *vmf);\n};\n';
    const tree = checkout({ ...drivers('gizmo'), 'include/linux/mm.h': `${table}${bare}` });
    const [one, two] = [join(scratch(), 'one'), join(scratch(), 'two')];
    const wish = ['series', '--prepare', tree, ...QUIET];
    faultline([...wish, '-o', one]);
    const names = patchesIn(one).filter(name => bytesOf(one, name).includes('+++ b/include/linux/mm.h'));
    expect(names.length).toBeGreaterThan(1);
    faultline([...wish, '-o', two, '--previous', one]);
    for (const name of patchesIn(two)) expect(bytesOf(two, name)).not.toMatch(/^(Changed since|New in)/m);
  });

  test('of several series each compares what it has, and no mail has the id of another', () => {
    const bare = MM_H.replace(/.*vm(?:f_insert_page|_fault_t;).*\n/g, '');
    const table = 'struct vm_operations_struct {\n\tint (*fault)(struct vm_fault *vmf);\n};\n';
    const tree = checkout({ ...drivers('gizmo', 'widget'), 'include/linux/mm.h': `${table}${bare}` });
    const [one, two] = [join(scratch(), 'one'), join(scratch(), 'two')];
    const wish = ['series', '--prepare', tree, ...QUIET, '--max', '2', '--thread'];
    // Some time lies between two versions.
    const at = (seconds: number) => ({ env: { GIT_COMMITTER_DATE: `${seconds} +0000` } });
    faultline([...wish, '-o', one], at(1_700_000_000));
    faultline([...wish, '-o', two, '--previous', one], at(1_700_009_000));
    const mailsIn = (folder: string) =>
      readdirSync(folder)
        .filter(name => !name.startsWith('.'))
        .flatMap(name => patchesIn(join(folder, name)).map(mail => bytesOf(folder, name, mail)));
    const compared = mailsIn(two).filter(mail => /^Range-diff/m.test(mail));
    expect(compared.map(mail => /\nRange-diff against v1:\n((?:.+\n)+)/.exec(mail)?.[1])).toEqual([
      expect.stringMatching(/^1: {2}\w{12} = 1: {2}\w{12} mm: Introduce .*\n$/),
      expect.stringMatching(/^1: {2}.* = 1: .* gizmo: .*\n2: {2}.* = 2: .* widget: .*\n$/),
      expect.stringMatching(/^1: {2}\w{12} = 1: {2}\w{12} mm: .*\n$/),
    ]);
    const ids = [...mailsIn(one), ...mailsIn(two)].map(mail => /^Message-Id: (.*)$/m.exec(mail)![1]);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('shows what changed in small patches, too', () => {
    const tree = checkout(drivers('gizmo'));
    const [one, two] = [join(scratch(), 'one'), join(scratch(), 'two')];
    faultline([...SERIES, tree, '-o', one, ...QUIET]);
    const [name] = patchesIn(one);
    const text = bytesOf(one, name!);
    // Hardly a line of the patch as it was is left.
    writeFileSync(join(one, name!), text.replace(/^\+.*\bvmf_insert_page.*$/m, '+\tgoto out;'), 'latin1');
    faultline([...SERIES, tree, '-o', two, ...QUIET, '--previous', one]);
    expect(patchesIn(two)).toHaveLength(1);
    expect(bytesOf(two, patchesIn(two)[0]!)).toMatch(/^Range-diff against v1:\n1: {2}\w{12} ! 1: {2}/m);
  });

  test('of one patch has no cover letter, and says below the line what changed, as git does', () => {
    const tree = checkout(drivers('gizmo', 'widget'));
    const [one, two] = [join(scratch(), 'one'), join(scratch(), 'two')];
    faultline([...SERIES, tree, '-o', one, ...QUIET, '--branch', 'v1'], { env: DATE });
    rmSync(join(tree, 'drivers/misc/widget.c'));
    put(tree, { 'drivers/misc/gizmo.c': FAULT.replace('\tint ret;', '\tint ret;\n\tint more;') });
    git(tree, 'commit', '-aqm', 'Go on');
    faultline([...SERIES, tree, '-o', two, ...QUIET, '--previous', one, '--branch', 'v2'], { env: DATE });
    expect(patchesIn(two)).toEqual([expect.stringMatching(/^v2-0001-gizmo-/)]);
    const mail = bytesOf(two, patchesIn(two)[0]!);
    expect(mail).toMatch(
      /\n---\n(?:Changed since v1: see the range-diff below\.\n\n)?No longer part of the series since v1: "widget: .*\n(?:.+\n)*\nRange-diff against v1:\n1: /,
    );
    expect(mail).toMatch(/^2: {2}\w{12} < -: {2}-+ widget: .*\n\n drivers\/misc\/gizmo\.c \| /m);
    const theirs = git(
      tree,
      ...[
        '-c',
        'core.abbrev=12',
        'range-diff',
        '--no-color',
        '--creation-factor=999',
        'main~..v1',
        'main..v2',
      ],
    );
    const plain = (text: string) => text.replace(/\b[0-9a-f]{12}\b/g, 'ID');
    expect(plain(/\nRange-diff against v1:\n([\s\S]*?)\n drivers\/misc\/gizmo\.c \| /.exec(mail)![1]!)).toBe(
      plain(theirs),
    );
  });

  test('keeps who wrote a patch, and adds to the sign-offs that it has', () => {
    const tree = checkout(drivers('gizmo'));
    const folders = ['one', 'two', 'three'].map(name => join(scratch(), name)) as [string, string, string];
    const [one, two, three] = folders;
    const zoe = { ...DATE, GIT_AUTHOR_NAME: 'Zoë "Z" Else', GIT_AUTHOR_EMAIL: 'zoe@example.org' };
    faultline([...SERIES, tree, '-o', one, ...QUIET, '--signoff'], { env: zoe });
    const again = [...SERIES, tree, '--no-recipients', '--previous', one];
    const mine = faultline([...again, '-o', two, '--signoff', '--branch', 'two'], { env: DATE });
    expect(mine.err).toBe('');
    const mail = bytesOf(two, patchesIn(two)[0]!);
    expect(mail).toContain('\nFrom: Ann Author <ann@example.com>\n');
    expect(mail).toContain('\n\nFrom: Zo\xc3\xab "Z" Else <zoe@example.org>\n\n');
    expect(mail).toContain(
      '\nSigned-off-by: Zo\xc3\xab "Z" Else <zoe@example.org>\nSigned-off-by: Ann Author <ann@example.com>\n---\n',
    );
    expect(git(tree, 'log', '-1', '--format=%ae %ce', 'two')).toBe('zoe@example.org ann@example.com\n');
    const bare = faultline([...again, '-o', three], { env: DATE });
    expect(bare.err).toMatch(
      /^"gizmo: .*" is signed off by others alone \(Zo.*<zoe@example\.org>\): --signoff adds yours$/m,
    );
    expect(bytesOf(three, patchesIn(three)[0]!).match(/^Signed-off-by: .*$/gm)).toHaveLength(1);
  });

  test('has no two subjects that are alike, whatever was kept', () => {
    const tree = checkout(drivers('gizmo', 'widget'));
    const [one, two] = [join(scratch(), 'one'), join(scratch(), 'two')];
    faultline([...SERIES, tree, 'drivers/misc/widget.c', 'include', '-o', one, ...QUIET]);
    const [name] = patchesIn(one);
    const mail = bytesOf(one, name!);
    writeFileSync(join(one, name!), mail.replace(/ widget: /, ' gizmo: '), 'latin1');
    faultline([...SERIES, tree, '-o', two, ...QUIET, '--previous', one]);
    const [, ...subjects] = patchesIn(two).map(each =>
      /^Subject: \[.*?\] (.*(?:\n .*)*)/m.exec(bytesOf(two, each))![1]!.replace('\n', ''),
    );
    expect(subjects).toEqual([
      'gizmo: Convert vm_insert_page() to vmf_insert_page() (gizmo)',
      'gizmo: Convert vm_insert_page() to vmf_insert_page()',
    ]);
  });

  test('speaks of a range-diff only where there is one', () => {
    const files = drivers('gizmo', 'widget');
    const [old, tree] = [scratch(files), scratch(files)];
    const [one, two] = [join(scratch(), 'one'), join(scratch(), 'two')];
    faultline([...SERIES, old, '-o', one, ...QUIET], { env: DATE });
    // The last version applies neither to this tree, nor to a commit, since there is none.
    const moved = FAULT.replace('int ret;', 'int more;\n\tint ret;');
    put(tree, { 'drivers/misc/gizmo.c': moved });
    faultline([...SERIES, tree, '-o', two, ...QUIET, '--previous', one], { env: DATE });
    const [cover, gizmo] = patchesIn(two).map(name => bytesOf(two, name));
    expect(cover).not.toContain('Range-diff');
    expect(gizmo).toContain('\n---\nChanged since v1.\n\n drivers');
  });

  test('knows files again whose names git quotes', () => {
    const names = ['größe', 'a "quoted" name', 'tab\there', 'plain'];
    const tree = checkout({
      'include/linux/mm.h': MM_H,
      ...Object.fromEntries(
        names.map((name, at) => [`drivers/misc/${name}.c`, FAULT.replaceAll('gizmo', `gizmo${at}`)]),
      ),
    });
    const [one, two] = [join(scratch(), 'one'), join(scratch(), 'two')];
    faultline([...SERIES, tree, '-o', one, ...QUIET], { env: DATE });
    for (const name of patchesIn(one).slice(1)) {
      const text = bytesOf(one, name).replace('\n---\n', '\n\nReviewed-by: Bo <bo@example.org>\n---\n');
      writeFileSync(join(one, name), text, 'latin1');
    }
    faultline([...SERIES, tree, '-o', two, ...QUIET, '--previous', one], { env: DATE });
    const [cover, ...patches] = patchesIn(two).map(name => bytesOf(two, name));
    expect(patches).toHaveLength(names.length);
    for (const patch of patches) {
      expect(patch).toContain('\n\nReviewed-by: Bo <bo@example.org>\n---\n');
      expect(patch).not.toContain('New in v2');
    }
    expect(cover).not.toContain('No longer part');
    expect(cover!.match(/^\d: {2}\w{12} = \d: {2}\w{12} /gm)).toHaveLength(names.length);
  });

  test('needs one before it', () => {
    const tree = scratch(SURE);
    const empty = scratch();
    const run = (...args: readonly string[]) =>
      faultline([...SERIES, tree, '-o', join(empty, 'x'), ...args]).err;
    expect(run('--previous', empty)).toMatch(
      /^faultline: expected the patches of the last version in .*, found none$/m,
    );
    expect(run('--previous', join(empty, 'gone'))).toMatch(/^faultline: cannot read the last version in /);
    const bad = scratch({ '0001-x.patch': 'no mail\n' });
    expect(run('--previous', bad)).toMatch(/0001-x\.patch: expected a patch as a mail, found something else/);
    const one = join(scratch(), 'one');
    faultline([...SERIES, tree, '-o', one, '-v4', ...QUIET]);
    const [name] = patchesIn(one);
    const cut = scratch({ [name!]: bytesOf(one, name!).slice(0, 300) });
    expect(run('--previous', cut)).toMatch(/^faultline: .*\.patch: expected a diff below the message/m);
    expect(existsSync(join(empty, 'x'))).toBe(false);
    expect(run('--previous', one, '-v4')).toMatch(
      /^faultline: -v: expected a version after that of .*, found 4; give 5 or more$/m,
    );
  });
});

describe('bad input', () => {
  test.each<[string, readonly string[], RegExp]>([
    [
      'a split that is none',
      ['--split', 'line'],
      /--split: expected driver, maintainer, file or one, found "line"/,
    ],
    ['a number that is none', ['--max', '0'], /--max: expected a whole number from 1 on, found "0"/],
    ['JSON of something else than the plan', ['--json'], /--json is for the plan/],
    [
      'a cover letter that is not there',
      ['--cover', 'gone'],
      /cannot read the cover letter gone: no such file or folder/,
    ],
    ['a reply to no mail', ['--in-reply-to', 'a@b\nBcc: c@d'], /expected a message id such as/],
    ['a prefix with a bracket', ['--subject-prefix', 'X] ['], /expected a subject prefix of words/],
  ])('%s is refused, before it shows that there is nothing to write', (_, args, message) => {
    const holder = scratch();
    const tree = scratch({ 'a.c': 'int a;\n' });
    const { code, err } = faultline([...SERIES, tree, '-o', 'out', ...QUIET, ...args], {
      cwd: holder,
    });
    expect(code).toBe(2);
    expect(err).toMatch(message);
    expect(existsSync(join(holder, 'out'))).toBe(false);
  });

  test.each([
    ['that would split a mailbox', 'x: A\n\nFrom here on\n', 'it begins a new mail in a mailbox'],
    ['that would end the message', 'x: A\n\nabove\n---\nbelow\n', 'it ends the message for git am'],
    ['that would begin a patch', 'x: A\n\ndiff --git a/x b/x\n', 'it begins the patch for git am'],
    ['that is not finished', 'x: A\n\n*** BLURB HERE ***\n', 'expected a finished cover letter'],
    [
      'without a blank line',
      'x: A\nbelow\n',
      'expected a subject in the first line and a blank line below it',
    ],
    ['with nothing in it', '\n', 'expected a subject in the first line'],
    ['with a bracket in front', '[x] A\n\nB\n', 'expected the subject of the cover letter without brackets'],
  ])('a cover letter %s is refused, before it shows that there is nothing to write', (_, text, message) => {
    const holder = scratch({ cover: text });
    const tree = scratch({ 'a.c': 'int a;\n' });
    const { code, err } = faultline([...SERIES, tree, '-o', 'out', ...QUIET, '--cover', 'cover'], {
      cwd: holder,
    });
    expect({ code, wrote: existsSync(join(holder, 'out')) }).toEqual({ code: 2, wrote: false });
    expect(err).toContain(message);
  });

  test.each<[string, Record<string, string>, RegExp]>([
    [
      'a date that is none',
      { GIT_AUTHOR_DATE: 'yesterday' },
      /^faultline: GIT_AUTHOR_DATE: expected a date with a zone, .* found "yesterday"$/m,
    ],
    [
      'an address that is no mail address',
      { GIT_AUTHOR_EMAIL: 'a,b@example.org' },
      /^faultline: expected the sender to have an address such as name@example\.org, found "a,b@example\.org"/m,
    ],
  ])('%s is refused, before it shows that there is nothing to write', (_, env, message) => {
    const out = join(scratch(), 'out');
    const { code, err } = faultline([...SERIES, scratch({ 'a.c': 'int a;\n' }), '-o', out, ...QUIET], {
      env,
    });
    expect(code).toBe(2);
    expect(err).toMatch(message);
    expect(existsSync(out)).toBe(false);
  });

  test('a file that changes between the scan and the writing stops everything', () => {
    const tree = scratch(drivers('gizmo', 'widget'));
    // The other one writes when faultline has read all files, and asks for the release.
    put(tree, { Makefile: 'VERSION = 4\n' });
    const preload = join(scratch(), 'meddle.mjs');
    writeFileSync(
      preload,
      `import fs from 'node:fs';
       import { syncBuiltinESMExports } from 'node:module';
       const { openSync } = fs;
       let isRead = false;
       fs.openSync = (file, ...rest) => {
         isRead ||= String(file).endsWith('/widget.c');
         // The Makefile is asked for the tree's own release before that as well.
         if (isRead && String(file).endsWith('/Makefile')) fs.writeFileSync(${JSON.stringify(join(tree, 'drivers/misc/widget.c'))}, 'mine now');
         return openSync(file, ...rest);
       };
       syncBuiltinESMExports();`,
    );
    const out = join(scratch(), 'out');
    expect(faultline([...SERIES, tree, '-o', out, ...QUIET], { preload })).toEqual({
      code: 2,
      out: '',
      err: 'faultline: drivers/misc/widget.c has changed since it was read, so nothing was written: run the command again\n',
    });
    expect(existsSync(out)).toBe(false);
  });

  test('a checkout whose line ends git translates is refused, since no patch of it would apply', () => {
    const tree = checkout(drivers('gizmo'));
    git(tree, 'config', 'core.autocrlf', 'true');
    rmSync(join(tree, 'drivers/misc/gizmo.c'));
    git(tree, 'checkout', '-q', '.');
    expect(bytesOf(tree, 'drivers/misc/gizmo.c')).toContain('\r\n');
    const out = join(scratch(), 'out');
    const { code, err } = faultline([...SERIES, tree, '-o', out, ...QUIET]);
    expect([code, existsSync(out)]).toEqual([2, false]);
    expect(err).toContain(
      'expected drivers/misc/gizmo.c on the disk as git keeps it, but git translates it, from CRLF to LF (core.autocrlf,',
    );
  });

  test('handlers out of sight that stay in a member of the new type are said, in its patch as well', () => {
    const table = 'struct vm_operations_struct {\n\tint (*fault)(struct vm_fault *vmf);\n};\n';
    const bare = MM_H.replace(/.*vm(?:f_insert_page|_fault_t;).*\n/g, '');
    const tree = checkout({ ...drivers('gizmo', 'widget'), 'include/linux/mm.h': `${table}${bare}` });
    const out = join(scratch(), 'out');
    const paths = ['include', 'drivers/misc/gizmo.c'];
    const { err } = faultline(['series', '--prepare', tree, ...paths, '-o', out, '--no-recipients']);
    expect(err).toContain(
      'widget_fault() still returns int after the series, in a member of vm_fault_t (drivers/misc/widget.c:3): one type ',
    );
    expect(bytesOf(out, patchesIn(out).at(-1)!).replace(/\s+/g, ' ')).toContain(
      ' widget_fault() in drivers/misc/widget.c still returns int, which to the compiler is the same as vm_fault_t for now. ',
    );
    const all = join(scratch(), 'out');
    expect(faultline(['series', '--prepare', tree, '-o', all, '--no-recipients']).err).toBe('');
    expect(bytesOf(all, patchesIn(all).at(-1)!)).not.toContain('is the same as');
  });

  test('modes are those of the index where git does not trust the disk, and a branch can be made', () => {
    const tree = checkout(drivers('gizmo'));
    const file = join(tree, 'drivers/misc/gizmo.c');
    chmodSync(file, 0o755);
    const run = (...args: readonly string[]) => faultline([...SERIES, tree, ...QUIET, ...args]);
    const [trusted, out] = [join(scratch(), 'out'), join(scratch(), 'out')];
    expect(run('-o', trusted).code).toBe(0);
    expect(bytesOf(trusted, patchesIn(trusted)[0]!)).not.toContain('base-commit');
    git(tree, 'config', 'core.fileMode', 'false');
    expect(run('-o', out, '--branch', 'new').code).toBe(0);
    const mail = bytesOf(out, patchesIn(out)[0]!);
    expect(mail).toMatch(/^index \w{12}\.\.\w{12} 100644$/m);
    expect(mail).toContain(`\nbase-commit: ${git(tree, 'rev-parse', 'main')}`);
    expect(git(tree, 'diff', '--summary', 'main', 'new')).toBe('');
  });

  test('what git translates on its way in is refused with the cause, also in a folder of a checkout', () => {
    const tree = checkout({ ...drivers('gizmo'), '.gitattributes': '*.c filter=up\n' });
    git(tree, 'config', 'filter.up.clean', 'touch ran');
    for (const folder of [tree, join(tree, 'drivers')]) {
      const out = join(scratch(), 'out');
      const { code, err } = faultline([...SERIES, folder, '-o', out, ...QUIET, '--kernel', '4.20']);
      expect([code, existsSync(out), existsSync(join(folder, 'ran'))]).toEqual([2, false, false]);
      expect(err).toMatch(
        /misc\/gizmo\.c on the disk .*, but git translates it, by the filter "up": patches/,
      );
    }
  });

  test('patches of a folder of a checkout are said to be named from there', () => {
    const tree = checkout(drivers('gizmo'));
    const out = join(scratch(), 'out');
    const { err } = faultline([
      ...SERIES,
      join(tree, 'drivers'),
      '-o',
      out,
      '--no-recipients',
      '--kernel',
      '4.20',
    ]);
    expect(err).toContain('the patches name files from there: git am --directory=drivers\n');
    git(tree, 'am', '-q', '--directory=drivers', ...patchesIn(out).map(name => join(out, name)));
    expect(git(tree, 'show', '--format=', '--name-only')).toBe('drivers/misc/gizmo.c\n');
  });

  test('a repository of other ids is refused for mails, before the long work; commits are made in it', () => {
    const tree = scratch(drivers('gizmo'));
    git(tree, 'init', '-q', '-b', 'main', '--object-format=sha256');
    git(tree, 'add', '-A');
    git(tree, 'commit', '-qm', 'Begin');
    const out = join(scratch(), 'out');
    const { code, err } = faultline([...SERIES, tree, '-o', out, ...QUIET]);
    expect([code, existsSync(out)]).toEqual([2, false]);
    expect(err).toMatch(
      /^faultline: expected a repository that names what it keeps by SHA-1, found sha256: /,
    );
    expect(faultline([...SERIES, tree, '--branch', 'new', ...QUIET]).code).toBe(0);
    expect(git(tree, 'diff', '--name-only', 'main', 'new')).toBe('drivers/misc/gizmo.c\n');
  });

  test('--timing says what planning, proving and writing cost, beside the look at the tree', () => {
    const out = join(scratch(), 'out');
    const { err } = faultline([...SERIES, scratch(SURE), '-o', out, '--timing', '--no-recipients']);
    const names = [...err.matchAll(/^(\w[\w ]*?) {2,}\d/gm)].map(([, name]) => name);
    expect(names.slice(-5)).toEqual(['plan series', 'make mails', 'prove series', 'write', 'all']);
  });

  test('a full disk leaves nothing half-written, and the former patches', () => {
    const tree = scratch(drivers('gizmo', 'widget'));
    const out = join(scratch(), 'out');
    faultline([...SERIES, tree, '-o', out, ...QUIET], { env: DATE });
    const list = () => readdirSync(out).map(name => [name, readFileSync(join(out, name), 'latin1')]);
    const before = list();
    const { code, err } = faultline([...SERIES, tree, '-o', out, '--force', '-v2', ...QUIET], {
      env: DATE,
      through: ['prlimit', '--fsize=1500'],
    });
    expect({ code, err }).toEqual({
      code: 2,
      err: expect.stringMatching(/^faultline: cannot write to .*: a file may not be that large\n$/),
    });
    expect(list()).toEqual(before);
  });

  test('a folder that may not be written to is refused before the long work', () => {
    if (process.getuid?.() !== 0) return expect(process.getuid?.()).toBeGreaterThan(0);
    const [tree, folder] = [scratch(SURE), scratch()];
    // Anybody may read the tree; the folder is its owner's alone.
    chmodSync(tree, 0o755);
    const { code, err } = faultline([...SERIES, tree, '-o', folder, ...QUIET], {
      through: ['setpriv', '--reuid=65534', '--clear-groups'],
    });
    expect(code).toBe(2);
    expect(err).toMatch(/^faultline: cannot use .*: permission denied\n$/);
  });
});
