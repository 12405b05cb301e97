/** The report in a real browser. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import { reportAssets } from '../../src/edge/report-assets.js';
import { reportPage } from '../../src/report/page/page.js';
import { makeReport, type Report, type Site } from '../../src/report/report.js';
import { transforms } from '../../transforms/index.js';
import { runOn } from '../check.js';
import { type Browser, openBrowser } from './browser.js';
import { TREE } from './tree.js';

// The machine may be busy.
jest.setTimeout(300_000);

let browser: Browser;
let folder: string;
let report: Report;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'faultline-report-'));
  browser = await openBrowser();
  report = await reportOf(TREE);
});

afterAll(async () => {
  await browser.close();
  rmSync(folder, { recursive: true });
});

async function reportOf(tree: string, name = 'linux'): Promise<Report> {
  const { ledger, sources } = await runOn(transforms, tree, { review: true });
  return makeReport({ tree: name, ledger, sources, transforms });
}

async function show(shown: Report, hash = ''): Promise<void> {
  const file = join(folder, 'report.html');
  writeFileSync(file, reportPage(shown, reportAssets()));
  await browser.page.open(file, hash);
}

const value = <T>(expression: string) => browser.page.evaluate<T>(expression);
const visible = () =>
  value<string[]>(
    `[...document.querySelectorAll('article')].filter(a => a.checkVisibility()).map(a => a.querySelector('h3').textContent)`,
  );
const chosen = () => value<string | null>(`document.querySelector('.chosen h3')?.textContent ?? null`);

test('it asks for nothing, breaks no rule of its own, and shows every site', async () => {
  await show(report);
  expect(browser.page.asked()).toEqual([`file://${folder}/report.html`]);
  expect(browser.page.said()).toEqual([]);
  expect(await visible()).toEqual(report.sites.map(({ name }) => name));
  expect(await value<string[]>(`[...document.querySelectorAll('.tiles b')].map(b => b.textContent)`)).toEqual(
    (['convert', 'review', 'refuse', 'done'] as const).map(kind => String(report.totals[kind])),
  );
});

test('every verdict has an anchor, and every link of the page leads somewhere', async () => {
  await show(report);
  const ids = report.sites.flatMap(({ id, verdicts }) => [id, ...verdicts.map(verdict => `v${verdict.id}`)]);
  expect(await value<number>(`${JSON.stringify(ids)}.filter(id => document.getElementById(id)).length`)).toBe(
    ids.length,
  );
  const dead = `[...document.querySelectorAll('a')].map(a => a.getAttribute('href'))
    .filter(href => !href.startsWith('#') || !document.getElementById(decodeURIComponent(href.slice(1))))`;
  expect(await value<string[]>(dead)).toEqual([]);
});

test('the code on the page is the code of the file, before and after', async () => {
  await show(report);
  const [site] = report.sites.filter(({ name }) => name === 'gizmo_fault');
  const side = (column: number) =>
    value<string>(
      `[...document.querySelectorAll('#${site!.id} .diff tr:not(.l) td:nth-child(${column})')].filter(td => !td.matches('.x')).map(td => td.textContent).join('\\n')`,
    );
  const text = TREE.slice(TREE.indexOf('#include <linux/mm.h>'));
  expect(text).toContain((await side(2)).replaceAll('\u00a0', ' '));
  expect(await side(4)).toContain(
    'static vm_fault_t gizmo_fault(struct vm_fault *vmf)\n{\n\treturn vmf_insert_page(',
  );
  const picture = `[...document.querySelectorAll('#${site!.id} .chain .name')].map(t => t.textContent)`;
  expect(await value<string[]>(picture)).toEqual(['gizmo_vm_ops.fault', 'gizmo_fault()', 'vm_insert_page()']);
  const table = `[...document.querySelectorAll('#${site!.id} .values tbody tr')].map(tr => tr.textContent)`;
  expect(await value<string[]>(table)).toContain('0, -EBUSYreturns VM_FAULT_NOPAGE');
});

test('filters by verdict, reason, driver and text, alone and together, and says how many pass', async () => {
  await show(report);
  const set = (name: string, text: string) =>
    value<void>(
      `{ const f = document.querySelector('.toolbar'); f.elements[${JSON.stringify(name)}].value = ${JSON.stringify(text)}; f.dispatchEvent(new Event('input', { bubbles: true })); }`,
    );
  const named = (test: (site: Site) => boolean) => report.sites.filter(test).map(({ name }) => name);
  const code = report.sites.find(({ kind }) => kind === 'refuse')!.reasons[0]!.code;

  await set('reason', code);
  expect(await visible()).toEqual(named(({ reasons }) => reasons.some(reason => reason.code === code)));
  await set('reason', '');
  await set('driver', 'drivers/gpu/');
  expect(await visible()).toEqual(named(({ subsystem }) => subsystem === 'drivers/gpu'));
  await set('driver', 'drivers/char/widget');
  expect(await visible()).toEqual(named(({ driver }) => driver === 'drivers/char/widget'));
  await set('driver', '');
  await set('text', 'FS/trace mmap');
  expect(await visible()).toEqual(['trace_mmap']);
  expect(await value<string>(`document.querySelector('output').value`)).toBe('1');
  await set('text', 'no such text');
  expect(await visible()).toEqual([]);
  expect(await value<boolean>(`document.getElementById('none').checkVisibility()`)).toBe(true);
  await set('text', '');
  expect(await visible()).toHaveLength(report.sites.length);
});

test('a view with filters has an address', async () => {
  await show(report, '#?kind=refuse.review&text=widget');
  expect(await visible()).toEqual(['widget_mmap']);
  await value(`document.querySelector('[data-do=reset]').click()`);
  expect(await visible()).toHaveLength(report.sites.length);
});

test('the keys move, find, filter, and explain themselves', async () => {
  const { page } = browser;
  await show(report);
  const names = report.sites.map(({ name }) => name);
  await page.press('j');
  expect(await chosen()).toBe(names[0]);
  await page.press('j');
  expect(await chosen()).toBe(names[1]);
  await page.press('k');
  expect(await chosen()).toBe(names[0]);
  await page.press('G');
  expect(await chosen()).toBe(names.at(-1));
  await page.press('g');
  expect(await chosen()).toBe(names[0]);
  const isOpen = `document.querySelector('.chosen details').open`;
  const before = await value<boolean>(isOpen);
  await page.press('o');
  expect(await value<boolean>(isOpen)).toBe(!before);

  await page.press('/');
  for (const key of 'jx') await page.press(key);
  expect(await value<string>(`document.querySelector('[name=text]').value`)).toBe('jx');
  await page.press('Escape');
  await page.press('x');
  expect(await visible()).toHaveLength(names.length);
  await page.press('4');
  expect(await visible()).toEqual(report.sites.filter(({ kind }) => kind !== 'done').map(({ name }) => name));

  const help = `document.getElementById('help').open`;
  await page.press('?');
  expect(await value<boolean>(help)).toBe(true);
  await page.press('?');
  expect(await value<boolean>(help)).toBe(false);
});

test('an anchor leads to a site that is closed, or filtered away', async () => {
  const done = report.sites.find(({ kind }) => kind === 'done')!;
  await show(report, `#${done.id}`);
  expect(await value<boolean>(`document.querySelector('#${done.id} details').open`)).toBe(true);
  await browser.page.press('4');
  expect(await value<boolean>(`document.getElementById('${done.id}').hidden`)).toBe(true);
  await value(`location.hash = ''; location.hash = '#v${done.verdicts[0]!.id}'; undefined`);
  await value(`new Promise(resolve => setTimeout(resolve, 100))`);
  expect(await value<boolean>(`document.getElementById('${done.id}').hidden`)).toBe(false);
});

test('light and dark follow the reader, until the reader says otherwise', async () => {
  const { page } = browser;
  const ground = () => value<string>(`getComputedStyle(document.body).backgroundColor`);
  await page.prefers('light');
  await show(report);
  const light = await ground();
  await page.prefers('dark');
  const dark = await ground();
  expect(dark).not.toBe(light);
  await page.press('t');
  expect(await ground()).toBe(light);
  await value(`localStorage.clear()`);
});

test.each([1400, 400])('nothing is wider than a screen of %d pixels', async width => {
  await browser.page.resize(width, 900);
  // As of a whole kernel, with a site where the values do much.
  const totals = { ...report.totals, convert: 12_345, review: 1234, refuse: 1234, done: 12_345 };
  const after = `returns -ENOMEM after ${Array.from({ length: 9 }, (_, i) => `a_function_of_that_name_${i}()`).join(', ')}`;
  const sites = report.sites.map(site => ({
    ...site,
    table: site.table.map(line => ({ ...line, before: after.replaceAll('()', ''), after })),
  }));
  await show({ ...report, totals, sites });
  const hidden = `[...document.querySelectorAll('.scroll')].filter(e => e.querySelector('table') && e.scrollWidth > e.clientWidth).length`;
  await value(`document.querySelectorAll('details').forEach(d => { d.open = true; })`);
  expect(await value<number>(`document.documentElement.scrollWidth`)).toBeLessThanOrEqual(width);
  expect(await value<number>(hidden)).toBe(0);
  const sides = await value<number>(
    `[...document.querySelectorAll('.diff tr.e')][0].querySelectorAll('td:not([data-n])').values().filter(td => td.checkVisibility()).toArray().length`,
  );
  expect(sides).toBe(width > 800 ? 2 : 1);
  await browser.page.resize(1400, 900);
});

/** The lines of the first diff as they stand on the screen, from above, each with what it is. */
const linesSeen = () =>
  value<string[]>(`[...document.querySelectorAll('.diff')[0].querySelectorAll('[data-n] + td')]
    .map(td => ({ td, box: td.getBoundingClientRect() }))
    .filter(({ box }) => box.height > 0)
    .sort((a, b) => a.box.top - b.box.top)
    .map(({ td }) => ({ d: '-', a: '+', '': ' ' })[td.className] + td.textContent)`);

