/**
 * Asks git about a tree, without trusting the tree: nothing that its configuration names is run (hooks, monitors,
 * filters, pagers, drivers), nothing is fetched, and no lock is taken.
 */
import { spawn } from 'node:child_process';
import { errnoOf } from '../errors.js';

/** What one git command gave. */
export interface GitAnswer {
  readonly code: number;
  /** One unit per byte. */
  readonly out: string;
  readonly err: string;
}

/** Settings that would run a program, change what is listed, or colour the output. */
const SAFE = [
  'core.fsmonitor=false',
  'core.untrackedCache=false',
  'core.hooksPath=/dev/null',
  'core.quotePath=true',
  'submodule.recurse=false',
  'grep.fullName=false',
  'grep.column=false',
  'grep.lineNumber=false',
  'grep.threads=0',
  'grep.patternType=default',
  'color.ui=false',
].flatMap(setting => ['-c', setting]);

/** Variables by which a caller (a hook, say) points git at another repository than the tree's own. */
const FOREIGN = [
  'GIT_DIR',
  'GIT_WORK_TREE',
  'GIT_INDEX_FILE',
  'GIT_PREFIX',
  'GIT_COMMON_DIR',
  'GIT_NAMESPACE',
  'GIT_OBJECT_DIRECTORY',
  'GIT_ALTERNATE_OBJECT_DIRECTORIES',
  'GIT_EXTERNAL_DIFF',
  'GIT_LITERAL_PATHSPECS',
  'GIT_GLOB_PATHSPECS',
  'GIT_NOGLOB_PATHSPECS',
  'GIT_ICASE_PATHSPECS',
];

function environment(): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    LC_ALL: 'C',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_TERMINAL_PROMPT: '0',
    GIT_NO_LAZY_FETCH: '1',
    GIT_ALLOW_PROTOCOL: 'none',
    GIT_PAGER: 'cat',
  };
  for (const name of FOREIGN) delete env[name];
  return env;
}

/** Runs one git command in a folder. Undefined where there is no git on this machine. */
export function git(folder: string, args: readonly string[]): Promise<GitAnswer | undefined> {
  return new Promise((resolve, reject) => {
    const child = spawn('git', ['--no-pager', ...SAFE, ...args], {
      cwd: folder,
      env: environment(),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout.on('data', (piece: Buffer) => out.push(piece));
    child.stderr.on('data', (piece: Buffer) => err.push(piece));
    child.on('error', error => (errnoOf(error) === 'ENOENT' ? resolve(undefined) : reject(error)));
    child.on('close', code => {
      resolve({
        code: code ?? -1,
        out: Buffer.concat(out).toString('latin1'),
        err: Buffer.concat(err).toString('latin1'),
      });
    });
  });
}

/** The records of an answer in which each ends with a NUL byte. */
export function records(out: string): string[] {
  const parts = out.split('\0');
  if (parts.at(-1) === '') parts.pop();
  return parts;
}
