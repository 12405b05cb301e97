/** Writes the pages that are made from the sources: `npm run docs`. A test holds them to what is made. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { commandsFor } from '../src/edge/commands/index.js';
import { madePages } from './docs/pages.js';

for (const [path, text] of await madePages(await commandsFor([]))) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}
