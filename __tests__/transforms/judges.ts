/** Judges of types that are not ours: a compiler, and sparse with codes as a type that nothing else mixes with. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { scratch } from '../tree/scratch.js';

/** Texts by path. */
export type Texts = Readonly<Record<string, string>>;

/** Where the stand-in for the kernel's header goes. */
export const HEADER = 'include/linux/mm.h';

export const standIn = readFileSync(new URL('../oracle/standin.h', import.meta.url), 'latin1');

/** The stand-in as v5.1 has it: a code is no integer any more. Fails where the stand-in has changed its looks. */
export function withBitwise(header: string): string {
  const typed = header.replace(
    'typedef int vm_fault_t;',
    'typedef unsigned int __attribute__((bitwise)) vm_fault_t;',
  );
  const forced = typed.replace(
    /^(#define VM_FAULT_\w+) (0x[0-9a-f]+)$/gm,
    '$1 ((__attribute__((force)) vm_fault_t)$2)',
  );
  if (typed === header || forced === typed) throw new Error('the stand-in has no codes to make a type of');
  return forced;
}

/** A finding of sparse that is about codes. */
export interface Finding {
  readonly path: string;
  readonly line: number;
  readonly text: string;
}

/** Whether sparse is at hand. CI has to have it; elsewhere its judgement is left out, and said to be. */
export const hasSparse =
  process.env.CI !== undefined || spawnSync('sparse', ['--version']).error === undefined;

/** A test that sparse judges. */
export const withSparse = hasSparse ? it : it.skip;

/** What sparse says of codes that flow into something else, or something else into codes. */
export function sparseOf(texts: Texts): readonly Finding[] {
  const folder = written({ ...texts, [HEADER]: withBitwise(texts[HEADER] ?? standIn) });
  const { stdout, stderr, error } = spawnSync(
    'sparse',
    ['-Wbitwise', '-fmax-warnings=unlimited', ...FLAGS, ...sourcesOf(texts)],
    {
      cwd: folder,
      encoding: 'latin1',
    },
  );
  if (error !== undefined) throw error;
  const blocks = `${stdout}${stderr}`.split(/\n(?=\S+:\d+:\d+: (?:warning|error):)/);
  const failed = blocks.filter(block => /^\S+: error: /m.test(block));
  if (failed.length > 0) throw new Error(failed.join('\n'));
  return blocks
    .filter(block => block.includes('vm_fault_t'))
    .map(block => {
      const [, path, line, text] = /^(\S+?):(\d+):\d+: warning: (.*)/.exec(block)!;
      return { path: path!, line: Number(line), text: text! };
    });
}

/** What must not come out of a rewrite, of what the compiler warns about. */
const WARNINGS = [
  'incompatible-pointer-types',
  'implicit-function-declaration',
  'unused-variable',
  'unused-label',
  'maybe-uninitialized',
];

/**
 * What gcc says of these warnings, without places: `path: warning`.
 *
 * Each file by itself: some warnings come only where code is made.
 */
export function gccOf(texts: Texts, flags: readonly string[] = FLAGS): readonly string[] {
  const folder = written({ ...texts, [HEADER]: texts[HEADER] ?? standIn });
  return sourcesOf(texts).flatMap(path => {
    const args = ['-O2', '-S', '-o', '/dev/null', ...WARNINGS.map(name => `-W${name}`), ...flags, path];
    const { stderr, error } = spawnSync('gcc', args, { cwd: folder, encoding: 'utf8' });
    if (error !== undefined) throw error;
    return stderr
      .split('\n')
      .filter(line => WARNINGS.some(name => line.includes(`[-W${name}]`)) || / error: /.test(line))
      .map(line => line.replace(/:\d+:\d+:/, ':'));
  });
}

const FLAGS = ['-Iinclude', '-include', HEADER];

const sourcesOf = (texts: Texts) => Object.keys(texts).filter(path => path.endsWith('.c'));

/** Writes the texts into a folder of their own. */
function written(texts: Texts): string {
  const folder = scratch();
  for (const [path, text] of Object.entries(texts)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text, 'latin1');
  }
  return folder;
}
