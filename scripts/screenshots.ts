/**
 * Pictures of a report: `node --import ./scripts/ts.js scripts/screenshots.ts report.html FOLDER`. Those in `docs/` are
 * made of `faultline report examples/desk`.
 */
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { openBrowser } from '../__tests__/report/browser.js';

const [file, folder] = process.argv.slice(2);
if (file === undefined || folder === undefined) throw new Error('expected a report and a folder, found less');

const { page, close } = await openBrowser();
for (const [name, width, height, scheme, hash] of [
  ['report', 1400, 1420, 'light', ''],
  ['report-narrow', 400, 1500, 'dark', '#sites'],
] as const) {
  await page.resize(width, height);
  await page.prefers(scheme);
  await page.open(resolve(file), hash);
  writeFileSync(join(folder, `${name}.png`), await page.screenshot());
}
await close();
