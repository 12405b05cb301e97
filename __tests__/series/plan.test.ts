import fc from 'fast-check';
import { columnsOf } from '../../src/patch/index.js';
import { coverOf, leftIn } from '../../src/series/cover.js';
import { coverSubjectsOf } from '../../src/series/cover-subjects.js';
import { planSeries, type Step } from '../../src/series/plan.js';
import { postingsOf } from '../../src/series/postings.js';
import { subjectsOf, toldApart } from '../../src/series/subjects.js';
import { bodyOf } from '../../src/series/words.js';
import type { AnyTransform } from '../../src/transform.js';
import type { Change, Ledger, TableRow, Verdict } from '../../src/verdict.js';

function change(id: string, paths: readonly string[], more: Partial<Change> = {}): Change {
  return {
    id,
    kind: 'convert',
    transforms: ['gizmo-insert'],
    edits: paths.map(path => ({ path, start: 0, end: 1, text: 'x' })),
    table: [],
    differences: [],
    ...more,
  };
}

const edit = (path: string, start: number) => ({ path, start, end: start + 1, text: 'x' });

const transform = (name: string, title: string, why: readonly string[]) =>
  ({ name, title, why }) as unknown as AnyTransform;

const TRANSFORMS = [
  transform('gizmo-insert', 'convert gizmo_insert() to gizmo_put()', ['Inserting is over.', 'Put instead.']),
  transform('gizmo-map', 'convert gizmo_map() to gizmo_view()', ['Mapping is over.', 'Put instead.']),
  transform('gizmo-wrap', 'convert gizmo_wrap_with_a_long_name() to gizmo_fold_with_another()', ['Long.']),
];

const MAKING = { command: ['faultline series', '-o patches'], ledger: { verdicts: [] } };

