/** Time that does not grow when others use the machine too. */

/** Seconds of processor time that this process has used so far, in user and kernel mode. */
export function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

/** Sizes at which growth is measured: linear cost makes the larger ten times as dear, quadratic a hundred times. */
const [SMALL, LARGE] = [1_000, 10_000];
/** Between the two; below it the cost cannot be quadratic, whatever the machine, its load and the heap do to both. */
const MOST_GROWTH = 50;
/** So many seconds are spent on starting, whatever the size. */
const START = 0.1;

/**
 * Runs at a small and at a large size, and says whether the processor time grew no worse than size.
 *
 * @returns What the large run gave, and the growth where it was too much (undefined: as size, or a little worse).
 */
export async function grown<T>(run: (size: number) => Promise<T>): Promise<{ result: T; tooMuch?: number }> {
  const timed = async (size: number) => {
    const begun = cpuSeconds();
    const result = await run(size);
    return { result, seconds: cpuSeconds() - begun };
  };
  const small = await timed(SMALL);
  const growthOf = ({ seconds }: { seconds: number }) => seconds / Math.max(small.seconds, START);
  const large = await timed(LARGE);
  if (growthOf(large) <= MOST_GROWTH) return { result: large.result };
  // A collector that starves on a busy machine can cost as much, but hardly twice; what is quadratic always does.
  const again = await timed(LARGE);
  return { result: again.result, ...(growthOf(again) > MOST_GROWTH ? { tooMuch: growthOf(again) } : {}) };
}