test.each(['on a narrow screen', 'where the reader wants it'])(
  'sides stand one below the other %s, what goes above what comes',
  async where => {
    await browser.page.resize(where === 'on a narrow screen' ? 400 : 1400, 900);
    await show(report);
    if (where !== 'on a narrow screen') await value(`document.documentElement.classList.add('stacked')`);
    const { files } = report.sites.find(({ change }) => change !== undefined)!;
    const runs = files[0]!.hunks.flatMap(({ rows }) => rows);
    const seen = await linesSeen();
    expect(seen.filter(line => line.startsWith('-')).length).toBeGreaterThan(1);
    expect(seen.filter(line => line.startsWith('+')).length).toBeGreaterThan(0);
    // In each run of changed lines none that goes stands below one that comes.
    expect(seen.join('\n')).not.toMatch(/^\+.*\n-/m);
    const textOf = (side: (typeof runs)[number]['before']) => side!.pieces.map(({ text }) => text).join('');
    expect(seen.filter(line => line.startsWith('-'))).toEqual(
      runs.filter(row => row.kind === 'changed' && row.before).map(row => `-${textOf(row.before)}`),
    );
    expect(seen.filter(line => !line.startsWith('-'))).toEqual(
      runs.filter(row => row.after).map(row => `${row.kind === 'changed' ? '+' : ' '}${textOf(row.after)}`),
    );
    await browser.page.resize(1400, 900);
  },
);

