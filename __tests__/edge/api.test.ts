import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { diff, list, type Progress, plan, scan, UserError } from '../../src/edge/api.js';
import { FAULT, MMAP } from '../e2e/trees.js';
import { scratch } from '../tree/scratch.js';

const TREE = { 'drivers/gizmo/gizmo.c': FAULT, 'drivers/widget/widget.c': MMAP };
const transforms = ['vm-insert-page'];

describe('the programmatic API', () => {
  it('scans, as the command does', async () => {
    const ledger = await scan({ tree: scratch(TREE), transforms });
    expect(ledger.totals).toMatchObject({ occurrences: 3, convert: 1, review: 2 });
    expect(ledger.verdicts[0]).toMatchObject({ path: 'drivers/gizmo/gizmo.c', function: 'gizmo_fault' });
  });

  it('gives the diff, the texts, and the names that no header declares', async () => {
    const tree = scratch(TREE);
    const sure = await diff({ tree, transforms });
    expect(sure.files.map(({ path }) => path)).toEqual(['drivers/gizmo/gizmo.c']);
    expect(sure.files[0]!.before).toBe(FAULT);
    expect(sure.diff).toContain('+	return vmf_insert_page(');
    expect(sure.missing).toContain('vmf_insert_page');
    const all = await diff({ tree, transforms, review: true, exclude: ['gizmo'] });
    expect(all.files.map(({ path }) => path)).toEqual(['drivers/widget/widget.c']);
  });

  it('plans a series', async () => {
    const { series } = await plan({ tree: scratch(TREE), transforms, review: true }, { split: 'file' });
    expect(series[0]!.patches.map(({ files }) => files)).toEqual([
      ['drivers/gizmo/gizmo.c'],
      ['drivers/widget/widget.c'],
    ]);
  });

  it('takes no plan that says nothing', async () => {
    const request = { tree: scratch(TREE), transforms };
    const split = 'folder' as 'file';
    await expect(plan(request, { split })).rejects.toThrow(
      'split: expected driver, maintainer, file or one, found "folder"',
    );
    await expect(plan(request, { most: 0.5 })).rejects.toThrow(
      'most: expected a whole number from 1 on, found 0.5',
    );
    await expect(plan(request, { most: 0 })).rejects.toThrow(UserError);
  });

  it('gives plain data only', async () => {
    const request = { tree: scratch(TREE), transforms };
    for (const data of [await scan(request), await diff(request), await plan(request), list()]) {
      expect(structuredClone(data)).toEqual(data);
      expect(JSON.parse(JSON.stringify(data))).toEqual(data);
    }
  });

  it('tells its progress, and stops when it is told to', async () => {
    const seen: Progress[] = [];
    await scan({ tree: scratch(TREE), transforms, onProgress: step => void seen.push(step) });
    expect(new Set(seen.map(({ phase }) => phase))).toContain('judge');

    const controller = new AbortController();
    const reason = new Error('enough');
    const stopped = scan({
      tree: scratch(TREE),
      transforms,
      signal: controller.signal,
      onProgress: () => controller.abort(reason),
    });
    await expect(stopped).rejects.toBe(reason);
  });

  it.each([
    ['no folder', { tree: '' }, /expected a folder as tree, found ""/],
    ['a folder that is not there', { tree: '/nowhere/at/all' }, /nowhere/],
    ['a transform that is not there', { tree: '.', transforms: ['nope'] }, /^transforms: .*nope/],
    ['a path that leads out', { tree: '.', paths: ['..'] }, /\.\./],
  ])('says what is wrong with %s', async (_, request, message) => {
    const failed = scan(request);
    await expect(failed).rejects.toBeInstanceOf(UserError);
    await expect(failed).rejects.toThrow(message);
  });
});

describe('the package', () => {
  const packed: string[] = JSON.parse(
    execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }),
  )[0].files.map(({ path }: { path: string }) => path);

  it('holds what it runs on, and no sources, tests or maps', () => {
    const { exports: doors, bin } = JSON.parse(readFileSync('package.json', 'utf8'));
    const needed = [doors['.'].types, doors['.'].default, bin.faultline].map(path =>
      path.replace(/^\.\//, ''),
    );
    expect(packed).toEqual(expect.arrayContaining([...needed, 'README.md', 'LICENSE', 'CHANGELOG.md']));
    expect(
      packed.filter(path => /^(?:src|transforms|__tests__|bench|scripts|node_modules)\//.test(path)),
    ).toEqual([]);
  });

  it('holds every module that was built', () => {
    const built = readdirSync('dist', { recursive: true, encoding: 'utf8' }).filter(path =>
      path.endsWith('.js'),
    );
    expect(built.filter(path => !packed.includes(`dist/${path}`))).toEqual([]);
  });
});
