/**
 * Pages that tell a story: code blocks that begin with `// file: path` are the files, blocks of `console` are what a
 * reader types (`$ command`) and sees, one after the other in one folder, which has the examples where the page has no
 * files of its own. In a review, which has a terminal of its own, they type the keys that stand behind its questions, and their editor leaves the
 * block of `diff`.
 */
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { BIN } from './bin.js';

/** The pages that tell one. */
export const STORIES: readonly string[] = ['docs/OUT-OF-TREE.md', 'docs/MAINTAINERS.md', 'docs/REVIEW.md'];

export interface Typed {
  readonly command: string;
  /** Standard output and standard error, as the page shows them. */
  readonly printed: string;
}

export interface Story {
  readonly files: Readonly<Record<string, string>>;
  readonly typed: readonly Typed[];
  /** What an editor leaves, where one is used. */
  readonly edited: string | undefined;
}

/** The story of a page. */
export function storyOf(page: string): Story {
  const blocks = [...readFileSync(page, 'utf8').matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)];
  const files = blocks.flatMap(([, , text]) => {
    const [, path, rest] = /^\/\/ file: (\S+)\n([\s\S]*)$/.exec(text!) ?? [];
    return path === undefined ? [] : [[path, rest!] as const];
  });
  const typed = blocks
    .filter(([, language]) => language === 'console')
    .flatMap(([, , text]) =>
      text!
        .split(/^\$ /m)
        .slice(1)
        .map(part => {
          const end = part.indexOf('\n');
          return { command: part.slice(0, end), printed: part.slice(end + 1) };
        }),
    );
  const edited = blocks.find(([, language]) => language === 'diff')?.[2];
  return { files: Object.fromEntries(files), typed, edited };
}

/**
 * A shell in a folder that gets the files; it knows the command, and a person, and says what a command prints.
 *
 * @param programs an empty folder for the command.
 */
export function shellIn(
  folder: string,
  { files, edited }: Pick<Story, 'files' | 'edited'>,
  programs: string,
): (typed: Typed) => string {
  const hasOwn = Object.keys(files).length > 0;
  if (!hasOwn) cpSync('examples', join(folder, 'examples'), { recursive: true });
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const program = join(programs, 'faultline');
  writeFileSync(program, `#!/bin/sh\nexec "${process.execPath}" "${BIN}" "$@"\n`);
  chmodSync(program, 0o755);
  const env = {
    PATH: `${programs}:${process.env.PATH}`,
    HOME: programs,
    LC_ALL: 'C',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_AUTHOR_NAME: 'Ann Author',
    GIT_AUTHOR_EMAIL: 'ann@example.com',
    GIT_COMMITTER_NAME: 'Ann Author',
    GIT_COMMITTER_EMAIL: 'ann@example.com',
  };
  const left = join(programs, 'left');
  writeFileSync(left, edited ?? '');
  const run = (program: string, args: readonly string[]) =>
    spawnSync(program, args, { cwd: folder, encoding: 'utf8', env: { ...env, EDITOR: `cp ${left}` } }).stdout;
  return ({ command, printed }) =>
    command.startsWith('faultline review ')
      ? asSeen(run(process.execPath, [TYPIST, `stty cols 80; ${command}`, keysIn(printed)]))
      : run('sh', ['-c', `{ ${command}\n} 2>&1`]);
}

const TYPIST = join(process.cwd(), '__tests__/e2e/typist.mjs');

/** The keys that a person typed into a review that looks like this. */
function keysIn(seen: string): string {
  const typed = seen.matchAll(/\]\? (?<key>.)$|^(?:search|go): (?<line>.*)$/gm);
  return [...typed].map(({ groups }) => groups!.key ?? `${groups!.line}\r`).join('');
}

/** What is left on a terminal: a line that is written anew shows what was written last. */
function asSeen(shown: string): string {
  return shown.replaceAll('\r\n', '\n').replace(/^.*\r/gm, '').replaceAll('\x1b[K', '');
}
