/**
 * Makes the command line's modules into few files, dist/cli/: a start loads some twenty of them in place of some three
 * hundred, and takes half of the time. What a command does not need is still loaded only when it is asked for. Other
 * packages stay as they are installed.
 */
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = new URL('..', import.meta.url);
const outdir = fileURLToPath(new URL('dist/cli/', root));

// Each piece has a hash in its name: those of earlier builds would stay.
rmSync(outdir, { recursive: true, force: true });
await build({
  absWorkingDir: fileURLToPath(root),
  entryPoints: ['dist/src/main.js'],
  outdir,
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  packages: 'external',
  logLevel: 'warning',
});