describe('the plan', () => {
  test('has one step for each driver, joined where a change touches two', () => {
    const steps = planSeries([
      change('a', ['drivers/gpu/drm/widget/b.c']),
      change('b', ['drivers/gpu/drm/gizmo/z.c']),
      change('c', ['drivers/gpu/drm/widget/a.c']),
      change('d', ['drivers/misc/one.c', 'include/linux/one.h']),
      change('e', ['drivers/misc/two.c']),
      change('f', ['include/linux/one.h', 'drivers/misc/three.c']),
    ]);
    expect(steps.map(({ paths, changes }) => [paths, changes.map(({ id }) => id)])).toEqual([
      [['drivers/gpu/drm/gizmo/z.c'], ['b']],
      [
        ['drivers/gpu/drm/widget/a.c', 'drivers/gpu/drm/widget/b.c'],
        ['a', 'c'],
      ],
      [
        ['drivers/misc/one.c', 'drivers/misc/three.c', 'include/linux/one.h'],
        ['d', 'f'],
      ],
      [['drivers/misc/two.c'], ['e']],
    ]);
    expect(steps.map(({ driver }) => driver)).toEqual([
      'drivers/gpu/drm/gizmo',
      'drivers/gpu/drm/widget',
      'drivers/misc/one',
      'drivers/misc/two',
    ]);
  });

  test('leaves a change across drivers alone, so that it draws nothing else of them in', () => {
    const steps = planSeries([
      change('a', ['arch/one/kvm/a.c', 'arch/two/mm/b.c', 'include/linux/kvm_gizmo.h']),
      change('b', ['arch/two/mm/fault.c']),
      change('c', ['mm/a.c', 'include/linux/gizmo.h']),
      change('d', ['mm/b.c']),
    ]);
    expect(steps.map(({ changes }) => changes.map(({ id }) => id))).toEqual([['a'], ['b'], ['c', 'd']]);
  });

  test('parts the files of a folder that MAINTAINERS names nobody for, where no change joins them', () => {
    const changes = [
      change('a', ['drivers/usr/one.c']),
      change('b', ['drivers/usr/two.c']),
      change('c', ['drivers/usr/two.c', 'drivers/usr/three.c']),
      change('d', ['drivers/usr/sub/four.c']),
      change('e', ['drivers/usr/sub/five.c']),
    ];
    const planned = (sectionOf?: (path: string) => string | undefined) =>
      planSeries(changes, { split: 'driver', ...(sectionOf && { sectionOf }) }).map(step =>
        step.changes.map(({ id }) => id),
      );
    expect(planned()).toEqual([['a', 'b', 'c', 'd', 'e']]);
    expect(planned(() => 'USR DRIVERS')).toEqual([['a', 'b', 'c', 'd', 'e']]);
    expect(planned(() => undefined)).toEqual([['a'], ['d', 'e'], ['b', 'c']]);
  });

  test('has every change and every file once, whatever the changes and their order', () => {
    const path = fc.tuple(
      fc.constantFrom('mm', 'drivers/misc', 'drivers/gpu/drm/a', 'include/linux'),
      fc.nat(4),
    );
    const paths = fc.array(path, { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(fc.array(paths, { maxLength: 8 }), fc.integer(), (list, turn) => {
        const changes = list.map((own, at) =>
          change(
            `${at}`,
            own.map(([folder, name]) => `${folder}/${name}.c`),
          ),
        );
        const steps = planSeries(changes);
        const files = steps.flatMap(step => step.paths);
        expect(new Set(files).size).toBe(files.length);
        expect(steps.flatMap(step => step.changes.map(({ id }) => id)).sort()).toEqual(
          changes.map(({ id }) => id).sort(),
        );
        for (const { paths: own, changes: inside } of steps) {
          expect(inside.flatMap(({ edits }) => edits).every(edit => own.includes(edit.path))).toBe(true);
        }
        const turned = [...changes.slice(turn % 8), ...changes.slice(0, turn % 8)];
        expect(planSeries(turned).map(step => step.paths)).toEqual(steps.map(step => step.paths));
      }),
    );
  });
});

describe('the postings', () => {
  const drivers = (count: number, more: Partial<Change> = {}) =>
    Array.from({ length: count }, (_, at) =>
      change(`${at}`, [`drivers/misc/d${`${at}`.padStart(2, '0')}.c`], more),
    );

  test('go by their trees, by whose they are where that says nothing, and never by one name', () => {
    const trees = [
      'git git://example.org/pub/jane/gizmo-next.git',
      'git git://example.org/pub/jane/gizmo-next.git fixes',
      'git git://example.org/pub/joe/gizmo-next.git',
      'git git://example.org/~jim/linux (part of gizmo maint)',
      'git git://example.org/~jim/linux.git',
      'git git://example.org/~jim/linux.git',
    ];
    const steps = planSeries(drivers(trees.length));
    const treeOf = ({ changes }: Step) =>
      `${trees[Number(changes[0]!.id)]}${' '.repeat(Number(changes[0]!.id))}`;
    expect(postingsOf(steps, 2, treeOf).map(({ name }) => name)).toEqual([
      'gizmo-next',
      'gizmo-next-fixes',
      'joe-gizmo-next',
      'jim',
      'jim-linux',
      'jim-linux-2',
    ]);
  });

  test('of trees that are named after the kernel leave that out', () => {
    const trees = [
      'linux-gizmo',
      'widget-linux',
      'linux-2.6-gadget',
      'gear-2.6',
      'linux-next',
      'linux-hub-kernel',
    ];
    const steps = planSeries(drivers(trees.length));
    const treeOf = ({ changes }: Step) => `git git://example.org/jane/${trees[Number(changes[0]!.id)]}.git`;
    expect(postingsOf(steps, 2, treeOf).map(({ name }) => name)).toEqual([
      'gizmo',
      'widget',
      'gadget',
      'gear',
      'linux-next',
      'hub',
    ]);
  });

  test('of no known tree go by the part of the tree that they are of', () => {
    const paths = [
      'arch/a/mm/x.c',
      'arch/b/mm/x.c',
      'drivers/misc/c.c',
      'fs/d/x.c',
      'include/linux/e.h',
      'ipc/f.c',
    ];
    const postings = postingsOf(
      planSeries(paths.map((path, at) => change(`${at}`, [path]))),
      2,
      () => undefined,
    );
    expect(postings.map(({ name, steps }) => [name, ...steps.map(({ paths: [path] }) => path)])).toEqual([
      ['arch', 'arch/a/mm/x.c', 'arch/b/mm/x.c'],
      ['drivers', 'drivers/misc/c.c'],
      ['fs', 'fs/d/x.c'],
      ['core', 'include/linux/e.h', 'ipc/f.c'],
    ]);
  });

  test('are one for few patches, else by tree, none longer than allowed, and in an order to be taken in', () => {
    expect(postingsOf(planSeries(drivers(15)), 15, () => undefined)).toMatchObject([
      { name: undefined, after: [] },
    ]);
    const steps = planSeries([
      ...drivers(16),
      change('t', ['include/t.h'], { phase: 'first' }),
      change('s', ['include/s.h'], { phase: 'last' }),
    ]);
    const treeOf = ({ paths }: Step) =>
      paths[0]!.endsWith('0.c') ? 'git git://example.org/a/misc.git next' : undefined;
    const postings = postingsOf(steps, 8, treeOf);
    expect(postings.map(({ name, steps: own, after }) => [name, own.length, after])).toEqual([
      ['first', 1, []],
      ['misc', 2, [0]],
      ['drivers-d01-to-d07', 7, [0]],
      ['drivers-d08-to-d15', 7, [0]],
      ['last', 1, [0, 1, 2, 3]],
    ]);
    expect(postings.flatMap(({ steps: own }) => own)).toHaveLength(18);
  });
});

describe('the subjects of cover letters', () => {
  const coversOf = (
    most: number,
    treeOf: (step: Step) => string | undefined,
    ...paths: readonly string[]
  ) => {
    const steps = planSeries(paths.map((path, at) => change(`${at}`, [path])));
    const subjects = new Map(subjectsOf(steps, TRANSFORMS).map((subject, at) => [steps[at]!, subject]));
    const postings = postingsOf(steps, most, treeOf);
    const own = postings.map(posting => posting.steps.map(step => subjects.get(step)!));
    return coverSubjectsOf(postings, own, TRANSFORMS);
  };
  const SAID = 'Convert gizmo_insert() to gizmo_put()';

  test('are never those of one of their patches', () => {
    const [cover] = coversOf(15, () => undefined, 'drivers/gpu/drm/x.c', 'drivers/gpu/drm/a/x.c');
    expect(cover).toBe(`drm: ${SAID} (series of 2)`);
  });

  test('say what their patches are of', () => {
    const coverOf = (...paths: readonly string[]) => coversOf(15, () => undefined, ...paths)[0];
    expect(coverOf('drivers/gpu/drm/a/x.c', 'drivers/gpu/drm/b/x.c')).toBe(`drm: ${SAID}`);
    expect(coverOf('drivers/media/usb/a/x.c', 'drivers/media/pci/b/x.c')).toBe(`media: ${SAID}`);
    expect(coverOf('fs/a/x.c', 'fs/b/x.c')).toBe(`fs: ${SAID}`);
    expect(coverOf('drivers/a/x.c', 'drivers/b/x.c')).toBe(`drivers: ${SAID}`);
    expect(coverOf('ipc/a.c', 'kernel/b.c')).toBe(`treewide: ${SAID}`);
    expect(coverOf('fs/a/x.c', 'mm/b.c')).toBe(`treewide: ${SAID}`);
  });

  test('do not speak of what only prepares the others', () => {
    const steps = planSeries([
      change('t', ['mm/t.h'], { phase: 'first', words: { title: 'add gizmo_t', why: ['x'] } }),
      change('a', ['mm/a.c']),
    ]);
    const postings = postingsOf(steps, 15, () => undefined);
    expect(coverSubjectsOf(postings, [['mm: Add gizmo_t', `mm: ${SAID}`]], TRANSFORMS)).toEqual([
      `mm: ${SAID} (series of 2)`,
    ]);
  });

  test('say which series, where several without a tree would be called the same', () => {
    const steps = planSeries(
      ['fs/a/x.c', 'fs/b/x.c', 'ipc/a.c', 'kernel/b.c'].map((path, at) => change(`${at}`, [path])),
    );
    const postings = postingsOf(steps, 2, () => undefined);
    expect(postings.map(({ name }) => name)).toEqual(['fs', 'core']);
    const covers = (...prefixes: readonly string[]) => {
      const subjects = prefixes.map(prefix => ['a', 'b'].map(part => `${prefix}: ${part}: ${SAID}`));
      return coverSubjectsOf(postings, subjects, TRANSFORMS);
    };
    expect(covers('fs', 'fs')).toEqual([`fs: ${SAID}`, `fs: ${SAID} (core)`]);
    expect(covers('mm', 'mm')).toEqual([`mm: ${SAID}`, `mm: ${SAID} (core)`]);
    expect(covers('core', 'core')).toEqual([`core: ${SAID} (fs)`, `core: ${SAID}`]);
  });

  test('say which part of the patches, or which tree, where others would be called the same', () => {
    const paths = ['a', 'b', 'c', 'd'].map(name => `fs/${name}/x.c`);
    expect(coversOf(2, () => undefined, ...paths)).toEqual([`fs: ${SAID} (a to b)`, `fs: ${SAID} (c to d)`]);
    const treeOf = ({ driver }: Step) => `git://example.org/${driver < 'fs/c' ? 'one' : 'two'}-next.git`;
    expect(coversOf(2, treeOf, ...paths)).toEqual([`fs: ${SAID} (one-next)`, `fs: ${SAID} (two-next)`]);
  });

  test('have room in 75 columns however long the names of folders are, and are told apart all the same', () => {
    const long = 'accessibility-and-'.repeat(3);
    const names = ['a', 'b', 'c', 'd', 'e', 'f'].map(name => `fs/${long}${name}/x.c`);
    const wide = ['a', 'b', 'c', 'd'].map(name => `fs/${'長'.repeat(40)}${name}/x.c`);
    const folders = ['accessibility', 'bluetooth', 'clocksource', 'hwspinlock'].map(name => `fs/${name}/x.c`);
    for (const paths of [names, wide, folders]) {
      const covers = coversOf(2, () => undefined, ...paths);
      expect(new Set(covers).size).toBe(paths.length / 2);
      for (const cover of covers) expect(columnsOf(cover)).toBeLessThanOrEqual(75);
    }
    expect(coversOf(2, () => undefined, ...folders)).toEqual([
      `fs: ${SAID} (accessibility to bluetooth)`,
      `fs: ${SAID} (clocksource to hwspinlock)`,
    ]);
  });
});

describe('the cover letter', () => {
  const verdict = (path: string, line: number, kind: Verdict['kind'], code: string): Verdict => ({
    ...{ transform: 'gizmo-insert', kind, code, message: `${code} it is`, change: undefined, chain: [] },
    occurrence: {
      ...{ path, line, column: 1, start: 0, end: 1, keyword: 'gizmo_insert' },
      ...{ place: 'code', inside: undefined },
    },
  });
  const verdicts = [
    verdict('drivers/misc/gizmo.c', 3, 'refuse', 'keeps-errno'),
    verdict('drivers/misc/gizmo.c', 9, 'refuse', 'keeps-errno'),
    verdict('drivers/misc/gizmo.c', 12, 'review', 'odd'),
    verdict('mm/far.c', 7, 'refuse', 'keeps-errno'),
  ];
  const totals = {
    filesListed: 9,
    filesWithKeywords: 4,
    occurrences: 6,
    convert: 1,
    review: 1,
    refuse: 3,
    done: 1,
  };
  const ledger: Ledger = { verdicts, changes: [], totals, unread: [] };
  const blurb = (...names: readonly (string | undefined)[]) => blurbOf({}, ...names);
  const blurbOf = (more: Partial<Change>, ...names: readonly (string | undefined)[]) => {
    const steps = planSeries([{ ...change('a', ['drivers/misc/gizmo.c']), ...more }]);
    const postings = names.map((name, at) => ({ name, tree: undefined, steps, after: at === 0 ? [] : [0] }));
    return coverOf({
      ...{
        postings,
        ledger,
        transforms: TRANSFORMS,
        making: MAKING,
        subject: 'gizmo: Put',
        news: [],
        needs: [],
        style: [],
      },
      ...{ at: postings.length - 1, review: false, release: undefined, human: undefined },
    }).blurb;
  };

  test('names all that is left, each file once for each reason', () => {
    expect(blurb(undefined)).toContain(
      [
        'Of 6 places that the tool looked at, 1 is converted, 1 needs nothing, 4 are',
        'left as they are:',
        '',
        '  keeps-errno (3), the first of them: keeps-errno it is:',
        '    drivers/misc/gizmo.c:3, 9',
        '    mm/far.c:7',
        '',
        '  odd (1, right but for a person to agree with), odd it is:',
        '    drivers/misc/gizmo.c:12',
      ].join('\n'),
    );
  });

  test('says which functions a person edited', () => {
    const said = (...edited: readonly string[]) =>
      /Edited by hand.*?\./s.exec(blurbOf({ edited }, undefined))?.[0];
    expect(blurb(undefined)).not.toContain('by hand');
    expect(said('f')).toBe('Edited by hand, and evaluated as it is: f().');
    expect(said('f', 'g', 'f')).toBe('Edited by hand, and evaluated as they are: f() and g().');
    expect(said('a', 'b', 'c', 'd', 'e')).toBe(
      'Edited by hand, and evaluated as they are: a(), b(), c() and 2 more.',
    );
  });

  test('of one of many series counts what is left, and names what is left beside it', () => {
    const text = blurb('first', 'gizmo');
    expect(text).toContain(
      '4 are\nleft as they are (keeps-errno 3, odd 1); 3 of them beside what this series\nchanges:\n\n' +
        '  keeps-errno (2), the first of them: keeps-errno it is:\n    drivers/misc/gizmo.c:3, 9\n',
    );
    expect(text).not.toContain('mm/far.c');
    expect(text).toContain(
      'this one is number\n2, "gizmo". It builds on "first", which must be taken before it.',
    );
  });

  test('of one patch, what is left in its files is told to its reviewers', () => {
    const left = (path: string) =>
      leftIn({ files: [{ path, before: '', after: 'x' }] }, ledger, true).join('\n');
    expect(left('drivers/misc/gizmo.c')).toBe(
      'Left as it is in the files of this patch:\n\n' +
        '  keeps-errno (2), the first of them: keeps-errno it is:\n    drivers/misc/gizmo.c:3, 9',
    );
    expect(left('mm/other.c')).toBe('');
  });

  test('names a line once, however many of its words are left', () => {
    const lines = [3, 3, 5, 5, 5, 7, 9, 11, 13, 15, 17, 19];
    const all = lines.map(line => verdict('mm/a.c', line, 'refuse', 'odd'));
    const files = [{ path: 'mm/a.c', before: '', after: 'x' }];
    expect(leftIn({ files }, { ...ledger, verdicts: all }, false)[0]).toContain(
      'odd (12), the first of them: odd it is:\n    mm/a.c:3, 5, 7, 9, 11, 13, 15, 17\n    and 1 more',
    );
  });

  test('of many series does not name them all', () => {
    const text = blurb(...Array.from({ length: 20 }, (_, at) => `s${at}`));
    expect(text).toContain('The work is sent as 20 series, by tree; this one is number 20, "s19".');
  });
});

describe('the words', () => {
  test('subjects have the prefix of the place and the titles, as many as fit', () => {
    const subjects = (...changes: readonly Change[]) => subjectsOf(planSeries(changes), TRANSFORMS);
    expect(subjects(change('a', ['drivers/gpu/drm/gizmo/a.c']))).toEqual([
      'drm/gizmo: Convert gizmo_insert() to gizmo_put()',
    ]);
    expect(subjects(change('a', ['mm/a.c'], { transforms: ['gizmo-map', 'gizmo-insert'] }))).toEqual([
      'mm: Convert gizmo_insert() and gizmo_map() to gizmo_put() and gizmo_view()',
    ]);
    expect(subjects(change('a', ['mm/a.c'], { transforms: ['gizmo-wrap'] }))).toEqual([
      'mm: Convert gizmo_wrap_with_a_long_name() to gizmo_fold_with_another()',
    ]);
    expect(subjects(change('a', ['drivers/one/x/a.c']), change('b', ['drivers/two/x/a.c']))).toHaveLength(2);
  });

  test('no two subjects are the same', () => {
    const steps = planSeries([change('a', ['drivers/misc/x.c']), change('b', ['drivers/char/x.c'])]);
    expect(subjectsOf(steps, TRANSFORMS)).toEqual([
      'char: x: Convert gizmo_insert() to gizmo_put()',
      'misc: x: Convert gizmo_insert() to gizmo_put()',
    ]);
    const others = planSeries([change('a', ['drivers/dax/device.c']), change('b', ['fs/dax.c'])]);
    expect(subjectsOf(others, TRANSFORMS)).toEqual([
      'dax: device: Convert gizmo_insert() to gizmo_put()',
      'fs: dax: Convert gizmo_insert() to gizmo_put()',
    ]);
  });

  test('no name of a file breaks a subject', () => {
    const steps = planSeries([change('a', ['new\nline/x.c']), change('b', ['new\nline/\ty.c'])], {
      split: 'file',
    });
    for (const subject of subjectsOf(steps, TRANSFORMS)) expect(subject).toMatch(/^new-line: [ -~]+$/);
  });

  test('no name of a file makes a subject that git am cuts, or that is too long', () => {
    const names = ['[gizmo]', ' gizmo', '[]', 'long'.repeat(30), `${'long'.repeat(30)}er`];
    const steps = planSeries(names.map((name, at) => change(`${at}`, [`drivers/misc/${name}.c`])));
    const subjects = subjectsOf(steps, TRANSFORMS);
    expect(new Set(subjects).size).toBe(names.length);
    for (const subject of subjects) expect(subject).toMatch(/^(?:gizmo|misc|treewide|(?:long){10}): \S/);
    for (const subject of subjects) expect(subject.length).toBeLessThanOrEqual(75);
  });

  test('a name in any script is one, and has no more columns than there is room for', () => {
    const names = ['größe', '日本', '長'.repeat(50), 'li\u2028ne', '😀'.repeat(30)];
    const steps = planSeries(names.map((name, at) => change(`${at}`, [`drivers/${name}/x.c`])));
    const subjects = subjectsOf(steps, TRANSFORMS);
    expect(subjects).toEqual(
      expect.arrayContaining(
        ['größe', '日本', '長'.repeat(20), 'li-ne'].map(name =>
          expect.stringContaining(`${name}: Convert gizmo`),
        ),
      ),
    );
    for (const subject of subjects) {
      expect(columnsOf(subject)).toBeLessThanOrEqual(75);
      expect(subject).not.toMatch(/\p{Surrogate}/u);
    }
  });

  test('a subject that was kept stays, and one that is like it says what it is of', () => {
    const steps = planSeries(
      ['a', 'b', 'c'].map(name => change(name, [`drivers/nl/${name}.c`])),
      { split: 'file' },
    );
    const told = (subjects: readonly string[], ...isKept: readonly boolean[]) =>
      toldApart(subjects, isKept, steps);
    expect(told(['nl: X', 'nl: Y', 'nl: Z'], false, true, false)).toEqual(['nl: X', 'nl: Y', 'nl: Z']);
    expect(told(['nl: X', 'nl: X', 'nl: X (a)'], false, true, true)).toEqual([
      'nl: X (2)',
      'nl: X',
      'nl: X (a)',
    ]);
    expect(told(['nl: X', 'nl: X', 'nl: X'], true, true, true)).toEqual(['nl: X', 'nl: X (b)', 'nl: X (c)']);
    const long = `nl: ${'word '.repeat(14).trim()}`;
    const [, other] = told([long, long, 'nl: Z'], true, false, false);
    expect(other).toMatch(/^nl: (?:word )+\(b\)$/);
    expect(other!.length).toBeLessThanOrEqual(75);
  });

  test('a header for many goes by the part of the tree that most of its users are of', () => {
    const steps = planSeries([change('a', ['include/linux/gizmo_k.h']), change('b', ['fs/a/x.c'])]);
    const users = (...paths: readonly string[]) =>
      subjectsOf(steps, TRANSFORMS, { usersOf: () => paths }).map(subject => subject.split(/(?<=:) C/)[0]);
    expect(users('fs/a/x.c', 'fs/b/y.c', 'mm/z.c')).toEqual(['a:', 'fs:']);
    expect(users('fs/a/x.c', 'mm/z.c')).toEqual(['a:', 'gizmo_k:']);
    expect(users()).toEqual(['a:', 'gizmo_k:']);
  });

  test('a header that is named after a part of the tree is of that, whoever uses it', () => {
    const steps = planSeries([change('a', ['include/linux/mm.h', 'include/linux/mm_types.h'])]);
    const [subject] = subjectsOf(steps, TRANSFORMS, { usersOf: () => ['drivers/misc/x.c'] });
    expect(subject).toMatch(/^mm: C/);
  });

  test('the files of one driver are told apart by what they are called in it', () => {
    const paths = ['gizmo_gem.c', 'gizmo_gem.h', 'gizmo.c', 'a/ring.c', 'b/ring.c'];
    const steps = planSeries(
      paths.map((path, at) => change(`${at}`, [`drivers/gpu/drm/gizmo/${path}`])),
      { split: 'file' },
    );
    expect(subjectsOf(steps, TRANSFORMS)).toEqual([
      'drm/gizmo: a/ring: Convert gizmo_insert() to gizmo_put()',
      'drm/gizmo: b/ring: Convert gizmo_insert() to gizmo_put()',
      'drm/gizmo: gizmo/gizmo: Convert gizmo_insert() to gizmo_put()',
      'drm/gizmo: gizmo/gizmo_gem: Convert gizmo_insert() to gizmo_put()',
      'drm/gizmo: gizmo/gizmo_gem.h: Convert gizmo_insert() to gizmo_put()',
    ]);
  });

  test('the only one of several drivers keeps the name that others share', () => {
    const steps = planSeries([
      change('a', ['arch/one/kvm/a.c', 'arch/two/kvm/b.c']),
      change('b', ['virt/kvm/main.c']),
    ]);
    expect(subjectsOf(steps, TRANSFORMS)).toEqual([
      'KVM: Convert gizmo_insert() to gizmo_put()',
      'KVM: main: Convert gizmo_insert() to gizmo_put()',
    ]);
  });

  test('titles without room are said by what their functions have in common', () => {
    const all = ['page', 'pfn', 'mixed'].map(what =>
      transform(`v-${what}`, `convert vx_insert_${what}() to vxf_insert_${what}()`, ['x']),
    );
    const said = (count: number) =>
      subjectsOf(
        planSeries([change('a', ['mm/a.c'], { transforms: all.slice(0, count).map(({ name }) => name) })]),
        all,
      )[0];
    expect(said(1)).toBe('mm: Convert vx_insert_page() to vxf_insert_page()');
    expect(said(3)).toBe('mm: Convert vx_insert_*() to vxf_insert_*()');
    const odd = [...all, transform('long', `drop the ${'very '.repeat(8)}old ways`, ['x'])];
    const names = odd.map(({ name }) => name);
    expect(subjectsOf(planSeries([change('a', ['mm/a.c'], { transforms: names })]), odd)).toEqual([
      'mm: Convert vx_insert_*() to vxf_insert_*(), and more',
    ]);
  });

  test('a title without room is cut behind a word that can end it', () => {
    const long =
      'convert gizmo_insert_with_a_name() and gizmo_remove_with_a_name() to the gizmo_type_t of today';
    const [subject] = subjectsOf(planSeries([change('a', ['mm/a.c'])]), [
      transform('gizmo-insert', long, ['x']),
    ]);
    expect(subject).toBe('mm: Convert gizmo_insert_with_a_name() and gizmo_remove_with_a_name()');
  });

  test('a table is said to be of the function that it was proven for', () => {
    const table = [{ value: '0', before: 'returns 0', after: 'returns 0', difference: undefined }];
    const [step] = planSeries([change('mm/a.c:helper', ['mm/a.c'], { about: 'gizmo_fault', table })]);
    expect(bodyOf(step!, TRANSFORMS, MAKING)).toContain('\n  gizmo_fault():\n    0: returns 0\n');
  });

  test('a table of a function that the patch leaves alone names what the patch converts', () => {
    const table = [{ value: '0', before: 'returns 0', after: 'returns 0', difference: undefined }];
    const seen = (over: readonly string[], about: string, path: string): Partial<Change> => ({
      ...{ about, table },
      from: { path, start: 50, end: 90, over },
    });
    const headOf = (...changes: readonly Change[]) => {
      const text = bodyOf(planSeries(changes)[0]!, TRANSFORMS, MAKING);
      return / {2}(\S.*(?:\n {2}\S.*)*):\n {4}0: returns 0\n/.exec(text)![1]!.replace(/\s+/g, ' ');
    };
    const far = change('a', ['mm/a.c'], seen(['put'], 'b_fault', 'fs/b.c'));
    expect(headOf(far)).toBe('put(), by what b_fault() in fs/b.c makes of it');
    expect(headOf(change('a', ['mm/a.c'], seen(['put', 'set'], 'b_fault', 'fs/b.c')))).toBe(
      'put() and set(), by what b_fault() in fs/b.c makes of them',
    );
    // A change of its own for each of two functions with one caller, and the function that has the same table itself.
    const also = change('b', ['mm/b.c'], seen(['set'], 'b_fault', 'fs/b.c'));
    const other = change('c', ['mm/c.c'], seen(['get'], 'z_fault', 'fs/z.c'));
    const own = change('mm/d.c:d_fault', ['mm/d.c'], { about: 'd_fault', table });
    expect(headOf(far, also, other, own)).toBe(
      'd_fault(); put() and set(), by what b_fault() in fs/b.c makes of them; ' +
        'get(), by what z_fault() in fs/z.c makes of it',
    );
    // In a file of the patch: as long as nothing changes in it, it is as far.
    const near = seen(['put'], 'a_fault', 'mm/a.c');
    expect(headOf(change('a', ['mm/a.c'], near))).toBe('put(), by what a_fault() makes of it');
    const both = { ...change('a', ['mm/a.c'], near), edits: [0, 60].map(at => edit('mm/a.c', at)) };
    expect(headOf(both)).toBe('a_fault()');
    expect(headOf(change('a', ['mm/a.c'], near), { ...change('b', []), edits: [edit('mm/a.c', 60)] })).toBe(
      'a_fault()',
    );
  });

  test('a body names the command that was run after each patch, and claims no more', () => {
    const [step] = planSeries([change('a', ['mm/a.c'])]);
    const body = bodyOf(step!, TRANSFORMS, { ...MAKING, build: 'true # $STEP' });
    expect(body).toMatch(
      /\nThe tool compared .* After\neach patch of the series this command was run, and it succeeded:\n\n {2}true # \$STEP\n\nNothing else was tested\.$/,
    );
    expect(body).not.toMatch(/compiled|built/);
  });

  test('a command too long for a line can be copied all the same', () => {
    const [step] = planSeries([change('a', ['mm/a.c'])]);
    const globs = ['a', 'b', 'c'].map(glob => `--exclude 'drivers/a long ${glob}*'`);
    const body = bodyOf(step!, TRANSFORMS, {
      ...MAKING,
      command: ['faultline series', ...globs, '-o patches'],
    });
    expect(body).toContain(
      "\n\n  faultline series --exclude 'drivers/a long a*' \\\n" +
        "    --exclude 'drivers/a long b*' --exclude 'drivers/a long c*' \\\n    -o patches\n\n",
    );
  });

  test('a body says how its changes were checked, and no more', () => {
    const bodies = (...changes: readonly Change[]) =>
      planSeries(changes).map(step => bodyOf(step, TRANSFORMS, MAKING));
    const [first, plain] = bodies(change('a', ['mm/a.h'], { phase: 'first' }), change('b', ['mm/b.c']));
    expect(first).toContain('\n\nThe result was neither compiled nor run.');
    expect(plain).toContain('\n\nThe tool compared each function before and after: they do the same. The');
  });

  test('the body says why, what becomes of each value, the differences, and how it was made', () => {
    const row = (value: string, before: string, after = before, difference?: string): TableRow => ({
      value,
      before,
      after,
      difference,
    });
    const table = [
      row('0', 'returns GIZMO_OK'),
      row('-ENOMEM', 'returns GIZMO_OOM'),
      row('-EFAULT', 'returns GIZMO_BAD'),
      row('-EINVAL', 'returns GIZMO_BAD'),
      row('-EBUSY', 'returns GIZMO_BAD', 'returns GIZMO_OK', 'busy-is-success'),
    ];
    const difference =
      'an entry that is there already counts as success now, which it did not before this change';
    const [step] = planSeries([
      change('mm/a.c:first_fault', ['mm/a.c'], { table, differences: [difference] }),
      change('mm/a.c:second_fault#2', ['mm/a.c'], {
        table,
        transforms: ['gizmo-map'],
        differences: [difference],
      }),
      change('mm/a.c:17', ['mm/a.c']),
    ]);
    expect(bodyOf(step!, TRANSFORMS, MAKING)).toMatch(
      new RegExp(
        `^${[
          'Inserting is over.',
          '',
          'Put instead.',
          '',
          'Mapping is over.',
          '',
          'For each value that the old call can return, as before unless said (what is',
          'done for each of them is left out):',
          '',
          '  first_fault(), second_fault():',
          '    0: returns GIZMO_OK',
          '    -ENOMEM: returns GIZMO_OOM',
          '    -EFAULT, -EINVAL: returns GIZMO_BAD',
          '    -EBUSY: returns GIZMO_OK (before: GIZMO_BAD)',
          '',
          'Declared difference: an entry that is there already counts as success now,',
          'which it did not before this change.',
          '',
          'Made by faultline \\d',
        ]
          .join('\n')
          .replace(/[()[\]]/g, '\\$&')}`,
      ),
    );
  });

  test('what differs in names alone is not said twice', () => {
    const alike = (name: string) => transform(`use-${name}`, `use ${name}_new()`, [`${name}_old() is over.`]);
    const transforms = [alike('gizmo'), alike('widget'), transform('retype', 'retype', ['Types matter.'])];
    const [step] = planSeries([
      change('mm/a.c:f', ['mm/a.c'], { transforms: ['use-gizmo', 'use-widget', 'retype'] }),
    ]);
    expect(bodyOf(step!, transforms, MAKING)).toMatch(
      /^gizmo_old\(\) is over\.\n\nThe same goes for widget_old\(\)\.\n\nTypes matter\.\n\nMade by/,
    );
  });

  test('functions that belong together are named together', () => {
    const alike = (name: string) =>
      transform(`use-${name}`, `use ${name}_new()`, [
        `${name}_old() is over; ${name}_new() is there.`,
        `Use ${name}_new().`,
      ]);
    const transforms = ['gizmo', 'widget', 'gadget'].map(alike);
    const [step] = planSeries([
      change('mm/a.c:f', ['mm/a.c'], { transforms: transforms.map(({ name }) => name) }),
    ]);
    expect(bodyOf(step!, transforms, MAKING).replace(/\s+/g, ' ')).toMatch(
      /^gizmo_old\(\) is over; gizmo_new\(\) is there\. Use gizmo_new\(\)\. The same goes for widget_old\(\) with widget_new\(\) and gadget_old\(\) with gadget_new\(\)\. Made by/,
    );
  });

  test('a change may have words of its own, and come first or last', () => {
    const words = { title: 'add gizmo_t', why: ['It is needed.'] };
    const steps = planSeries([
      change('mm/a.c:f', ['mm/a.c']),
      change('mm/b.h:t', ['mm/b.h'], { phase: 'first', words }),
      change('mm/c.h:s', ['mm/c.h'], { phase: 'last' }),
    ]);
    expect(steps.map(({ paths }) => paths)).toEqual([['mm/b.h'], ['mm/a.c'], ['mm/c.h']]);
    expect(subjectsOf(steps, TRANSFORMS)[0]).toBe('mm: Add gizmo_t');
    expect(bodyOf(steps[0]!, TRANSFORMS, MAKING)).toMatch(/^It is needed\.\n\nMade by/);
  });

  test('what comes last says which changes the series leaves out, since a person or a proof did', () => {
    const steps = planSeries([
      change('mm/a.c:f', ['mm/a.c']),
      change('mm/c.h:s', ['mm/c.h'], { phase: 'last' }),
    ]);
    const of = (code: string, transform: string, inside: string | undefined): Verdict => ({
      ...{ transform, kind: 'refuse', code, message: '', change: undefined, chain: [] },
      occurrence: {
        ...{ path: 'mm/b.c', line: 7, column: 1, start: 0, end: 1, keyword: 'gizmo_insert' },
        ...{ place: 'code', inside },
      },
    });
    const [own] = steps.at(-1)!.changes[0]!.transforms;
    const ledger = {
      verdicts: [
        of('declined', own!, 'g'),
        of('declined', own!, 'g'),
        of('overlap', own!, undefined),
        of('declined', 'another', 'h'),
        of('keeps-errno', own!, 'i'),
      ],
    };
    const said = 'The series leaves out what could be changed of g() in mm/b.c and mm/b.c:7.';
    const bodies = steps.map(step => bodyOf(step, TRANSFORMS, { ...MAKING, ledger }).replace(/\s+/g, ' '));
    expect(bodies.map(body => body.includes(said))).toEqual([false, true]);
    expect(bodyOf(steps.at(-1)!, TRANSFORMS, MAKING)).not.toContain('leaves out');
  });

  test('no line of a body is too long, or would mean something to a mail reader', () => {
    const why = `${'word '.repeat(14)}From here on a line could begin a mail. ${'# '.repeat(60)}`;
    const [step] = planSeries([change('mm/a.c:f', ['mm/a.c'])]);
    const body = bodyOf(step!, [transform('gizmo-insert', 'convert', [why])], MAKING);
    for (const line of body.split('\n')) {
      expect(line.length).toBeLessThanOrEqual(75);
      expect(line).not.toMatch(/^From /);
    }
  });
});
