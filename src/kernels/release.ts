/** The release that a kernel's own tree is: its makefile says it, and nothing of it is built with another. */
import type { Tree } from '../tree/tree.js';
import { between, codeOf, type ReleaseSet } from './versions.js';

/** A header that all kernels have, and whose folder only kernels have. */
const KERNEL = 'include/linux/mm.h';

const MAKEFILE = 'Makefile';

/** Whether a tree is a kernel's own, and not that of a driver beside it. */
export function isKernel(tree: Tree): boolean {
  return !('unread' in tree.read(KERNEL));
}

/** The release of a kernel's tree: exactly one; undefined where the makefile at its top does not say it. */
export function releaseOfTree(tree: Tree): ReleaseSet | undefined {
  const makefile = tree.read(MAKEFILE);
  if ('unread' in makefile) return undefined;
  const text = makefile.bytes.toString('latin1');
  const numberOf = (name: string) => {
    const digits = new RegExp(`^${name}[ \\t]*=[ \\t]*(\\d{1,4})[ \\t]*$`, 'm').exec(text)?.[1];
    return digits === undefined ? undefined : Number(digits);
  };
  const [major, minor] = [numberOf('VERSION'), numberOf('PATCHLEVEL')];
  if (major === undefined || minor === undefined) return undefined;
  const code = codeOf(major, minor, numberOf('SUBLEVEL'));
  return between(code, code + 1);
}
