/** The pages that are made from the sources are those that are committed, and can be read by what reads them. */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { madePages } from '../scripts/docs/pages.js';
import type { Command } from '../src/edge/command.js';
import { COMMAND_NAMES, commandsFor } from '../src/edge/commands/index.js';
import { helpOf } from '../src/edge/help.js';
import { GLOBAL_OPTIONS, optionsOf } from '../src/edge/options.js';

/** One after the other, since jest cannot load modules that share others at the same time. */
async function allCommands(): Promise<readonly Command[]> {
  const commands: Command[] = [];
  for (const name of COMMAND_NAMES) commands.push(...(await commandsFor([name])));
  return commands;
}

test('each made page is committed as it is made now: `npm run docs` makes them anew', async () => {
  const pages = await madePages(await allCommands());
  expect(pages.size).toBeGreaterThan(4);
  for (const [path, text] of pages) expect(readFileSync(path, 'utf8')).toBe(text);
  const made = [...pages.keys()].filter(path => path.startsWith('docs/transforms/'));
  expect(readdirSync('docs/transforms').map(name => `docs/transforms/${name}`)).toEqual(made.sort());
});

test('every option that takes a value says what stands for it', async () => {
  const options = (await allCommands()).flatMap(optionsOf);
  const wrong = options.filter(({ kind, value }) => (kind === 'flag') !== (value === undefined));
  expect(wrong.map(({ name }) => name)).toEqual([]);
});

test('each help fits a screen, and names every option all the same', async () => {
  for (const command of await allCommands()) {
    const help = helpOf(command, 80);
    // The prompt stands on the last of 24 lines.
    expect(help.split('\n').length).toBeLessThanOrEqual(23);
    for (const { name } of [...optionsOf(command), ...GLOBAL_OPTIONS]) expect(help).toContain(`--${name}`);
    for (const columns of [60, 200]) {
      const most = Math.min(columns, 80);
      const wide = helpOf(command, columns)
        .split('\n')
        .filter(line => line.length > most);
      // What has no blank cannot be broken.
      expect(wide.filter(line => line.trim().includes(' ') && !line.includes('..]'))).toEqual([]);
    }
  }
});

test('the manual page is one that groff reads without a warning', () => {
  const { error, status, stderr } = spawnSync('groff', ['-man', '-ww', '-z', 'man/faultline.1'], {
    encoding: 'utf8',
  });
  // A machine without groff checks the text alone.
  if (error === undefined) expect([status, stderr]).toEqual([0, '']);
  const page = readFileSync('man/faultline.1', 'utf8');
  for (const heading of ['NAME', 'SYNOPSIS', 'DESCRIPTION', 'OPTIONS', 'EXIT STATUS'])
    expect(page).toContain(`\n.SH ${heading}\n`);
  const requests = page.split('\n').filter(line => /^[.']/.test(line));
  expect(
    requests.filter(line => !/^\.(?:\\"|TH|SH|SS|TP|PP|RS|RE|nf|fi|br|B|I|BR|IR)(?: |$)/.test(line)),
  ).toEqual([]);
});

test('links between the pages lead somewhere', () => {
  const pages = readdirSync('docs', { recursive: true, encoding: 'utf8' }).filter(name =>
    name.endsWith('.md'),
  );
  const broken = ['README.md', ...pages.map(name => join('docs', name))].flatMap(path => {
    const text = readFileSync(path, 'utf8').replace(/^```[\s\S]*?^```$/gm, '');
    return [...text.matchAll(/\]\((?!https?:)([^)#]*)(#[^)]*)?\)/g)]
      .filter(([, target, anchor]) => !leads(target === '' ? path : join(dirname(path), target!), anchor))
      .map(([link]) => `${path}: ${link}`);
  });
  expect(broken).toEqual([]);
});

/** Whether a file, or a folder without an anchor, is there, and has the heading of the anchor. */
function leads(path: string, anchor: string | undefined): boolean {
  try {
    if (anchor === undefined) return readdirSync(dirname(path)).includes(path.split('/').at(-1)!);
    const headings = readFileSync(path, 'utf8').match(/^#+ .*$/gm) ?? [];
    return headings.map(heading => `#${slug(heading)}`).includes(anchor);
  } catch {
    return false;
  }
}

/** What the anchor of a heading is called. */
function slug(heading: string): string {
  return heading
    .replace(/^#+ /, '')
    .toLowerCase()
    .replace(/[^\w\- ]/g, '')
    .replaceAll(' ', '-');
}
