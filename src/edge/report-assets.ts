/** The style and the script of the report, which lie beside the package's code. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Assets } from '../report/page/page.js';

/** Reads them. @throws Error where the package is not whole. */
export function reportAssets(): Assets {
  const folder = assetsAbove(dirname(fileURLToPath(import.meta.url)));
  const read = (name: string) => readFileSync(join(folder, name), 'utf8');
  return { style: read('report.css'), script: read('report.js') };
}

/** The built code lies one folder deeper than the sources, so the folder is looked for upwards. */
function assetsAbove(folder: string): string {
  const assets = join(folder, 'assets');
  if (existsSync(join(assets, 'report.css'))) return assets;
  const above = dirname(folder);
  if (above === folder) throw new Error('internal error: the folder assets/ of the package is not there');
  return assetsAbove(above);
}
