/**
 * Runs what programs ask for in a thread of its own. A run takes long steps, in which nothing else of its thread has a
 * turn: so the program goes on meanwhile, and a thread can be ended in the middle of such a step.
 */
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { getHeapStatistics } from 'node:v8';
import { Worker } from 'node:worker_threads';
import { UserError } from '../errors.js';
import type { Onlooker, Progress } from '../watch.js';
import type { Works } from './api-work.js';

/** What a thread says. */
export type Said =
  | { readonly progress: Progress }
  | { readonly given: unknown }
  /** What the caller can mend, in words. */
  | { readonly mendable: string }
  | { readonly failed: unknown };

/** What a thread is asked for. */
export interface Asked {
  readonly name: keyof Works;
  readonly request: Works[keyof Works]['request'];
}

const MEGABYTE = 1 << 20;

/** What a run gives. @throws the signal's reason once it is set, what `onProgress` throws, and what the run does. */
export function inThread<N extends keyof Works>(
  name: N,
  request: Works[N]['request'],
  { signal, onProgress }: Onlooker,
): Promise<Works[N]['gives']> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const asked: Asked = { name, request };
    const worker = new Worker(beside('api-worker'), {
      workerData: asked,
      execArgv: process.execArgv.filter(loadsModules),
      // As much as this thread may have.
      resourceLimits: { maxOldGenerationSizeMb: getHeapStatistics().heap_size_limit / MEGABYTE },
    });
    const end = (settle: () => void): void => {
      signal?.removeEventListener('abort', stop);
      worker.removeAllListeners('message');
      void worker.terminate();
      settle();
    };
    const stop = () => end(() => reject(signal?.reason));
    signal?.addEventListener('abort', stop);
    worker.on('message', (said: Said) => {
      if ('given' in said) end(() => resolve(said.given as Works[N]['gives']));
      else if ('mendable' in said) end(() => reject(new UserError(said.mendable)));
      else if ('failed' in said) end(() => reject(said.failed));
      else tell(said.progress);
    });
    const tell = (progress: Progress): void => {
      try {
        onProgress?.(progress);
      } catch (error) {
        end(() => reject(error));
      }
    };
    worker.on('error', error => end(() => reject(error)));
    worker.on('exit', () =>
      end(() => reject(new Error('internal error: the thread ended without an answer'))),
    );
  });
}

/** A module beside this one, in the language that this one is run in. */
function beside(name: string): URL {
  return new URL(`./${name}${extname(fileURLToPath(import.meta.url))}`, import.meta.url);
}

/** Whether an option of node says how modules are loaded; others are of the process, or say what it begins with. */
const loadsModules = (option: string): boolean =>
  /^--(?:import|require|loader|experimental-loader|conditions)=/.test(option);
