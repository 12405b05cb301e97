/** Where a thread of `api-thread.ts` begins. */
import { parentPort, workerData } from 'node:worker_threads';
import { UserError } from '../errors.js';
import type { Onlooker } from '../watch.js';
import type { Asked, Said } from './api-thread.js';
import { works } from './api-work.js';

const { name, request } = workerData as Asked;
const say = (said: Said): void => parentPort?.postMessage(said);
const onlooker: Onlooker = { onProgress: progress => say({ progress }) };

try {
  const work = works[name] as (asked: unknown, onlooker: Onlooker) => Promise<unknown>;
  say({ given: await work(request, onlooker) });
} catch (error) {
  say(error instanceof UserError ? { mendable: error.message } : { failed: error });
}
