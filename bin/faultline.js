#!/usr/bin/env node
// dist/ is built by `npm install` (its prepare step).
import { existsSync } from 'node:fs';

const main = new URL('../dist/cli/main.js', import.meta.url);
if (existsSync(main)) {
  await import(main.href);
} else {
  process.stderr.write(
    'faultline: not built yet; run `npm install` (or `npm run build`) in its folder first\n',
  );
  process.exitCode = 2;
}
