/** What checkpatch.pl says of patches, and what of that they caused themselves. It is run only where it is named. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { UserError } from '../../errors.js';
import { groupBy } from '../../order.js';
import {
  type LinesChanged,
  linesChanged,
  type Patch,
  renderSeries,
  type SeriesFile,
  type SeriesOptions,
} from '../../patch/index.js';
import type { StyleFinding } from '../../series/style.js';
import { decodeUtf8 } from '../../unicode.js';

/** One thing that checkpatch found. */
export interface CheckpatchFinding extends StyleFinding {
  readonly level: 'ERROR' | 'WARNING' | 'CHECK';
}

/** Where the script is: relative to the tree, or to the current folder. @throws UserError where it is not. */
export function findScript(name: string, root: string, cwd: string): string {
  const found = [resolve(root, name), resolve(cwd, name)].find(file => existsSync(file));
  if (found === undefined) {
    throw new UserError(`--checkpatch: expected a script such as scripts/checkpatch.pl, found no ${name}`);
  }
  return found;
}

/**
 * The findings that a patch caused: those that the same patch turned round, which finds what the lines were like before,
 * does not have for the lines that gave way.
 *
 * @param mail the patch as it will be sent.
 * @throws UserError where the script cannot be run.
 */
export function findCaused(
  script: string,
  root: string,
  mail: SeriesFile,
  patch: Patch,
  options: SeriesOptions,
): readonly CheckpatchFinding[] {
  const turned = {
    ...patch,
    files: patch.files.map(file => ({ ...file, before: file.after, after: file.before })),
  };
  const [before] = renderSeries([turned], undefined, { ...options, thread: undefined });
  const places = new Map(
    patch.files.map(({ path, before = '', after = '' }) => [path, linesChanged(before, after)]),
  );
  const keyed = (bytes: Buffer, side: 'old' | 'new') =>
    groupBy(run(script, root, bytes), finding => keyOf(finding, places, side));
  const known = keyed(before!.bytes, 'old');
  return [...keyed(mail.bytes, 'new')].flatMap(([key, own]) => own.slice(known.get(key)?.length ?? 0));
}

/** Findings of one kind about the lines of one change; of those in the words of a mail each counts. */
function keyOf(
  { type, place }: CheckpatchFinding,
  places: ReadonlyMap<string, readonly LinesChanged[]>,
  side: 'old' | 'new',
): string {
  const [, path = '', line = ''] = /^(.+):(\d+)$/.exec(place) ?? [];
  const changes = places.get(path);
  return changes === undefined ? type : `${type} ${path} ${nearest(changes, Number(line) - 1, side)}`;
}

/** The change that a line is in, or the one beside it: some findings are about the lines around. */
function nearest(changes: readonly LinesChanged[], line: number, side: 'old' | 'new'): number {
  const distances = changes.map(change => {
    const from = side === 'old' ? change.oldFrom : change.newFrom;
    const to = side === 'old' ? change.oldTo : change.newTo;
    return Math.max(from - line, line - Math.max(from, to - 1), 0);
  });
  return distances.indexOf(Math.min(...distances));
}

/** What checkpatch.pl takes a folder for a kernel by; it ends where it is given another one. */
const OF_A_KERNEL: readonly string[] = [
  ...[
    'COPYING',
    'CREDITS',
    'Kbuild',
    'MAINTAINERS',
    'Makefile',
    'README',
    'Documentation',
    'arch',
    'include',
  ],
  ...['drivers', 'fs', 'init', 'ipc', 'kernel', 'lib', 'scripts'],
];

function isKernel(root: string): boolean {
  return OF_A_KERNEL.every(name => existsSync(join(root, name)));
}

function run(script: string, root: string, mail: Buffer): readonly CheckpatchFinding[] {
  const options = [
    '--terse',
    '--showfile',
    '--show-types',
    '--no-summary',
    '--quiet',
    '--color=never',
    isKernel(root) ? `--root=${root}` : '--no-tree',
  ];
  const { status, stdout, stderr, error } = spawnSync('perl', [script, ...options, '-'], {
    cwd: root,
    input: mail,
    encoding: 'latin1',
    maxBuffer: 1 << 26,
  });
  // 1 means that it found something.
  if (error !== undefined || (status !== 0 && status !== 1)) {
    throw new UserError(`--checkpatch: ${script} could not be run: ${error?.message ?? stderr.trim()}`);
  }
  return decodeUtf8(stdout)
    .split('\n')
    .flatMap(line => {
      const match = /^(.*?):\s?(ERROR|WARNING|CHECK):(\w+): (.*)$/.exec(line);
      if (match === null) return [];
      const [, place, level, type, text] = match as unknown as [
        string,
        string,
        CheckpatchFinding['level'],
        string,
        string,
      ];
      return [{ level, type, place, text }];
    });
}
