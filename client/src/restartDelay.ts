/**
 * The delay before a crashed server is started again, in milliseconds. Undefined if it has crashed too often
 * and stays down until a person restarts it.
 *
 * @param crashes The times of the crashes in milliseconds of any one clock, the latest last.
 */
export function restartDelay(crashes: readonly number[]): number | undefined {
  const last = crashes.at(-1);
  if (last === undefined) return 0;
  const recent = crashes.filter((time) => last - time < memory).length;
  return recent > restarts ? undefined : firstDelay * 2 ** (recent - 1);
}

/** An older crash says nothing about the next one. */
const memory = 3 * 60_000;
/**
 * Five restarts wait 15 s in total: long enough for a file that is being written, and short enough not to
 * annoy.
 */
const restarts = 5;
const firstDelay = 500;
