/** The kernels that a tree is built with, from the arguments. */
import { UserError } from '../errors.js';
import { RANGE_SHAPE, readRange } from '../kernels/range.js';
import type { ReleaseSet } from '../kernels/versions.js';
import { printable } from '../unicode.js';
import type { Arguments, Option } from './command.js';

export const KERNEL_OPTION: Option = {
  name: 'kernel',
  kind: 'text',
  value: 'RELEASES',
  what: 'The kernels that TREE is built with: 4.20, or 4.4..6.12',
};

/** Undefined where nothing was said. @throws UserError for what names no releases. */
export function kernelsFrom(args: Arguments): ReleaseSet | undefined {
  const text = args.text('kernel');
  if (text === undefined) return undefined;
  const range = readRange(text);
  if (range === undefined)
    throw new UserError(`--kernel: expected ${RANGE_SHAPE}, found "${printable(text)}"`);
  return range;
}
