/**
 * Pages that tell a story: code blocks that begin with `// file: path` are the files, blocks of `console` are what a
 * reader types (`$ command`) and sees, one after the other in one folder.
 */
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { BIN } from './bin.js';

/** The pages that tell one. */
export const STORIES: readonly string[] = ['docs/OUT-OF-TREE.md', 'docs/MAINTAINERS.md'];

export interface Typed {
  readonly command: string;
  /** Standard output and standard error, as the page shows them. */
  readonly printed: string;
}

export interface Story {
  readonly files: Readonly<Record<string, string>>;
  readonly typed: readonly Typed[];
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
  return { files: Object.fromEntries(files), typed };
}

/**
 * A shell in a folder that gets the files; it knows the command, and a person, and says what a command prints.
 *
 * @param programs an empty folder for the command.
 */
export function shellIn(
  folder: string,
  files: Story['files'],
  programs: string,
): (command: string) => string {
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
  return command =>
    spawnSync('sh', ['-c', `{ ${command}\n} 2>&1`], { cwd: folder, encoding: 'utf8', env }).stdout;
}
