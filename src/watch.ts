/** How those who wait for a run look on, and stop it. */

/** The steps of a run, in order; `prove` may come several times, each with a run of its own inside. */
export type Phase = 'search' | 'read' | 'facts' | 'plan' | 'judge' | 'prove';

export interface Progress {
  readonly phase: Phase;
  readonly done: number;
  readonly total: number;
}

export interface Onlooker {
  readonly onProgress?: ((progress: Progress) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Tells how far a run is, gives the rest of the process a turn, and throws the signal's reason once it is set. */
export type Watch = (phase: Phase, done: number, total: number) => Promise<void>;

/** So many steps are taken between two turns of the rest of the process. */
const STEPS = 16;

/** The watch of an onlooker. */
export function watchFor({ onProgress, signal }: Onlooker): Watch {
  return async (phase, done, total) => {
    if (done % STEPS === 0) await new Promise(resolve => setImmediate(resolve));
    signal?.throwIfAborted();
    onProgress?.({ phase, done, total });
  };
}
