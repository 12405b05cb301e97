/** The part of a tree that a file belongs to, coarser than its driver: for counting, never for patches. */

/** Folders that are not one subsystem, but whose folders are. */
const WIDE: ReadonlySet<string> = new Set([
  'arch',
  'drivers',
  'include',
  'net',
  'samples',
  'sound',
  'tools',
  'virt',
]);

/** `drivers/gpu`, `arch/x86`, `mm`; `.` for a file at the top of the tree. */
export function subsystemOf(path: string): string {
  const folders = path.split('/').slice(0, -1);
  if (folders.length === 0) return '.';
  return folders.slice(0, WIDE.has(folders[0]!) ? 2 : 1).join('/');
}