test('no reason has a hole in it, and comments that are there for nothing are listed', async () => {
  const spare = 'lib/a.c:1';
  await show({ ...report, useless: [{ path: 'lib/a.c', line: 1, why: 'not needed <b>' }] });
  const said = await value<string[]>(`[...document.querySelectorAll('.why small')].map(e => e.textContent)`);
  expect(said.length).toBeGreaterThan(2);
  expect(said.filter(text => /[{}\u2039\u203a]/.test(text) || !/\w+ \w+/.test(text))).toEqual([]);
  expect(await value<string>(`document.querySelector('.unread').textContent`)).toContain(
    `${spare} not needed <b>`,
  );
});

test('a reason that is all hole is told by what filled it', async () => {
  const [first] = report.reasons;
  const [verdict] = first!.verdicts;
  const saying = (message: string) => ({ ...verdict!, message });
  const counted = { ...first!, reason: { ...first!.reason!, text: '{{strays}}' } };
  await show({ ...report, reasons: [{ ...counted, verdicts: [saying('one is kept'), saying('two are')] }] });
  const said = () => value<string>(`document.querySelector('.why small').textContent`);
  expect(await said()).toBe('such as: one is kept');
  await show({
    ...report,
    reasons: [{ ...counted, verdicts: [saying('one is kept'), saying('one is kept')] }],
  });
  expect(await said()).toBe('one is kept');
});

test('names longer than a screen of 400 pixels break', async () => {
  await browser.page.resize(400, 900);
  const long = TREE.replaceAll('gizmo', `gizmo_${'of_the_very_long_name_'.repeat(4)}`).replaceAll(
    'widget',
    `widget${'OfTheVeryLongName'.repeat(5)}`,
  );
  await show(await reportOf(long));
  await value(`document.querySelectorAll('details').forEach(d => { d.open = true; })`);
  expect(await value<number>(`document.documentElement.scrollWidth`)).toBeLessThanOrEqual(400);
  await browser.page.resize(1400, 900);
});

