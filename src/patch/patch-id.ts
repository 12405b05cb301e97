/** The id of a patch that stays the same when lines around it move: what a base block names prerequisites by. */
import { createHash } from 'node:crypto';
import type { FileChange } from './file-patch.js';
import { filePatches } from './unified.js';

/** What `git patch-id --stable` gives for a patch of the files: 40 hex digits. */
export function patchId(files: readonly FileChange[]): string {
  const sum = new Uint8Array(20);
  for (const { text } of filePatches(files)) {
    const hash = createHash('sha1')
      .update(Buffer.from(essence(text), 'latin1'))
      .digest();
    // The hashes of files are added up, so that their order does not matter.
    let carry = 0;
    for (const [at, byte] of hash.entries()) {
      carry += sum[at]! + byte;
      sum[at] = carry & 0xff;
      carry >>= 8;
    }
  }
  return Buffer.from(sum).toString('hex');
}

/** The lines of a file's patch without white space, and without where they stand. */
function essence(text: string): string {
  const lines = text.split(/(?<=\n)/).filter(line => !/^(?:index |@@ -|\\ )/.test(line));
  return lines.map(line => line.replace(/[ \t\n\r]/g, '')).join('');
}
