/** Macros that a file takes back. */
import { remember } from '../remember.js';
import type { SourceFile } from './file.js';

/** Their names: read once for a file, since each of its macros is asked about. */
export const undefinedIn = remember(
  ({ text }: SourceFile): ReadonlySet<string> =>
    new Set([...text.matchAll(/^[ \t]*#[ \t]*undef[ \t]+(\w+)/gm)].map(([, name]) => name!)),
);
