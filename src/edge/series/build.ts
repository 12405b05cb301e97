/**
 * Builds each step of a series, with a command of the user's, in a copy of the tree beside the output: the tree itself
 * is left alone, and what the copy's builds made is there for the next step, and for the next run.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { appendFileSync, closeSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { errnoOf, failureInWords, UserError } from '../../errors.js';
import type { Stage } from '../../series/stages.js';
import { mirror } from '../../tree/mirror.js';
import { decodeUtf8, printable } from '../../unicode.js';

/** What to build, and where. */
export interface BuildRequest {
  /** For `sh -c`; `$OBJECTS` and `$FILES` are those of the step, `$STEP` its number. */
  readonly command: string;
  /** The folder for the copy, and what messages call it. */
  readonly folder: string;
  readonly shown: string;
}

/** One step as the build sees it. */
export interface BuildStep {
  readonly subject: string;
  readonly stage: Stage;
}

/** Lines of a failed build that are shown. */
const TAIL = 15;

/**
 * Builds the tree after each step; what passed in a former run of the same steps and command is not built again.
 *
 * @param root of the tree.
 * @param say tells how far it is.
 * @throws UserError naming the step that fails, with the end of what it said; and whether it did so before.
 */
export async function buildSteps(
  root: string,
  steps: readonly BuildStep[],
  request: BuildRequest,
  say: (text: string) => Promise<void>,
): Promise<void> {
  const copy = join(request.folder, 'tree');
  const passed = readPassed(request);
  const keys = keysOf(steps, request.command);
  if (keys.every(key => passed.has(key))) return say(`all ${steps.length} steps were built before`);
  await say(`copying the tree to ${request.shown}`);
  during(request, () => mirror(root, copy, [request.folder]));
  const objects = sourcesOf(steps.map(({ stage }) => stage));
  for (const [at, { subject, stage }] of steps.entries()) {
    during(request, () => {
      for (const { path, after } of stage.files) writeFileSync(join(copy, path), after, 'latin1');
    });
    const place = `${at + 1}/${steps.length} ${subject}`;
    if (passed.has(keys[at]!)) {
      await say(`built before: ${place}`);
      continue;
    }
    const own = sourcesOf([stage]);
    // A step of headers alone is built by those who include them.
    const sources = own.length > 0 ? own : objects;
    const log = join(request.folder, `${`${at + 1}`.padStart(4, '0')}.log`);
    if ((await runCommand(request.command, copy, sources, at + 1, log)) !== 0) {
      throw await failure(request, { copy, sources, place, log, steps: steps.slice(0, at + 1) });
    }
    appendFileSync(join(request.folder, 'passed'), `${keys[at]}\n`);
    await say(`built: ${place}`);
  }
}

/** The C files of the stages. */
function sourcesOf(stages: readonly Stage[]): readonly string[] {
  const paths = stages.flatMap(({ files }) => files.map(({ path }) => path));
  return [...new Set(paths)].filter(path => path.endsWith('.c'));
}

/** A name for each step, the command, and all that came before it. */
function keysOf(steps: readonly BuildStep[], command: string): readonly string[] {
  const hash = createHash('sha256').update(command);
  return steps.map(({ stage }) => {
    for (const { path, before, after } of stage.files) hash.update(`\0${path}\0${before}\0${after}`);
    return hash.copy().digest('hex');
  });
}

function readPassed({ folder, shown }: BuildRequest): ReadonlySet<string> {
  try {
    mkdirSync(folder, { recursive: true });
    return new Set(readFileSync(join(folder, 'passed'), 'utf8').split('\n'));
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return new Set();
    throw new UserError(`cannot build in ${shown}: ${failureInWords(error)}`);
  }
}

function during({ shown }: BuildRequest, step: () => void): void {
  try {
    step();
  } catch (error) {
    throw new UserError(`cannot build in ${shown}: ${failureInWords(error)}`);
  }
}

/** The exit code of the command; what it says goes to the log. */
function runCommand(
  command: string,
  cwd: string,
  sources: readonly string[],
  step: number,
  log: string,
): Promise<number> {
  mkdirSync(dirname(log), { recursive: true });
  const out = openSync(log, 'w');
  const objects = sources.map(path => path.replace(/\.c$/, '.o'));
  const env = { ...process.env, FILES: sources.join(' '), OBJECTS: objects.join(' '), STEP: `${step}` };
  return new Promise<number>((resolve, reject) => {
    // In a group of its own, so that what it starts can be ended with it.
    const child = spawn('/bin/sh', ['-c', command], {
      cwd,
      env,
      stdio: ['ignore', out, out],
      detached: true,
    });
    const release = child.pid === undefined ? () => undefined : endWithUs(child.pid);
    child.on('error', error => {
      release();
      reject(error);
    });
    child.on('close', code => {
      release();
      resolve(code ?? 1);
    });
  }).finally(() => closeSync(out));
}

/** The signals by which we are told to end: by a person, by whoever started us, by a terminal that is gone. */
const ENDING = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
/** So many milliseconds a command has to tidy up after itself, as make does. */
const PATIENCE = 2000;

/**
 * Lets a process group end with us: the signal that ends us goes on to all of it, and does its work here when the
 * command has ended, or has had its time.
 *
 * @returns to be called when the command has ended.
 */
function endWithUs(group: number): () => void {
  let finish: (() => void) | undefined;
  const signalAll = (signal: NodeJS.Signals): void => {
    try {
      process.kill(-group, signal);
    } catch {
      // All of it has ended.
    }
  };
  const end = (signal: NodeJS.Signals): void => {
    if (finish !== undefined) return;
    finish = () => {
      signalAll('SIGKILL');
      ignore();
      process.kill(process.pid, signal);
    };
    signalAll(signal);
    setTimeout(finish, PATIENCE);
  };
  const ignore = (): void => {
    for (const signal of ENDING) process.off(signal, end);
  };
  for (const signal of ENDING) process.on(signal, end);
  return () => (finish === undefined ? ignore() : finish());
}

interface Failed {
  readonly copy: string;
  readonly sources: readonly string[];
  readonly place: string;
  readonly log: string;
  /** The steps up to the one that failed. */
  readonly steps: readonly BuildStep[];
}

/** Why a step failed: the tree before the series is built as well, since it may be no better. */
async function failure(
  request: BuildRequest,
  { copy, sources, place, log, steps }: Failed,
): Promise<UserError> {
  const first = new Map<string, string>();
  for (const { path, before } of steps.flatMap(({ stage }) => stage.files)) {
    if (!first.has(path)) first.set(path, before);
  }
  for (const [path, before] of first) writeFileSync(join(copy, path), before, 'latin1');
  const code = await runCommand(request.command, copy, sources, 0, `${log}.before`);
  const said = decodeUtf8(readFileSync(log, 'latin1')).trimEnd();
  const shownLog = join(request.shown, log.split('/').at(-1)!);
  const lines = said.split('\n').slice(-TAIL).map(printable).join(' | ');
  const end = said === '' ? `${shownLog} is empty` : `The end of ${shownLog}: ${lines}`;
  const before = code === 0 ? 'it succeeds without the series' : 'it fails without the series, too';
  return new UserError(`the build fails after patch ${place}; ${before}, and nothing was written. ${end}`);
}
