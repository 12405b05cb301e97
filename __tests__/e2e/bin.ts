/** Runs the real command, as built, in a process of its own. `npm test` builds first. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The script that a person runs. */
export const BIN = join(process.cwd(), 'bin/faultline.js');

export interface Outcome {
  readonly code: number | null;
  /** One unit per byte, as `err`. */
  readonly out: string;
  readonly err: string;
}

export interface Circumstances {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** What runs the command, as in `setpriv … node faultline.js`. */
  readonly through?: readonly string[];
  /** A script that node loads before faultline. */
  readonly preload?: string;
}

/** What a person has set that git knows, and nothing else. */
export const PERSON = {
  PATH: process.env.PATH,
  HOME: '/nonexistent',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_AUTHOR_NAME: 'Ann Author',
  GIT_AUTHOR_EMAIL: 'ann@example.com',
};

/** Runs `faultline` with the arguments, as a person that git knows, without colours from outside. */
export function faultline(args: readonly string[], circumstances: Circumstances = {}): Outcome {
  const { cwd, env, through = [], preload } = circumstances;
  const node = [process.execPath, ...(preload === undefined ? [] : ['--import', preload]), BIN];
  const [command, ...rest] = [...through, ...node, ...args];
  const { status, stdout, stderr, error } = spawnSync(command!, rest, {
    cwd,
    encoding: 'latin1',
    maxBuffer: 1 << 28,
    env: { ...PERSON, ...env },
  });
  if (error !== undefined) throw error;
  return { code: status, out: stdout, err: stderr };
}

/** Root may read and write everything, unless it gives that up. */
export function withoutPrivileges(): readonly string[] {
  if (process.getuid?.() !== 0) return [];
  return ['setpriv', '--bounding-set', '-dac_override,-dac_read_search', '--inh-caps', '-all'];
}

/** The text of a file, one unit per byte. */
export function bytesOf(...path: readonly string[]): string {
  return readFileSync(join(...path), 'latin1');
}
