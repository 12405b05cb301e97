/** What runs that were killed leave behind: files and folders with the number of their process in the name. */
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { errnoOf } from '../errors.js';

/** Whether a process of that number runs. One of another user's counts; so does one that took the number over. */
export function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errnoOf(error) === 'EPERM';
  }
}

/** Removes from a folder what is called `before`PID`after` of processes that no longer run. */
export function removeLeftovers(folder: string, before: string, after = ''): void {
  for (const name of readdirSync(folder)) {
    const pid = name.slice(before.length, name.length - after.length);
    const isOurs = name === before + pid + after && /^\d+$/.test(pid);
    if (isOurs && !isAlive(Number(pid))) rmSync(join(folder, name), { recursive: true, force: true });
  }
}
