/**
 * Asks a worker process about one item after another, and outlives it: an item that gets no answer in time, or that
 * ends the worker, is named, and the rest goes on in a new one.
 */
import { type ChildProcess, fork } from 'node:child_process';

/** What became of an item: an answer, or why there is none. */
export type Outcome<Item, Answer> =
  | { readonly item: Item; readonly answer: Answer; readonly seconds: number; readonly megabytes: number }
  | { readonly item: Item; readonly failure: string; readonly seconds: number };

export interface Watching {
  /** The module whose `answerAll` answers. */
  readonly worker: URL;
  /** So long may one item take by the clock. */
  readonly seconds: number;
  /** The most that the worker's heap may grow to for one item, in MB; one that has come halfway is not asked again. */
  readonly heap?: number;
}

interface Reply {
  readonly answer?: unknown;
  readonly failure?: string;
  readonly megabytes: number;
}

/** Asks about each item in order. */
export async function* watched<Item, Answer>(
  items: AsyncIterable<Item>,
  { worker, seconds, heap = 2048 }: Watching,
): AsyncGenerator<Outcome<Item, Answer>> {
  let child: ChildProcess | undefined;
  try {
    for await (const item of items) {
      child ??= fork(worker, { execArgv: [...process.execArgv, `--max-old-space-size=${heap}`] });
      const begun = performance.now();
      const reply = await askOne(child, item, seconds);
      const taken = (performance.now() - begun) / 1000;
      if (reply.megabytes > heap / 2) child.kill('SIGKILL');
      if (child.exitCode !== null || child.killed || child.signalCode !== null) child = undefined;
      yield reply.failure === undefined
        ? { item, answer: reply.answer as Answer, seconds: taken, megabytes: reply.megabytes }
        : { item, failure: reply.failure, seconds: taken };
    }
  } finally {
    child?.kill('SIGKILL');
  }
}

function askOne(child: ChildProcess, item: unknown, seconds: number): Promise<Reply> {
  return new Promise(resolve => {
    const end = (reply: Reply) => {
      clearTimeout(timer);
      child.off('message', end).off('exit', ended);
      resolve(reply);
    };
    const ended = (code: number | null, signal: string | null) =>
      end({ failure: `the process ended with ${signal ?? code}`, megabytes: 0 });
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      end({ failure: `no answer within ${seconds} s`, megabytes: 0 });
    }, seconds * 1000);
    child.on('message', end).on('exit', ended);
    child.send({ item });
  });
}

/** In the worker: answers whatever is asked; what is thrown is the item's failure, and ends nothing. */
export function answerAll<Item, Answer>(answer: (item: Item) => Answer | Promise<Answer>): void {
  process.on('message', async ({ item }: { item: Item }) => {
    let reply: Partial<Reply>;
    try {
      reply = { answer: await answer(item) };
    } catch (error) {
      reply = { failure: error instanceof Error ? (error.stack ?? error.message) : String(error) };
    }
    process.send?.({ ...reply, megabytes: Math.round(process.memoryUsage.rss() / 2 ** 20) });
  });
}
