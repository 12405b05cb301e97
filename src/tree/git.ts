/**
 * Asks git about a tree, without trusting the tree: nothing that its configuration names is run (hooks, monitors,
 * filters, pagers, drivers), nothing is fetched, and no lock is taken.
 */
import { spawn, spawnSync } from 'node:child_process';
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

/** A string cannot be longer than some 500 million units. */
const MOST_OUTPUT = 1 << 28;

/** What a command needs besides its arguments. */
export interface GitNeeds {
  /** For its standard input. */
  readonly input?: string;
  /** An index other than the checkout's own, absolute. */
  readonly index?: string | undefined;
  /** Settings that go before those of the checkout, by key. */
  readonly settings?: Readonly<Record<string, string>>;
}

function environment({ index, settings = {} }: GitNeeds): NodeJS.ProcessEnv {
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
  if (index !== undefined) env.GIT_INDEX_FILE = index;
  // The caller may have given settings in this way as well, such as which folders are safe.
  let count = Number(env.GIT_CONFIG_COUNT ?? 0);
  for (const [key, value] of Object.entries(settings)) {
    env[`GIT_CONFIG_KEY_${count}`] = key;
    env[`GIT_CONFIG_VALUE_${count}`] = value;
    count++;
  }
  if (count > 0) env.GIT_CONFIG_COUNT = String(count);
  return env;
}

/** Runs one git command in a folder. Undefined where there is no git on this machine. */
export function git(
  folder: string,
  args: readonly string[],
  needs: GitNeeds = {},
): Promise<GitAnswer | undefined> {
  return new Promise((resolve, reject) => {
    const child = spawn('git', ['--no-pager', ...SAFE, ...args], {
      cwd: folder,
      env: environment(needs),
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    let size = 0;
    child.stdout.on('data', (piece: Buffer) => {
      size += piece.length;
      if (size <= MOST_OUTPUT) out.push(piece);
      else child.kill();
    });
    child.stderr.on('data', (piece: Buffer) => err.push(piece));
    // What git does not care to read is its own business.
    child.stdin.on('error', () => undefined);
    child.stdin.end(needs.input ?? '', 'latin1');
    child.on('error', error => (errnoOf(error) === 'ENOENT' ? resolve(undefined) : reject(error)));
    child.on('close', code => {
      if (size > MOST_OUTPUT)
        return resolve({ code: -1, out: '', err: 'it has more to say than can be held' });
      resolve({
        code: code ?? -1,
        out: Buffer.concat(out).toString('latin1'),
        err: Buffer.concat(err).toString('latin1'),
      });
    });
  });
}

/** The same, waiting for the answer: for reading one thing in the middle of something else. */
export function gitNow(folder: string, args: readonly string[], needs: GitNeeds = {}): GitAnswer {
  const { status, stdout, stderr } = spawnSync('git', ['--no-pager', ...SAFE, ...args], {
    cwd: folder,
    env: environment(needs),
    input: needs.input ?? '',
    encoding: 'latin1',
    maxBuffer: MOST_OUTPUT,
  });
  return { code: status ?? -1, out: stdout ?? '', err: stderr ?? '' };
}

/** The records of an answer in which each ends with a NUL byte. */
export function records(out: string): string[] {
  const parts = out.split('\0');
  if (parts.at(-1) === '') parts.pop();
  return parts;
}