test('text stands out from its ground, in light and dark', () => {
  const css = readFileSync('assets/report.css', 'utf8');
  const colors = new Map(
    [...css.matchAll(/--(\w[\w-]*): light-dark\((#\w{6}), (#\w{6})\)/g)].map(([, name, ...both]) => [
      name!,
      both as string[],
    ]),
  );
  const texts = ['ink', 'soft', 'accent', 'convert', 'review', 'refuse', 'done'];
  const weak = texts.flatMap(text =>
    ['bg', 'panel', 'raised'].flatMap(ground =>
      [0, 1]
        .map(mode => ({
          text,
          ground,
          mode,
          ratio: contrast(colors.get(text)![mode]!, colors.get(ground)![mode]!),
        }))
        .filter(({ ratio }) => ratio < 4.5),
    ),
  );
  expect(weak).toEqual([]);
});

/** How much two colours differ, as WCAG 2 counts it. */
function contrast(a: string, b: string): number {
  const [dark, light] = [a, b].map(luminance).sort((x, y) => x - y);
  return (light! + 0.05) / (dark! + 0.05);
}

function luminance(color: string): number {
  const [red, green, blue] = [1, 3, 5].map(at => {
    const part = Number.parseInt(color.slice(at, at + 2), 16) / 255;
    return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
}

test('without scripts it shows the same sites, and no filter that would not work', async () => {
  await browser.page.scripts(false);
  await show(report);
  expect(await visible()).toEqual(report.sites.map(({ name }) => name));
  expect(await value<boolean>(`document.querySelector('.toolbar').checkVisibility()`)).toBe(false);
  expect(await value<boolean>(`document.querySelector('.diff').checkVisibility()`)).toBe(true);
  await browser.page.scripts(true);
});

test('what stands in a file stays text', async () => {
  const evil = `</script><script>window.hit = 1</script><img src=x onerror="window.hit = 1">`;
  const hostile = TREE.replace('trace_page(file)', `/* ${evil} \u202e\x1b[2J */ trace_page(file)`)
    .replaceAll('fs/trace.c', `fs/<img/src="x"onerror=window.hit=1>&amp;'.c`)
    .replaceAll('drivers/gpu/drm/gizmo/', 'drivers/gpu/drm/giz\u202emo/')
    .replace('"vm_insert_page() failed"', `"${evil.replaceAll('"', "'")} vm_insert_page() failed"`);
  const shown = await reportOf(
    hostile.replaceAll('\u202e', '\xe2\x80\xae'),
    `<script>window.hit = 1</script>`,
  );
  expect(shown.sites).toHaveLength(report.sites.length);
  await show(shown);
  expect(browser.page.said()).toEqual([]);
  expect(browser.page.asked()).toHaveLength(1);
  expect(await value<unknown>(`window.hit ?? null`)).toBeNull();
  expect(await value<number>(`document.querySelectorAll('script').length + document.images.length`)).toBe(1);
  expect(await value<string>(`document.body.textContent`)).toContain(evil.slice(0, 20));
  const page = readFileSync(join(folder, 'report.html'), 'utf8');
  expect(page).not.toMatch(/[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e]/);
});

test('what is smuggled in all the same may do nothing', async () => {
  const file = join(folder, 'smuggled.html');
  const page = reportPage(report, reportAssets());
  writeFileSync(
    file,
    page.replace('<footer>', `<script>window.hit = 1</script><img src="https://example.com/x.png"><footer>`),
  );
  await browser.page.open(file);
  expect(await value<unknown>(`window.hit ?? null`)).toBeNull();
  expect(browser.page.said().join('\n')).toMatch(/Content Security Policy/);
});

test('a thousand sites are there at once', async () => {
  const sites = Array.from({ length: 1000 }, (_, i) => {
    const site = report.sites.find(({ kind }) => kind === 'convert')!;
    return { ...site, id: `s${i}`, verdicts: site.verdicts.map(one => ({ ...one, id: `${i}-${one.id}` })) };
  });
  await show({ ...report, sites });
  const [timing] = await value<{ loadEventEnd: number }[]>(
    `performance.getEntriesByType('navigation').map(({ loadEventEnd }) => ({ loadEventEnd }))`,
  );
  // Far above what it takes (see docs/MEASUREMENTS.md), and far below what a page takes that lays all of it out.
  expect(timing!.loadEventEnd).toBeLessThan(10_000);
  const skipped = `[...document.querySelectorAll('article')].filter(a => !a.querySelector('h3').checkVisibility({ contentVisibilityAuto: true })).length`;
  expect(await value<number>(skipped)).toBeGreaterThan(900);
  await browser.page.press('G');
  expect(await value<string>(`document.querySelector('.chosen').id`)).toBe('s999');
});

test('the same report gives the same page', () => {
  expect(reportPage(report, reportAssets())).toBe(reportPage(report, reportAssets()));
});
