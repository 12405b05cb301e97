/** Commands that are killed: at a moment of the clock, or before one of the steps by which they change the disk. */
import { type ChildProcess, fork, spawn } from 'node:child_process';
import { join } from 'node:path';
import { BIN, PERSON } from './bin.js';

const HERE = join(process.cwd(), '__tests__/e2e');

/** What ends a command before it is done. */
export type Killing =
  /** Milliseconds after its start. */
  | { readonly after: number }
  /** Its Nth step that changes the disk, which it does not do any more. */
  | { readonly step: number };

/** Runs `faultline` as a person does, and has it killed. @returns whether it was, or had come to its end. */
export function runKilled(args: readonly string[], killing: Killing): Promise<boolean> {
  const atStep = 'step' in killing;
  const preload = atStep ? ['--import', join(HERE, 'kill-at-step.mjs')] : [];
  const child = spawn(process.execPath, [...preload, BIN, ...args], {
    stdio: 'ignore',
    env: { ...PERSON, ...(atStep && { KILL_AT_STEP: String(killing.step) }) },
  });
  return ended(child, atStep ? undefined : killing.after);
}

/** The same for a review, whose keys are typed as fast as it takes them. */
export function reviewKilled(args: readonly string[], keys: string, after: number): Promise<boolean> {
  const child = relay();
  child.on('message', () => child.disconnect());
  child.send({ args, keys });
  return ended(child, after);
}

function ended(child: ChildProcess, after: number | undefined): Promise<boolean> {
  return new Promise(resolve => {
    const timer = after === undefined ? undefined : setTimeout(() => child.kill('SIGKILL'), after);
    child.on('exit', (_, signal) => {
      clearTimeout(timer);
      resolve(signal === 'SIGKILL');
    });
  });
}

/** What a command came to. */
export interface Ran {
  readonly code: number;
  readonly err: string;
}

/** Runs commands one after another in one process, since most of what one costs is its start. */
export interface Runner {
  run(args: readonly string[], keys?: string): Promise<Ran>;
  end(): void;
}

/** Starts a runner. */
export function startRunner(): Runner {
  const child = relay();
  return {
    run: (args, keys) =>
      new Promise((resolve, reject) => {
        const failed = () => reject(new Error('the runner ended'));
        child.once('exit', failed).once('message', (ran: Ran) => {
          child.off('exit', failed);
          resolve(ran);
        });
        child.send({ args, keys });
      }),
    end: () => child.disconnect(),
  };
}

function relay(): ChildProcess {
  return fork(join(HERE, 'relay.mjs'), { stdio: 'ignore', env: PERSON, execArgv: [] });
}
