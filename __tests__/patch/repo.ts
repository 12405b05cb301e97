/** A real git repository as the oracle: what it prints is what ours must equal. */
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { FileChange, FileMode, MailDate, Person } from '../../src/patch/index.js';
import { scratch } from '../tree/scratch.js';

/** Who commits where a test does not care. */
export const SENDER: Person = { name: 'Ann Author', email: 'ann@example.org' };
/** When, likewise. */
export const DATE: MailDate = { seconds: 1526279400, offset: 330 };

/** A commit to be made. */
export interface Commit {
  readonly subject: string;
  readonly body?: string;
  readonly author?: Person;
  readonly date?: MailDate;
  readonly files: readonly FileChange[];
}

export interface Repo {
  readonly folder: string;
  /** Runs git with the kernel's attributes, 12 digits for ids, and no settings of this machine. */
  git(...args: readonly string[]): Buffer;
  /** Puts the files into the state before or after their change. */
  write(files: readonly FileChange[], side: 'before' | 'after'): void;
  /** Commits the work tree; the id. */
  commit(message: string, author?: Person, date?: MailDate): string;
  /** Commits changes one after the other. */
  apply(commits: readonly Commit[]): void;
  /** What `git format-patch` writes, by name. */
  formatPatch(...args: readonly string[]): Map<string, Buffer>;
}

/** The version that git puts under a patch. */
export function gitVersion(): string {
  return execFileSync('git', ['--version'], { encoding: 'utf8' })
    .trim()
    .replace(/^git version /, '');
}

/** A new repository whose first commit holds the old side of the files. */
export function repoWith(files: readonly FileChange[]): Repo {
  const folder = scratch();
  const run = (args: readonly string[], person: Person, date: MailDate): Buffer =>
    execFileSync('git', ['-c', 'core.abbrev=12', '-c', 'core.fsync=none', ...args], {
      cwd: folder,
      maxBuffer: 1 << 28,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        PATH: process.env.PATH,
        HOME: folder,
        // The locale decides which lines git takes for functions.
        LC_ALL: 'C.UTF-8',
        GIT_CONFIG_NOSYSTEM: '1',
        GIT_AUTHOR_NAME: person.name,
        GIT_AUTHOR_EMAIL: person.email,
        GIT_AUTHOR_DATE: gitDate(date),
        GIT_COMMITTER_NAME: SENDER.name,
        GIT_COMMITTER_EMAIL: SENDER.email,
        GIT_COMMITTER_DATE: gitDate(DATE),
      },
    });
  const git = (...args: readonly string[]): Buffer => run(args, SENDER, DATE);
  const repo: Repo = {
    folder,
    git,
    write: (changes, side) => {
      for (const change of changes) writeFile(folder, change, side);
    },
    commit: (message, author = SENDER, date = DATE) => {
      const file = join(folder, '.git', 'message');
      writeFileSync(file, message);
      git('add', '-A', '-f');
      run(['commit', '-q', '--allow-empty', '--cleanup=verbatim', '-F', file], author, date);
      return git('rev-parse', 'HEAD').toString().trim();
    },
    apply: commits => {
      for (const { subject, body = '', author, date, files: changes } of commits) {
        repo.write(changes, 'after');
        repo.commit(body === '' ? `${subject}\n` : `${subject}\n\n${body}\n`, author, date);
      }
    },
    formatPatch: (...args) => {
      const out = join(folder, '.git', 'out');
      rmSync(out, { recursive: true, force: true });
      git('format-patch', '--zero-commit', '--no-renames', '-q', '-o', out, ...args);
      return new Map(readdirSync(out).map(name => [name, readFileSync(join(out, name))]));
    },
  };
  git('init', '-q', '-b', 'main');
  writeFileSync(join(folder, '.git', 'info', 'attributes'), '*.c diff=cpp\n*.h diff=cpp\n');
  repo.write(files, 'before');
  repo.commit('Begin\n');
  return repo;
}

function gitDate({ seconds, offset }: MailDate): string {
  const zone = Math.abs(offset);
  const two = (n: number): string => `${n}`.padStart(2, '0');
  return `${seconds} ${offset < 0 ? '-' : '+'}${two(Math.floor(zone / 60))}${two(zone % 60)}`;
}

function writeFile(folder: string, change: FileChange, side: 'before' | 'after'): void {
  const file = join(folder, change.path);
  const text = change[side];
  if (text === undefined) {
    rmSync(file, { force: true });
    return;
  }
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text, 'latin1');
  const mode: FileMode = (side === 'before' ? change.oldMode : undefined) ?? change.mode ?? '100644';
  chmodSync(file, mode === '100755' ? 0o755 : 0o644);
}
