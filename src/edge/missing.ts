/** Stops where what is written would use names that the tree declares nowhere. */
import { resolve } from 'node:path';
import { COMPAT_HEADER } from '../compat.js';
import { failureInWords, UserError } from '../errors.js';
import { hasIn } from '../kernels/range.js';
import type { RunResult } from '../run.js';
import type { AnyTransform } from '../transform.js';
import { openDisk } from '../tree/disk.js';
import type { Arguments, Option } from './command.js';
import { KERNEL_OPTION, kernelsFrom } from './kernels.js';
import type { World } from './world.js';

export const COMPAT_OPTION: Option = {
  name: 'compat',
  kind: 'flag',
  what: `Build with older kernels too: add a ${COMPAT_HEADER}`,
};

export const HEADERS_OPTION: Option = {
  name: 'headers',
  kind: 'text',
  value: 'DIR',
  what: 'Where the headers are that TREE is built with',
  rare: true,
};

/** The options of the commands that write or show new code. */
export const MISSING_OPTIONS: readonly Option[] = [
  { name: 'prepare', kind: 'flag', what: 'First declare what new code needs and TREE has not' },
  COMPAT_OPTION,
  HEADERS_OPTION,
  KERNEL_OPTION,
];

/** @throws UserError for names that are declared nowhere, and for options that name nothing. */
export async function refuseMissing(
  { missing }: RunResult,
  transforms: readonly AnyTransform[],
  args: Arguments,
  world: World,
): Promise<void> {
  const kernels = kernelsFrom(args) ?? [];
  const since = new Map(transforms.flatMap(({ introduces = {} }) => Object.entries(introduces)));
  const isThere = (release: string | undefined) => release !== undefined && hasIn(kernels, release);
  const headers = args.text('headers');
  const elsewhere =
    headers === undefined ? new Set<string>() : await declaredIn(resolve(world.cwd, headers), missing);
  const left = missing.filter(name => !elsewhere.has(name) && !isThere(since.get(name)));
  if (left.length === 0) return;
  const many =
    left.length > 4 ? `${left.slice(0, 3).join(', ')} and ${left.length - 3} more` : left.join(', ');
  // What PATHs leave out is not written to, the headers of the tree neither.
  const prepare =
    args.flag('prepare') && args.paths.length > 0
      ? 'add include to the PATHs, since --prepare declares them there'
      : 'give --prepare to declare them in TREE first';
  throw new UserError(
    `expected headers that declare ${many}, found none: the new code would not build; ${prepare}, ` +
      '--headers DIR if the headers are elsewhere, or --kernel RELEASES if the newest of them has them',
  );
}

/** Which of the names a tree of headers holds. */
async function declaredIn(root: string, names: readonly string[]): Promise<ReadonlySet<string>> {
  const tree = await openDisk(root).catch(error => {
    throw new UserError(`--headers: ${failureInWords(error)}`);
  });
  const found = await Promise.all(
    names.map(async name => ((await tree.withWords([name])).some(path => path.endsWith('.h')) ? [name] : [])),
  );
  return new Set(found.flat());
}
