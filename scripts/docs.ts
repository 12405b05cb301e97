/**
 * Writes the pages that are made from the sources, and into the pages that tell a story what its commands print now:
 * `npm run docs`. Tests hold both to what is made.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { STORIES, shellIn, storyOf } from '../__tests__/e2e/story.js';
import { commandsFor } from '../src/edge/commands/index.js';
import { madePages } from './docs/pages.js';

for (const [path, text] of await madePages(await commandsFor([]))) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

for (const page of STORIES) {
  const [folder, programs] = ['tree', 'bin'].map(name => mkdtempSync(join(tmpdir(), `faultline-${name}-`)));
  const { typed, ...story } = storyOf(page);
  const type = shellIn(folder!, story, programs!);
  let told = '';
  let rest = readFileSync(page, 'utf8');
  // One after the other, since a page may have the same command twice.
  for (const one of typed) {
    const shown = `$ ${one.command}\n`;
    const at = rest.indexOf(shown + one.printed) + shown.length;
    told += rest.slice(0, at) + type(one);
    rest = rest.slice(at + one.printed.length);
  }
  writeFileSync(page, told + rest);
  for (const one of [folder!, programs!]) rmSync(one, { recursive: true });
}
