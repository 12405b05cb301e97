/** A copy of a folder that is brought up to date again and again, and keeps what others made in it. */
import {
  constants,
  copyFileSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  utimesSync,
} from 'node:fs';
import { join, resolve } from 'node:path';

/**
 * Copies all of a folder but `.git`, files only where size or time differ. Times are kept, so that `make` sees what is
 * older than what. What is in the copy alone stays.
 *
 * @param except absolute paths that are not copied, such as the copy's own place.
 * @throws Error where the disk refuses.
 */
export function mirror(from: string, to: string, except: readonly string[]): void {
  mkdirSync(to, { recursive: true });
  for (const entry of readdirSync(from, { withFileTypes: true, encoding: 'buffer' })) {
    const name = entry.name.toString('latin1');
    // A name that is not UTF-8 belongs to no file that is built.
    if (name === '.git' || !/^[\x00-\x7f]*$/.test(name)) continue;
    const [source, target] = [join(from, name), join(to, name)];
    if (except.includes(resolve(source))) continue;
    if (entry.isDirectory()) mirror(source, target, except);
    else if (entry.isSymbolicLink()) link(source, target);
    else if (entry.isFile()) copy(source, target);
  }
}

function copy(source: string, target: string): void {
  const own = lstatSync(source);
  const there = lstatSync(target, { throwIfNoEntry: false });
  if (there?.isFile() && there.size === own.size && Math.abs(there.mtimeMs - own.mtimeMs) < 1) return;
  copyFileSync(source, target, constants.COPYFILE_FICLONE);
  utimesSync(target, own.atimeMs / 1000, own.mtimeMs / 1000);
}

function link(source: string, target: string): void {
  const to = readlinkSync(source);
  const there = lstatSync(target, { throwIfNoEntry: false });
  if (there?.isSymbolicLink() && readlinkSync(target) === to) return;
  rmSync(target, { force: true, recursive: true });
  symlinkSync(to, target);
}
